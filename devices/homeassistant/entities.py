"""The entities a dialect knows, found by id, by identity and by topic, each in constant time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from devices.homeassistant.entity import Reader, Traits
from devices.homeassistant.payloads import Payload
from devices.model import Device
from devices.state import State

_T = TypeVar("_T")


LATEST_LIMIT = 4_096  # characters of a payload that is kept; states are rarely over 1,000


@dataclass(slots=True)
class Entity:
    """One device of ours. ``source`` is the config topic that announced it last, "" if declared."""

    device: Device
    traits: Traits
    readers: tuple[Reader, ...]
    identity: str
    source: str
    last: State

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it reads, each once."""
        return tuple(dict.fromkeys(reader.topic for reader in self.readers))


class Entities:
    """All entities. Ids are unique; a taken one gets the next free number behind it."""

    def __init__(self) -> None:
        self._by_id: dict[str, Entity] = {}
        self._ids: dict[str, str] = {}  # identity -> id
        self._routes: dict[str, dict[str, tuple[Reader, ...]]] = {}
        self._sources: dict[str, dict[str, None]] = {}  # config topic -> ids
        self._latest: dict[str, Payload] = {}  # topic -> what was told there last
        self._next: dict[str, int] = {}  # id that was taken -> number to try next

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, device_id: str) -> Entity | None:
        """The entity of an id."""
        return self._by_id.get(device_id)

    def known(self, identity: str) -> Entity | None:
        """The entity of an identity."""
        device_id = self._ids.get(identity)
        return None if device_id is None else self._by_id[device_id]

    def free_id(self, wanted: str) -> str:
        """``wanted``, or with the first free number from 2 behind it."""
        if wanted not in self._by_id:
            return wanted
        number = self._next.get(wanted, 2)
        while f"{wanted}_{number}" in self._by_id:
            number += 1
        self._next[wanted] = number + 1
        return f"{wanted}_{number}"

    def put(self, entity: Entity) -> None:
        """Add an entity, or replace the one of the same id."""
        kept = {t: self._latest[t] for t in entity.topics if t in self._latest}
        self.drop(entity.device.id)
        self._latest |= kept
        device_id = entity.device.id
        self._by_id[device_id] = entity
        self._ids[entity.identity] = device_id
        self._sources.setdefault(entity.source, {})[device_id] = None
        for topic in entity.topics:
            readers = tuple(reader for reader in entity.readers if reader.topic == topic)
            self._routes.setdefault(topic, {})[device_id] = readers

    def drop(self, device_id: str) -> None:
        """Forget an entity; unknown ids are fine."""
        entity = self._by_id.pop(device_id, None)
        if entity is None:
            return
        self._ids.pop(entity.identity, None)
        self._next.pop(device_id.rpartition("_")[0], None)
        _without(self._sources, entity.source, device_id)
        for topic in entity.topics:
            _without(self._routes, topic, device_id)
            if topic not in self._routes:
                self._latest.pop(topic, None)

    def on_topic(self, topic: str) -> Mapping[str, tuple[Reader, ...]]:
        """Ids that read a topic, with their readers for it."""
        return self._routes.get(topic, {})

    def told(self, topic: str, payload: Payload) -> None:
        """Remember what was told on a topic that somebody reads.

        A broker sends a retained message once, when the topic is subscribed; whoever is announced
        later, or announced anew, and reads the same topic gets it from here.
        """
        if len(payload.text) <= LATEST_LIMIT:
            self._latest[topic] = payload
        else:
            self._latest.pop(topic, None)

    def latest(self, topic: str) -> Payload | None:
        """What was told last on a topic, if it is kept."""
        return self._latest.get(topic)

    def from_source(self, source: str) -> tuple[Entity, ...]:
        """What a config topic has announced."""
        return tuple(self._by_id[device_id] for device_id in self._sources.get(source, ()))


def _without(table: dict[str, dict[str, _T]], key: str, device_id: str) -> None:
    table[key].pop(device_id, None)
    if not table[key]:
        del table[key]
