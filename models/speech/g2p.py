"""Makes the model that says unknown words: a joint n-gram of letters and phones.

`python -m models.speech.g2p [--order 8] [--bytes 490000] [--out DIR]` learns from the dictionary that
ships, in some minutes on one core. Words are held out by a hash of their letters (`part`), so every
run holds out the same ones: development words choose the options, test words give the card's figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.hearing.dictionary import unpack
from assistant.hearing.graphones import NAME, GraphoneModel, Table, pack
from assistant.inference import ARTIFACTS, find
from models.speech.graphone_align import Graphone, Pair, align
from models.speech.graphone_ngram import NGrams, backoffs, prune, train

VERSION = "1"
SEED = "lares-g2p-1"
STEP = 0.35  # nats between quantised log probabilities; 0.07 left room for fewer n-grams: 0.8 points worse
DEV, TEST = 3, 5  # percent of the words
_WORD = re.compile(r"[a-z]{2,}")
_END, _START = 0, 1

_CARD = """# Grapheme-to-phoneme model

Says words the dictionary lacks: a joint n-gram of letters and phones (Bisani and Ney, 2008), order
{order}, {ngrams:,} n-grams left of {before:,} after entropy pruning, {graphones} graphones, {size:,} bytes.
Made by `python -m models.speech.g2p`, from `models/artifacts/lexicon` (CMUdict and names of smart
homes), possessives left out: {trained:,} pronunciations of {words:,} words.

| Words it never saw | words | words wrong (first guess) | neither of two right | phones wrong |
|---|---|---|---|---|
{rows}

A word counts as right if it is said like any of its pronunciations in the dictionary; phones wrong is
the edit distance to the nearest of them, over its phones. Development words chose order, size and beam.
{unpruned}

Whole joint n-gram models are published at 24 to 25 % of words wrong (with possessives, which are easy
and not counted here): this one was cut to fit. Most mistakes are unstressed vowels of rare surnames.

Limits: American English. Foreign names are said as an English reader would say them. Words without
a vowel letter and abbreviations are read by letters before this model is asked.
"""


@dataclass(frozen=True)
class Score:
    """``words`` were said; shares from 0 to 1 of those wrong, and of their phones."""

    words: int
    wrong: float
    wrong_twice: float
    phones_wrong: float

    def row(self, name: str) -> str:
        """A line of the card's table."""
        shares = (f"{100 * share:.1f} %" for share in (self.wrong, self.wrong_twice, self.phones_wrong))
        return f"| {name} | {self.words:,} | {' | '.join(shares)} |"


def part(word: str) -> str:
    """ "dev", "test" or "train", by chance but always the same."""
    number = int.from_bytes(hashlib.sha256(f"{SEED} {word}".encode()).digest()[:4], "big") % 100
    return "dev" if number < DEV else "test" if number < DEV + TEST else "train"


def dictionary_parts() -> dict[str, dict[str, tuple[str, ...]]]:
    """Plain words of the dictionary with their pronunciations, by part. Raises ModelError."""
    parts: dict[str, dict[str, tuple[str, ...]]] = {"dev": {}, "test": {}, "train": {}}
    for word, ways in unpack(find("lexicon").file.read_bytes()).items():
        if _WORD.fullmatch(word):
            parts[part(word)][word] = ways
    return parts


def learn(words: Mapping[str, Sequence[str]], order: int) -> tuple[NGrams, tuple[Graphone, ...]]:
    """The whole model of these words, and its graphones: word i + 2 of the model is graphone i."""
    pairs: list[Pair] = [(word, tuple(way.split())) for word, ways in words.items() for way in ways]
    aligned = [graphones for graphones in align(pairs) if graphones]
    graphones = tuple(sorted({graphone for word in aligned for graphone in word}))
    number = {graphone: i for i, graphone in enumerate(graphones, start=2)}
    texts = [[_START, *(number[graphone] for graphone in word), _END] for word in aligned]
    return train(texts, len(graphones) + 2, _START, order), graphones


