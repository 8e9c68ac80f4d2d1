"""What a camera may have seen in the two seconds before: nobody, somebody, a hand that points, a thumb.

Scores are those of the shipped vision models on real pictures where a table of them is given, else drawn
around what these models do on dev: right nine times in ten, sure of it or not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.events import Direction, Gesture, Hand, Observation, Pointing
from assistant.seeing.gestures import sector
from assistant.understanding.scene import LOOKS_SECONDS, SEEN_SECONDS, Look

PICTURE = (640.0, 480.0)
AIM, JITTER = 12.0, 5.0  # degrees, standard deviations: of how people point, and from frame to frame
MISSED = 0.1  # share of frames in which a hand is not found, where no table tells
Scores = tuple[float, ...]
GESTURES = tuple(Gesture)


@dataclass(frozen=True, slots=True)
class Shows:
    """What a hand shows; ``towards``: degrees, where it points to, any if None."""

    gesture: Gesture
    towards: float | None = None


@dataclass(frozen=True)
class GestureTable:
    """Scores of real hands by what they show. ``rows``: gesture name to scores, one a picture; ``misses``:
    share of pictures in which the hand is not found."""

    rows: dict[str, Sequence[Scores]] = field(default_factory=dict)
    misses: dict[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path, split: str) -> GestureTable:
        """Lines of ``{"split", "gesture", "scores", "missed"}``; see `gesture_table`."""
        rows: dict[str, list[Scores]] = {}
        misses: dict[str, float] = {}
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            if line["split"] == split:
                rows.setdefault(line["gesture"], []).append(tuple(line["scores"]))
                misses[line["gesture"]] = float(line.get("missed", MISSED))
        return cls({name: tuple(found) for name, found in rows.items()}, misses)

    def missed(self, gesture: Gesture) -> float:
        """Share of frames in which a hand that shows this is not found."""
        return self.misses.get(gesture.value, MISSED)

    def draw(self, gesture: Gesture, rng: np.random.Generator) -> Scores:
        """Scores of a hand that shows this."""
        known = self.rows.get(gesture.value)
        if known:
            return known[int(rng.integers(len(known)))]
        shown = gesture if rng.random() < 0.9 else GESTURES[int(rng.integers(len(GESTURES)))]
        logits = rng.normal(0.0, 1.0, len(GESTURES))
        logits[GESTURES.index(shown)] += rng.uniform(2.0, 7.0)
        shares = np.exp(logits - logits.max())
        return tuple(float(share) for share in shares / shares.sum())


def nobody(camera: str, area: str | None, rng: np.random.Generator) -> tuple[Look, ...]:
    """An empty picture, or one that seems so."""
    presence, moving = float(rng.beta(1.0, 9.0)), bool(rng.random() < 0.3)
    return tuple(Look(Observation(camera, 0.0, moving, presence, 0, area=area), age) for age in _ages(rng))


def somebody(
    camera: str, area: str | None, table: GestureTable, rng: np.random.Generator, shown: Shows | None = None
) -> tuple[Look, ...]:
    """A person, mostly noticed, for the last seconds; the hand is up for a part of them."""
    presence = float(rng.beta(6.0, 1.5)) if rng.random() < 0.9 else float(rng.beta(1.0, 4.0))
    persons = int(presence > 0.5) + int(rng.random() < 0.2)
    ages = _ages(rng)
    up = ages[int(rng.integers(len(ages))) :] if rng.random() < 0.5 else ages
    lean = float(rng.normal(0.0, AIM))  # nobody points quite there, and for the whole time as badly
    looks = []
    for age in ages:
        hands = (hand(shown, table, rng, lean),) if shown is not None and age in up else ()
        found = tuple(one for one in hands if one is not None)
        looks.append(Look(Observation(camera, 0.0, True, presence, persons, hands=found, area=area), age))
    return tuple(looks)


def hand(shown: Shows, table: GestureTable, rng: np.random.Generator, lean: float = 0.0) -> Hand | None:
    """A hand that shows this, as one frame has it; None if it was not found in that frame."""
    if rng.random() < table.missed(shown.gesture):
        return None
    scores = table.draw(shown.gesture, rng)
    best = GESTURES[int(np.argmax(scores))] if max(scores) > 0.5 else Gesture.OTHER
    side = float(np.exp(rng.uniform(np.log(25), np.log(160))))
    x, y = rng.uniform(side, PICTURE[0] - side), rng.uniform(side, PICTURE[1] - side)
    pointing = None
    if best is Gesture.POINT:
        wanted = float(rng.uniform(-180, 180)) if shown.towards is None else shown.towards
        spread = float(np.exp(rng.normal(np.log(9.0), 0.5)))
        angle = (wanted + lean + float(rng.normal(0.0, JITTER)) + 180) % 360 - 180
        pointing = Pointing(Direction(sector(angle)), round(angle, 1), round(spread, 1))
    box = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    return Hand(box, float(rng.beta(8, 1)), best, scores, ((x, y),) * 21, pointing)


def _ages(rng: np.random.Generator) -> list[float]:
    """Of the looks that a daemon keeps, the newest first."""
    first = float(rng.uniform(0.0, LOOKS_SECONDS))
    count = int(rng.integers(1, 7))
    return [age for age in (first + LOOKS_SECONDS * i for i in range(count)) if age <= SEEN_SECONDS]
