"""``definition.exposes`` of a Zigbee device to the entities it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from devices.model import Capability as Can
from devices.model import Kind
from devices.zigbee2mqtt.entity import Entity, Property

ENTITIES_LIMIT = 60  # a power strip with energy metering has 30

_KINDS = {
    "light": Kind.LIGHT,
    "switch": Kind.SWITCH,
    "fan": Kind.FAN,
    "cover": Kind.COVER,
    "lock": Kind.LOCK,
    "climate": Kind.CLIMATE,
}
# What a feature is for, by its name; several names for one purpose in order of preference.
_PURPOSES: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.LIGHT: {
        "state": ("state",),
        "brightness": ("brightness",),
        "color_temp": ("color_temp",),
        "color": ("color_xy", "color_hs"),
    },
    Kind.SWITCH: {"state": ("state",)},
    Kind.FAN: {"state": ("state", "fan_state"), "speed": ("speed",), "fan_mode": ("mode", "fan_mode")},
    Kind.COVER: {"state": ("state",), "position": ("position",)},
    Kind.LOCK: {"state": ("state",), "lock_state": ("lock_state",)},
    Kind.CLIMATE: {
        "setpoint": ("occupied_heating_setpoint", "current_heating_setpoint", "occupied_cooling_setpoint"),
        "temperature": ("local_temperature",),
        "mode": ("system_mode",),
        "fan_mode": ("fan_mode",),
    },
}
_CAPABILITIES: dict[Kind, dict[str, frozenset[Can]]] = {
    Kind.LIGHT: {
        "state": frozenset({Can.ON_OFF}),
        "brightness": frozenset({Can.BRIGHTNESS}),
        "color_temp": frozenset({Can.COLOR_TEMPERATURE}),
        "color": frozenset({Can.COLOR}),
    },
    Kind.SWITCH: {"state": frozenset({Can.ON_OFF})},
    Kind.FAN: {
        "state": frozenset({Can.ON_OFF}),
        "speed": frozenset({Can.ON_OFF, Can.SPEED}),
        "fan_mode": frozenset({Can.ON_OFF, Can.SPEED}),
    },
    Kind.COVER: {"state": frozenset({Can.OPEN_CLOSE, Can.STOP}), "position": frozenset({Can.POSITION})},
    Kind.LOCK: {"state": frozenset({Can.LOCK})},
    Kind.CLIMATE: {
        "setpoint": frozenset({Can.TARGET_TEMPERATURE}),
        "mode": frozenset({Can.ON_OFF, Can.MODE}),
        "fan_mode": frozenset({Can.FAN_MODE}),
    },
}
# Property to Home Assistant's device class. What is not here is configuration or diagnosis.
_BINARY = {
    "contact": "door",
    "occupancy": "occupancy",
    "presence": "occupancy",
    "motion": "motion",
    "water_leak": "moisture",
    "smoke": "smoke",
    "gas": "gas",
    "carbon_monoxide": "carbon_monoxide",
    "vibration": "vibration",
    "rain": "moisture",
}
_NUMERIC = {
    "temperature": "temperature",
    "humidity": "humidity",
    "pressure": "pressure",
    "illuminance": "illuminance",
    "illuminance_lux": "illuminance",
    "battery": "battery",
    "power": "power",
    "energy": "energy",
    "co2": "carbon_dioxide",
    "voc": "volatile_organic_compounds",
    "pm25": "pm25",
    "pm10": "pm10",
    "soil_moisture": "moisture",
    "noise": "sound_pressure",
}


def entities_of(friendly: str, exposes: object) -> list[Entity]:
    """The entities of a device; what is malformed or of no use to a person is left out."""
    found = list(_entities(friendly, exposes))
    return found[:ENTITIES_LIMIT]


def _entities(friendly: str, exposes: object) -> Iterator[Entity]:
    for expose in _dicts(exposes):
        kind = _KINDS.get(str(expose.get("type")))
        if kind is not None:
            yield from _specific(friendly, kind, expose)
        elif expose.get("type") in ("binary", "numeric"):
            yield from _generic(friendly, expose)


def _specific(friendly: str, kind: Kind, expose: dict[str, object]) -> Iterator[Entity]:
    features = {str(f.get("name")): f for f in _dicts(expose.get("features"))}
    properties: dict[str, Property] = {}
    for purpose, names in _PURPOSES[kind].items():
        feature = next((features[name] for name in names if name in features), None)
        if feature is not None and (made := _property(feature)) is not None:
            properties[purpose] = made
    can = frozenset[Can]().union(*(_CAPABILITIES[kind].get(p, frozenset()) for p in properties))
    endpoint = expose.get("endpoint")
    if can:
        yield Entity(kind, friendly, endpoint if isinstance(endpoint, str) else "", properties, can)


def _generic(friendly: str, expose: dict[str, object]) -> Iterator[Entity]:
    name, made = str(expose.get("name")), _property(expose)
    if made is None:
        return
    unit = expose.get("unit")
    if expose["type"] == "binary" and name in _BINARY:
        device_class = _BINARY[name]
        yield Entity(Kind.BINARY_SENSOR, friendly, made.key, {"state": made}, device_class=device_class)
    elif expose["type"] == "numeric" and name in _NUMERIC:
        yield Entity(
            Kind.SENSOR,
            friendly,
            made.key,
            {"reading": made},
            device_class=_NUMERIC[name],
            unit=unit if isinstance(unit, str) and len(unit) < 20 else None,
        )


def _property(feature: dict[str, object]) -> Property | None:
    key = feature.get("property")
    if not isinstance(key, str) or not key:
        return None
    largest, values = feature.get("value_max"), feature.get("values")
    return Property(
        key,
        on=feature.get("value_on", "ON"),
        off=feature.get("value_off", "OFF"),
        largest=float(largest) if isinstance(largest, int | float) and largest > 0 else 254.0,
        values=tuple(v for v in values if isinstance(v, str)) if isinstance(values, list) else (),
    )


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
