"""Small made-up pictures, a drawn hand whose keypoints are known, and clones and packs that hold them."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from models.vision.packs import Item, Luma, Pack, Taught, write_pack

Points = tuple[tuple[float, float], ...]

# Base and tip of thumb to little finger, of an upright hand that is 1 high; the wrist is below.
WRIST = (0.5, 0.95)
FINGERS = (
    ((0.36, 0.82), (0.08, 0.5)), ((0.36, 0.5), (0.3, 0.12)), ((0.5, 0.46), (0.5, 0.04)),
    ((0.62, 0.49), (0.68, 0.12)), ((0.73, 0.56), (0.86, 0.28)),
)  # fmt: skip
STRAIGHT, FOLDED = (0.0, 0.4, 0.7, 1.0), (0.0, 0.45, 0.3, 0.0)


def hand(
    side: float, corner: tuple[float, float] = (0.0, 0.0), stretched: Sequence[int] = (1,) * 5
) -> Points:
    """21 keypoints in MediaPipe's order, in a square at ``corner``."""
    points = [WRIST]
    for (base, tip), out in zip(FINGERS, stretched, strict=True):
        points += [(base[0] + s * (tip[0] - base[0]), base[1] + s * (tip[1] - base[1]))
                   for s in (STRAIGHT if out else FOLDED)]  # fmt: skip
    return tuple((corner[0] + x * side, corner[1] + y * side) for x, y in points)


def drawn(points: Points, luma: Luma, light: int = 220) -> Luma:
    """The picture with this hand in it."""
    picture = Image.fromarray(luma.copy())
    draw = ImageDraw.Draw(picture)
    thick = max(2, round(np.ptp(np.array(points), axis=0).max() * 0.1))
    draw.polygon([points[i] for i in (0, 1, 5, 9, 13, 17)], fill=light)
    for base in (1, 5, 9, 13, 17):
        draw.line([points[base + i] for i in range(4)], fill=light, width=thick)
    return np.asarray(picture)


def room(width: int, height: int, seed: int) -> Luma:
    """Large soft patches of light and dark, the same for the same seed."""
    rng = np.random.default_rng(seed)
    few = Image.fromarray(rng.integers(20, 160, (height // 16 + 1, width // 16 + 1)).astype(np.uint8))
    return np.asarray(few.resize((width, height), Image.Resampling.BICUBIC))


def file(luma: Luma, kind: str = "png") -> bytes:
    """The picture as a file's bytes."""
    held = io.BytesIO()
    Image.fromarray(luma).save(held, kind)
    return held.getvalue()


def clone(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """A git repository of these files."""
    for name, inside in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(inside if isinstance(inside, bytes) else inside.encode())
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


def crop(name: str, label: str | None, split: str, stretched: Sequence[int] = (1,) * 5,
         seed: int = 0) -> tuple[Item, Luma]:  # fmt: skip
    """One drawn hand fills the picture, and the teacher has seen it."""
    points = hand(84.0, (8.0, 8.0), stretched)
    taught = (Taught(points, 0.9),)
    return (
        Item(name, "crop", name, split, 100, 100, label=label, hands=taught),
        drawn(points, room(100, 100, seed)),
    )


def packed(folder: Path, name: str, pictures: Sequence[tuple[Item, Luma]]) -> Pack:
    """A pack of DATA, as `models.vision.train.packs` finds it."""
    write_pack(folder / "packs" / name, iter(pictures))
    return Pack(folder / "packs" / name)


def frame(name: str, split: str, *, people: bool, seed: int = 5) -> tuple[Item, Luma]:
    """A room; with somebody in it, who is a drawn body with a hand, both labelled."""
    luma = room(200, 150, seed)
    if not people:
        return Item(name, "scene", name, split, 200, 150, boxes=(), people=False, bodies=()), luma
    picture = Image.fromarray(luma.copy())
    draw = ImageDraw.Draw(picture)
    draw.ellipse((80, 20, 105, 50), fill=230)
    draw.rectangle((65, 50, 120, 140), fill=190)
    points = hand(40.0, (130.0, 40.0))
    known = Item(
        name, "scene", name, split, 200, 150, boxes=((126.0, 36.0, 174.0, 84.0),), people=True,
        bodies=((65.0, 20.0, 174.0, 140.0),), hands=(Taught(points, 0.9),),
    )  # fmt: skip
    return known, drawn(points, np.asarray(picture))
