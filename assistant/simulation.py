"""The simulated home, alive on the broker through a link of its own, as real devices would be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace

from devices.broker import Broker, BrokerSettings, LinkStatus
from devices.messages import Message
from devices.model import Device
from devices.simulated_home import SimulatedHome

log = logging.getLogger("assistant.simulation")

Declared = Iterable[tuple[Device, Mapping[str, object]]]


class Simulation:
    """Plays every simulated device: publishes their states, and answers commands to them."""

    def __init__(self, settings: BrokerSettings, home: SimulatedHome) -> None:
        self._home = home
        self._publishing: set[asyncio.Task[object]] = set()
        self._broker = Broker(
            replace(
                settings,
                client_id=f"{settings.client_id}_simulated_home",
                will=None,
                birth=None,
                farewell=None,
            ),
            on_message=self._receive,
            on_status=self._status,
        )

    @classmethod
    def of(cls, declared: Declared, settings: BrokerSettings) -> Simulation | None:
        """Of those devices that are simulated, if there are any."""
        simulated = [(device, options) for device, options in declared if device.dialect == "simulated"]
        return cls(settings, SimulatedHome(simulated)) if simulated else None

    async def start(self) -> None:
        """Connect; states are published as soon as, and whenever, the link is up."""
        self._broker.subscribe(self._home.subscriptions())
        await self._broker.start()

    async def stop(self) -> None:
        """Hang up."""
        await self._broker.stop()
        for task in self._publishing:
            task.cancel()

    def _status(self, status: LinkStatus) -> None:
        if status.connected:
            self._publish(self._home.states())

    def _receive(self, message: Message) -> None:
        self._publish(self._home.receive(message))

    def _publish(self, messages: tuple[Message, ...]) -> None:
        for message in messages:
            task: asyncio.Task[object] = asyncio.create_task(self._broker.publish(message))
            self._publishing.add(task)
            task.add_done_callback(self._publishing.discard)
