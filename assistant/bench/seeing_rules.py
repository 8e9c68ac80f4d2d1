"""The peer's second half: plain rules from MediaPipe's keypoints to our gestures.

Written to do it well, not to lose: fingers by their bends, thumbs by their direction, a finger on the lips
by the face's box. FIELD's 154 of 160 and 45 of 200 were measured with rules like these.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.events import Gesture
from assistant.seeing.boxes import Box

_TOUCH = 0.35  # of the palm: thumb and index tips of an "ok" are nearer than this


def gesture_by_rules(keypoints: Sequence[Sequence[float]], faces: Sequence[Box]) -> Gesture:
    """``keypoints``: [21, 2] px; ``faces``: boxes px in the same picture."""
    points = np.array(keypoints, np.float64)
    palm = float(np.linalg.norm(points[0] - points[9])) + 1e-6
    index, middle, ring, little = (_stretched(points, base) for base in (5, 9, 13, 17))
    thumb_tip = points[4]
    thumb = np.linalg.norm(thumb_tip - points[9]) > 0.75 * palm and _straight(points, 1) > 0.85
    if np.linalg.norm(thumb_tip - points[8]) < _TOUCH * palm and middle and ring and little:
        return Gesture.OK
    if index and middle and ring and little:
        return Gesture.PALM
    if index and not (middle or ring or little):
        return Gesture.MUTE if _on_lips(points[8], faces) else Gesture.POINT if not thumb else Gesture.OTHER
    if not (index or middle or ring or little):
        if thumb:
            way = thumb_tip - points[2]
            if abs(way[1]) > abs(way[0]):
                return Gesture.LIKE if way[1] < 0 else Gesture.DISLIKE
        return Gesture.FIST
    return Gesture.OTHER


def _stretched(points: NDArray[np.float64], base: int) -> bool:
    wrist, knuckle, tip = points[0], points[base + 1], points[base + 3]
    return (
        bool(np.linalg.norm(tip - wrist) > 1.1 * np.linalg.norm(knuckle - wrist))
        and _straight(points, base) > 0.85
    )


def _straight(points: NDArray[np.float64], base: int) -> float:
    bones = sum(float(np.linalg.norm(points[base + i + 1] - points[base + i])) for i in range(3))
    return float(np.linalg.norm(points[base + 3] - points[base])) / max(bones, 1e-6)


def _on_lips(tip: NDArray[np.float64], faces: Sequence[Box]) -> bool:
    """In the lower two thirds of a face."""
    return any(
        box[0] <= tip[0] <= box[2] and box[1] + (box[3] - box[1]) / 3 <= tip[1] <= box[3] for box in faces
    )
