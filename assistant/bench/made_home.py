"""Homes of any size for measuring, the same each time."""

from __future__ import annotations

from devices.defaults import default_capabilities
from devices.model import Area, Device, Home, Kind

_KINDS = (Kind.LIGHT, Kind.LIGHT, Kind.SWITCH, Kind.COVER, Kind.FAN)
_COLORS = ("amber", "blue", "coral", "dark", "early", "far", "green", "high", "inner", "jade")
_THINGS = {Kind.LIGHT: "lamp", Kind.SWITCH: "plug", Kind.COVER: "blind", Kind.FAN: "fan"}
_AREAS_EACH = 10  # devices of an area


def made_home(size: int) -> Home:
    """A home of ``size`` devices with names like "green lamp 17", ten to an area."""
    areas = [Area(f"room_{i}", f"Room {i}") for i in range(-(-size // _AREAS_EACH))]
    devices = []
    for i in range(size):
        kind = _KINDS[i % len(_KINDS)]
        name = f"{_COLORS[i % 10]} {_THINGS[kind]} {i}"
        devices.append(
            Device(
                f"{kind}.device_{i}",
                name,
                kind,
                area=areas[i // _AREAS_EACH].id,
                capabilities=default_capabilities(kind),
            )
        )
    return Home.of(areas=areas, devices=devices)


def commands_for(home: Home, count: int) -> list[str]:
    """Sentences that each command one device of the home."""
    lights = [d for d in home.devices.values() if d.kind is Kind.LIGHT]
    patterns = ("turn on the {}", "turn off {}", "set the {} to 40%")
    step = max(1, len(lights) // count)
    chosen = [lights[(i * step) % len(lights)] for i in range(count)]
    return [patterns[i % len(patterns)].format(d.name) for i, d in enumerate(chosen)]


def strangers(count: int) -> list[str]:
    """Sentences with names that no home has."""
    return [f"turn on the flurb lamp of uncle {i}" for i in range(count)]
