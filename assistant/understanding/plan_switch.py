"""On and off, open and close, lock and unlock, run, press, stop, and positions."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.events import Decision, Intent, Refuse
from assistant.understanding.carrying import Cannot, Wish, carry_out
from assistant.understanding.targets import Situation, find
from devices.model import Capability as Can
from devices.model import Device, Kind, Trigger
from devices.state import Activity, State

_SWITCHED = (Kind.LIGHT, Kind.SWITCH, Kind.FAN, Kind.MEDIA_PLAYER, Kind.CLIMATE)
_OPENED = (Kind.COVER, Kind.VALVE)
_RUN = (Kind.SCENE, Kind.SCRIPT, Kind.BUTTON)
_ACTED_ON = (*_SWITCHED, *_OPENED, Kind.LOCK, *_RUN, Kind.VACUUM, Kind.LAWN_MOWER)
# What to switch a thermostat on to, the most useful first.
_MODES = ("heat_cool", "auto", "heat", "cool")

# The response key of a sentence tells what kind of thing its verb is for: "lock the front door" is
# not for the sensor of that name.
_KINDS_OF_RESPONSE: Mapping[str, tuple[Kind, ...]] = {
    "lock": (Kind.LOCK,),
    "cover": (Kind.COVER,),
    "cover_device_class": (Kind.COVER,),
    "open_all": (Kind.COVER,),
    "close_all": (Kind.COVER,),
    "valve": (Kind.VALVE,),
    "scene": (Kind.SCENE,),
    "script": (Kind.SCRIPT,),
    "button": (Kind.BUTTON,),
    "light": (Kind.LIGHT,),
    "light_all": (Kind.LIGHT,),
    "lights_area": (Kind.LIGHT,),
    "lights_floor": (Kind.LIGHT,),
    "fan": (Kind.FAN,),
    "fans": (Kind.FAN,),
    "fan_all": (Kind.FAN,),
    "fans_area": (Kind.FAN,),
}


def _turn(on: bool, intent: Intent, situation: Situation) -> Decision:
    return _act(intent, situation, _turning(on), _KINDS_OF_RESPONSE.get(intent.response, _SWITCHED))


def _act(intent: Intent, situation: Situation, wish: Wish, kinds: tuple[Kind, ...]) -> Decision:
    if intent.get("domain") is not None:
        kinds = _ACTED_ON
    elif intent.get("device_class") is not None and kinds == _SWITCHED:
        kinds = _OPENED
    elif intent.get("name") is None and situation.meant is None and kinds == _SWITCHED:
        # "Off" alone, or a room alone, is not all that can be switched there.
        return Refuse("neither a name nor a kind of thing was said", situation.texts.say("need_name"), intent)
    return carry_out(intent, situation, find(intent, situation, kinds, rest=_ACTED_ON), wish)


def _turning(on: bool) -> Wish:
    def wish(device: Device, state: State) -> State | Trigger | Cannot:
        if device.kind in _RUN:
            if not on:
                return Cannot("cannot_turn_off_trigger")
            return Trigger.ACTIVATE if device.can(Can.ACTIVATE) else Cannot("cannot_activate")
        if device.kind is Kind.LOCK:
            return State(locked=on) if device.can(Can.LOCK) else Cannot("cannot_lock")
        if device.kind in _OPENED:
            return _opening(device, on)
        if device.kind in (Kind.VACUUM, Kind.LAWN_MOWER):
            return _working(device, on)
        if device.kind is Kind.CLIMATE and "off" in device.modes:
            return _climate_mode(device, on)
        return State(on=on) if device.can(Can.ON_OFF) else Cannot("cannot_on_off")

    return wish


def _opening(device: Device, on: bool) -> State | Cannot:
    if device.can(Can.OPEN_CLOSE):
        return State(open=on)
    if device.can(Can.POSITION):
        return State(position=100.0 if on else 0.0)
    return Cannot("cannot_open_close")


def _working(device: Device, on: bool) -> State | Cannot:
    if on:
        return State(activity=Activity.WORKING) if device.can(Can.START) else Cannot("cannot_start")
    return State(activity=Activity.RETURNING) if device.can(Can.DOCK) else Cannot("cannot_dock")


def _climate_mode(device: Device, on: bool) -> State | Cannot:
    if not on:
        return State(mode="off")
    mode = next((m for m in _MODES if m in device.modes), None)
    return State(mode=mode) if mode else Cannot("cannot_on_off")


def _toggling(device: Device, state: State) -> State | Trigger | Cannot:
    if device.kind in _RUN:
        return Cannot("cannot_on_off")
    known = {Kind.LOCK: state.locked, Kind.COVER: state.open, Kind.VALVE: state.open}
    now = known.get(device.kind, state.on)
    if device.kind is Kind.CLIMATE and state.mode is not None:
        now = state.mode != "off"
    if now is not None:
        # A known state makes it a wish that can be checked and repeated.
        return _turning(not now)(device, state)
    able = _turning(True)(device, state)
    return able if isinstance(able, Cannot) else Trigger.TOGGLE


def _stopping(device: Device, state: State) -> Trigger | Cannot:
    return Trigger.STOP if device.can(Can.STOP) else Cannot("cannot_stop")


def _set_position(intent: Intent, situation: Situation) -> Decision:
    position = intent.get("position")
    if not isinstance(position, int | float) or not 0 <= position <= 100:
        return Refuse(f"position {position!r}", situation.texts.say("range_position"), intent)
    wanted = float(position)

    def wish(device: Device, state: State) -> State | Cannot:
        if device.kind not in _OPENED:
            return Cannot("cannot_position")
        if device.can(Can.POSITION):
            return State(position=wanted)
        return _opening(device, wanted == 100) if wanted in (0, 100) else Cannot("cannot_position")

    return carry_out(intent, situation, find(intent, situation, _OPENED), wish)


HANDLERS = {
    "HassTurnOn": lambda intent, situation: _turn(True, intent, situation),
    "HassTurnOff": lambda intent, situation: _turn(False, intent, situation),
    "HassToggle": lambda intent, situation: _act(intent, situation, _toggling, _SWITCHED),
    "HassOpenCover": lambda intent, situation: _act(intent, situation, _turning(True), _OPENED),
    "HassCloseCover": lambda intent, situation: _act(intent, situation, _turning(False), _OPENED),
    "HassStopMoving": lambda intent, situation: _act(intent, situation, _stopping, _OPENED),
    "HassSetPosition": _set_position,
}
