"""What people wrote to assistants, made plain spoken words.

`python -m models.speech.human --clones DIR > FILE` reads git clones named ``owner+name`` (bare or
not) of xliuhw/NLU-Evaluation-Data (CC BY 4.0: its training folds), clinc/oos-eval (CC BY 3.0: train and
val only) and pswietojanski/slurp (CC BY 4.0: devel only). The other parts are for testing and are not read.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from assistant.hearing.lexicon import cmu_dictionary
from assistant.hearing.spoken import spoken_forms
from models.repository import clone_of, content, names

MAX_WORDS = 16  # of a sentence; longer ones are essays, not speech to a device
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


@lru_cache(maxsize=1)
def dictionary() -> dict[str, tuple[str, ...]]:
    """Every word of the pronunciation dictionary that is plain letters, with its pronunciations."""
    found: dict[str, list[str]] = {}
    for line in cmu_dictionary().read_text(encoding="utf-8").splitlines():
        entry, _, phones = line.partition(" ")
        word = entry.partition("(")[0]
        if _WORD.fullmatch(word):
            found.setdefault(word, []).append(phones.strip())
    return {word: tuple(ways) for word, ways in found.items()}


def plain(sentence: str) -> str | None:
    """A sentence as spoken: numbers in words, no punctuation; None if a word is not in the dictionary."""
    tokens = sentence.replace("’", "'").replace("-", " ").split()
    words = [word for token in tokens for word in spoken_forms(token, "en")[0]]
    words = [word.lower().strip(".'") for word in words]
    if not 0 < len(words) <= MAX_WORDS or not all(word in dictionary() for word in words):
        return None
    return " ".join(words)


def _text(clone: Path, path: str) -> str:
    return content(clone, path).decode(errors="replace")


def _nlu_evaluation(clone: Path) -> Iterator[str]:
    for name in names(clone):
        if "/trainset/" in name and name.endswith(".csv"):
            rows = csv.DictReader(_text(clone, name).splitlines(), delimiter=";")
            yield from (row["answer_from_anno"] for row in rows if row.get("answer_from_anno"))


def _clinc(clone: Path) -> Iterator[str]:
    parts = json.loads(_text(clone, "data/data_full.json") or "{}")
    yield from (sentence for part in ("train", "val") for sentence, _ in parts.get(part, ()))


def _slurp(clone: Path) -> Iterator[str]:
    for line in _text(clone, "dataset/slurp/devel.jsonl").splitlines():
        yield json.loads(line)["sentence"]


_SOURCES = {
    "xliuhw/NLU-Evaluation-Data": _nlu_evaluation,
    "clinc/oos-eval": _clinc,
    "pswietojanski/slurp": _slurp,
}


def human_sentences(clones: Path) -> list[str]:
    """Each sentence once, sorted; a clone that is not there is left out."""
    found: set[str] = set()
    for name, sentences in _SOURCES.items():
        clone = clone_of(clones, name)
        if clone is not None:
            found |= {said for sentence in sentences(clone) if (said := plain(sentence))}
    return sorted(found)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Print what people wrote to assistants as spoken words.")
    parser.add_argument("--clones", type=Path, required=True)
    print("\n".join(human_sentences(parser.parse_args().clones)))


if __name__ == "__main__":
    main()
