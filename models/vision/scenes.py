"""What the finders learn from: whole frames, real ones anew each time, and composed ones with hands laid in.

Composed scenes are not recordings: a hand cut out along its keypoints, with a forearm or sleeve drawn to
it, on a picture without hands. They teach size, place, turn and light; real frames teach the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vision.batches import AROUND, box_of
from models.vision.crops import on_centres, worn
from models.vision.packs import Item, Luma, Pack
from models.vision.row import Box

Points = NDArray[np.float32]

FINGER_BONES = tuple((base + i, base + i + 1) for base in (1, 5, 9, 13, 17) for i in range(3))
PALM = (0, 1, 5, 9, 13, 17)


@dataclass(frozen=True, eq=False)
class Scene:
    """``luma``: [h, w] uint8. ``boxes``: things to find, px; ``unsure``: places nobody labelled; ``some``:
    something is there though no box is known (False: then there is none, None: the boxes tell)."""

    luma: Luma
    boxes: tuple[Box, ...]
    unsure: tuple[Box, ...] = ()
    some: bool | None = None


@dataclass
class Canvas:
    """A scene in the making."""

    luma: NDArray[np.float32]
    boxes: list[Box] = field(default_factory=list)
    unsure: list[Box] = field(default_factory=list)


def view(
    item: Item, luma: Luma, size: tuple[int, int], rng: np.random.Generator, zoom: tuple[float, float]
) -> tuple[Luma, NDArray[np.float64]]:
    """A random look at a picture: [h, w] uint8, and [2, 3] from its px to ours. ``zoom``: bounds of
    the scale; 1 fits the whole picture in."""
    height, width = size
    fit = min(width / item.width, height / item.height)
    scale = fit * float(np.exp(rng.uniform(*np.log(zoom))))
    stretch = np.exp(rng.uniform(-0.12, 0.12))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    turn = rng.normal(0.0, 0.08)
    cos, sin = np.cos(turn), np.sin(turn)
    linear = np.array([[cos, -sin], [sin, cos]]) @ np.diag([mirror * scale * stretch, scale / stretch])
    slack = np.array([abs(width - item.width * scale), abs(height - item.height * scale)]) / 2
    centre = np.array([width, height]) / 2 + rng.uniform(-1.1, 1.1, 2) * slack
    warp = np.hstack([linear, (centre - linear @ (np.array([item.width, item.height]) / 2))[:, None]])
    source = cv2.blur(luma, (round(0.6 / scale),) * 2) if scale < 0.4 else luma
    # A mirrored margin would show what nobody labelled there.
    borders = (cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101)
    border = borders[int(rng.integers(3 if item.boxes == () and not item.people else 2))]
    light = float(rng.integers(256))
    seen = cv2.warpAffine(source, on_centres(warp), (width, height), borderMode=border, borderValue=light)
    return np.asarray(seen, np.uint8), warp


def moved(box: Box, warp: NDArray[np.float64], size: tuple[int, int]) -> Box | None:
    """The box after a warp, cut to the frame; None if less than half of it is left."""
    corners = np.array([[box[i], box[j]] for i in (0, 2) for j in (1, 3)]) @ warp[:, :2].T + warp[:, 2]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    cut = max(left, 0.0), max(top, 0.0), min(right, float(size[1])), min(bottom, float(size[0]))
    whole = (right - left) * (bottom - top)
    if cut[2] <= cut[0] or cut[3] <= cut[1] or (cut[2] - cut[0]) * (cut[3] - cut[1]) < 0.5 * whole:
        return None
    return cut


def lay_hand(canvas: Canvas, pack: Pack, index: int, rng: np.random.Generator) -> None:
    """Cut a taught hand out of its crop and lay it on the canvas, with an arm."""
    item = pack.items[index]
    points = np.array(item.hands[0].keypoints, np.float32)
    height, width = canvas.luma.shape
    span = float(max(np.ptp(points, axis=0)))
    size = float(np.exp(rng.uniform(np.log(0.08), np.log(0.85)))) * min(width, height)
    turn = rng.normal(0.0, 0.45) if rng.random() < 0.5 else rng.uniform(-np.pi, np.pi)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    cos, sin = np.cos(turn), np.sin(turn)
    linear = size / span * np.array([[cos, -sin], [sin, cos]]) @ np.diag([mirror, 1.0])
    place = np.array([rng.uniform(0.02, 0.98) * width, rng.uniform(0.02, 0.98) * height])
    warp = np.hstack([linear, (place - linear @ points.mean(axis=0))[:, None]])
    there = (points @ linear.T + warp[:, 2]).astype(np.float32)
    left, top, right, bottom = box_of([(float(x), float(y)) for x, y in there])
    more_x, more_y = AROUND * (right - left), AROUND * (bottom - top)
    box = moved((left - more_x, top - more_y, right + more_x, bottom + more_y), _AS_IS, (height, width))
    if box is None:
        return
    shrink = size / span
    source = pack.luma(index)
    source = cv2.blur(source, (round(0.6 / shrink),) * 2) if shrink < 0.5 else source
    hand = cv2.warpAffine(source, on_centres(warp), (width, height), borderMode=cv2.BORDER_REPLICATE)
    hand = hand.astype(np.float32)
    if rng.random() < 0.75:
        _draw_arm(canvas.luma, there, hand, rng)
    soft = max(0.6, 0.03 * size)
    mask = cv2.GaussianBlur(_silhouette(there, (height, width)), (0, 0), soft)
    canvas.luma[:] = canvas.luma * (1 - mask) + hand * mask
    canvas.boxes.append(box)


_AS_IS = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def _silhouette(points: Points, size: tuple[int, int]) -> NDArray[np.float32]:
    palm = float(np.linalg.norm(points[5] - points[17]) + np.linalg.norm(points[0] - points[9])) / 2
    thick = max(2, round(0.3 * palm))
    mask = np.zeros(size, np.float32)
    cv2.fillPoly(mask, [points[list(PALM)].round().astype(np.int32)], 1.0)
    corners = points.round().astype(int)
    for one, other in (*FINGER_BONES, *((a, b) for a, b in zip(PALM, PALM[1:] + PALM[:1], strict=True))):
        cv2.line(mask, corners[one].tolist(), corners[other].tolist(), 1.0, thick, cv2.LINE_AA)
    return mask


def _draw_arm(
    luma: NDArray[np.float32], points: Points, hand: NDArray[np.float32], rng: np.random.Generator
) -> None:
    """From the wrist away from the fingers: bare (the wrist's light) or a sleeve (any light, stripes)."""
    height, width = luma.shape
    away = points[0] - points[9]
    length = float(np.linalg.norm(away)) + 1e-3
    bend = rng.normal(0.0, 0.35)
    away = away / length @ np.array([[np.cos(bend), np.sin(bend)], [-np.sin(bend), np.cos(bend)]])
    across = np.array([-away[1], away[0]])
    half = length * rng.uniform(0.3, 0.45)
    end = points[0] + away * rng.uniform(1.0, 6.0) * length
    begin = points[0] - 0.2 * away * length
    wide = half * rng.uniform(1.0, 1.6)
    corners = np.array(
        [begin - across * half, begin + across * half, end + across * wide, end - across * wide]
    )
    x, y = np.clip(points[0].round().astype(int), 0, [width - 1, height - 1])
    light = float(hand[y, x]) if rng.random() < 0.5 else float(rng.uniform(0, 255))
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [corners.round().astype(np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.8)
    rows, columns = np.mgrid[0:height, 0:width]
    beside = ((columns - points[0][0]) * across[0] + (rows - points[0][1]) * across[1]) / max(half, 1.0)
    along = (columns - points[0][0]) * away[0] + (rows - points[0][1]) * away[1]
    shade = light * (1 - rng.uniform(0.0, 0.5) * np.clip(np.abs(beside + rng.normal(0, 0.5)), 0, 1.5) ** 2)
    if rng.random() < 0.3:
        shade = shade + rng.uniform(5, 40) * np.sin(along / rng.uniform(1.0, 6.0) + rng.uniform(0, 6))
    luma[:] = luma * (1 - mask) + np.clip(shade, 0, 255) * mask


def finished(canvas: Canvas, rng: np.random.Generator, some: bool | None = None) -> Scene:
    """Worn as cameras do."""
    luma = worn(np.clip(canvas.luma, 0, 255).astype(np.uint8), rng)
    return Scene(luma.astype(np.uint8), tuple(canvas.boxes), tuple(canvas.unsure), some)
