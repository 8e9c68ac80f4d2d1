"""What travels between the broker, the dialects and the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from devices.model import Command, Device
from devices.state import State


@dataclass(frozen=True, slots=True)
class Message:
    """One MQTT message, either way. ``retain`` inwards: it was kept by the broker, not live."""

    topic: str
    payload: bytes = b""
    qos: int = 1
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """A device exists, or has changed. ``topics``: the filters its state arrives on."""

    device: Device
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A device is gone."""

    device_id: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A device told part of its state."""

    device_id: str
    state: State


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message could not be used: one line saying where, what and what to do."""

    topic: str
    reason: str


Change = Announced | Withdrawn | Reported | Malformed


class Dialect(Protocol):
    """How one family of devices speaks MQTT. Pure: no clock, no socket, no logging."""

    name: str

    def subscriptions(self) -> tuple[str, ...]:
        """Filters on which announcements (and anything global) arrive; fixed for life."""
        ...

    def declare(self, device: Device, options: Mapping[str, object]) -> Announced:
        """Take on a device that config declares. ``options`` is its ``mqtt:`` mapping.

        Raises DeviceError naming the key and value that is missing or wrong.
        """
        ...

    def receive(self, message: Message) -> tuple[Change, ...]:
        """What a message on any subscribed topic means. Never raises on bad input."""
        ...

    def encode(self, command: Command) -> tuple[Message, ...]:
        """The messages that carry out a command. Raises CannotCommand with a reason."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """The broker acknowledged the message, this long after it was handed over."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """The message was not delivered and never will be: expired, outbox full, or stopped."""

    reason: str


Delivery = Delivered | Dropped


class Publisher(Protocol):
    """The seam through which everything leaves the house. `devices.broker.Broker` is the real one."""

    async def publish(self, message: Message, *, age_limit: float | None = None) -> Delivery:
        """Send; wait for the acknowledgement. After ``age_limit`` seconds it is dropped for good."""
        ...
