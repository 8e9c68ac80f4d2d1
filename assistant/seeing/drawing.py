"""Draws what was seen into the picture it was seen in: boxes, keypoints, gesture, direction."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw, ImageFont

from assistant.events import Hand, Observation, Pointing
from assistant.seeing.frames import Frame

BONES = (
    *((0, base) for base in (1, 5, 17)), (5, 9), (9, 13), (13, 17),
    *((base + i, base + i + 1) for base in (1, 5, 9, 13, 17) for i in range(3)),
)  # fmt: skip
# Apart for people who see colours differently (Okabe and Ito 2008).
BOX, POINT, ARROW, TEXT = (0, 158, 115), (230, 159, 0), (213, 94, 0), (255, 255, 255)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
LEAST_SIDE = 480  # px; smaller pictures are drawn larger, so that the words can be read


def drawn(frame: Frame, seen: Observation) -> Image.Image:
    """The grey picture the models saw, with what they saw in it."""
    picture = Image.fromarray(frame.luma).convert("RGB")
    larger = max(1, math.ceil(LEAST_SIDE / max(picture.size)))
    picture = picture.resize((picture.width * larger, picture.height * larger), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=max(12, picture.height // 28))
    scale = larger / frame.scale
    for hand in seen.hands:
        _draw_hand(pen, hand, scale, font)
    still = "" if seen.moving else ", still"
    _label(pen, (4, 4), f"{seen.persons} present ({seen.presence:.2f}){still}", font, (0, 0, 0))
    return picture


def _draw_hand(pen: ImageDraw.ImageDraw, hand: Hand, scale: float, font: Font) -> None:
    left, top, right, bottom = (value * scale for value in hand.box)
    points = [(x * scale, y * scale) for x, y in hand.keypoints]
    thick = max(1, round((right - left) / 80))
    pen.rectangle((left, top, right, bottom), outline=BOX, width=thick + 1)
    for one, other in BONES:
        pen.line((*points[one], *points[other]), fill=POINT, width=thick)
    for x, y in points:
        pen.ellipse((x - thick - 1, y - thick - 1, x + thick + 1, y + thick + 1), fill=POINT)
    words = f"{hand.gesture.value} {max(hand.scores):.2f}"
    if hand.pointing is not None:
        words += f" {hand.pointing.direction.value} {hand.pointing.angle:.0f}° ±{hand.pointing.spread:.0f}°"
        _draw_arrow(pen, points[8], hand.pointing, 0.6 * max(right - left, bottom - top), thick + 2)
    height = pen.textbbox((0, 0), words, font=font)[3]
    _label(pen, (left, max(0, top - height - 2)), words, font, BOX)


def _draw_arrow(
    pen: ImageDraw.ImageDraw, start: tuple[float, float], pointing: Pointing, length: float, thick: int
) -> None:
    angle = math.radians(pointing.angle)
    end = start[0] + length * math.cos(angle), start[1] - length * math.sin(angle)
    pen.line((*start, *end), fill=ARROW, width=thick)
    for side in (angle + 2.6, angle - 2.6):
        head = end[0] + 0.25 * length * math.cos(side), end[1] - 0.25 * length * math.sin(side)
        pen.line((*end, *head), fill=ARROW, width=thick)


def _label(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    font: Font,
    ground: tuple[int, int, int],
) -> None:
    pen.rectangle(pen.textbbox(at, words, font=font), fill=ground)
    pen.text(at, words, fill=TEXT, font=font)
