"""One camera of the daemon: its eye, what is held long enough, and what of it is published."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.config.seeing import CameraSection, SeeingSection
from assistant.errors import CameraError
from assistant.events import Gestured, Observation
from assistant.eye import Eye
from assistant.itself_cameras import ItselfCamera
from assistant.presence import CameraOccupancy, Presence
from assistant.seeing.drawing import drawn
from assistant.seeing.frames import Frame
from assistant.seeing.holding import GestureHold, HoldSettings
from assistant.seeing.live import CameraStatus, LiveCamera
from assistant.seeing.models import SeeingModels
from assistant.seeing.observer import Observer, ObserverSettings
from devices.messages import Message

log = logging.getLogger("assistant")

PUBLISH_SECONDS = 1.0  # between two observations published of a scene that moves but does not change
DEBUG_FRAMES = 200  # kept on disk where ``debug_frames`` asks for them; then the first is written over


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a camera tells: ``publish`` sends a message on its way, ``meant`` gets gestures, ``alive`` is
    called with each frame and each attempt to get a lost camera back, ``seen`` gets every observation."""

    publish: Callable[[Message], None]
    meant: Callable[[Gestured], None]
    alive: Callable[[], None]
    seen: Callable[[Observation], None] = lambda _: None


class Watched:
    """``open_camera`` makes the camera, given whom to tell of its state."""

    def __init__(
        self,
        section: CameraSection,
        seeing: SeeingSection,
        models: SeeingModels,
        presence: Presence,
        told: Told,
        *,
        base: str,
        open_camera: Callable[[Callable[[CameraStatus], None]], LiveCamera],
    ) -> None:
        self._topics = ItselfCamera(base, section.name)
        self._name = section.name
        self._presence = presence
        self._told = told
        self._debug_frames = seeing.debug_frames
        self._status = CameraStatus(False, f"camera {section.name}: not opened yet")
        on = models.people.threshold
        self._occupancy = CameraOccupancy(on, hold_seconds=seeing.empty_seconds)
        self._hold = GestureHold(
            HoldSettings(
                presence=on,
                held_seconds=seeing.held_seconds,
                cool_down_seconds=seeing.cool_down_seconds,
            )
        )
        self._published: tuple[float, object] = (float("-inf"), None)
        self._drawn = 0
        self.camera = open_camera(self._opened)
        self._observer = Observer(models, ObserverSettings(section.name, section.area))
        self._eye = Eye(self.camera, self._observer, on_seen=self._seen)

    async def run(self) -> None:
        """Look until the source ends; a camera never does. Raises CameraError for a file that is none."""
        try:
            await self._eye.run()
        except CameraError as error:
            self._changed(CameraStatus(False, str(error)))
            raise

    def announce(self) -> None:
        """Publish the retained topics."""
        self._told.publish(self._topics.status(self._status.open, self._status.reason))
        self._told.publish(self._topics.occupancy(self._occupancy.occupied))

    def closed(self) -> None:
        """Muted: what was seen is forgotten, and nobody knows who is there."""
        self._presence.forget(self._name)
        self._changed(CameraStatus(False, f"camera {self._name}: muted, it is closed"))

    def _opened(self, status: CameraStatus) -> None:
        log.log(logging.INFO if status.open else logging.WARNING, "%s", status.reason)
        self._changed(status)

    def _changed(self, status: CameraStatus) -> None:
        """Opened, lost or closed: nobody knows who is there until it has been looked at anew."""
        self._status = status
        self._observer.reset()
        self._hold.reset()
        self._occupancy.reset()
        self.announce()

    def _seen(self, frame: Frame, seen: Observation) -> None:
        self._told.alive()
        self._presence.feed(seen)
        self._told.seen(seen)
        changed = self._occupancy.feed(seen.presence if seen.moving else None, seen.seconds)
        if changed is not None:
            log.info(
                "camera %s: %s (%.2f)",
                self._name,
                "somebody is there" if changed else "nobody",
                seen.presence,
            )
            self._told.publish(self._topics.occupancy(changed))
        what = (seen.moving, seen.persons, tuple(hand.gesture for hand in seen.hands))
        late = seen.moving and seen.seconds - self._published[0] >= PUBLISH_SECONDS
        if what != self._published[1] or late:
            self._published = (seen.seconds, what)
            self._told.publish(self._topics.observation(seen))
        if seen.hands and self._debug_frames is not None:
            self._write(frame, seen, self._debug_frames)
        meant = self._hold.feed(seen)
        if meant is not None:
            self._told.publish(self._topics.gesture(meant))
            self._told.meant(meant)

    def _write(self, frame: Frame, seen: Observation, folder: Path) -> None:
        file = folder / f"{self._name}-{self._drawn % DEBUG_FRAMES:03d}.png"
        self._drawn += 1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            drawn(frame, seen).save(file)
        except OSError as error:
            log.warning("debug_frames: %s cannot be written: %s", file, error.strerror)
