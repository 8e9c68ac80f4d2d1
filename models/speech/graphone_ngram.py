"""A back-off n-gram model of graphone sequences: Kneser-Ney smoothed, then pruned to a size.

Chen and Goodman, "An empirical study of smoothing techniques for language modeling", 1998 (modified
Kneser-Ney, interpolated); Stolcke, "Entropy-based pruning of backoff language models", 1998, with
histories as likely as they were counted, which Kneser-Ney's own lower orders do not tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """The n-grams of one length, sorted by (parent, word)."""

    parent: Ints  # [n] index of the n-gram without its last word, one level down
    word: Ints  # [n] the last word
    suffix: Ints  # [n] index of the n-gram without its first word, one level down
    prob: Reals  # [n] of the last word after the others; 0 for the start mark
    share: Reals  # [n] of all positions in the training text that end with this n-gram


@dataclass(frozen=True)
class NGrams:
    """``levels[k]`` has the n-grams of k + 1 words; words are 0 to ``words`` - 1."""

    levels: tuple[Level, ...]
    words: int

    @property
    def size(self) -> int:
        """N-grams of all lengths."""
        return sum(len(level.word) for level in self.levels)


def train(texts: Sequence[Sequence[int]], words: int, start: int, order: int) -> NGrams:
    """Interpolated modified Kneser-Ney of sequences of words. ``start`` is the start mark's number.

    Each text begins with the start mark, which is never predicted, and ends with an end mark.
    """
    text = np.concatenate([np.asarray(t, np.int64) for t in texts])
    depth = np.concatenate([np.arange(1, len(t) + 1) for t in texts])  # words up to and with this one
    here, parents, lasts, suffixes, raws = text, [np.zeros(words, np.int64)], [np.arange(words)], [], []
    raws.append(np.bincount(text, minlength=words))
    suffixes.append(np.zeros(words, np.int64))
    for k in range(1, order):
        before = np.concatenate([[0], here[:-1]])
        found = np.flatnonzero(depth > k)
        keys, index, counts = np.unique(
            before[found] * words + text[found], return_inverse=True, return_counts=True
        )
        suffix = np.zeros(len(keys), np.int64)
        suffix[index] = here[found]
        nodes = np.full(len(text), -1, np.int64)
        nodes[found] = index
        parents.append(keys // words)
        lasts.append(keys % words)
        suffixes.append(suffix)
        raws.append(counts)
        here = nodes
    return _smooth(parents, lasts, suffixes, raws, words, start)


def _smooth(
    parents: list[Ints], lasts: list[Ints], suffixes: list[Ints], raws: list[Ints], words: int, start: int
) -> NGrams:
    levels: list[Level] = []
    total = raws[0].sum() - raws[0][start]
    for k, raw in enumerate(raws):
        counts = raw.astype(float)
        if k + 1 < len(raws):  # how many different words stand before it
            kinds = np.bincount(suffixes[k + 1], minlength=len(raw))
            counts = np.where(kinds > 0, kinds, counts)  # nothing stands before the start mark
        if k == 0:
            counts[start] = 0
        discounts = _discounts(counts)
        taken = discounts[np.minimum(counts, 3).astype(int)]
        places = len(raws[k - 1]) if k else 1
        whole = np.maximum(np.bincount(parents[k], counts, places), 1e-30)
        left = np.bincount(parents[k], taken, places) / whole
        lower = levels[-1].prob[suffixes[k]] if k else np.full(words, 1 / (words - 1))
        prob = (counts - taken) / whole[parents[k]] + left[parents[k]] * lower
        if k == 0:
            prob[start] = 0.0
        levels.append(Level(parents[k], lasts[k], suffixes[k], prob, raw / total))
    return NGrams(tuple(levels), words)


def _discounts(counts: Reals) -> Reals:
    """What counts of 0, 1, 2 and more give up (Chen and Goodman's estimate)."""
    n = [float((counts == c).sum()) for c in range(5)]
    if min(n[1:]) == 0:
        return np.array([0.0, 0.5, 0.5, 0.5])
    rest = n[1] / (n[1] + 2 * n[2])
    found = [c - (c + 1) * rest * n[c + 1] / n[c] for c in (1, 2, 3)]
    return np.array([0.0, *(min(max(value, 0.0), c + 0.0) for c, value in enumerate(found, start=1))])


def backoffs(model: NGrams) -> list[Reals]:
    """For each level but the last, what its n-grams weigh the shorter history's probabilities with."""
    weights = []
    for level, above in zip(model.levels, model.levels[1:], strict=False):
        size = len(level.word)
        kept = np.bincount(above.parent, above.prob, size)
        lower = np.bincount(above.parent, level.prob[above.suffix], size)
        weights.append(np.clip(1 - kept, 1e-9, None) / np.clip(1 - lower, 1e-9, None))
    return weights


def prune(model: NGrams, threshold: float) -> NGrams:
    """Drops n-grams whose loss changes the model's entropy by less than ``threshold`` nats.

    What a longer n-gram needs, its history and its shorter self, stays.
    """
    levels = list(model.levels)
    needed = np.zeros(len(levels[-1].word), bool)
    kept: list[npt.NDArray[np.bool_]] = []
    for k in range(len(levels) - 1, 0, -1):
        keep = needed | (_cost(levels[k], levels[k - 1]) > threshold)
        kept.append(keep)
        needed = np.zeros(len(levels[k - 1].word), bool)
        needed[levels[k].parent[keep]] = True
        needed[levels[k].suffix[keep]] = True
    kept.append(np.ones(len(levels[0].word), bool))
    kept.reverse()
    return NGrams(tuple(_drop(levels, kept)), model.words)


def _cost(level: Level, below: Level) -> Reals:
    """The relative entropy, in nats, that leaving out each n-gram alone would cost."""
    size = len(below.word)
    history = below.share[level.parent]
    lower = below.prob[level.suffix]
    rest = np.clip(1 - np.bincount(level.parent, level.prob, size), 1e-9, None)[level.parent]
    rest_below = np.clip(1 - np.bincount(level.parent, lower, size), 1e-9, None)[level.parent]
    weight = rest / rest_below
    other = (rest + level.prob) / (rest_below + lower)
    with np.errstate(divide="ignore"):
        change = level.prob * (np.log(lower) + np.log(other) - np.log(level.prob))
    return np.asarray(-history * (change + rest * (np.log(other) - np.log(weight))))


def _drop(levels: list[Level], kept: list[npt.NDArray[np.bool_]]) -> list[Level]:
    renamed = [np.cumsum(keep) - 1 for keep in kept]
    out = [levels[0]]
    for k in range(1, len(levels)):
        level, keep = levels[k], kept[k]
        out.append(
            Level(
                renamed[k - 1][level.parent[keep]],
                level.word[keep],
                renamed[k - 1][level.suffix[keep]],
                level.prob[keep],
                level.share[keep],
            )
        )
    return [level for level in out if len(level.word)]
