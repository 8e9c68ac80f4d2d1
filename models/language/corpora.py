"""What people wrote to home assistants, from public repositories to one file.

`python -m models.language.corpora --clones DIR --out FILE` reads git clones (bare or not) named
``owner+name``, writes a `models.language.utterance.Utterance` a line and prints what there is.

- xliuhw/NLU-Evaluation-Data (HWU64, CC BY 4.0), as "hwu": the 11,036 sentences of its ten published
  test sets, each with its fold, which together are the whole of the published cross-validation (three
  are alike but for capitals and come once); and the rest of the 25,716 annotated ones where the clone
  has that file (over 4 MiB, which some mirrors leave out).
- pswietojanski/slurp (text CC BY 4.0), as "slurp": its devel part only, never to be trained on. It was
  recorded from HWU64's sentences: 45 % of it, and 84 % of its home commands, stand in HWU's folds word for
  word. Before testing on it, train on what `models.language.overlap.without` leaves.
- clinc/oos-eval (CC BY 3.0), as "clinc": train, val and their out-of-scope parts only.

The other parts are for testing, and their files are not read (CLINC's are in one file with the rest,
and dropped).

What is noisy, and what is made of it:

- Near-duplicates lie on both sides of a fold: of the iot sentences that the folds test, 40 % are told
  from a trained one by a greeting or one word. "wemo" is a brand of sockets that most wrote as told ("turn
  on the wemo plug socket"); the rest wrote of fans, ovens, wifi. The ``general`` labels read as if made by
  rule ("olly that is all, just cancel it.").
- Labels are wrong: "turn out the lights" is lightup, "lights out" is lighton, "please decrease the
  volume" and "unmute" are volume_up, "turn down the lights to medium" is lightoff. Where the words are
  plain they win. Questions ("how do i start the vacuum") are no commands, whatever their label.
- Garbage stays, out of scope: "by remote sensor", "times clapping sound times", "take it in hand".
- volume_mute is about the assistant's own tongue, too: "don't talk" is out of scope, "be quiet" mutes.
- Slots are marked by fits and starts: "[house_place : bedroom] lights" but "closet light"; "wemo" but not
  the "socket" behind it; the phone that a socket charges as what is switched. Rooms, devices, colours and
  numbers are filled in by their words. A "room", "house" or "here" is no area's name.
- Orders for later ("at nine", "when i leave") mean the same intent with a ``when``: not for now.
- Two orders in a sentence ("shut down the garage light and set the den light to orange") have one label.
- Cleaning a room that is named is HassVacuumCleanArea, as in Home Assistant's own sentences; setting the
  volume "to fifty" is HassSetVolume.
- CLINC's smart_home knows seven things (lights, fan, TV, furnace, AC, locks, car) and has no slots;
  volumes are all 4; a few sentences of other labels are misplaced ("allow me to turn on the lights" is a
  restaurant_reservation).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.language import clinc
from models.language.meanings import meaning
from models.language.utterance import Slot, Utterance, located, plain_text, unannotated, write
from models.repository import clone_of, content, contents, names

_ANNOTATED = "AnnotatedData/NLU-Data-Home-Domain-Annotated-All.csv"
_TEST_SET = re.compile(r"^CrossValidation/autoGene.*/KFold_(\d+)/testset/annotated/.*\.json$")
_IRRELEVANT = "IRR_"  # what a row's status begins with if its annotators gave it up
_CLINC_PARTS = {"train": "train", "val": "val", "oos_train": "train", "oos_val": "val"}


@dataclass(frozen=True)
class Corpus:
    """Where a corpus lies and how it is read."""

    name: str
    repository: str
    licence: str
    read: Callable[[Path], Iterator[Utterance]]


def hwu(clone: Path) -> Iterator[Utterance]:
    """HWU64: what its folds test, then what no fold has; a sentence with one label comes once."""
    merged: dict[tuple[str, str], Utterance] = {}
    for found in (*_folds(clone), *_rows(clone)):
        key = (found.original_intent, found.text)
        before = merged.setdefault(key, found)
        merged[key] = replace(before, folds=tuple(sorted({*before.folds, *found.folds})))
    yield from merged.values()


def _folds(clone: Path) -> Iterator[Utterance]:
    matches = [found for name in names(clone, "CrossValidation") if (found := _TEST_SET.match(name))]
    for found, raw in zip(matches, contents(clone, [found[0] for found in matches]), strict=True):
        for line in json.loads(raw or "{}").get("test_data_annotation", ()):
            entities = [Slot(e["entity"], e["value"], e["start"], e["end"]) for e in line["entities"]]
            scenario, _, intent = line["intent"].partition("_")
            yield from _annotated("hwu", "train", (int(found[1]),), scenario, intent, line["text"], entities)


def _rows(clone: Path) -> Iterator[Utterance]:
    lines = io.StringIO(content(clone, _ANNOTATED).decode(errors="replace"), newline="")
    for row in csv.DictReader(lines, delimiter=";"):
        annotated = row["answer_annotation"] or "null"
        if annotated != "null" and not (row["status"] or "").startswith(_IRRELEVANT):
            text, entities = unannotated(annotated)
            yield from _annotated("hwu", "train", (), row["scenario"], row["intent"], text, entities)


def slurp(clone: Path) -> Iterator[Utterance]:
    """SLURP's devel part."""
    for line in content(clone, "dataset/slurp/devel.jsonl").decode().splitlines():
        told = json.loads(line)
        text, entities = unannotated(told["sentence_annotation"])
        # Its own ``intent`` leaves the scenario out in 30 of 2,033.
        yield from _annotated("slurp", "devel", (), told["scenario"], told["action"], text, entities)


