"""What understanding is shown when it has to decide: what was said, what was seen, and the home."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.events import Hypothesis, Observation
from devices.model import Home

SEEN_SECONDS = 2.0  # what a camera saw longer ago says nothing about a sentence that ends now


@dataclass(frozen=True, slots=True)
class Said:
    """``hypotheses``: best first, at least one. ``wake``: score of the wake phrase, 0-1, None without one.
    ``noise``: how far the voice stands out from what else is heard, dB, None if not known."""

    hypotheses: tuple[Hypothesis, ...]
    wake: float | None = None
    noise: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A frame of one camera, ``age`` seconds before the decision."""

    observation: Observation
    age: float


@dataclass(frozen=True, slots=True)
class Commanded:
    """A device that was commanded, ``age`` seconds ago; ``last``: by the latest command of all."""

    device: str
    age: float
    last: bool = True


@dataclass(frozen=True, slots=True)
class Climate:
    """What the sensors of an area tell. ``occupancy`` 0-1, that somebody is there; ``lux``; ``temperature``
    in °C. None where none tells."""

    occupancy: float | None = None
    lux: float | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One moment. Any part may be missing: no speech, no camera, no sensors, an empty home.

    ``area``: of the microphone, an id of the home; ``now``: POSIX seconds; ``hour``: 0-24, local;
    ``asked``: a question of ours is open.
    """

    home: Home
    now: float
    hour: float
    said: Said | None = None
    looks: tuple[Look, ...] = ()
    area: str | None = None
    climates: dict[str, Climate] = field(default_factory=dict)
    commanded: tuple[Commanded, ...] = ()
    asked: bool = False
