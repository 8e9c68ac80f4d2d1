"""Packs: every picture of a source as luma in one file, with what is known of it.

`python -m models.vision.packs --data DIR` reads DIR/<source>.rows (see `pictures`) and
DIR/<source>.taught.jsonl (see `mediapipe_teacher`) and writes DIR/packs/<source>.luma and .jsonl.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from models.vision.complete import coco_id
from models.vision.row import Box, by_hash

Luma = NDArray[np.uint8]

CROP_SIDE = 160  # px, longer side kept of a hand crop; students see 64
SCENE_SIDE = 448  # and of a scene, of which finders see about 160
LOOK_ALIKE = 0.92  # correlation of 16 x 16 thumbnails from which two pictures are near-duplicates


@dataclass(frozen=True)
class Taught:
    """A hand as the teacher saw it. ``keypoints``: 21 of (x, y), px."""

    keypoints: tuple[tuple[float, float], ...]
    score: float


@dataclass(frozen=True)
class Item:
    """What is known of one picture; None where nobody said. Boxes and points are px of the pack's luma."""

    path: str
    kind: str
    group: str
    split: str
    width: int
    height: int
    label: str | None = None
    boxes: tuple[Box, ...] | None = None
    people: bool | None = None
    bodies: tuple[Box, ...] | None = None
    hands: tuple[Taught, ...] = ()  # by the teacher
    seen: tuple[Box, ...] = ()  # bodies the teacher saw
    faces: tuple[Box, ...] = ()  # faces the teacher saw


@dataclass(frozen=True)
class Mistaken:
    """``box``, px, of picture ``index``, that a finder takes for a hand, and is none; see `mistakes`."""

    index: int
    box: Box
    score: float


class Pack:
    """Pictures of one source. ``items[i]`` tells of ``luma(i)``, [height, width] uint8."""

    def __init__(self, file: Path) -> None:
        self.name = file.name
        lines = file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        self.items = [_item(json.loads(line)) for line in lines]
        luma = file.with_suffix(".luma")  # of no pictures, it cannot be mapped
        self._bytes = np.memmap(luma, dtype=np.uint8, mode="r") if self.items else np.zeros(0, np.uint8)
        sizes = [item.width * item.height for item in self.items]
        self._starts = np.concatenate(([0], np.cumsum(sizes)))
        seen_through = file.with_suffix(".mistaken")
        told = seen_through.read_text().splitlines() if seen_through.exists() else []
        self.mistaken = [Mistaken(m["index"], (*m["box"],), m["score"]) for m in map(json.loads, told)]

    def luma(self, index: int) -> Luma:
        """The picture."""
        item = self.items[index]
        start = int(self._starts[index])
        flat = self._bytes[start : start + item.width * item.height]
        return np.asarray(flat).reshape(item.height, item.width)

    def of_split(self, split: str) -> list[int]:
        """Indices of the pictures of a split."""
        return [index for index, item in enumerate(self.items) if item.split == split]


def write_pack(out: Path, pictures: Iterator[tuple[Item, Luma]]) -> int:
    """Write a pack; returns the number of pictures."""
    out.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    files = [out.with_suffix(suffix) for suffix in (".luma", ".jsonl")]
    # Whoever is training on the old one keeps it.
    news = [file.with_suffix(file.suffix + ".new") for file in files]
    with news[0].open("wb") as luma, news[1].open("w") as lines:
        for item, picture in pictures:
            luma.write(np.ascontiguousarray(picture).tobytes())
            lines.write(json.dumps(asdict(item)) + "\n")
            count += 1
    for new, file in zip(news, files, strict=True):
        new.replace(file)
    return count


def write_mistaken(out: Path, found: Iterable[Mistaken]) -> None:
    """What a finder mistakes in a pack, beside it."""
    lines = [json.dumps(asdict(mistaken)) + "\n" for mistaken in found]
    new = out.with_suffix(".mistaken.new")
    new.write_text("".join(lines))
    new.replace(out.with_suffix(".mistaken"))


def photos_of_tests(data: Path) -> frozenset[str]:
    """COCO's numbers of pictures that some source has for a test."""
    rows = [
        json.loads(line) for file in sorted(data.glob("*.rows")) for line in file.read_text().splitlines()
    ]
    numbers = {coco_id(row["path"]) for row in rows if row["split"] == "test"}
    return frozenset(number for number in numbers if number is not None)


