"""The simulated dialect: one JSON of `State` fields a device, on ``<base>/<device id>/state``.

Commands go to ``<base>/<device id>/set`` in the same form, or as ``{"trigger": "stop"}``. Any
script can play such a device; `devices.simulated_home` plays all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Malformed, Message, Reported
from devices.model import Command, Device
from devices.state import Activity, Color, Moving, Playback, State

OPTIONS = ("responds", "initial")
_ENUMS: dict[str, type[StrEnum]] = {"moving": Moving, "playback": Playback, "activity": Activity}
_TRUTHS = frozenset({"available", "on", "open", "locked", "jammed", "muted"})
_WORDS = frozenset({"mode", "fan_mode"})
_PERCENT = frozenset({"brightness", "position", "speed", "volume", "humidity"})
_FIELDS = frozenset(f.name for f in fields(State)) - {"changed_at"}
_LONGEST_WORD = 255


class SimulatedDialect:
    """Devices that speak `State` as JSON."""

    name = "simulated"

    def __init__(self, base_topic: str = "simulated") -> None:
        self._base = base_topic
        self._devices: dict[str, Device] = {}  # by state topic

    def subscriptions(self) -> tuple[str, ...]:
        """None: these devices are declared, never discovered."""
        return ()

    def declare(self, device: Device, options: Mapping[str, object]) -> Announced:
        """Take on a device. ``options``: ``responds`` (bool) and ``initial`` (state fields)."""
        check_options(device.id, options)
        topic = state_topic(self._base, device.id)
        self._devices[topic] = device
        return Announced(device, (topic,))

    def receive(self, message: Message) -> tuple[Change, ...]:
        """A state of one of the devices."""
        device = self._devices.get(message.topic)
        if device is None:
            return ()
        try:
            state = decode_state(message.payload)
        except DeviceError as error:
            return (Malformed(message.topic, f"{device.id}: {error}"),)
        return (Reported(device.id, state),)

    def encode(self, command: Command) -> tuple[Message, ...]:
        """One message to the device's ``set`` topic."""
        topic = state_topic(self._base, command.device)
        if topic not in self._devices:
            raise CannotCommand(f"{command.device} is not a simulated device")
        return (Message(set_topic(self._base, command.device), encode_command(command)),)


def state_topic(base: str, device_id: str) -> str:
    """Where the device tells its state."""
    return f"{base}/{device_id}/state"


def set_topic(base: str, device_id: str) -> str:
    """Where the device takes commands."""
    return f"{base}/{device_id}/set"


def check_options(device_id: str, options: Mapping[str, object]) -> State:
    """The initial state that the options give. Raises DeviceError naming the key that is wrong."""
    for key in options:
        if key not in OPTIONS:
            raise DeviceError(f"{device_id}: mqtt.{key}: not an option of a simulated device; use {OPTIONS}")
    if not isinstance(options.get("responds", True), bool):
        raise DeviceError(f"{device_id}: mqtt.responds: {options['responds']!r} is neither true nor false")
    initial = options.get("initial", {})
    if not isinstance(initial, Mapping):
        raise DeviceError(f"{device_id}: mqtt.initial: {initial!r} is not a mapping of state fields")
    try:
        return state_of(initial)
    except DeviceError as error:
        raise DeviceError(f"{device_id}: mqtt.initial.{error}") from None


def encode_state(state: State) -> bytes:
    """A state as JSON, only the fields that are told."""
    return json.dumps(_plain(state)).encode()


def encode_command(command: Command) -> bytes:
    """What a ``set`` topic takes."""
    body = _plain(command.desired)
    if command.trigger is not None:
        body["trigger"] = command.trigger.value
    return json.dumps(body).encode()


def decode_state(payload: bytes) -> State:
    """The state in a JSON payload. Raises DeviceError saying which field is wrong."""
    return state_of(decode_object(payload))


def decode_object(payload: bytes) -> dict[str, object]:
    """A JSON object. Raises DeviceError if it is none."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        raise DeviceError("the payload is not JSON") from None
    if not isinstance(body, dict):
        raise DeviceError("the payload is JSON, but not an object of state fields")
    return body


def state_of(body: Mapping[str, object]) -> State:
    """A state from plain values. Raises DeviceError ``field: what is wrong``."""
    told: dict[str, object] = {}
    for name, value in body.items():
        if name not in _FIELDS:
            raise DeviceError(f"{name}: no such state field; there are {', '.join(sorted(_FIELDS))}")
        if value is not None:
            told[name] = _value(name, value)
    return State(**told)  # type: ignore[arg-type]  # each field was checked by name


def _plain(state: State) -> dict[str, object]:
    body: dict[str, object] = {}
    for name in state.told():
        value = getattr(state, name)
        body[name] = [value.red, value.green, value.blue] if isinstance(value, Color) else value
    return body


def _value(name: str, value: object) -> object:
    if name in _TRUTHS:
        return _checked(isinstance(value, bool), name, value, "true or false")
    if name in _ENUMS:
        choices = [member.value for member in _ENUMS[name]]
        return _ENUMS[name](str(_checked(value in choices, name, value, "one of " + ", ".join(choices))))
    if name in _WORDS:
        return _checked(isinstance(value, str) and len(value) <= _LONGEST_WORD, name, value, "a short text")
    if name == "color":
        return _color(value)
    if name == "reading" and isinstance(value, str):
        return _checked(len(value) <= _LONGEST_WORD, name, value, "a number or a short text")
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9  # no NaN
    _checked(number, name, value, "a number")
    if name in _PERCENT:
        _checked(0 <= float(str(value)) <= 100, name, value, "a percentage, 0 to 100")
    return int(float(str(value))) if name == "color_temperature" else float(str(value))


def _color(value: object) -> Color:
    channels = value if isinstance(value, list) and len(value) == 3 else [None]
    good = all(isinstance(c, int) and not isinstance(c, bool) and 0 <= c <= 255 for c in channels)
    _checked(good, "color", value, "[red, green, blue], each 0 to 255")
    return Color(*channels)


def _checked(good: bool, name: str, value: object, wanted: str) -> object:
    if not good:
        raise DeviceError(f"{name}: {str(value)[:60]!r} is not {wanted}")
    return value