def quantised(model: NGrams, graphones: tuple[Graphone, ...]) -> Table:
    """The model as it ships."""
    weights = [*backoffs(model), np.ones(len(model.levels[-1].word))]
    counts = [np.array([len(model.levels[0].word)])]
    for level, above in zip(model.levels, model.levels[1:], strict=False):
        counts.append(np.bincount(above.parent, minlength=len(level.word)))
    counts.append(np.zeros(len(model.levels[-1].word), np.int64))
    children = np.concatenate(counts)
    with np.errstate(divide="ignore"):
        probs = -np.log(np.concatenate([[1.0], *(level.prob for level in model.levels)])) / STEP
        turns = -np.log(np.concatenate([[1.0], *weights])) / STEP + 128
    return Table(
        graphones,
        (1, *(len(level.word) for level in model.levels)),
        children.astype(np.uint16),
        np.concatenate([[0], *(level.word for level in model.levels)]).astype(np.uint16),
        np.clip(np.rint(probs), 0, 255).astype(np.uint8),
        np.clip(np.rint(turns), 0, 255).astype(np.uint8)[children > 0],
        STEP,
    )


def fitted(model: NGrams, graphones: tuple[Graphone, ...], most: int) -> tuple[Table, float]:
    """The largest table whose file has at most ``most`` bytes, and its pruning threshold."""
    low, high = -18.0, -8.0  # logarithms of thresholds
    for _ in range(7):
        middle = (low + high) / 2
        size = len(pack(quantised(prune(model, np.exp(middle)), graphones)))
        low, high = (low, middle) if size <= most else (middle, high)
    return quantised(prune(model, np.exp(high)), graphones), float(np.exp(high))


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        corner, row[0] = row[0], i
        for j, right in enumerate(other, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (left != right))
    return row[-1]


def evaluate(model: GraphoneModel, words: Mapping[str, Sequence[str]]) -> Score:
    """How well the model says these words."""
    wrong = twice = errors = phones = 0
    for word, ways in words.items():
        said = [guess.phones for guess in model.guesses(word)]
        first = said[0] if said else ""
        wrong += first not in ways
        twice += not set(said) & set(ways)
        nearest = min(ways, key=lambda way: _edits(first.split(), way.split()) / len(way.split()))
        errors += _edits(first.split(), nearest.split())
        phones += len(nearest.split())
    return Score(len(words), wrong / len(words), twice / len(words), errors / phones)


def _write(out: Path, content: bytes, card: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "g2p.xz").write_bytes(content)
    (out / "README.md").write_text(card, encoding="utf-8")
    manifest = {
        "name": NAME,
        "version": VERSION,
        "file": "g2p.xz",
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "as this project; learned from CMUdict (BSD-2-Clause, see ../lexicon/LICENSE)",
        "made_by": "python -m models.speech.g2p",
        "source": {"lexicon": find("lexicon").manifest["sha256"]},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Learn, prune, measure, write the artefact and its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--order", type=int, default=8)
    parser.add_argument("--bytes", type=int, default=490_000)
    parser.add_argument("--out", type=Path, default=ARTIFACTS / NAME)
    arguments = parser.parse_args()
    parts = dictionary_parts()
    model, graphones = learn(parts["train"], arguments.order)
    whole = evaluate(GraphoneModel(quantised(model, graphones)), parts["dev"])
    print(f"unpruned: {model.size:,} n-grams; {whole}", flush=True)
    table, threshold = fitted(model, graphones, arguments.bytes)
    content = pack(table)
    pruned = GraphoneModel(table)
    scores = {name: evaluate(pruned, parts[name]) for name in ("dev", "test")}
    print(f"pruned at {threshold:.2e}: {sum(table.sizes) - 1:,} n-grams, {len(content):,} bytes; {scores}")
    names = {"dev": "development", "test": "test"}
    card = _CARD.format(
        order=arguments.order,
        ngrams=sum(table.sizes) - 1,
        before=model.size,
        graphones=len(graphones),
        size=len(content),
        trained=sum(map(len, parts["train"].values())),
        words=len(parts["train"]),
        rows="\n".join(score.row(names[name]) for name, score in scores.items()),
        unpruned=f"Before pruning, {100 * whole.wrong:.1f} % of the development words were wrong.",
    )
    _write(arguments.out, content, card)


if __name__ == "__main__":
    main()
