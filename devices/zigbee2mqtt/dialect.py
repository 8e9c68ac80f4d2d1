"""What zigbee2mqtt announces on ``bridge/…`` and tells on each device's own topic."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Capability as Can
from devices.model import Command, Device, Kind
from devices.names import slug
from devices.state import State
from devices.topics import topic_fault
from devices.zigbee2mqtt.entity import Entity, Property
from devices.zigbee2mqtt.exposes import entities_of
from devices.zigbee2mqtt.payloads import read, write

# A mesh has 200 devices, each of a few entities; beyond this a list is broken.
ENTITIES_LIMIT = 5_000

_DECLARED: dict[Can, tuple[str, Property]] = {
    Can.ON_OFF: ("state", Property("state")),
    Can.BRIGHTNESS: ("brightness", Property("brightness")),
    Can.COLOR: ("color", Property("color")),
    Can.COLOR_TEMPERATURE: ("color_temp", Property("color_temp")),
    Can.OPEN_CLOSE: ("state", Property("state")),
    Can.POSITION: ("position", Property("position")),
    Can.LOCK: ("state", Property("state", "LOCK", "UNLOCK")),
    Can.SPEED: ("fan_mode", Property("fan_mode", values=("low", "medium", "high"))),
    Can.TARGET_TEMPERATURE: ("setpoint", Property("occupied_heating_setpoint")),
    Can.MODE: ("mode", Property("system_mode", values=("off", "heat", "auto"))),
    Can.FAN_MODE: ("fan_mode", Property("fan_mode")),
}


class Zigbee2MqttDialect:
    """Devices and groups of one zigbee2mqtt, found by its ``base_topic``."""

    name = "zigbee2mqtt"

    def __init__(self, base_topic: str = "zigbee2mqtt") -> None:
        self._base = base_topic
        self._entities: dict[str, Entity] = {}  # by device id
        self._devices: dict[str, Device] = {}
        self._by_friendly: dict[str, list[str]] = {}
        self._declared: set[str] = set()
        self._members: dict[str, list[Entity]] = {}  # ieee address -> entities, for groups
        self._listed: list[Entity] = []
        self._groups: list[dict[str, object]] = []
        self._offline: set[str] = set()  # friendly names

    def subscriptions(self) -> tuple[str, ...]:
        """The bridge's retained messages."""
        return tuple(f"{self._base}/bridge/{leaf}" for leaf in ("devices", "groups", "state"))

    def declare(self, device: Device, options: Mapping[str, object]) -> Announced:
        """Take on a device. ``options``: ``friendly_name``, as zigbee2mqtt calls it."""
        friendly = options.get("friendly_name")
        strangers = options.keys() - {"friendly_name"}
        if strangers:
            raise DeviceError(f"{device.id}: mqtt.{min(strangers)}: not an option; there is friendly_name")
        if not isinstance(friendly, str) or topic_fault(friendly):
            raise DeviceError(f"{device.id}: mqtt.friendly_name: {friendly!r} is no name of a Zigbee device")
        properties = dict(_DECLARED[can] for can in device.capabilities if can in _DECLARED)
        if device.kind is Kind.CLIMATE:
            properties["temperature"] = Property("local_temperature")
        if device.kind is Kind.LOCK:
            properties["lock_state"] = Property("lock_state")
        if device.kind in (Kind.SENSOR, Kind.BINARY_SENSOR):
            properties = _read_property(device)
        self._declared.add(device.id)
        self._keep(Entity(device.kind, friendly, "", properties, device.capabilities), device)
        return Announced(device, self._topics(friendly))

    def receive(self, message: Message) -> tuple[Change, ...]:
        """What a message of the bridge or of a device means."""
        rest = message.topic.removeprefix(f"{self._base}/")
        if rest == "bridge/state":
            return self._bridge_state(message)
        if rest.startswith("bridge/"):
            return self._bridge_list(message, rest)
        if rest.endswith("/availability") and rest.removesuffix("/availability") in self._by_friendly:
            return self._availability(message, rest.removesuffix("/availability"))
        if rest not in self._by_friendly or not message.payload:
            return ()
        body = _json(message.payload)
        if not isinstance(body, dict):
            return (Malformed(message.topic, "the state is no JSON object; is 'output: json' set?"),)
        told = ((i, read(self._entities[i], body)) for i in self._by_friendly[rest])
        return tuple(Reported(i, state) for i, state in told if state != State())

    def encode(self, command: Command) -> tuple[Message, ...]:
        """One message to the device's ``set`` topic."""
        entity = self._entities.get(command.device)
        if entity is None:
            raise CannotCommand(f"{command.device} is no device of zigbee2mqtt")
        if not entity.capabilities:
            raise CannotCommand(f"{command.device}: can only be read")
        payload = json.dumps(write(entity, command)).encode()
        return (Message(f"{self._base}/{entity.friendly}/set", payload),)

    def _bridge_state(self, message: Message) -> tuple[Change, ...]:
        online = _online(message.payload)
        if online is None:
            return (Malformed(message.topic, "is neither online nor offline"),)
        return tuple(
            Reported(i, State(available=online and entity.friendly not in self._offline))
            for i, entity in self._entities.items()
        )

    def _availability(self, message: Message, friendly: str) -> tuple[Change, ...]:
        online = _online(message.payload)
        if online is None:
            return (Malformed(message.topic, "is neither online nor offline"),)
        (self._offline.discard if online else self._offline.add)(friendly)
        return tuple(Reported(i, State(available=online)) for i in self._by_friendly[friendly])

    def _bridge_list(self, message: Message, rest: str) -> tuple[Change, ...]:
        body = _json(message.payload)
        if not isinstance(body, list):
            return (Malformed(message.topic, "is no JSON list; is this zigbee2mqtt 1.17 or newer?"),)
        entries = [entry for entry in body if isinstance(entry, dict)]
        if rest == "bridge/groups":
            self._groups = entries
        else:
            self._read_devices(entries)
        return self._announce([*self._listed, *self._group_entities()])

    def _read_devices(self, entries: list[dict[str, object]]) -> None:
        self._members, self._listed = {}, []
        seen: set[str] = set()
        for entry in entries:
            friendly, definition = entry.get("friendly_name"), entry.get("definition")
            unusable = entry.get("type") == "Coordinator" or entry.get("disabled") is True
            if unusable or not isinstance(friendly, str) or topic_fault(friendly) or friendly in seen:
                continue
            seen.add(friendly)
            if isinstance(definition, dict):  # null until the interview is over
                entities = entities_of(friendly, definition.get("exposes"))
                self._members[str(entry.get("ieee_address"))] = entities
                self._listed += entities

    def _group_entities(self) -> Iterable[Entity]:
        for group in self._groups:
            friendly, members = group.get("friendly_name"), group.get("members")
            if not isinstance(friendly, str) or topic_fault(friendly) or not isinstance(members, list):
                continue
            addresses = [str(m.get("ieee_address")) for m in members if isinstance(m, dict)]
            parts = [e for a in addresses for e in self._members.get(a, ()) if e.capabilities]
            if parts:
                leader = next((e for e in parts if e.kind is Kind.LIGHT), parts[0])
                like = [e for e in parts if e.kind is leader.kind]
                properties = {purpose: p for e in reversed(like) for purpose, p in e.properties.items()}
                can = frozenset[Can]().union(*(e.capabilities for e in like))
                yield Entity(leader.kind, friendly, "", properties, can)

    def _announce(self, entities: list[Entity]) -> tuple[Change, ...]:
        """The difference between what was announced before and these."""
        found: dict[str, tuple[Entity, Device]] = {}
        families: dict[str, list[Entity]] = {}
        for entity in entities[:ENTITIES_LIMIT]:
            families.setdefault(entity.friendly, []).append(entity)
        for entity in entities[:ENTITIES_LIMIT]:
            device_id, name = _named(entity, families[entity.friendly])
            while device_id in found or device_id in self._declared:
                device_id += "_2"
            found[device_id] = (entity, entity.device(device_id, name))
        gone = [i for i in self._devices if i not in found and i not in self._declared]
        changes: list[Change] = [Withdrawn(i) for i in gone]
        for device_id in gone:
            self._drop(device_id)
        for device_id, (entity, device) in found.items():
            if self._entities.get(device_id) == entity and self._devices.get(device_id) == device:
                continue
            self._drop(device_id)
            self._keep(entity, device)
            changes.append(Announced(device, self._topics(entity.friendly)))
        return tuple(changes)

    def _keep(self, entity: Entity, device: Device) -> None:
        self._entities[device.id], self._devices[device.id] = entity, device
        self._by_friendly.setdefault(entity.friendly, []).append(device.id)

    def _drop(self, device_id: str) -> None:
        entity = self._entities.pop(device_id, None)
        self._devices.pop(device_id, None)
        if entity is not None:
            self._by_friendly[entity.friendly].remove(device_id)
            if not self._by_friendly[entity.friendly]:
                del self._by_friendly[entity.friendly]

    def _topics(self, friendly: str) -> tuple[str, ...]:
        return (f"{self._base}/{friendly}", f"{self._base}/{friendly}/availability")


