"""Intervals, calibration and risk against coverage, on figures that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bench.fusion_scores import (
    Interval,
    calibration_error,
    difference,
    interval,
    refusing_from,
    risk_coverage,
)


def test_values_that_are_all_alike_leave_no_doubt() -> None:
    assert interval([True] * 30) == Interval(1.0, 1.0, 1.0, 30)


def test_the_interval_of_a_share_is_as_wide_as_theory_has_it() -> None:
    found = interval([True, False] * 200, seed=3)
    assert found.value == 0.5
    # 1.96 standard errors of a share of a half in 400
    assert found.low == pytest.approx(0.5 - 0.049, abs=0.008)
    assert found.high == pytest.approx(0.5 + 0.049, abs=0.008)


def test_the_same_seed_draws_the_same() -> None:
    values = np.random.default_rng(0).random(50)
    assert interval(values, 1) == interval(values, 1)
    assert interval(values, 1) != interval(values, 2)


def test_more_values_than_are_drawn_at_once_are_all_drawn() -> None:
    found = interval(np.arange(60_000) % 2, seed=1)
    assert found.low < found.value == 0.5 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.5 / math.sqrt(60_000), rel=0.15)


def test_of_nothing_there_is_no_share() -> None:
    found = interval([])
    assert math.isnan(found.value)
    assert str(found) == "–"


def test_a_difference_is_of_pairs() -> None:
    hard = np.random.default_rng(0).random(500) < 0.5
    better = hard.copy()
    better[np.nonzero(~hard)[0][:50]] = True  # right wherever the other is, and fifty times more
    found = difference(better, hard)
    assert found.value == pytest.approx(0.1)
    assert found.low > 0.07  # shares apart would have intervals of 0.09 each
    assert difference(hard, better).value == pytest.approx(-0.1)
    assert difference(hard, hard) == Interval(0.0, 0.0, 0.0, 500, signed=True)


def test_intervals_are_told_in_per_cent_and_differences_with_their_sign() -> None:
    assert str(Interval(0.951, 0.94, 0.962, 9)) == "95.1 (94.0–96.2)"
    assert str(Interval(-0.01, -0.02, 0.003, 9, signed=True)) == "-1.0 (-2.0 to +0.3)"


def test_calibration_error_by_hand() -> None:
    # Two bins of ten: .94 sure and half right, .15 sure and half right; each has half of the values.
    sure, right = [0.95, 0.93, 0.12, 0.18], [True, False, False, True]
    assert calibration_error(sure, right, bins=10) == pytest.approx(0.5 * 0.44 + 0.5 * 0.35)
    # In one bin: .545 sure, half right.
    assert calibration_error(sure, right, bins=1) == pytest.approx(0.045)


def test_who_is_as_sure_as_right_has_no_error() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert calibration_error([1.0, 0.0], [True, False]) == 0.0
    assert calibration_error([1.0, 1.0], [False, False]) == 1.0
    assert math.isnan(calibration_error([], []))


def test_risk_against_coverage_by_hand() -> None:
    curve = risk_coverage([0.6, 0.9, 0.8, 0.7], [True, True, False, True])
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.risk.tolist() == [0.0, 0.5, pytest.approx(1 / 3), 0.25]
    assert curve.threshold.tolist() == [0.9, 0.8, 0.7, 0.6]
    assert [curve.coverage_at(risk) for risk in (0.0, 0.1, 0.25, 0.4)] == [0.25, 0.25, 1.0, 1.0]


def test_those_of_one_confidence_are_decided_together() -> None:
    curve = risk_coverage([0.5, 0.9, 0.5, 0.5], [True, False, True, False])
    assert curve.coverage.tolist() == [0.25, 1.0]
    assert curve.risk.tolist() == [1.0, 0.5]
    assert curve.coverage_at(0.4) == 0.0


def test_a_curve_of_nothing_is_empty() -> None:
    assert risk_coverage([], []).coverage_at(1.0) == 0.0


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.25, 0.5, 0.9]) | st.floats(0, 1), st.booleans()), min_size=1)
)
def test_coverage_grows_to_all_and_risk_to_the_share_that_is_wrong(told: list[tuple[float, bool]]) -> None:
    sure, right = [one for one, _ in told], [ok for _, ok in told]
    curve = risk_coverage(sure, right)
    assert (np.diff(curve.coverage) > 0).all()
    assert (np.diff(curve.threshold) < 0).all()
    assert curve.coverage[-1] == 1.0
    assert curve.risk[-1] == pytest.approx(1 - np.mean(right))
    assert ((curve.risk >= 0) & (curve.risk <= 1)).all()


def test_no_more_commands_are_refused_than_may_be() -> None:
    wanted = [0.1, 0.2, 0.3, 0.9]
    for loss, lost in ((0.0, 0), (0.24, 0), (0.25, 1), (0.5, 2), (1.0, 4)):
        threshold = refusing_from(wanted, loss)
        assert sum(score >= threshold for score in wanted) == lost
    assert 0.3 < refusing_from(wanted, 0.25) < 0.301  # the least that will do
    assert refusing_from([], 0.1) == 0.0


def test_commands_of_one_score_are_spared_together() -> None:
    assert sum(score >= refusing_from([0.5] * 4, 0.5) for score in [0.5] * 4) == 0
