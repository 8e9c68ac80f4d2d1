"""Which component of Home Assistant is read by which function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.homeassistant.alarm import alarm
from devices.homeassistant.climate import climate
from devices.homeassistant.cover import cover
from devices.homeassistant.entity import Traits
from devices.homeassistant.fan import fan
from devices.homeassistant.light import light
from devices.homeassistant.lock import lock
from devices.homeassistant.options import Options
from devices.homeassistant.sensor import binary_sensor, sensor
from devices.homeassistant.switch import button, scene, siren, switch
from devices.homeassistant.valve import valve
from devices.homeassistant.worker import lawn_mower, vacuum

COMPONENTS: Mapping[str, Callable[[Options], Traits]] = {
    "alarm_control_panel": alarm,
    "binary_sensor": binary_sensor,
    "button": button,
    "climate": climate,
    "cover": cover,
    "fan": fan,
    "lawn_mower": lawn_mower,
    "light": light,
    "lock": lock,
    "scene": scene,
    "sensor": sensor,
    "siren": siren,
    "switch": switch,
    "vacuum": vacuum,
    "valve": valve,
}
"""Others (number, select, text, update, event, camera, tag, device_automation, …) are nothing one asks
a home for by voice: passed over and counted."""
