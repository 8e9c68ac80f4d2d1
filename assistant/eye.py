"""The daemon's eye: frames of a camera through the observer, on a worker thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

from assistant.events import Observation
from assistant.seeing.frames import Camera, Frame
from assistant.seeing.observer import Observer


class Eye:
    """Feeds a camera's newest frames to an observer. ``on_seen`` gets each frame and what it shows."""

    def __init__(
        self, camera: Camera, observer: Observer, *, on_seen: Callable[[Frame, Observation], None]
    ) -> None:
        self._camera = camera
        self._observer = observer
        self._on_seen = on_seen

    async def run(self) -> None:
        """Look until the source ends; a camera never does. Raises CameraError for a file that is none."""
        loop = asyncio.get_running_loop()
        worker = ThreadPoolExecutor(1, "seeing")
        try:
            async with aclosing(self._camera.frames()) as frames:
                async for frame in frames:
                    observation = await loop.run_in_executor(
                        worker, self._observer.feed, frame, frame.seconds
                    )
                    self._on_seen(frame, observation)
        finally:
            await asyncio.to_thread(worker.shutdown)
