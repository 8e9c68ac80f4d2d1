"""What the two finders learn: hands, and people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from assistant.seeing.boxes import decode, overlap, scaled
from assistant.seeing.scaling import for_finder
from models.vision.batches import AROUND, box_of
from models.vision.finder_loss import batch_of, finder_loss
from models.vision.network import Finder
from models.vision.packs import Item, Pack
from models.vision.row import Box
from models.vision.scenes import Canvas, Scene, finished, lay_hand, moved, view

SIZES = ((160, 160), (160, 192), (128, 192), (192, 128))  # h, w; what frames of any shape are scaled to
DEV_SCENES = 300


class HandTask:
    """Hands: labelled boxes where people drew them, composed scenes everywhere else."""

    def __init__(self, packs: Sequence[Pack], width: int = 20) -> None:
        self._width = width
        self._cut = [(p, i) for p in packs for i in p.of_split("train") if p.items[i].kind == "crop"
                     and p.items[i].hands]  # fmt: skip
        scenes = [(p, i) for p in packs for i in p.of_split("train") if p.items[i].kind == "scene"]
        self._labelled = [(p, i) for p, i in scenes if p.items[i].boxes or p.items[i].hands]
        self._empty = [(p, i) for p, i in scenes if p.items[i].boxes == ()]
        self._people = [(p, i) for p, i in scenes if p.items[i].boxes is None and not p.items[i].hands]
        dev = [(p, i) for p in packs for i in p.of_split("dev") if p.items[i].boxes is not None]
        self._dev = [dev[i] for i in np.random.default_rng(0).permutation(len(dev))[:DEV_SCENES]]

    def network(self) -> nn.Module:
        """See `Task`."""
        return Finder(self._width)

    def batch(self, size: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Scenes and targets."""
        shape = SIZES[int(rng.integers(len(SIZES)))]
        return batch_of([self._scene(shape, rng) for _ in range(size)])

    def _scene(self, size: tuple[int, int], rng: np.random.Generator) -> Scene:
        chance = rng.random()
        kind = (
            self._labelled
            if chance < 0.4
            else self._empty
            if chance < 0.82 or not self._people
            else self._people
        )
        pack, index = kind[int(rng.integers(len(kind)))]
        item = pack.items[index]
        luma, warp = view(item, pack.luma(index), size, rng, (0.5, 1.8))
        canvas = Canvas(luma.astype(np.float32))
        for box in known_hands(item):
            there = moved(box, warp, size)
            if there is not None:
                canvas.boxes.append(there)
            else:
                canvas.unsure += _cut(box, warp, size)
        if item.boxes is None:  # what a body, or a whole picture, holds besides nobody said
            bodies = (*item.seen, *(item.bodies or ())) if not item.hands else ()
            canvas.unsure += [b for body in bodies or (_WHOLE,) for b in _cut(body, warp, size)]
        if kind is not self._labelled and self._cut:
            for _ in range(int(rng.choice(3, p=(0.35, 0.5, 0.15)))):
                hands, which = self._cut[int(rng.integers(len(self._cut)))]
                lay_hand(canvas, hands, which, rng)
        return finished(canvas, rng)

    def loss(self, net: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        """See `finder_loss`."""
        return finder_loss(net(batch[0]), *batch[1:])

    @torch.no_grad()
    def look(self, net: nn.Module, device: torch.device) -> dict[str, float]:
        """Share of dev's hands found at IoU 0.5, and boxes too many a frame, both at score .5."""
        found = boxes = wrong = 0
        for pack, index in self._dev:
            item = pack.items[index]
            luma, warp = for_finder(pack.luma(index))
            grid = net(torch.from_numpy(luma)[None, None].to(device))[0].float().cpu().numpy()
            seen = [f.box for f in decode(grid, 0.5)]
            labelled = [scaled(box, warp) for box in item.boxes or ()]
            hits = [max((overlap(b, s) for s in seen), default=0.0) > 0.5 for b in labelled]
            found, boxes = found + sum(hits), boxes + len(hits)
            anywhere = [scaled(box, warp) for box in known_hands(item)]
            wrong += sum(all(overlap(b, s) < 0.3 for b in anywhere) for s in seen)
        return {"recall": round(found / max(1, boxes), 4), "wrong": round(wrong / max(1, len(self._dev)), 4)}


_WHOLE: Box = (-1e4, -1e4, 1e4, 1e4)


def known_hands(item: Item) -> tuple[Box, ...]:
    """Boxes people drew, and around those of the teacher's hands that none of them holds."""
    drawn = item.boxes or ()
    found = []
    for hand in item.hands:
        left, top, right, bottom = box_of(hand.keypoints)
        more_x, more_y = AROUND * (right - left), AROUND * (bottom - top)
        box = left - more_x, top - more_y, right + more_x, bottom + more_y
        if all(overlap(box, other) < 0.2 for other in drawn):
            found.append(box)
    return (*drawn, *found)


def _cut(box: Box, warp: NDArray[np.float64], size: tuple[int, int]) -> list[Box]:
    corners = np.array([[box[i], box[j]] for i in (0, 2) for j in (1, 3)]) @ warp[:, :2].T + warp[:, 2]
    low, high = corners.min(axis=0), corners.max(axis=0)
    return [(float(low[0]), float(low[1]), float(high[0]), float(high[1]))]


class PeopleTask:
    """People: boxes where somebody drew them or the teacher saw one, else only whether there are any."""

    def __init__(self, packs: Sequence[Pack], width: int = 16) -> None:
        self._width = width
        scenes = [(p, i) for p in packs for i in p.of_split("train") if p.items[i].kind == "scene"
                  and p.items[i].people is not None]  # fmt: skip
        self._with = [(p, i) for p, i in scenes if p.items[i].people]
        self._without = [(p, i) for p, i in scenes if not p.items[i].people]
        self._dev = [(p, i) for p in packs for i in p.of_split("dev") if p.items[i].people is not None]

    def network(self) -> nn.Module:
        """See `Task`."""
        return Finder(self._width)

    def batch(self, size: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Scenes and targets."""
        shape = SIZES[int(rng.integers(len(SIZES)))]
        return batch_of([self._scene(shape, rng) for _ in range(size)])

    def _scene(self, size: tuple[int, int], rng: np.random.Generator) -> Scene:
        kind = self._with if rng.random() < 0.5 else self._without
        pack, index = kind[int(rng.integers(len(kind)))]
        item = pack.items[index]
        luma, warp = view(item, pack.luma(index), size, rng, (0.8, 1.5))
        canvas = Canvas(luma.astype(np.float32))
        some = False if not item.people else None
        if item.people:
            _place_people(canvas, item, warp, size)
            if not canvas.boxes:
                canvas.unsure.append((0.0, 0.0, float(size[1]), float(size[0])))
                # A known body that the look has cut off says nothing; an unknown one is likely still in it.
                some = None if item.bodies or item.seen else True
        return finished(canvas, rng, some)

    def loss(self, net: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        """See `finder_loss`; scenes without anybody tell it by their cells."""
        luma, kind, boxes, some = batch
        return finder_loss(net(luma), kind, boxes, some)

    @torch.no_grad()
    def look(self, net: nn.Module, device: torch.device) -> dict[str, float]:
        """Area under the curve of the surest cell over dev."""
        scores: dict[bool, list[float]] = {True: [], False: []}
        for pack, index in self._dev:
            luma, _ = for_finder(pack.luma(index))
            grid = net(torch.from_numpy(luma)[None, None].to(device))[0, 0]
            scores[bool(pack.items[index].people)].append(float(grid.max()))
        with_, without = np.array(scores[True]), np.array(scores[False])
        if not len(with_) or not len(without):
            return {}
        return {"auc": round(float((with_[:, None] > without[None]).mean()), 4)}


def _place_people(canvas: Canvas, item: Item, warp: NDArray[np.float64], size: tuple[int, int]) -> None:
    bodies = item.bodies if item.bodies is not None else item.seen
    for body in bodies:
        there = moved(body, warp, size)
        if there is not None:
            canvas.boxes.append(there)
        else:
            canvas.unsure += _cut(body, warp, size)
    if item.bodies is None and bodies:  # the teacher sees one body only: others may be anywhere
        canvas.unsure.append((0.0, 0.0, float(size[1]), float(size[0])))
