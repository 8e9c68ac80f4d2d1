"""How a device's state is called: Home Assistant's word for it, and whether it is the one asked for."""

from __future__ import annotations

from assistant.texts import Texts
from assistant.texts.templates import StateView
from devices.model import Device, Kind
from devices.state import Moving, State

# Binary sensors by class: what "on" and "off" mean, as words of the texts' `states:`.
_BINARY = {
    "door": ("open", "closed"),
    "window": ("open", "closed"),
    "garage_door": ("open", "closed"),
    "opening": ("open", "closed"),
    "lock": ("unlocked", "locked"),
    "battery": ("low", "normal"),
    "plug": ("plugged", "unplugged"),
    "moisture": ("wet", "not_wet"),
    "connectivity": ("connected", "disconnected"),
    "presence": ("home", "not_home"),
    "battery_charging": ("charging", "not_charging"),
    "cold": ("cold", "normal"),
    "heat": ("hot", "normal"),
    **dict.fromkeys(("gas", "light", "motion", "moving", "occupancy"), ("detected", "clear")),
    **dict.fromkeys(("problem", "safety", "smoke", "carbon_monoxide"), ("detected", "clear")),
    **dict.fromkeys(("sound", "tamper", "vibration"), ("detected", "clear")),
}
_ACTIVE = {Kind.VACUUM: "cleaning", Kind.LAWN_MOWER: "mowing"}


def status(device: Device, state: State) -> str | None:
    """The state in Home Assistant's words (``on``, ``closed``, ``21.5``, ``not_home``); None if unknown."""
    if state.available is False:
        return None
    if device.kind in (Kind.COVER, Kind.VALVE):
        return _opened(state)
    if device.kind is Kind.LOCK:
        if state.jammed:
            return "jammed"
        return None if state.locked is None else "locked" if state.locked else "unlocked"
    if device.kind in (Kind.SENSOR, Kind.PERSON):
        return None if state.reading is None else _plain(state.reading)
    if device.kind in (Kind.VACUUM, Kind.LAWN_MOWER) and state.activity is not None:
        return _ACTIVE[device.kind] if state.activity == "working" else state.activity.value
    if device.kind in (Kind.CLIMATE, Kind.ALARM) and state.mode is not None:
        return state.mode
    if device.kind is Kind.MEDIA_PLAYER and state.playback is not None and state.on is not False:
        return state.playback.value
    return None if state.on is None else "on" if state.on else "off"


def is_as_asked(device: Device, state: State, wanted: str, texts: Texts) -> bool | None:
    """True if the device is in the state asked for; None if nobody knows."""
    word = status(device, state)
    if word is None:
        return None
    asked = wanted.casefold().strip()
    said = {word.casefold(), texts.state(word).casefold()}
    if device.kind is Kind.BINARY_SENSOR:
        said.add(_binary_word(device, word))
    if asked in ("on", "off") and device.kind in (Kind.MEDIA_PLAYER, Kind.CLIMATE):
        return (word != "off") == (asked == "on")
    if asked == "open" and word in ("opening", "closing"):
        return True  # it is not closed, which is what the question is about
    return asked in said


def status_words(device: Device, state: State, texts: Texts) -> str | None:
    """The state as it is spoken: ``on, 40 percent``, ``21.5 °C``, ``at home``; None if unknown."""
    word = status(device, state)
    if word is None:
        return None
    if device.kind is Kind.SENSOR:
        spoken = texts.number(state.reading) if isinstance(state.reading, int | float) else texts.state(word)
        return f"{spoken} {device.unit}" if device.unit else spoken
    spoken = texts.state(_binary_word(device, word) if device.kind is Kind.BINARY_SENSOR else word)
    if device.kind is Kind.LIGHT and state.on and state.brightness is not None:
        return f"{spoken}, {texts.percent(state.brightness)}"
    if device.kind is Kind.FAN and state.on and state.speed is not None:
        return f"{spoken}, {texts.percent(state.speed)}"
    if word == "open" and state.position is not None and state.position < 100:
        return f"{spoken}, {texts.percent(state.position)}"
    if device.kind is Kind.CLIMATE and state.temperature is not None:
        return f"{spoken}, {degrees(state.temperature, device, texts)}"
    return spoken


def degrees(value: float, device: Device, texts: Texts) -> str:
    """A temperature in the device's unit; °C if it names none."""
    return f"{texts.number(value)} {device.unit or '°C'}"


def view(device: Device, state: State, texts: Texts) -> StateView:
    """The device as reply templates see it."""
    word = status(device, state) or "unknown"
    return StateView(word, status_words(device, state, texts) or word, device.kind.value, device.name)


def _opened(state: State) -> str | None:
    if state.moving in (Moving.OPENING, Moving.CLOSING):
        return state.moving.value
    if state.open is not None:
        return "open" if state.open else "closed"
    if state.position is not None:
        return "open" if state.position > 0 else "closed"
    return None


def _binary_word(device: Device, word: str) -> str:
    names = _BINARY.get(device.device_class or "")
    return word if names is None or word not in ("on", "off") else names[word == "off"]


def _plain(reading: float | str) -> str:
    return reading if isinstance(reading, str) else f"{reading:g}"
