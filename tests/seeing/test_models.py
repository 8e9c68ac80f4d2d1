"""The learned models as they ship: what they take and give, and what is said of one that is not usable."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.events import Gesture
from assistant.inference import ARTIFACTS
from assistant.seeing.frames import Luma
from assistant.seeing.gestures import features
from assistant.seeing.landmarks import LandmarkModel
from assistant.seeing.models import Finder, GestureModel, SeeingModels
from tests.seeing.painted import room


@pytest.fixture(scope="module")
def models() -> SeeingModels:
    return SeeingModels()


def noise(height: int = 240, width: int = 320) -> Luma:
    return np.random.default_rng(0).integers(0, 256, (height, width)).astype(np.uint8)


@pytest.mark.parametrize(
    "luma", [room(), noise(), np.zeros((240, 320), np.uint8), noise(1, 1), noise(3, 640)]
)
def test_whatever_is_shown_the_answers_are_numbers(models: SeeingModels, luma: Luma) -> None:
    for finder in (models.hands, models.people):
        for found in finder.find(luma, 0.01):
            assert 0.0 <= found.score <= 1.0
            assert np.isfinite(found.box).all()
    read = models.landmarks.read(luma, (luma.shape[1] / 2, luma.shape[0] / 2), 60.0)
    assert read.points.shape == (21, 2)
    assert np.isfinite(read.points).all()
    assert (read.spread >= 0).all()
    assert all(0.0 <= chance <= 1.0 for chance in (read.hand, read.mouth, read.palm, *read.stretched))
    scores = models.gestures.scores(features(read))
    assert scores.shape == (len(Gesture),)
    assert float(scores.sum()) == pytest.approx(1.0, abs=1e-5)


def test_before_a_bare_wall_nobody_is_found(models: SeeingModels) -> None:
    wall = np.full((240, 320), 120, np.uint8)
    assert models.people.find(wall) == ()
    assert models.hands.find(wall) == ()


def _without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest.pop(key)


def _wrong(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest.update({key: value})


@pytest.mark.parametrize(
    ("name", "load", "spoil", "says"),
    [
        ("gestures", GestureModel, _wrong("labels", ["palm", "fist"]), "labels are those of another release"),
        ("gestures", GestureModel, _without("labels"), "labels are those of another release"),
        ("gestures", GestureModel, _without("threshold"), "has no number 'threshold'"),
        ("landmarks", LandmarkModel, _wrong("threshold", "high"), "has no number 'threshold'"),
        ("hands", lambda folder: Finder("hands", folder), _without("threshold"), "has no number 'threshold'"),
        ("landmarks", LandmarkModel, _wrong("sha256", "0" * 64), "wrong sha256"),
    ],
)
def test_a_model_of_another_release_is_refused_in_one_line(
    tmp_path: Path, name: str, load: Callable[[Path], object], spoil: Callable[[Any], None], says: str
) -> None:
    folder = tmp_path / name
    shutil.copytree(ARTIFACTS / name, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    spoil(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=says) as raised:
        load(folder)
    assert str(raised.value).startswith(f"model '{name}': ")
    assert "\n" not in str(raised.value)


def test_one_of_four_that_is_missing_is_named(tmp_path: Path) -> None:
    for name in ("hands", "landmarks", "gestures"):
        shutil.copytree(ARTIFACTS / name, tmp_path / name)
    with pytest.raises(ModelError, match=r"model 'people': .*is missing"):
        SeeingModels(tmp_path)
