"""The picture sets of `assistant bench seeing`, as `models.vision` prepares them, read for what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CameraError
from assistant.seeing.boxes import Box
from assistant.seeing.frames import Frame
from assistant.seeing.pictures import read_picture

# What the classes of each set mean; what is not listed is another gesture, None is left out of the count.
T1 = {"palm": "palm", "stop": "palm", "fist": "fist", "like": "like", "dislike": "dislike", "ok": "ok",
      "one": "point", "mute": "mute"}  # fmt: skip
T1_OPEN = "stop_inverted"  # an open hand that shows its back: people differ, so it is told by itself
T3 = {"5-hand": "palm", "0-hand": "fist", "1-hand": "point"}
WEBCAM = {"stop": "palm", "thumbs_up": "like", "left": "point", "right": "point", "up": "point",
          "down": "point"}  # fmt: skip
ROOMS = ("bedroom", "kitchen", "livingroom", "office")


@dataclass(frozen=True)
class Picture:
    """One test picture. ``boxes``: of hands, in shares of the picture."""

    path: str
    label: str | None
    people: bool | None
    boxes: tuple[Box, ...] | None


@dataclass(frozen=True)
class PictureSet:
    """``data``: the folder that `models.vision.pictures` wrote."""

    name: str
    data: Path
    pictures: tuple[Picture, ...]

    def frames(self) -> Iterator[tuple[Picture, Frame]]:
        """Every picture, read as the camera's path reads it. Raises CameraError."""
        for picture in self.pictures:
            yield picture, read_picture(self.data / picture.path)


def picture_set(data: Path, source: str, split: str = "test", *, every: int = 1) -> PictureSet:
    """One source's pictures of a split, as its pack lists them. Raises CameraError."""
    listing = data / "packs" / f"{source}.jsonl"
    try:
        lines = listing.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CameraError(
            f"{listing}: {error.strerror}; make it by `python -m models.vision.pictures` and `.packs`"
        ) from error
    found = [json.loads(line) for line in lines]
    return PictureSet(
        source, data, tuple(_picture(item) for item in found if item["split"] == split)[::every]
    )


def _picture(item: dict[str, object]) -> Picture:
    width, height = float(str(item["width"])), float(str(item["height"]))
    boxes = item["boxes"]
    shares = None
    if isinstance(boxes, list):
        shares = tuple((b[0] / width, b[1] / height, b[2] / width, b[3] / height) for b in boxes)
    label, people = item["label"], item["people"]
    return Picture(
        path=str(item["path"]),
        label=None if label is None else str(label),
        people=None if people is None else bool(people),
        boxes=shares,
    )


def box_pixels(box: Box, frame: Frame) -> Box:
    """A box in shares as px of the frame's source."""
    width, height = frame.size
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height
