"""A camera that lasts: on USB (a fake below PyAV), on the connector, from videos and folders."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from types import SimpleNamespace

import av
import av.error
import numpy as np
import pytest
from PIL import Image

from assistant.errors import CameraError
from assistant.seeing import live, streams
from assistant.seeing.cameras import camera_source
from assistant.seeing.live import LiveCamera
from assistant.seeing.masks import Mask
from tests.seeing.videos import flat, levels, write
from tests.seeing.watching import until, watching


class UsbCamera:
    """Stands in for PyAV's container of a V4L2 camera: 640×360, 30 a second, until told otherwise."""

    def __init__(self, *, intra_only: bool = True) -> None:
        self.opened = self.closed = self.decoded = 0
        self.on_open: list[av.error.FFmpegError | None] = []  # one for each opening to come
        self.errors: list[av.error.FFmpegError] = []  # one for each read to come
        self.options: list[object] = []
        self.hang = threading.Event()
        self.hang.set()
        self.unplugged = False
        codec = SimpleNamespace(intra_only=intra_only)
        stream = SimpleNamespace(
            disposition=av.stream.Disposition(0),
            codec_context=SimpleNamespace(codec=codec),
            decode=self._decode,
            thread_count=0,
        )
        self.streams = SimpleNamespace(video=[stream])

    def open(self, device: str, **options: object) -> UsbCamera:
        self.options.append(options)
        if self.on_open and (error := self.on_open.pop(0)):
            raise error
        self.opened += 1
        return self

    def demux(self, stream: object) -> Iterator[SimpleNamespace]:
        while True:
            time.sleep(1 / 30)
            self.hang.wait()
            if self.unplugged:
                raise av.error.OSError(errno.ENODEV, "No such device", "/dev/video0")
            if self.errors:
                raise self.errors.pop(0)
            yield SimpleNamespace(size=1)

    def _decode(self, packet: object) -> list[av.VideoFrame]:
        self.decoded += 1
        return [av.VideoFrame.from_ndarray(flat(200, 640, 360), format="rgb24")]

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> UsbCamera:
    camera = UsbCamera()
    monkeypatch.setattr(streams, "open_container", camera.open)
    monkeypatch.setattr(live, "RETRY_SECONDS", (0.05,))
    return camera


def test_pictures_come_from_a_usb_camera_at_the_pace_asked_for(usb: UsbCamera) -> None:
    async def scene() -> None:
        async with watching("/dev/video0", frames_per_second=5) as watched:
            await until(lambda: len(watched.frames) >= 4)
        assert watched.told[0].reason == "camera hall (/dev/video0): open, 640×360"
        assert (watched.frames[0].luma == 200).all()
        # Every sixth is taken, and the others are not even decoded: each stands alone.
        assert usb.decoded <= len(watched.frames) + 2
        assert usb.closed == usb.opened == 1

    asyncio.run(scene())


def test_of_a_codec_with_memory_all_are_decoded(usb: UsbCamera) -> None:
    usb.streams.video[0].codec_context.codec.intra_only = False

    async def scene() -> None:
        async with watching("/dev/video0", frames_per_second=5) as watched:
            await until(lambda: len(watched.frames) >= 3)
        assert usb.decoded >= 2 * len(watched.frames)

    asyncio.run(scene())


def test_a_driver_that_lets_nobody_choose_the_size_is_opened_all_the_same(usb: UsbCamera) -> None:
    usb.on_open = [av.error.OSError(errno.EINVAL, "Invalid argument", "/dev/video0")]

    async def scene() -> None:
        async with watching("/dev/video0") as watched:
            await until(lambda: bool(watched.frames))
        assert not watched.losses

    asyncio.run(scene())
    assert [("options" in options) for options in usb.options] == [True, False]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (av.error.OSError(errno.EBUSY, "busy", "x"), "/dev/video0 is taken by another program; end that one"),
        (
            av.error.PermissionError(errno.EACCES, "denied", "x"),
            "add the assistant's user to the group video",
        ),
        (av.error.FileNotFoundError(errno.ENOENT, "none", "x"), "is not there; plug it in; there are: none"),
        (av.error.OSError(errno.ENOTTY, "ioctl", "x"), "/dev/video0 is no camera; there are: none at all"),
        (av.error.OSError(errno.ENODEV, "no", "x"), "/dev/video0 gives no pictures: unplugged, or no camera"),
        (
            av.error.OSError(errno.EPROTO, "protocol", "x"),
            r"cannot be read (protocol); unplug it and plug it",
        ),
    ],
)
def test_why_a_usb_camera_cannot_be_opened_is_said_once(
    usb: UsbCamera, error: av.error.FFmpegError, says: str
) -> None:
    usb.on_open = [error] * 3

    async def scene() -> None:
        async with watching("/dev/video0") as watched:
            await until(lambda: bool(watched.frames))
        assert watched.retries == 3
        assert len(watched.losses) == 1
        assert says in watched.losses[0]
        assert watched.told[-1].open

    asyncio.run(scene())


