"""Rows out of collections labelled in YOLO's way."""

from collections.abc import Mapping

import pytest

from models.vision.row import Row
from models.vision.yolo import Reader, yolo_box, yolo_hands, yolo_people


def _read(reader: Reader, pictures: Mapping[str, str]) -> dict[str, Row]:
    """``pictures``: name in train/images to the text of its labels; as a clone gives them."""
    labels = {f"train/labels/{name[:-4]}.txt": text.encode() for name, text in pictures.items()}
    paths = [*labels, *(f"train/images/{name}" for name in pictures), "README.md", "train/images/data.yaml"]
    return {path.rsplit("/", 1)[1]: row for path, row in reader(paths, lambda path: labels.get(path, b""))}


def test_a_box_is_its_middle_and_size_in_shares() -> None:
    assert yolo_box(["7", "0.5", "0.25", "0.2", "0.5"]) == pytest.approx((0.4, 0.0, 0.6, 0.5))


def test_hands_have_their_boxes_and_where_none_is_nobody_said_so() -> None:
    rows = _read(
        yolo_hands(), {"a-1.jpg": "0 .5 .5 .2 .2\n1 .1 .1 .1 .1\n", "b-1.jpg": "", "c-1.jpg": "0 .5 .5\n"}
    )
    assert len(rows["a-1.jpg"].boxes or ()) == 2
    assert rows["b-1.jpg"].boxes is None
    assert rows["c-1.jpg"].boxes is None  # a line cut short is no box


def test_versions_of_a_photo_and_frames_of_a_video_are_one_group() -> None:
    names = ("clip-0001_jpg.rf.aa.jpg", "clip-0001_jpg.rf.bb.jpg", "clip-0002_jpg.rf.cc.jpg", "b.jpg")
    rows = _read(yolo_hands(), dict.fromkeys(names, "0 .5 .5 .2 .2"))
    assert [rows[name].group for name in names[:3]] == ["clip"] * 3
    assert len({rows[name].split for name in names[:3]}) == 1


def test_what_is_not_free_is_left_out_by_the_beginning_of_its_name() -> None:
    rows = _read(
        yolo_hands(skip=("egohands", "int")), dict.fromkeys(("egohands1.jpg", "int.jpg", "mint.jpg"), "")
    )
    assert list(rows) == ["mint.jpg"]


def test_of_three_versions_of_each_photo_one_is_taken() -> None:
    names = [f"{letter}_jpg.rf.{version}.jpg" for letter in "ABC" for version in "xyz"]
    rows = _read(yolo_hands(every=3), dict.fromkeys(names, ""))
    assert list(rows) == [f"{letter}_jpg.rf.z.jpg" for letter in "ABC"]


def test_people_who_are_tiny_tell_of_a_drone() -> None:
    rows = _read(
        yolo_people(share=1.0), {"near.jpg": "0 .5 .5 .1 .5", "far.jpg": "0 .5 .5 .02 .05", "none.jpg": ""}
    )
    assert list(rows) == ["near.jpg"]
    assert rows["near.jpg"].people is True
    assert rows["near.jpg"].bodies == (pytest.approx((0.45, 0.25, 0.55, 0.75)),)
    assert rows["near.jpg"].boxes is None


def test_a_share_of_people_is_the_same_one_each_time() -> None:
    pictures = {f"{number}.jpg": "0 .5 .5 .1 .5" for number in range(200)}
    few = _read(yolo_people(share=0.2), pictures)
    assert 15 < len(few) < 70
    assert few == _read(yolo_people(share=0.2), pictures)
    assert few.items() <= _read(yolo_people(share=0.5), pictures).items()


def test_all_of_some_names_are_taken_and_only_classes_that_are_people() -> None:
    pictures = dict.fromkeys(
        (*(f"{n}.jpg" for n in range(30)), "0000001.jpg", "0000002.jpg"), "1 .5 .5 .2 .5"
    )
    rows = _read(yolo_people(share=0.0, all_of=("00000",)), pictures)
    assert set(rows) == {"0000001.jpg", "0000002.jpg"}
    mixed = {"car.jpg": "0 .5 .5 .2 .5", "both.jpg": "0 .5 .5 .2 .5\n2 .2 .2 .1 .3"}
    rows = _read(yolo_people(share=1.0, kinds=("1", "2")), mixed)
    assert set(rows) == {"both.jpg"}
    assert len(rows["both.jpg"].bodies or ()) == 1
