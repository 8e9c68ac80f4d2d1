"""Rows out of collections in which everything is labelled."""

import json
from collections.abc import Mapping

import pytest

from models.vision.complete import coco_id, coco_json, text_lists
from models.vision.row import Row

COCO = {
    "images": [{"id": 7, "file_name": "000000000007.jpg"}, {"id": 8, "file_name": "000000000008.jpg"}],
    "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "cat"}],
    "annotations": [
        {"image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 40]},
        {"image_id": 7, "category_id": 2, "bbox": [0, 0, 5, 5]},
        {"image_id": 8, "category_id": 2, "bbox": [1, 1, 2, 2]},
        {"image_id": 9, "category_id": 1, "bbox": [1, 1, 2, 2]},
    ],
}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("a/000000000139.jpg", "000000000139"), ("b/000000000139_jpg.rf.0a1b.jpg", "000000000139"),
        ("b/COCO_val2014_000000000192.jpg", "000000000192"), ("000000000139/a.jpg", None),
        ("b/1000000000139.jpg", None), ("b/0139.jpg", None),
    ],
)  # fmt: skip
def test_coco_s_number_is_known_in_copies_too(path: str, number: str | None) -> None:
    assert coco_id(path) == number


def test_people_are_those_of_coco_s_lists_and_the_other_pictures_have_none() -> None:
    paths = [f"tiny/val/{name}" for name in ("000000000007.jpg", "000000000008.jpg", "000000000010.jpg")]
    listing = json.dumps(COCO).encode()
    rows = dict(coco_json([*paths, "tiny/annotations/instances_val.json"], lambda path: listing))
    assert set(rows) == set(paths[:2])  # what is in no list may hold anybody
    assert rows[paths[0]].bodies == ((10, 20, 40, 60),)
    assert (rows[paths[0]].people, rows[paths[0]].boxes) == (True, None)
    assert (rows[paths[1]].people, rows[paths[1]].bodies, rows[paths[1]].boxes) == (False, (), ())


def _listed(lists: Mapping[str, str]) -> dict[str, Row]:
    told = {f"input/ground-truth/{name}.txt": text.encode() for name, text in lists.items()}
    paths = [*told, *(f"input/images-optional/{name}.jpg" for name in lists)]
    rows = text_lists(paths, lambda path: told.get(path, b""))
    return {path.rsplit("/", 1)[1]: row for path, row in rows}


def test_of_text_lists_people_are_those_named_so() -> None:
    rows = _listed({"a": "person 1 2 3 4\nchair 5 5 9 9\n", "b": "chair 5 5 9 9\n", "c": ""})
    assert set(rows) == {"a.jpg", "b.jpg"}
    assert rows["a.jpg"].bodies == ((1, 2, 3, 4),)
    assert rows["b.jpg"].people is False
