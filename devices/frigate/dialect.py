"""Frigate's MQTT messages (docs.frigate.video/integrations/mqtt), as far as they tell of persons.

``events`` is each tracked object, ``<camera or zone>/person`` how many persons there are, ``available``
whether Frigate runs, and ``stats`` its clock. Cameras and zones become known when a person was seen or
counted there; each is an occupancy sensor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from devices.errors import CannotCommand, DeviceError
from devices.frigate.payloads import clock, online, person_count, person_event
from devices.frigate.sightings import Sightings
from devices.messages import Announced, Change, Malformed, Message, Reported
from devices.model import Command, Device, Kind
from devices.names import slug
from devices.state import State
from devices.topics import topic_fault

PLACES_LIMIT = 500  # cameras and zones; a big house has 50


class FrigateDialect:
    """The cameras of one Frigate, found by its ``topic_prefix``."""

    name = "frigate"

    def __init__(self, base_topic: str = "frigate") -> None:
        self._base = base_topic
        self._ids: dict[str, str] = {}  # camera or zone -> device id
        self._sightings = Sightings()
        self._occupied: frozenset[str] = frozenset()  # as told last
        self._available: bool | None = None

    def subscriptions(self) -> tuple[str, ...]:
        """All that is listened to."""
        return tuple(f"{self._base}/{leaf}" for leaf in ("available", "events", "stats", "+/person"))

    def declare(self, device: Device, options: Mapping[str, object]) -> Announced:
        """Take on a device. ``options``: ``camera``, the name of a camera or zone in Frigate."""
        strangers = options.keys() - {"camera"}
        if strangers:
            raise DeviceError(f"{device.id}: mqtt.{min(strangers)}: not an option; there is camera")
        camera = options.get("camera")
        if not isinstance(camera, str) or "/" in camera or topic_fault(camera):
            raise DeviceError(f"{device.id}: mqtt.camera: {camera!r} is no camera or zone of Frigate")
        if device.kind is not Kind.BINARY_SENSOR:
            raise DeviceError(f"{device.id}: Frigate tells only who is there; make it a binary_sensor")
        self._ids[camera] = device.id
        return Announced(device, self._topics(camera))

    def receive(self, message: Message) -> tuple[Change, ...]:
        """What Frigate tells of persons and of itself."""
        rest = message.topic.removeprefix(f"{self._base}/")
        if not message.payload:
            return ()
        if rest == "available":
            return self._availability(message)
        if rest == "stats":
            self._sightings.tick(clock(message.payload))
            return self._told(())
        if rest == "events":
            return self._event(message)
        place, _, leaf = rest.partition("/")
        return self._count(message, place) if leaf == "person" else ()

    def encode(self, command: Command) -> tuple[Message, ...]:
        """Nothing can be commanded."""
        if command.device in self._ids.values():
            raise CannotCommand(f"{command.device}: can only be read")
        raise CannotCommand(f"{command.device} is no camera of Frigate")

    def _availability(self, message: Message) -> tuple[Change, ...]:
        told = online(message.payload)
        if told is None:
            return (Malformed(message.topic, "is none of online, offline and stopped"),)
        self._available = told
        if not told:
            self._sightings.clear()
        self._occupied = self._sightings.occupied()
        return tuple(self._state(place) for place in self._ids)

    def _event(self, message: Message) -> tuple[Change, ...]:
        if message.retain:
            return ()  # Frigate keeps none; what another has kept is of unknown age
        event = person_event(message.payload)
        if isinstance(event, str):
            return (Malformed(message.topic, event),)
        if event is None:
            return ()
        self._sightings.track(event)
        return self._told(() if event.over else event.places, message.topic)

    def _count(self, message: Message, place: str) -> tuple[Change, ...]:
        persons = person_count(message.payload)
        if persons is None:
            return (Malformed(message.topic, "is no count of persons; does another publish here?"),)
        self._sightings.count(place, persons)
        return self._told((place,), message.topic)

    def _told(self, places: Iterable[str], topic: str = "") -> tuple[Change, ...]:
        """Announcements of what is new among ``places``, and who came or went anywhere."""
        changes: list[Change] = []
        before, self._occupied = self._occupied, self._sightings.occupied()
        new = [place for place in places if place not in self._ids]
        for place in new[: max(0, PLACES_LIMIT - len(self._ids))]:
            changes.append(Announced(self._device(place), self._topics(place)))
        if any(place not in self._ids for place in new):
            reason = f"more than {PLACES_LIMIT} cameras and zones; this one is left out"
            changes.append(Malformed(topic, reason))
        changed = sorted(before ^ self._occupied)
        told = dict.fromkeys([*new, *changed])
        return (*changes, *(self._state(place) for place in told if place in self._ids))

    def _device(self, place: str) -> Device:
        device_id = f"binary_sensor.frigate_{slug(place)}"
        while device_id in self._ids.values():
            device_id += "_2"
        self._ids[place] = device_id
        words = " ".join(place.replace("_", " ").replace("-", " ").split()) or place
        return Device(
            device_id,
            f"{words} person",
            Kind.BINARY_SENSOR,
            # A camera is often called like its room; the registry drops what is no area.
            area=words,
            device_class="occupancy",
            dialect=self.name,
        )

    def _state(self, place: str) -> Reported:
        # A state cannot be untold: while Frigate is away it is "off", and not available.
        state = State(available=self._available, on=place in self._occupied)
        return Reported(self._ids[place], state)

    def _topics(self, place: str) -> tuple[str, ...]:
        return (f"{self._base}/{place}/person",)
