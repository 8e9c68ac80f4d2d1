"""Hands on the word of two networks: neither's alone is enough, and nothing is read in vain."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.inference import ARTIFACTS
from assistant.seeing.boxes import Found
from assistant.seeing.frames import Luma
from assistant.seeing.landmarks import LandmarkModel, Landmarks
from assistant.seeing.models import SeeingModels
from assistant.seeing.sightings import ASKED, HandEvidence, Sighting, sightings

EVIDENCE = HandEvidence((1.0, 0.5, 0.5, 0.0), 0.6)
ROOM = np.zeros((240, 320), np.uint8)
BOX = (100.0, 80.0, 140.0, 120.0)


class Readings(LandmarkModel):
    """Says these chances of a hand, one after the other; its keypoints span the middle of the square."""

    def __init__(self, *chances: float) -> None:
        self.chances = list(chances)
        self.squares: list[tuple[tuple[float, float], float]] = []

    def read(self, luma: Luma, centre: tuple[float, float], side: float) -> Landmarks:
        self.squares.append((centre, side))
        points = np.array(centre, np.float32) + np.linspace(-side / 4, side / 4, 21)[:, None].astype(
            np.float32
        )
        points = np.repeat(points[:, :1], 2, axis=1)
        chance = self.chances.pop(0)
        return Landmarks(points, np.ones(21, np.float32), chance, np.zeros(5, np.float32), 0.0, 1.0)


def seen(scores: list[float], readings: Readings) -> list[Sighting]:
    """What is made of boxes with these scores."""
    return list(sightings(iter(Found(BOX, score) for score in scores), ROOM, readings, EVIDENCE))


def test_a_box_that_both_take_for_a_hand_is_one_as_it_was_read_the_second_time() -> None:
    readings = Readings(0.8, 0.9)
    (sighting,) = seen([0.7], readings)
    assert sighting.box == BOX
    assert sighting.landmarks.hand == 0.9
    assert sighting.chance == pytest.approx(EVIDENCE.chance(0.7, 0.8, 0.9))
    (first, second) = readings.squares
    assert second[1] < first[1]  # about its keypoints


@pytest.mark.parametrize(("found", "first", "second"), [(0.9, 0.2, 0.05), (0.4, 0.6, 0.6), (0.2, 0.9, 0.5)])
def test_what_one_of_them_doubts_enough_is_none(found: float, first: float, second: float) -> None:
    assert seen([found], Readings(first, second)) == []


def test_where_a_second_reading_cannot_help_there_is_none() -> None:
    readings = Readings(0.0001)
    evidence = HandEvidence((1.0, 1.0, 0.1, 0.0), 0.6)
    assert list(sightings(iter([Found(BOX, 0.5)]), ROOM, readings, evidence)) == []
    assert len(readings.squares) == 1


def test_no_more_boxes_are_read_than_a_frame_may_cost() -> None:
    readings = Readings(*[0.9, 0.05] * 20)
    assert seen([0.5] * 20, readings) == []
    assert len(readings.squares) == 2 * ASKED


def test_boxes_are_read_only_while_somebody_asks_for_more() -> None:
    readings = Readings(*[0.9] * 8)
    first: Iterator[Sighting] = sightings(iter([Found(BOX, 0.9)] * 4), ROOM, readings, EVIDENCE)
    assert next(first).chance > 0.6
    assert len(readings.squares) == 2


def test_more_of_any_evidence_is_never_less_of_a_chance() -> None:
    steps = np.linspace(0.0, 1.0, 21)
    for other in (0.0, 0.3, 1.0):
        for order in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
            chances = [EVIDENCE.chance(*np.array([step, other, other])[list(order)]) for step in steps]
            assert chances == sorted(chances)
            assert all(0.0 <= chance <= 1.0 for chance in chances)


@pytest.mark.parametrize(
    "evidence",
    [None, {}, {"threshold": 0.5}, {"weights": {"found": 1}, "threshold": 0.5},
     {"weights": 3, "threshold": 0.5},
     {"weights": {"found": 1, "first": "x", "second": 1, "bias": 0}, "threshold": 0.5}],
)  # fmt: skip
def test_a_finder_whose_evidence_cannot_be_read_is_refused(tmp_path: Path, evidence: object) -> None:
    for name in ("hands", "people", "landmarks", "gestures"):
        shutil.copytree(ARTIFACTS / name, tmp_path / name)
    listing = tmp_path / "hands" / "manifest.json"
    manifest: dict[str, Any] = json.loads(listing.read_text())
    listing.write_text(json.dumps(manifest | {"evidence": evidence}))
    with pytest.raises(ModelError, match=r"^model 'hands': its manifest has no usable 'evidence'"):
        SeeingModels(tmp_path)


def test_a_stricter_threshold_sees_less() -> None:
    lax, strict = replace(EVIDENCE, threshold=0.1), replace(EVIDENCE, threshold=0.99)
    for evidence, count in ((lax, 1), (strict, 0)):
        found = sightings(iter([Found(BOX, 0.6)]), ROOM, Readings(0.6, 0.6), evidence)
        assert len(list(found)) == count
