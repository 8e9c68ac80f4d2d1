"""Where sound comes from: microphones and recordings, both as the same frames."""

from __future__ import annotations

from assistant.hearing.audio import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE, AudioFrame
from assistant.hearing.microphone import Microphone, MicrophoneStatus, microphones
from assistant.hearing.recordings import read_wav, wav_frames

__all__ = [
    "FRAME_SAMPLES",
    "FRAME_SECONDS",
    "SAMPLE_RATE",
    "AudioFrame",
    "Microphone",
    "MicrophoneStatus",
    "microphones",
    "read_wav",
    "wav_frames",
]
