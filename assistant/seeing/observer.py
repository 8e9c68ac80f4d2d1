"""From frames to observations: motion, people, hands, each only where the one before asks for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from assistant.events import Hand, Observation
from assistant.seeing.frames import Frame
from assistant.seeing.hands import SINGLE, Hands, HandSettings
from assistant.seeing.models import SeeingModels
from assistant.seeing.motion import MotionGate, MotionSettings

PEOPLE_SECONDS = 0.5  # between two looks for people: they do not come and go faster
GLIMPSE = 0.15  # share of the people finder's threshold from which hands are looked for
DARK = 3.0  # grey levels; a frame with less spread than this shows nothing
GAP_SECONDS = 2.5  # frames further apart are not one movement


@dataclass(frozen=True, slots=True)
class ObserverSettings:
    """``camera`` and ``area`` are passed on with what is seen."""

    camera: str = "camera"
    area: str | None = None
    motion: MotionSettings = field(default_factory=MotionSettings)
    hands: HandSettings = field(default_factory=HandSettings)


class Observer:
    """One camera's eye. ``feed`` is pure but for the clock that measures its own cost."""

    def __init__(self, models: SeeingModels, settings: ObserverSettings = ObserverSettings()) -> None:
        self._models = models
        self._settings = settings
        self._gate = MotionGate(settings.motion)
        self._hands = Hands(models, settings.hands)
        self._presence, self._persons = 0.0, 0
        self._people_at = -np.inf
        self._last = -np.inf

    def feed(self, frame: Frame, now: float) -> Observation:
        """What a frame shows, ``now`` seconds into the stream."""
        began = time.thread_time()
        if now < self._last:  # another clock: what was remembered would last until it has caught up
            self.reset()
        elif now - self._last > GAP_SECONDS:
            self._look_anew()
        self._last = now
        moving = self._gate.feed(frame.luma, now)
        hands: tuple[Hand, ...] = ()
        if not moving:
            self._look_anew()
        elif float(frame.luma[::8, ::8].std()) >= DARK:
            self._look_for_people(frame, now)
            if self._hands.following or self._presence >= GLIMPSE * self._models.people.threshold:
                hands = self._hands.look(frame.luma, frame.scale)
        else:
            self._presence, self._persons = 0.0, 0
        return Observation(
            camera=self._settings.camera,
            area=self._settings.area,
            seconds=frame.seconds,
            number=frame.number,
            moving=moving,
            presence=round(self._presence, 4),
            persons=self._persons,
            hands=hands,
            compute_seconds=time.thread_time() - began,
        )

    def reset(self) -> None:
        """Forget what was seen: the camera was closed, and what it shows next is all new."""
        self._gate = MotionGate(self._settings.motion)
        self._presence, self._persons = 0.0, 0
        self._look_anew()

    def _look_anew(self) -> None:
        """Frames are missing in between, or nothing moves: what comes next is looked at from the start."""
        self._hands.reset()
        self._people_at = -np.inf

    def _look_for_people(self, frame: Frame, now: float) -> None:
        if now - self._people_at < PEOPLE_SECONDS:
            return
        self._people_at = now
        found = self._models.people.find(frame.luma, 0.02)
        self._presence = found[0].score if found else 0.0
        self._persons = sum(f.score >= self._models.people.threshold for f in found)


def observe_picture(
    models: SeeingModels, frame: Frame, settings: ObserverSettings = ObserverSettings()
) -> Observation:
    """A picture that stands alone: nothing to compare with, no votes."""
    alone = ObserverSettings(settings.camera, settings.area, settings.motion, SINGLE)
    return Observer(models, alone).feed(frame, 0.0)