def read_rows(data: Path, source: str, tested: frozenset[str] = frozenset()) -> Iterator[tuple[Item, Luma]]:
    """The source's pictures, scaled, with rows and teacher joined; unreadable ones are left out, and what is
    to be learned from although it is ``tested`` elsewhere."""
    rows = [json.loads(line) for line in (data / f"{source}.rows").read_text().splitlines()]
    listing = data / f"{source}.taught.jsonl"
    lines = listing.read_text().splitlines() if listing.exists() else []
    taught = {found["path"]: found for found in map(json.loads, lines)}
    for row in rows:
        told = taught.get(row["path"])
        learned = row["split"] in ("train", "dev")
        if learned and coco_id(row["path"]) in tested:
            continue
        if row["people"] is False and learned and told and (told["bodies"] or told["faces"]):
            continue  # said to be empty, and is not, or is too hard a lesson
        try:
            with Image.open(data / row["path"]) as picture:
                luma = picture.convert("L")
        except (OSError, UnidentifiedImageError):
            continue
        width, height = luma.size
        side = CROP_SIDE if row["kind"] == "crop" else SCENE_SIDE
        scale = min(1.0, side / max(width, height))
        if scale < 1:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            luma = luma.resize(size, Image.Resampling.BOX)
        yield _joined(row, told, (width, height), scale, luma.size), np.asarray(luma)


def _joined(
    row: dict[str, Any],
    taught: dict[str, Any] | None,
    size: tuple[int, int],
    scale: float,
    scaled: tuple[int, int],
) -> Item:
    boxes, bodies = _pixels(row["boxes"], size), _pixels(row["bodies"], size)
    seen = taught or {"hands": [], "bodies": [], "faces": []}
    return Item(
        path=row["path"], kind=row["kind"], group=row["group"], split=row["split"], label=row["label"],
        width=scaled[0], height=scaled[1], people=row["people"],
        boxes=_scaled(boxes, scale), bodies=_scaled(bodies, scale),
        hands=tuple(
            Taught(tuple((x * scale, y * scale) for x, y in hand["keypoints"]), hand["score"])
            for hand in seen["hands"]
        ),
        seen=_scaled(seen["bodies"], scale) or (), faces=_scaled(seen["faces"], scale) or (),
    )  # fmt: skip


def _pixels(
    boxes: Sequence[Sequence[float]] | None, size: tuple[int, int]
) -> Sequence[Sequence[float]] | None:
    """Boxes that are told in shares of the picture, in px."""
    if boxes is None or any(value > 1.5 for box in boxes for value in box):
        return boxes
    return [[b[0] * size[0], b[1] * size[1], b[2] * size[0], b[3] * size[1]] for b in boxes]


def _scaled(boxes: Sequence[Sequence[float]] | None, scale: float) -> tuple[Box, ...] | None:
    if boxes is None:
        return None
    return tuple((b[0] * scale, b[1] * scale, b[2] * scale, b[3] * scale) for b in boxes)


def _item(line: dict[str, Any]) -> Item:
    def boxes(found: list[list[float]] | None) -> tuple[Box, ...] | None:
        return _scaled(found, 1.0)

    hands = tuple(Taught(tuple((x, y) for x, y in h["keypoints"]), h["score"]) for h in line["hands"])
    known = {key: boxes(line[key]) for key in ("boxes", "bodies")}
    return Item(**(line | known | {"hands": hands, "seen": boxes(line["seen"]) or (),
                                   "faces": boxes(line["faces"]) or ()}))  # fmt: skip


def split_by_look(pictures: list[tuple[Item, Luma]]) -> list[tuple[Item, Luma]]:
    """Halves, train and test, with near-duplicates on one side: connected by thumbnails that correlate."""
    small = np.stack([np.asarray(Image.fromarray(luma).resize((16, 16)), np.float32).ravel()
                      for _, luma in pictures])  # fmt: skip
    small -= small.mean(axis=1, keepdims=True)
    small /= np.linalg.norm(small, axis=1, keepdims=True) + 1e-6
    alike = small @ small.T > LOOK_ALIKE
    groups = np.full(len(pictures), -1)
    for start in range(len(pictures)):
        if groups[start] >= 0:
            continue
        waiting = [start]
        while waiting:
            index = waiting.pop()
            if groups[index] < 0:
                groups[index] = start
                waiting += [int(other) for other in np.flatnonzero(alike[index]) if groups[other] < 0]
    placed = []
    for (item, luma), group in zip(pictures, groups, strict=True):
        path = pictures[group][0].path
        split = by_hash(path, 0.5, "test", by_hash("dev " + path, 0.2, "dev", "train"))
        placed.append((Item(**(vars(item) | {"group": f"look{group}", "split": split})), luma))
    return placed


def main() -> None:
    """Pack every source that has rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    args = parser.parse_args()
    tested = photos_of_tests(args.data)
    for listing in sorted(args.data.glob("*.rows")):
        if args.only and listing.stem not in args.only:
            continue
        found: Iterator[tuple[Item, Luma]] = read_rows(args.data, listing.stem, tested)
        pictures = list(found)
        if any(item.split == "by-look" for item, _ in pictures):
            pictures = split_by_look(pictures)
        print(f"{listing.stem}: {write_pack(args.data / 'packs' / listing.stem, iter(pictures))} pictures")


if __name__ == "__main__":
    main()
