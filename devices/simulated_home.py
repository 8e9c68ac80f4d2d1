"""The other side of the simulated dialect: a home full of obedient devices, without a clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from devices.errors import DeviceError
from devices.messages import Message
from devices.model import Device, Kind, Trigger
from devices.simulated import check_options, decode_object, encode_state, set_topic, state_of, state_topic
from devices.state import Activity, Moving, Playback, State

# What a device does before anybody told it anything.
_RESTING: dict[Kind, State] = {
    Kind.LIGHT: State(on=False),
    Kind.SWITCH: State(on=False),
    Kind.FAN: State(on=False, speed=0.0),
    Kind.COVER: State(open=False, position=0.0),
    Kind.VALVE: State(open=False, position=0.0),
    Kind.LOCK: State(locked=True),
    Kind.CLIMATE: State(on=True, mode="heat", temperature=20.0, target_temperature=20.0),
    Kind.MEDIA_PLAYER: State(on=False, playback=Playback.IDLE, volume=30.0, muted=False),
    Kind.VACUUM: State(activity=Activity.DOCKED),
    Kind.LAWN_MOWER: State(activity=Activity.DOCKED),
    Kind.BINARY_SENSOR: State(on=False),
    Kind.ALARM: State(mode="disarmed"),
}


class SimulatedHome:
    """Answers every command to its devices as real ones would, except those that do not respond."""

    def __init__(
        self, declared: Iterable[tuple[Device, Mapping[str, object]]], *, base_topic: str = "simulated"
    ) -> None:
        self.ignored = 0  # commands that made no sense
        self._base = base_topic
        self._devices: dict[str, Device] = {}  # by set topic
        self._states: dict[str, State] = {}
        self._mute: set[str] = set()
        for device, options in declared:
            initial = check_options(device.id, options)
            self._devices[set_topic(base_topic, device.id)] = device
            self._states[device.id] = _RESTING.get(device.kind, State()).merged(initial)
            if options.get("responds", True) is False:
                self._mute.add(device.id)

    def subscriptions(self) -> tuple[str, ...]:
        """The filter that catches every command."""
        return (f"{self._base}/+/set",)

    def states(self) -> tuple[Message, ...]:
        """Every device's state, retained, as after a power cut."""
        return tuple(self._told(device.id) for device in self._devices.values())

    def receive(self, message: Message) -> tuple[Message, ...]:
        """What the addressed device answers; nothing if it is unknown, mute or the command senseless."""
        device = self._devices.get(message.topic)
        if device is None or device.id in self._mute or message.retain:
            return ()
        try:
            body = decode_object(message.payload)
            trigger = body.pop("trigger", None)
            wish = state_of(body)
            triggered = None if trigger is None else Trigger(str(trigger))
        except (DeviceError, ValueError):
            self.ignored += 1
            return ()
        state = self._states[device.id].after(with_consequences(wish))
        self._states[device.id] = _pulled(state, triggered) if triggered else state
        return (self._told(device.id),)

    def _told(self, device_id: str) -> Message:
        return Message(state_topic(self._base, device_id), encode_state(self._states[device_id]), retain=True)


def with_consequences(wish: State) -> State:
    """What else changes when a device does as told: a dimmed lamp is on, a closed blind is at 0."""
    if wish.on is None and (wish.brightness is not None or wish.color or wish.color_temperature):
        wish = replace(wish, on=wish.brightness != 0)
    if wish.on is None and wish.speed is not None:
        wish = replace(wish, on=wish.speed > 0)
    if wish.position is not None:
        return replace(wish, open=wish.position > 0, moving=Moving.STOPPED)
    if wish.open is not None:
        return replace(wish, position=100.0 if wish.open else 0.0, moving=Moving.STOPPED)
    if wish.playback is Playback.PLAYING:
        return replace(wish, on=True)
    if wish.on is None and wish.mode is not None:
        return replace(wish, on=wish.mode != "off")
    return wish


def _pulled(state: State, trigger: Trigger) -> State:
    if trigger is Trigger.TOGGLE:
        return _with_toggled(state)
    if trigger is Trigger.STOP and state.activity is not None:
        return replace(state, activity=Activity.IDLE)
    if trigger is Trigger.STOP and state.position is not None:
        return replace(state, moving=Moving.STOPPED)
    return state


def _with_toggled(state: State) -> State:
    if state.locked is not None:
        return replace(state, locked=not state.locked)
    if state.open is not None:
        return state.merged(with_consequences(State(open=not state.open)))
    return replace(state, on=not state.on)
