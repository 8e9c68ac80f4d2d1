"""Words made of other words: endings after an apostrophe, plurals, hyphens, digits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.hearing.spoken import number_words

_PIECE = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")
_SIBILANT = ("S", "Z", "SH", "ZH", "CH", "JH")
_VOICELESS = ("P", "T", "K", "F", "TH")
_LONGEST_NUMBER = 4  # digits read as one number; longer ones, and those that begin with 0, digit by digit
_SHORTEST = 3  # letters of a word that a plural's s is taken from
# After an apostrophe, but for s and d, which sound by what stands before.
_ENDINGS = {"'ll": "AH L", "'ve": "AH V", "'re": "ER", "'m": "M", "n't": "AH N T"}


@dataclass(frozen=True)
class Ending:
    """A word as another one and an ending; ``sure`` says that the other one need not be known."""

    base: str
    ending: str
    sure: bool

    def after(self, said: str) -> str:
        """The pronunciation of the whole, given the base's."""
        last = said.rpartition(" ")[2]
        if self.ending == "s":
            return f"{said} {'IH Z' if last in _SIBILANT else 'S' if last in _VOICELESS else 'Z'}"
        if self.ending == "'d":
            return f"{said} {'IH D' if last in ('T', 'D') else 'D'}"
        return f"{said} {_ENDINGS[self.ending]}"


def unaccented(word: str) -> str:
    """The word as plain letters where accents are all that is in the way ("café"), "’" as "'"."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def ending(word: str) -> Ending | None:
    """What a word without accents is made of, if it has an ending that sounds by rule."""
    for mark in (*_ENDINGS, "'d"):
        if word.endswith(mark) and len(word) > len(mark):
            return Ending(word[: -len(mark)], mark, sure=True)
    if word.endswith("'s") and len(word) > 2:
        return Ending(word[:-2], "s", sure=True)
    if word.endswith("s'") and len(word) > 2:
        return Ending(word[:-2], "s", sure=True)
    if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST and word[:-1].isalpha():
        base = word[:-2] if word.endswith(("shes", "ches", "xes", "sses", "zzes")) else word[:-1]
        return Ending(base, "s", sure=False)
    return None


def pieces(word: str) -> tuple[str, ...]:
    """The words a word without accents is written of ("tv1": tv, one); () if it is one word."""
    found = _PIECE.findall(word)
    if found == [word] and not word.isdigit():
        return ()
    return tuple(part for piece in found for part in (_number(piece) if piece.isdigit() else (piece,)))


def _number(digits: str) -> tuple[str, ...]:
    if len(digits) <= _LONGEST_NUMBER and (digits == "0" or not digits.startswith("0")):
        return number_words(digits, "en")[0]
    return tuple(word for digit in digits for word in number_words(digit, "en")[0])
