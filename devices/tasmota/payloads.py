"""Tasmota's result and telemetry JSON to `State`, and commands to its console commands."""

from __future__ import annotations

import json
from dataclasses import dataclass

from devices.color import MIREDS, from_hs, kelvin, to_hs
from devices.errors import CannotCommand
from devices.model import Command, Kind, Trigger
from devices.state import Moving, State

_COLDEST, _WARMEST = 153, 500  # mireds Tasmota takes


@dataclass(frozen=True, slots=True)
class Channel:
    """One relay, light, shutter or reading. ``number`` is what follows POWER, "" if it is the only
    one; ``index`` the same as a number; ``reading`` source and key in SENSOR."""

    kind: Kind
    command: str
    stat: str
    tele: str
    number: str = ""
    index: int = 1
    online: str = "Online"
    offline: str = "Offline"
    reading: tuple[str, str] | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """Where this one is told of."""
        if self.reading is not None:
            return (f"{self.tele}/SENSOR", f"{self.stat}/STATUS10", f"{self.tele}/LWT")
        told = (f"{self.stat}/RESULT", f"{self.tele}/STATE", f"{self.tele}/LWT")
        if self.kind is Kind.COVER:
            return (*told, f"{self.tele}/SENSOR")
        # SetOption4 moves results to topics of their own; power is told there in any case.
        return (*told, f"{self.stat}/POWER{self.number}")


def read(channel: Channel, topic: str, payload: bytes) -> State | str:
    """What a message tells of the channel; text says why it tells nothing."""
    if topic.endswith("/LWT"):
        word = payload.decode("utf-8", "replace")
        if word in (channel.online, channel.offline):
            return State(available=word == channel.online)
        return f"is neither {channel.online} nor {channel.offline}"
    if topic == f"{channel.stat}/POWER{channel.number}":
        return State(on={b"ON": True, b"OFF": False}.get(payload))
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return "is not JSON; is its firmware older than 9.2?"
    if not isinstance(body, dict):
        return "is JSON, but no object"
    if channel.reading is not None:
        return _reading(channel.reading, body)
    if channel.kind is Kind.COVER:
        return _shutter(body.get(f"Shutter{channel.index}"))
    return _light(channel, body)


def write(channel: Channel, command: Command) -> list[tuple[str, str]]:
    """Console commands with their arguments. Raises CannotCommand."""
    if channel.reading is not None:
        raise CannotCommand(f"{command.device}: can only be read")
    if command.trigger is not None:
        return [_trigger(channel, command)]
    if channel.kind is Kind.COVER:
        return [_move(channel, command)]
    told = [name for name in command.desired.told() if name != "on"]
    orders = [order for name in told for order in _orders(channel, name, command)]
    on = command.desired.on
    if on is not None and not (on and orders):  # setting a brightness or colour switches on by itself
        orders.append((f"POWER{channel.number}", "ON" if on else "OFF"))
    if not orders:
        raise CannotCommand(f"{command.device}: the command asks for nothing")
    return orders


def _light(channel: Channel, body: dict[str, object]) -> State:
    power = body.get(f"POWER{channel.number}")
    if power is None and channel.number in ("", "1"):
        power = body.get("POWER1" if channel.number == "" else "POWER")
    on = {"ON": True, "OFF": False}.get(power) if isinstance(power, str) else None
    if channel.kind is not Kind.LIGHT:
        return State(on=on)
    dimmer, mireds = _number(body.get("Dimmer")), _number(body.get("CT"))
    hsb = body.get("HSBColor")
    parts = hsb.split(",") if isinstance(hsb, str) else []
    good = len(parts) == 3 and all(part.strip().isascii() and part.strip().isdigit() for part in parts)
    return State(
        on=on,
        brightness=None if dimmer is None else min(100.0, max(0.0, dimmer)),
        color=from_hs(int(parts[0][:4]), int(parts[1][:4])) if good else None,
        color_temperature=None if mireds is None else kelvin(mireds),
    )


def _shutter(value: object) -> State:
    if not isinstance(value, dict):
        return State()
    position, direction = _number(value.get("Position")), _number(value.get("Direction"))
    moving = None
    if direction is not None:
        moving = Moving.OPENING if direction > 0 else Moving.CLOSING if direction < 0 else Moving.STOPPED
    position = None if position is None else min(100.0, max(0.0, position))
    return State(open=None if position is None else position > 0, position=position, moving=moving)


def _reading(where: tuple[str, str], body: dict[str, object]) -> State:
    status = body.get("StatusSNS")
    source = (status if isinstance(status, dict) else body).get(where[0])
    return State(reading=_number(source.get(where[1]))) if isinstance(source, dict) else State()


def _trigger(channel: Channel, command: Command) -> tuple[str, str]:
    if command.trigger is Trigger.TOGGLE and channel.kind in (Kind.SWITCH, Kind.LIGHT):
        return f"POWER{channel.number}", "TOGGLE"
    if command.trigger is Trigger.STOP and channel.kind is Kind.COVER:
        return f"ShutterStop{channel.index}", ""
    raise CannotCommand(f"{command.device}: cannot {command.trigger}")


def _move(channel: Channel, command: Command) -> tuple[str, str]:
    desired = command.desired
    if desired.position is not None:
        return f"ShutterPosition{channel.index}", f"{desired.position:.0f}"
    if desired.open is not None:
        return f"{'ShutterOpen' if desired.open else 'ShutterClose'}{channel.index}", ""
    raise CannotCommand(f"{command.device}: can only be opened, closed, stopped or set to a position")


def _orders(channel: Channel, name: str, command: Command) -> list[tuple[str, str]]:
    desired = command.desired
    if channel.kind is Kind.LIGHT:
        if name == "brightness" and desired.brightness is not None:
            return [("Dimmer", f"{desired.brightness:.0f}")]
        if name == "color" and desired.color is not None:
            hue, saturation = to_hs(desired.color)
            # Not HSBColor, which would set the brightness too.
            return [("HSBColor1", f"{hue:.0f}"), ("HSBColor2", f"{saturation:.0f}")]
        if name == "color_temperature" and desired.color_temperature:
            mireds = round(MIREDS / desired.color_temperature)
            return [("CT", str(min(_WARMEST, max(_COLDEST, mireds))))]
    raise CannotCommand(f"{command.device}: its {name.replace('_', ' ')} cannot be set")


def _number(value: object) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    return float(value) if good and isinstance(value, int | float) else None
