"""From keypoints to what the gesture head sees, and where a finger points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.events import Direction, Pointing
from assistant.seeing.landmarks import Landmarks

FEATURES = 42 + 2 + 2 + 5 + 2
# Keypoints, in MediaPipe's order.
WRIST, THUMB_BASE, THUMB_TIP, INDEX_BASE, INDEX_TIP, MIDDLE_BASE, LITTLE_BASE = 0, 1, 4, 5, 8, 9, 17
PALM = (WRIST, INDEX_BASE, MIDDLE_BASE, 13, LITTLE_BASE)
WIDEST_SPREAD = 45.0  # degrees; beyond it a direction tells nothing


def features(landmarks: Landmarks) -> NDArray[np.float32]:
    """[FEATURES]: keypoints about the palm's centre, by its size, turned so that the hand is upright and
    mirrored so that the thumb is left; then which way the hand and its thumb are turned in the picture
    (thumbs up and down differ in nothing else); then the chances of the landmark net."""
    points = landmarks.points.astype(np.float32)
    centre = points[list(PALM)].mean(axis=0)
    size = float(np.linalg.norm(points[list(PALM)] - centre, axis=1).mean()) + 1e-6
    centred = (points - centre) / size
    up = centred[MIDDLE_BASE] - centred[WRIST]
    across = centred[LITTLE_BASE] - centred[INDEX_BASE]
    if up[0] * across[1] - up[1] * across[0] < 0:  # the other hand, or its other side
        centred = centred * np.array([-1.0, 1.0], np.float32)
        up = up * np.array([-1.0, 1.0], np.float32)
    up = up / (float(np.linalg.norm(up)) + 1e-6)
    upright = np.array([[-up[1], up[0]], [-up[0], -up[1]]], np.float32)  # rows: right and down of the hand
    thumb = centred[THUMB_TIP] - centred[THUMB_BASE]
    thumb = thumb / (float(np.linalg.norm(thumb)) + 1e-6)
    told = np.concatenate((landmarks.stretched, [landmarks.mouth, landmarks.palm]))
    return np.concatenate(((centred @ upright.T).ravel(), up, thumb, told)).astype(np.float32)


def pointing(landmarks: Landmarks) -> Pointing | None:
    """Where the index finger points, as seen in the picture; None if that cannot be told.

    The angle's spread follows from the spread of the finger's two ends and its length.
    """
    base, tip = landmarks.points[INDEX_BASE], landmarks.points[INDEX_TIP]
    x, y = float(tip[0] - base[0]), float(base[1] - tip[1])
    length = float(np.hypot(x, y))
    if length < 1e-3:
        return None
    apart = float(np.hypot(landmarks.spread[INDEX_BASE], landmarks.spread[INDEX_TIP]))
    spread = float(np.degrees(np.arctan2(apart, length)))
    if spread > WIDEST_SPREAD:
        return None
    angle = float(np.degrees(np.arctan2(y, x)))
    return Pointing(sector(angle), round(angle, 1), round(spread, 1))


def sector(angle: float) -> Direction:
    """The quarter of the circle an angle (degrees, counter-clockwise from the right) lies in."""
    quarter = int(((angle + 45.0) % 360.0) // 90.0)
    return (Direction.RIGHT, Direction.UP, Direction.LEFT, Direction.DOWN)[quarter]
