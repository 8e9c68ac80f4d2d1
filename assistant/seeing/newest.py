"""The one place between a camera's thread and the event loop: the newest wins, nothing queues."""

from __future__ import annotations

import asyncio
import threading
from typing import Generic, TypeVar

from assistant.errors import CameraError

T = TypeVar("T")


class Newest(Generic[T]):
    """Filled by a thread with `put` and, once, `end`; emptied by the event loop it was made in."""

    def __init__(self) -> None:
        self.dropped = 0  # put, and overwritten before anybody took it
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._item: T | None = None
        self._ended = False
        self._error: CameraError | None = None
        self._filled = asyncio.Event()
        self._closed = asyncio.Event()

    def put(self, item: T) -> None:
        """From the thread: this is the newest now."""
        with self._lock:
            overwritten = self._item is not None
            self._item = item
            self.dropped += overwritten
        if not overwritten:
            self._wake(self._filled)

    def end(self, error: CameraError | None) -> None:
        """From the thread: nothing more comes, and what it had open is closed."""
        with self._lock:
            self._ended, self._error = True, error
        self._wake(self._filled)
        self._wake(self._closed)

    async def get(self) -> T | None:
        """The newest item, waited for; None at the end. Raises the CameraError it ended with."""
        while True:
            with self._lock:
                item, self._item = self._item, None
                ended, error = self._ended, self._error
                if not ended:
                    self._filled.clear()
            if item is not None:
                return item
            if error is not None:
                raise error
            if ended:
                return None
            await self._filled.wait()

    async def closed(self) -> None:
        """Wait for the thread's `end`."""
        await self._closed.wait()

    def _wake(self, event: asyncio.Event) -> None:
        try:
            self._loop.call_soon_threadsafe(event.set)
        except RuntimeError:
            # The loop closed before the thread came out of the camera's driver: nobody waits any more.
            return
