"""A camera that lasts: reopened when it is lost, its loss said once, its newest frame and no other.

A driver that hangs keeps its thread and the camera; nothing can take them away. So a camera has at most
one such thread: it is not opened again before that thread has come back.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CameraError
from assistant.seeing.cameras import CameraKind, CameraSource
from assistant.seeing.frames import Frame
from assistant.seeing.masks import Mask, masked
from assistant.seeing.newest import Newest
from assistant.seeing.picamera import CsiFeed
from assistant.seeing.pictures import SUFFIXES, PictureFeed
from assistant.seeing.reading import Feed, Pace, Reader
from assistant.seeing.streams import FIRST_SECONDS, STALL_SECONDS, LoginRefused, StreamFeed, UsbFeed, stalled
from assistant.seeing.videos import VideoFeed, is_video

RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_SECONDS = 10.0  # a camera open for so long starts the above anew when it is lost
LOGIN_SECONDS = 60.0  # between tries of a wrong password; cameras lock accounts after five or so
CLOSE_SECONDS = 1.0  # a camera in order sends its next picture before that, and then closes


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """``open``: pictures come. ``reason``: one line for the log."""

    open: bool
    reason: str


class LiveCamera:
    """``frames_per_second``: pictures above it are not converted. ``password``: of a stream's user.
    ``masks``: black in every frame. ``on_status`` is told of every opening and loss, ``on_retry`` of each
    attempt to get a lost camera back. ``picture_seconds``: how long a folder shows each picture."""

    def __init__(
        self,
        source: CameraSource,
        name: str = "",
        *,
        frames_per_second: float = 10.0,
        password: str | None = None,
        masks: Sequence[Mask] = (),
        picture_seconds: float = 1.0,
        on_status: Callable[[CameraStatus], None] = lambda status: None,
        on_retry: Callable[[], None] = lambda: None,
    ) -> None:
        self.open = False
        self.dropped = 0  # frames overwritten by newer ones before anybody took them
        self._source = source
        self._who = f"camera {name} ({source})" if name else f"camera {source}"
        self._rate = frames_per_second
        self._password = password
        self._masks = tuple(masks)
        self._picture_seconds = picture_seconds
        self._on_status = on_status
        self._on_retry = on_retry
        self._reader: Reader | None = None

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """Frames for ever, of a file to its end; ``seconds`` is when they came. Closing the iterator
        closes the camera. Raises CameraError for a file that cannot be read, for nothing else."""
        failures, reason = 0, ""
        while True:
            opened = None
            try:
                async with aclosing(self._session()) as frames:
                    async for frame in frames:
                        opened = opened or time.monotonic()
                        reason = ""
                        yield frame
                self._on_status(CameraStatus(False, f"{self._who}: the {self._what()} is over"))
                return
            except CameraError as error:
                if self._source.ends:
                    raise
                refused = isinstance(error, LoginRefused)
                self._on_retry()
                if str(error) != reason:
                    reason = str(error)
                    self._on_status(CameraStatus(False, reason))
            if opened is not None and time.monotonic() - opened > STEADY_SECONDS:
                failures = 0
            await asyncio.sleep(LOGIN_SECONDS if refused else RETRY_SECONDS[failures])
            failures = min(failures + 1, len(RETRY_SECONDS) - 1)

    async def _session(self) -> AsyncGenerator[Frame, None]:
        """One opening, until the camera is lost (CameraError) or the file is over."""
        if self._reader is not None and not self._reader.closed:
            raise CameraError(f"{self._who}: hangs in its driver; switch it off and on, or plug it in again")
        newest: Newest[Frame] = Newest()
        pace = Pace(self._rate)
        self._reader = reader = Reader(
            self._who, self._feed(), newest, pace, lambda frame: masked(frame, self._masks)
        )
        before, hangs = self.dropped, False
        try:
            while (frame := await self._next(newest)) is not None:
                self.dropped = before + newest.dropped
                if not self.open:
                    self.open = True
                    size = "{}×{}".format(*frame.size)
                    self._on_status(CameraStatus(True, f"{self._who}: open, {size}"))
                yield frame
        except TimeoutError:
            hangs = True
            raise CameraError(stalled(self._who, self._patience())) from None
        finally:
            self.open = False
            reader.stop()
            if not hangs:
                await self._closed(newest)

    async def _next(self, newest: Newest[Frame]) -> Frame | None:
        async with asyncio.timeout(self._patience()):
            return await newest.get()

    def _patience(self) -> float:
        """Seconds to wait for a frame. A file's next may be minutes away, and a file is never lost."""
        if self._source.ends:
            return math.inf
        return STALL_SECONDS if self.open else FIRST_SECONDS

    async def _closed(self, newest: Newest[Frame]) -> None:
        """Wait until the camera is closed, CLOSE_SECONDS at most; a slower one is closed by its thread."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await newest.closed()
        except TimeoutError:
            return

    def _what(self) -> str:
        return "folder" if Path(self._source.address).expanduser().is_dir() else "video"

    def _feed(self) -> Feed:
        match self._source.kind:
            case CameraKind.USB:
                return UsbFeed(self._who, self._source)
            case CameraKind.STREAM:
                return StreamFeed(self._who, self._source, self._password)
            case CameraKind.CSI:
                return CsiFeed(self._who, self._rate)
            case CameraKind.FILE:
                return self._file_feed()

    def _file_feed(self) -> Feed:
        path = Path(self._source.address).expanduser()
        if path.is_dir() or (path.suffix.lower() in SUFFIXES and not is_video(path)):
            return PictureFeed(path, self._picture_seconds)
        return VideoFeed(path)
