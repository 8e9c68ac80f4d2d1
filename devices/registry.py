"""Merges what config declares and what is discovered into one `Home`.

Messages are routed by exact topic, so that a state costs the same in a home of ten and of a
thousand devices. Pure but for the `Home` it owns: no clock, no socket, no logging.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from paho.mqtt.client import topic_matches_sub

from devices.defaults import default_risk
from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Dialect, Malformed, Message, Reported, Withdrawn
from devices.model import Command, Device, Home, Risk
from devices.names import area_finder, cleaned

# Five times what is a normal big home; what goes on announcing beyond that is broken.
DEVICE_LIMIT = 5_000
TOPICS_PER_DEVICE = 50


@dataclass(frozen=True, slots=True)
class Override:
    """What the owner says of a discovered device; None leaves it as it was announced."""

    device: str
    name: str | None = None
    aliases: tuple[str, ...] | None = None
    area: str | None = None
    risk: Risk | None = None
    bearing: str | float | None = None
    hidden: bool = False


@dataclass(slots=True)
class RegistryCounters:
    """Counts since the registry was made."""

    messages: int = 0
    changes: int = 0
    malformed: int = 0
    twins: int = 0  # announcements of a device that another dialect or config has already
    full: int = 0  # announcements over DEVICE_LIMIT


class Registry:
    """Keeps ``home`` current. Where two speak for one device, config wins over discovery, and
    the dialect named earlier over the one named later."""

    def __init__(self, home: Home, dialects: Sequence[Dialect]) -> None:
        self.counters = RegistryCounters()
        self._home = home
        self._dialects = {dialect.name: dialect for dialect in dialects}
        self._rank = {dialect.name: rank for rank, dialect in enumerate(dialects)}
        filters = [(f, d) for d in dialects for f in d.subscriptions()]
        self._exact = {f: d for f, d in filters if _literal(f) == f}
        self._patterns = [(f, _literal(f), d) for f, d in filters if _literal(f) != f]
        self._routes: dict[str, dict[str, set[str]]] = {}  # state topic -> dialect -> devices
        self._topics: dict[tuple[str, str], tuple[str, ...]] = {}  # (dialect, device) -> state topics
        self._declared: set[str] = set()
        self._overrides: dict[str, Override] = {}
        self._hidden: set[str] = set()
        self._find_area = area_finder(home)

    def declare(self, device: Device, options: Mapping[str, object]) -> None:
        """Take on a device of config. Raises DeviceError naming what is wrong."""
        dialect = self._dialects.get(device.dialect)
        if dialect is None:
            known = ", ".join(self._dialects)
            raise DeviceError(
                f"{device.id}: dialect {device.dialect!r} is not switched on; there are: {known}"
            )
        if device.id in self._declared:
            raise DeviceError(f"{device.id}: declared twice; give one of them another id")
        announced = dialect.declare(device, options)
        self._declared.add(device.id)
        self._route(dialect, announced)
        self._home.add(announced.device)

    def override(self, override: Override) -> None:
        """Apply the owner's word to a discovered device, now or when it is announced."""
        self._overrides[override.device] = override
        if (device := self._home.devices.get(override.device)) is not None:
            self._add(device)

    def subscriptions(self) -> tuple[str, ...]:
        """Every filter and topic that has to be subscribed, each once."""
        topics = dict.fromkeys([*self._exact, *self._routes])
        kept = [t for t in topics if not any(_matches(f, start, t) for f, start, _ in self._patterns)]
        return tuple(dict.fromkeys([*(f for f, _, _ in self._patterns), *kept]))

    def receive(self, message: Message, now: float) -> tuple[Change, ...]:
        """Apply a message to the home at wall-clock ``now``; returns what it changed or broke."""
        self.counters.messages += 1
        changes: list[Change] = []
        for dialect in self._dialects_of(message.topic):
            for change in dialect.receive(message):
                applied = self._apply(dialect, change, message.topic, now)
                if applied is not None:
                    changes.append(applied)
        self.counters.changes += len(changes)
        return tuple(changes)

    def encode(self, command: Command) -> tuple[Message, ...]:
        """The messages that carry out a command. Raises CannotCommand with the reason."""
        device = self._home.devices.get(command.device)
        if device is None:
            raise CannotCommand(f"{command.device} is not a known device")
        return self._dialects[device.dialect].encode(command)

    def _dialects_of(self, topic: str) -> Sequence[Dialect]:
        names = dict.fromkeys(self._routes.get(topic, ()))
        if (exact := self._exact.get(topic)) is not None:
            names[exact.name] = None
        for pattern, start, dialect in self._patterns:
            if dialect.name not in names and _matches(pattern, start, topic):
                names[dialect.name] = None
        return [self._dialects[name] for name in names]

    def _apply(self, dialect: Dialect, change: Change, topic: str, now: float) -> Change | None:
        if isinstance(change, Reported):
            device = self._home.devices.get(change.device_id)
            if device is None or device.dialect != dialect.name:
                return None  # hidden, a twin, or over the limit
            self._home.update(change.device_id, change.state, now)
            return change
        if isinstance(change, Announced):
            return self._announce(dialect, change, topic)
        if isinstance(change, Withdrawn):
            return self._withdraw(dialect, change)
        self.counters.malformed += 1
        return change

    def _announce(self, dialect: Dialect, change: Announced, topic: str) -> Change | None:
        device = replace(change.device, dialect=dialect.name)
        if device.id in self._declared:
            self.counters.twins += 1
            return None
        present = self._home.devices.get(device.id)
        rivals = self._rivals(dialect, change.topics)
        if present is not None and present.dialect != dialect.name:
            rivals.append(present)
        if any(r.id in self._declared or self._rank[r.dialect] < self._rank[dialect.name] for r in rivals):
            self.counters.twins += 1
            return None
        for rival in rivals:
            self.counters.twins += 1
            self._forget(rival)
        if present is None and len(self._home.devices) >= DEVICE_LIMIT:
            self.counters.full += 1
            return Malformed(topic, f"{device.id}: more than {DEVICE_LIMIT} devices; this one is left out")
        self._route(dialect, change)
        found = self._find_area(device.area) if device.area else None
        name = cleaned(device.name) or device.id
        return self._add(replace(device, name=name, area=found, risk=_risk(device)), change.topics)

    def _rivals(self, dialect: Dialect, topics: tuple[str, ...]) -> list[Device]:
        """Devices of other dialects that tell their state on the same topics: the same thing twice.

        zigbee2mqtt announces its devices to Home Assistant too; the topics give that away.
        """
        ids = {
            device_id
            for topic in topics
            for name, device_ids in self._routes.get(topic, {}).items()
            if name != dialect.name
            for device_id in device_ids
        }
        return [self._home.devices[i] for i in sorted(ids) if i in self._home.devices]

    def _add(self, device: Device, topics: tuple[str, ...] = ()) -> Announced | None:
        override = self._overrides.get(device.id)
        if override is not None and override.hidden:
            self._home.remove(device.id)
            return None
        if override is not None:
            device = replace(
                device,
                name=override.name or device.name,
                aliases=device.aliases if override.aliases is None else override.aliases,
                area=override.area or device.area,
                risk=override.risk or device.risk,
                bearing=device.bearing if override.bearing is None else override.bearing,
            )
        self._home.add(device)
        return Announced(device, topics)

    def _route(self, dialect: Dialect, announced: Announced) -> None:
        key = (dialect.name, announced.device.id)
        self._unroute(key)
        topics = tuple(dict.fromkeys(announced.topics))[:TOPICS_PER_DEVICE]
        self._topics[key] = topics
        for topic in topics:
            self._routes.setdefault(topic, {}).setdefault(dialect.name, set()).add(announced.device.id)

    def _unroute(self, key: tuple[str, str]) -> None:
        name, device_id = key
        for topic in self._topics.pop(key, ()):
            owners = self._routes[topic]
            owners[name].discard(device_id)
            if not owners[name]:
                del owners[name]
            if not owners:
                del self._routes[topic]

    def _withdraw(self, dialect: Dialect, change: Withdrawn) -> Change | None:
        device = self._home.devices.get(change.device_id)
        self._unroute((dialect.name, change.device_id))
        if device is None or device.dialect != dialect.name or device.id in self._declared:
            return None
        self._home.remove(device.id)
        return change

    def _forget(self, device: Device) -> None:
        self._unroute((device.dialect, device.id))
        self._home.remove(device.id)


def _risk(device: Device) -> Risk:
    """A lock is risky even where its dialect does not say so; only the owner can say it is not."""
    return Risk.CONFIRM if device.risk is Risk.CONFIRM else default_risk(device.kind, device.device_class)


def _literal(pattern: str) -> str:
    """A filter up to its first wildcard."""
    return pattern.partition("+")[0].partition("#")[0]


def _matches(pattern: str, start: str, topic: str) -> bool:
    # The start decides nearly always, at a hundredth of the cost; "a/#" matches "a" as well.
    return topic.startswith(start[:-1]) and topic_matches_sub(pattern, topic)
