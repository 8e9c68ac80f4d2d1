"""How sure a decoded sentence is: its words against a free loop of phones over the same sound.

A grammar always finds a sentence. Where speech is not of the grammar, any string of phones fits
the sound better than the words do; the difference of log likelihoods a frame says by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.hearing.confidence import logistic

FILLERS = ("<sil>", "SIL", "<s>", "</s>", "[NOISE]", "[SPEECH]")
WINDOW = 50  # frames of 10 ms: the worst half second tells a foreign word among right ones


@dataclass(frozen=True, slots=True)
class Segment:
    """A word and its frames of 10 ms; ``score``: its acoustic log likelihood (natural, as scaled)."""

    word: str
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Mean log likelihood ratio a frame of the words, in hundredths: overall and the worst half second."""

    mean: float
    worst: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic curve from evidence to confidence; see the numbers' origin where one is made."""

    bias: float
    mean: float
    worst: float

    def confidence(self, evidence: Evidence) -> float:
        """0-1."""
        total = self.bias + self.mean * evidence.mean + self.worst * evidence.worst
        return logistic(total)


def evidence(words: Sequence[Segment], phones: Sequence[Segment]) -> Evidence | None:
    """Of the frames the words cover, silence left out; None if there are none or no phones."""
    length = max((s.last for s in [*words, *phones]), default=-1) + 1
    if not phones or length == 0:
        return None
    ratio = _by_frame(words, length) - _by_frame(phones, length)
    spoken = [ratio[s.first : s.last + 1] for s in words if s.word not in FILLERS]
    if not spoken:
        return None
    frames = np.concatenate(spoken)
    size = min(WINDOW, len(frames))
    # Over silence too: it is where a grammar puts speech that it has no words for.
    worst = np.convolve(ratio, np.full(size, 1.0 / size), "valid").min()
    return Evidence(float(frames.mean()), float(worst))


def overlooked(words: Sequence[Segment], samples: npt.NDArray[np.int16]) -> float:
    """Share 0-1 of the loud frames that the words leave to silence: speech nobody accounted for.

    ``samples``: the utterance, 16 kHz. Loud is above the words' median level less 10 dB.
    """
    count = len(samples) // 160
    power = np.square(samples[: count * 160].astype(np.float64)).reshape(count, 160).mean(axis=1)
    spoken = np.zeros(count, dtype=bool)
    for segment in words:
        if segment.word not in FILLERS:
            spoken[segment.first : segment.last + 1] = True
    if not spoken.any():
        return 1.0
    loud = power > np.median(power[spoken]) / 10
    return float((loud & ~spoken).sum() / max(1, (loud | spoken).sum()))


def _by_frame(segments: Sequence[Segment], length: int) -> npt.NDArray[np.float64]:
    frames = np.zeros(length)
    for segment in segments:
        frames[segment.first : segment.last + 1] = 100 * segment.score / (segment.last - segment.first + 1)
    return frames
