"""What a device is doing, as one typed value.

A `State` is used three ways: what a device reported (a partial update), what it is
doing as far as is known (the merge of all updates), and what a command wants
(the fields that are set are the wish). ``None`` always means "not told".
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Moving(StrEnum):
    """Movement of a cover or valve."""

    OPENING = "opening"
    CLOSING = "closing"
    STOPPED = "stopped"


class Playback(StrEnum):
    """What a media player does."""

    PLAYING = "playing"
    PAUSED = "paused"
    IDLE = "idle"


class Activity(StrEnum):
    """What a vacuum or lawn mower does."""

    WORKING = "working"
    PAUSED = "paused"
    RETURNING = "returning"
    DOCKED = "docked"
    IDLE = "idle"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Color:
    """sRGB, each channel 0-255."""

    red: int
    green: int
    blue: int


@dataclass(frozen=True, slots=True)
class State:
    """Attributes of a device; ``None`` is "not told". Percentages are 0-100."""

    available: bool | None = None
    on: bool | None = None  # lights, switches, fans, media players, climate, binary sensors
    brightness: float | None = None  # percent
    color: Color | None = None
    color_temperature: int | None = None  # kelvin
    open: bool | None = None  # covers, valves: not fully closed
    position: float | None = None  # percent, 100 = fully open
    moving: Moving | None = None
    locked: bool | None = None
    jammed: bool | None = None
    speed: float | None = None  # fans, percent
    temperature: float | None = None  # climate: measured, in the device's unit
    target_temperature: float | None = None
    humidity: float | None = None  # percent
    mode: str | None = None  # climate: off, heat, cool, heat_cool, auto, dry, fan_only
    fan_mode: str | None = None
    playback: Playback | None = None
    volume: float | None = None  # percent
    muted: bool | None = None
    activity: Activity | None = None
    reading: float | str | None = None  # sensors; zone of a person
    changed_at: float | None = None  # wall-clock seconds of the last change, set by Home

    def merged(self, update: State) -> State:
        """This state with every field that ``update`` tells replaced."""
        told = {f.name: v for f in fields(update) if (v := getattr(update, f.name)) is not None}
        return replace(self, **told)

    def after(self, report: State) -> State:
        """This state once the device has reported: merged, and of colour and colour temperature only what
        was told last, since a lamp shows one of them."""
        merged = self.merged(report)
        if report.color_temperature is not None and report.color is None:
            return replace(merged, color=None)
        if report.color is not None and report.color_temperature is None:
            return replace(merged, color_temperature=None)
        return merged

    def told(self) -> tuple[str, ...]:
        """Names of the fields that are not ``None``, ``changed_at`` left out."""
        return tuple(
            f.name for f in fields(self) if f.name != "changed_at" and getattr(self, f.name) is not None
        )
