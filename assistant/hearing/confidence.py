"""How sure a sentence found in a grammar is: against any phones at all over the same sound.

A grammar always finds a sentence. Where the speech is not of the grammar, some other string of
phones fits far better; the difference of log scores, for each phone of the sentence, says by how much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.hearing.ctc_search import Path

Floats = npt.NDArray[np.float32]
LONG = 20  # phones; more of them make no surer


@dataclass(frozen=True, slots=True)
class Evidence:
    """Nats a phone by which the free phones fit better than the words, never above 0: ``mean`` over the
    sentence, ``worst`` of one word. ``margin``: nats by which the next best
    sentence is worse, at most 20. ``phones`` of the sentence: a short one fits much that is none.
    """

    mean: float
    worst: float
    margin: float
    phones: int = LONG


class Weigher(Protocol):
    """What turns evidence into confidence."""

    def confidence(self, evidence: Evidence) -> float:
        """0-1."""
        ...


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve from evidence to confidence; its origin stands where one is made."""

    bias: float
    mean: float
    worst: float
    margin: float
    length: float = 0.0

    def confidence(self, evidence: Evidence) -> float:
        """0-1."""
        weights = (self.bias, self.mean, self.worst, self.margin, self.length)
        total = sum(weight * each for weight, each in zip(weights, terms(evidence), strict=True))
        return logistic(total)


def logistic(total: float) -> float:
    """0-1; what is no number is no confidence."""
    if math.isnan(total):
        return 0.0
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def terms(evidence: Evidence) -> tuple[float, float, float, float, float]:
    """What a curve's coefficients are multiplied with, in their order."""
    short = math.log(max(1, min(evidence.phones, LONG)) / LONG)
    return 1.0, evidence.mean, evidence.worst, min(evidence.margin, 5.0), short


def weigh(paths: Sequence[Path], phones: Sequence[int], logs: Floats) -> Evidence:
    """The evidence for ``paths[0]``; ``phones[i]``: how many phones its word i has at least.

    ``logs``: [frames, 40] of the whole utterance, the sentence ending with the last frame.
    """
    best = paths[0]
    free = np.concatenate([[0.0], np.cumsum(logs.max(axis=1, initial=-40.0))])
    ends = np.array([0, *best.ends])
    ends[-1] = len(logs)
    scores = np.array([0.0, *best.scores])
    lost = np.diff(scores) - np.diff(free[ends])
    mean = float(lost.sum() / max(1, sum(phones)))
    worst = float((lost / np.maximum(2, np.array(phones))).min())
    margin = best.score - paths[1].score if len(paths) > 1 else 20.0
    return Evidence(mean, worst, float(min(20.0, margin)), sum(phones))
