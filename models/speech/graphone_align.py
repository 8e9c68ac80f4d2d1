"""Which letters of a word say which of its phones: graphones, found by expectation-maximisation.

A graphone is one or two letters with no, one or two phones ("ph" with F, "x" with K S, a silent "e"
with nothing). Bisani and Ney, "Joint-sequence models for grapheme-to-phoneme conversion", 2008.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

Pair = tuple[str, tuple[str, ...]]  # a word's letters and its phones
Graphone = tuple[str, tuple[str, ...]]

# Letters and phones of a graphone. More shapes make more graphones and thinner counts.
_SHAPES = ((1, 0), (1, 1), (1, 2), (2, 1))
# Fewer graphones a word are likelier by themselves ("te" with T in "ate"); weighing pairs of letters down
# made the whole model 0.4 points better on development words.
_PAIR = 0.1
_RARE = 5  # graphones expected fewer times than this are mistakes of the alignment or the dictionary
_TINY = 1e-12

Weights = dict[Graphone, float]


def align(pairs: Sequence[Pair], *, rounds: int = 6) -> list[tuple[Graphone, ...] | None]:
    """Each pair's likeliest graphones; None for a word that its letters do not spell ("aaa")."""
    weights = _start(pairs)
    for number in range(rounds):
        expected: dict[Graphone, float] = defaultdict(float)
        for letters, phones in pairs:
            _expect(letters, phones, weights, expected)
        least = _RARE if number >= rounds // 2 else 0
        kept = {graphone: count for graphone, count in expected.items() if count > max(least, _TINY)}
        total = sum(kept.values())
        weights = {graphone: count / total for graphone, count in kept.items()}
    return [_best(letters, phones, weights) for letters, phones in pairs]


def _start(pairs: Sequence[Pair]) -> Weights:
    """All graphones alike, but shapes that keep letters and phones in step are likelier."""
    shapes = {(1, 0): 0.1, (1, 1): 1.0, (1, 2): 0.02, (2, 1): 0.1}
    return {
        (letters[i : i + m], phones[j : j + n]): shapes[m, n]
        for letters, phones in pairs
        for i in range(len(letters))
        for j in range(len(phones) + 1)
        for m, n in _SHAPES
        if i + m <= len(letters) and j + n <= len(phones)
    }


def _steps(
    letters: str, phones: tuple[str, ...], weights: Weights
) -> list[tuple[int, int, int, int, Graphone, float]]:
    """Every graphone that fits: from (i, j) to (i, j), itself, its weight; in an order for sweeping."""
    ends = len(letters), len(phones)
    found = []
    for i in range(ends[0]):
        for j in range(ends[1] + 1):
            for m, n in _SHAPES:
                if i + m <= ends[0] and j + n <= ends[1]:
                    graphone = letters[i : i + m], phones[j : j + n]
                    weight = weights.get(graphone)
                    if weight:
                        found.append((i, j, i + m, j + n, graphone, weight * (_PAIR if m > 1 else 1.0)))
    return found


def _expect(letters: str, phones: tuple[str, ...], weights: Weights, expected: dict[Graphone, float]) -> None:
    """Adds how often this word is expected to use each graphone (forward-backward)."""
    steps = _steps(letters, phones, weights)
    before: dict[tuple[int, int], float] = defaultdict(float, {(0, 0): 1.0})
    for i, j, k, m, _, weight in steps:
        before[k, m] += before[i, j] * weight
    end = len(letters), len(phones)
    whole = before[end]
    if whole <= 0:
        return
    after: dict[tuple[int, int], float] = defaultdict(float, {end: 1.0})
    for i, j, k, m, graphone, weight in reversed(steps):
        share = weight * after[k, m]
        after[i, j] += share
        expected[graphone] += before[i, j] * share / whole


def _best(letters: str, phones: tuple[str, ...], weights: Weights) -> tuple[Graphone, ...] | None:
    best: dict[tuple[int, int], tuple[float, tuple[Graphone, ...]]] = {(0, 0): (0.0, ())}
    for i, j, k, m, graphone, weight in _steps(letters, phones, weights):
        if (i, j) in best:
            score = best[i, j][0] + math.log(weight)
            if (k, m) not in best or score > best[k, m][0]:
                best[k, m] = score, (*best[i, j][1], graphone)
    return best.get((len(letters), len(phones)), (0.0, None))[1]