def clinc150(clone: Path) -> Iterator[Utterance]:
    """CLINC150's train and val, with their out-of-scope parts."""
    parts = json.loads(content(clone, "data/data_full.json") or "{}")
    parts = {part: parts[part] for part in _CLINC_PARTS if part in parts}  # the rest is reserved
    domains = json.loads(content(clone, "data/domains.json") or "{}")
    scenario = {intent: domain for domain, intents in domains.items() for intent in intents}
    for part, lines in parts.items():
        for sentence, label in lines:
            if text := plain_text(sentence):
                intent, slots = clinc.meaning(label, text)
                yield Utterance(
                    text, "clinc", _CLINC_PARTS[part], (), scenario.get(label, "oos"), label, intent, slots
                )


def _annotated(
    corpus: str,
    split: str,
    folds: tuple[int, ...],
    scenario: str,
    intent: str,
    raw: str,
    entities: Sequence[Slot],
) -> Iterator[Utterance]:
    text, label = plain_text(raw), f"{scenario}_{intent}"
    if text:
        meant, slots = meaning(label, text, located(raw, entities))
        yield Utterance(text, corpus, split, folds, scenario, label, meant, slots)


CORPORA = (
    Corpus("hwu", "xliuhw/NLU-Evaluation-Data", "CC BY 4.0", hwu),
    Corpus("slurp", "pswietojanski/slurp", "CC BY 4.0", slurp),
    Corpus("clinc", "clinc/oos-eval", "CC BY 3.0", clinc150),
)


def cross_validation(utterances: Sequence[Utterance], fold: int) -> tuple[list[Utterance], list[Utterance]]:
    """HWU64's published halves: what is trained on without a fold, and what the fold tests.

    A sentence that the fold tests is not trained on under another label or from another fold either,
    so that the trained half can be one or two shorter than published.
    """
    tested = [utterance for utterance in utterances if fold in utterance.folds]
    texts = {utterance.text for utterance in tested}
    return [u for u in utterances if u.corpus == "hwu" and u.text not in texts], tested


def collect(clones: Path) -> list[Utterance]:
    """All corpora whose clones are there; says what to clone of the others."""
    found: list[Utterance] = []
    for corpus in CORPORA:
        clone = clone_of(clones, corpus.repository)
        if clone is None:
            there = clones / corpus.repository.replace("/", "+")
            print(f"{corpus.name}: {there} is not there; clone github.com/{corpus.repository} to it")
            continue
        found += corpus.read(clone)
        if corpus.name == "hwu" and not content(clone, _ANNOTATED):
            print(f"hwu: {clone} lacks {_ANNOTATED}; only what its folds test was read")
    return found


def table(utterances: Sequence[Utterance]) -> str:
    """Counts by corpus, split and intent."""
    counts = Counter((u.corpus, u.split, u.intent or "out of scope") for u in utterances)
    lines = [
        f"{corpus:6} {split:6} {intent:28} {n:6}" for (corpus, split, intent), n in sorted(counts.items())
    ]
    return "\n".join([*lines, f"{'all':42} {len(utterances):6}"])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Turn clones of public corpora into one file of utterances.")
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    utterances = collect(given.clones)
    write(utterances, given.out)
    print(table(utterances))


if __name__ == "__main__":
    main()
