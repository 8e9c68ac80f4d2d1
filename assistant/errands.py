"""Work that nobody waits for, kept until it is done: messages on their way, switching what is slow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from devices.messages import Message

log = logging.getLogger("assistant")

LIMIT = 500  # messages of our own on their way; more means the broker hangs

Work = Coroutine[object, object, object]


class Errands:
    """``send`` delivers one message."""

    def __init__(self, send: Callable[[Message], Work]) -> None:
        self._send = send
        self._tasks: set[asyncio.Task[object]] = set()

    def publish(self, message: Message) -> None:
        """Send a message on its way; beyond `LIMIT` it is dropped."""
        if len(self._tasks) < LIMIT:
            self.later(self._send(message))

    def later(self, work: Work) -> None:
        """Set work going; what it raises is logged."""
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def stop(self) -> None:
        """Give up what is not done."""
        for task in self._tasks:
            task.cancel()

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s: %s", type(error).__name__, error)
