"""A short visit to the home on its broker: gather what it keeps, command, leave."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from types import TracebackType

from assistant.acting.executor import Executor, ExecutorSettings
from assistant.build import broker_settings, dialects, overrides
from assistant.config import Config, HomeSections
from assistant.events import Failed, Outcome, Step, TimerOrder
from devices.broker import Broker, LinkStatus
from devices.messages import Announced, Message, Reported
from devices.registry import Registry

CONNECT_SECONDS = 10.0
# Retained states come at once; this much silence means that all of them are in, …
QUIET_SECONDS = 0.3
# … and a broker that never falls silent is not waited for longer.
GATHER_SECONDS = 3.0

_NO_TIMERS = "timers are kept by the running assistant; publish the sentence to its command topic"


class LiveHome:
    """The home as its broker knows it. ``async with`` connects, gathers, and leaves again.

    Raises BrokerError when the broker cannot be reached, DeviceError for a device of config that
    its dialect cannot take.
    """

    def __init__(self, config: Config, sections: HomeSections) -> None:
        self.home = sections.home(with_devices=False)
        self._registry = Registry(self.home, dialects(config))
        for device, options in sections.declared():
            self._registry.declare(device, options)
        for override in overrides(config):
            self._registry.override(override)
        # An id of the broker's choice: the running assistant's own would throw that one out.
        link = replace(broker_settings(config), client_id="")
        self._broker = Broker(link, on_message=self._receive, on_status=self._status)
        settings = ExecutorSettings(age_limit=config.acting.age_limit)
        self._executor = Executor(self._broker, self._registry, self.home, settings)
        self._heard = asyncio.Event()

    async def __aenter__(self) -> LiveHome:
        self._broker.subscribe(self._registry.subscriptions())
        await self._broker.start()
        try:
            await self._broker.wait_connected(CONNECT_SECONDS)
            await self._gather()
        except BaseException:
            await self._broker.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._broker.stop()

    async def carry_out(self, step: Step) -> Outcome:
        """Carry out a step; timers are refused, since this process is gone before they end."""
        if isinstance(step, TimerOrder):
            return Failed(
                step, "timers are kept by the running assistant; publish the sentence to its command topic"
            )
        return await self._executor.execute(step)

    async def _gather(self) -> None:
        try:
            async with asyncio.timeout(GATHER_SECONDS):
                while True:
                    self._heard.clear()
                    async with asyncio.timeout(QUIET_SECONDS):
                        await self._heard.wait()
        except TimeoutError:
            return

    def _receive(self, message: Message) -> None:
        self._heard.set()
        changes = self._registry.receive(message, time.time())
        if any(isinstance(change, Announced) for change in changes):
            self._broker.subscribe(self._registry.subscriptions())
        for change in changes:
            if isinstance(change, Reported):
                self._executor.notice(change)

    def _status(self, status: LinkStatus) -> None:
        """The link's ups and downs show in the outcomes."""
