"""Confidence and thresholds: fitted weights calibrate, and a threshold lets no more than a share through."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.understanding.fusion import confidence
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Scene
from devices.model import Area, Home
from models.fusion.choose import WRONG, chosen, fitted, least, right
from models.fusion.kinds import KINDS
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable
from tests.bench.fusion_oracle import judgement, scenes_of
from tests.understanding.homes import device


def test_weights_tell_how_often_it_is_right() -> None:
    rng = np.random.default_rng(0)
    parts = -rng.exponential(1.0, (4000, 4))
    chance = 1 / (1 + np.exp(-(2.0 * parts[:, 0] + parts[:, 3] + 1.5)))
    weights = np.array(fitted(parts, rng.random(4000) < chance))
    assert weights == pytest.approx([2.0, 0.0, 0.0, 1.0, 1.5], abs=0.3)


def test_from_the_least_score_on_few_are_wrong() -> None:
    scores, wrong = np.array([0.9, 0.8, 0.7, 0.6]), np.array([False, False, True, False])
    assert least(scores, wrong, 0.0) == 0.8
    assert least(scores, wrong, 0.25) == 0.6
    assert least(scores, np.array([True] * 4), 0.1) == 1.0


def test_a_model_that_is_always_right_may_act() -> None:
    rng, sayings = np.random.default_rng(2), Sayings.of("dev")
    scenes = [compose("dev", sayings, GestureTable(), rng, KINDS) for _ in range(60)]
    weights, thresholds = chosen([judgement(one) for one in scenes], scenes)
    assert len(weights) == 5
    assert thresholds["addressed"] >= 0.5
    assert all(0.0 <= value <= 0.99 for value in thresholds.values())


def test_what_is_told_with_a_chance_comes_true_as_often() -> None:
    rng = np.random.default_rng(1)
    parts = -rng.exponential(1.0, (6000, 4))
    hits = rng.random(6000) < 1 / (1 + np.exp(-(parts @ np.array([0.5, 1.0, 0.2, 1.5]) + 2.0)))
    weights = np.array(fitted(parts[:4000], hits[:4000]))
    told = 1 / (1 + np.exp(-(np.column_stack((parts[4000:], np.ones(2000))) @ weights)))
    for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)):
        some = (told >= low) & (told < high)
        assert some.sum() > 50
        assert hits[4000:][some].mean() == pytest.approx(told[some].mean(), abs=0.1)


@pytest.mark.parametrize("all_right", [True, False])
def test_weights_stay_finite_where_all_is_right_or_all_is_wrong(all_right: bool) -> None:
    parts = -np.random.default_rng(0).exponential(1.0, (200, 4))
    weights = fitted(parts, np.full(200, all_right))
    assert len(weights) == 5
    assert np.isfinite(weights).all()
    chance = 1 / (1 + np.exp(-(parts[0] @ np.array(weights[:4]) + weights[4])))
    assert (chance > 0.9) if all_right else (chance < 0.1)


def test_the_least_score_does_not_depend_on_the_order_of_the_rows() -> None:
    rng = np.random.default_rng(4)
    scores = rng.permutation(np.linspace(0.0, 1.0, 300))
    wrong = rng.random(300) > scores
    found = least(scores, wrong, 0.2)
    order = rng.permutation(300)
    assert least(scores[order], wrong[order], 0.2) == found
    assert wrong[scores >= found].mean() <= 0.2
    assert all(wrong[scores >= lower].mean() > 0.2 for lower in scores[scores < found])


def test_the_more_may_be_wrong_the_lower_is_the_least_score() -> None:
    rng = np.random.default_rng(5)
    scores = rng.random(300)
    wrong = rng.random(300) > scores
    found = [least(scores, wrong, share) for share in (0.0, 0.05, 0.2, 0.5, 1.0)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == scores.min()


def test_without_any_row_nothing_is_sure_enough() -> None:
    assert least(np.zeros(0), np.zeros(0, np.bool_), 0.5) == 1.0


def _one(**other: object) -> Labelled:
    house = Home.of(
        areas=[Area("hall", "hall")],
        devices=[device("light.a", "lamp", "hall"), device("light.b", "spot", "hall")],
    )
    told = {
        "scene": Scene(house, 0.0, 12.0), "kind": "full name", "addressed": True, "clear": True,
        "verb": Verb.ON, "targets": frozenset({"light.a"}), "words_enough": True,
    }  # fmt: skip
    return Labelled(**(told | other))  # type: ignore[arg-type]


def test_all_of_a_judgement_has_to_be_right() -> None:
    one = _one()
    assert right(one, judgement(one))
    for wrong in (
        judgement(one, addressed=0.1), judgement(one, clear=0.1), judgement(_one(verb=Verb.OFF)),
        judgement(one, things={"light.a": 0.9, "light.b": 0.9}), judgement(one, things={"light.a": 0.4}),
    ):  # fmt: skip
        assert not right(one, wrong)


def test_of_what_was_not_meant_for_us_only_that_counts() -> None:
    one = _one(addressed=False)
    assert right(one, judgement(_one(verb=Verb.OFF), addressed=0.1))
    assert not right(one, judgement(one, addressed=0.9))


def test_things_do_not_count_where_nobody_can_tell_them() -> None:
    for one in (_one(placed=False), _one(clear=False), _one(verb=Verb.NOTHING)):
        assert right(one, judgement(one, things={"light.b": 0.9}))


def test_the_thresholds_of_an_unsure_model_are_chances_and_let_few_mistakes_through() -> None:
    rng, scenes = np.random.default_rng(3), scenes_of(120)
    said = []
    for one in scenes:
        sure = float(rng.uniform(0.4, 1.0))
        off = next(verb for verb in (Verb.OFF, Verb.ON) if verb is not one.verb)
        verb = one.verb if rng.random() < sure else off
        verbs = [sure if other is verb else (1 - sure) / (len(Verb) - 1) for other in Verb]
        said.append(judgement(one, verbs=np.array(verbs, np.float32)))
    weights, thresholds = chosen(said, scenes)
    assert set(thresholds) == {"addressed", "act", "ask"}
    assert all(0.0 <= value <= 1.0 for value in thresholds.values())
    assert thresholds["ask"] <= thresholds["act"]
    acted = [
        right(one, told)
        for one, told in zip(scenes, said, strict=True)
        if one.addressed and one.placed and one.verb is not Verb.NOTHING
        and confidence(told, weights) > thresholds["act"]
    ]  # fmt: skip
    assert acted.count(False) <= max(1, WRONG * len(acted))
