"""One voice made many: pitch, vocal tract, breath and tempo changed by the WORLD vocoder (pyworld, MIT).

WORLD takes speech apart into pitch, spectral envelope and aperiodicity and puts it together again
(Morise et al., 2016). A shorter vocal tract is an envelope stretched in frequency.
"""

from __future__ import annotations

import math
import random
import warnings
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from assistant.hearing.features import RATE

Floats = npt.NDArray[np.float32]

PITCH = (0.6, 1.7)  # factors on the fundamental: a girl of ten from a man is 2.2, a man from a woman 0.55
TRACT = (0.84, 1.2)  # factors on the envelope's frequencies: the spread from tall men to children
TEMPO = (0.8, 1.25)
_FRAME = 5.0  # milliseconds
_LOWEST_PITCH = 60.0  # Hz


@dataclass(frozen=True)
class Warp:
    """Factors: fundamental, its movement around the mean, envelope frequencies, breath, duration."""

    pitch: float
    melody: float
    tract: float
    breath: float
    tempo: float

    @property
    def bucket(self) -> str:
        """A speaker by and large: three classes of pitch times five of vocal tract, such as "p1t3"."""
        pitch = sum(self.pitch > edge for edge in (0.85, 1.2))
        tract = sum(self.tract > edge for edge in (0.91, 0.97, 1.04, 1.11))
        return f"p{pitch}t{tract}"


def can_warp() -> bool:
    """Whether pyworld is installed."""
    return find_spec("pyworld") is not None


def draw_warp(chance: random.Random) -> Warp:
    """A warp; high voices mostly come from short vocal tracts, but not always."""
    pitch = math.exp(chance.uniform(math.log(PITCH[0]), math.log(PITCH[1])))
    tract = chance.uniform(*TRACT)
    if chance.random() < 0.6:
        tract = min(TRACT[1], max(TRACT[0], pitch**0.3 * chance.uniform(0.94, 1.06)))
    return Warp(pitch, chance.uniform(0.6, 1.5), tract, chance.uniform(0.6, 1.4), chance.uniform(*TEMPO))


def warped(sound: Floats, warp: Warp) -> Floats:
    """16 kHz speech in, 16 kHz speech of another "speaker" out, ``tempo`` times as long.

    Raises ImportError without pyworld.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks pkg_resources for its own version
        import pyworld  # type: ignore[import-not-found,import-untyped,unused-ignore]

    samples = sound.astype(np.float64)
    rough, times = pyworld.dio(samples, RATE, f0_floor=_LOWEST_PITCH, frame_period=_FRAME)
    pitch = pyworld.stonemask(samples, rough, times, RATE)
    envelope = pyworld.cheaptrick(samples, pitch, times, RATE)
    noise = pyworld.d4c(samples, pitch, times, RATE)
    noise = _breathy(_stretched(noise, warp.tract), warp.breath)
    envelope = _stretched(envelope, warp.tract)
    made = pyworld.synthesize(_moved(pitch, warp), envelope, noise, RATE, _FRAME * warp.tempo)
    return np.asarray(made, np.float32)


def _moved(pitch: npt.NDArray[np.float64], warp: Warp) -> npt.NDArray[np.float64]:
    voiced = pitch > 0
    if not voiced.any():
        return pitch
    mean = float(np.exp(np.log(pitch[voiced]).mean()))
    moved = np.zeros_like(pitch)
    moved[voiced] = np.clip(mean * warp.pitch * (pitch[voiced] / mean) ** warp.melody, _LOWEST_PITCH, 500.0)
    return moved


def _stretched(frames: npt.NDArray[np.float64], factor: float) -> npt.NDArray[np.float64]:
    """Frequencies times ``factor``; what lies beyond the top repeats the top."""
    bins = frames.shape[1]
    source = np.minimum(np.arange(bins) / factor, bins - 1)
    low = source.astype(int)
    part = source - low
    high = np.minimum(low + 1, bins - 1)
    stretched: npt.NDArray[np.float64] = frames[:, low] * (1 - part) + frames[:, high] * part
    return np.ascontiguousarray(stretched)


def _breathy(noise: npt.NDArray[np.float64], breath: float) -> npt.NDArray[np.float64]:
    louder: npt.NDArray[np.float64] = np.clip(noise, 1e-6, 1.0) ** (1.0 / breath)
    return np.ascontiguousarray(np.clip(louder, 0.0, 1.0))
