"""Keeps the daemon's parts running: restarts what fails, with back-off, and counts."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

log = logging.getLogger("assistant")

STABLE_SECONDS = 60.0  # a part that ran for so long has recovered: its back-off begins anew
STOP_SECONDS = 1.0  # a part that does not end by then is left behind


@dataclass(slots=True)
class Backoff:
    """Waits of 0.5, 1, 2 … at most ``longest`` seconds, each shortened by up to a quarter, so that
    parts that failed together do not come back together."""

    first: float = 0.5
    longest: float = 30.0
    chance: Callable[[], float] = random.random
    _failures: int = 0

    def failed(self) -> float:
        """The wait before the next attempt."""
        wait = min(self.longest, self.first * float(1 << min(self._failures, 20)))
        self._failures += 1
        return wait * (1 - 0.25 * self.chance())

    def recovered(self) -> None:
        """Begin anew."""
        self._failures = 0


@dataclass(slots=True)
class Part:
    """How one part is doing."""

    name: str
    task: asyncio.Task[None]
    restarts: int = 0
    last_error: str = ""
    backoff: Backoff = field(default_factory=Backoff)


class Supervisor:
    """``on_failure(name, error, wait)`` is called for each failure, before the wait."""

    def __init__(
        self,
        *,
        on_failure: Callable[[str, BaseException, float], None],
        backoff: Callable[[], Backoff] = Backoff,
    ) -> None:
        self.parts: dict[str, Part] = {}
        self._on_failure = on_failure
        self._backoff = backoff

    def run(self, name: str, part: Callable[[], Awaitable[None]]) -> None:
        """Run a part until it returns or is cancelled; start it anew whenever it raises.

        A part of the same name that still runs is left alone.
        """
        running = self.parts.get(name)
        if running is not None and not running.task.done():
            return
        task = asyncio.create_task(self._keep(name, part), name=name)
        self.parts[name] = Part(name, task, backoff=self._backoff())

    async def end(self, name: str) -> None:
        """Cancel a part and wait for it; unknown names are fine."""
        if (part := self.parts.pop(name, None)) is not None:
            part.task.cancel()
            await asyncio.wait([part.task], timeout=STOP_SECONDS)

    async def stop(self) -> None:
        """Cancel all parts; returns within STOP_SECONDS."""
        tasks = [part.task for part in self.parts.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)

    async def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                return await run()
            except Exception as error:  # noqa: BLE001 - the one place: whatever a part dies of, it is restarted
                part = self.parts[name]
                if loop.time() - began >= STABLE_SECONDS:
                    part.backoff.recovered()
                wait = part.backoff.failed()
                part.restarts += 1
                part.last_error = f"{type(error).__name__}: {error}"
                self._on_failure(name, error, wait)
            await asyncio.sleep(wait)


def say_failure(name: str, error: BaseException, wait: float) -> None:
    """Log that a part failed and is started again in ``wait`` seconds."""
    log.error("%s failed (%s: %s); starting it again in %.1f s", name, type(error).__name__, error, wait)
