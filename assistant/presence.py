"""Is anybody there? Cameras and the home's own sensors, fused per area; and a camera's on and off.

Pure. Where sources differ the surest one that says "somebody" counts: a PIR is blind to who sits
still, a camera to what is behind it. A gesture needs more than this, the camera's own view of a person.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assistant.events import Observation
from devices.messages import Reported
from devices.model import Device, Home, Kind

# A PIR that has gone off has already waited: zigbee2mqtt holds 90 s by default (occupancy_timeout), the
# sensors with a time of their own 5-60 s. Who sits still is missed for longer than that. A minute is
# chosen, not measured: two minutes after "off" a quarter is left.
HALF_LIFE = 60.0  # seconds
FORGOTTEN = 0.01  # a score below this is 0
# Motion is all a PIR knows, and zigbee2mqtt calls its PIRs "occupancy" too. "presence" (somebody is at
# home, or a radar's word) is meant when it says no.
_FADING = frozenset({"motion", "occupancy"})
_CLASSES = _FADING | {"presence"}
# The observer looks for people no more often and repeats its word in between (PEOPLE_SECONDS); frames
# nearer than this are one look.
LOOK_SECONDS = 0.5
SENSORS_LIMIT = 1_000  # sensors remembered after they were on; beyond it the eldest is forgotten


class Source(NamedTuple):
    """Who says so: a camera's name or a device id. ``score`` 0-1, faded by ``age``: seconds since it
    last saw somebody (sensor) or anything (camera); 0 for a sensor whose word holds now."""

    name: str
    score: float
    age: float


@dataclass(frozen=True, slots=True)
class Occupancy:
    """``score`` 0-1, that somebody is in the area; ``sources`` with the surest first. Without any
    source it is 0 as well, and means that nobody knows."""

    area: str
    score: float
    sources: tuple[Source, ...] = ()


class Presence:
    """Remembers who said that somebody is there. All times are seconds of one monotonic clock."""

    def __init__(self, *, half_life: float = HALF_LIFE) -> None:
        self._half_life = half_life
        self._cameras: dict[str, Observation] = {}  # one for each camera of config
        self._on_at: dict[str, float] = {}  # device id -> when it was last known to be on

    def feed(self, observation: Observation) -> None:
        """A camera's frame. A still one shows what the one before showed: who leaves, moves."""
        self._cameras[observation.camera] = observation

    def forget(self, camera: str) -> None:
        """A camera was closed: what it saw counts no more."""
        self._cameras.pop(camera, None)

    def report(self, reported: Reported, now: float) -> None:
        """A device's report, so that what was on between two looks is not missed.

        Only a sensor that was on can fade: at the start all that are off report so.
        """
        device_id, on = reported.device_id, reported.state.on
        if on is not None and device_id.startswith(f"{Kind.BINARY_SENSOR}."):
            was_on = self._on_at.get(device_id) == float("inf")
            if on:
                self._remember(device_id, float("inf"))
            elif was_on:
                self._remember(device_id, now)

    def look(self, home: Home, area: str, now: float) -> Occupancy:
        """Who is in an area (an id of the home)."""
        found = [*self._seen(area, now), *self._sensed(home, area, now)]
        found.sort(key=lambda source: -source.score)
        return Occupancy(area, found[0].score if found else 0.0, tuple(found))

    def _seen(self, area: str, now: float) -> Iterator[Source]:
        for camera, last in self._cameras.items():
            if last.area == area:
                age = max(0.0, now - last.seconds)  # a camera that hangs fades too
                yield Source(camera, self._faded(last.presence, age), age)

    def _sensed(self, home: Home, area: str, now: float) -> Iterator[Source]:
        for device in home.in_area(area):
            state = home.state(device.id)
            if not _senses_people(device) or state.available is False or state.on is None:
                continue
            if state.on:
                self._remember(device.id, float("inf"))
                yield Source(device.id, 1.0, 0.0)
                continue
            since = self._on_at.get(device.id)
            if since is None or device.device_class not in _FADING:
                yield Source(device.id, 0.0, 0.0)
                continue
            if since == float("inf"):  # it went off since the last look
                since = now
                self._remember(device.id, now)
            age = max(0.0, now - since)
            yield Source(device.id, self._faded(1.0, age), age)

    def _remember(self, device_id: str, seconds: float) -> None:
        self._on_at.pop(device_id, None)
        self._on_at[device_id] = seconds
        if len(self._on_at) > SENSORS_LIMIT:
            del self._on_at[next(iter(self._on_at))]

    def _faded(self, score: float, age: float) -> float:
        left = score * 0.5 ** (age / self._half_life)
        return left if left >= FORGOTTEN else 0.0


def _senses_people(device: Device) -> bool:
    return device.kind is Kind.BINARY_SENSOR and device.device_class in _CLASSES


class CameraOccupancy:
    """Steadies one camera's presence score. ``occupied`` is None until it is sure of either.

    ``on``: score from which two of three looks mean "somebody", the people finder's own threshold;
    ``off``: a score over it keeps it so (60 % of ``on``), and ``hold_seconds`` without one end it. The
    share, the votes and the hold are chosen, not measured.
    """

    def __init__(self, on: float = 0.5, *, off: float | None = None, hold_seconds: float = 30.0) -> None:
        self._on = on
        self._off = 0.6 * on if off is None else off
        self._hold_seconds = hold_seconds
        self.reset()

    def reset(self) -> None:
        """Forget all: the camera was closed."""
        self.occupied: bool | None = None
        self._looks: deque[bool] = deque(maxlen=3)
        self._looked_at = float("-inf")
        self._score = 0.0
        self._somebody_at: float | None = None  # when the score was last over ``off``

    def feed(self, score: float | None, now: float) -> bool | None:
        """One frame's presence score, 0-1, at ``now`` seconds (monotonic); None for a still frame, in
        which all is as it was. Returns the new ``occupied`` if it changed, else None."""
        if score is not None:
            self._score = score
            if now - self._looked_at >= LOOK_SECONDS:
                self._looked_at = now
                self._looks.append(score >= self._on)
        if self._score > self._off or self._somebody_at is None:
            self._somebody_at = now
        before = self.occupied
        if sum(self._looks) >= 2 and self._score > self._off:
            self.occupied = True
        elif now - self._somebody_at >= self._hold_seconds:
            self.occupied = False
            self._looks.clear()
        return self.occupied if self.occupied != before else None
