"""What a finder takes for hands: only where all hands are known, and nothing of a hand."""

from pathlib import Path

import numpy as np

from assistant.seeing.boxes import Box, Found
from assistant.seeing.frames import Luma
from assistant.seeing.models import Finder
from models.vision.mistakes import MOST, mistakes
from models.vision.packs import Item, Taught
from tests.models.vision.making import hand, packed, room

HAND = (100.0, 50.0, 160.0, 110.0)


class Finds(Finder):
    """Finds the same boxes in every picture."""

    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes

    def find(self, luma: Luma, threshold: float | None = None) -> tuple[Found, ...]:
        assert luma.dtype == np.uint8
        return tuple(Found(box, 0.5) for box in self.boxes)


def _mistaken(tmp_path: Path, item: Item, *boxes: Box, name: str = "home") -> list[Box]:
    pack = packed(tmp_path, name, [(item, room(item.width, item.height, 3))])
    return [mistaken.box for mistaken in mistakes(Finds(*boxes), pack)]


def _item(
    boxes: tuple[Box, ...] | None, split: str = "train", kind: str = "scene", *, taught: bool = False
) -> Item:
    hands = (Taught(hand(50.0, (20.0, 20.0)), 0.9),) if taught else ()
    return Item("a", kind, "a", split, 200, 150, boxes=boxes, hands=hands)


def test_a_find_apart_from_every_hand_is_a_mistake(tmp_path: Path) -> None:
    apart = (10.0, 10.0, 60.0, 60.0)
    assert _mistaken(tmp_path, _item((HAND,)), apart, HAND) == [apart]


def test_neither_a_finger_nor_an_arm_with_its_hand_is_one(tmp_path: Path) -> None:
    finger, arm, corner = (105.0, 55.0, 125.0, 75.0), (90.0, 20.0, 200.0, 140.0), (60.0, 10.0, 110.0, 60.0)
    assert _mistaken(tmp_path, _item((HAND,)), finger, arm, corner) == [corner]


def test_hands_that_the_teacher_saw_beside_the_labelled_ones_count(tmp_path: Path) -> None:
    taught = (20.0, 20.0, 70.0, 70.0)
    assert _mistaken(tmp_path, _item((HAND,), taught=True), taught) == []


def test_where_hands_may_be_unlabelled_nothing_is_a_mistake(tmp_path: Path) -> None:
    apart = (10.0, 10.0, 60.0, 60.0)
    assert _mistaken(tmp_path, _item(None), apart) == []
    assert _mistaken(tmp_path, _item((), "dev"), apart) == []
    assert _mistaken(tmp_path, _item((), kind="crop"), apart) == []
    assert _mistaken(tmp_path, _item(()), apart, name="rps") == []


def test_a_picture_full_of_them_does_not_outweigh_the_others(tmp_path: Path) -> None:
    many = [(10.0 * i, 10.0, 10.0 * i + 9, 20.0) for i in range(15)]
    assert _mistaken(tmp_path, _item(()), *many) == many[:MOST]
