"""The one form in which sound travels: frames of 512 int16 samples, 16 kHz, mono."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000  # what every speech model here expects
FRAME_SAMPLES = 512  # the window of the voice activity model: 32 ms
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE

AudioFrame = npt.NDArray[np.int16]
"""[FRAME_SAMPLES] int16, full scale ±32768."""


def to_int16(samples: npt.NDArray[np.float32]) -> AudioFrame:
    """Samples in -1..1 as int16; what is louder is clipped, what is not a number is silence."""
    clipped = np.clip(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 32767 / 32768)
    return np.asarray(np.rint(clipped * 32768.0), dtype=np.int16)


class Framer:
    """Cuts a stream of any block sizes into frames."""

    def __init__(self) -> None:
        self._rest = np.empty(0, dtype=np.int16)

    def feed(self, samples: AudioFrame, *, last: bool = False) -> list[AudioFrame]:
        """The frames that are complete now; with ``last`` the rest too, filled up with silence."""
        held = np.concatenate([self._rest, samples])
        if last and len(held) % FRAME_SAMPLES:
            held = np.pad(held, (0, -len(held) % FRAME_SAMPLES))
        whole = len(held) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = held[whole:]
        return list(held[:whole].reshape(-1, FRAME_SAMPLES))
