"""What every component is made of: readers of topics, a way to encode commands, and what it can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.errors import CannotCommand
from devices.homeassistant.payloads import Payload
from devices.messages import Message
from devices.model import Capability, Command, Kind, Risk
from devices.state import State

Messages = tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """``read`` gives what a payload on ``topic`` tells, or None; raises DeviceError for nonsense."""

    topic: str
    read: Callable[[Payload], State | None]


@dataclass(frozen=True, slots=True)
class Traits:
    """One component, read from its options. ``encode(command, last)`` gets what is known so far."""

    kind: Kind
    encode: Callable[[Command, State], Messages]
    readers: tuple[Reader, ...] = ()
    capabilities: frozenset[Capability] = frozenset()
    modes: tuple[str, ...] = ()
    risk: Risk = Risk.NORMAL


@dataclass(slots=True)
class Readers:
    """Collects readers; None for a topic that is not configured is skipped."""

    found: list[Reader] = field(default_factory=list)

    def add(self, topic: str | None, read: Callable[[Payload], State | None]) -> None:
        """Add a reader if there is a topic."""
        if topic is not None:
            self.found.append(Reader(topic, read))


def only(command: Command, *fields: str, triggers: tuple[str, ...] = ()) -> None:
    """Raises CannotCommand if the command asks for anything else, or for nothing."""
    told = command.desired.told()
    for name in told:
        if name not in fields:
            raise CannotCommand(f"{command.device}: its {name.replace('_', ' ')} cannot be set")
    if command.trigger is not None and command.trigger not in triggers:
        raise CannotCommand(f"{command.device}: cannot {command.trigger}")
    if not told and command.trigger is None:
        raise CannotCommand(f"{command.device}: the command asks for nothing")


def toggled(command: Command, last: State) -> bool:
    """The opposite of ``on`` as last reported. Raises CannotCommand if it is not known."""
    if last.on is None:
        raise CannotCommand(f"{command.device}: whether it is on is not known; say on or off")
    return not last.on


def read_only(command: Command, last: State) -> Messages:
    """Encoder of what can only be asked."""
    raise CannotCommand(f"{command.device}: can only be read")
