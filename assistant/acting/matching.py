"""Does a device's state satisfy what a command wanted, how long may that take, and do two commands clash.

Tolerances are what the protocols lose on the way: brightness travels in 254 steps, colour temperature
in whole mireds, colours as CIE xy and back. None of them is measured on a person's lamps; each is the
smallest that the coding itself can cause, rounded up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from devices.model import Command, Kind
from devices.state import Activity, Color, Moving, State

BRIGHTNESS = 2.0  # percent
POSITION = 3.0  # percent; motors stop a little short
SPEED = 17.0  # percent; half a step of a fan that has three
VOLUME = 2.0  # percent
TEMPERATURE = 0.3  # degrees; thermostats step by a half
MIREDS = 12.0
COLOR = 64.0  # sRGB distance once both are scaled to full brightness (441 is black to white)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a device. ``first``: for any sign of obeying, then the command is sent
    again; ``second``: after that; ``moving``: after each sign of movement."""

    first: float
    second: float
    moving: float = 0.0


# Mains-powered Zigbee and Wi-Fi devices answer within a second; a lock's motor turns for up to ten;
# battery thermostats wake every few seconds; the slowest blinds and garage doors run a minute.
_PATIENCE = {
    Kind.COVER: Patience(4.0, 8.0, 60.0),
    Kind.VALVE: Patience(4.0, 8.0, 60.0),
    Kind.LOCK: Patience(4.0, 10.0),
    Kind.CLIMATE: Patience(4.0, 8.0),
    Kind.VACUUM: Patience(4.0, 8.0),
    Kind.LAWN_MOWER: Patience(4.0, 8.0),
}
_DEFAULT_PATIENCE = Patience(2.5, 2.5)


def patience(kind: Kind) -> Patience:
    """How long a device of this kind may take."""
    return _PATIENCE.get(kind, _DEFAULT_PATIENCE)


def satisfies(state: State, desired: State) -> bool:
    """True if every field that ``desired`` tells is so in ``state``, within its tolerance."""
    return all(_field_satisfied(name, state, desired) for name in desired.told())


def progresses(state: State, desired: State) -> bool:
    """True if a cover or valve is on its way to what is desired."""
    if state.moving not in (Moving.OPENING, Moving.CLOSING):
        return False
    if desired.open is not None:
        return (state.moving is Moving.OPENING) == desired.open
    return desired.position is not None


def clash(earlier: Command, later: Command) -> bool:
    """True if the later command to the same device makes it pointless to wait for the earlier."""
    if later.trigger is not None:
        return True
    return any(
        getattr(later.desired, name) != getattr(earlier.desired, name)
        for name in earlier.desired.told()
        if name in later.desired.told()
    ) or (later.desired.on is False and earlier.desired.on is not False)


def tells(report: State, desired: State) -> bool:
    """True if a report speaks about anything that is desired."""
    wanted = set(desired.told())
    if wanted & {"open", "position"}:
        wanted |= {"open", "position", "moving"}
    return not wanted.isdisjoint(report.told())


def _field_satisfied(name: str, state: State, desired: State) -> bool:
    want, have = getattr(desired, name), getattr(state, name)
    if name == "open":
        return _open_satisfied(state, desired)
    if have is None:
        return False
    if name == "position":
        at_rest = state.moving in (None, Moving.STOPPED)
        return bool(at_rest and abs(have - want) <= POSITION)
    if name == "activity" and want is Activity.RETURNING:
        return have in (Activity.RETURNING, Activity.DOCKED)
    if name == "locked":
        return bool(have == want) and not state.jammed
    compare = _COMPARE.get(name, _same)
    return compare(have, want)


def _open_satisfied(state: State, desired: State) -> bool:
    if desired.open:
        return bool(state.open) or (state.position is not None and state.position > POSITION)
    if state.moving is Moving.CLOSING:
        return False
    if state.open is not None:
        return not state.open
    return state.position is not None and state.position <= POSITION


def _same(have: object, want: object) -> bool:
    return have == want


def _within(tolerance: float) -> Callable[[float, float], bool]:
    return lambda have, want: abs(have - want) <= tolerance


def _mireds_close(have: int, want: int) -> bool:
    return have > 0 and want > 0 and abs(1e6 / have - 1e6 / want) <= MIREDS


def _color_close(have: Color, want: Color) -> bool:
    a, b = _bright(have), _bright(want)
    return math.dist(a, b) <= COLOR


def _bright(color: Color) -> tuple[float, float, float]:
    # How bright is told apart from the colour; only the hue and how pale it is are compared.
    scale = 255 / max(color.red, color.green, color.blue, 1)
    return color.red * scale, color.green * scale, color.blue * scale


_COMPARE: dict[str, Callable[..., bool]] = {
    "brightness": _within(BRIGHTNESS),
    "speed": _within(SPEED),
    "volume": _within(VOLUME),
    "target_temperature": _within(TEMPERATURE),
    "color_temperature": _mireds_close,
    "color": _color_close,
}
