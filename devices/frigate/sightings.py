"""Which cameras and zones have a person in view, out of Frigate's events, its counts and its clock.

Events and counts come over topics that keep nothing, so their ends are missed while the link is down.
Against "occupied for ever" a sighting is believed only as long as Frigate repeats it, by Frigate's own
clock.
"""

from __future__ import annotations

from devices.frigate.payloads import PersonEvent

# Frigate tells of every tracked person anew at least each 60 s, also of one who sits still
# (frigate/track/tracked_object.py). Of one who misses three, the end was missed.
STALE_SECONDS = 180.0
EVENTS_LIMIT = 1_000  # persons tracked at a time by all cameras; beyond that the eldest are let go


class Sightings:
    """A place is a camera or a zone; Frigate gives no two the same name."""

    def __init__(self) -> None:
        self._events: dict[str, tuple[tuple[str, ...], float | None]] = {}  # places, last told at
        self._counts: dict[str, float | None] = {}  # places with a count over 0, last told at
        self._now: float | None = None  # not told yet

    def occupied(self) -> frozenset[str]:
        """The places in which a person is."""
        seen = {p for places, told in self._events.values() if self._is_fresh(told) for p in places}
        return frozenset(seen.union(p for p, told in self._counts.items() if self._is_fresh(told)))

    def track(self, event: PersonEvent) -> None:
        """A person appeared, went on being seen, or was lost."""
        self.tick(event.seconds)
        self._events.pop(event.id, None)
        if not event.over:
            self._events[event.id] = (event.places, self._now if event.seconds is None else event.seconds)
            if len(self._events) > EVENTS_LIMIT:
                del self._events[next(iter(self._events))]

    def count(self, place: str, persons: int) -> None:
        """So many are there now. Nobody there also ends events whose end was missed."""
        if persons:
            self._counts[place] = self._now
            return
        self._counts.pop(place, None)
        self._events = {
            event: (tuple(p for p in places if p != place), told)
            for event, (places, told) in self._events.items()
        }

    def tick(self, seconds: float | None) -> None:
        """Frigate's wall clock. The newest word counts, not the largest: a wrong one mends itself."""
        if seconds is None:
            return
        if self._now is None:
            self._counts = dict.fromkeys(self._counts, seconds)
            self._events = {e: (places, seconds) for e, (places, _) in self._events.items()}
        self._now = seconds
        self._events = {e: seen for e, seen in self._events.items() if self._is_fresh(seen[1])}

    def clear(self) -> None:
        """Frigate has stopped: nothing is known any more."""
        self._events.clear()
        self._counts.clear()
        self._now = None

    def _is_fresh(self, told: float | None) -> bool:
        return told is None or self._now is None or self._now - told <= STALE_SECONDS
