"""How an unknown word is said: by letters if it has no vowel, else as the graphone model says."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from assistant.hearing.graphones import GraphoneModel
from assistant.hearing.ipa import ipa_to_arpabet
from assistant.hearing.letters import folded, is_spelled, spelled
from assistant.hearing.phones import PHONES

__all__ = ["ARPABET", "Speak", "guess", "ipa_to_arpabet"]

ARPABET = frozenset(PHONES)
NEARLY = 0.5  # of the best one's probability: a second pronunciation at least this likely is kept too

Speak = Callable[[str], tuple[str, ...]]  # a word's pronunciations, the likeliest first; () if none


def guess(word: str) -> tuple[str, ...]:
    """ARPAbet of a word no dictionary has; a second way if it is nearly as likely.

    () for a word without any letter that has an English reading. Raises ModelError if the model
    that ships is missing or damaged.
    """
    letters = folded(word)
    if not letters:
        return ()
    if is_spelled(letters):
        return (spelled(letters),)
    guesses = _model().guesses(letters)
    return tuple(each.phones for each in guesses if each.share >= NEARLY * guesses[0].share)


@lru_cache(maxsize=1)
def _model() -> GraphoneModel:
    """Loaded with the first unknown word: 50 ms, and memory that most homes never need."""
    return GraphoneModel.load()
