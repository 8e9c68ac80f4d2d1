"""Component light: chooses the schema; the default schema, one topic an attribute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.color import from_hs, from_xy, kelvin, mireds, rgb, to_hs, to_xy
from devices.errors import CannotCommand
from devices.homeassistant.entity import Messages, Readers, Traits, only, toggled
from devices.homeassistant.light_json import json_light
from devices.homeassistant.light_template import template_light
from devices.homeassistant.options import Inlet, Options, Outlet, number
from devices.homeassistant.payloads import Payload, Unreadable
from devices.homeassistant.switch import on_state
from devices.messages import Message
from devices.model import Capability, Command, Kind, Trigger
from devices.state import Color, State

_SPACES = ("rgb", "hs", "xy")  # the first that is configured is used


def light(options: Options) -> Traits:
    """A light of any of the three schemas."""
    schema = options.one_of("schema", ("basic", "default", "json", "template"))
    if schema == "json":
        return json_light(options)
    return template_light(options) if schema == "template" else _DefaultLight.read(options).traits(options)


@dataclass(frozen=True, slots=True)
class _DefaultLight:
    power: Outlet
    on: str
    off: str
    when: str  # "last", "first" or "brightness": when the word for on is sent
    scale: float
    brightness: Outlet | None
    warmth: Outlet | None
    in_kelvin: bool
    color: Outlet | None
    space: str

    @classmethod
    def read(cls, options: Options) -> _DefaultLight:
        spaces = [s for s in _SPACES if options.has(f"{s}_command_topic")]
        space = spaces[0] if spaces else ""
        color = options.outlet(f"{space}_command_topic", f"{space}_command_template") if space else None
        return cls(
            power=options.needed("command_topic", None),
            on=options.text("payload_on", "ON"),
            off=options.text("payload_off", "OFF"),
            when=options.one_of("on_command_type", ("last", "first", "brightness")),
            scale=scale(options),
            brightness=options.outlet("brightness_command_topic", "brightness_command_template"),
            warmth=options.outlet("color_temp_command_topic", "color_temp_command_template"),
            in_kelvin=options.flag("color_temp_kelvin"),
            color=color,
            space=space,
        )

    def traits(self, options: Options) -> Traits:
        can = {Capability.ON_OFF}
        can |= {Capability.BRIGHTNESS} if self.brightness else set()
        can |= {Capability.COLOR_TEMPERATURE} if self.warmth else set()
        can |= {Capability.COLOR} if self.color else set()
        return Traits(Kind.LIGHT, self.encode, tuple(self.readers(options).found), frozenset(can))

    def readers(self, options: Options) -> Readers:
        readers = Readers()
        if (power := options.inlet("state_topic", "state_value_template", "value_template")) is not None:
            readers.add(power.topic, lambda payload: on_state(power.text(payload), self.on, self.off))
        if (level := options.inlet("brightness_state_topic", "brightness_value_template")) is not None:
            readers.add(level.topic, lambda payload: level_state(level.number(payload), self.scale))
        if (warmth := options.inlet("color_temp_state_topic", "color_temp_value_template")) is not None:
            readers.add(warmth.topic, lambda p: warmth_state(warmth.number(p), self.in_kelvin))
        for space in _SPACES:
            if (inlet := options.inlet(f"{space}_state_topic", f"{space}_value_template")) is not None:
                readers.add(inlet.topic, _color_reader(inlet, space))
        return readers

    def encode(self, command: Command, last: State) -> Messages:
        only(command, "on", "brightness", "color", "color_temperature", triggers=(Trigger.TOGGLE,))
        wish = command.desired
        on = toggled(command, last) if command.trigger else wish.on
        if on is False or wish.brightness == 0:
            return (self.power.send(self.off),)
        styles = [*self._styles(command)]
        if self.when == "brightness" and self.brightness is not None:
            if wish.brightness is None:
                level = to_scale(last.brightness or 100.0, self.scale)
                styles.append(self.brightness.send(level))
            return tuple(styles)
        word = self.power.send(self.on)
        return (word, *styles) if self.when == "first" else (*styles, word)

    def _styles(self, command: Command) -> list[Message]:
        wish, sent = command.desired, []
        if wish.color is not None:
            values = _values(wish.color, self.space)
            text = ",".join(str(value) for value in values.values())
            sent.append(needed(self.color, command, "color").send(text, **values))
        if wish.color_temperature is not None:
            warmth = wish.color_temperature if self.in_kelvin else mireds(wish.color_temperature)
            sent.append(needed(self.warmth, command, "color temperature").send(warmth))
        if wish.brightness is not None:
            outlet = needed(self.brightness, command, "brightness")
            sent.append(outlet.send(to_scale(wish.brightness, self.scale)))
        return sent


def needed(outlet: Outlet | None, command: Command, what: str) -> Outlet:
    """The outlet. Raises CannotCommand if there is none."""
    if outlet is None:
        raise CannotCommand(f"{command.device}: it has no topic for its {what}")
    return outlet


def scale(options: Options) -> float:
    """The value that stands for full brightness."""
    return max(1.0, options.number("brightness_scale", 255))


def to_scale(percent: float, full: float) -> int:
    """Percent to the device's scale; what is not off is at least 1."""
    return max(1, round(min(percent, 100.0) / 100 * full))


def level_state(level: float | None, full: float) -> State | None:
    """Brightness told on the device's scale; 0 says nothing, lamps that are off send it."""
    return None if not level or level < 0 else State(brightness=round(min(level / full, 1.0) * 100, 1))


def warmth_state(value: float | None, in_kelvin: bool) -> State | None:
    """Colour temperature told in kelvin or mireds."""
    told = None if value is None else round(value) if in_kelvin else kelvin(value)
    return None if not told else State(color_temperature=told)


def _values(color: Color, space: str) -> dict[str, object]:
    if space == "hs":
        hue, saturation = to_hs(color)
        return {"hue": hue, "sat": saturation}
    if space == "xy":
        x, y = to_xy(color)
        return {"x": x, "y": y}
    return {"red": color.red, "green": color.green, "blue": color.blue}


def _color_reader(inlet: Inlet, space: str) -> Callable[[Payload], State | None]:
    def read(payload: Payload) -> State | None:
        text = inlet.text(payload)
        if not text:
            return None
        values = [number(part) for part in text.split(",", 4)]
        if len(values) != (3 if space == "rgb" else 2):
            raise Unreadable(f"{text[:40]!r} is no {space} colour")
        if space == "rgb":
            return State(color=rgb(*values))
        return State(color=from_hs(*values) if space == "hs" else from_xy(*values))

    return read
