"""Lights of the template schema: templates write the commands and read the states."""

from __future__ import annotations

from dataclasses import replace

from devices.color import kelvin, mireds, rgb, to_hs
from devices.errors import CannotCommand, DeviceError
from devices.homeassistant.entity import Messages, Readers, Traits, only, toggled
from devices.homeassistant.options import Inlet, Options
from devices.homeassistant.payloads import Payload
from devices.model import Capability, Command, Kind, Trigger
from devices.state import Color, State

_CHANNELS = ("red_template", "green_template", "blue_template")


def template_light(options: Options) -> Traits:
    """Brightness is 0-255, colour temperature mireds (or kelvin where the config says so)."""
    outlet = options.needed("command_topic", None)
    on_template, off_template = (
        options.template("command_on_template"),
        options.template("command_off_template"),
    )
    if on_template is None or off_template is None:
        missing = "command_on_template" if on_template is None else "command_off_template"
        raise DeviceError(f"{missing}: is missing; the template schema needs it")
    in_kelvin = options.flag("color_temp_kelvin")
    can = {Capability.ON_OFF}
    can |= {Capability.BRIGHTNESS} if options.has("brightness_template") else set()
    can |= {Capability.COLOR_TEMPERATURE} if options.has("color_temp_template") else set()
    can |= {Capability.COLOR} if all(map(options.has, _CHANNELS)) else set()

    def encode(command: Command, last: State) -> Messages:
        only(command, "on", "brightness", "color", "color_temperature", triggers=(Trigger.TOGGLE,))
        wish = command.desired
        on = toggled(command, last) if command.trigger else wish.on
        if on is False or wish.brightness == 0:
            return (replace(outlet, template=off_template).send("off", state="off"),)
        for field in ("brightness", "color", "color_temperature"):
            if getattr(wish, field) is not None and field not in can:
                raise CannotCommand(f"{command.device}: its {field.replace('_', ' ')} cannot be set")
        return (replace(outlet, template=on_template).send("on", **_variables(wish, in_kelvin)),)

    readers = _readers(options, in_kelvin)
    return Traits(Kind.LIGHT, encode, tuple(readers.found), frozenset(can))


def _variables(wish: State, in_kelvin: bool) -> dict[str, object]:
    told: dict[str, object] = {"state": "on"}
    if wish.brightness is not None:
        told["brightness"] = max(1, round(min(wish.brightness, 100.0) / 100 * 255))
    if wish.color_temperature is not None:
        warmth = wish.color_temperature
        told["color_temp"] = warmth if in_kelvin else mireds(warmth)
    if wish.color is not None:
        hue, saturation = to_hs(wish.color)
        told |= {"red": wish.color.red, "green": wish.color.green, "blue": wish.color.blue}
        told |= {"hue": hue, "sat": saturation}
    return told


def _readers(options: Options, in_kelvin: bool) -> Readers:
    readers = Readers()
    topic = options.topic("state_topic")
    if topic is None:
        return readers

    def inlet(key: str) -> Inlet | None:
        return Inlet(topic, options.template(key)) if options.has(key) else None

    power, level = inlet("state_template"), inlet("brightness_template")
    warmth, channels = inlet("color_temp_template"), [inlet(key) for key in _CHANNELS]

    def read(payload: Payload) -> State | None:
        brightness = level.number(payload) if level else None
        told = warmth.number(payload) if warmth else None
        temperature = None if not told else round(told) if in_kelvin else kelvin(told)
        return State(
            on={"on": True, "off": False}.get(power.text(payload)) if power else None,
            brightness=min(100.0, round(brightness / 255 * 100, 1)) if brightness else None,
            color=_color(channels, payload),
            color_temperature=temperature,
        )

    readers.add(topic, read)
    return readers


def _color(channels: list[Inlet | None], payload: Payload) -> Color | None:
    values = [channel.number(payload) if channel else None for channel in channels]
    told = [value for value in values if value is not None]
    return rgb(*told) if len(told) == 3 else None
