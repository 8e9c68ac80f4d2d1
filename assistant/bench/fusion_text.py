"""Sentences alone, as people wrote them: intents and slots, and what is nothing a home can do.

Nothing is seen, and no home is there: the model reads words. The shipped model learned from HWU64's folds 1-8
and CLINC's train; fold 9 chose its thresholds. `models.fusion.text_folds` tells what the recipe reaches by
cross-validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.bench.fusion_models import Bench, Contender
from assistant.bench.fusion_peer import Peer, home_for, in_numbers, recognized
from assistant.bench.fusion_report import Cell, Number, Report, Share, share
from assistant.bench.fusion_scores import Floats, interval, refusing_from
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Verb
from assistant.understanding.shown import WORDS
from models.fusion.people import DEV_FOLD, TEST_FOLD, split_of
from models.fusion.text_scores import Reading, scene_of, told, wanted
from models.language import overlap
from models.language.utterance import Utterance

LOSS = 0.03  # share of commands that may be refused
_ALONE = "sentences of people in composed scenes without a home, not recorded"
_NOTHING = tuple(Verb).index(Verb.NOTHING)
_HASSIL = "templates alone"


@dataclass(frozen=True, slots=True)
class TextSet:
    """Sentences under a name for the table."""

    name: str
    utterances: tuple[Utterance, ...]


def home_sets(utterances: Sequence[Utterance]) -> list[TextSet]:
    """What people wrote to home automation and no model learned from: HWU64's last fold, and what SLURP's
    devel has that does not stand in the folds that are learned from, but for a greeting. Of each also what is
    not a word away from anything learned."""
    learned = [one for one in utterances if split_of(one) == "train"]
    folds = _new([one for one in utterances if one.corpus == "hwu" and TEST_FOLD in one.folds], learned, 1)
    slurp = _new([one for one in utterances if one.corpus == "slurp"], learned, 2)
    found = []
    for name, kept in ((f"HWU64 fold {TEST_FOLD}, home", folds), ("SLURP devel, home", slurp)):
        home = [one for one in kept if one.scenario == "iot"]
        found += [TextSet(name, tuple(home)), TextSet(f"{name}, nothing like it learned",
                                                      tuple(overlap.without(home, learned)))]  # fmt: skip
    return found


def _new(tested: Sequence[Utterance], learned: Sequence[Utterance], kinds: int) -> list[Utterance]:
    """Those that are not among what was learned in the first so many ways of `overlap.KINDS`."""
    near = overlap.kinds((one.text for one in tested), (one.text for one in learned))
    return [one for one in tested if near.get(one.text) not in overlap.KINDS[:kinds]]


def read_by(contender: Contender, text: str) -> Reading:
    """What a model says of a sentence alone."""
    judged = contender.judge(scene_of(text))
    tags = [word.tag for word in judged.words]
    return told(judged.verb, judged.kind, words_of(text)[: min(WORDS, len(tags))], tags)


def readings(bench: Bench) -> Report:
    """Intents, and intents with all slots, beside templates, whose values are compared as numbers."""
    rows: list[list[Cell]] = []
    for tested in home_sets(bench.utterances):
        right = [wanted(one) for one in tested.utterances]
        peer = recognized(Peer(home_for(tested.utterances)), [one.text for one in tested.utterances])
        intents, slots = [], []
        for contender in bench.contenders:
            found = [read_by(contender, one.text) for one in tested.utterances]
            pairs = list(zip(found, right, strict=True))
            intents.append(interval([one.intent == other.intent for one, other in pairs], bench.seed))
            slots.append(interval([one == other for one, other in pairs], bench.seed))
        pairs = list(zip(peer, right, strict=True))
        rows.append([f"{tested.name}: intent", len(right), *intents,
                     share([one.intent == other.intent for one, other in pairs])])  # fmt: skip
        rows.append([f"{tested.name}: intent and slots", len(right), *slots,
                     share([one == in_numbers(other) for one, other in pairs])])  # fmt: skip
    head = ("sentences", "number", *(one.name for one in bench.contenders), _HASSIL)
    return Report(f"Words alone, % right, with 95 % intervals (bars 92 and 85; {_ALONE})", head, rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """What `out_of_scope` reads. ``dev``: sets of commands that the threshold is chosen on; ``home``: sets of
    commands; ``other``: sets of what is none."""

    dev: tuple[TextSet, ...]
    home: tuple[TextSet, ...]
    other: tuple[TextSet, ...]


def asked_of(utterances: Sequence[Utterance]) -> Asked:
    """Commands and what is none, of HWU64's folds and CLINC."""

    def fold(number: int) -> list[Utterance]:
        return [one for one in utterances if one.corpus == "hwu" and number in one.folds]

    def clinc(split: str) -> list[Utterance]:
        return [one for one in utterances if one.corpus == "clinc" and one.split == split]

    learned = {one.text for one in utterances if split_of(one) == "train"}
    tested = [one for one in fold(TEST_FOLD) if one.text not in learned]
    return Asked(
        (_commands(f"HWU64 fold {DEV_FOLD}, home", [one for one in fold(DEV_FOLD) if one.scenario == "iot"]),
         _commands("CLINC train", clinc("train"))),
        (_commands(f"HWU64 fold {TEST_FOLD}, home", [one for one in tested if one.scenario == "iot"]),
         _commands("CLINC val", clinc("val"))),
        (TextSet("CLINC val, all that is no command", tuple(o for o in clinc("val") if o.intent is None)),
         TextSet("CLINC val, its out-of-scope part", tuple(o for o in clinc("val") if o.scenario == "oos")),
         TextSet(f"HWU64 fold {TEST_FOLD}, other",
                 tuple(one for one in tested if one.intent is None and one.scenario != "iot"))),
    )  # fmt: skip


