"""Batches for the landmark net: hands of all packs, each as often as its weight, and empty places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.seeing.boxes import overlap
from assistant.seeing.sightings import square_about
from models.vision.crops import Sample, Square, empty_sample, hand_sample, labelled_sample
from models.vision.packs import Item, Luma, Pack
from models.vision.row import Box

AROUND = 0.1  # a labelled hand box is larger than its keypoints' by this share on each side
EMPTY_SHARE = 0.25
MISTAKEN_SHARE = 0.6  # of the empty places, where there is a finder whose mistakes are known


@dataclass(frozen=True, eq=False)
class Batch:
    """``luma`` [n, 1, 64, 64]; ``points`` [n, 21, 2]; ``told`` [n, 8]; see `crops.Sample`."""

    luma: NDArray[np.float32]
    points: NDArray[np.float32]
    told: NDArray[np.float32]


class Hands:
    """Every taught hand of a split, and places where there is none."""

    def __init__(self, packs: Sequence[Pack], split: str) -> None:
        self.hands = [
            (pack, index, hand)
            for pack in packs
            for index in pack.of_split(split)
            for hand in range(len(pack.items[index].hands))
            if pack.items[index].kind == "crop" or pack.items[index].boxes != ()
        ]
        self.missed = [
            (pack, index, square)
            for pack in packs
            for index in pack.of_split(split)
            for square in missed_hands(pack.items[index])
        ]
        self.empty = [
            (pack, index)
            for pack in packs
            for index in pack.of_split(split)
            if pack.items[index].kind == "scene" and pack.items[index].boxes is not None
        ]
        self.mistaken = [(pack, mistaken) for pack in packs for mistaken in pack.mistaken]
        self.backgrounds: list[Luma] = [
            pack.luma(index) for pack, index in self.empty if not pack.items[index].boxes
        ]

    def sample(self, rng: np.random.Generator) -> Sample:
        """One at random."""
        if self.empty and rng.random() < EMPTY_SHARE:
            if self.mistaken and rng.random() < MISTAKEN_SHARE:
                pack, mistaken = self.mistaken[int(rng.integers(len(self.mistaken)))]
                return empty_sample(pack.luma(mistaken.index), square_about(mistaken.box), rng)
            pack, index = self.empty[int(rng.integers(len(self.empty)))]
            place = empty_place(pack, index, rng)
            if place is not None:
                return empty_sample(pack.luma(index), place, rng)
        chosen = int(rng.integers(len(self.hands) + len(self.missed)))
        if chosen < len(self.hands):
            return hand_sample(*self.hands[chosen], rng, self.backgrounds)
        pack, index, square = self.missed[chosen - len(self.hands)]
        item = pack.items[index]
        label = item.label if item.kind == "crop" else None
        return labelled_sample(pack.luma(index), square, label, rng, self.backgrounds)

    def batch(self, size: int, rng: np.random.Generator) -> Batch:
        """Several at random."""
        return stacked([self.sample(rng) for _ in range(size)])

    def all(self, size: int, limit: int) -> Iterator[Batch]:
        """Every hand once, as it is, and as many empty places as a batch in five has; at most ``limit``."""
        rng = np.random.default_rng(0)
        chosen = rng.permutation(len(self.hands))[:limit]
        for start in range(0, len(chosen), size):
            samples = [
                hand_sample(pack, index, hand, rng, self.backgrounds, augment=False)
                for pack, index, hand in (self.hands[i] for i in chosen[start : start + size])
            ]
            for _ in range(int(size * EMPTY_SHARE) if self.empty else 0):
                pack, index = self.empty[int(rng.integers(len(self.empty)))]
                if (place := empty_place(pack, index, rng)) is not None:
                    samples.append(empty_sample(pack.luma(index), place, rng))
            yield stacked(samples)


def stacked(samples: Sequence[Sample]) -> Batch:
    """One batch of them."""
    return Batch(
        np.stack([s.luma for s in samples])[:, None],
        np.stack([s.points for s in samples]),
        np.stack([s.told for s in samples]),
    )


def empty_place(pack: Pack, index: int, rng: np.random.Generator) -> Square | None:
    """A square (centre x, y, side) that no hand touches; a face in half of the cases where there is one."""
    item = pack.items[index]
    hands = list(item.boxes or ()) + [box_of(hand.keypoints) for hand in item.hands]
    for _ in range(8):
        side = min(item.width, item.height) * float(np.exp(rng.uniform(np.log(0.08), np.log(0.8))))
        x, y = rng.uniform(0, item.width), rng.uniform(0, item.height)
        if item.faces and rng.random() < 0.5:
            face = item.faces[int(rng.integers(len(item.faces)))]
            x, y = (face[0] + face[2]) / 2, (face[1] + face[3]) / 2
            side = (face[2] - face[0]) * float(rng.uniform(0.8, 1.8))
        square = (x - side / 2, y - side / 2, x + side / 2, y + side / 2)
        if side >= 8 and all(not _touch(square, hand) for hand in hands):
            return x, y, side
    return None


def missed_hands(item: Item) -> Iterator[Square]:
    """Where people say that a hand is, and the teacher sees none."""
    if item.kind == "crop" and item.label is not None and not item.hands:
        yield square_about((0.0, 0.0, float(item.width), float(item.height)), around=1 + 2 * AROUND)
    for box in (item.boxes or ()) if item.kind == "scene" else ():
        if all(overlap(box, box_of(hand.keypoints)) < 0.2 for hand in item.hands):
            yield square_about(box, around=1 + 2 * AROUND)


def box_of(keypoints: Sequence[tuple[float, float]]) -> Box:
    """The box that holds all keypoints."""
    xs, ys = zip(*keypoints, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _touch(one: Box, other: Box) -> bool:
    """True if a fifth of the hand is inside."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    area = (other[2] - other[0]) * (other[3] - other[1])
    return width > 0 and height > 0 and width * height > 0.2 * area
