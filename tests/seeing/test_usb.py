"""A camera on USB that lasts: reopened when lost, its newest frame, one thread when its driver hangs."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
import time
from contextlib import aclosing

import av
import av.error
import pytest

from assistant.seeing import live, streams
from assistant.seeing.cameras import camera_source
from assistant.seeing.live import LiveCamera
from assistant.seeing.masks import Mask
from tests.seeing.usb import UsbCamera
from tests.seeing.watching import until, watching


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
