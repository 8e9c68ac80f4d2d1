"""Home Assistant's MQTT dialect: discovery in, states in, commands out."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from devices.errors import CannotCommand, DeviceError
from devices.homeassistant.abbreviations import KEYS, expanded
from devices.homeassistant.availability import availability
from devices.homeassistant.components import COMPONENTS
from devices.homeassistant.discovery import (
    Address,
    Entry,
    address,
    area_of,
    entries,
    full_name,
    id_part,
    with_base,
)
from devices.homeassistant.entities import Entities, Entity
from devices.homeassistant.entity import Reader, Traits
from devices.homeassistant.keys import KNOWN_KEYS
from devices.homeassistant.options import Options
from devices.homeassistant.payloads import CONFIG_LIMIT, STATE_LIMIT, Payload, Unreadable, decoded
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Command, Device, Kind, Risk
from devices.state import State

ENTITY_LIMIT = 5_000  # as many as the registry takes


@dataclass(slots=True)
class DiscoveryCounters:
    """Counts since the dialect was made."""

    announced: int = 0
    withdrawn: int = 0
    passed_over: int = 0  # components that are not for us, or not meant for people
    malformed: int = 0
    full: int = 0  # announcements over the limit of entities


class HomeAssistantDialect:
    """Implements `devices.messages.Dialect`. ``prefix`` is the discovery prefix of the home's devices.

    Commandable entities of category config or diagnostic, and those disabled by default, are passed
    over as Home Assistant does for voice: "everything off" must not reach a child lock.
    A device's message that no longer holds a component takes it away, as a restart would.
    """

    name = "homeassistant"

    def __init__(self, prefix: str = "homeassistant", *, entity_limit: int = ENTITY_LIMIT) -> None:
        self.counters = DiscoveryCounters()
        self._prefix = prefix.rstrip("/")
        self._limit = entity_limit
        self._entities = Entities()
        self._seen: dict[str, bytes] = {}  # config topic -> digest of what it announced

    def subscriptions(self) -> tuple[str, ...]:
        """The two shapes of config topics."""
        return (f"{self._prefix}/+/+/config", f"{self._prefix}/+/+/+/config")

    def declare(self, device: Device, options: Mapping[str, object]) -> Announced:
        """Take on a device of config; ``options`` are a discovery payload's keys, short or in full.

        Raises DeviceError naming the device, the key and the value.
        """
        config = with_base(expanded(options, KEYS))
        try:
            for key in config:
                _check_key(str(key))
            component = str(config.get("platform") or _COMPONENT_OF.get(device.kind, device.kind.value))
            traits, readers = self._read(component, config)
        except DeviceError as error:
            raise DeviceError(f"{device.id}: {error}") from error
        risk = Risk.CONFIRM if Risk.CONFIRM in (device.risk, traits.risk) else Risk.NORMAL
        modes = device.modes or traits.modes
        device = replace(device, capabilities=traits.capabilities, modes=modes, risk=risk)
        entity = Entity(device, traits, readers, f"declared {device.id}", "", State())
        self._entities.put(entity)
        return Announced(device, entity.topics)

    def receive(self, message: Message) -> tuple[Change, ...]:
        """What a config or state message means; bad input gives Malformed, never an exception."""
        where = address(message.topic, self._prefix)
        changes = self._state(message) if where is None else self._config(where, message)
        self.counters.malformed += sum(isinstance(change, Malformed) for change in changes)
        return tuple(changes)

    def encode(self, command: Command) -> tuple[Message, ...]:
        """The messages that carry out a command. Raises CannotCommand with the reason."""
        entity = self._entities.get(command.device)
        if entity is None:
            raise CannotCommand(f"{command.device} is not a device of Home Assistant's MQTT discovery")
        return entity.traits.encode(command, entity.last)

    def _state(self, message: Message) -> list[Change]:
        readers = self._entities.on_topic(message.topic)
        if not readers:
            return []
        try:
            payload = Payload(decoded(message, STATE_LIMIT))
        except Unreadable as error:
            return [Malformed(message.topic, str(error))]
        self._entities.told(message.topic, payload)
        changes: list[Change] = []
        for device_id in readers:
            changes += self._told(device_id, message.topic, payload)
        return changes

    def _told(self, device_id: str, topic: str, payload: Payload) -> list[Change]:
        """What one message tells of one device."""
        changes: list[Change] = []
        told = State()
        for reader in self._entities.on_topic(topic)[device_id]:
            try:
                told = told.merged(reader.read(payload) or _NOTHING)
            except DeviceError as error:
                mend = "correct what the device sends or its templates"
                changes.append(Malformed(topic, f"{device_id}: {error}; {mend}"))
            except RecursionError:
                changes.append(Malformed(topic, f"{device_id}: is nested too deeply; send it flat"))
        entity = self._entities.get(device_id)
        if entity is not None and told != _NOTHING:
            entity.last = entity.last.merged(told)
            changes.append(Reported(device_id, told))
        return changes

    def _config(self, where: Address, message: Message) -> list[Change]:
        if not message.payload:
            return self._gone(where.topic, keep=frozenset())
        digest = hashlib.blake2b(message.payload, digest_size=16).digest()
        if self._seen.get(where.topic) == digest:
            return [Announced(e.device, e.topics) for e in self._entities.from_source(where.topic)]
        try:
            found = entries(where, decoded(message, CONFIG_LIMIT))
        except Unreadable as error:
            return [Malformed(where.topic, str(error))]
        changes: list[Change] = []
        kept: set[str] = set()
        for entry in found:
            if entry.options is None:
                continue
            if entry.component not in COMPONENTS or _not_for_people(entry.component, entry.options):
                self.counters.passed_over += 1
            else:
                identity = _identity(where, entry)
                kept.add(identity)
                changes += self._entry(where, entry, entry.options, identity)
        changes = [*self._gone(where.topic, keep=frozenset(kept)), *changes]
        if self._entities.from_source(where.topic) and not any(isinstance(c, Malformed) for c in changes):
            self._seen[where.topic] = digest
        return changes

    def _entry(
        self, where: Address, entry: Entry, options: Mapping[str, object], identity: str
    ) -> list[Change]:
        known = self._entities.known(identity)
        if known is None and len(self._entities) >= self._limit:
            self.counters.full += 1
            return [Malformed(where.topic, f"more than {self._limit} entities; this one is left out")]
        place = f"components.{entry.key[:60]}: " if entry.key else ""
        try:
            traits, readers = self._read(entry.component, options)
            device = self._device(where, entry, options, traits)
        except DeviceError as error:
            return [Malformed(where.topic, f"{place}{error}")]
        except RecursionError:
            return [Malformed(where.topic, f"{place}is nested too deeply; send it flat")]
        wanted = device.id if known is None else known.device.id
        device = replace(device, id=self._entities.free_id(wanted) if known is None else wanted)
        last = State() if known is None else known.last
        if known is not None and known.source != where.topic:
            self._seen.pop(known.source, None)
        entity = Entity(device, traits, readers, identity, where.topic, last)
        self._entities.put(entity)
        self.counters.announced += 1
        changes: list[Change] = [Announced(device, entity.topics)]
        for topic in entity.topics:
            if (payload := self._entities.latest(topic)) is not None:
                changes += self._told(device.id, topic, payload)
        return changes

    def _device(self, where: Address, entry: Entry, options: Mapping[str, object], traits: Traits) -> Device:
        read = Options(options)
        fallback = entry.key or where.object_id
        name = full_name(options, entry.device, fallback)
        return Device(
            id=f"{traits.kind.value}.{id_part(options, name, fallback)}",
            name=name,
            kind=traits.kind,
            area=area_of(entry.device),
            device_class=read.optional("device_class"),
            unit=read.optional("unit_of_measurement"),
            capabilities=traits.capabilities,
            modes=traits.modes,
            risk=traits.risk,
            dialect=self.name,
        )

    def _read(self, component: str, config: Mapping[str, object]) -> tuple[Traits, tuple[Reader, ...]]:
        read = COMPONENTS.get(component)
        if read is None:
            known = ", ".join(COMPONENTS)
            raise DeviceError(f"platform: {component!r} is not one of {known}")
        options = Options(config)
        traits = read(options)
        return traits, (*traits.readers, *availability(options))

    def _gone(self, source: str, keep: frozenset[str]) -> list[Change]:
        self._seen.pop(source, None)
        lost = [e.device.id for e in self._entities.from_source(source) if e.identity not in keep]
        for device_id in lost:
            self._entities.drop(device_id)
        self.counters.withdrawn += len(lost)
        return [Withdrawn(device_id) for device_id in lost]


_NOTHING = State()
_COMPONENT_OF = {Kind.SCRIPT: "scene"}


def _identity(where: Address, entry: Entry) -> str:
    unique = entry.options.get("unique_id") if entry.options else None
    if isinstance(unique, (str, int)) and str(unique):
        return f"{entry.component} {str(unique)[:500]}"
    return f"{where.topic} {entry.component} {entry.key}"


def _check_key(key: str) -> None:
    if key not in KNOWN_KEYS:
        close = difflib.get_close_matches(key, KNOWN_KEYS, n=1)
        mend = f"did you mean {close[0]}?" if close else "take it out"
        raise DeviceError(f"{key}: is not a key of Home Assistant's MQTT devices; {mend}")


def _not_for_people(component: str, options: Mapping[str, object]) -> bool:
    if options.get("enabled_by_default") is False:
        return True
    return options.get("entity_category") is not None and component not in ("sensor", "binary_sensor")
