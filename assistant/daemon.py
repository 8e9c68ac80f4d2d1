"""The daemon: one process that runs one `Assembly` until it is told to stop, or to swap it."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path

from assistant.acting.timers import Timers
from assistant.assembly import Assembly
from assistant.config import Config, changed_sections, load_config
from assistant.errors import ConfigError, LaresError
from assistant.muted import MutedMark
from assistant.notify import Notifier
from devices.embedded import EmbeddedBroker

log = logging.getLogger("assistant")

STATUS_SECONDS = 5.0
LINK_SECONDS = 1.5  # a reload is over when orders arrive again; a broker that is away is not waited for


class Daemon:
    """Runs the configuration in ``path``. ``recordings`` play when there is no microphone."""

    def __init__(self, path: Path, *, notifier: Notifier, recordings: tuple[Path, ...] = ()) -> None:
        self._path = path
        self._notifier = notifier
        self._recordings = recordings
        self._timers = Timers()
        self._broker: EmbeddedBroker | None = None
        self._assembly: Assembly | None = None
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._fed_at = float("-inf")

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT. Raises LaresError if it cannot start."""
        config = load_config(self._path)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._reload.set)
        try:
            await self._start_broker(config)
            self._assembly = await self._built(config)
            await self._start(self._assembly)
            await self._assembly.house.linked(LINK_SECONDS)
            self._notifier.ready(self._assembly.status)
            await self._live()
        finally:
            self._notifier.stopping()
            if self._assembly is not None:
                await self._assembly.stop()
            if self._broker is not None:
                await self._broker.stop()
            self._notifier.close()
            log.info("stopped")

    async def _live(self) -> None:
        while not self._stop.is_set():
            waits = [asyncio.create_task(event.wait()) for event in (self._stop, self._reload)]
            await asyncio.wait(waits, timeout=STATUS_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            if self._reload.is_set() and not self._stop.is_set():
                self._reload.clear()
                await self._swap()
            if self._assembly is not None:
                self._notifier.status(self._assembly.status)

    async def _swap(self) -> None:
        """A whole valid configuration takes the place of the old one; otherwise the old one stays."""
        assert self._assembly is not None  # noqa: S101 - only called while one runs
        self._notifier.reloading()
        old = self._assembly
        try:
            config = load_config(self._path)
            changed = changed_sections(old.config, config)
            if "broker" in changed or "embedded_broker" in changed:
                _check_broker_stays(old.config, config)
            new = await self._built(config) if changed else old
        except LaresError as error:
            for line in str(error).splitlines():
                log.error("%s", line)
            log.error("the configuration is not changed: the old one goes on")
        else:
            if new is not old:
                await old.stop()
                self._assembly = new
                await self._start(new)
                await new.house.linked(LINK_SECONDS)
            log.info("the configuration was read again; changed: %s", ", ".join(sorted(changed)) or "nothing")
        self._notifier.ready(self._assembly.status)

    async def _start_broker(self, config: Config) -> None:
        if config.broker.host is None:
            self._broker = EmbeddedBroker(port=config.embedded_broker.port)
            await self._broker.start()
            log.info("no broker is configured: one for this machine only runs on port %d", self._broker.port)

    async def _built(self, config: Config) -> Assembly:
        assembly = Assembly(
            config,
            self._timers,
            port=None if self._broker is None else self._broker.port,
            recordings=self._recordings if config.demo.recordings else (),
            on_alive=self._alive,
            muted=MutedMark(config.name),
        )
        await assembly.prepare()
        return assembly

    async def _start(self, assembly: Assembly) -> None:
        self._recordings = ()  # they play once in a life
        await assembly.start()

    def _alive(self) -> None:
        """Feed the watchdog, at most once a second."""
        now = asyncio.get_running_loop().time()
        if now - self._fed_at >= 1.0:
            self._fed_at = now
            self._notifier.alive()


def _check_broker_stays(old: Config, new: Config) -> None:
    """The embedded broker holds other clients' connections: it is not swapped under them."""
    if (old.broker.host is None) != (new.broker.host is None) or old.embedded_broker != new.embedded_broker:
        raise ConfigError("broker: changing between the embedded broker and another needs a restart")