def _commands(name: str, utterances: Sequence[Utterance]) -> TextSet:
    return TextSet(name, tuple(one for one in utterances if one.intent is not None))


def nothing_of(contender: Contender, tested: TextSet) -> Floats:
    """The chance that each sentence is nothing a home can do."""
    chances = (contender.judge(scene_of(one.text)).verbs[_NOTHING] for one in tested.utterances)
    return np.fromiter(chances, np.float64)


def out_of_scope(bench: Bench) -> Report:
    """What is no command and refused, at a threshold at which each of the sets it is chosen on loses no more
    than LOSS of its commands; beside hassil's templates, which refuse what they have no sentence for."""
    asked = asked_of(bench.utterances)
    columns = [_refusing(one, asked) for one in bench.contenders]
    peer = Peer(home_for(one for tested in asked.home for one in tested.utterances))
    columns.append([None, *_refused_by(peer, asked.other), *_refused_by(peer, asked.home), None, None])
    names = [
        "threshold", *(f"refused: {tested.name}" for tested in asked.other),
        *(f"refused: {tested.name}, commands" for tested in asked.home), "refused: all tested commands",
        "by hindsight, with 3 % of the tested commands lost: CLINC val, all that is no command",
    ]  # fmt: skip
    counts = [None, *(len(tested.utterances) for tested in (*asked.other, *asked.home))]
    counts += [sum(len(tested.utterances) for tested in asked.home), len(asked.other[0].utterances)]
    rows = [list(row) for row in zip(names, counts, *columns, strict=True)]
    head = ("", "sentences", *(one.name for one in bench.contenders), _HASSIL)
    title = f"Refused as nothing a home can do, % (bars: 90 of no commands, 3 of commands; {_ALONE})"
    return Report(title, head, rows)


def _refusing(contender: Contender, asked: Asked) -> list[Cell]:
    threshold = max(refusing_from(nothing_of(contender, tested), LOSS) for tested in asked.dev)
    others = [nothing_of(contender, tested) for tested in asked.other]
    home = [nothing_of(contender, tested) for tested in asked.home]
    together = np.concatenate(home)
    hindsight = refusing_from(together, LOSS)
    return [Number(threshold, 4), *(share(scores >= threshold) for scores in (*others, *home, together)),
            share(others[0] >= hindsight)]  # fmt: skip


def _refused_by(peer: Peer, sets: Sequence[TextSet]) -> list[Share]:
    return [share([found.intent is None for found in recognized(peer, [u.text for u in tested.utterances])])
            for tested in sets]  # fmt: skip
