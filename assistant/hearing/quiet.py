"""No voice activity model for a room in which nothing is to be heard: most rooms, most of the time."""

from __future__ import annotations

from collections import deque

import numpy as np

from assistant.hearing.activity import Activity, SileroActivity
from assistant.hearing.audio import AudioFrame, decibels
from assistant.hearing.loudness import NoiseFloor

# dB above the room's own noise that something to be heard must have. Frames of steady noise stray by
# 1 dB; speech so soft cannot be understood.
AUDIBLE = 6.0
_STAYS = 16  # frames for which the model goes on after the last audible one: .5 s
_BEFORE = 8  # frames heard before the audible one, so that the model knows the room again: .25 s
_SPEECH = 0.35  # probability from which on the room's noise is not learned
# The model hears far microphones badly: at -40 dB it missed a third of real commands, and cut others, which
# the speech model heard all the same. What is softer than speech at 26 dB below full scale is made as loud.
_AIM = 64.0  # dB of a 16-bit step
_MOST_GAIN = 40.0  # dB
_SPEECH_OVER_ROOM = 20.0  # dB that speech is taken to have over the room's noise until some was heard
_FORGET = 0.02  # dB a frame, .6 a second, by which the loudest is forgotten


class QuietGate:
    """An `Activity` that asks ``model`` only about what stands out of the room's noise.

    The model is by far the dearest part of hearing in a silent room: .034 of an x86 core without the gate.
    """

    def __init__(self, model: Activity) -> None:
        self._model = model
        self._floor = NoiseFloor(below=AUDIBLE + 1.0)  # the first frame may be speech already
        self._last = 0.0
        self._loudest = 0.0
        self._before: deque[AudioFrame] = deque(maxlen=_BEFORE)
        self._awake = 0

    def reset(self) -> None:
        """Forget what was said; the room stays the same."""
        self._model.reset()
        self._before.clear()
        self._last = 0.0

    def feed(self, frame: AudioFrame) -> float:
        """The probability, 0-1, that somebody speaks in this frame; 0 while nothing is to be heard."""
        if self._audible(frame):
            self._awake = _STAYS
        elif self._awake:
            self._awake -= 1
        if not self._awake:
            self._before.append(frame)
            self._last = 0.0
            return 0.0
        while self._before:
            self._model.feed(self._louder(self._before.popleft()))
        self._last = self._model.feed(self._louder(frame))
        return self._last

    def _audible(self, frame: AudioFrame) -> bool:
        level = decibels(frame.var())
        self._floor.feed(level, speech=self._last >= _SPEECH)
        self._loudest = max(level, self._loudest - _FORGET, self._floor.level + _SPEECH_OVER_ROOM)
        return level > self._floor.level + AUDIBLE

    def _louder(self, frame: AudioFrame) -> AudioFrame:
        gain = min(_MOST_GAIN, _AIM - self._loudest)
        if gain <= 0.0:
            return frame
        raised = frame.astype(np.float32) * np.float32(10.0 ** (gain / 20.0))
        return np.asarray(np.clip(np.rint(raised), -32_768, 32_767), dtype=np.int16)


def voice_activity() -> QuietGate:
    """The detector of speech that everything here listens with."""
    return QuietGate(SileroActivity())
