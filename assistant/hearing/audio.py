"""The one form in which sound travels: frames of 512 int16 samples, 16 kHz, mono."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000  # what every speech model here expects
FRAME_SAMPLES = 512  # the window of the voice activity model: 32 ms
_FOLLOW = 0.05  # of the way to a frame's mean: the offset is that of the last second
_NO_OFFSET = 16  # 66 dB below full scale: nothing is mended that is not broken
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE

AudioFrame = npt.NDArray[np.int16]
"""[FRAME_SAMPLES] int16, full scale ±32768."""


def to_int16(samples: npt.NDArray[np.float32]) -> AudioFrame:
    """Samples in -1..1 as int16; what is louder is clipped, what is not a number is silence."""
    clipped = np.clip(np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 32767 / 32768)
    return np.asarray(np.rint(clipped * 32768.0), dtype=np.int16)


def decibels(power: float) -> float:
    """A frame's variance (not its square: an offset is no sound) in dB of a 16-bit step; silence is -10."""
    return 10.0 * math.log10(power + 0.1)


class Framer:
    """Cuts a stream of any block sizes into frames, and takes a DC offset away.

    Cheap sound cards have one of up to a tenth of full scale; it is no sound, but counts as energy.
    """

    def __init__(self) -> None:
        self._rest = np.empty(0, dtype=np.int16)
        self._offset: float | None = None

    def feed(self, samples: AudioFrame, *, last: bool = False) -> list[AudioFrame]:
        """The frames that are complete now; with ``last`` the rest too, filled up with silence."""
        held = np.concatenate([self._rest, samples])
        filled = -len(held) % FRAME_SAMPLES if last else 0
        whole = (len(held) + filled) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = held[whole:]
        if (
            filled and self._offset is not None and abs(self._offset) >= _NO_OFFSET
        ):  # silence is at the offset, too
            held = np.pad(held, (0, filled), constant_values=round(self._offset))
        held = np.pad(held, (0, max(0, whole - len(held))))
        return [self._centred(frame) for frame in held[:whole].reshape(-1, FRAME_SAMPLES)]

    def _centred(self, frame: AudioFrame) -> AudioFrame:
        mean = float(frame.mean())
        if self._offset is None:  # speech from the first sample on has some mean, too
            self._offset = mean if abs(mean) > frame.std() else 0.0
        self._offset += _FOLLOW * (mean - self._offset)
        offset = round(self._offset)
        if abs(offset) < _NO_OFFSET:
            return frame
        return np.clip(frame.astype(np.int32) - offset, -32_768, 32_767).astype(np.int16)
