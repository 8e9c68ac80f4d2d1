"""Where the checkpoint is gone, what ships is where training goes on from."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.training import Settings, Task, load, save_run, train
from models.vision.export import export
from models.vision.finding import PeopleTask
from models.vision.restore import restore
from models.vision.tasks import LandmarkTask
from models.vision.train import packs
from tests.models.vision.making import crop, frame, packed


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    packed(folder, "crops", [crop("a", "palm", "train"), crop("b", "fist", "dev", (0,) * 5)])
    frames = [frame(f"{people}", "train", people=people) for people in (True, False)]
    packed(folder, "frames", frames)
    return folder


def _task(name: str, data: Path) -> Task:
    return LandmarkTask(packs(data), width=8) if name == "landmarks" else PeopleTask(packs(data), width=8)


@pytest.mark.parametrize("name", ["landmarks", "people"])
def test_a_restored_student_computes_what_ships_and_learns_on(name: str, data: Path, tmp_path: Path) -> None:
    task = _task(name, data)
    net = train(task, tmp_path / "run", Settings(steps=20, size=8, warm_up=2, average=0.5), workers=0)
    shipped = export(task, net, name, tmp_path / name, "1")
    again = restore(task, shipped, pictures=48)
    picture = task.batch(8, np.random.default_rng(3))[0]
    with torch.no_grad():
        before, after = (n(picture)[0] if name == "landmarks" else n(picture) for n in (net, again))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.98
    save_run(tmp_path / "again", again)
    train(task, tmp_path / "again", Settings(steps=2, size=4, look=1), workers=0)
    assert (tmp_path / "again" / "log.jsonl").read_text().count("loss") == 2
    load(task, tmp_path / "again")


def test_what_another_network_ships_is_refused(data: Path, tmp_path: Path) -> None:
    task = _task("people", data)
    shipped = export(task, task.network(), "people", tmp_path / "people", "1")
    with pytest.raises(ValueError, match="not those of this release"):
        restore(PeopleTask(packs(data), width=16), shipped)
