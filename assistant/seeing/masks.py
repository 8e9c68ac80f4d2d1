"""Parts of a picture nobody may see: a neighbour's window, a bed. Black before anything else is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from assistant.errors import CameraError
from assistant.seeing.frames import Frame, Luma


@dataclass(frozen=True, slots=True)
class Mask:
    """``points``: corners (x, y) of a polygon in fractions of the frame, (0, 0) the upper left.

    Raises CameraError for less than three corners or one outside the frame.
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(self.points) < 3:
            raise CameraError(f"mask of {len(self.points)} corners: no area; give at least three")
        outside = [point for point in self.points if not all(0.0 <= value <= 1.0 for value in point)]
        if outside:
            raise CameraError(f"mask corner {outside[0]}: outside the picture; give fractions from 0 to 1")


def masked(frame: Frame, masks: Sequence[Mask]) -> Frame:
    """The frame with every pixel black that a mask touches; the given one is left as it is."""
    if not masks:
        return frame
    height, width = frame.luma.shape
    return replace(frame, luma=frame.luma & _open_part(tuple(masks), width, height))


@lru_cache(maxsize=8)  # a few cameras, each of one size, seldom two
def _open_part(masks: tuple[Mask, ...], width: int, height: int) -> Luma:
    """[height, width] uint8: 255 where one may look, 0 where not."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    for mask in masks:
        draw.polygon([(x * width, y * height) for x, y in mask.points], fill=0, outline=0)
    return np.array(image, dtype=np.uint8)
