"""What the sensors of each area tell of it, read from the devices of the home and their states."""

from __future__ import annotations

import math
from enum import StrEnum
from statistics import median

from assistant.understanding.scene import Climate
from devices.model import Device, Home, Kind
from devices.state import State

# Home Assistant's device classes; and the words of an id that mean as much where a sensor has no class.
_PEOPLE = frozenset({"motion", "occupancy", "presence"})
_LIGHT = frozenset({"illuminance", "lux"})
_WARMTH = frozenset({"temperature"})
# °C that a room or garden can have: an oven or a processor tells nothing of the area around it.
_COLDEST, _WARMEST = -40.0, 60.0


class Sense(StrEnum):
    """What a sensor tells of its area: the field of `Climate`."""

    OCCUPANCY = "occupancy"
    LUX = "lux"
    TEMPERATURE = "temperature"


def climates(home: Home) -> dict[str, Climate]:
    """By id of area, of those areas in which any sensor tells something. Of several sensors of one area any
    that says "somebody" counts, and of light and warmth the median. A temperature in °F is told in °C."""
    told: dict[str, dict[Sense, list[float]]] = {}
    for device in home.devices.values():
        sense = sense_of(device)
        if sense is None or device.area is None or device.area not in home.areas:
            continue
        value = _value(sense, device, home.state(device.id))
        if value is not None:
            told.setdefault(device.area, {}).setdefault(sense, []).append(value)
    return {area: _climate(values) for area, values in told.items()}


def sense_of(device: Device) -> Sense | None:
    """What a device tells of its area, by its class, else by the words of its id; None for nothing."""
    words = {device.device_class} if device.device_class else set(device.id.partition(".")[2].split("_"))
    if device.kind is Kind.BINARY_SENSOR:
        return Sense.OCCUPANCY if words & _PEOPLE else None
    if device.kind is not Kind.SENSOR:
        return None
    return Sense.LUX if words & _LIGHT else Sense.TEMPERATURE if words & _WARMTH else None


def _value(sense: Sense, device: Device, state: State) -> float | None:
    """The number that it tells; None if it is silent, away, or tells what cannot be."""
    if state.available is False:
        return None
    if sense is Sense.OCCUPANCY:
        return None if state.on is None else float(state.on)
    reading = state.reading
    if not isinstance(reading, int | float) or not math.isfinite(reading):
        return None
    if sense is Sense.LUX:
        return float(reading) if reading >= 0 else None
    celsius = (reading - 32.0) / 1.8 if device.unit in ("°F", "F") else float(reading)
    return celsius if _COLDEST <= celsius <= _WARMEST else None


def _climate(values: dict[Sense, list[float]]) -> Climate:
    lux, warmth = values.get(Sense.LUX), values.get(Sense.TEMPERATURE)
    return Climate(
        occupancy=max(values[Sense.OCCUPANCY]) if Sense.OCCUPANCY in values else None,
        lux=median(lux) if lux else None,
        temperature=median(warmth) if warmth else None,
    )
