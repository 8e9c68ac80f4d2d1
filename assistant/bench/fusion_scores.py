"""Figures of `assistant bench fusion`: shares with their intervals, calibration, risk against coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
BINS = 15  # of confidence, all of one width
_EDGES = (0.025, 0.975)  # of the resampled means: what lies between is the 95 % interval
_AT_ONCE = 50_000  # numbers resampled at a time, 0.4 MB
Floats = NDArray[np.float64]
Values = Sequence[float] | Sequence[bool] | Floats | NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, shares 0-1 or their differences, and where 95 % of the resampled means lie; all NaN of
    nothing. ``of``: how many values; ``signed``: a difference."""

    value: float
    low: float
    high: float
    of: int
    signed: bool = False

    def __str__(self) -> str:
        if not self.of:
            return "–"
        value, low, high = (100 * part for part in (self.value, self.low, self.high))
        if self.signed:
            return f"{value:+.1f} ({low:+.1f} to {high:+.1f})"
        return f"{value:.1f} ({low:.1f}–{high:.1f})"


def interval(values: Values, seed: int = 0) -> Interval:
    """The mean with its percentile bootstrap interval (Efron 1979): values drawn anew with replacement."""
    given = np.asarray(values, np.float64)
    if not len(given):
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    low, high = np.quantile(_resampled(given, seed), _EDGES)
    return Interval(float(given.mean()), float(low), float(high), len(given))


def difference(values: Values, others: Values, seed: int = 0) -> Interval:
    """How much larger the mean of ``values`` is than that of ``others``, which stand in the same order of the
    same scenes: pairs are drawn, so that what both find hard counts for neither."""
    pairs = np.asarray(values, np.float64) - np.asarray(others, np.float64)
    found = interval(pairs, seed)
    return Interval(found.value, found.low, found.high, found.of, signed=True)


def _resampled(given: Floats, seed: int) -> Floats:
    rng, count = np.random.default_rng(seed), len(given)
    means: list[Floats] = []
    each = max(1, _AT_ONCE // count)
    for start in range(0, RESAMPLES, each):
        rows = min(each, RESAMPLES - start)
        means.append(given[rng.integers(count, size=(rows, count))].mean(axis=1))
    return np.concatenate(means)


def calibration_error(sure: Values, right: Values, bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015), 0-1: how far in each bin of confidence the mean of it
    is from the share that is right, weighed by how many are in the bin. NaN of nothing."""
    chances, hits = np.asarray(sure, np.float64), np.asarray(right, np.float64)
    if not len(chances):
        return float("nan")
    place = np.minimum((chances * bins).astype(np.int64), bins - 1)
    away = np.abs(np.bincount(place, chances, bins) - np.bincount(place, hits, bins))
    return float(away.sum() / len(chances))


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What is decided if only the surest are: ``coverage``, their share, growing; ``risk``: the share of
    these that is wrong; ``threshold``: the least confidence among them."""

    coverage: Floats
    risk: Floats
    threshold: Floats

    def coverage_at(self, risk: float) -> float:
        """The largest coverage at which no more than this share is wrong; 0 if none is."""
        fine = self.coverage[self.risk <= risk]
        return float(fine[-1]) if len(fine) else 0.0


def risk_coverage(sure: Values, right: Values) -> Curve:
    """From the surest to all (El-Yaniv & Wiener 2010). Those of one confidence come in together: no threshold
    tells them apart."""
    chances, hits = np.asarray(sure, np.float64), np.asarray(right, np.float64)
    order = np.argsort(-chances, kind="stable")
    chances, wrong = chances[order], np.cumsum(1.0 - hits[order])
    last = np.nonzero(np.append(chances[1:] != chances[:-1], True))[0] if len(chances) else order
    counts = last + 1.0
    return Curve(counts / max(1, len(chances)), wrong[last] / counts, chances[last])


def refusing_from(wanted: Values, loss: float) -> float:
    """The least score of "nothing a home can do" from which on to refuse, so that no more than ``loss`` (0-1)
    of ``wanted`` commands have it or more. 0 where all of them may be refused."""
    scores = np.sort(np.asarray(wanted, np.float64))[::-1]
    spared = int(loss * len(scores) + 1e-9)
    return float(np.nextafter(scores[spared], 2.0)) if spared < len(scores) else 0.0
