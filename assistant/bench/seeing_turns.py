"""Directions: dev photos of pointing hands turned by us, and people at a webcam who point."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from assistant.bench.seeing_scores import Seen
from assistant.errors import CameraError
from assistant.events import Gesture
from assistant.seeing.gestures import INDEX_BASE, INDEX_TIP, pointing, sector
from assistant.seeing.models import SeeingModels
from assistant.seeing.pictures import read_picture
from assistant.seeing.scaling import MARGIN

TURNS = (0, 90, 180, 270)  # degrees counter-clockwise, and up to JITTER more or less
JITTER = 20.0
LIMIT = 250  # hands of dev; each is turned in every direction


def direction_rows(models: SeeingModels, data: Path) -> list[Sequence[str]]:
    """Sectors right by the direction that the teacher's keypoints and the turn give."""
    listing = data / "packs" / "hagrid.jsonl"
    try:
        items = [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise CameraError(
            f"{listing}: {error.strerror}; make it by `python -m models.vision.packs`"
        ) from error
    hands = [i for i in items if i["split"] == "dev" and i["label"] == "one" and i["hands"]][:LIMIT]
    rng = np.random.default_rng(7)
    rows: list[Sequence[str]] = []
    for turn in TURNS:
        right, errors = 0, []
        for item in hands:
            wanted, read = _turned(models, data, item, turn + float(rng.uniform(-JITTER, JITTER)))
            if read is not None:
                errors.append(abs((read - wanted + 180) % 360 - 180))
                right += sector(read) is sector(wanted)
        rows.append(
            (f"{turn}°", str(len(hands)), f"{right / max(1, len(hands)):.3f}", f"{np.mean(errors):.1f}")
        )
    return rows


def _turned(
    models: SeeingModels, data: Path, item: dict[str, object], turn: float
) -> tuple[float, float | None]:
    """The angle that is right and the one that is read, degrees."""
    luma = read_picture(data / str(item["path"])).luma
    height, width = luma.shape
    points = np.array(item["hands"][0]["keypoints"], np.float64) * width / float(str(item["width"]))  # type: ignore[index]
    side = int(1.5 * max(height, width))
    rows = np.clip(np.arange(side) - (side - height) // 2, 0, height - 1)
    columns = np.clip(np.arange(side) - (side - width) // 2, 0, width - 1)
    padded = luma[rows[:, None], columns[None, :]]
    points = points + np.array([(side - width) // 2, (side - height) // 2])
    picture = np.asarray(Image.fromarray(padded).rotate(turn, Image.Resampling.BILINEAR, fillcolor=128))
    angle = np.radians(turn)
    linear = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    points = (points - side / 2) @ linear.T + side / 2
    low, high = points.min(axis=0), points.max(axis=0)
    centre = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    seen = models.landmarks.read(picture, centre, MARGIN * float(max(high - low)))
    way = points[INDEX_TIP] - points[INDEX_BASE]
    read = pointing(seen)
    return float(np.degrees(np.arctan2(-way[1], way[0]))), None if read is None else read.angle


def pointing_rows(seen: Sequence[Seen]) -> list[Sequence[str]]:
    """People who point: of the pictures in which a hand reads as pointing, how many point where it is said.

    A set filmed by a camera that mirrors has left and right exchanged; the labels are as the picture shows.
    """
    rows: list[Sequence[str]] = []
    for shown in ("left", "right", "up", "down"):
        pictures = [one for one in seen if one.picture.label == shown]
        read = [
            max(hands, key=lambda hand: max(hand.scores)).pointing
            for one in pictures
            if (hands := [h for h in one.observation.hands if h.gesture is Gesture.POINT])
        ]
        right = sum(p is not None and p.direction.value == shown for p in read)
        rows.append((shown, str(len(pictures)), f"{right / max(1, len(read)):.3f}", str(len(read))))
    return rows
