"""Target temperatures, fan modes and fan speeds."""

from __future__ import annotations

from assistant.events import Decision, Intent, Refuse
from assistant.understanding.carrying import Cannot, carry_out
from assistant.understanding.targets import Situation, find
from devices.model import Capability as Can
from devices.model import Device, Kind
from devices.state import State

# Home Assistant's default limits of a thermostat; Fahrenheit where the device says so.
CELSIUS = (7.0, 35.0)
FAHRENHEIT = (45.0, 95.0)


def _set_temperature(intent: Intent, situation: Situation) -> Decision:
    value = intent.get("temperature")

    def wish(device: Device, state: State) -> State | Cannot:
        if not device.can(Can.TARGET_TEMPERATURE):
            return Cannot("cannot_target_temperature")
        low, high = FAHRENHEIT if "F" in (device.unit or "") else CELSIUS
        if not isinstance(value, int | float) or not low <= value <= high:
            return Cannot("range_temperature", low, high)
        return State(target_temperature=float(value))

    return carry_out(intent, situation, find(intent, situation, (Kind.CLIMATE,), only_one=True), wish)


def _set_fan_mode(intent: Intent, situation: Situation) -> Decision:
    mode = str(intent.get("fan_mode"))

    def wish(device: Device, state: State) -> State | Cannot:
        return State(fan_mode=mode) if device.can(Can.FAN_MODE) else Cannot("cannot_fan_mode")

    return carry_out(intent, situation, find(intent, situation, (Kind.CLIMATE,), only_one=True), wish)


def _set_speed(intent: Intent, situation: Situation) -> Decision:
    speed = intent.get("percentage")
    if not isinstance(speed, int | float) or not 0 <= speed <= 100:
        return Refuse(f"speed {speed!r}", situation.texts.say("range_speed"), intent)
    wanted = float(speed)

    def wish(device: Device, state: State) -> State | Cannot:
        if wanted == 0 and device.can(Can.ON_OFF):
            return State(on=False)
        return State(on=True, speed=wanted) if device.can(Can.SPEED) else Cannot("cannot_speed")

    return carry_out(intent, situation, find(intent, situation, (Kind.FAN,)), wish)


HANDLERS = {
    "HassClimateSetTemperature": _set_temperature,
    "HassClimateSetFanMode": _set_fan_mode,
    "HassFanSetSpeed": _set_speed,
}
