"""One connection to a broker: an MQTT client that lives exactly as long as its socket.

A connection has a paho client of its own, so that nothing paho still holds from a broken one
can ever be sent again behind our back.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import paho.mqtt.client as paho
from paho.mqtt.enums import LogLevel, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from devices.link_failures import LinkFailure, choked, given_up, hung_up, lost, refused, silent
from devices.link_opening import PACKET_LIMIT, connected_client
from devices.link_settings import BrokerSettings, LinkCounters, Protocol
from devices.link_wire import Wire
from devices.messages import Message

_WINDOW = 20  # unacknowledged messages at most; mosquitto's own default for max_inflight_messages
_BATCH = 100  # filters in one SUBSCRIBE packet
_CLOSING_SECONDS = 0.8
_LONGEST_EXPIRY = 2**32 - 1  # seconds; it travels in 32 bits


@dataclass(frozen=True, slots=True)
class LinkEvents:
    """Where a link reports to. ``acknowledged``: which link, packet id, and the refusal or ""."""

    message: Callable[[Message], None]
    acknowledged: Callable[[Link, int, str], None]
    filters_refused: Callable[[tuple[str, ...], str], None]


class Link:
    """Open it once, use it until ``lost`` is done, then make another."""

    def __init__(
        self, settings: BrokerSettings, protocol: Protocol, events: LinkEvents, counters: LinkCounters
    ) -> None:
        self._settings = settings
        self._protocol = protocol
        self._events = events
        self._counters = counters
        self._loop = asyncio.get_running_loop()
        self._client: paho.Client | None = None
        self._wire: Wire | None = None
        self._incoming: deque[Message] = deque()
        self._subscribing: dict[int, tuple[str, ...]] = {}
        self._said_goodbye: tuple[int, asyncio.Event] | None = None
        self._detail = ""
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self.lost: asyncio.Future[LinkFailure] = self._loop.create_future()
        self.window = _WINDOW
        self.packet_limit = PACKET_LIMIT

    async def open(self) -> None:
        """Connect and be accepted. Raises LinkFailure; the link is then of no more use."""
        try:
            client = self._client = await connected_client(self._settings, self._protocol)
            client.on_connect = self._on_connect
            client.on_disconnect = self._on_disconnect
            client.on_message = self._on_message
            client.on_publish = self._on_publish
            client.on_subscribe = self._on_subscribe
            client.on_log = self._on_log
            self._wire = Wire(client, after_reading=self._deliver, choked=self._choked)
            async with asyncio.timeout(self._settings.connect_timeout):
                await self._opened
        except TimeoutError:
            raise silent(self._settings) from None
        finally:
            if not self._opened.done() or self._opened.cancelled() or self._opened.exception():
                self.abort()

    def _usable(self) -> paho.Client | None:
        return self._client if self._wire is not None and self._wire.alive else None

    def publish(self, message: Message, expires_in: float | None = None) -> int | None:
        """Hand over a message; its packet id, or None if the link is breaking.

        ``expires_in``: seconds after which an MQTT 5 broker shall not pass it on any more.
        Not for retained messages, which the broker would forget then.
        """
        client = self._usable()
        if client is None:
            return None
        properties = None
        can_expire = self._protocol == "5" and not message.retain
        if can_expire and expires_in is not None and expires_in < _LONGEST_EXPIRY:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho has no types here
            properties.MessageExpiryInterval = max(1, math.ceil(expires_in))
        # Exactly-once (QoS 2) cannot be kept across connections that share no session.
        qos = min(message.qos, 1)
        info = client.publish(message.topic, message.payload, qos, message.retain, properties)
        return info.mid if info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS else None

    def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for these filters, many in a packet, at QoS 0.

        TCP loses nothing while the link stands and a clean session repeats nothing after it
        breaks, so QoS 1 would add only the broker's queue limit: of 10,000 retained announcements
        mosquitto 2.0.11 delivered 10,000 at QoS 0, and 1,020 at QoS 1.
        """
        client = self._usable()
        if client is None:
            return
        for start in range(0, len(filters), _BATCH):
            batch = tuple(filters[start : start + _BATCH])
            _, packet_id = client.subscribe([(name, 0) for name in batch])
            if packet_id is not None:
                self._subscribing[packet_id] = batch

    def unsubscribe(self, filters: Sequence[str]) -> None:
        """Give up these filters."""
        client = self._usable()
        if client is None:
            return
        for start in range(0, len(filters), _BATCH):
            client.unsubscribe(list(filters[start : start + _BATCH]))

    def unsent(self) -> bool:
        """True while bytes of ours have not reached the broker's machine: `abort` still stops them."""
        return self._wire is not None and self._wire.unsent()

    async def close(self, farewell: Message | None) -> None:
        """Say farewell and leave, within a second whatever the broker does.

        A farewell that is not acknowledged is followed by no DISCONNECT, so that the broker,
        if it comes back to itself, publishes the will instead.
        """
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                if farewell is not None and (packet_id := self.publish(farewell)) is not None:
                    acknowledged = asyncio.Event()
                    self._said_goodbye = packet_id, acknowledged
                    await acknowledged.wait()
                if (client := self._usable()) is not None:
                    client.disconnect()
                    await asyncio.wait([self.lost])
        except TimeoutError:
            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Break the connection now; nothing unsent leaves any more."""
        if self._client is not None:
            client = self._client
            client.on_connect = client.on_disconnect = client.on_message = None
            client.on_publish = client.on_subscribe = client.on_log = None
        if self._wire is not None:
            self._wire.close()
        self._opened.cancel()
        if not self.lost.done():
            self.lost.set_result(given_up(self._settings))

    def _failed(self, failure: LinkFailure) -> None:
        if not self._opened.done():
            self._opened.set_exception(hung_up(self._settings, self._detail))
        if not self.lost.done():
            self.lost.set_result(failure)

    def _choked(self) -> None:
        self._failed(choked(self._settings))
        self.abort()

    def _deliver(self) -> None:
        """Hand on what came in, outside of paho: an error there costs one message, not the link."""
        try:
            while self._incoming:
                message = self._incoming.popleft()
                self._counters.received += 1
                self._events.message(message)
        finally:
            if self._incoming:
                self._loop.call_soon(self._deliver)

    # --- paho's callbacks ------------------------------------------------------------------

    def _progress(self) -> None:
        if self._wire is not None:
            self._wire.handled += 1

    def _on_connect(
        self, client: paho.Client, _data: object, _flags: object, code: ReasonCode, told: Properties | None
    ) -> None:
        self._progress()
        client.on_log = None  # it costs time for each message
        if self._opened.done():
            return
        if code.is_failure:
            self._opened.set_exception(refused(self._settings, code))
            return
        self.window = min(_WINDOW, getattr(told, "ReceiveMaximum", _WINDOW))
        self.packet_limit = getattr(told, "MaximumPacketSize", PACKET_LIMIT)
        self._opened.set_result(None)

    def _on_disconnect(
        self, _client: object, _data: object, flags: paho.DisconnectFlags, code: ReasonCode, _told: object
    ) -> None:
        self._progress()
        self._failed(lost(self._settings, code, told_by_broker=flags.is_disconnect_packet_from_server))

    def _on_message(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        self._progress()
        if len(message.payload) > self._settings.payload_limit:
            self._counters.oversize += 1
            return
        try:
            topic = message.topic
        except UnicodeDecodeError:
            self._counters.unreadable += 1
            return
        self._incoming.append(Message(topic, bytes(message.payload), message.qos, message.retain))

    def _on_publish(
        self, _client: object, _data: object, packet_id: int, code: ReasonCode, _told: object
    ) -> None:
        self._progress()
        if self._said_goodbye is not None and self._said_goodbye[0] == packet_id:
            self._said_goodbye[1].set()
        refusal = code.getName().lower() if code.is_failure else ""
        self._loop.call_soon(self._events.acknowledged, self, packet_id, refusal)

    def _on_subscribe(
        self, _client: object, _data: object, packet_id: int, codes: list[ReasonCode], _told: object
    ) -> None:
        self._progress()
        filters = self._subscribing.pop(packet_id, ())
        failures = {code.getName() for code in codes if code.is_failure}
        for name in failures:
            named = tuple(f for f, c in zip(filters, codes, strict=False) if c.getName() == name)
            self._loop.call_soon(self._events.filters_refused, named, name.lower())

    def _on_log(self, _client: object, _data: object, level: int, text: str) -> None:
        if level == LogLevel.MQTT_LOG_ERR:
            self._detail = text.removeprefix("failed to receive on socket: ")
