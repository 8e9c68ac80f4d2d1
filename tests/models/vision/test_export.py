"""Students as the artefacts that ship: what the assistant loads says what the network said."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from assistant.errors import ModelError
from assistant.inference import find
from assistant.seeing.landmarks import LandmarkModel
from assistant.seeing.models import Finder
from assistant.seeing.scaling import for_finder
from models.training import Settings, Task, train
from models.vision import export as command
from models.vision.export import export
from models.vision.finding import PeopleTask
from models.vision.network import soft_argmax
from models.vision.tasks import LandmarkTask
from models.vision.train import packs
from tests.models.vision.making import crop, frame, packed, room

Exported = tuple[Task, nn.Module, Path]
KEYS = {"name", "version", "file", "sha256", "made_by", "licence", "threshold"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    packed(folder, "crops", [crop("a", "palm", "train"), crop("b", "fist", "dev", (0,) * 5)])
    frames = [frame(f"{people}{split}", split, people=people) for people in (True, False)
              for split in ("train", "dev")]  # fmt: skip
    packed(folder, "frames", frames)
    return folder


@pytest.fixture(scope="module")
def landmarks(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Task, a student that learned a little, and artefacts of it: "whole" and "8"."""
    return _exported(LandmarkTask(packs(data), width=8), "landmarks", tmp_path_factory.mktemp("landmarks"))


@pytest.fixture(scope="module")
def people(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The same, of people."""
    return _exported(PeopleTask(packs(data), width=8), "people", tmp_path_factory.mktemp("people"))


def _exported(task: Task, name: str, folder: Path) -> Exported:
    settings = Settings(steps=25, size=8, rate=3e-3, warm_up=2, average=0.8)
    torch.set_num_threads(1)
    net = train(task, folder / "run", settings, workers=0)
    export(task, net, name, folder / "whole", "1", whole=True)
    export(task, net, name, folder / "8", "1")
    return task, net, folder


def test_hands_are_read_from_the_artefact_as_by_the_network(landmarks: Exported) -> None:
    task, net, folder = landmarks
    crops, *_ = task.batch(12, np.random.default_rng(3))
    with torch.no_grad():
        heat, told = net(crops)
    wanted, chances = soft_argmax(heat).numpy(), told.sigmoid().numpy()
    for name, slack in (("whole", 1e-3), ("8", 0.08)):
        model = LandmarkModel(folder / name)
        for one, points, chance in zip(crops.numpy(), wanted, chances, strict=True):
            read = model.of_crop(one[0], (0.5, 0.5), 1.0)
            np.testing.assert_allclose(read.points, points, atol=slack)
            mine = [read.hand, *read.stretched, read.mouth, read.palm]
            np.testing.assert_allclose(mine, chance, atol=2 * slack)


def test_people_are_looked_for_in_the_artefact_as_by_the_network(
    people: Exported,
) -> None:
    _, net, folder = people
    for width, height in ((640, 480), (480, 640), (300, 300), (640, 200)):
        luma = frame("a", "dev", people=True)[1] if width == 640 else room(width, height, 2)
        with torch.no_grad():
            wanted = net(torch.from_numpy(for_finder(luma)[0])[None, None])[0].numpy()
        for name, slack in (("whole", 1e-3), ("8", 0.08)):
            grid, _ = Finder("people", folder / name).grid(luma)
            assert grid.shape == wanted.shape
            for mine, other in zip(grid, wanted, strict=True):
                assert abs(mine - other).mean() < slack * max(1.0, np.ptp(wanted))


def test_eight_bits_are_a_good_part_smaller(landmarks: Exported, people: Exported) -> None:
    for (_, _, folder), name in ((landmarks, "landmarks"), (people, "people")):
        small, whole = ((folder / kind / f"{name}.onnx").stat().st_size for kind in ("8", "whole"))
        assert small < 0.75 * whole


def test_the_manifest_says_all_that_the_assistant_asks_for(people: Exported) -> None:
    _, _, folder = people
    assert sorted(file.name for file in (folder / "8").iterdir()) == ["manifest.json", "people.onnx"]
    manifest = json.loads((folder / "8" / "manifest.json").read_text())
    assert set(manifest) >= KEYS
    assert (manifest["name"], manifest["version"], manifest["file"]) == ("people", "1", "people.onnx")
    assert manifest["made_by"] == "python -m models.vision.export people"
    assert find("people", folder / "8").manifest == manifest
    assert Finder("people", folder / "8").threshold == manifest["threshold"]


def test_a_file_that_is_not_the_manifest_s_is_refused(people: Exported, tmp_path: Path) -> None:
    _, _, folder = people
    (tmp_path / "manifest.json").write_bytes((folder / "8" / "manifest.json").read_bytes())
    (tmp_path / "people.onnx").write_bytes((folder / "whole" / "people.onnx").read_bytes())
    with pytest.raises(ModelError, match="sha256"):
        Finder("people", tmp_path)


def test_the_command_exports_a_run(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                   capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    train(LandmarkTask(packs(data)), tmp_path / "run", Settings(steps=1, size=4), workers=0)
    given = [
        "landmarks",
        "--data",
        data,
        "--run",
        tmp_path / "run",
        "--version",
        "3",
        "--out",
        tmp_path,
        "--whole",
    ]
    monkeypatch.setattr(sys, "argv", ["export", *map(str, given)])
    command.main()
    assert "landmarks.onnx: " in capsys.readouterr().out
    assert LandmarkModel(tmp_path / "landmarks").threshold == 0.5
    assert find("landmarks", tmp_path / "landmarks").version == "3"
