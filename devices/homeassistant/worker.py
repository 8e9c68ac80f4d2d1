"""Components vacuum and lawn_mower: start, pause, dock."""

from __future__ import annotations

from collections.abc import Mapping

from devices.errors import CannotCommand
from devices.homeassistant.entity import Messages, Readers, Traits, only
from devices.homeassistant.options import Options, Outlet
from devices.homeassistant.payloads import Payload, Unreadable
from devices.model import Capability, Command, Kind, Trigger
from devices.state import Activity, State

_VACUUM = {
    "cleaning": Activity.WORKING,
    "docked": Activity.DOCKED,
    "error": Activity.ERROR,
    "idle": Activity.IDLE,
    "paused": Activity.PAUSED,
    "returning": Activity.RETURNING,
}
_MOWER = {
    "docked": Activity.DOCKED,
    "error": Activity.ERROR,
    "mowing": Activity.WORKING,
    "paused": Activity.PAUSED,
    "returning": Activity.RETURNING,
}
_FEATURES = ("start", "stop", "return_home", "status", "battery", "clean_spot")  # where none are told


def vacuum(options: Options) -> Traits:
    """Its state comes as JSON with ``state``; ``supported_features`` says what it understands."""
    outlet = options.needed("command_topic", None, risky=True)
    features = frozenset(options.texts("supported_features", _FEATURES))
    words = {
        Activity.WORKING: ("start", options.text("payload_start", "start")),
        Activity.PAUSED: ("pause", options.text("payload_pause", "pause")),
        Activity.RETURNING: ("return_home", options.text("payload_return_to_base", "return_to_base")),
        Activity.IDLE: ("stop", options.text("payload_stop", "stop")),
    }
    sends = {activity: (outlet, word) for activity, (feature, word) in words.items() if feature in features}
    readers = Readers()
    if (inlet := options.inlet("state_topic")) is not None:

        def read(payload: Payload) -> State | None:
            text = inlet.text(payload)
            body = Payload(text).json if text.startswith("{") else text
            told = body.get("state") if isinstance(body, dict) else body
            return _activity(told, _VACUUM)

        readers.add(inlet.topic, read)
    return _traits(Kind.VACUUM, sends, readers)


def lawn_mower(options: Options) -> Traits:
    """One command topic each for starting, pausing and docking."""
    sends: dict[Activity, tuple[Outlet, str]] = {}
    for activity, name in (
        (Activity.WORKING, "start_mowing"),
        (Activity.PAUSED, "pause"),
        (Activity.RETURNING, "dock"),
    ):
        outlet = options.outlet(f"{name}_command_topic", f"{name}_command_template", risky=True)
        if outlet is not None:
            sends[activity] = (outlet, name)
    readers = Readers()
    if (inlet := options.inlet("activity_state_topic", "activity_value_template")) is not None:
        readers.add(inlet.topic, lambda payload: _activity(inlet.text(payload), _MOWER))
    return _traits(Kind.LAWN_MOWER, sends, readers)


def _traits(kind: Kind, sends: Mapping[Activity, tuple[Outlet, str]], readers: Readers) -> Traits:
    def encode(command: Command, last: State) -> Messages:
        only(command, "activity", "on", triggers=(Trigger.STOP,))
        wanted = command.desired.activity
        if command.trigger is Trigger.STOP:
            wanted = Activity.IDLE if Activity.IDLE in sends else Activity.PAUSED
        elif wanted is None:
            wanted = Activity.WORKING if command.desired.on else Activity.RETURNING
        if wanted is Activity.DOCKED:
            wanted = Activity.RETURNING
        if wanted not in sends:
            raise CannotCommand(f"{command.device}: it has no command for {wanted}")
        outlet, word = sends[wanted]
        return (outlet.send(word),)

    can = {Capability.START} if Activity.WORKING in sends else set()
    can |= {Capability.DOCK} if Activity.RETURNING in sends else set()
    can |= {Capability.STOP} if sends.keys() & {Activity.IDLE, Activity.PAUSED} else set()
    return Traits(kind, encode, tuple(readers.found), frozenset(can))


def _activity(told: object, words: Mapping[str, Activity]) -> State | None:
    if told in (None, "", "None", "none"):
        return None
    if not isinstance(told, str) or told not in words:
        raise Unreadable(f"{str(told)[:40]!r} is none of {', '.join(words)}")
    return State(activity=words[told])
