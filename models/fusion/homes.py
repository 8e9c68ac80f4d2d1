"""Made-up homes of 2 to 150 devices, with states, sensors, and places as a camera sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.understanding.scene import Climate
from devices.defaults import default_capabilities
from devices.model import Area, Device, Home, Kind, Risk
from devices.state import Playback, State
from models.fusion.names import areas_of, thing_name

SHARES = {
    Kind.LIGHT: 0.46, Kind.SWITCH: 0.16, Kind.FAN: 0.05, Kind.COVER: 0.1, Kind.LOCK: 0.04, Kind.CLIMATE: 0.07,
    Kind.MEDIA_PLAYER: 0.07, Kind.VACUUM: 0.02, Kind.SCENE: 0.03,
}  # fmt: skip
_KINDS = tuple(SHARES)
SMALLEST, LARGEST = 2, 150
TWINS = 0.12  # share of things that are called as another one in another room
APART = 35.0  # degrees between two things that a finger shall tell apart, at least


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A home at one moment. ``bearings``: degrees of what a camera in its area sees; ``hour``: 0-24."""

    home: Home
    now: float
    hour: float
    climates: dict[str, Climate]
    bearings: dict[str, float]


def made(split: str, rng: np.random.Generator, size: int | None = None) -> Made:
    """A home with names of this split; ``size``: devices, else small ones more often than large ones."""
    share = rng.random() ** 1.5  # small homes are common, and cheap to learn from
    count = size or round(SMALLEST * (LARGEST / SMALLEST) ** share)
    rooms = areas_of(int(np.clip(round(count / rng.uniform(2.0, 7.0)), 1, 24)), rng)
    areas = [Area(name.replace(" ", "_"), name) for name in rooms]
    now, hour = 1.7e9 + float(rng.uniform(0, 3e7)), float(rng.uniform(0, 24))
    bearings: dict[str, float] = {}
    home = Home.of(areas=areas)
    for number in range(count):
        kind = _KINDS[int(rng.choice(len(_KINDS), p=list(SHARES.values())))]
        area = areas[int(rng.integers(len(areas)))].id
        device = _device(kind, number, area, split, rng, _twin(home, kind, area, rng))
        bearing = _bearing([bearings[d.id] for d in home.in_area(device.area or "") if d.id in bearings], rng)
        if bearing is not None and kind is not Kind.SCENE:
            bearings[device.id] = bearing
            device = _placed(device, bearing, rng)
        home.add(device)
        home.update(device.id, _state(kind, rng), now - float(np.exp(rng.uniform(0, 12))))
    return Made(home, now, hour, {area.id: _climate(hour, rng) for area in areas}, bearings)


def _device(kind: Kind, number: int, area: str, split: str, rng: np.random.Generator,
            twin: tuple[str, str | None] | None) -> Device:  # fmt: skip
    name, device_class = twin or thing_name(kind, split, rng)
    slug = f"{kind.value}.{name.replace(' ', '_')}_{number}"
    risky = kind is Kind.LOCK or device_class in ("garage", "gate")
    place = None if kind is Kind.SCENE or rng.random() < 0.05 else area
    return Device(slug, name, kind, area=place, device_class=device_class,
                  capabilities=default_capabilities(kind),
                  risk=Risk.CONFIRM if risky else Risk.NORMAL)  # fmt: skip


def _twin(home: Home, kind: Kind, area: str, rng: np.random.Generator) -> tuple[str, str | None] | None:
    """Name and class of a thing in another area: every home has two ceiling lights."""
    if rng.random() >= TWINS:
        return None
    alike = [d for d in home.devices.values() if d.kind is kind and d.area not in (None, area)]
    alike = [d for d in alike if all(d.name != other.name for other in home.in_area(area))]
    if not alike:
        return None
    other = alike[int(rng.integers(len(alike)))]
    return other.name, other.device_class


def _bearing(others: list[float], rng: np.random.Generator) -> float | None:
    """Where it stands as the camera of its area sees it, or None: nobody told, or no camera sees it."""
    if rng.random() < 0.25:
        return None
    for _ in range(8):
        angle = float(rng.choice((0.0, 90.0, 180.0, 270.0)) if rng.random() < 0.5 else rng.uniform(0, 360))
        if all(abs((angle - other + 180) % 360 - 180) >= APART for other in others):
            return angle
    return None


def _placed(device: Device, bearing: float, rng: np.random.Generator) -> Device:
    words = {0.0: "right", 90.0: "up", 180.0: "left", 270.0: "down"}
    told: str | float = words.get(bearing, bearing) if rng.random() < 0.8 else bearing
    return Device(device.id, device.name, device.kind, area=device.area, device_class=device.device_class,
                  capabilities=device.capabilities, risk=device.risk, bearing=told)  # fmt: skip


def _state(kind: Kind, rng: np.random.Generator) -> State:
    if rng.random() < 0.06:
        return State(available=False) if rng.random() < 0.3 else State()
    on = bool(rng.random() < 0.4)
    share = float(rng.integers(5, 101))
    match kind:
        case Kind.LIGHT:
            return State(on=on, brightness=share if on else None)
        case Kind.COVER:
            return State(open=on, position=share if on else 0.0)
        case Kind.LOCK:
            return State(locked=not on)
        case Kind.CLIMATE:
            return State(
                on=on, temperature=float(rng.uniform(15, 27)), target_temperature=float(rng.integers(17, 25))
            )
        case Kind.MEDIA_PLAYER:
            return State(
                on=on, playback=Playback.PLAYING if on else Playback.IDLE, volume=share if on else None
            )
        case Kind.SCENE | Kind.VACUUM:
            return State()
    return State(on=on)


def _climate(hour: float, rng: np.random.Generator) -> Climate:
    """What sensors tell; most areas have only some of them."""
    bright = max(0.0, float(np.sin((hour - 6) / 12 * np.pi)))
    return Climate(
        occupancy=None if rng.random() < 0.5 else float(rng.random() < 0.3),
        lux=None if rng.random() < 0.6 else float(np.exp(rng.normal(1.5 + 5 * bright, 0.7))),
        temperature=None if rng.random() < 0.5 else float(rng.normal(20.5, 2.5)),
    )
