"""What spoke for a decision, with a model that goes by rules anybody can follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest

from assistant.events import Direction, Gesture, Hand, Hypothesis, Observation, Pointing, Why
from assistant.understanding.explain import contributions
from assistant.understanding.fusion import Judgement
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Look, Said, Scene
from devices.model import Area, Home
from tests.judging import RulesModel
from tests.understanding.homes import NOW, device

VERBS = tuple(Verb)
FINGER = Hand((0, 0, 9, 9), 0.9, Gesture.POINT, (0.0,) * 8, ((0.0, 0.0),) * 21,
              Pointing(Direction.LEFT, 180.0, 9.0))  # fmt: skip


def scene(text: str | None, *, pointing: bool = False) -> Scene:
    """A hall with two spots, one to the left and one to the right of its camera, and a desk lamp."""
    house = Home.of(
        areas=[Area("hall", "hall")],
        devices=[
            device("light.left", "spot", "hall", bearing="left"),
            device("light.right", "spot", "hall", bearing="right"),
            device("light.desk", "desk lamp", "hall"),
        ],
    )
    said = None if text is None else Said((Hypothesis(text, 0.9),))
    looks = (Look(Observation("eye", 0.0, True, 0.9, 1, (FINGER,), "hall"), 0.1),) if pointing else ()
    return Scene(house, NOW, 12.0, said, looks, "hall")


def why(moment: Scene, model: object | None = None) -> Why:
    judge = model or RulesModel()
    return contributions(moment, judge.judge(moment), judge)  # type: ignore[attr-defined, arg-type]


def sum_of(told: Why) -> float:
    return told.speech + told.vision + told.home


@dataclass
class Rule:
    """Judges by a rule of its own; the desk lamp is meant with ``chance``."""

    chance: Callable[[Scene], float]
    addressed: Callable[[Scene], float] = lambda scene: 0.95
    verb: Callable[[Scene], Verb] = lambda scene: Verb.ON

    def judge(self, scene: Scene) -> Judgement:
        verbs = [0.95 if one is self.verb(scene) else 0.001 for one in VERBS]
        things = {"light.desk": self.chance(scene), "light.left": 0.02}
        return Judgement(
            self.addressed(scene), 0.95, np.array(verbs, np.float32), np.zeros(1, np.float32), things, (),
            np.zeros((0, 0), np.float32), 0.9,
        )  # fmt: skip


@pytest.mark.parametrize(
    "moment",
    [scene("turn on the desk lamp"), scene("turn on the spot", pointing=True), scene("turn on the spot"),
     scene("lovely weather"), scene(None), scene(None, pointing=True)],
    ids=["name", "pointed at", "shared name", "not for us", "silence", "gesture"],
)  # fmt: skip
def test_the_shares_sum_to_one_or_to_nothing(moment: Scene) -> None:
    told = why(moment)
    assert sum_of(told) == pytest.approx(1.0, abs=0.002) or sum_of(told) == 0.0
    assert min(told.speech, told.vision, told.home) >= 0.0
    assert told.by == "fusion"


def test_three_equal_shares_sum_to_one_but_for_rounding() -> None:
    def chance(moment: Scene) -> float:
        return 0.95 - 0.1 * ((moment.said is None) + (not moment.looks) + (moment.area is None))

    told = why(scene("the desk lamp", pointing=True), Rule(chance))
    assert told.speech == told.vision == told.home
    assert sum_of(told) == pytest.approx(1.0, abs=0.002)


def test_a_name_to_the_letter_is_told_by_speech_alone() -> None:
    told = why(scene("turn on the desk lamp", pointing=True))
    assert (told.speech, told.vision, told.home) == (1.0, 0.0, 0.0)
    assert told.settled_by == ""
    assert told.deciding == "speech"


def test_vision_settles_where_another_thing_would_be_meant_without_it() -> None:
    told = why(scene("turn on the spot", pointing=True))
    assert told.settled_by == "vision"
    assert told.deciding == "vision"
    assert told.vision > 0.0


def test_vision_settles_nothing_that_is_not_decided_differently_without_it() -> None:
    told = why(scene("turn on", pointing=True), Rule(lambda moment: 0.95 if moment.looks else 0.6))
    assert told.vision == 1.0
    assert told.settled_by == ""
    assert told.deciding == "vision"


def test_the_home_settles_where_its_state_tells_which() -> None:
    told = why(scene("turn it on"), Rule(lambda moment: 0.95 if moment.area == "hall" else 0.05))
    assert told.settled_by == told.deciding == "home"


def test_of_two_that_settle_it_the_one_that_it_depends_on_more_is_named() -> None:
    def chance(moment: Scene) -> float:
        return 0.1 if not moment.looks else 0.4 if moment.area is None else 0.95

    assert why(scene("turn it on", pointing=True), Rule(chance)).settled_by == "vision"


@pytest.mark.parametrize(
    "rule",
    [
        Rule(lambda moment: 0.95, addressed=lambda moment: 0.9 if moment.looks else 0.1),
        Rule(lambda moment: 0.95, verb=lambda moment: Verb.ON if moment.looks else Verb.OFF),
    ],
    ids=["whether for us", "what to do"],
)
def test_vision_also_settles_whether_and_what(rule: Rule) -> None:
    assert why(scene("turn it on", pointing=True), rule).settled_by == "vision"


def test_what_spoke_against_it_has_no_share() -> None:
    def chance(moment: Scene) -> float:
        return 0.05 if moment.said is None else 0.7 if moment.looks else 0.9

    told = why(scene("the desk lamp", pointing=True), Rule(chance))
    assert (told.speech, told.vision, told.home) == (1.0, 0.0, 0.0)


def test_where_nothing_spoke_for_it_all_shares_are_nothing() -> None:
    told = why(scene("hm", pointing=True), Rule(lambda moment: 0.95))
    assert (told.speech, told.vision, told.home, told.settled_by) == (0.0, 0.0, 0.0, "")


def test_a_judgement_about_no_things_is_explained_as_well() -> None:
    moment = replace(scene("turn on the desk lamp"), home=Home())
    assert why(moment).settled_by == ""
