"""Draws a made person in a made room who points or shows a palm: for the README, and for trying out.

`python scripts/make_seeing_picture.py OUT.png [--gesture point|palm] [--mirror]`; no part is a photograph.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
FINE = 3  # drawn so many times larger, then scaled down
Points = NDArray[np.float64]
Place = tuple[float, float]

# Joints of a right hand's fingers in hand lengths, wrist at (0, 0), middle finger up; thumb first.
_OPEN = (
    ((-0.16, -0.12), (-0.32, -0.28), (-0.45, -0.42), (-0.55, -0.55)),
    ((-0.18, -0.50), (-0.24, -0.72), (-0.28, -0.86), (-0.31, -0.98)),
    ((-0.03, -0.54), (-0.04, -0.80), (-0.045, -0.96), (-0.05, -1.10)),
    ((0.11, -0.51), (0.15, -0.74), (0.17, -0.89), (0.19, -1.02)),
    ((0.23, -0.44), (0.32, -0.60), (0.37, -0.71), (0.41, -0.82)),
)
_FOLDED = (
    ((-0.14, -0.12), (-0.24, -0.26), (-0.19, -0.40), (-0.06, -0.44)),
    ((-0.18, -0.50), (-0.20, -0.74), (-0.215, -0.90), (-0.23, -1.04)),
    ((-0.03, -0.54), (-0.03, -0.60), (-0.05, -0.46), (-0.06, -0.34)),
    ((0.10, -0.51), (0.10, -0.57), (0.06, -0.43), (0.03, -0.32)),
    ((0.21, -0.45), (0.21, -0.50), (0.16, -0.38), (0.12, -0.29)),
)
SHAPES = {"palm": _OPEN, "point": _FOLDED}


def picture(gesture: str, seed: int = 4) -> Image.Image:
    """The whole scene, [480, 640] RGB."""
    rng = np.random.default_rng(seed)
    width, height = SIZE[0] * FINE, SIZE[1] * FINE
    canvas = Image.fromarray(_wall(width, height)).convert("RGB")
    pen = ImageDraw.Draw(canvas)
    _room(pen, width, height)
    _person(pen, width, height)
    turn = 0.0 if gesture == "palm" else 80.0  # degrees counter-clockwise from up: points to the left
    wrist = (0.36 * width, 0.62 * height) if gesture == "palm" else (0.36 * width, 0.56 * height)
    _limb(pen, (0.54 * width, 0.80 * height), wrist, 0.055 * width, 0.036 * width, (92, 98, 128))
    hand = _turned(np.array(SHAPES[gesture], np.float64), turn) * 0.30 * height + np.array(wrist)
    _hand(canvas, hand, np.array(wrist), 0.30 * height)
    small = canvas.filter(ImageFilter.GaussianBlur(FINE * 0.6)).resize(SIZE, Image.Resampling.BOX)
    grain = rng.normal(0, 2.5, (SIZE[1], SIZE[0], 1))
    return Image.fromarray(np.clip(np.asarray(small) + grain, 0, 255).astype(np.uint8))


def _wall(width: int, height: int) -> NDArray[np.uint8]:
    across, down = np.linspace(0, 1, width)[None, :], np.linspace(0, 1, height)[:, None]
    light = 205 - 60 * np.hypot(across - 0.25, down - 0.2)
    return np.clip(np.stack([light, light * 0.97, light * 0.9], axis=2), 0, 255).astype(np.uint8)


def _room(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    pen.rectangle((0.03 * width, 0.06 * height, 0.2 * width, 0.42 * height), fill=(226, 234, 240))
    for x in (0.03, 0.113, 0.195):
        pen.rectangle((x * width, 0.06 * height, (x + 0.008) * width, 0.42 * height), fill=(120, 100, 84))
    pen.rectangle((0.86 * width, 0.3 * height, width, height), fill=(116, 92, 72))
    for y in (0.42, 0.58, 0.74):
        pen.rectangle((0.87 * width, y * height, width, (y + 0.012) * height), fill=(74, 58, 46))


def _person(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    skin, dark = (206, 164, 138), (58, 44, 38)
    x, y = 0.64 * width, 0.30 * height
    pen.rounded_rectangle(
        (x - 0.16 * width, 0.56 * height, x + 0.16 * width, 1.2 * height), 0.09 * width, fill=(84, 90, 120)
    )
    pen.rectangle(
        (x - 0.035 * width, y + 0.1 * height, x + 0.035 * width, 0.6 * height), fill=(184, 142, 118)
    )
    pen.ellipse((x - 0.078 * width, y - 0.17 * height, x + 0.078 * width, y + 0.1 * height), fill=dark)
    pen.ellipse((x - 0.068 * width, y - 0.12 * height, x + 0.068 * width, y + 0.17 * height), fill=skin)
    for side in (-1, 1):
        eye = x + side * 0.027 * width
        pen.ellipse((eye - 9 * FINE, y - 4 * FINE, eye + 9 * FINE, y + 4 * FINE), fill=(240, 236, 232))
        pen.ellipse((eye - 4 * FINE, y - 4 * FINE, eye + 4 * FINE, y + 4 * FINE), fill=dark)
        pen.line((eye - 11 * FINE, y - 11 * FINE, eye + 11 * FINE, y - 12 * FINE), fill=dark, width=3 * FINE)
    pen.line(
        (x, y + 4 * FINE, x - 3 * FINE, y + 32 * FINE, x + 5 * FINE, y + 33 * FINE),
        fill=(172, 128, 106),
        width=3 * FINE,
    )
    pen.arc(
        (x - 20 * FINE, y + 34 * FINE, x + 20 * FINE, y + 56 * FINE),
        20,
        160,
        fill=(150, 82, 78),
        width=4 * FINE,
    )


def _limb(pen: ImageDraw.ImageDraw, start: Place, end: Place, wide: float, narrow: float,
          colour: tuple[int, int, int]) -> None:  # fmt: skip
    for share in np.linspace(0, 1, 80):
        x, y = (start[i] + share * (end[i] - start[i]) for i in (0, 1))
        half = wide + share * (narrow - wide)
        pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)


def _turned(points: Points, degrees: float) -> Points:
    angle = np.radians(degrees)
    linear = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return points @ linear.T


def _hand(canvas: Image.Image, fingers: Points, wrist: Points, length: float) -> None:
    """Rounded limbs, shaded across, the far ones first."""
    pen = ImageDraw.Draw(canvas)
    palm = [tuple(wrist + 0.14 * (fingers[0][0] - wrist)), *(tuple(f[0]) for f in fingers),
            tuple(wrist + 0.5 * (fingers[4][0] - wrist))]  # fmt: skip
    for shade, grown in ((0.72, 0.085), (0.88, 0.06), (1.0, 0.03)):
        colour = tuple(int(shade * c) for c in (214, 172, 146))
        pen.polygon(palm, fill=colour)
        for one, other in zip(palm, palm[1:] + palm[:1], strict=True):
            _stroke(pen, one, other, grown * length, colour)
        _stroke(pen, tuple(wrist), tuple((fingers[2][0] + wrist) / 2), (grown + 0.06) * length, colour)
    for finger in (fingers[4], fingers[3], fingers[2], fingers[1], fingers[0]):
        for shade, share in ((0.62, 1.0), (0.82, 0.82), (0.96, 0.6), (1.06, 0.3)):
            colour = tuple(min(255, int(shade * c)) for c in (212, 170, 144))
            for one, other in pairwise(finger):
                _stroke(pen, tuple(one), tuple(other), 0.064 * length * share, colour)


def _stroke(pen: ImageDraw.ImageDraw, start: tuple[float, ...], end: tuple[float, ...], half: float,
            colour: tuple[int, ...]) -> None:  # fmt: skip
    pen.line((*start, *end), fill=colour, width=max(1, round(2 * half)))
    for x, y in (start, end):
        pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--gesture", choices=sorted(SHAPES), default="point")
    parser.add_argument("--mirror", action="store_true")
    args = parser.parse_args()
    made = picture(args.gesture)
    (made.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if args.mirror else made).save(args.out)


if __name__ == "__main__":
    main()
