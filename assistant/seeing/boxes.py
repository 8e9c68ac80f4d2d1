"""From a finder's grid to boxes: cells that are sure, and of those that overlap the surest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRIDE = 8  # px of the finder's picture a cell
OVERLAP = 0.4  # of intersection over union, from which two boxes are of one thing
LIMIT = 40  # cells looked at; a frame with more sure cells is of no use anyway

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """``box``: left, top, right, bottom; ``score`` 0-1."""

    box: Box
    score: float


def decode(grid: NDArray[np.float32], threshold: float) -> tuple[Found, ...]:
    """Boxes from [5, h, w]: logits, and distances to left, top, right and bottom in cells. Best first.

    ``threshold`` is of the score. Boxes are px of the finder's picture.
    """
    rows, columns = np.nonzero(grid[0] > _logit(threshold))
    logits = grid[0, rows, columns]
    order = np.argsort(-logits)[:LIMIT]
    rows, columns, logits = rows[order], columns[order], logits[order]
    sides = grid[1:, rows, columns] * STRIDE
    x, y = (columns + 0.5) * STRIDE, (rows + 0.5) * STRIDE
    boxes = np.stack((x - sides[0], y - sides[1], x + sides[2], y + sides[3]), axis=1)
    scores = 1.0 / (1.0 + np.exp(-logits))
    kept: list[Found] = []
    for box, score in zip(boxes.tolist(), scores.tolist(), strict=True):
        candidate = (box[0], box[1], box[2], box[3])
        if all(overlap(candidate, found.box) < OVERLAP for found in kept):
            kept.append(Found(candidate, score))
    return tuple(kept)


def scaled(box: Box, scale: float) -> Box:
    """The box in px of a picture so many times as large."""
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0-1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (area(one) + area(other) - shared)


def area(box: Box) -> float:
    """In px²."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _logit(score: float) -> float:
    score = min(max(score, 1e-6), 1 - 1e-6)
    return float(np.log(score / (1 - score)))
