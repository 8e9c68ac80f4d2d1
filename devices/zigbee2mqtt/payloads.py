"""State JSON of an entity to `State`, and commands to the JSON of its ``set`` topic."""

from __future__ import annotations

from devices.color import MIREDS, from_hs, from_xy, kelvin
from devices.errors import CannotCommand
from devices.model import Command, Kind, Trigger
from devices.state import Color, Moving, State
from devices.zigbee2mqtt.entity import Entity, Property

# Fans with named speeds, as shares of full speed.
_SPEEDS = {"off": 0.0, "low": 33.0, "medium": 66.0, "high": 100.0}
_MOVES = {"OPEN": Moving.OPENING, "CLOSE": Moving.CLOSING, "STOP": Moving.STOPPED}


def read(entity: Entity, body: dict[str, object]) -> State:
    """What a state message tells of the entity; values of the wrong type tell nothing."""
    value = {purpose: body.get(p.key) for purpose, p in entity.properties.items()}
    if entity.kind is Kind.LIGHT:
        return _light(entity, value)
    if entity.kind is Kind.COVER:
        position = _number(value.get("position"))
        state = value.get("state")
        opened = position > 0 if position is not None else _opened(state)
        return State(open=opened, position=position, moving=_moving(body.get("moving")))
    if entity.kind is Kind.LOCK:
        return _lock(entity, value)
    if entity.kind is Kind.CLIMATE:
        mode = _word(value.get("mode"))
        return State(
            on=None if mode is None else mode != "off",
            mode=mode,
            temperature=_number(value.get("temperature")),
            target_temperature=_number(value.get("setpoint")),
            fan_mode=_word(value.get("fan_mode")),
        )
    if entity.kind is Kind.FAN:
        return _fan(entity, value)
    if entity.kind is Kind.SENSOR:
        return State(reading=_number(value.get("reading")))
    return State(on=_on(entity, value.get("state")))


def write(entity: Entity, command: Command) -> dict[str, object]:
    """The JSON that carries out a command. Raises CannotCommand."""
    if command.trigger is not None:
        return _trigger(entity, command)
    body: dict[str, object] = {}
    for name in command.desired.told():
        body |= _field(entity, name, command)
    if entity.kind is Kind.LIGHT and body and "state" in entity.properties and command.desired.on is None:
        body.setdefault(entity.properties["state"].key, entity.properties["state"].on)
    if not body:
        raise CannotCommand(f"{command.device}: the command asks for nothing")
    return body


def _light(entity: Entity, value: dict[str, object]) -> State:
    brightness = _number(value.get("brightness"))
    mireds = _number(value.get("color_temp"))
    return State(
        on=_on(entity, value.get("state")),
        brightness=None if brightness is None else _percent(brightness, entity.properties["brightness"]),
        color=_color(value.get("color")),
        color_temperature=None if mireds is None else kelvin(mireds),
    )


def _lock(entity: Entity, value: dict[str, object]) -> State:
    told = value.get("lock_state")
    if told == "not_fully_locked":
        return State(locked=False, jammed=True)
    if told in ("locked", "unlocked"):
        return State(locked=told == "locked", jammed=False)
    return State(locked=_on(entity, value.get("state")))


def _fan(entity: Entity, value: dict[str, object]) -> State:
    on = _on(entity, value.get("state"))
    mode = value.get("fan_mode")
    number = _number(value.get("speed"))
    speed = None if number is None else _percent(number, entity.properties["speed"])
    if speed is None and isinstance(mode, str):
        speed = _SPEEDS.get(mode)
        on = mode != "off" if on is None else on
    return State(on=on, speed=speed)


def _trigger(entity: Entity, command: Command) -> dict[str, object]:
    state = entity.properties.get("state")
    if state is not None and command.trigger is Trigger.TOGGLE and entity.kind in (Kind.LIGHT, Kind.SWITCH):
        return {state.key: "TOGGLE"}
    if state is not None and command.trigger is Trigger.STOP and entity.kind is Kind.COVER:
        return {state.key: "STOP"}
    raise CannotCommand(f"{command.device}: cannot {command.trigger}")


def _field(entity: Entity, name: str, command: Command) -> dict[str, object]:
    desired, has = command.desired, entity.properties
    number = _number(getattr(desired, name))
    if name in ("on", "locked") and "state" in has:
        return {has["state"].key: has["state"].on if getattr(desired, name) else has["state"].off}
    if name == "on" and "mode" in has:
        return {has["mode"].key: desired.mode or ("off" if not desired.on else _waking(has["mode"]))}
    if name == "on" and "fan_mode" in has:
        return {has["fan_mode"].key: "on" if desired.on else "off"}
    if name == "brightness" and number is not None and "brightness" in has:
        return {has["brightness"].key: round(number * has["brightness"].largest / 100)}
    if name == "color" and desired.color is not None and "color" in has:
        return {has["color"].key: {"r": desired.color.red, "g": desired.color.green, "b": desired.color.blue}}
    if name == "color_temperature" and number and "color_temp" in has:
        return {has["color_temp"].key: round(MIREDS / number)}
    if name == "position" and number is not None and "position" in has:
        return {has["position"].key: round(number)}
    if name == "open" and "state" in has and desired.position is None:
        return {has["state"].key: "OPEN" if desired.open else "CLOSE"}
    if name == "open" and desired.position is not None:
        return {}  # the position says it
    if name == "target_temperature" and "setpoint" in has:
        return {has["setpoint"].key: desired.target_temperature}
    if name in ("mode", "fan_mode") and name in has:
        return {has[name].key: getattr(desired, name)}
    if name == "speed" and number is not None:
        return _speed(entity, number, command)
    raise CannotCommand(f"{command.device}: its {name.replace('_', ' ')} cannot be set")


def _speed(entity: Entity, percent: float, command: Command) -> dict[str, object]:
    if (speed := entity.properties.get("speed")) is not None:
        return {speed.key: round(percent * speed.largest / 100)}
    if (mode := entity.properties.get("fan_mode")) is not None:
        known = [name for name in _SPEEDS if name in mode.values] or list(_SPEEDS)
        return {mode.key: min(known, key=lambda name: abs(_SPEEDS[name] - percent))}
    raise CannotCommand(f"{command.device}: its speed cannot be set")


def _waking(mode: Property) -> str:
    """What "on" means for a thermostat: heat, or the first that is not off."""
    return "heat" if "heat" in mode.values else next((m for m in mode.values if m != "off"), "heat")


def _on(entity: Entity, value: object) -> bool | None:
    state = entity.properties.get("state")
    if state is None or value is None:
        return None
    if value == state.on:
        return True
    return False if value == state.off else None


def _opened(value: object) -> bool | None:
    return {"OPEN": True, "CLOSE": False}.get(value) if isinstance(value, str) else None


def _moving(value: object) -> Moving | None:
    return _MOVES.get({"UP": "OPEN", "DOWN": "CLOSE"}.get(value, value)) if isinstance(value, str) else None


def _percent(value: float, bounds: Property) -> float:
    return round(min(100.0, max(0.0, 100 * value / bounds.largest)), 1)


def _number(value: object) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    return float(value) if good and isinstance(value, int | float) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 100 else None


def _color(value: object) -> Color | None:
    if not isinstance(value, dict):
        return None
    x, y = _number(value.get("x")), _number(value.get("y"))
    if x is not None and y is not None and 0 <= x <= 1 and 0 < y <= 1:
        return from_xy(x, y)
    hue, saturation = _number(value.get("hue")), _number(value.get("saturation"))
    return None if hue is None or saturation is None else from_hs(hue, saturation)
