"""Sentences alone: what is tested was not learned, and templates read them beside the model."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from assistant.bench.fusion_models import Bench, Contender
from assistant.bench.fusion_peer import Peer, home_for, in_numbers
from assistant.bench.fusion_text import asked_of, home_sets, out_of_scope, readings
from assistant.understanding.fusion import Judgement, Told
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import KINDS
from devices.model import Kind
from models.fusion.sayings import Sayings
from models.fusion.text_scores import Reading
from models.language.utterance import Slot, Utterance

LIGHT = Slot("domain", "light")


def _said(text: str, intent: str | None, *slots: Slot, corpus: str = "hwu", folds: tuple[int, ...] = (10,),
          split: str = "train", scenario: str = "iot") -> Utterance:  # fmt: skip
    return Utterance(text, corpus, split, folds, scenario, "label", intent, slots)


LEARNED = [_said("turn off the kitchen lights", "HassTurnOff", LIGHT, folds=(3,)),
           _said("make the hall lights red now", "HassLightSet", LIGHT, folds=(3,))]  # fmt: skip
TESTED = [
    _said("please turn off the kitchen lights", "HassTurnOff", Slot("area", "kitchen", 20, 27), LIGHT),
    _said("turn off the den lights", "HassTurnOff", Slot("area", "den", 13, 16), LIGHT),
    _said("switch on the desk lamp", "HassTurnOn", Slot("name", "desk lamp", 14, 23), LIGHT),
    _said("dim the lamp to fifty percent", "HassLightSet", Slot("name", "lamp", 8, 12),
          Slot("brightness", "fifty percent", 16, 29), LIGHT),
]  # fmt: skip
SLURP = [
    _said("turn off the kitchen lights", "HassTurnOff", LIGHT, corpus="slurp", folds=(), split="devel"),
    _said("hey turn off the kitchen lights", "HassTurnOff", LIGHT, corpus="slurp", folds=(), split="devel"),
    _said("make the hall lights blue now", "HassLightSet", LIGHT, corpus="slurp", folds=(), split="devel"),
    _said("get the robot to clean", "HassVacuumStart", corpus="slurp", folds=(), split="devel"),
    _said("play some jazz", None, corpus="slurp", folds=(), split="devel", scenario="play"),
]
OTHERS = [
    _said("make it red", "HassLightSet", folds=(9,)),
    _said("timer for tea", "HassStartTimer", corpus="clinc", folds=(), scenario="utility"),
    _said("next song", "HassMediaNext", corpus="clinc", folds=(), split="val", scenario="utility"),
    _said("is the weather fine", None, corpus="clinc", folds=(), split="val", scenario="travel"),
    _said("why is the weather", None, corpus="clinc", folds=(), split="val", scenario="oos"),
    _said("will the weather hold", None, scenario="weather"),
]
ALL = [*LEARNED, *TESTED, *SLURP, *OTHERS]


class Simple:
    """Weather is nothing; whatever else is said switches lights off, where "den" is an area."""

    thresholds: ClassVar[dict[str, float]] = {}

    def judge(self, scene: Scene) -> Judgement:
        words = words_of(scene.said.hypotheses[0].text) if scene.said else []
        nothing = 0.9 if "weather" in words else 0.1
        told = {Verb.NOTHING: nothing, Verb.OFF: 1 - nothing}
        tags = (Told(word, Tag.AREA if word == "den" else Tag.NONE, 0.9) for word in words)
        return Judgement(
            0.9, 0.1, np.array([told.get(verb, 0.0) for verb in Verb], np.float32),
            np.array([float(kind is Kind.LIGHT) for kind in KINDS], np.float32), {}, tuple(tags),
            np.zeros((0, 0), np.float32),
        )  # fmt: skip


def _bench() -> Bench:
    contenders: Any = [Contender("simple", Simple())]
    return Bench(contenders, (), Sayings.of("test"), utterances=ALL)


def test_what_was_learned_is_not_tested() -> None:
    folds, far_folds, slurp, far_slurp = (
        [one.text for one in tested.utterances] for tested in home_sets(ALL)
    )
    assert folds == [one.text for one in TESTED]
    assert far_folds == [one.text for one in TESTED if "turn off the" not in one.text]
    assert slurp == ["make the hall lights blue now", "get the robot to clean"]
    assert far_slurp == ["get the robot to clean"]


def test_a_sentence_that_is_learned_word_for_word_is_not_tested_in_the_last_fold_either() -> None:
    twice = _said("turn off the kitchen lights", "HassTurnOff", LIGHT, folds=(10,))
    assert twice not in home_sets([*ALL, twice])[0].utterances


def test_intents_and_slots_are_told_beside_templates() -> None:
    rows = {str(row[0]): row[1:] for row in readings(_bench()).rows}
    count, simple, templates = rows["HWU64 fold 10, home: intent"]
    assert (count, str(simple).split()[0], str(templates)) == (4, "50.0", "75.0")
    count, simple, templates = rows["HWU64 fold 10, home: intent and slots"]
    assert (count, str(simple).split()[0], str(templates)) == (4, "25.0", "75.0")


def test_templates_know_the_rooms_and_names_of_the_sentences() -> None:
    home = home_for(TESTED)
    assert {"kitchen", "den"} < set(home.areas)
    assert home.devices["light.desk_lamp"].name == "desk lamp"
    peer = Peer(home)
    assert peer.read("turn off the den lights") == Reading(
        "HassTurnOff", frozenset({("area", "den"), ("domain", "light")})
    )
    assert peer.read("turn on the desk lamp") == Reading("HassTurnOn", frozenset({("name", "desk lamp")}))
    assert peer.read("set the lamp to 50%").slots == frozenset({("name", "lamp"), ("brightness", "50")})
    assert peer.read("a bit brighter") == Reading("HassLightSet", frozenset({("change", "up")}))
    assert peer.read("is it raining in paris") == Reading(None)


def test_values_are_compared_as_numbers() -> None:
    given = {("brightness", "fifty percent"), ("temperature", "21 degrees"), ("change", "up"), ("name", "TV")}
    assert in_numbers(Reading("X", frozenset(given))).slots == frozenset(
        {("brightness", "50"), ("temperature", "21"), ("change", "up"), ("name", "tv")}
    )


def test_the_threshold_is_chosen_on_other_sentences_than_the_tested() -> None:
    asked = asked_of(ALL)
    chosen = {one.text for part in asked.dev for one in part.utterances}
    tested = {one.text for part in (*asked.home, *asked.other) for one in part.utterances}
    assert chosen == {"make it red", "timer for tea"}
    assert not chosen & tested
    assert "next song" in tested


def test_what_is_nothing_for_a_home_is_refused_and_commands_are_not() -> None:
    report = out_of_scope(_bench())
    rows = {str(row[0]): row[1:] for row in report.rows}
    told = {name: [str(cell) for cell in cells] for name, cells in rows.items()}
    assert told["refused: CLINC val, all that is no command"] == ["2", "100.0", "100.0"]
    assert told["refused: CLINC val, its out-of-scope part"] == ["1", "100.0", "100.0"]
    assert told["refused: all tested commands"] == ["5", "0.0", "None"]  # though all have the same chance
    assert told["threshold"][1] == "0.1000"
