"""What a kind of device can do and how risky it is, when nobody says otherwise."""

from __future__ import annotations

from devices.model import Capability as Can
from devices.model import Kind, Risk

_CAPABILITIES: dict[Kind, frozenset[Can]] = {
    Kind.LIGHT: frozenset({Can.ON_OFF, Can.BRIGHTNESS}),
    Kind.SWITCH: frozenset({Can.ON_OFF}),
    Kind.FAN: frozenset({Can.ON_OFF, Can.SPEED}),
    Kind.COVER: frozenset({Can.OPEN_CLOSE, Can.STOP, Can.POSITION}),
    Kind.VALVE: frozenset({Can.OPEN_CLOSE, Can.POSITION}),
    Kind.LOCK: frozenset({Can.LOCK}),
    Kind.CLIMATE: frozenset({Can.ON_OFF, Can.TARGET_TEMPERATURE, Can.MODE}),
    Kind.MEDIA_PLAYER: frozenset({Can.ON_OFF, Can.PLAYBACK, Can.TRACK, Can.VOLUME, Can.MUTE}),
    Kind.VACUUM: frozenset({Can.START, Can.DOCK, Can.STOP}),
    Kind.LAWN_MOWER: frozenset({Can.START, Can.DOCK}),
    Kind.SCENE: frozenset({Can.ACTIVATE}),
    Kind.SCRIPT: frozenset({Can.ACTIVATE}),
    Kind.BUTTON: frozenset({Can.ACTIVATE}),
}

# A way into the home, or a thing heavy enough to hurt: Home Assistant's cover classes.
_RISKY_CLASSES = frozenset({"garage", "door", "gate"})


def default_capabilities(kind: Kind) -> frozenset[Can]:
    """What a device of this kind can do if its declaration does not say; sensors can do nothing."""
    return _CAPABILITIES.get(kind, frozenset())


def default_risk(kind: Kind, device_class: str | None = None) -> Risk:
    """CONFIRM for locks, alarms, and covers or valves that are doors, garage doors or gates.

    Which direction of theirs is the risky one (unlock, open, disarm) is the planner's business.
    """
    if kind in (Kind.LOCK, Kind.ALARM):
        return Risk.CONFIRM
    if kind in (Kind.COVER, Kind.VALVE) and device_class in _RISKY_CLASSES:
        return Risk.CONFIRM
    return Risk.NORMAL
