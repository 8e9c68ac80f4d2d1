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
from assistant.understanding.scene import SEEN_SECONDS, Look

PICTURE = (640.0, 480.0)
Scores = tuple[float, ...]
GESTURES = tuple(Gesture)


@dataclass(frozen=True)
class GestureTable:
    """Scores of real hands by what they show. ``rows``: gesture name to scores, one a picture."""

    rows: dict[str, Sequence[Scores]] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path, split: str) -> GestureTable:
        """Lines of ``{"split", "gesture", "scores"}``."""
        rows: dict[str, list[Scores]] = {}
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            if line["split"] == split:
                rows.setdefault(line["gesture"], []).append(tuple(line["scores"]))
        return cls({name: tuple(found) for name, found in rows.items()})

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


def nobody(camera: str, area: str | None, rng: np.random.Generator) -> Look:
    """An empty picture, or one that seems so."""
    presence = float(rng.beta(1.0, 9.0))
    return Look(Observation(camera, 0.0, bool(rng.random() < 0.3), presence, 0, area=area), _age(rng))


def somebody(camera: str, area: str | None, rng: np.random.Generator, hands: tuple[Hand, ...] = ()) -> Look:
    """A person, mostly noticed."""
    presence = float(rng.beta(6.0, 1.5)) if rng.random() < 0.9 else float(rng.beta(1.0, 4.0))
    persons = int(presence > 0.5) + int(rng.random() < 0.2)
    return Look(Observation(camera, 0.0, True, presence, persons, hands=hands, area=area), _age(rng))


def hand(
    gesture: Gesture, table: GestureTable, rng: np.random.Generator, towards: float | None = None
) -> Hand:
    """A hand that shows this; one that points does so ``towards`` an angle, as well as people can."""
    scores = table.draw(gesture, rng)
    best = GESTURES[int(np.argmax(scores))] if max(scores) > 0.5 else Gesture.OTHER
    side = float(np.exp(rng.uniform(np.log(25), np.log(160))))
    x, y = rng.uniform(side, PICTURE[0] - side), rng.uniform(side, PICTURE[1] - side)
    pointing = None
    if best is Gesture.POINT:
        wanted = float(rng.uniform(-180, 180)) if towards is None else towards
        spread = float(np.exp(rng.normal(np.log(9.0), 0.5)))
        angle = (wanted + float(rng.normal(0.0, 12.0)) + 180) % 360 - 180
        pointing = Pointing(Direction(sector(angle)), round(angle, 1), round(spread, 1))
    box = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    return Hand(box, float(rng.beta(8, 1)), best, scores, ((x, y),) * 21, pointing)


def looks_of(look: Look, rng: np.random.Generator) -> tuple[Look, ...]:
    """The same seen once or a few times within the last seconds."""
    count = int(rng.integers(1, 4))
    return tuple(Look(look.observation, _age(rng)) for _ in range(count))


def _age(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.0, SEEN_SECONDS))
