"""What synthetic voices say: commands to made-up homes, people's own sentences, words at random.

`python -m models.speech.texts --count N --seed S [--human FILE...] > texts.txt`. FILE has one plain
human sentence a line (see `human`); without any, that share goes to the other two. Random dictionary
words bring every pair of phones, which commands do not.
"""

from __future__ import annotations

import argparse
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.hearing.g2p import ipa_to_arpabet
from models.speech.homes import command, home_grammar, random_home
from models.speech.human import dictionary
from models.speech.phrases import MADE, digits, spelled, wake_phrase

POOL = 2_000  # dictionary words drawn at a time; about 60 % of them are said alike by all
SEEDS_A_POOL = 10  # seeds in a row that share their dictionary words: drawing them takes seconds
HOME_SENTENCES = 150  # sentences until the next made-up home
_LONGEST = 14  # letters of a random word
# Sounds that dictionaries and accents write differently although the word is said alike.
_ALIKE = {"AO": "AA", "IH": "AH", "UH": "AH"}


@dataclass(frozen=True)
class Mix:
    """Shares of the three kinds of text; any scale."""

    commands: float = 0.35
    human: float = 0.30
    words: float = 0.35


@lru_cache(maxsize=2)
def agreed_words(seed: int, count: int = POOL) -> tuple[str, ...]:
    """Dictionary words, drawn by chance, that espeak-ng's own rules say as the dictionary does.

    Voices disagree on rare names ("czeslaw"), and what they then say is not what the training
    label claims; a word two sources agree on is safe. Without espeak-ng all drawn words are taken.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    known = [word for word in dictionary() if 1 < len(word) <= _LONGEST]
    drawn = chance.sample(known, min(count, len(known)))
    said = _said(drawn)
    if len(said) != len(drawn):
        return tuple(drawn)
    return tuple(
        word for word, way in zip(drawn, said, strict=True) if any(_alike(way, w) for w in dictionary()[word])
    )


def _said(words: Sequence[str]) -> list[str]:
    """espeak-ng's pronunciations; [] where it is not installed."""
    try:
        done = subprocess.run(
            ["espeak-ng", "-q", "--ipa", "-v", "en-us", "--stdin"],  # noqa: S607
            input="\n\n".join(words).encode(),
            capture_output=True,
            timeout=120,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [ipa_to_arpabet(line) for line in done.stdout.decode(errors="replace").splitlines()]


def _alike(one: str, other: str) -> bool:
    first, second = ([_ALIKE.get(p, p) for p in way.replace("ER", "AH R").split()] for way in (one, other))
    return first == second


def random_words(chance: random.Random, rare: Sequence[str], common: Sequence[str]) -> str:
    """A string of words, a short phrase, digits, letters or a wake phrase."""
    roll = chance.random()
    if roll < 0.05:
        return spelled(chance)
    if roll < 0.12:
        return digits(chance)
    if roll < 0.20:
        return wake_phrase(chance, rare)
    length = chance.choice((1, 1, 2, 2, 2)) if roll < 0.38 else chance.randint(3, 8)
    return " ".join(
        chance.choice(common if common and chance.random() < 0.35 else rare) for _ in range(length)
    )


def sentences(seed: int, human: Sequence[str] = (), mix: Mix | None = None) -> Iterator[str]:
    """Endless spoken sentences, the same for the same arguments; homes change as they go."""
    mix = mix or Mix()
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    rare = agreed_words(seed // SEEDS_A_POOL)
    common = sorted({word for sentence in human for word in sentence.split()})
    kinds = ["commands", "human", "words"] if human else ["commands", "words"]
    weights = [getattr(mix, kind) for kind in kinds]
    while True:
        grammar = home_grammar(random_home(chance, rare))
        for kind in chance.choices(kinds, weights, k=HOME_SENTENCES):
            if kind == "human":
                yield chance.choice(human)
            elif kind == "words":
                yield random_words(chance, rare, common)
            elif chance.random() < 0.3:
                yield chance.choice(MADE)(chance)
            else:
                yield command(chance, grammar)


def read_human(paths: Sequence[Path]) -> list[str]:
    """Lines of files. Raises OSError."""
    lines = (line.strip() for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Print sentences for synthetic voices to say.")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--human", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--mix", type=float, nargs=3, default=(0.35, 0.30, 0.35), metavar=("COMMANDS", "HUMAN", "WORDS")
    )
    given = parser.parse_args()
    stream = sentences(given.seed, read_human(given.human), Mix(*given.mix))
    for _ in range(given.count):
        print(next(stream))


if __name__ == "__main__":
    main()
