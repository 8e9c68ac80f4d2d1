"""Which component of Home Assistant is read by which function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from devices.homeassistant.entity import Traits
from devices.homeassistant.options import Options
from devices.homeassistant.sensor import binary_sensor, sensor
from devices.homeassistant.switch import button, scene, siren, switch

COMPONENTS: Mapping[str, Callable[[Options], Traits]] = {
    "binary_sensor": binary_sensor,
    "button": button,
    "scene": scene,
    "sensor": sensor,
    "siren": siren,
    "switch": switch,
}
"""Others (number, select, text, update, event, camera, tag, device_automation, …) are nothing one asks
a home for by voice: passed over and counted."""
