"""What understanding is shown when it has to decide: what was said, what was seen, and the home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.events import Hypothesis, Observation
from devices.model import Home

SEEN_SECONDS = 3.0  # a finger is raised while the sentence is said; longer ago it meant something else
LOOKS_SECONDS = 0.5  # between two looks of one camera that are kept: frames nearer show the same


@dataclass(frozen=True, slots=True)
class Said:
    """``hypotheses``: best first, at least one. ``wake``: score of the wake phrase, 0-1, None without one.
    ``noise``: how far the voice stands out from what else is heard, dB, None if not known."""

    hypotheses: tuple[Hypothesis, ...]
    wake: float | None = None
    noise: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A frame of one camera, ``age`` seconds before the decision."""

    observation: Observation
    age: float


@dataclass(frozen=True, slots=True)
class Commanded:
    """A device that was commanded, ``age`` seconds ago; ``last``: by the latest command of all."""

    device: str
    age: float
    last: bool = True


@dataclass(frozen=True, slots=True)
class Climate:
    """What the sensors of an area tell. ``occupancy`` 0-1, that somebody is there; ``lux``; ``temperature``
    in °C. None where none tells."""

    occupancy: float | None = None
    lux: float | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What came with a sentence. ``said``: as it was heard; ``by_ear``: through a microphone, so that it may
    not have been meant for us; ``hour``: 0-24, local."""

    said: Said
    looks: tuple[Look, ...] = ()
    climates: dict[str, Climate] = field(default_factory=dict)
    hour: float = 12.0
    by_ear: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One moment. Any part may be missing: no speech, no camera, no sensors, an empty home.

    ``area``: of the microphone, an id of the home; ``now``: POSIX seconds; ``hour``: 0-24, local;
    ``asked``: a question of ours is open.
    """

    home: Home
    now: float
    hour: float
    said: Said | None = None
    looks: tuple[Look, ...] = ()
    area: str | None = None
    climates: dict[str, Climate] = field(default_factory=dict)
    commanded: tuple[Commanded, ...] = ()
    asked: bool = False


def without(scene: Scene, *missing: str) -> Scene:
    """The scene with these modalities missing: ``speech``, ``vision``, ``sensors`` (what rooms tell) or
    ``home`` (that, the states of its things, what was commanded, and where the microphone is)."""
    if "speech" in missing:
        scene = replace(scene, said=None)
    if "vision" in missing:
        scene = replace(scene, looks=())
    if "home" in missing:
        bare = replace(scene.home, states={})
        scene = replace(scene, home=bare, area=None, climates={}, commanded=())
    return replace(scene, climates={}) if "sensors" in missing else scene


def thinned(looks: Iterable[Look]) -> tuple[Look, ...]:
    """Of all looks of the last SEEN_SECONDS one a camera for each LOOKS_SECONDS: where somebody points, else
    one with a hand, else the newest. The newest first."""
    kept: dict[tuple[str, int], Look] = {}
    for look in looks:
        if 0 <= look.age <= SEEN_SECONDS:
            slot = (look.observation.camera, int(look.age / LOOKS_SECONDS))
            if slot not in kept or _worth(look) > _worth(kept[slot]):
                kept[slot] = look
    return tuple(sorted(kept.values(), key=lambda look: look.age))


def _worth(look: Look) -> tuple[bool, bool, float]:
    hands = look.observation.hands
    return any(hand.pointing is not None for hand in hands), bool(hands), -look.age
