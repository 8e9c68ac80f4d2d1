"""What a gesture that is meant does, as the configuration has it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from assistant.config.seeing import GesturesSection, SaySection
from assistant.events import Gestured

log = logging.getLogger("assistant")

POINTED_SECONDS = 5.0  # "that" is what was pointed at shortly before it is said


@dataclass(frozen=True, slots=True)
class Pointed:
    """Somebody pointed, at loop time ``at``: what a "that" said now may mean."""

    gestured: Gestured
    at: float


@dataclass(frozen=True, slots=True)
class Deeds:
    """What gestures can set going. ``stop``: be quiet and drop what is asked; True if there was anything.
    ``answer``: yes or no to the open question; False if nothing was asked. ``say``: a sentence in an area."""

    stop: Callable[[], bool]
    answer: Callable[[bool, str | None], bool]
    mute: Callable[[], None]
    say: Callable[[str, str | None], None]


class Gesturing:
    """Carries out gestures; says in the log what each one did."""

    def __init__(self, meanings: GesturesSection, deeds: Deeds) -> None:
        self._meanings = meanings
        self._deeds = deeds
        self._pointed: Pointed | None = None

    def pointed(self, now: float) -> Pointed | None:
        """What was pointed at in the last seconds, for a sentence that says "that"."""
        if self._pointed is not None and not 0 <= now - self._pointed.at <= POINTED_SECONDS:
            self._pointed = None
        return self._pointed

    def take(self, gestured: Gestured, now: float) -> None:
        """Do what the gesture means; ``now`` is loop time."""
        action = getattr(self._meanings, gestured.gesture.value, "none")
        log.info("%s", _line(gestured, self._done(action, gestured, now)))

    def _done(self, action: str | SaySection, gestured: Gestured, now: float) -> str:
        if isinstance(action, SaySection):
            self._deeds.say(action.say, gestured.area)
            return f'says "{action.say}"'
        match action:
            case "stop":
                return "stopped" if self._deeds.stop() else "nothing to stop"
            case "confirm" | "decline":
                yes = action == "confirm"
                answered = self._deeds.answer(yes, gestured.area)
                return f"answers {'yes' if yes else 'no'}" if answered else "nothing was asked"
            case "mute":
                self._deeds.mute()
                return "mutes"
            case "that":
                self._pointed = Pointed(gestured, now)
                return "kept for a sentence"
        return "means nothing here"


def _line(gestured: Gestured, done: str) -> str:
    where = f" in {gestured.area}" if gestured.area else ""
    way = ""
    if gestured.pointing is not None:
        pointing = gestured.pointing
        way = f" {pointing.direction.value} ({pointing.angle:.0f}° ±{pointing.spread:.0f}°)"
    return (
        f"camera {gestured.camera}{where}: {gestured.gesture.value}{way} {gestured.score:.2f} "
        f"held {gestured.held_seconds:.1f} s → {done}"
    )
