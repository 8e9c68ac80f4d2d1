"""Rows of pictures labelled in YOLO's way: ``images/NAME.jpg`` beside ``labels/NAME.txt``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from models.vision.row import Box, Row, by_hash

Reader = Callable[[list[str], Callable[[str], bytes]], Iterator[tuple[str, Row]]]
SMALLEST = 0.1  # of the picture's height; where nobody is taller, it was taken from above or far outside


def yolo_hands(skip: Sequence[str] = (), every: int = 1) -> Reader:
    """Pictures with boxes of hands. Without one nobody said that there is none: boxes are None then.

    ``skip``: beginnings of names that are left out. ``every``: of so many pictures one is taken, where a
    collection has each photo in as many versions.
    """

    def read(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
        for path, name, lines in _labelled(paths, content, skip, every):
            boxes = tuple(yolo_box(line) for line in lines) or None
            group = name.split("_jpg.rf.")[0].rsplit("-", 1)[0]
            split = by_hash(group, 0.12, "dev", "train")
            yield path, Row("", "scene", group, split, boxes=boxes)

    return read


def yolo_people(
    share: float, skip: Sequence[str] = (), all_of: Sequence[str] = (), kinds: Sequence[str] = ()
) -> Reader:
    """Pictures with boxes of people, this share of them, and all whose names begin so. ``kinds``: the classes
    that are people, where not all are."""

    def read(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
        chosen = [
            path
            for path in paths
            if by_hash(path, share, "yes", "no") == "yes"
            or (all_of and path.rsplit("/", 1)[-1].startswith(tuple(all_of)))
        ]
        for path, name, lines in _labelled(chosen, content, skip):
            bodies = tuple(yolo_box(line) for line in lines if not kinds or line[0] in kinds)
            if bodies and max(box[3] - box[1] for box in bodies) >= SMALLEST:
                split = by_hash("dev " + name, 0.1, "dev", "train")
                yield path, Row("", "scene", name, split, people=True, bodies=bodies)

    return read


def _labelled(
    paths: list[str], content: Callable[[str], bytes], skip: Sequence[str], every: int = 1
) -> Iterator[tuple[str, str, list[list[str]]]]:
    pictures = [
        (path, name)
        for path in sorted(paths)
        for name in [path.rsplit("/", 1)[-1]]
        if "images/" in path and path.endswith(".jpg") and not name.startswith(tuple(skip))
    ]
    for path, name in pictures[every - 1 :: every]:
        listing = path.replace("images/", "labels/")[: -len("jpg")] + "txt"
        yield (
            path,
            name,
            [line.split() for line in content(listing).decode().splitlines() if len(line.split()) == 5],
        )


def yolo_box(line: Sequence[str]) -> Box:
    """Left, top, right, bottom in shares of the picture, from ``class x y width height``."""
    x, y, width, height = (float(value) for value in line[1:5])
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
