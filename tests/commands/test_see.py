"""`assistant see` on pictures and videos of every kind, of a painted world."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from assistant.cli import main
from assistant.events import Gesture
from assistant.seeing.frames import Luma
from tests.assembled import painted_video
from tests.seeing.door import palms
from tests.seeing.painted import PaintedModels, hand, person, room

KEYS = ["file", "frame", "seconds", "moving", "presence", "persons", "hands", "compute_seconds"]
HAND_KEYS = ["box", "score", "gesture", "scores", "pointing", "angle", "spread", "keypoints"]
Out = pytest.CaptureFixture[str]


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models are those of the painted world."""
    monkeypatch.setattr("assistant.commands.see.SeeingModels", PaintedModels)


def palm() -> Luma:
    return hand(person(room()), Gesture.PALM, left=240)


def see(capsys: Out, *words: str | Path) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Status, the JSON of each frame, and the lines of complaint."""
    status = main(["see", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err.splitlines()


@pytest.mark.usefixtures("painted")
def test_a_picture_is_one_line_with_all_that_was_seen(tmp_path: Path, capsys: Out) -> None:
    path = tmp_path / "p.png"
    Image.fromarray(palm()).save(path)
    status, (told,), errors = see(capsys, path)
    assert (status, errors) == (0, [])
    assert list(told) == KEYS
    assert (told["file"], told["frame"], told["persons"]) == (str(path), 0, 1)
    (found,) = told["hands"]
    assert list(found) == HAND_KEYS
    assert (found["gesture"], found["pointing"]) == ("palm", None)
    assert found["box"] == pytest.approx([240, 80, 280, 120], abs=2)
    assert list(found["scores"]) == [gesture.value for gesture in Gesture]
    assert len(found["keypoints"]) == 21


def _upside_down(path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 3
    Image.fromarray(palm()).rotate(180).save(path.with_suffix(".png"), exif=exif)


def _sideways(path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.fromarray(palm()).rotate(90, expand=True).save(path.with_suffix(".png"), exif=exif)


def _sixteen_bits(path: Path) -> None:
    Image.fromarray(palm().astype(np.uint16) * 257).save(path.with_suffix(".png"))


def _as(mode: str, suffix: str = ".png", **options: object) -> Callable[[Path], None]:
    return lambda path: Image.fromarray(palm()).convert(mode).save(path.with_suffix(suffix), **options)


def _palette(path: Path) -> None:
    Image.fromarray(palm()).convert("P").save(path.with_suffix(".gif"))


def _animation(path: Path) -> None:
    first, then = Image.fromarray(palm()), Image.fromarray(room())
    first.save(path.with_suffix(".gif"), save_all=True, append_images=[then])


@pytest.mark.parametrize(
    "save",
    [
        _upside_down,
        _sideways,
        _sixteen_bits,
        _palette,
        _animation,
        _as("L"),
        _as("RGB"),
        _as("RGBA"),
        _as("LA"),
        _as("CMYK", ".tif"),
        _as("F", ".tif"),
        _as("L", ".jpg", quality=98),
        _as("RGB", ".webp", lossless=True),
        _as("RGB", ".bmp"),
        _as("L", ".pgm"),
    ],
)
@pytest.mark.usefixtures("painted")
def test_pictures_of_every_kind_show_the_same(
    tmp_path: Path, capsys: Out, save: Callable[[Path], None]
) -> None:
    save(tmp_path / "p")
    status, (told,), _ = see(capsys, tmp_path)
    assert status == 0
    (found,) = told["hands"]
    assert found["gesture"] == "palm"
    assert found["box"] == pytest.approx([240, 80, 280, 120], abs=3)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 3000), (3000, 1), (3, 2), (4000, 3000)])
@pytest.mark.usefixtures("painted")
def test_pictures_of_any_size_are_seen_and_drawn(
    tmp_path: Path, capsys: Out, width: int, height: int
) -> None:
    Image.fromarray(room(width, height)).save(tmp_path / "p.png")
    status, (told,), _ = see(capsys, tmp_path / "p.png", "--draw", tmp_path / "drawn")
    assert (status, told["hands"]) == (0, [])
    assert (tmp_path / "drawn" / "p-00000.png").is_file()


@pytest.mark.usefixtures("painted")
def test_what_cannot_be_read_is_one_line_each_and_the_others_are_seen(tmp_path: Path, capsys: Out) -> None:
    for name, content in (("empty.jpg", b""), ("text.png", b"no picture"), ("empty.mp4", b"")):
        (tmp_path / name).write_bytes(content)
    Image.fromarray(palm()).save(tmp_path / "good.png")
    (tmp_path / "hollow").mkdir()
    names = ["empty.jpg", "text.png", "empty.mp4", "gone.png", "gone.mp4", "hollow", "good.png"]
    status, told, errors = see(capsys, *(tmp_path / name for name in names), "x" * 300)
    assert (status, len(told)) == (2, 1)
    assert len(errors) == 7
    for name, line in zip([*names[:-1], "x" * 300], errors, strict=True):
        assert line.startswith("assistant see: ")
        assert name in line


@pytest.mark.usefixtures("painted")
def test_a_folder_is_its_pictures_and_videos_by_name(tmp_path: Path, capsys: Out) -> None:
    for name in ("b.png", "a.JPG"):
        Image.fromarray(palm()).save(tmp_path / name)
    painted_video(tmp_path / "c.mkv", palms(2))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "d.png").mkdir()
    status, told, errors = see(capsys, tmp_path)
    assert [Path(line["file"]).name for line in told] == ["a.JPG", "b.png", "c.mkv", "c.mkv"]
    assert (status, errors) == (0, [])


@pytest.mark.usefixtures("painted")
def test_in_a_video_a_gesture_needs_votes_and_every_frame_is_told(tmp_path: Path, capsys: Out) -> None:
    video = painted_video(tmp_path / "v.mkv", palms(12))
    status, told, _ = see(capsys, video)
    assert status == 0
    assert [line["frame"] for line in told] == list(range(12))
    assert [line["seconds"] for line in told] == pytest.approx([i / 10 for i in range(12)], abs=0.002)
    gestures = [line["hands"][0]["gesture"] for line in told]
    assert gestures == ["other"] * 4 + ["palm"] * 8
    _, fewer, _ = see(capsys, video, "--every", "5")
    assert [line["frame"] for line in fewer] == [0, 5, 10]


@pytest.mark.usefixtures("painted")
def test_the_table_for_people_has_a_line_a_frame(tmp_path: Path, capsys: Out) -> None:
    Image.fromarray(hand(person(room()), Gesture.POINT, left=240)).save(tmp_path / "p.png")
    Image.fromarray(room()).save(tmp_path / "q.png")
    assert main(["see", str(tmp_path)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{tmp_path}/p.png:0: 1 person (0.90), point up (")
    assert second.startswith(f"{tmp_path}/q.png:0: nobody (0.00) (")


@pytest.mark.usefixtures("painted")
def test_drawn_pictures_of_one_name_do_not_write_over_each_other(tmp_path: Path, capsys: Out) -> None:
    for name in ("a/p.png", "a/p.jpg", "b/p.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(palm()).save(tmp_path / name)
    see(capsys, tmp_path / "a", tmp_path / "b", "--draw", tmp_path / "drawn")
    drawn = sorted(path.name for path in (tmp_path / "drawn").iterdir())
    assert drawn == ["p-00000.png", "p-2-00000.png", "p-3-00000.png"]


@pytest.mark.usefixtures("painted")
def test_a_drawing_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: Out) -> None:
    Image.fromarray(palm()).save(tmp_path / "p.png")
    (tmp_path / "drawn" / "p-00000.png").mkdir(parents=True)
    status, told, errors = see(capsys, tmp_path / "p.png", "--draw", tmp_path / "drawn")
    assert (status, len(told), len(errors)) == (2, 1, 1)
    assert "p-00000.png" in errors[0]
    assert see(capsys, tmp_path / "p.png", "--draw", tmp_path / "p.png")[2][0].startswith(
        f"assistant see: --draw {tmp_path}/p.png: cannot be made a folder"
    )


@pytest.mark.usefixtures("painted")
def test_every_has_to_be_a_number_of_frames(tmp_path: Path, capsys: Out) -> None:
    status, _, errors = see(capsys, tmp_path, "--every", "0")
    assert (status, errors) == (2, ["assistant see: --every 0: give 1 or more"])


def test_models_that_are_not_there_are_told_in_one_line(tmp_path: Path, capsys: Out) -> None:
    status, _, errors = see(capsys, tmp_path, "--models", tmp_path)
    assert (status, len(errors)) == (2, 1)
    assert "model 'hands': " in errors[0]
    assert "is missing" in errors[0]