@pytest.mark.parametrize("name", ["/dev/null", "/dev/no-such-camera", "No Such Camera", "usb"])
def test_what_is_no_camera_is_said_by_the_real_driver(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(live, "RETRY_SECONDS", (0.05,))

    async def scene() -> None:
        async with watching(name) as watched:
            await until(lambda: watched.retries >= 3)
        assert len(watched.losses) == 1
        assert "there are: " in watched.losses[0]

    if name != "usb" or not os.path.isdir("/sys/class/video4linux"):
        asyncio.run(scene())


def test_a_camera_pulled_out_is_said_and_seen_again(usb: UsbCamera) -> None:
    async def scene() -> None:
        async with watching("/dev/video0") as watched:
            await until(lambda: len(watched.frames) > 2)
            usb.unplugged = True
            await until(lambda: watched.retries >= 3)
            usb.unplugged = False
            before = len(watched.frames)
            await until(lambda: len(watched.frames) > before)
        assert len(watched.losses) == 1
        assert "/dev/video0 gives no pictures: unplugged" in watched.losses[0]
        assert [status.open for status in watched.told] == [True, False, True]
        assert usb.opened == usb.closed

    asyncio.run(scene())


def test_broken_packets_are_passed_over_and_a_run_of_them_is_an_error(
    usb: UsbCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BROKEN_LIMIT", 10)
    broken = av.error.InvalidDataError(av.error.tag_to_code(b"INDA"), "Invalid data", "x")
    usb.errors = [broken] * 3

    async def scene() -> None:
        async with watching("/dev/video0") as watched:
            await until(lambda: bool(watched.frames))
            assert not watched.losses
            usb.errors = [broken] * 10
            await until(lambda: bool(watched.losses))
        assert "10 broken packets in a row; check cable" in watched.losses[0]

    asyncio.run(scene())


def test_a_driver_that_hangs_is_noticed_and_keeps_one_thread_and_no_more(
    usb: UsbCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STALL_SECONDS", 0.3)

    async def scene() -> None:
        before = threading.active_count()
        async with watching("/dev/video0") as watched:
            await until(lambda: bool(watched.frames))
            usb.hang.clear()
            await until(lambda: watched.retries >= 6)
            assert threading.active_count() == before + 1
            assert usb.opened == 1
            assert [reason.partition(": ")[2] for reason in watched.losses] == [
                "no picture for 0.3 s; reopening it",
                "hangs in its driver; switch it off and on, or plug it in again",
            ]
            usb.hang.set()
            before_frames = len(watched.frames)
            await until(lambda: len(watched.frames) > before_frames)
        assert usb.opened == usb.closed == 2

    asyncio.run(scene())


def test_closing_a_camera_that_hangs_does_not_hang(usb: UsbCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CLOSE_SECONDS", 0.1)

    async def scene() -> None:
        async with watching("/dev/video0") as watched:
            await until(lambda: bool(watched.frames))
            usb.hang.clear()
        assert usb.closed == 0
        usb.hang.set()
        await until(lambda: usb.closed == 1)

    asyncio.run(scene())


def test_a_camera_closed_while_it_opens_is_closed(usb: UsbCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(device: str, **options: object) -> UsbCamera:
        time.sleep(0.3)
        return usb.open(device)

    monkeypatch.setattr(streams, "open_container", slowly)

    async def scene() -> None:
        async with watching("/dev/video0"):
            await asyncio.sleep(0.05)
        assert usb.opened == usb.closed == 1

    asyncio.run(scene())


def test_who_is_slow_gets_the_newest_frame(usb: UsbCamera) -> None:
    async def scene() -> None:
        camera = LiveCamera(camera_source("/dev/video0"), frames_per_second=30)
        async with aclosing(camera.frames()) as frames:
            first = await anext(frames)
            await asyncio.sleep(0.5)
            await anext(frames)
            newest = await anext(frames)
        assert camera.dropped >= 2
        assert newest.number >= first.number + 1 + camera.dropped
        assert newest.seconds - first.seconds > 0.25

    asyncio.run(scene())


def test_an_error_nobody_foresaw_ends_in_a_line_and_a_traceback(
    usb: UsbCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    usb.on_open = [ZeroDivisionError("a bug")]  # type: ignore[list-item]

    async def scene() -> None:
        async with watching("/dev/video0") as watched:
            await until(lambda: bool(watched.frames))
        assert "its reader failed, see the traceback" in watched.losses[0]
        assert len(seen) == 1

    asyncio.run(scene())


_LEFT = Mask(((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))


def test_nobody_sees_what_is_masked(usb: UsbCamera) -> None:
    async def scene() -> None:
        async with watching("/dev/video0", masks=[_LEFT]) as watched:
            await until(lambda: len(watched.frames) >= 2)
        for frame in watched.frames:
            assert not frame.luma[:, :320].any()
            assert (frame.luma[:, 321:] == 200).all()

    asyncio.run(scene())


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
