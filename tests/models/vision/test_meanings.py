"""The gesture head: what turned hands mean, and a short training on a tiny landmark model's answers."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from assistant.events import Gesture
from assistant.inference import find
from assistant.seeing.gestures import FEATURES
from assistant.seeing.models import GestureModel
from models.quantize import export_onnx, write_manifest
from models.vision import meanings
from models.vision.meanings import (
    FALSE_SHARE,
    FRAME_LOOKS,
    NAMES,
    Examples,
    chances,
    chosen_threshold,
    examples,
    fit,
    meaning,
    write,
)  # fmt: skip
from models.vision.packs import Item, Pack, Taught
from tests.models.vision.making import crop, drawn, hand, packed, room

OTHER = NAMES.index("other")
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("label", "turn", "means"),
    [
        ("palm", 0, Gesture.PALM), ("stop", 170, Gesture.PALM), ("fist", -90, Gesture.FIST),
        ("one", 120, Gesture.POINT), ("ok", 45, Gesture.OK), ("peace", 10, Gesture.OTHER),
        ("stop_inverted", 0, Gesture.OTHER), ("none", 0, Gesture.OTHER), ("no such label", 0, Gesture.OTHER),
    ],
)  # fmt: skip
def test_most_hands_mean_the_same_however_they_are_turned(label: str, turn: float, means: Gesture) -> None:
    assert meaning(label, turn) is means


LIKE, DISLIKE, NOTHING = Gesture.LIKE, Gesture.DISLIKE, Gesture.OTHER


@pytest.mark.parametrize(
    ("turn", "like", "dislike"),
    [
        (0, LIKE, DISLIKE), (-35, LIKE, DISLIKE), (360, LIKE, DISLIKE), (180, DISLIKE, LIKE),
        (-145, DISLIKE, LIKE), (90, NOTHING, NOTHING), (-90, NOTHING, NOTHING), (270, NOTHING, NOTHING),
        (50, None, None), (-130, None, None),
    ],
)  # fmt: skip
def test_a_thumb_turned_over_means_the_opposite_and_a_level_one_nothing(
    turn: float, like: Gesture | None, dislike: Gesture | None
) -> None:
    assert (meaning("like", turn), meaning("dislike", turn)) == (like, dislike)


def test_a_finger_on_the_lips_is_upright_or_unclear() -> None:
    assert [meaning("mute", turn) for turn in (0, 30, -39, 41, 180)] == [*[Gesture.MUTE] * 3, None, None]


def _scores(strangers: list[float], commands: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Rows of other hands that look like a command by so much, and of commands that are sure."""
    rows = np.zeros((len(strangers) + commands, len(NAMES)), np.float32)
    rows[: len(strangers), 0] = strangers
    rows[len(strangers) :, 1] = 0.99
    return rows, np.array([OTHER] * len(strangers) + [1] * commands)


def test_the_threshold_lets_few_other_hands_pass() -> None:
    strangers = np.random.default_rng(0).uniform(0.5, 1.0, 1000)
    threshold = chosen_threshold(*_scores(strangers.tolist()))
    assert (strangers > threshold).mean() == pytest.approx(FALSE_SHARE, abs=0.011)  # two digits


def test_the_threshold_is_never_below_a_half() -> None:
    assert chosen_threshold(*_scores([0.1] * 50)) == 0.5


def test_without_other_hands_on_dev_it_is_a_half() -> None:
    assert chosen_threshold(*_scores([])) == 0.5


