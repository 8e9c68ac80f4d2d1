"""Devices, areas and commands; and `Home`, the live picture of them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from devices.errors import DeviceError
from devices.state import State


class Kind(StrEnum):
    """What a device is; values are Home Assistant's domains."""

    LIGHT = "light"
    SWITCH = "switch"
    FAN = "fan"
    COVER = "cover"
    VALVE = "valve"
    LOCK = "lock"
    CLIMATE = "climate"
    MEDIA_PLAYER = "media_player"
    VACUUM = "vacuum"
    LAWN_MOWER = "lawn_mower"
    SCENE = "scene"
    SCRIPT = "script"
    BUTTON = "button"
    SENSOR = "sensor"
    BINARY_SENSOR = "binary_sensor"
    PERSON = "person"
    ALARM = "alarm_control_panel"


class Capability(StrEnum):
    """What a command may ask of a device, beyond what its kind implies."""

    ON_OFF = "on_off"
    BRIGHTNESS = "brightness"
    COLOR = "color"
    COLOR_TEMPERATURE = "color_temperature"
    OPEN_CLOSE = "open_close"
    POSITION = "position"
    STOP = "stop"
    LOCK = "lock"
    SPEED = "speed"
    TARGET_TEMPERATURE = "target_temperature"
    MODE = "mode"
    FAN_MODE = "fan_mode"
    PLAYBACK = "playback"
    TRACK = "track"
    VOLUME = "volume"
    MUTE = "mute"
    START = "start"
    DOCK = "dock"
    ACTIVATE = "activate"


class Risk(StrEnum):
    """How much harm a wrong command can do."""

    NORMAL = "normal"
    CONFIRM = "confirm"  # unlock, open a garage or door, disarm, and what config names


@dataclass(frozen=True, slots=True)
class Floor:
    """A storey. ``id`` is a slug, names are for people."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A room or place. ``floor`` is a `Floor` id."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """One thing that can be commanded or asked. ``id`` is ``kind.slug``."""

    id: str
    name: str
    kind: Kind
    area: str | None = None
    aliases: tuple[str, ...] = ()
    device_class: str | None = None  # Home Assistant's: door, garage, window, temperature, …
    unit: str | None = None
    capabilities: frozenset[Capability] = frozenset()
    modes: tuple[str, ...] = ()  # climate modes it announces
    risk: Risk = Risk.NORMAL
    bearing: str | float | None = None  # left/right/up/down or degrees, as the area's camera sees it
    dialect: str = "simulated"

    def can(self, capability: Capability) -> bool:
        """True if the device announced or was declared with this capability."""
        return capability in self.capabilities


class Trigger(StrEnum):
    """Commands that leave no state behind to wait for."""

    STOP = "stop"
    NEXT = "next"
    PREVIOUS = "previous"
    ACTIVATE = "activate"
    TOGGLE = "toggle"


@dataclass(frozen=True, slots=True)
class Command:
    """What one device shall do: reach ``desired``, or carry out ``trigger``."""

    device: str
    desired: State = field(default_factory=State)
    trigger: Trigger | None = None


@dataclass(slots=True)
class Home:
    """The live picture: floors, areas, devices and their states.

    Written by the registry only; everybody else reads. ``revision`` grows whenever a
    name could have changed, so that grammars built from the home know they are stale.
    """

    floors: dict[str, Floor] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    revision: int = 0

    @classmethod
    def of(
        cls, *, floors: Iterable[Floor] = (), areas: Iterable[Area] = (), devices: Iterable[Device] = ()
    ) -> Home:
        """A home of these parts, nothing known of any state yet."""
        home = cls(floors={f.id: f for f in floors}, areas={a.id: a for a in areas})
        for device in devices:
            home.add(device)
        return home

    def add(self, device: Device) -> None:
        """Add a device or replace the one of the same id."""
        if self.devices.get(device.id) != device:
            self.devices[device.id] = device
            self.revision += 1

    def remove(self, device_id: str) -> None:
        """Forget a device and its state; unknown ids are fine."""
        if self.devices.pop(device_id, None) is not None:
            self.revision += 1
        self.states.pop(device_id, None)

    def state(self, device_id: str) -> State:
        """What is known of the device; an empty `State` if nothing."""
        return self.states.get(device_id, _UNKNOWN)

    def update(self, device_id: str, update: State, now: float) -> bool:
        """Merge a report at wall-clock ``now``; True if anything changed.

        Raises DeviceError for an id the home does not hold.
        """
        if device_id not in self.devices:
            raise DeviceError(f"state for {device_id}, which is not a known device")
        before = self.states.get(device_id, _UNKNOWN)
        merged = before.after(update)
        if merged == before:
            return False
        self.states[device_id] = replace(merged, changed_at=now)
        return True

    def in_area(self, area_id: str) -> tuple[Device, ...]:
        """Devices of one area, in the order they were added."""
        return tuple(d for d in self.devices.values() if d.area == area_id)


_UNKNOWN = State()
