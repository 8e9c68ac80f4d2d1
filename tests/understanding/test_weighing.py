"""Sentences weighed with their moment: what the model decides, and what the templates keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pytest

from assistant.events import (
    Act,
    Ask,
    Decision,
    Direction,
    Gesture,
    Hand,
    Hypothesis,
    Ignore,
    Observation,
    Pointing,
    Refuse,
)
from assistant.understanding.fusion import Judgement, Told
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.policy import PolicySettings
from assistant.understanding.scene import Look, Moment, Said, Scene
from assistant.understanding.shown import KINDS
from assistant.understanding.understanding import Understanding
from assistant.understanding.weighing import Weighing
from devices.model import Area, Command, Home, Kind
from tests.judging import RulesModel
from tests.understanding.homes import device

NOW = 1_700_000_000.0
POINTS = Hand((0, 0, 9, 9), 0.9, Gesture.POINT, (0.0,) * 5 + (1.0, 0.0, 0.0), ((0.0, 0.0),) * 21,
              Pointing(Direction.LEFT, 180.0, 9.0))  # fmt: skip
FINGER = (Look(Observation("eye", 0.0, True, 0.9, 1, (POINTS,), "hall"), 0.1),)


@dataclass
class Model:
    """Says what a test wants, of every scene."""

    verb: Verb = Verb.ON
    things: dict[str, float] = field(default_factory=dict)
    addressed: float = 0.99
    clear: float = 0.99
    confidence: float = 0.95
    tags: dict[str, Tag] = field(default_factory=dict)
    kind: Kind = Kind.LIGHT
    thresholds: ClassVar[dict[str, float]] = {}

    def judge(self, scene: Scene) -> Judgement:
        said = words_of(scene.said.hypotheses[0].text) if scene.said else []
        names = [*scene.home.areas, *scene.home.devices]
        return Judgement(
            self.addressed, self.clear,
            np.array([float(verb is self.verb) for verb in Verb], np.float32),
            np.array([float(kind is self.kind) for kind in KINDS], np.float32),
            {name: self.things.get(name, 0.01) for name in names},
            tuple(Told(word, self.tags.get(word, Tag.NONE), 0.9) for word in said),
            np.zeros((len(names), len(said)), np.float32), self.confidence,
        )  # fmt: skip


def home() -> Home:
    return Home.of(
        areas=[Area("hall", "hall"), Area("attic", "attic")],
        devices=[
            device("light.desk", "desk lamp", "hall"),
            device("light.floor", "floor lamp", "hall"),
            device("light.spot_hall", "spot", "hall"),
            device("light.spot_attic", "spot", "attic"),
            device("lock.door", "front door", "hall"),
        ],
    )


def decide(model: Model, text: str, *, looks: tuple[Look, ...] = (), by_ear: bool = True,
           area: str | None = "hall", house: Home | None = None) -> Decision:  # fmt: skip
    weighing = Weighing(model, PolicySettings(addressed=0.5, act=0.8, ask=0.4))  # type: ignore[arg-type]
    understanding = Understanding(house or home(), weighing=weighing)
    moment = Moment(Said((Hypothesis(text, 0.9),)), looks, by_ear=by_ear)
    return understanding.decide(text, area=area, now=NOW, confidence=0.9, moment=moment)[0]


def commanded(decision: Decision) -> list[str]:
    assert isinstance(decision, Act)
    return [step.device for step in decision.steps if isinstance(step, Command)]


def test_what_is_said_to_the_letter_keeps_its_meaning() -> None:
    decision = decide(Model(Verb.OFF, {"light.floor": 0.99}), "turn on the desk lamp")
    assert commanded(decision) == ["light.desk"]
    assert isinstance(decision, Act)
    assert decision.intent.name == "HassTurnOn"
    assert decision.why is not None
    assert decision.why.by == "templates"
    assert decision.confidence == pytest.approx(0.9)


def test_what_was_heard_but_not_meant_for_us_is_left_alone_however_well_it_fits() -> None:
    decision = decide(Model(addressed=0.2), "turn on the desk lamp")
    assert isinstance(decision, Ignore)
    assert "not meant for us" in decision.reason


def test_what_was_written_was_meant() -> None:
    assert commanded(decide(Model(addressed=0.2), "turn on the desk lamp", by_ear=False)) == ["light.desk"]


def test_a_sentence_no_template_knows_is_done_by_the_model() -> None:
    decision = decide(Model(Verb.OFF, {"light.desk": 0.97}), "could you lose that desk lamp over there")
    assert commanded(decision) == ["light.desk"]
    assert isinstance(decision, Act)
    assert decision.why is not None
    assert decision.why.by == "fusion"


def test_what_it_is_not_sure_of_is_asked_about_with_what_would_be_done() -> None:
    decision = decide(
        Model(Verb.OFF, {"light.desk": 0.97}, confidence=0.6), "could you lose the desk lamp so"
    )
    assert isinstance(decision, Ask)
    assert decision.question == "Really switch off desk lamp?"


def test_what_it_is_hardly_sure_of_is_not_understood() -> None:
    decision = decide(
        Model(Verb.OFF, {"light.desk": 0.97}, confidence=0.1), "could you lose the desk lamp so"
    )
    assert isinstance(decision, Refuse)


def test_nothing_that_a_home_can_do_is_not_understood() -> None:
    assert isinstance(decide(Model(Verb.NOTHING), "sing me an aria"), Refuse)


def test_what_shall_be_done_later_is_not_done_now() -> None:
    model = Model(Verb.OFF, {"light.desk": 0.97}, tags={"nine": Tag.WHEN})
    decision = decide(model, "could you lose the desk lamp around nine")
    assert isinstance(decision, Refuse)
    assert "not for now" in decision.reason


def test_that_is_what_somebody_points_at_and_what_is_done_the_words_have_said() -> None:
    decision = decide(Model(Verb.OFF, {"light.desk": 0.97}), "turn that on", looks=FINGER)
    assert commanded(decision) == ["light.desk"]
    assert isinstance(decision, Act)
    assert decision.intent.name == "HassTurnOn"


def test_that_with_nothing_to_see_and_nothing_done_is_asked_about() -> None:
    model = Model(Verb.ON, {"light.desk": 0.9, "light.floor": 0.8}, clear=0.1)
    decision = decide(model, "turn that on")
    assert isinstance(decision, Ask)
    assert set(decision.labels) == {"desk lamp", "floor lamp"}


def test_that_with_nothing_to_see_is_asked_about_even_if_the_model_takes_it_for_all() -> None:
    decision = decide(Model(Verb.ON, {"light.desk": 0.98, "light.floor": 0.98}), "turn that on")
    assert isinstance(decision, Ask)
    assert set(decision.labels) == {"desk lamp", "floor lamp"}


def test_a_name_that_two_bear_is_the_one_surely_meant() -> None:
    decision = decide(Model(Verb.ON, {"light.spot_attic": 0.96}), "turn on the spot", area=None)
    assert commanded(decision) == ["light.spot_attic"]


@pytest.mark.parametrize(
    "things", [{}, {"light.spot_attic": 0.7}, {"light.spot_attic": 0.96, "light.spot_hall": 0.3}]
)
def test_else_it_stays_a_question(things: dict[str, float]) -> None:
    assert isinstance(decide(Model(Verb.ON, things), "turn on the spot", area=None), Ask)


def test_unlocking_is_asked_however_sure_the_model_is() -> None:
    decision = decide(Model(Verb.UNLOCK, {"lock.door": 0.99}), "let my brother in at the front door")
    assert isinstance(decision, Ask)
    assert decision.question == "Really unlock front door?"


def test_a_thing_that_is_not_here_is_named() -> None:
    model = Model(Verb.ON, tags={"lava": Tag.NAME, "lamp": Tag.NAME})
    decision = decide(model, "could you get the lava lamp going")
    assert isinstance(decision, Refuse)
    assert "lava lamp" in decision.say


@pytest.mark.parametrize("house", [Home(), Home.of(areas=[Area("hall", "hall")])])
def test_a_home_without_devices_is_told_so(house: Home) -> None:
    decision = decide(Model(Verb.ON), "it is rather dark in here", house=house)
    assert isinstance(decision, Refuse)


def test_of_five_hundred_devices_of_one_name_none_is_guessed() -> None:
    crowd = Home.of(areas=[Area("hall", "hall")])
    for number in range(500):
        crowd.add(device(f"light.{number}", "lamp", "hall"))
    model = Model(Verb.ON, {f"light.{n}": 0.9 for n in range(500)}, clear=0.05)
    decision = decide(model, "get that lamp going would you", house=crowd)
    assert isinstance(decision, Ask | Refuse)


def test_names_in_other_scripts_are_asked_and_done_as_any_other() -> None:
    house = Home.of(areas=[Area("hall", "зал")], devices=[device("light.a", "лампа", "hall")])
    decision = decide(Model(Verb.ON, {"light.a": 0.97}), "get the лампа going would you", house=house)
    assert commanded(decision) == ["light.a"]


def understanding_of(model: object | None) -> Understanding:
    weighing = None if model is None else Weighing(model, PolicySettings(0.5, 0.8, 0.4))  # type: ignore[arg-type]
    return Understanding(home(), weighing=weighing)


def say(understanding: Understanding, text: str, *, looks: tuple[Look, ...] = (), at: float = NOW,
        confidence: float = 0.9, moment: bool = True) -> Decision:  # fmt: skip
    came_with = Moment(Said((Hypothesis(text, confidence),)), looks) if moment else None
    (decision,) = understanding.decide(text, area="hall", now=at, confidence=confidence, moment=came_with)
    return decision


def test_a_name_to_the_letter_keeps_its_meaning_even_if_somebody_points_elsewhere() -> None:
    decision = decide(Model(Verb.ON, {"light.floor": 0.99}), "turn on the desk lamp", looks=FINGER)
    assert commanded(decision) == ["light.desk"]
    assert decision.why is not None
    assert decision.why.by == "templates"


def test_that_with_nobody_pointing_is_what_was_done_last_whatever_the_model_means() -> None:
    talk = understanding_of(Model(Verb.OFF, {"light.floor": 0.99}))
    assert commanded(say(talk, "turn on the desk lamp")) == ["light.desk"]
    decision = say(talk, "turn it off", at=NOW + 2)
    assert commanded(decision) == ["light.desk"]
    assert decision.why is not None
    assert decision.why.by == "templates"


def test_that_with_somebody_pointing_is_what_the_model_means_though_another_was_done_last() -> None:
    talk = understanding_of(Model(Verb.OFF, {"light.floor": 0.99}))
    say(talk, "turn on the desk lamp")
    decision = say(talk, "turn that off", looks=FINGER, at=NOW + 2)
    assert commanded(decision) == ["light.floor"]
    assert decision.why is not None
    assert decision.why.by == "fusion"


def test_if_somebody_points_at_nothing_that_goes_by_what_was_done_last() -> None:
    talk = understanding_of(Model(Verb.OFF))
    say(talk, "turn on the desk lamp")
    assert commanded(say(talk, "turn that off", looks=FINGER, at=NOW + 2)) == ["light.desk"]


def test_what_is_pointed_at_and_risky_is_asked_about() -> None:
    decision = decide(Model(Verb.UNLOCK, {"lock.door": 0.99}), "unlock that", looks=FINGER)
    assert isinstance(decision, Ask)
    assert decision.question == "Really unlock front door?"


def test_a_moment_without_a_model_goes_by_the_templates_alone() -> None:
    talk = understanding_of(None)
    decision = say(talk, "turn on the desk lamp")
    assert commanded(decision) == ["light.desk"]
    assert decision.why is None
    assert isinstance(say(talk, "could you lose the desk lamp so"), Refuse)


def test_a_model_is_not_asked_about_words_without_a_moment() -> None:
    talk = understanding_of(Model(Verb.OFF, {"light.desk": 0.99}, addressed=0.0))
    assert commanded(say(talk, "turn on the desk lamp", moment=False)) == ["light.desk"]
    assert isinstance(say(talk, "could you lose the desk lamp so", moment=False), Refuse)


def test_a_model_that_comes_later_is_asked_from_then_on() -> None:
    talk = understanding_of(None)
    talk.weigh_by(Weighing(Model(Verb.OFF, {"light.desk": 0.99})))  # type: ignore[arg-type]
    assert commanded(say(talk, "could you lose the desk lamp so")) == ["light.desk"]


@pytest.mark.parametrize(
    ("text", "hearing", "model", "told"),
    [
        ("could you lose the desk lamp so", 0.95, 0.85, 0.85),
        ("could you lose the desk lamp so", 0.55, 0.85, 0.55),
        ("turn on the desk lamp", 0.55, 0.1, 0.55),
    ],
    ids=["the model's", "hearing's", "templates ask no model"],
)
def test_the_confidence_is_the_smaller_of_hearing_s_and_the_model_s(
    text: str, hearing: float, model: float, told: float
) -> None:
    talk = understanding_of(Model(Verb.OFF, {"light.desk": 0.97}, confidence=model))
    decision = say(talk, text, confidence=hearing)
    assert isinstance(decision, Act)
    assert decision.confidence == pytest.approx(told)


def test_what_the_model_picked_of_a_template_s_question_is_told_to_be_its_choice() -> None:
    model = Model(Verb.ON, {"light.spot_attic": 0.96}, confidence=0.7)
    decision = decide(model, "turn on the spot", area=None)
    assert isinstance(decision, Act)
    assert decision.why is not None
    assert decision.why.by == "fusion"
    assert decision.confidence == pytest.approx(0.7)


def test_what_was_ignored_tells_why() -> None:
    decision = decide(Model(addressed=0.2), "turn on the desk lamp")
    assert decision.why is not None
    assert decision.why.by == "fusion"


def test_a_yes_to_the_model_s_question_does_what_was_asked_and_is_not_judged() -> None:
    talk = understanding_of(Model(Verb.OFF, {"light.desk": 0.97}, confidence=0.6))
    assert isinstance(say(talk, "could you lose the desk lamp so"), Ask)
    talk.weigh_by(Weighing(Model(addressed=0.0)))  # type: ignore[arg-type]
    assert commanded(say(talk, "yes", at=NOW + 2)) == ["light.desk"]


def test_an_unmeant_sentence_leaves_a_question_open() -> None:
    talk = understanding_of(None)
    assert isinstance(say(talk, "unlock the front door"), Ask)
    talk.weigh_by(Weighing(Model(addressed=0.1)))  # type: ignore[arg-type]
    assert isinstance(say(talk, "turn on the desk lamp", at=NOW + 2), Ignore)
    assert talk.pending


def test_the_model_is_shown_what_was_done_lately_and_that_a_question_is_open() -> None:
    shown: list[Scene] = []

    class Watched(Model):
        def judge(self, scene: Scene) -> Judgement:
            shown.append(scene)
            return super().judge(scene)

    talk = understanding_of(Watched())
    say(talk, "turn on the desk lamp")
    say(talk, "turn on the floor lamp", at=NOW + 2)
    say(talk, "unlock the front door", at=NOW + 5)
    say(talk, "turn on the floor lamp", at=NOW + 6)
    assert shown[0].commanded == ()
    told = {one.device: (one.age, one.last) for one in shown[2].commanded}
    assert told == {"light.floor": (3.0, True), "light.desk": (5.0, False)}
    assert [scene.asked for scene in shown] == [False, False, False, True]


def test_with_a_model_of_rules_a_shared_name_is_the_one_that_is_pointed_at() -> None:
    house = Home.of(
        areas=[Area("hall", "hall")],
        devices=[
            device("light.a", "spot", "hall", bearing="left"),
            device("light.b", "spot", "hall", bearing="right"),
        ],
    )
    weighing = Weighing(RulesModel(), PolicySettings(0.5, 0.8, 0.4))  # type: ignore[arg-type]
    talk = Understanding(house, weighing=weighing)
    pointed = say(talk, "turn on the spot", looks=FINGER)
    assert commanded(pointed) == ["light.a"]
    assert pointed.why is not None
    assert pointed.why.settled_by == "vision"
    assert isinstance(say(talk, "turn on the spot"), Ask)


def test_opening_a_lamp_and_a_door_at_once_does_nothing() -> None:
    model = Model(Verb.OPEN, {"light.desk": 0.98, "lock.door": 0.97})
    assert isinstance(decide(model, "get those two opened up for me"), Refuse)


@pytest.mark.parametrize("verb", [Verb.OPEN, Verb.CLOSE, Verb.LOCK, Verb.UNLOCK])
def test_a_lamp_is_not_switched_for_being_opened_or_locked(verb: Verb) -> None:
    assert isinstance(decide(Model(verb, {"light.desk": 0.98}), "get that desk lamp bolted"), Refuse)
