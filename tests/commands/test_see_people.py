"""`assistant see` with the models that ship, on photographs of people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from assistant.cli import main
from assistant.seeing.boxes import overlap
from tests.seeing.videos import write

HANDS = Path(__file__).parents[3] / "shared" / "data" / "real" / "hands"
MEANT = {"0-hand": "fist", "1-hand": "point", "5-hand": "palm"}
Out = pytest.CaptureFixture[str]
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not HANDS.is_dir(), reason="no photographs of people here"),
]


def see(capsys: Out, *words: str | Path) -> list[dict[str, Any]]:
    """The JSON of each frame; all have to be read."""
    assert main(["see", *map(str, words), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def palm() -> Image.Image:
    """The photograph of a palm that the models are surest of."""
    with Image.open(HANDS / "pic00049.jpg") as picture:
        return picture.convert("RGB")


def test_most_hands_are_found_and_most_gestures_are_right(tmp_path: Path, capsys: Out) -> None:
    labels = json.loads((HANDS / "labels.json").read_text())
    told = see(capsys, HANDS, "--draw", tmp_path)
    assert len(told) == len(list(tmp_path.iterdir())) == len(labels)
    found, right, shown = 0, 0, 0
    for line in told:
        label = labels[Path(line["file"]).name]
        hands = [h for h in line["hands"] if overlap(tuple(h["box"]), tuple(label["box"])) > 0.3]
        found += bool(hands)
        if (wanted := MEANT.get(label["fingers"])) is not None:
            shown += 1
            right += any(hand["gesture"] == wanted for hand in hands)
            assert all(hand["pointing"] for hand in hands if hand["gesture"] == "point")
    assert found > len(labels) * 2 / 3
    assert right > shown / 2


def test_in_most_photographs_of_people_somebody_is_seen(capsys: Out) -> None:
    told = see(capsys, HANDS)
    assert sum(line["persons"] > 0 for line in told) > len(told) / 2


def _upside_down(path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 3
    palm().rotate(180).save(path, exif=exif)


def _sixteen_bits(path: Path) -> None:
    Image.fromarray(np.asarray(palm().convert("L")).astype(np.uint16) * 257).save(path)


@pytest.mark.parametrize(
    "save",
    [
        _upside_down,
        _sixteen_bits,
        lambda path: palm().convert("L").save(path),
        lambda path: palm().convert("RGBA").save(path),
        lambda path: palm().resize((3200, 2400)).save(path),
        lambda path: palm().resize((400, 300)).save(path),
    ],
)
def test_a_palm_is_a_palm_however_it_is_stored(
    tmp_path: Path, capsys: Out, save: Callable[[Path], None]
) -> None:
    save(tmp_path / "p.png")
    (told,) = see(capsys, tmp_path / "p.png")
    assert "palm" in [hand["gesture"] for hand in told["hands"]]


def test_a_video_of_a_palm_is_a_palm_after_the_votes(tmp_path: Path, capsys: Out) -> None:
    photo = np.asarray(palm())
    shifts = np.random.default_rng(0).integers(-2, 3, (12, 2))
    video = write(tmp_path / "v.mp4", [np.roll(photo, tuple(shift), (0, 1)) for shift in shifts], rate=10)
    told = see(capsys, video)
    assert len(told) == 12
    assert "palm" in [hand["gesture"] for hand in told[-1]["hands"]]
    assert len({len(line["hands"]) for line in told[5:]}) == 1
