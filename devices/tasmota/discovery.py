"""Announcements of Tasmota's native discovery to devices and the channels they are reached by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from devices.defaults import default_risk
from devices.errors import DeviceError
from devices.model import Capability as Can
from devices.model import Device, Kind
from devices.names import slug
from devices.tasmota.payloads import Channel
from devices.topics import topic_fault

_LIGHTS = {
    1: {Can.BRIGHTNESS},
    2: {Can.BRIGHTNESS, Can.COLOR_TEMPERATURE},
    3: {Can.BRIGHTNESS, Can.COLOR},
    4: {Can.BRIGHTNESS, Can.COLOR},
    5: {Can.BRIGHTNESS, Can.COLOR, Can.COLOR_TEMPERATURE},
}
# Values of SENSOR that are of use to a person, with Home Assistant's device class and the unit.
_SENSORS = {
    "Temperature": ("temperature", "°C"),
    "Humidity": ("humidity", "%"),
    "Pressure": ("pressure", "hPa"),
    "Illuminance": ("illuminance", "lx"),
    "CarbonDioxide": ("carbon_dioxide", "ppm"),
    "Power": ("power", "W"),
    "Total": ("energy", "kWh"),
    "Voltage": ("voltage", "V"),
}
RELAYS_LIMIT = 32  # Tasmota's own


def channels_of(body: dict[str, object]) -> Iterator[tuple[str, tuple[Device, Channel]]]:
    """Relays, lights and shutters of a ``config`` announcement. Raises DeviceError."""
    topics = _topics(body)
    relays, names = _list(body, "rl")[:RELAYS_LIMIT], _list(body, "fn")
    options = body.get("so")
    all_lights = isinstance(options, dict) and options.get("30") == 1
    several = sum(1 for r in relays if r in (1, 2)) > 1
    shutters = 0
    for number, relay in enumerate(relays, start=1):
        kind = {1: Kind.LIGHT if all_lights else Kind.SWITCH, 2: Kind.LIGHT, 3: Kind.COVER}.get(_int(relay))
        if kind is Kind.COVER:
            # A shutter has two relays in the list, one up and one down.
            shutters += 1
            if shutters % 2 == 0:
                continue
        if kind is None:
            continue
        index = (shutters + 1) // 2 if kind is Kind.COVER else number
        suffix = str(index) if several or kind is Kind.COVER else ""
        can = {Can.OPEN_CLOSE, Can.STOP, Can.POSITION} if kind is Kind.COVER else {Can.ON_OFF}
        if relay == 2:
            can |= _LIGHTS.get(_int(body.get("lt_st")), set())
        name = _name(body, names[number - 1] if number <= len(names) else None, number)
        device = Device(
            id=f"{kind}.{slug(name)}",
            name=name,
            kind=kind,
            capabilities=frozenset(can),
            risk=default_risk(kind),
            dialect="tasmota",
        )
        yield device.id, (device, Channel(kind, *topics, suffix, index, *_availability(body)))


def sensors_of(
    family: Mapping[str, Device], channels: Mapping[str, Channel], body: dict[str, object]
) -> Iterator[tuple[str, tuple[Device, Channel]]]:
    """What a ``sensors`` announcement measures; it names no topic, so ``config`` has to come first."""
    leader = next((channels[i] for i in family if i in channels), None)
    readings = body.get("sn")
    if leader is None or not isinstance(readings, dict):
        return
    name = next(iter(family.values())).name
    for source, values in list(readings.items())[:RELAYS_LIMIT]:
        for key in values if isinstance(values, dict) else ():
            if key in _SENSORS:
                device_class, unit = _SENSORS[key]
                label = f"{name} {device_class.replace('_', ' ')}"
                device = Device(
                    id=f"sensor.{slug(label)}",
                    name=label,
                    kind=Kind.SENSOR,
                    device_class=device_class,
                    unit=unit,
                    dialect="tasmota",
                )
                yield device.id, (device, replace(leader, kind=Kind.SENSOR, reading=(str(source), str(key))))


def _topics(body: dict[str, object]) -> tuple[str, str, str]:
    """The command, stat and tele topics, without their last level."""
    template, topic, prefixes = body.get("ft"), body.get("t"), _list(body, "tp")
    if not isinstance(template, str) or not isinstance(topic, str) or len(prefixes) != 3:
        raise DeviceError("the announcement lacks ft, t or tp; is this Tasmota 9.2 or newer?")
    made = [
        template.replace("%prefix%", str(prefix)).replace("%topic%", topic).rstrip("/") for prefix in prefixes
    ]
    for one in made:
        if fault := topic_fault(one):
            raise DeviceError(f"its topic {one[:60]!r} {fault}; change its FullTopic")
    return made[0], made[1], made[2]


def _availability(body: dict[str, object]) -> tuple[str, str]:
    online, offline = body.get("onln"), body.get("ofln")
    return (
        online if isinstance(online, str) else "Online",
        offline if isinstance(offline, str) else "Offline",
    )


def _name(body: dict[str, object], friendly: object, number: int) -> str:
    device = body.get("dn")
    known = device if isinstance(device, str) and device else str(body.get("t"))
    if isinstance(friendly, str) and friendly:
        return friendly
    return known if number == 1 else f"{known} {number}"


def _list(body: dict[str, object], key: str) -> list[object]:
    value = body.get(key)
    return value if isinstance(value, list) else []


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
