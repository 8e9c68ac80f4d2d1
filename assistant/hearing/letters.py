"""Words that are not English words in plain letters: folded, spelled by letters, numbers read."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY",
    "h": "EY CH", "i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N",
    "o": "OW", "p": "P IY", "q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW",
    "v": "V IY", "w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY",
}  # fmt: skip
# What an accent's removal does not turn into letters an English reader would say alike.
_FOLDED = {
    "ß": "ss", "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "th", "þ": "th", "ı": "i",
    "ä": "e", "ü": "oo", "é": "ay", "ñ": "ny", "ç": "s", "č": "ch", "š": "sh", "ž": "zh", "ć": "ch",
    "ş": "sh", "ț": "ts", "ș": "sh",
}  # fmt: skip
_ROMAN = (  # of Cyrillic and Greek: a letter, and how it is written in Latin ones
    "аa бb вv гg ґg дd еe ёyo єye жzh зz иi іi їyi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щsh "
    "ыy эe юyu яya αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υi φf χkh ψps ωo"
)
_LETTERS = {pair[0]: pair[1:] for pair in _ROMAN.split()}
_VOWELS = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"(.)\1{2,}")


def folded(word: str) -> str:
    """The word in letters a to z, as an English reader might write its sound; others are left out."""
    out = []
    for character in unicodedata.normalize("NFC", word.lower()):
        character = _FOLDED.get(character, character)
        plain = (c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
        out += [_LETTERS.get(c, c) for c in plain]
    return _DOUBLED.sub(r"\1\1", "".join(c for c in "".join(out) if "a" <= c <= "z"))


def is_spelled(word: str) -> bool:
    """Whether a word of letters a to z can only be read by letters: it has no vowel."""
    return not _VOWELS.search(word)


def spelled(word: str) -> str:
    """The names of a word's letters, ARPAbet. Raises KeyError for what is not a to z."""
    return " ".join(_NAMES[letter] for letter in word)
