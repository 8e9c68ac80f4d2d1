"""The exact CTC score of sentences: the sum over all their alignments, where the search took the best one.

The search compares sentences by their best alignment each; a short wrong word that fits one alignment well
may then beat the right one, whose many alignments together are likelier. Choosing among its N best by the
whole sum (the forward recursion of Graves et al. 2006) heard 68 instead of 64 of 77 coffee orders right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.hearing.phones import BLANK

Floats = npt.NDArray[np.float32]
NEVER = -1e9


def forward_scores(logs: Floats, sequences: Sequence[Sequence[int]]) -> npt.NDArray[np.float64]:
    """[sequences] natural logs: of each string of output numbers (no blanks) over all of [frames, 40].

    A string that the frames are too few for scores `NEVER`. All strings go through the frames together;
    sums are kept in proportion and rescaled at every frame, which is faster than adding logarithms.
    """
    if not sequences:
        return np.zeros(0)
    states, skips, ends = _states(sequences)
    top = logs.max(axis=1, keepdims=True, initial=-80.0)
    probs = np.exp((logs - top).astype(np.float64))
    alpha = np.zeros(states.shape)
    alpha[:, 0] = 1.0  # before the first frame: in the first blank's place, from where it may also move on
    total = np.full(len(sequences), float(top.sum()))
    alive = np.ones(len(sequences), np.bool_)
    for t, row in enumerate(probs):
        came = alpha.copy()
        came[:, 1:] += alpha[:, :-1]
        if t:
            came[:, 2:] += alpha[:, :-2] * skips[:, 2:]
        alpha = came * row[states]
        size = alpha.sum(axis=1)
        alive &= size > 0
        safe = np.where(size > 0, size, 1.0)
        alpha /= safe[:, None]
        total += np.log(safe)
    each = np.arange(len(sequences))
    last = alpha[each, ends] + np.where(ends > 0, alpha[each, ends - 1], 0.0)
    alive &= last > 0
    return np.where(alive, total + np.log(np.where(alive, last, 1.0)), NEVER)


def _states(
    sequences: Sequence[Sequence[int]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Of each string: output of each state, 1 where the one before may be skipped, the last state."""
    longest = max(len(each) for each in sequences)
    states = np.full((len(sequences), 2 * longest + 1), BLANK)
    for row, each in zip(states, sequences, strict=True):
        row[1 : 2 * len(each) : 2] = each
    skips = np.zeros(states.shape)
    skips[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    return states, skips, np.array([2 * len(each) for each in sequences])
