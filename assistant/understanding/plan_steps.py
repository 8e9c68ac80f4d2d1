"""A bit more or less of something, from where the device itself says that it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.events import Act, Decision, Intent, Slot
from assistant.understanding.carrying import Cannot, Wish, carry_out
from assistant.understanding.plan_climate import CELSIUS, FAHRENHEIT
from assistant.understanding.targets import Situation, find
from devices.model import Capability as Can
from devices.model import Command, Device, Kind
from devices.state import State

STEP = "LaresStep"  # the intent's name; Home Assistant has none for this
VOLUME = "HassSetVolumeRelative"

# What is seen at once but does not dazzle: 6 of CIE's 100 steps of lightness when it goes up from 85
# percent, 16 from 15. Not tried on people; Home Assistant's 10 percent would be 4 of them at the top.
BRIGHTNESS_STEP = 15.0
DIMMEST = 1.0  # "dimmer" never switches off: that is another command
# What a person notices in a room, and two steps of most thermostats; in Fahrenheit about the same.
TEMPERATURE_STEP = 1.0
FAHRENHEIT_STEP = 2.0
SPEED_STEP = 100 / 3  # of a fan with three speeds, the fewest there are, one
POSITION_STEP = 20.0  # percent; some thirty centimetres of a window's blind


class Quantity(StrEnum):
    """What there can be more or less of; fields of `State`, but for the volume, which has its own intent."""

    BRIGHTNESS = "brightness"
    TEMPERATURE = "target_temperature"
    SPEED = "speed"
    POSITION = "position"
    VOLUME = "volume"


_KINDS = {
    Quantity.BRIGHTNESS: (Kind.LIGHT,),
    Quantity.TEMPERATURE: (Kind.CLIMATE,),
    Quantity.SPEED: (Kind.FAN,),
    Quantity.POSITION: (Kind.COVER, Kind.VALVE),
    Quantity.VOLUME: (Kind.MEDIA_PLAYER,),
}
_MAIN = {kind: quantity for quantity, kinds in _KINDS.items() for kind in kinds}
_STEPS = {Quantity.BRIGHTNESS: BRIGHTNESS_STEP, Quantity.SPEED: SPEED_STEP, Quantity.POSITION: POSITION_STEP}
_SWITCHED = frozenset({"on", "open"})  # says nothing of how much


def stepping(quantity: Quantity, up: bool, *more: Slot, text: str = "") -> Intent:
    """The intent of a step."""
    way = "up" if up else "down"
    if quantity is Quantity.VOLUME:
        return Intent(VOLUME, (Slot("volume_step", way), *more), text, "default")
    return Intent(STEP, (Slot("quantity", quantity.value), Slot("step", way), *more), text, "default")


def has(device: Device, quantity: Quantity) -> bool:
    """True if devices of this kind have such a quantity, though this very one may not let it be set."""
    return device.kind in _KINDS[quantity]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a command changed, on which devices; ``up``: which way "a bit more" of it goes."""

    quantity: Quantity
    devices: tuple[str, ...]
    up: bool = True


def touched(acts: Iterable[Act], devices: Iterable[Device]) -> Touched | None:
    """The one quantity that acts changed; None if they changed several, or none that has steps."""
    kinds = {device.id: device.kind for device in devices}
    found: dict[Quantity | None, list[str]] = {}
    up = True
    for act in acts:
        # After "dimmer", "a bit more" is dimmer still.
        up = "down" not in (act.intent.get("step"), act.intent.get("volume_step"))
        for step in act.steps:
            if isinstance(step, Command) and step.device in kinds:
                found.setdefault(_quantity(step, kinds[step.device]), []).append(step.device)
    if len(found) != 1 or None in found:
        return None
    ((quantity, ids),) = found.items()
    return None if quantity is None else Touched(quantity, tuple(dict.fromkeys(ids)), up)


def _quantity(command: Command, kind: Kind) -> Quantity | None:
    told = set(command.desired.told())
    named = [quantity for quantity in Quantity if quantity.value in told]
    if named or not told or not told <= _SWITCHED:
        return named[0] if len(named) == 1 else None
    return _MAIN.get(kind)


def _step(intent: Intent, situation: Situation) -> Decision:
    quantity = Quantity(str(intent.get("quantity")))
    found = find(intent, situation, _KINDS[quantity], only_one=quantity is Quantity.TEMPERATURE)
    way, by = -1.0 if intent.get("step") == "down" else 1.0, intent.get("amount")
    if isinstance(by, int | float) and quantity in _STEPS:
        way *= by / _STEPS[quantity]  # "by ten percent"
    return carry_out(intent, situation, found, _wish(quantity, way))


def _wish(quantity: Quantity, way: float) -> Wish:
    return {
        Quantity.BRIGHTNESS: lambda device, state: _brighter(device, state, way),
        Quantity.TEMPERATURE: lambda device, state: _warmer(device, state, way),
        Quantity.SPEED: lambda device, state: _faster(device, state, way),
        Quantity.POSITION: lambda device, state: _wider(device, state, way),
    }[quantity]


def _brighter(device: Device, state: State, way: float) -> State | Cannot:
    if not device.can(Can.BRIGHTNESS):
        return Cannot("cannot_brightness")
    if state.on is False:
        return Cannot("is_off")  # nobody wants a light by "dimmer"; and how bright it was is long ago
    if state.on is None or state.brightness is None:
        return Cannot("level_unknown")
    return State(on=True, brightness=_within(state.brightness + way * BRIGHTNESS_STEP, DIMMEST, 100.0))


def _warmer(device: Device, state: State, way: float) -> State | Cannot:
    if not device.can(Can.TARGET_TEMPERATURE):
        return Cannot("cannot_target_temperature")
    if state.target_temperature is None:
        return Cannot("level_unknown")
    fahrenheit = "F" in (device.unit or "")
    step = FAHRENHEIT_STEP if fahrenheit else TEMPERATURE_STEP
    limits = FAHRENHEIT if fahrenheit else CELSIUS
    return State(target_temperature=_within(state.target_temperature + way * step, *limits))


def _faster(device: Device, state: State, way: float) -> State | Cannot:
    if not device.can(Can.SPEED):
        return Cannot("cannot_speed")
    if state.on is False:
        return Cannot("is_off")
    if state.on is None or state.speed is None:
        return Cannot("level_unknown")
    return State(on=True, speed=round(_within(state.speed + way * SPEED_STEP, SPEED_STEP, 100.0), 1))


def _wider(device: Device, state: State, way: float) -> State | Cannot:
    if not device.can(Can.POSITION):
        return Cannot("cannot_position")
    if state.position is None:
        return Cannot("level_unknown")
    return State(position=_within(state.position + way * POSITION_STEP, 0.0, 100.0))


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


HANDLERS = {STEP: _step}
