"""Log-mel features: the one implementation, used in training and on the board.

Every 10 ms a row of 41 numbers: the natural logarithm of the energy in 40 mel bands (25 ms Hann
windows, 60-7,600 Hz), and last the frame's level below the recent peak. A gain before the
microphone adds the same constant to all 40 bands and leaves the last number as it is; the network
takes each patch's mean away, so that what it hears does not depend on the input level.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

RATE = 16_000  # samples per second
WINDOW = 400  # samples: 25 ms
HOP = 160  # samples: 10 ms
BANDS = 40
FEATURES = BANDS + 1
_FFT = 512
_LOWEST, _HIGHEST = 60.0, 7_600.0  # Hz: below is hum, above is what cheap microphones and codecs cut
# Energy added to every band: 16-bit rounding noise (1/12 LSB², through the window), so that
# digital silence is a quiet room and not minus infinity.
_FLOOR = np.float32(WINDOW * 0.375 / 12)
_PEAK_FALL = 0.02  # of the level tracker, nepers of energy a frame: 8.7 dB per second

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


def mel(hertz: float) -> float:
    """Frequency in mel (O'Shaughnessy's formula, as in HTK)."""
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))


@lru_cache(maxsize=64)
def filterbank(warp: float = 1.0) -> Floats:
    """Triangular filters, [FFT bins, 40]. ``warp`` scales the frequency axis (VTLP, in training only)."""
    edges_mel = np.linspace(mel(_LOWEST), mel(_HIGHEST), BANDS + 2)
    edges = 700.0 * (10.0 ** (edges_mel / 2595.0) - 1.0)
    # Jaitly & Hinton 2013: linear up to 4.8 kHz, then bent so that the top edge stays in place.
    bend = 4_800.0 * min(warp, 1.0)
    top = RATE / 2
    warped = np.where(
        edges * warp <= bend,
        edges * warp,
        top - (top - bend) / (top - bend / warp) * (top - edges),
    )
    bins = np.fft.rfftfreq(_FFT, 1.0 / RATE)[:, None]
    low, mid, high = warped[:-2], warped[1:-1], warped[2:]
    rising, falling = (bins - low) / (mid - low), (high - bins) / (high - mid)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float32)


_HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)


def log_mel(samples: npt.NDArray[np.int16] | Floats, warp: float = 1.0) -> Floats:
    """Log energies [frames, 40] of samples in units of a 16-bit step; (samples - 400) // 160 + 1 frames."""
    count = max(0, (len(samples) - WINDOW) // HOP + 1)
    if count == 0:
        return np.zeros((0, BANDS), np.float32)
    sound = np.ascontiguousarray(samples, dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP][:count]
    frames = frames - frames.mean(axis=1, keepdims=True)  # a DC offset is no sound
    spectrum = np.fft.rfft(frames * _HANN, _FFT).astype(np.complex64)
    power = spectrum.real**2 + spectrum.imag**2
    return np.log(power @ filterbank(warp) + _FLOOR)


def with_level(bands: Floats, peak: float | None = None) -> tuple[Floats, float | None]:
    """Append the level below the recent peak: ([frames, 41], peak to go on with).

    The peak falls slowly and rises at once; ``peak`` None begins with the first frame's own level.
    """
    if not len(bands):
        return np.zeros((0, FEATURES), np.float32), peak
    level = bands.mean(axis=1)
    steps = np.arange(1, len(level) + 1, dtype=np.float32) * np.float32(_PEAK_FALL)
    rising = np.maximum.accumulate(level + steps)
    if peak is not None:
        rising = np.maximum(rising, np.float32(peak))
    peaks = rising - steps
    return np.concatenate([bands, (level - peaks)[:, None]], axis=1), float(peaks[-1])


class FeatureStream:
    """`log_mel` and `with_level` over sound that comes in pieces of any size."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the sound and the level heard so far."""
        self._rest: Samples = np.zeros(0, np.int16)
        self._peak: float | None = None

    def feed(self, samples: Samples) -> Floats:
        """The rows [frames, 41] that these 16 kHz samples complete."""
        sound = np.concatenate([self._rest, samples])
        bands = log_mel(sound)
        self._rest = sound[len(bands) * HOP :]
        rows, self._peak = with_level(bands, self._peak)
        return rows
