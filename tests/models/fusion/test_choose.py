"""Confidence and thresholds: fitted weights calibrate, and a threshold lets no more than a share through."""

from __future__ import annotations

import numpy as np
import pytest

from models.fusion.choose import chosen, fitted, least
from models.fusion.kinds import KINDS
from models.fusion.sayings import Sayings
from models.fusion.scenes import compose
from models.fusion.sights import GestureTable
from tests.bench.fusion_oracle import judgement


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
