"""Components sensor and binary_sensor."""

from __future__ import annotations

from devices.errors import DeviceError
from devices.homeassistant.entity import Reader, Traits, read_only
from devices.homeassistant.options import Inlet, Options
from devices.homeassistant.payloads import Payload, Unreadable
from devices.homeassistant.switch import on_state
from devices.model import Kind
from devices.state import State

_READING_LIMIT = 255  # characters, as in Home Assistant


def sensor(options: Options) -> Traits:
    """A reading; a number where a unit, state class or numeric device class says so, or it looks like one."""
    inlet = _state(options)
    numeric = options.has("unit_of_measurement") or options.has("state_class")

    def read(payload: Payload) -> State | None:
        text = inlet.text(payload)
        if text in ("", "None"):
            return None
        try:
            value = float(text)
        except ValueError:
            if numeric and text not in ("unknown", "unavailable"):
                raise Unreadable(f"{text[:40]!r} is not a number, though it has a unit") from None
            return None if text in ("unknown", "unavailable") else State(reading=text[:_READING_LIMIT])
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return State(reading=value)

    return Traits(Kind.SENSOR, read_only, (Reader(inlet.topic, read),))


def binary_sensor(options: Options) -> Traits:
    """On or off."""
    inlet = _state(options)
    on, off = options.text("payload_on", "ON"), options.text("payload_off", "OFF")

    def read(payload: Payload) -> State | None:
        return on_state(inlet.text(payload), on, off)

    return Traits(Kind.BINARY_SENSOR, read_only, (Reader(inlet.topic, read),))


def _state(options: Options) -> Inlet:
    inlet = options.inlet("state_topic")
    if inlet is None:
        raise DeviceError("state_topic: is missing; give the topic it reports on")
    return inlet
