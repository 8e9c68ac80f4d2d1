"""Tasmota's native discovery (SetOption19 0), as documented under "Discovery" and "Commands".

``tasmota/discovery/<mac>/config`` describes relays and the light; ``…/sensors`` what is measured.
States come on ``stat/<topic>/RESULT``, ``tele/<topic>/STATE`` and ``tele/<topic>/SENSOR``, and whether
the device is there on ``tele/<topic>/LWT``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Command, Device
from devices.state import State
from devices.tasmota.discovery import RELAYS_LIMIT, channels_of, sensors_of
from devices.tasmota.payloads import Channel, read, write
from devices.topics import topic_fault

_PREFIX = "tasmota/discovery/"
_DEVICES_LIMIT = 2_000


class TasmotaDialect:
    """Every Tasmota on the broker."""

    name = "tasmota"

    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}  # by device id
        self._by_topic: dict[str, dict[str, None]] = {}  # any state topic -> device ids
        self._by_mac: dict[str, dict[str, Device]] = {}
        self._sensors: dict[str, Message] = {}  # by MAC: retained messages come in any order

    def subscriptions(self) -> tuple[str, ...]:
        """Announcements."""
        return (f"{_PREFIX}+/config", f"{_PREFIX}+/sensors")

    def declare(self, device: Device, options: Mapping[str, object]) -> Announced:
        """Take on a device. ``options``: ``topic``, and ``relay`` (1 if there is only one)."""
        strangers = options.keys() - {"topic", "relay"}
        if strangers:
            raise DeviceError(f"{device.id}: mqtt.{min(strangers)}: not an option; there are topic and relay")
        topic, relay = options.get("topic"), options.get("relay", 1)
        if not isinstance(topic, str) or topic_fault(topic):
            raise DeviceError(f"{device.id}: mqtt.topic: {topic!r} is no topic of a Tasmota")
        if not isinstance(relay, int) or not 1 <= relay <= RELAYS_LIMIT:
            raise DeviceError(f"{device.id}: mqtt.relay: {relay!r} is not a number from 1 to {RELAYS_LIMIT}")
        number = f"{relay}" if "relay" in options else ""
        channel = Channel(device.kind, f"cmnd/{topic}", f"stat/{topic}", f"tele/{topic}", number, relay)
        return Announced(device, self._keep(device.id, channel))

    def receive(self, message: Message) -> tuple[Change, ...]:
        """An announcement, or what a device tells."""
        if message.topic.startswith(_PREFIX):
            mac, _, leaf = message.topic.removeprefix(_PREFIX).partition("/")
            return self._announcement(message, mac, leaf)
        found: list[Change] = []
        for device_id in self._by_topic.get(message.topic, ()):
            told = read(self._channels[device_id], message.topic, message.payload)
            if isinstance(told, str):
                return (Malformed(message.topic, told),)
            if told != State():
                found.append(Reported(device_id, told))
        return tuple(found)

    def encode(self, command: Command) -> tuple[Message, ...]:
        """One message; several commands to one light go as a Backlog, so that they come together."""
        channel = self._channels.get(command.device)
        if channel is None:
            raise CannotCommand(f"{command.device} is no Tasmota device")
        orders = write(channel, command)
        if len(orders) == 1:
            name, argument = orders[0]
            return (Message(f"{channel.command}/{name}", argument.encode()),)
        backlog = "; ".join(f"{name} {argument}" for name, argument in orders)
        # Backlog0 has no delay between its commands.
        return (Message(f"{channel.command}/Backlog0", backlog.encode()),)

    def _announcement(self, message: Message, mac: str, leaf: str) -> tuple[Change, ...]:
        key = f"{mac}/{leaf}"
        if not message.payload:
            self._sensors.pop(mac, None)
            return tuple(self._withdraw(key, self._by_mac.get(key, {})))
        body = _object(message.payload)
        if body is None:
            return (Malformed(message.topic, "the announcement is no JSON object; restart that device"),)
        if key not in self._by_mac and len(self._by_mac) >= 2 * _DEVICES_LIMIT:
            return (Malformed(message.topic, f"more than {_DEVICES_LIMIT} Tasmotas; this one is left out"),)
        family = self._by_mac.get(f"{mac}/config", {})
        if leaf != "config":
            self._by_mac.setdefault(key, {})
            self._sensors[mac] = message
            return self._replace(key, dict(sensors_of(family, self._channels, body)))
        try:
            changes = self._replace(key, dict(channels_of(body)))
        except DeviceError as error:
            return (Malformed(message.topic, str(error)),)
        # What it measures names no topic of its own and may have been told before.
        earlier = self._sensors.get(mac)
        return changes if earlier is None else (*changes, *self._announcement(earlier, mac, "sensors"))

    def _replace(self, key: str, found: dict[str, tuple[Device, Channel]]) -> tuple[Change, ...]:
        before = self._by_mac.get(key, {})
        taken = self._channels.keys() - before.keys()
        now: dict[str, Device] = {}
        changes = self._withdraw(key, {i: d for i, d in before.items() if i not in found})
        for wanted, (device, channel) in found.items():
            device_id = wanted
            while device_id in taken or device_id in now:
                device_id += "_2"
            device = replace(device, id=device_id)
            now[device_id] = device
            if before.get(device_id) != device or self._channels.get(device_id) != channel:
                changes.append(Announced(device, self._keep(device_id, channel)))
        self._by_mac[key] = now
        return tuple(changes)

    def _withdraw(self, key: str, devices: dict[str, Device]) -> list[Change]:
        gone = list(devices)
        for device_id in gone:
            self._forget(device_id)
            self._by_mac[key].pop(device_id, None)
        return [Withdrawn(device_id) for device_id in gone]

    def _keep(self, device_id: str, channel: Channel) -> tuple[str, ...]:
        self._forget(device_id)
        self._channels[device_id] = channel
        for topic in channel.topics:
            self._by_topic.setdefault(topic, {})[device_id] = None
        return channel.topics

    def _forget(self, device_id: str) -> None:
        channel = self._channels.pop(device_id, None)
        for topic in channel.topics if channel else ():
            self._by_topic[topic].pop(device_id, None)
            if not self._by_topic[topic]:
                del self._by_topic[topic]


def _object(payload: bytes) -> dict[str, object] | None:
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
