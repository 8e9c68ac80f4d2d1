"""What the cells of a finder's grid shall say of a scene, and how far they are from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from assistant.seeing.boxes import STRIDE
from models.vision.scenes import Scene

UNSURE = -1.0
MIDDLE = 0.18  # of a box's width and height, to each side of its middle: cells that shall be sure


def batch_of(scenes: Sequence[Scene]) -> tuple[Tensor, ...]:
    """Pictures [n, 1, h, w]; what cells are [n, h/8, w/8] (1, 0, UNSURE); boxes in px [n, 4, h/8, w/8];
    whether the scene has some [n] (UNSURE: the cells tell)."""
    lumas = np.stack([scene.luma for scene in scenes])[:, None].astype(np.float32) / 255.0 - 0.5
    targets = [cells(scene) for scene in scenes]
    some = np.array([UNSURE if scene.some is None else float(scene.some) for scene in scenes], np.float32)
    return (
        torch.from_numpy(lumas),
        torch.from_numpy(np.stack([kind for kind, _ in targets])),
        torch.from_numpy(np.stack([boxes for _, boxes in targets])),
        torch.from_numpy(some),
    )


def cells(scene: Scene) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The middle of a box is positive, the rest of it unsure (as FCOS's centre sampling); small ones win."""
    height, width = scene.luma.shape[0] // STRIDE, scene.luma.shape[1] // STRIDE
    kind = np.zeros((height, width), np.float32)
    sides = np.zeros((4, height, width), np.float32)
    y, x = (np.mgrid[0:height, 0:width] + 0.5) * STRIDE
    for box in scene.unsure:
        kind[(x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])] = UNSURE
    for box in sorted(scene.boxes, key=lambda b: -(b[2] - b[0]) * (b[3] - b[1])):
        middle_x, middle_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        reach_x, reach_y = (max(0.55 * STRIDE, share * (high - low)) for share, low, high in
                            ((MIDDLE, box[0], box[2]), (MIDDLE, box[1], box[3])))  # fmt: skip
        near = (abs(x - middle_x) <= 2 * reach_x) & (abs(y - middle_y) <= 2 * reach_y)
        kind[near & (kind != 1.0)] = UNSURE
        middle = (abs(x - middle_x) <= reach_x) & (abs(y - middle_y) <= reach_y)
        kind[middle] = 1.0
        for side, value in enumerate(box):
            sides[side][middle] = value
    return kind, sides


def finder_loss(out: Tensor, kind: Tensor, boxes: Tensor, some: Tensor) -> Tensor:
    """Focal loss of the cells (Lin et al. 2017), GIoU of the boxes (Rezatofighi et al. 2019), and for scenes
    with something at an unknown place, that the surest cell is sure."""
    logits = out[:, 0]
    known = kind != UNSURE
    target = kind.clamp(min=0)
    share = torch.where(target > 0, logits.sigmoid(), 1 - logits.sigmoid())
    positive = target > 0
    # A large thing has many cells, a small one has one: each thing counts the same.
    part = positive / _cells_of(boxes)
    weight = torch.where(positive, part, 0.25) * (1 - share) ** 2
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight
    things = part.sum().clamp(min=4)
    loss = 2.0 * (each * known).sum() / things
    if bool(positive.any()):
        loss = loss + (_giou(out[:, 1:], boxes, positive) * part[positive]).sum() / things
    places = some != UNSURE
    if bool(places.any()):
        top = logits.flatten(1).topk(3, dim=1).values.mean(dim=1)[places]
        loss = loss + functional.binary_cross_entropy_with_logits(top, some[places])
    return loss


def _cells_of(boxes: Tensor) -> Tensor:
    """How many positive cells the box of each cell has, at least one; [n, 4, h, w] px to [n, h, w]."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    share = 2 * MIDDLE / STRIDE
    return (share * width).clamp(min=1) * (share * height).clamp(min=1)


def _giou(sides: Tensor, boxes: Tensor, positive: Tensor) -> Tensor:
    batch, row, column = positive.nonzero(as_tuple=True)
    cell_x, cell_y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
    left, top, right, bottom = (sides[batch, i, row, column] * STRIDE for i in range(4))
    mine = torch.stack((cell_x - left, cell_y - top, cell_x + right, cell_y + bottom), dim=1)
    true = boxes[batch, :, row, column]
    low, high = torch.maximum(mine[:, :2], true[:, :2]), torch.minimum(mine[:, 2:], true[:, 2:])
    shared = (high - low).clamp(min=0).prod(dim=1)
    union = (mine[:, 2:] - mine[:, :2]).prod(dim=1) + (true[:, 2:] - true[:, :2]).prod(dim=1) - shared
    outer = torch.maximum(mine[:, 2:], true[:, 2:]) - torch.minimum(mine[:, :2], true[:, :2])
    hull = outer.prod(dim=1).clamp(min=1e-3)
    return 1 - shared / union.clamp(min=1e-3) + (hull - union) / hull