class _Reader(nn.Module):
    """In the place of the landmark net: where it is light goes into all keypoints' heat."""

    def __init__(self) -> None:
        super().__init__()
        self.heat, self.told = nn.Conv2d(1, 21, 5, 4, 2), nn.Linear(64, 8)

    def forward(self, crop: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return 4 * self.heat(crop), self.told(nn.functional.avg_pool2d(crop, 8).flatten(1))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with one that reads hands, if badly."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "landmarks").mkdir()
    torch.manual_seed(0)
    file = folder / "landmarks" / "landmarks.onnx"
    axes = {"crop": {0: "hands"}, "heat": {0: "hands"}, "told": {0: "hands"}}
    export_onnx(
        _Reader(), torch.zeros(1, 1, 64, 64), file, inputs="crop", outputs=("heat", "told"), axes=axes
    )
    write_manifest(file, "landmarks", "1", "a test", {"threshold": 0.5})
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn palms, fists, points and thumbs, and hands that mean nothing, of each a few."""
    folder = tmp_path_factory.mktemp("data")
    shapes = {"palm": (1,) * 5, "fist": (0,) * 5, "one": (0, 1, 0, 0, 0), "like": (1, 0, 0, 0, 0),
              "rock": (1, 1, 0, 0, 1)}  # fmt: skip
    packed(folder, "crops", [
        crop(f"{label}{number}", label, "dev" if number == 0 else "train", fingers, seed=number)
        for label, fingers in shapes.items() for number in range(4)
    ] + [crop("nobody labelled", None, "train")])  # fmt: skip
    return folder


def test_examples_are_the_landmark_models_answers_to_labelled_crops(data: Path, models: Path) -> None:
    packs = [Pack(data / "packs" / "crops")]
    asked = examples(packs, "train", models, looks=2, seed=1)
    assert asked.features.shape == (len(asked.labels), FEATURES)
    assert 15 * 2 - 6 <= len(asked.labels) <= 15 * 2  # a leaning thumb is nothing clear
    assert np.isfinite(asked.features).all()
    again = examples(packs, "train", models, looks=2, seed=1)
    np.testing.assert_array_equal(asked.features, again.features)
    as_it_came = examples(packs, "dev", models, looks=0, seed=1)
    assert sorted(NAMES[i] for i in as_it_came.labels) == ["fist", "like", "other", "palm", "point"]


def _apart(count: int, seed: int) -> Examples:
    """Features of gestures that differ clearly."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(NAMES), count)
    middles = np.random.default_rng(0).normal(0, 1, (len(NAMES), FEATURES))
    rows = middles[labels] + rng.normal(0, 0.3, (count, FEATURES))
    return Examples(rows.astype(np.float32), labels)


def test_the_head_learns_and_ships_with_its_labels_and_threshold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, dev = _apart(400, 1), _apart(200, 2)
    head = fit(train, dev, 80)
    assert '"step": 80' in capsys.readouterr().out
    wanted = chances(head, dev)
    np.testing.assert_allclose(wanted.sum(axis=1), 1.0, atol=1e-5)
    assert (wanted.argmax(axis=1) == dev.labels).mean() > 0.9
    write(head, train, tmp_path / "gestures", "4", 0.77)
    files = sorted(file.name for file in (tmp_path / "gestures").iterdir())
    assert files == ["gestures.onnx", "manifest.json"]
    model = GestureModel(tmp_path / "gestures")
    assert model.threshold == 0.77
    mine = np.array([model.scores(row) for row in dev.features])
    assert abs(mine - wanted).mean() < 0.02
    assert (mine.argmax(axis=1) == wanted.argmax(axis=1)).mean() > 0.95


def test_the_command_goes_from_crops_to_an_artefact(
    data: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    given = ["--data", data, "--models", models, "--out", tmp_path, "--version", 5, "--steps", 30]
    monkeypatch.setattr(sys, "argv", ["meanings", *map(str, given)])
    meanings.main()
    assert capsys.readouterr().out.splitlines()[-1].startswith("threshold 0.")
    artifact = find("gestures", tmp_path / "gestures")
    assert (artifact.version, artifact.manifest["labels"]) == ("5", [gesture.value for gesture in Gesture])
    assert GestureModel(tmp_path / "gestures").threshold >= 0.5


def test_a_webcam_s_frame_with_one_hand_is_learned_from_as_often_as_is_worth_it(
    models: Path, tmp_path: Path
) -> None:
    points = hand(60.0, (30.0, 20.0))
    here, elsewhere = (25.0, 15.0, 95.0, 85.0), (150.0, 10.0, 190.0, 50.0)
    seen, luma = (Taught(points, 0.9),), drawn(points, room(200, 150, 2))
    pictures = [
        (Item(str(boxes), "scene", "g", "train", 200, 150, label="5-hand", boxes=boxes, hands=seen), luma)
        for boxes in ((here,), (here, elsewhere), (elsewhere,))
    ]
    frames = packed(tmp_path, "frames", pictures)
    found = examples([frames], "train", models, looks=2, seed=1)
    assert [NAMES[label] for label in found.labels] == ["palm"] * 2 * FRAME_LOOKS
