"""A painted world for tests that need no learned models: people and hands are patches of certain greys,
and the four models are stand-ins that look at the very pixels they are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.events import Gesture
from assistant.seeing.boxes import Box, Found
from assistant.seeing.frames import Luma
from assistant.seeing.landmarks import Landmarks
from assistant.seeing.sightings import HandEvidence

PERSON = 140
HAND = {gesture: 250 - 10 * number for number, gesture in enumerate(Gesture)}
_NEAR = 4  # greys; a video's codec changes them a little
_STRETCHED = 46  # where the features hold the chance of a stretched thumb

# A hand that points up, wrist at (0, 0); x to the right, y down, in the middle finger's lengths.
UPRIGHT = np.array(
    [(0, 0), (-0.25, -0.15), (-0.4, -0.35), (-0.5, -0.5), (-0.6, -0.65),
     (-0.2, -0.5), (-0.22, -0.7), (-0.24, -0.85), (-0.25, -0.95),
     (0, -0.55), (0, -0.75), (0, -0.9), (0, -1),
     (0.15, -0.5), (0.17, -0.7), (0.18, -0.8), (0.2, -0.9),
     (0.3, -0.42), (0.33, -0.55), (0.36, -0.65), (0.4, -0.75)],
    np.float32,
)  # fmt: skip


def room(width: int = 320, height: int = 240, seed: int = 1) -> Luma:
    """Nobody there: soft blobs of 20 to 120."""
    coarse = np.random.default_rng(seed).integers(20, 120, (6, 8)).astype(np.uint8)
    rows, columns = np.arange(height) * 6 // height, np.arange(width) * 8 // width
    return coarse[rows][:, columns]


def person(luma: Luma, left: int = 100, top: int = 60, width: int = 60, height: int = 170) -> Luma:
    """The same with somebody in it."""
    return _patch(luma, PERSON, left, top, width, height)


def hand(luma: Luma, gesture: Gesture, left: int = 200, top: int = 80, side: int = 40) -> Luma:
    """The same with a hand in it."""
    return _patch(luma, HAND[gesture], left, top, side, side)


def _patch(luma: Luma, level: int, left: int, top: int, width: int, height: int) -> Luma:
    changed = luma.copy()
    changed[top : top + height, left : left + width] = level
    return changed


class PaintedFinder:
    """Finds patches of some greys, each a run of columns of its own. ``doubled``: and takes what is below
    each, its arm, for another."""

    def __init__(self, *levels: int, doubled: bool = False) -> None:
        self.threshold = 0.5
        self.calls = 0
        self._levels = levels
        self._doubled = doubled

    def find(self, luma: Luma, threshold: float | None = None) -> tuple[Found, ...]:
        self.calls += 1
        boxes = [box for level in self._levels for box in _patches(luma, level)]
        if self._doubled:
            boxes += [_below(box) for box in boxes]
        return tuple(Found(box, 0.9) for box in boxes)


class PaintedLandmarks:
    """Reads the one hand that has most pixels in the square: a hand as large as its patch."""

    def __init__(self) -> None:
        self.threshold = 0.5
        self.calls = 0

    def read(self, luma: Luma, centre: tuple[float, float], side: float) -> Landmarks:
        self.calls += 1
        left, top = (max(0, int(edge - side / 2)) for edge in centre)
        part = luma[top : top + int(side) + 1, left : left + int(side) + 1]
        counts = [int(_is(part, level).sum()) for level in HAND.values()]
        best = int(np.argmax(counts))
        if counts[best] < 4:
            return _read(UPRIGHT * 10.0 + np.array(centre, np.float32), 0.0, 0)
        rows, columns = np.nonzero(_is(part, list(HAND.values())[best]))
        low = np.array([left + columns.min(), top + rows.min()], np.float32)
        size = np.array([np.ptp(columns) + 1, np.ptp(rows) + 1], np.float32)
        unit = (UPRIGHT - UPRIGHT.min(axis=0)) / np.ptp(UPRIGHT, axis=0)
        return _read(low + unit * size, 1.0, best)


class PaintedGestures:
    """Sure of the gesture that the hand's grey stands for."""

    def __init__(self, sure: float = 0.9) -> None:
        self.threshold = 0.6
        self.sure = sure

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = np.full(len(Gesture), (1 - self.sure) / (len(Gesture) - 1), np.float32)
        scores[round(float(features[_STRETCHED]) * 10)] = self.sure
        return scores


class PaintedModels:
    """All four, as `SeeingModels` has them."""

    def __init__(self, *, doubled: bool = False) -> None:
        self.evidence = HandEvidence((1.0, 0.5, 0.5, 0.0), 0.5)
        self.hands = PaintedFinder(*HAND.values(), doubled=doubled)
        self.people = PaintedFinder(PERSON)
        self.landmarks = PaintedLandmarks()
        self.gestures = PaintedGestures()

    @property
    def calls(self) -> tuple[int, int, int]:
        """How often people, hands and landmarks were looked for."""
        return self.people.calls, self.hands.calls, self.landmarks.calls


def _is(luma: Luma, level: int) -> NDArray[np.bool_]:
    return np.abs(luma.astype(np.int16) - level) <= _NEAR


def _patches(luma: Luma, level: int) -> list[Box]:
    there = _is(luma, level)
    inside = np.concatenate(([False], there.sum(axis=0) > 1, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    boxes = []
    for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        rows = np.flatnonzero(there[:, left:right].any(axis=1))
        boxes.append((float(left), float(rows[0]), float(right), float(rows[-1] + 1)))
    return boxes


def _below(box: Box) -> Box:
    left, top, right, bottom = box
    return left, bottom - 5, right, bottom - 5 + (bottom - top)


def _read(points: NDArray[np.float32], hand_there: float, gesture: int) -> Landmarks:
    stretched = np.full(5, gesture / 10, np.float32)
    return Landmarks(points.astype(np.float32), np.full(21, 1.0, np.float32), hand_there, stretched, 0.0, 1.0)
