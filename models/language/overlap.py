"""How much of one corpus stands in another: what is trained on must not be what is tested.

`python -m models.language.overlap FILE` counts it in a file of `models.language.corpora`. SLURP was
recorded from HWU64's sentences, with "olly" or "alexa" put before some.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path

from models.language.utterance import Utterance, read

KINDS = ("alike", "but for a greeting", "but for a word")
_GREETINGS = frozenset({"olly", "alexa", "siri", "google", "hey", "hi", "hello", "ok", "okay", "please"})
_LEAST_WORDS = 4  # of two sentences that one word tells apart: shorter ones are near to too many


def kinds(texts: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """Those texts that stand among others, with the narrowest of `KINDS`."""
    exact = set(others)
    bare = {_bare(text) for text in exact}
    holes = {hole for text in exact for hole in _holes(text)}
    found = {}
    for text in texts:
        if text in exact:
            found[text] = KINDS[0]
        elif _bare(text) in bare:
            found[text] = KINDS[1]
        elif holes.intersection(_holes(text)):
            found[text] = KINDS[2]
    return found


def without(utterances: Sequence[Utterance], tested: Sequence[Utterance]) -> list[Utterance]:
    """Utterances to train on that are in no way the tested ones."""
    near = kinds((u.text for u in utterances), (u.text for u in tested))
    return [utterance for utterance in utterances if utterance.text not in near]


def _bare(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split() if word not in _GREETINGS)


def _holes(text: str) -> set[tuple[str, ...]]:
    """The sentence with each of its words left out or replaced, and whole with one more anywhere."""
    words = _bare(text)
    if len(words) < _LEAST_WORDS:
        return set()
    replaced = {(*words[:at], "*", *words[at + 1 :]) for at in range(len(words))}
    return replaced | {(*words[:at], "*", *words[at:]) for at in range(len(words) + 1)}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Count sentences that two corpora share.")
    parser.add_argument("file", type=Path)
    utterances = read(parser.parse_args().file)
    groups: dict[str, list[Utterance]] = {}
    for utterance in utterances:
        groups.setdefault(f"{utterance.corpus} {utterance.split}", []).append(utterance)
    for one, other in permutations(sorted(groups), 2):
        found = kinds((u.text for u in groups[one]), (u.text for u in groups[other]))
        for what, some in (("all", groups[one]), ("commands", [u for u in groups[one] if u.intent])):
            told = [found.get(utterance.text) for utterance in some]
            counts = ", ".join(f"{told.count(kind)} {kind}" for kind in KINDS)
            print(f"{one:12} in {other:12} {what:8} {len(some):6}: {counts}")


if __name__ == "__main__":
    main()
