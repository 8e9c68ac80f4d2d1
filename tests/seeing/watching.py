"""Watching a camera in a test: what it gave, what it said, and waiting for either."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager

from assistant.seeing.cameras import camera_source
from assistant.seeing.frames import Frame
from assistant.seeing.live import CameraStatus, LiveCamera

LIMIT_SECONDS = 60.0  # nothing takes so long; it ends what hangs


class Watched:
    """A camera being watched: ``frames`` so far, ``told`` what it said, ``retries`` how often."""

    def __init__(self, source: str, **options: object) -> None:
        self.frames: list[Frame] = []
        self.told: list[CameraStatus] = []
        self.retries = 0
        self.camera = LiveCamera(
            camera_source(source), "hall", on_status=self.told.append, on_retry=self._retry, **options
        )

    def _retry(self) -> None:
        self.retries += 1

    @property
    def losses(self) -> list[str]:
        """What was said of losses and failures."""
        return [status.reason for status in self.told if not status.open]

    async def watch(self) -> None:
        """Take frames until it ends or is cancelled."""
        async with aclosing(self.camera.frames()) as frames:
            async for frame in frames:
                self.frames.append(frame)


@asynccontextmanager
async def watching(source: str, **options: object) -> AsyncGenerator[Watched, None]:
    """A camera watched during the block, and closed after it."""
    watched = Watched(source, **options)
    async with asyncio.timeout(LIMIT_SECONDS):
        task = asyncio.create_task(watched.watch())
        try:
            yield watched
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it."""
    while not condition():  # noqa: ASYNC110 - conditions of all sorts
        await asyncio.sleep(0.02)
