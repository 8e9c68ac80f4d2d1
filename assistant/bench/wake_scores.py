"""Scores of a wake phrase where it is said and where it is not, counted against any threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.hearing.encoder import OUTPUT_SECONDS
from assistant.hearing.lares_wake import AGAIN_SECONDS, Sighting

FLOOR = 0.02  # lower scores are not kept: what scores so at the first look is no longer told from silence


@dataclass(frozen=True, slots=True)
class Peak:
    """The best score 0-1 within a second of a recording, and where it is."""

    file: str
    seconds: float
    score: float


@dataclass(frozen=True, slots=True)
class Said:
    """A recording of the phrase, and the best score 0-1 in it; 0 below `FLOOR`."""

    file: str
    condition: str
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """A phrase: ``said`` must wake, ``peaks`` in ``hours`` of other sound must not.

    ``core``: CPU seconds a second of sound.
    """

    phrase: str
    said: tuple[Said, ...]
    peaks: tuple[Peak, ...]
    hours: float
    core: float

    def missed(self, threshold: float, condition: str) -> float:
        """Share 0-1 of the recordings in a condition that score less."""
        scores = [said.score for said in self.said if said.condition == condition]
        return sum(score < threshold for score in scores) / max(1, len(scores))

    def false_accepts(self, threshold: float) -> float:
        """How many an hour."""
        return sum(peak.score >= threshold for peak in self.peaks) / self.hours

    def threshold(self, rate: float) -> float:
        """The lowest with no more than ``rate`` false accepts an hour; at least `FLOOR`."""
        scores = sorted((peak.score for peak in self.peaks), reverse=True)
        allowed = int(rate * self.hours + 1e-9)
        return max(FLOOR, math.nextafter(scores[allowed], 2.0)) if allowed < len(scores) else FLOOR


def peaks(file: str, seen: Sequence[Sighting]) -> list[Peak]:
    """The best sighting, then the best of those at least `AGAIN_SECONDS` away from it, and so on."""
    apart = round(AGAIN_SECONDS / OUTPUT_SECONDS)
    near = np.zeros(max((sighting.ended for sighting in seen), default=0) + apart, np.bool_)
    kept = []
    for sighting in sorted(seen, key=lambda sighting: -sighting.score):
        if sighting.score >= FLOOR and not near[sighting.ended]:
            near[max(0, sighting.ended - apart + 1) : sighting.ended + apart] = True
            kept.append(Peak(file, round((sighting.ended + 1) * OUTPUT_SECONDS, 2), sighting.score))
    return kept
