"""Words as numbers without a vocabulary: the letters inside them, so that names nobody has trained on and
words misheard by a sound are near those they look like.

A word is the bag of its letter triples and of itself (Bojanowski et al. 2017, fastText), each hashed to a
bucket. The same for sentences and for the names of a home.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from assistant.understanding.slots import plain

BUCKETS = 4096  # 0 stands for no word; 20 words of 7 letters share one by chance in 4 % of the cases
GRAMS = 12  # of a word; longer words keep their beginning and end
NAME_GRAMS = 64  # of all that a thing is called


def words_of(text: str) -> list[str]:
    """As names are compared: folded, without punctuation."""
    return list(_words(text))


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(plain(text).split())


@lru_cache(maxsize=8192)  # a home's names and what is said of it come again and again
def grams(word: str) -> tuple[int, ...]:
    """Buckets of a word, at most GRAMS, the word itself first."""
    framed = f"<{word}>"
    triples = [framed[i : i + 3] for i in range(len(framed) - 2)]
    if len(triples) > GRAMS - 1:
        half = (GRAMS - 1) // 2
        triples = [*triples[: GRAMS - 1 - half], *triples[-half:]]
    return tuple(dict.fromkeys(_bucket(part) for part in (f"={word}", *triples)))


@lru_cache(maxsize=4096)
def name_grams(names: tuple[str, ...]) -> tuple[int, ...]:
    """Buckets of all words of several names, each once, at most NAME_GRAMS."""
    found = dict.fromkeys(gram for name in names for word in words_of(name) for gram in grams(word))
    return tuple(found)[:NAME_GRAMS]


def _bucket(part: str) -> int:
    return 1 + zlib.crc32(part.encode()) % (BUCKETS - 1)
