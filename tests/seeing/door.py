"""The camera at a painted door, held in a test's hand, and all the daemon tells of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

from assistant.config.seeing import CameraSection, SeeingSection
from assistant.events import Gesture, Gestured
from assistant.presence import Presence
from assistant.seeing.frames import Frame, Luma
from assistant.seeing.live import CameraStatus
from assistant.watched import Told, Watched
from devices.messages import Message
from devices.model import Area, Home
from tests.seeing.painted import PaintedModels, hand, person, room

HOME = Home.of(areas=[Area("hall", "hall")])
OPEN = CameraStatus(True, "camera door: open, 320×240")


class HandCamera:
    """Shows what it is given, as fast as it is taken but ten a second by its own clock, an exception where
    it fails; then it is over or ``hangs``. It can be opened again, and has been ``closed`` so often."""

    def __init__(
        self, on_status: Callable[[CameraStatus], None] = lambda status: None, *, hangs: bool = False
    ) -> None:
        self.open = False
        self.now = 1000.0
        self.closed = 0
        self.shots: Sequence[Luma | Exception] = ()
        self._on_status = on_status
        self._hangs = hangs

    def lose(self, reason: str) -> None:
        """Say that it is lost."""
        self._on_status(CameraStatus(False, reason))

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """See `assistant.seeing.frames.Camera`."""
        try:
            for number, shot in enumerate(self.shots):
                if isinstance(shot, Exception):
                    raise shot
                if number == 0:
                    self._on_status(OPEN)
                yield Frame(shot, (shot.shape[1], shot.shape[0]), number, self.now)
                self.now += 0.1
            if self._hangs:
                await asyncio.Event().wait()
        finally:
            self.closed += 1


class Door:
    """A `Watched` before a `HandCamera`."""

    def __init__(self, models: Any = None, open_camera: Any = HandCamera, **seeing: object) -> None:
        self.sent: list[Message] = []
        self.meant: list[Gestured] = []
        self.alive = 0
        self.presence = Presence()
        self.watched = Watched(
            CameraSection(name="door", source="usb", area="hall"),
            SeeingSection(**seeing),
            models or PaintedModels(),
            self.presence,
            Told(self.sent.append, self.meant.append, self._alive),
            base="assistant/test",
            open_camera=open_camera,
        )

    def _alive(self) -> None:
        self.alive += 1

    def show(self, *shots: Luma | Exception) -> None:
        self.watched.camera.shots = shots
        asyncio.run(self.watched.run())

    def told(self, what: str) -> list[Any]:
        """Payloads on one topic of the camera: JSON, or words as they are."""
        found = [m.payload.decode() for m in self.sent if m.topic == f"assistant/test/camera/door/{what}"]
        return [json.loads(text) if text.startswith("{") else text for text in found]

    @property
    def score(self) -> float:
        return self.presence.look(HOME, "hall", self.watched.camera.now).score


def somebody(count: int = 1) -> list[Luma]:
    """Somebody walks about."""
    return [person(room(), left=40 + 6 * (i % 20)) for i in range(count)]


def palms(count: int) -> list[Luma]:
    return [hand(person(room()), Gesture.PALM, left=200 + 6 * (i % 2)) for i in range(count)]
