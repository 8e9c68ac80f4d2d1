"""A listener with parts that do as they are told."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assistant.events import Woken
from assistant.hearing.audio import FRAME_SAMPLES, FRAME_SECONDS, AudioFrame
from assistant.hearing.listener import Listener
from assistant.hearing.recognizer import Recognition

SPEECH, QUIET = 1, 0


class Scripted:
    """A recogniser that says what it is told, and remembers what it was fed."""

    def __init__(
        self,
        text: str = "lights on",
        confidence: float = 0.9,
        *,
        complete: bool = False,
        closed: bool = False,
    ) -> None:
        self.result = Recognition(text, confidence, complete=complete, closed=closed)
        self.fed = 0
        self.finals = 0
        self.beginnings: list[float] = []

    def may_begin(self) -> None:
        self.beginnings.append(self.fed / 16_000)

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        self.fed += len(samples)
        self.finals += final
        return self.result if final or self.result.complete else None


class ByLoudness:
    """Speech is where the frame is not silent."""

    def feed(self, frame: AudioFrame) -> float:
        return 0.9 if frame.any() else 0.02

    def reset(self) -> None:
        """It remembers nothing."""


class Waking:
    """Wakes at a frame of sevens."""

    def feed(self, samples: AudioFrame) -> Woken | None:
        return Woken("hey lares", 0.0, 0.8) if samples[0] == 7 else None


def frames(*stretches: tuple[int, float]) -> list[AudioFrame]:
    """Frames that swing between plus and minus a value."""
    swing = np.resize(np.array([1, -1], np.int16), FRAME_SAMPLES)
    return [value * swing for value, seconds in stretches for _ in range(round(seconds / FRAME_SECONDS))]


def run(listener: Listener, frames: Iterable[AudioFrame], now: float = 0.0) -> list[object]:
    events = []
    for frame in frames:
        now += FRAME_SECONDS
        if (event := listener.feed(frame, now)) is not None:
            events.append(event)
    return events


def listening(recognizer: Scripted, **more: object) -> Listener:
    return Listener(recognizer, ByLoudness(), **more)  # type: ignore[arg-type]
