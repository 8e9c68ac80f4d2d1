"""States as Home Assistant writes them: ``"on"``, ``"locked"``, ``"21.5"``, or an object with attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.document import shortly
from assistant.scene_file import when
from assistant.scene_home import LONG_AGO
from assistant.understanding.climates import climates, sense_of
from assistant.understanding.scene import Climate
from devices.errors import DeviceError
from devices.model import Device, Home, Kind
from devices.simulated import state_of
from devices.simulated_home import with_consequences
from devices.state import Activity, Moving, Playback, State

_SWITCHED = {"on": State(on=True), "off": State(on=False)}
_OPENED = {
    "open": State(open=True),
    "closed": State(open=False),
    "opening": State(open=True, moving=Moving.OPENING),
    "closing": State(moving=Moving.CLOSING),
    "stopped": State(moving=Moving.STOPPED),
}
_LOCKED = {
    "locked": State(locked=True),
    "locking": State(locked=False),
    "unlocked": State(locked=False),
    "unlocking": State(locked=False),
    "open": State(locked=False),
    "opening": State(locked=False),
    "jammed": State(jammed=True),
}
_PLAYED = {
    **_SWITCHED,
    "standby": State(on=False),
    "idle": State(on=True, playback=Playback.IDLE),
    "paused": State(on=True, playback=Playback.PAUSED),
    "playing": State(on=True, playback=Playback.PLAYING),
    "buffering": State(on=True, playback=Playback.PLAYING),
}
_WORKED = {
    **{activity.value: State(activity=activity) for activity in Activity if activity is not Activity.WORKING},
    "cleaning": State(activity=Activity.WORKING),
    "mowing": State(activity=Activity.WORKING),
    **_SWITCHED,
}
_MODES = ("off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only")
_WARMED = {mode: State(mode=mode, on=mode != "off") for mode in _MODES}
_WORDS: Mapping[Kind, Mapping[str, State]] = {
    **dict.fromkeys((Kind.LIGHT, Kind.SWITCH, Kind.FAN, Kind.BINARY_SENSOR), _SWITCHED),
    **dict.fromkeys((Kind.COVER, Kind.VALVE), _OPENED),
    **dict.fromkeys((Kind.VACUUM, Kind.LAWN_MOWER), _WORKED),
    Kind.LOCK: _LOCKED,
    Kind.MEDIA_PLAYER: _PLAYED,
    Kind.CLIMATE: _WARMED,
}
_STATELESS = frozenset({Kind.SCENE, Kind.SCRIPT, Kind.BUTTON})  # their state is when they were last used
# Home Assistant's attributes: our field, and what one of theirs is of ours. Theirs of brightness is 0-255.
_NUMBERS = {
    "brightness": ("brightness", 100 / 255),
    "color_temp_kelvin": ("color_temperature", 1.0),
    "current_position": ("position", 1.0),
    "percentage": ("speed", 1.0),
    "volume_level": ("volume", 100.0),
    "temperature": ("target_temperature", 1.0),
    "current_temperature": ("temperature", 1.0),
    "current_humidity": ("humidity", 1.0),
}
_SAME = {"is_volume_muted": "muted", "rgb_color": "color", "fan_mode": "fan_mode"}


@dataclass(frozen=True, slots=True)
class Written:
    """What stands for one entity; ``state`` is empty if only attributes are told."""

    state: str
    attributes: Mapping[str, object]


def sensed(home: Home, sensors: Mapping[str, object], now: float) -> tuple[dict[str, Climate], list[str]]:
    """Bring the home to these states at POSIX seconds ``now``; what the sensors of each area tell, those
    that the home does not declare included; and what had to be ignored, a line each.

    A state without ``last_changed`` counts as long there.
    """
    strangers = Home(home.floors, home.areas)
    ignored: list[str] = []
    for entity, value in sensors.items():
        try:
            written = _written(value)
            device = home.devices.get(entity)
            where = home if device is not None else strangers
            if device is None:
                device = _stranger(entity, written, home.areas)
                strangers.add(device)
            where.update(entity, read_state(device, written), _changed(written, now))
        except DeviceError as error:
            ignored.append(f"sensors: {entity}: {error}; ignored")
    devices, states = {**home.devices, **strangers.devices}, {**home.states, **strangers.states}
    return climates(Home(home.floors, home.areas, devices, states)), ignored


def read_state(device: Device, written: Written) -> State:
    """The state of a device. Raises DeviceError for a word or value that says nothing of its kind."""
    words = _by_word(device, written.state)
    told = with_consequences(_by_attributes(written.attributes))
    # "open" alone is wholly open; a position says how far; "opening" is more than both.
    return with_consequences(words).merged(told).merged(words)


def _written(value: object) -> Written:
    if isinstance(value, Mapping):
        inner = value.get("attributes")
        attributes = {**value, **inner} if isinstance(inner, Mapping) else value
        state = value.get("state", "")
    else:
        attributes, state = {}, value
    if isinstance(state, bool):
        state = "on" if state else "off"
    if not isinstance(state, str | int | float):
        raise DeviceError(f'{shortly(value)} is no state; give text, a number, or {{"state": …}}')
    return Written(str(state).strip(), attributes)


def _by_word(device: Device, state: str) -> State:
    word = state.casefold()
    if word in ("", "unknown", "none") or device.kind in _STATELESS:
        return State()
    if word == "unavailable":
        return State(available=False)
    if device.kind in (Kind.SENSOR, Kind.PERSON):
        return state_of({"reading": _number(state)})
    if device.kind is Kind.ALARM:
        return state_of({"mode": word})
    words = _WORDS[device.kind]
    if word not in words:
        kind = device.kind.value.replace("_", " ")
        raise DeviceError(f"{shortly(word)} is no state of a {kind} ({', '.join(words)})")
    return words[word]


def _by_attributes(attributes: Mapping[str, object]) -> State:
    body: dict[str, object] = {}
    for name, value in attributes.items():
        if name in _NUMBERS and value is not None:
            field, factor = _NUMBERS[name]
            # What is no number is left for the check of each field to name.
            body[field] = round(value * factor, 1) if isinstance(value, float | int) else value
        elif name in _SAME:
            body[_SAME[name]] = value
    return state_of(body)


def _number(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word


def _changed(written: Written, now: float) -> float:
    moment = when(written.attributes.get("last_changed"))
    return now - LONG_AGO if moment is None else moment.timestamp()


def _stranger(entity: str, written: Written, areas: Iterable[str]) -> Device:
    """A sensor that the home does not declare, in the area whose id is in its own."""
    prefix, _, name = entity.partition(".")
    kind = next((kind for kind in (Kind.SENSOR, Kind.BINARY_SENSOR) if kind.value == prefix), None)
    if kind is None:
        raise DeviceError("the home has no such device")
    area = max((area for area in areas if f"_{area}_" in f"_{name}_"), key=len, default=None)
    told = (written.attributes.get(key) for key in ("device_class", "unit_of_measurement"))
    device_class, unit = (value if isinstance(value, str) else None for value in told)
    device = Device(entity, entity, kind, area, device_class=device_class, unit=unit)
    if area is None:
        raise DeviceError("the home has no such device, and none of its areas is named in its id")
    if sense_of(device) is None:
        raise DeviceError("the home has no such device, and it tells neither of people, light nor warmth")
    return device
