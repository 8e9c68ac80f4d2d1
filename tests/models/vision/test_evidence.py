"""Weights and thresholds of the two networks that say whether there is a hand."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.inference import ARTIFACTS
from assistant.seeing.models import SeeingModels
from assistant.seeing.sightings import HandEvidence
from models.vision import evidence as command
from models.vision.evidence import BOXES_A_FRAME, FALSE_A_FRAME, START, Candidate, choose, fit
from tests.models.vision.making import frame, packed

EMPTY = 1000


def _candidates(count: int, *, hand: bool, seed: int) -> list[Candidate]:
    """The first reading says something, the finder less, the second reading nothing."""
    rng = np.random.default_rng(seed)
    side = 1.0 if hand else -1.0
    logits = rng.normal((side * 0.7, side * 1.5, 0.0), 1.0, (count, 3))
    return [Candidate((c[0], c[1], c[2]), hand, not hand) for c in (1 / (1 + np.exp(-logits))).tolist()]


@pytest.fixture(scope="module")
def known() -> list[Candidate]:
    return _candidates(800, hand=True, seed=1) + _candidates(1500, hand=False, seed=2)


def test_what_tells_more_weighs_more(known: list[Candidate]) -> None:
    found, first, second, bias = fit(known)
    assert first > 1.5 * found > 0.5
    assert abs(second) < 0.25
    assert abs(bias) < 0.3


def test_what_is_chosen_keeps_cost_and_false_hands_within_bounds(known: list[Candidate]) -> None:
    chosen = choose([[c] for c in known], EMPTY)
    told = chosen["evidence"]
    assert isinstance(told, dict)
    weights = told["weights"]
    rule = HandEvidence(
        (weights["found"], weights["first"], weights["second"], weights["bias"]), told["threshold"]
    )
    least = chosen["threshold"]
    assert isinstance(least, float)
    asked = [c for c in known if c.chances[0] >= least]
    passed = [c for c in asked if rule.chance(*c.chances) >= rule.threshold]
    assert sum(c.empty for c in asked) <= BOXES_A_FRAME * EMPTY
    assert sum(c.empty for c in passed) <= FALSE_A_FRAME * EMPTY + 1
    assert sum(c.hand for c in passed) > 200
    assert "dev pictures" in str(chosen["threshold_from"])


def test_with_nothing_to_learn_from_the_start_is_kept() -> None:
    assert choose([], 0)["evidence"] == START
    assert choose([[Candidate((0.9, 0.9, 0.9), True, False)]], 3)["evidence"] == START


def test_the_command_writes_what_the_assistant_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packed(
        tmp_path,
        "frames",
        [frame(f"{p}{i}", "dev", people=p, seed=i) for p in (True, False) for i in range(4)],
    )
    for name in ("hands", "people", "landmarks", "gestures"):
        shutil.copytree(ARTIFACTS / name, tmp_path / "models" / name)
    given = ["evidence", "--data", str(tmp_path), "--models", str(tmp_path / "models")]
    monkeypatch.setattr(sys, "argv", given)
    command.main()
    printed = json.loads(capsys.readouterr().out)
    models = SeeingModels(tmp_path / "models")
    assert models.hands.threshold == printed["threshold"]
    assert models.evidence.threshold == printed["evidence"]["threshold"]
