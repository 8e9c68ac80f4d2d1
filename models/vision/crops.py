"""What the landmark net learns from: hand crops turned, shifted, stretched, blurred; and empty ones.

Crops cut by people at the edge of the hand teach a net where people cut: so every crop is taken
anew around the teacher's keypoints with a random centre, size, aspect and turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.seeing.scaling import CROP, MARGIN, standardised
from models.vision.network import FINGERS, KEYPOINTS, TOLD
from models.vision.packs import Luma, Pack

# Fingers that a class stretches: thumb, index, middle, ring, little; None where people differ.
STRETCHED: dict[str, tuple[int | None, ...]] = {
    "call": (1, 0, 0, 0, 1), "dislike": (1, 0, 0, 0, 0), "fist": (0, 0, 0, 0, 0),
    "four": (0, 1, 1, 1, 1), "like": (1, 0, 0, 0, 0), "mute": (None, 1, 0, 0, 0),
    "ok": (None, 0, 1, 1, 1), "one": (0, 1, 0, 0, 0), "palm": (1, 1, 1, 1, 1),
    "peace": (0, 1, 1, 0, 0), "rock": (None, 1, 0, 0, 1), "stop": (None, 1, 1, 1, 1),
    "stop_inverted": (None, 1, 1, 1, 1), "three": (0, 1, 1, 1, 0), "three2": (1, 1, 1, 0, 0),
    "two_up": (0, 1, 1, 0, 0),
}  # fmt: skip
PALM_SEEN = {"palm": 1.0, "stop": 1.0, "stop_inverted": 0.0}  # does the open hand show its palm, or its back
LOOSE = 0.3  # of the crops are taken about a place far off the hand's middle
UNKNOWN = -1.0  # of a target that nobody told

Square = tuple[float, float, float]  # centre x, y and side, px


@dataclass(frozen=True, eq=False)
class Sample:
    """``luma``: [64, 64] float32, standardised. ``points``: [21, 2], 0-1 of the crop; NaN if untaught.
    ``told``: hand, five fingers stretched, before a mouth, palm to us; UNKNOWN where nobody said."""

    luma: NDArray[np.float32]
    points: NDArray[np.float32]
    told: NDArray[np.float32]


def hand_sample(
    pack: Pack,
    index: int,
    hand: int,
    rng: np.random.Generator,
    backgrounds: list[Luma],
    *,
    augment: bool = True,
) -> Sample:
    """One hand of a picture (by the teacher), seen through a random square."""
    item = pack.items[index]
    points = np.array(item.hands[hand].keypoints, np.float32)
    low, high = points.min(axis=0), points.max(axis=0)
    centre, span = (low + high) / 2, float(max(high - low))
    warp = _warp(centre, span * MARGIN, rng, augment=augment)
    crop = _seen(pack.luma(index), warp, rng, backgrounds, framed=item.kind == "crop", augment=augment)
    placed = (points @ warp[:, :2].T + warp[:, 2]) / CROP
    return Sample(standardised(crop), placed.astype(np.float32), told_by(item.label, finger_shape(points)))


def turned_sample(
    pack: Pack, index: int, turn: float, rng: np.random.Generator, backgrounds: list[Luma]
) -> NDArray[np.float32]:
    """The first hand of a crop, turned by exactly so many degrees, as the gesture head is to know it."""
    points = np.array(pack.items[index].hands[0].keypoints, np.float32)
    low, high = points.min(axis=0), points.max(axis=0)
    warp = _warp((low + high) / 2, float(max(high - low)) * MARGIN, rng, augment=True, turn=turn)
    return standardised(_seen(pack.luma(index), warp, rng, backgrounds, framed=True, augment=True))


def empty_sample(luma: Luma, square: Square, rng: np.random.Generator) -> Sample:
    """A place without a hand."""
    told = np.full(TOLD, UNKNOWN, np.float32)
    told[0] = 0.0
    return _untaught(luma, square, told, rng, [], framed=False)


def labelled_sample(
    luma: Luma, square: Square, label: str | None, rng: np.random.Generator, backgrounds: list[Luma]
) -> Sample:
    """A hand that people drew a box around, or cut out (then with its ``label``), and the teacher missed:
    its fingers are known by the label, its keypoints are not."""
    told = told_by(label, (None,) * FINGERS)
    return _untaught(luma, square, told, rng, backgrounds, framed=label is not None)


def _untaught(
    luma: Luma,
    square: Square,
    told: NDArray[np.float32],
    rng: np.random.Generator,
    backgrounds: list[Luma],
    *,
    framed: bool,
) -> Sample:
    warp = _warp(np.array(square[:2], np.float32), square[2], rng, augment=True)
    crop = _seen(luma, warp, rng, backgrounds, framed=framed, augment=True)
    return Sample(standardised(crop), np.full((KEYPOINTS, 2), np.nan, np.float32), told)


def _warp(
    centre: NDArray[np.float32],
    side: float,
    rng: np.random.Generator,
    *,
    augment: bool,
    turn: float | None = None,
) -> NDArray[np.float32]:
    """[2, 3]: picture px to crop px. ``turn``: degrees, any if not given."""
    radians, stretch, mirror = 0.0, np.ones(2), 1.0
    if augment:
        radians = rng.uniform(-np.pi, np.pi) if rng.random() < 0.5 else rng.normal(0.0, 0.3)
        radians = radians if turn is None else np.radians(turn)
        # The finder's box may hold the fist and not the finger that points: the hand is still to be read.
        loose = rng.random() < LOOSE
        side *= np.exp(rng.uniform(-0.4, 0.3) if loose else rng.uniform(-0.25, 0.25))
        stretch = np.exp(rng.uniform(-0.2, 0.2) * np.array([1.0, -1.0]))
        reach = 0.25 if loose else 0.13
        centre = centre + (rng.uniform(-reach, reach, 2) * side).astype(np.float32)
        mirror = -1.0 if rng.random() < 0.5 else 1.0
    cos, sin = np.cos(radians), np.sin(radians)
    linear = np.diag(stretch) @ np.array([[cos, -sin], [sin, cos]]) @ np.diag([mirror, 1.0]) * CROP / side
    return np.hstack([linear, (CROP / 2 - linear @ centre)[:, None]]).astype(np.float32)


def on_centres(warp: NDArray[np.floating]) -> NDArray[np.float64]:
    """The same warp, [2, 3], for OpenCV, to which whole numbers are the centres of pixels, not edges."""
    linear, place = warp[:, :2].astype(np.float64), warp[:, 2].astype(np.float64)
    return np.hstack([linear, (linear @ (0.5, 0.5) + place - 0.5)[:, None]])


def _seen(
    luma: Luma,
    warp: NDArray[np.float32],
    rng: np.random.Generator,
    backgrounds: list[Luma],
    *,
    framed: bool,
    augment: bool,
) -> NDArray[np.float32]:
    """The crop; around a picture that ends at the hand its edge drawn out, mirrored, or another picture."""
    shrink = float(np.sqrt(abs(np.linalg.det(warp[:, :2]))))
    source = luma
    if shrink < 0.5:  # or fine patterns alias
        source = cv2.blur(luma, (max(1, round(0.5 / shrink)),) * 2)
    fill = (cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101)[int(rng.random() < 0.3)] if augment else 1
    cut = on_centres(warp)
    crop = cv2.warpAffine(source, cut, (CROP, CROP), flags=cv2.INTER_LINEAR, borderMode=fill)
    if augment and framed and backgrounds and rng.random() < 0.5:
        inside = cv2.warpAffine(np.ones_like(luma), cut, (CROP, CROP), flags=cv2.INTER_NEAREST)
        crop = np.where(inside > 0, crop, _patch(backgrounds, rng))
    return worn(crop, rng) if augment else crop.astype(np.float32)


def _patch(backgrounds: list[Luma], rng: np.random.Generator) -> Luma:
    picture = backgrounds[int(rng.integers(len(backgrounds)))]
    side = int(min(picture.shape) * rng.uniform(0.2, 0.9))
    top, left = (int(rng.integers(length - side + 1)) for length in picture.shape)
    return np.asarray(cv2.resize(picture[top : top + side, left : left + side], (CROP, CROP)), np.uint8)


def worn(crop: Luma, rng: np.random.Generator) -> NDArray[np.float32]:
    """What cameras do: few pixels, blur, motion, light, gamma, noise. [h, w] in and out, 0-255."""
    height, width = crop.shape
    if rng.random() < 0.3:
        share = rng.uniform(0.3, 0.75)
        few = cv2.resize(crop, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
        crop = cv2.resize(few, (width, height))
    if rng.random() < 0.25:
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.6))
    if rng.random() < 0.15:
        kernel = np.zeros((7, 7), np.float32)
        kernel[3] = 1 / 7
        spin = cv2.getRotationMatrix2D((3, 3), rng.uniform(0, 180), 1.0)
        kernel = cv2.warpAffine(kernel, spin, (7, 7))
        crop = cv2.filter2D(crop, -1, kernel / max(float(kernel.sum()), 1e-3))
    light = crop.astype(np.float32) / 255.0
    light = light ** np.float32(np.exp(rng.normal(0.0, 0.35)))
    if rng.random() < 0.3:  # from one side
        angle = rng.uniform(0, 2 * np.pi)
        across = np.linspace(-1, 1, width, dtype=np.float32) * np.float32(np.cos(angle))
        down = np.linspace(-1, 1, height, dtype=np.float32) * np.float32(np.sin(angle))
        light = light * (1 + np.float32(rng.uniform(0, 0.5)) * (across[None, :] + down[:, None]))
    noise = rng.standard_normal(light.shape, dtype=np.float32)
    # Of a frame made smaller little noise is left; in the dark there is much.
    light = light + noise * np.float32(rng.uniform(0.0, 0.05) * rng.random())
    return np.asarray(np.clip(light, 0, 1) * 255.0, np.float32)


def told_by(label: str | None, fingers: tuple[int | None, ...]) -> NDArray[np.float32]:
    """[TOLD] of a hand; ``fingers`` where the label leaves them open."""
    told = np.full(TOLD, UNKNOWN, np.float32)
    told[0] = 1.0
    known = STRETCHED.get(label or "") or fingers
    told[1 : 1 + FINGERS] = [UNKNOWN if f is None else float(f) for f in known]
    if label in STRETCHED:
        told[-2] = float(label == "mute")
    told[-1] = PALM_SEEN.get(label or "", UNKNOWN)
    return told


def finger_shape(points: NDArray[np.float32]) -> tuple[int | None, ...]:
    """Which fingers are stretched, from [21, 2] keypoints; None where the picture leaves it open."""
    found: list[int | None] = [None]  # a thumb cannot be told from two dimensions alone
    for base in (5, 9, 13, 17):
        wrist, knuckle, middle, tip = points[0], points[base], points[base + 1], points[base + 3]
        reach = np.linalg.norm(tip - wrist) / max(float(np.linalg.norm(middle - wrist)), 1e-3)
        straight = np.linalg.norm(tip - knuckle) / max(
            float(sum(np.linalg.norm(points[base + i + 1] - points[base + i]) for i in range(3))), 1e-3
        )
        found.append(1 if reach > 1.15 and straight > 0.9 else 0 if reach < 0.95 else None)
    return tuple(found)
