"""Brightness, colour and colour temperature of lights."""

from __future__ import annotations

from dataclasses import replace

from assistant.events import Decision, Intent, Refuse
from assistant.understanding.carrying import Cannot, carry_out
from assistant.understanding.targets import Situation, find
from devices.model import Capability as Can
from devices.model import Device, Kind
from devices.state import Color, State

# The span of home-assistant-intents' own list; what a lamp cannot do of it, it rounds itself.
KELVIN_LOW, KELVIN_HIGH = 1000, 10_000
WHITE_KELVIN = 4000  # "white" on a lamp that knows no colours: neither warm nor cold

# sRGB values of CSS, but for brown and purple, which a lamp shows better a little purer.
COLORS = {
    "white": Color(255, 255, 255),
    "red": Color(255, 0, 0),
    "orange": Color(255, 128, 0),
    "yellow": Color(255, 255, 0),
    "green": Color(0, 255, 0),
    "blue": Color(0, 0, 255),
    "purple": Color(128, 0, 255),
    "brown": Color(165, 80, 20),
    "pink": Color(255, 105, 180),
    "turquoise": Color(64, 224, 208),
    "cyan": Color(0, 255, 255),
    "magenta": Color(255, 0, 255),
    "violet": Color(238, 130, 238),
    "gold": Color(255, 215, 0),
    "lavender": Color(150, 120, 255),
    "lime": Color(50, 205, 50),
}


def _light_set(intent: Intent, situation: Situation) -> Decision:
    texts = situation.texts
    brightness, color, kelvin = (intent.get(n) for n in ("brightness", "color", "temperature"))
    if brightness is not None and not (isinstance(brightness, int | float) and 0 <= brightness <= 100):
        return Refuse(f"brightness {brightness!r}", texts.say("range_brightness"), intent)
    if kelvin is not None and not (isinstance(kelvin, int | float) and KELVIN_LOW <= kelvin <= KELVIN_HIGH):
        say = texts.say("range_color_temperature", low=KELVIN_LOW, high=KELVIN_HIGH)
        return Refuse(f"color temperature {kelvin!r}", say, intent)
    if color is not None and str(color) not in COLORS:
        say = texts.say("unknown_color", color=color)
        return Refuse(f"color {color!r}", say, intent)

    def wish(device: Device, state: State) -> State | Cannot:
        if device.kind is not Kind.LIGHT:
            return Cannot("cannot_brightness" if brightness is not None else "cannot_color")
        wanted = State(on=True)
        if brightness is not None:
            if brightness == 0:
                return State(on=False) if device.can(Can.ON_OFF) else Cannot("cannot_on_off")
            if not device.can(Can.BRIGHTNESS):
                return Cannot("cannot_brightness")
            wanted = replace(wanted, brightness=float(brightness))
        if color is not None:
            if device.can(Can.COLOR):
                wanted = replace(wanted, color=COLORS[str(color)])
            elif color == "white" and device.can(Can.COLOR_TEMPERATURE):
                wanted = replace(wanted, color_temperature=WHITE_KELVIN)
            else:
                return Cannot("cannot_color")
        if kelvin is not None:
            if not device.can(Can.COLOR_TEMPERATURE):
                return Cannot("cannot_color_temperature")
            wanted = replace(wanted, color_temperature=round(kelvin))
        return wanted

    return carry_out(intent, situation, find(intent, situation, (Kind.LIGHT,)), wish)


HANDLERS = {"HassLightSet": _light_set}
