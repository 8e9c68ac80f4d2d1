"""Videos, pictures and folders as cameras."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.errors import CameraError
from assistant.seeing.cameras import camera_source
from assistant.seeing.live import LiveCamera
from tests.seeing.videos import flat, levels, write
from tests.seeing.watching import until, watching


@pytest.mark.parametrize(("rate", "count", "least", "most"), [(60, 45, 3, 12), (2, 3, 3, 3)])
def test_a_video_is_shown_in_real_time_and_then_is_over(
    tmp_path: Path, rate: int, count: int, least: int, most: int
) -> None:
    video = write(tmp_path / "v.mp4", levels(count), rate=rate)

    async def scene() -> None:
        began = time.monotonic()
        async with watching(str(video)) as watched:
            await until(lambda: bool(watched.losses))
        assert time.monotonic() - began >= (count - 1) / rate
        assert [status.reason for status in watched.told] == [
            f"camera hall ({video}): open, 320×240",
            f"camera hall ({video}): the video is over",
        ]
        seen = len(watched.frames) + watched.camera.dropped
        assert least <= seen <= most
        shown = [frame.luma.mean() for frame in watched.frames]
        assert shown == sorted(shown)
        assert watched.retries == 0

    asyncio.run(scene())


def test_a_video_left_early_is_closed_at_once(tmp_path: Path) -> None:
    video = write(tmp_path / "v.mp4", levels(3), rate=0.01)

    async def scene() -> None:
        async with watching(str(video)) as watched:
            await until(lambda: bool(watched.frames))
        await until(lambda: watched.camera._reader is not None and watched.camera._reader.closed)

    asyncio.run(scene())


def test_a_folder_is_shown_by_name_and_then_is_over(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        Image.fromarray(flat(number * 50)).save(tmp_path / f"{number}.png")
    (tmp_path / "notes.txt").write_text("no picture")

    async def scene() -> None:
        async with watching(str(tmp_path), picture_seconds=0.2) as watched:
            await until(lambda: bool(watched.losses))
        assert [round(float(frame.luma.mean())) for frame in watched.frames] == [50, 100, 150]
        assert watched.losses == [f"camera hall ({tmp_path}): the folder is over"]

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gone.mp4", "does not exist"),
        ("./gone", "does not exist"),
        ("empty.mp4", "not readable as a video"),
        ("folder/", "no pictures in this folder; put JPEG or PNG files there"),
    ],
)
def test_a_file_that_cannot_be_shown_is_an_error_and_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "folder").mkdir()
    camera = LiveCamera(camera_source(name))

    async def scene() -> None:
        async with aclosing(camera.frames()) as frames:
            await anext(frames)

    with pytest.raises(CameraError, match=says) as raised:
        asyncio.run(scene())
    assert "\n" not in str(raised.value)


def test_the_picture_of_one_file_is_shown_too(tmp_path: Path) -> None:
    Image.fromarray(flat(90)).save(tmp_path / "p.png")

    async def scene() -> None:
        async with watching(str(tmp_path / "p.png"), picture_seconds=0.0) as watched:
            await until(lambda: bool(watched.losses))
        assert [int(np.median(frame.luma)) for frame in watched.frames] == [90]

    asyncio.run(scene())
