"""Rows of pictures in which everything is labelled: who is not there is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from models.vision.row import Box, Row, by_hash

_COCO_NAME = re.compile(r"(?<!\d)(\d{12})(?!\d)")


def coco_id(path: str) -> str | None:
    """COCO's number of a picture, twelve digits of its name: copies in other collections keep it."""
    found = _COCO_NAME.search(path.rsplit("/", 1)[-1])
    return found[1] if found else None


def coco_json(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """``…/<part>/<id>.jpg`` beside ``…/annotations/instances_<part>.json``; boxes are px."""
    for part in sorted({path.rsplit("/", 1)[0] for path in paths if path.endswith(".jpg")}):
        above, name = part.rsplit("/", 1)
        listing = json.loads(content(f"{above}/annotations/instances_{name}.json"))
        people = {kind["id"] for kind in listing["categories"] if kind["name"] == "person"}
        bodies: dict[str, list[Box]] = {image["file_name"]: [] for image in listing["images"]}
        files = {image["id"]: image["file_name"] for image in listing["images"]}
        for told in listing["annotations"]:
            if told["category_id"] in people and told["image_id"] in files:
                bodies[files[told["image_id"]]].append(_corners(told))
        for path in sorted(path for path in paths if path.startswith(f"{part}/")):
            found = bodies.get(path.rsplit("/", 1)[-1])
            if found is not None:
                yield path, _row(path, found)


def _corners(told: dict[str, Any]) -> Box:
    left, top, width, height = told["bbox"]
    return left, top, left + width, top + height


def text_lists(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """``input/images-optional/NAME.jpg`` beside ``input/ground-truth/NAME.txt``: ``class left top right
    bottom`` a line, px."""
    for path in sorted(path for path in paths if path.endswith(".jpg")):
        listing = path.replace("images-optional", "ground-truth")[: -len("jpg")] + "txt"
        lines = [line.split() for line in content(listing).decode().splitlines()]
        if lines:
            yield path, _row(path, [_box(line[1:5]) for line in lines if line[:1] == ["person"]])


def _box(values: Sequence[str]) -> Box:
    left, top, right, bottom = (float(value) for value in values)
    return left, top, right, bottom


def _row(path: str, bodies: Sequence[Box]) -> Row:
    split = by_hash("dev " + path, 0.1, "dev", "train")
    hands = None if bodies else ()
    return Row("", "scene", path, split, people=bool(bodies), bodies=tuple(bodies), boxes=hands)
