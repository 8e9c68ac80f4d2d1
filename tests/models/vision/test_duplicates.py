"""Photos of a test are found in what is trained on, and taken out."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.vision import duplicates
from models.vision.duplicates import shared_groups
from models.vision.packs import Item, Luma, Pack, Taught
from tests.models.vision.making import Points, drawn, hand, packed, room


def _photo(name: str, seed: int, split: str, side: float = 90.0) -> tuple[Item, Luma]:
    """A wide picture of somebody's hand before this room; no two hands are quite alike."""
    rng = np.random.default_rng(seed)
    points = np.array(hand(side, (110.0, 50.0))) + rng.normal(0, 0.06 * side, (21, 2))
    found: Points = tuple((float(x), float(y)) for x, y in points)
    luma = drawn(found, room(320, 240, seed), light=int(rng.integers(150, 250)))
    return Item(name, "scene", name, split, 320, 240, hands=(Taught(found, 0.9),)), luma


def _crop_of(photo: tuple[Item, Luma], name: str, *, split: str = "train") -> tuple[Item, Luma]:
    """The hand cut out of it, scaled, mildly turned and lit, as another collection of the same photos."""
    item, luma = photo
    points = np.array(item.hands[0].keypoints)
    turn = cv2.getRotationMatrix2D((150.0, 100.0), 7.0, 0.8)
    turn[:, 2] += (50.0 - 150.0, 55.0 - 100.0)
    seen = cv2.warpAffine(luma, turn, (110, 110)).astype(np.float32) * 0.8 + 20
    moved = points @ turn[:, :2].T + turn[:, 2] + np.random.default_rng(1).normal(0, 0.4, (21, 2))
    hands = (Taught(tuple((float(x), float(y)) for x, y in moved), 0.8),)
    return Item(name, "crop", name, split, 110, 110, label="ok", hands=hands), seen.astype(np.uint8)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A test of two photos; a training set with a crop of one of them and of three others."""
    packed(tmp_path, "t1", [_photo("one", 1, "test"), _photo("two", 2, "test")])
    others = [_crop_of(_photo(f"other{seed}", seed, "train"), f"other{seed}") for seed in (3, 4, 5)]
    shared = _crop_of(_photo("one", 1, "test"), "shared")
    packed(tmp_path, "hagrid", [*others, shared, _crop_of(_photo("one", 1, "test"), "shared", split="dev")])
    return tmp_path


def test_a_crop_of_a_photo_in_the_test_is_found_and_another_photo_is_not(data: Path) -> None:
    found = shared_groups(Pack(data / "packs" / "hagrid"), Pack(data / "packs" / "t1"))
    assert list(found) == ["shared"]
    assert found["shared"] > duplicates.CORRELATION


def test_the_same_pose_of_another_hand_is_no_duplicate(data: Path) -> None:
    item, _ = _crop_of(_photo("one", 1, "test"), "posed")
    (hand,) = item.hands
    train = packed(data, "posed", [(item, drawn(hand.keypoints, room(110, 110, 9), light=30))])
    assert shared_groups(train, Pack(data / "packs" / "t1")) == {}


def test_its_whole_group_is_left_out_of_training_and_nothing_else_changes(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Pack(data / "packs" / "hagrid")
    monkeypatch.setattr(sys, "argv", ["duplicates", "--data", str(data), "--of", "hagrid", "--test", "t1"])
    duplicates.main()
    assert capsys.readouterr().out.startswith("1 groups of hagrid")
    after = Pack(data / "packs" / "hagrid")
    assert [item.split for item in after.items] == ["train", "train", "train", "left-out", "left-out"]
    assert [item.keypoints for it in after.items for item in it.hands] == [
        item.keypoints for it in before.items for item in it.hands
    ]
    np.testing.assert_array_equal(after.luma(4), before.luma(4))


def test_where_the_teacher_saw_no_hand_nothing_is_shared(data: Path) -> None:
    empty = packed(data, "empty", [(Item("a", "scene", "a", "train", 30, 20), room(30, 20, 1))])
    assert shared_groups(empty, Pack(data / "packs" / "t1")) == {}
    assert shared_groups(Pack(data / "packs" / "hagrid"), empty) == {}
