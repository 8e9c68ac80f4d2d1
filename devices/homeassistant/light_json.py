"""Lights of the json schema: everything in one message each way."""

from __future__ import annotations

import json

from devices.color import from_hs, from_xy, kelvin, mireds, rgb, to_hs, to_xy
from devices.errors import CannotCommand
from devices.homeassistant.entity import Messages, Readers, Traits, only, toggled
from devices.homeassistant.options import Options, number
from devices.homeassistant.payloads import Payload, Unreadable
from devices.messages import Message
from devices.model import Capability, Command, Kind, Trigger
from devices.state import Color, State

_COLOR_MODES = ("rgb", "rgbw", "rgbww", "hs", "xy")  # in the order of preference


def json_light(options: Options) -> Traits:
    """``supported_color_modes``, or the older flags brightness, color_temp, rgb, hs, xy, say what it can."""
    outlet = options.needed("command_topic", None)
    full = max(1.0, options.number("brightness_scale", 255))
    in_kelvin = options.flag("color_temp_kelvin")
    modes = _modes(options)
    space = next((mode for mode in _COLOR_MODES if mode in modes), "")
    can = {Capability.ON_OFF}
    can |= {Capability.BRIGHTNESS} if options.flag("brightness") or modes - {"onoff"} else set()
    can |= {Capability.COLOR} if space else set()
    can |= {Capability.COLOR_TEMPERATURE} if "color_temp" in modes else set()

    def encode(command: Command, last: State) -> Messages:
        only(command, "on", "brightness", "color", "color_temperature", triggers=(Trigger.TOGGLE,))
        wish = command.desired
        on = toggled(command, last) if command.trigger else wish.on
        if on is False or wish.brightness == 0:
            return (Message(outlet.topic, b'{"state":"OFF"}', outlet.qos, outlet.retain),)
        for field in ("brightness", "color", "color_temperature"):
            if getattr(wish, field) is not None and field not in can:
                raise CannotCommand(f"{command.device}: its {field.replace('_', ' ')} cannot be set")
        body: dict[str, object] = {"state": "ON"}
        if wish.brightness is not None:
            body["brightness"] = max(1, round(min(wish.brightness, 100.0) / 100 * full))
        if wish.color_temperature is not None:
            warmth = wish.color_temperature
            body["color_temp"] = warmth if in_kelvin else mireds(warmth)
        if wish.color is not None:
            body["color"] = _color_body(wish.color, space)
        text = json.dumps(body, separators=(",", ":"))
        return (Message(outlet.topic, text.encode(), outlet.qos, outlet.retain),)

    readers = Readers()
    readers.add(options.topic("state_topic"), lambda payload: _state(payload, full, in_kelvin))
    return Traits(Kind.LIGHT, encode, tuple(readers.found), frozenset(can))


def _modes(options: Options) -> frozenset[str]:
    told = options.texts("supported_color_modes", ())
    if not told:
        told = tuple(m for m in (*_COLOR_MODES, "color_temp") if options.raw(m) is True)
    return frozenset(told)


def _color_body(color: Color, space: str) -> dict[str, float]:
    if space == "hs":
        hue, saturation = to_hs(color)
        return {"h": hue, "s": saturation}
    if space == "xy":
        x, y = to_xy(color)
        return {"x": x, "y": y}
    white = {"rgbw": {"w": 0}, "rgbww": {"c": 0, "w": 0}}.get(space, {})
    return {"r": color.red, "g": color.green, "b": color.blue, **white}


def _state(payload: Payload, full: float, in_kelvin: bool) -> State | None:
    body = payload.json
    if not isinstance(body, dict):
        if not payload.text.strip():
            return None
        raise Unreadable("is no JSON object")
    on = {"ON": True, "OFF": False}.get(str(body.get("state")))
    level = body.get("brightness")
    brightness = None if not level else min(round(number(level) / full * 100, 1), 100.0)
    mode = body.get("color_mode")
    warmth = body.get("color_temp") if mode in (None, "color_temp") else None
    temperature = None
    if warmth is not None:
        temperature = round(number(warmth)) if in_kelvin else kelvin(number(warmth))
    color = body.get("color") if mode != "color_temp" else None
    return State(
        on=on,
        brightness=None if brightness is None or brightness < 0 else brightness,
        color=_color(color) if isinstance(color, dict) else None,
        color_temperature=temperature,
    )


def _color(body: dict[str, object]) -> Color | None:
    """The colour of whichever space is complete; devices often tell it in several."""
    told = {key: number(value) for key, value in body.items() if key in "rgbhsxy" and value is not None}
    if {"r", "g", "b"} <= told.keys():
        return rgb(told["r"], told["g"], told["b"])
    if {"h", "s"} <= told.keys():
        return from_hs(told["h"], told["s"])
    return from_xy(told["x"], told["y"]) if {"x", "y"} <= told.keys() else None
