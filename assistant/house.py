"""The house as the daemon holds it: the MQTT link, the registry behind it, and the live home.

Routes what arrives: orders to the assistant itself go to the conversation, everything else
through the registry into the `Home`, and from there to whoever waits for a state.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from assistant.itself import Itself, Order
from assistant.neighbours import Neighbours
from devices.broker import Broker, BrokerSettings, LinkStatus
from devices.errors import BrokerError
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Device, Home
from devices.registry import Override, Registry

log = logging.getLogger("assistant.house")

# A device that talks nonsense does so at every message; each topic is complained of once.
COMPLAINTS_LIMIT = 500


class House:
    """Link, registry and home in one life. ``on_report`` gets every state a device tells;
    ``neighbours``: who else listens on the broker, if that is asked for."""

    def __init__(
        self,
        settings: BrokerSettings,
        registry: Registry,
        home: Home,
        itself: Itself,
        *,
        on_order: Callable[[Order], None],
        on_report: Callable[[Reported], None],
        on_link: Callable[[LinkStatus], None],
        neighbours: Neighbours | None = None,
    ) -> None:
        self.home = home
        self.registry = registry
        self.complaints = 0
        self._itself = itself
        self._on_order = on_order
        self._on_report = on_report
        self._on_link = on_link
        self._neighbours = neighbours
        self._complained: set[str] = set()
        self._subscribed: set[str] = set()
        self._resubscription: asyncio.Handle | None = None
        self.broker = Broker(
            replace(settings, will=itself.offline(), birth=itself.online(), farewell=itself.offline()),
            on_message=self._receive,
            on_status=self._status,
        )

    def declare(
        self,
        declared: tuple[tuple[Device, Mapping[str, object]], ...],
        overrides: tuple[Override, ...] = (),
    ) -> None:
        """Take on the devices of config, and what it says of those that announce themselves.
        Raises DeviceError."""
        for device, options in declared:
            self.registry.declare(device, options)
        for override in overrides:
            self.registry.override(override)

    async def start(self) -> None:
        """Connect; returns at once, the link comes up by itself and comes back by itself."""
        self._subscribe()
        await self.broker.start()

    async def linked(self, seconds: float) -> None:
        """Wait until the broker is reached, at most so long: it may come later."""
        with suppress(BrokerError):
            await self.broker.wait_connected(seconds)

    async def stop(self) -> None:
        """Say offline and hang up."""
        if self._resubscription is not None:
            self._resubscription.cancel()
        await self.broker.stop()

    def _status(self, status: LinkStatus) -> None:
        lost = not status.connected and status.retry_in is not None
        log.log(logging.WARNING if lost else logging.INFO, "MQTT: %s", status.reason)
        if self._neighbours is not None:
            self._neighbours.linked(status.connected)
        self._on_link(status)

    def _receive(self, message: Message) -> None:
        if message.topic == self._itself.discovery_topic:
            return  # we are no device of our own
        if self._neighbours is not None and self._neighbours.receive(message):
            return
        order = self._itself.receive(message)
        if order is not None:
            self._on_order(order)
            return
        for change in self.registry.receive(message, time.time()):
            self._note(change)

    def _note(self, change: Change) -> None:
        if isinstance(change, Reported):
            self._on_report(change)
        elif isinstance(change, Malformed):
            self._complain(change)
        elif isinstance(change, Announced | Withdrawn) and self._resubscription is None:
            # Announcements come by the hundred when the link comes up: one diff for all of them.
            self._resubscription = asyncio.get_running_loop().call_soon(self._subscribe)

    def _complain(self, malformed: Malformed) -> None:
        self.complaints += 1
        if malformed.topic not in self._complained and len(self._complained) < COMPLAINTS_LIMIT:
            self._complained.add(malformed.topic)
            log.warning("MQTT: %s: %s (said once for this topic)", malformed.topic[:120], malformed.reason)

    def _subscribe(self) -> None:
        self._resubscription = None
        wanted = {*self.registry.subscriptions(), *self._itself.subscriptions}
        if self._neighbours is not None:
            wanted |= set(self._neighbours.subscriptions)
        if gone := self._subscribed - wanted:
            self.broker.unsubscribe(sorted(gone))
        if new := wanted - self._subscribed:
            self.broker.subscribe(sorted(new))
        self._subscribed = wanted
