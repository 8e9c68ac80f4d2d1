"""A USB camera for tests, below PyAV: what is used of a container of FFmpeg's V4L2."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import av
import av.error

from tests.seeing.videos import flat


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