def _named(entity: Entity, family: list[Entity]) -> tuple[str, str]:
    """Id and name. The one thing a device is for bears its name alone; the rest say what they are."""
    name = " ".join(entity.friendly.replace("_", " ").replace("/", " ").split())
    first = next((e for e in family if e.kind is not Kind.SENSOR), None)
    several = sum(e.kind is entity.kind for e in family) > 1
    if entity is first or (entity.kind is not Kind.SENSOR and not several):
        return f"{entity.kind}.{slug(entity.friendly)}", name
    suffix = entity.suffix.replace("_", " ")
    return f"{entity.kind}.{slug(f'{entity.friendly} {suffix}')}", f"{name} {suffix}".strip()


def _read_property(device: Device) -> dict[str, Property]:
    key = device.device_class or "state"
    if device.kind is Kind.SENSOR:
        return {"reading": Property(key)}
    closed_is_true = key in ("door", "window", "garage_door", "opening")
    return {"state": Property("contact", False, True) if closed_is_true else Property(key, True, False)}


def _online(payload: bytes) -> bool | None:
    body = _json(payload)
    word = body.get("state") if isinstance(body, dict) else payload.decode("utf-8", "replace").strip()
    return {"online": True, "offline": False}.get(word) if isinstance(word, str) else None


def _json(payload: bytes) -> object:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None
