"""A gesture is meant when it is held: for half a second, by one hand, with somebody there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.events import Gesture, Gestured, Hand, Observation, Pointing
from assistant.seeing.gestures import sector


@dataclass(frozen=True, slots=True)
class HoldSettings:
    """``held_seconds`` of one gesture count; after that ``cool_down_seconds`` pass before the next does: the
    same one has to be shown anew, another may be held till then. ``presence``: the least score of a person
    in the same picture; ``gap``: a gesture lost for no more frames than this is held all the same."""

    presence: float
    held_seconds: float = 0.5
    cool_down_seconds: float = 2.0
    gap: int = 2


@dataclass(slots=True)
class _Held:
    gesture: Gesture
    since: float
    last: float
    scores: list[float]
    pointings: list[Pointing]
    told: bool = False
    missed: int = 0


@dataclass(slots=True)
class _Last:
    """What was meant last: at ``at`` seconds, seen last at ``seen``; ``over`` when it is shown no more."""

    gesture: Gesture
    at: float
    seen: float
    over: bool = False


SCORES_KEPT = 50  # a hand that holds still for ever does not fill memory
# A gesture unseen for so long is over. A hand that was lost is found and voted on before that, and the
# motion gate stays open for longer, so that a hand is seen to go before nothing moves.
AWAY_SECONDS = 1.5


class GestureHold:
    """``feed`` turns one camera's observations into gestures that are meant."""

    def __init__(self, settings: HoldSettings) -> None:
        self._settings = settings
        self._held: dict[int, _Held] = {}
        self._last: _Last | None = None

    def feed(self, observation: Observation) -> Gestured | None:
        """The gesture that has just been held long enough, once for each time it is shown."""
        now = observation.seconds
        self._follow_last(observation)
        for held in self._held.values():
            held.missed += 1
        if observation.presence >= self._settings.presence:
            for hand in observation.hands:
                if hand.gesture is not Gesture.OTHER:
                    self._note(hand, now)
        self._held = {
            track: h for track, h in self._held.items() if h.missed <= self._settings.gap and now >= h.last
        }
        for held in self._held.values():
            if held.told or held.missed or now - held.since < self._settings.held_seconds:
                continue
            if self._last is not None and self._waits(held.gesture, self._last, now):
                held.told = held.gesture is self._last.gesture
                continue
            held.told = True
            self._last = _Last(held.gesture, now, now)
            return self._meant(held, observation)
        return None

    def reset(self) -> None:
        """The camera was closed: what was shown before is over."""
        self._held = {}
        if self._last is not None:
            self._last.over = True

    def _follow_last(self, observation: Observation) -> None:
        """A still frame shows what the one before it did."""
        last, now = self._last, observation.seconds
        if last is None or last.over:
            return
        if not 0 <= now - last.seen < AWAY_SECONDS:
            last.over = True
        elif not observation.moving or any(hand.gesture is last.gesture for hand in observation.hands):
            last.seen = now

    def _waits(self, gesture: Gesture, last: _Last, now: float) -> bool:
        if gesture is last.gesture and not last.over:
            return True
        return 0 <= now - last.at < self._settings.cool_down_seconds

    def _note(self, hand: Hand, now: float) -> None:
        held = self._held.get(hand.track)
        if held is None or held.gesture is not hand.gesture:
            held = self._held[hand.track] = _Held(hand.gesture, now, now, [], [])
        held.last, held.missed = now, 0
        held.scores.append(hand.scores[list(Gesture).index(hand.gesture)])
        if hand.pointing is not None:
            held.pointings.append(hand.pointing)
        del held.scores[:-SCORES_KEPT], held.pointings[:-SCORES_KEPT]

    def _meant(self, held: _Held, observation: Observation) -> Gestured:
        return Gestured(
            gesture=held.gesture,
            score=round(float(np.mean(held.scores)), 4),
            held_seconds=round(held.last - held.since, 2),
            camera=observation.camera,
            area=observation.area,
            pointing=mean_pointing(held.pointings),
        )


def mean_pointing(pointings: list[Pointing]) -> Pointing | None:
    """The mean direction on the circle; its spread holds what the looks disagree by as well."""

    if not pointings:
        return None
    angles = np.radians([p.angle for p in pointings])
    mean = np.exp(1j * angles).mean()
    angle = float(np.degrees(np.angle(mean)))
    apart = float(np.degrees(np.sqrt(max(0.0, -2 * np.log(max(abs(mean), 1e-6))))))
    spread = float(np.hypot(np.mean([p.spread for p in pointings]), apart))
    return Pointing(sector(angle), round(angle, 1), round(spread, 1))
