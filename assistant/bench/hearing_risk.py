"""What a threshold costs and what it saves, swept over best guesses that were collected once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.bench.hearing_ears import Take
from assistant.bench.hearing_items import Item

NOTHING = -1.0  # the confidence of having guessed nothing: no threshold accepts it
RISK_HEAD = ("threshold", "right refused %", "wrong accepted %", "negatives accepted %")


@dataclass(frozen=True)
class Guesses:
    """Confidences, 0-1, of best guesses: commands guessed right and wrong, and what was no command.

    Recordings of a command set that must be refused (oov_*) are among the ``wrong``.
    """

    right: tuple[float, ...] = ()
    wrong: tuple[float, ...] = ()
    negatives: tuple[float, ...] = ()

    def __add__(self, other: Guesses) -> Guesses:
        return Guesses(self.right + other.right, self.wrong + other.wrong, self.negatives + other.negatives)


@dataclass(frozen=True)
class Risk:
    """Shares, 0-1, at a threshold; nan where there was nothing to count."""

    threshold: float
    right_refused: float
    wrong_accepted: float
    negatives_accepted: float


def confidence_of(take: Take) -> float:
    """Of the best guess; `NOTHING` without one."""
    return take.guess.confidence if take.guess else NOTHING


def guesses_of(items: Sequence[Item], takes: Sequence[Take], negatives: Iterable[Take]) -> Guesses:
    """Sort the best guesses ``takes[i]`` of ``items[i]`` into right and wrong."""
    right: list[float] = []
    wrong: list[float] = []
    for item, take in zip(items, takes, strict=True):
        meant = item.intent is not None and item.right(take.guessed())
        (right if meant else wrong).append(confidence_of(take))
    return Guesses(tuple(right), tuple(wrong), tuple(map(confidence_of, negatives)))


def risk_at(guesses: Guesses, threshold: float) -> Risk:
    """What happens at a threshold: a confidence that reaches it is accepted."""
    return Risk(
        threshold,
        1.0 - _accepted(guesses.right, threshold),
        _accepted(guesses.wrong, threshold),
        _accepted(guesses.negatives, threshold),
    )


def strictest(guesses: Guesses, refused: float) -> float:
    """The highest threshold that refuses at most this share (0-1) of the right guesses; nan without any."""
    ordered = sorted(guesses.right)
    if not ordered:
        return math.nan
    return ordered[min(len(ordered) - 1, math.floor(refused * len(ordered) + 1e-9))]


def risk_rows(guesses: Guesses, thresholds: Iterable[float], refused: float) -> list[list[str]]:
    """The lines of a risk table, the last at the strictest threshold that refuses few enough."""
    rows = [_row(f"{t:.2f}", risk_at(guesses, t)) for t in thresholds]
    chosen = strictest(guesses, refused)
    if not math.isnan(chosen):
        rows.append(_row(f"{chosen:.3f}: <= {refused:.0%} refused", risk_at(guesses, chosen)))
    return rows


def _row(name: str, risk: Risk) -> list[str]:
    shares = (risk.right_refused, risk.wrong_accepted, risk.negatives_accepted)
    return [name, *("-" if math.isnan(share) else f"{100 * share:.1f}" for share in shares)]


def _accepted(confidences: Sequence[float], threshold: float) -> float:
    if not confidences:
        return math.nan
    return sum(c >= threshold for c in confidences) / len(confidences)
