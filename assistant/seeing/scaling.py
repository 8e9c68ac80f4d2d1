"""Scales luma for the networks, by Pillow: antialiased, and in tenths of a millisecond."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assistant.seeing.frames import Luma

FINDER_SIDE = 192  # px, longer side of what a finder sees
FINDER_AREA = 27_648  # px², 192 x 144: squarer frames are made smaller, so that all cost the same
GRAIN = 32  # px, the coarsest stride of a finder: its picture is a multiple of it
CROP = 64  # px, side of what the landmark net sees
MARGIN = 1.35  # side of that square, for a hand whose keypoints span 1; trained with it
FLAT = 4.0  # the least spread a crop is divided by: noise in the dark is not blown up to a picture


def for_finder(luma: Luma) -> tuple[NDArray[np.float32], float]:
    """[h, w] uint8 to float32 less a half, in multiples of GRAIN with grey below and right; and the scale."""
    height, width = luma.shape
    scale = min(FINDER_SIDE / max(height, width), (FINDER_AREA / (height * width)) ** 0.5)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    small = np.asarray(Image.fromarray(luma).resize(inner, Image.Resampling.BILINEAR), np.float32)
    padded = np.zeros((-(-inner[1] // GRAIN) * GRAIN, -(-inner[0] // GRAIN) * GRAIN), np.float32)
    padded[: inner[1], : inner[0]] = small / np.float32(255.0) - np.float32(0.5)
    return padded, scale


def square(luma: Luma, centre: tuple[float, float], side: float) -> NDArray[np.uint8]:
    """[64, 64]: the square around ``centre`` (x, y), px; beyond the picture its edge is drawn out."""
    height, width = luma.shape
    left, top = centre[0] - side / 2, centre[1] - side / 2
    cut_left, cut_top = int(np.floor(left)), int(np.floor(top))
    cut_right, cut_bottom = int(np.ceil(left + side)) + 1, int(np.ceil(top + side)) + 1
    rows = np.clip(np.arange(cut_top, cut_bottom), 0, height - 1)
    columns = np.clip(np.arange(cut_left, cut_right), 0, width - 1)
    if cut_left >= 0 and cut_top >= 0 and cut_right <= width and cut_bottom <= height:
        part = luma[cut_top:cut_bottom, cut_left:cut_right]
    else:
        part = luma[rows[:, None], columns[None, :]]
    box = (left - cut_left, top - cut_top, left - cut_left + side, top - cut_top + side)
    picture = Image.fromarray(np.ascontiguousarray(part))
    return np.asarray(picture.resize((CROP, CROP), Image.Resampling.BILINEAR, box=box))


def standardised(crop: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Less its mean, by its spread; a flat crop stays flat."""
    values = crop.astype(np.float32)
    return np.asarray((values - values.mean()) / max(float(values.std()), FLAT), np.float32)
