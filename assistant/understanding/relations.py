"""What can be said of a thing beside the others: whose name was said best, and what fingers point at."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.events import Pointing
from assistant.understanding.grams import words_of
from assistant.understanding.scene import Look, Scene
from devices.model import Device

_DIRECTIONS = {"right": 0.0, "up": 90.0, "left": 180.0, "down": 270.0}
# People point some 12 degrees beside what they mean (standard deviation; a guess on the wide side), besides
# what the camera adds.
AIM = 12.0
# Devices that the model is shown: what it costs grows with the square, and no room and no name has more.
MOST = 100


def said_share(names: tuple[str, ...], heard: Sequence[frozenset[str]]) -> float:
    """The share of a name's words that were said, of its best name and the best hypothesis."""
    shares = [
        len(said.intersection(words)) / len(words)
        for name in names
        if (words := words_of(name))
        for said in heard
    ]
    return max(shares, default=0.0)


def shortlist(
    scene: Scene, heard: Sequence[frozenset[str]], watched: frozenset[str | None]
) -> tuple[Device, ...]:
    """The devices that the model is shown, in the home's order: all, or of a large home the MOST that have
    most to do with the moment, by what of their names and rooms was said, where people are, and what was
    done."""
    devices = tuple(scene.home.devices.values())
    if len(devices) <= MOST:
        return devices
    areas = {a.id: said_share((a.name, *a.aliases), heard) for a in scene.home.areas.values()}
    lately = {c.device for c in scene.commanded}

    def worth(device: Device) -> tuple[float, float, bool]:
        here = (device.area is not None and device.area == scene.area) + (device.area in watched)
        said = said_share((device.name, *device.aliases), heard)
        return (
            max(said, 0.9 * areas.get(device.area or "", 0.0)) + 0.5 * bool(here),
            said,
            device.id in lately,
        )

    best = {d.id for d in sorted(devices, key=worth, reverse=True)[:MOST]} | lately
    return tuple(device for device in devices if device.id in best)


def rivals(scene: Scene, heard: Sequence[frozenset[str]]) -> dict[str, tuple[float, float, float]]:
    """By device: whether no other's name was said better; then 1 divided by how many are as good, in the home
    and in the speaker's area. All 0 for those whose name was said less well."""
    shares = {d.id: said_share((d.name, *d.aliases), heard) for d in scene.home.devices.values()}
    best = max(shares.values(), default=0.0)
    leading = [i for i, share in shares.items() if share == best > 0]
    here = [i for i in leading if scene.area is not None and scene.home.devices[i].area == scene.area]
    return {
        i: (1.0, 1.0 / len(leading), 1.0 / len(here) if i in here else 0.0)
        if share == best > 0
        else (0.0, 0.0, 0.0)
        for i, share in shares.items()
    }


def aims_of(scene: Scene, looks: Sequence[Look]) -> dict[str, tuple[float, float]]:
    """By device: how likely fingers before the cameras of its area are to point at it, 0-1, and whether any
    points there at all."""
    fingers: dict[str | None, list[Pointing]] = {}
    for look in looks:
        for hand in look.observation.hands:
            if hand.pointing is not None and math.isfinite(hand.pointing.angle):
                fingers.setdefault(look.observation.area, []).append(hand.pointing)
    return {d.id: _aim(radians_of(d.bearing), fingers.get(d.area, [])) for d in scene.home.devices.values()}


def _aim(bearing: float | None, fingers: Sequence[Pointing]) -> tuple[float, float]:
    if bearing is None or not fingers:
        return 0.0, float(bool(fingers))
    likely = []
    for finger in fingers:
        away = (math.degrees(bearing) - finger.angle + 180) % 360 - 180
        spread = finger.spread if math.isfinite(finger.spread) else 45.0
        likely.append(math.exp(-0.5 * away**2 / (AIM**2 + spread**2)))
    return sum(likely) / len(likely), 1.0


def radians_of(bearing: str | float | None) -> float | None:
    """Counter-clockwise from the right, as pointing is; None if nobody told."""
    degrees = _DIRECTIONS.get(bearing) if isinstance(bearing, str) else bearing
    return None if degrees is None or not math.isfinite(degrees) else math.radians(degrees)
