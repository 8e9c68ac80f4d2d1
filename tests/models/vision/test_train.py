"""Training of the students on a handful of drawn hands: they learn, are cut, and go on."""

import json
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.seeing.boxes import STRIDE
from models.training import Settings, Task, load, rate_at, train
from models.vision import train as command
from models.vision.network import Finder, GestureHead, LandmarkNet, parameters, soft_argmax
from models.vision.packs import Pack
from models.vision.tasks import TASKS
from models.vision.train import packs
from tests.models.vision.making import crop, frame, packed

QUICK = Settings(steps=8, size=8, rate=3e-3, warm_up=2, look=4, average=0.5)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Crops and frames for all three students."""
    folder = tmp_path_factory.mktemp("data")
    labels = {"palm": (1, 1, 1, 1, 1), "fist": (0, 0, 0, 0, 0), "one": (0, 1, 0, 0, 0)}
    crops = [crop(f"{label}{split}", label, split, fingers, seed=3)
             for label, fingers in labels.items() for split in ("train", "dev")]  # fmt: skip
    packed(folder, "crops", crops)
    frames = [frame(f"{people}{split}", split, people=people) for people in (True, False)
              for split in ("train", "dev")]  # fmt: skip
    packed(folder, "frames", frames)
    return folder


def _log(run: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("landmarks", {"error", "hand", "index", "mouth", "palm"}),
        ("hands", {"recall", "wrong"}),
        ("people", {"auc"}),
    ],
)
def test_each_student_learns_and_goes_on_where_it_was_cut(
    name: str, figures: set[str], data: Path, tmp_path: Path
) -> None:
    task = TASKS[name](packs(data))
    train(task, tmp_path, QUICK, workers=0)
    early = load(task, tmp_path)
    average = train(task, tmp_path, replace(QUICK, steps=24), workers=0)
    log = _log(tmp_path)
    assert [line["step"] for line in log] == [4, 8, 12, 16, 20, 24]
    assert log[-1]["loss"] < 0.92 * log[0]["loss"]
    assert figures <= log[-1].keys()
    late = load(task, tmp_path)
    for mine, held in zip(late.state_dict().values(), average.state_dict().values(), strict=True):
        torch.testing.assert_close(mine, held)
    assert any(not torch.equal(a, b) for a, b in zip(early.parameters(), late.parameters(), strict=True))


def test_what_ships_is_the_average_of_the_weights(data: Path, tmp_path: Path) -> None:
    task = TASKS["landmarks"](packs(data))
    train(task, tmp_path, QUICK, workers=0)
    held = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert held["step"] == 8
    shipped = load(task, tmp_path)
    assert not shipped.training
    key = "told.2.weight"
    torch.testing.assert_close(shipped.state_dict()[key], held["average"][key])
    assert not torch.equal(held["average"][key], held["net"][key])
    assert [file.name for file in tmp_path.iterdir() if "checkpoint" in file.name] == ["checkpoint.pt"]


def test_a_finished_run_is_left_as_it_is(data: Path, tmp_path: Path) -> None:
    task = TASKS["people"](packs(data))
    train(task, tmp_path, replace(QUICK, steps=2), workers=0)
    before = (tmp_path / "checkpoint.pt").read_bytes()
    average = train(task, tmp_path, replace(QUICK, steps=2), workers=0)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before
    for mine, held in zip(
        average.state_dict().values(), load(task, tmp_path).state_dict().values(), strict=True
    ):
        torch.testing.assert_close(mine, held)


def test_a_run_that_was_killed_while_saving_keeps_its_last_checkpoint(data: Path, tmp_path: Path) -> None:
    task = TASKS["people"](packs(data))
    train(task, tmp_path, replace(QUICK, steps=2), workers=0)
    (tmp_path / "checkpoint.new").write_bytes(b"cut while it was writ")
    train(task, tmp_path, replace(QUICK, steps=4), workers=0)
    assert _log(tmp_path)[-1]["step"] == 4
    held = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert {float(kept["step"]) for kept in held["optimiser"]["state"].values()} == {4}  # its moments, too


def test_the_rate_rises_in_a_line_and_falls_as_a_cosine() -> None:
    settings = Settings(steps=1000, rate=1.0, warm_up=100)
    assert rate_at(0, settings) == pytest.approx(0.01)
    assert rate_at(49, settings) == pytest.approx(0.5, abs=0.01)
    assert rate_at(500, settings) == pytest.approx(0.5)
    assert rate_at(999, settings) == rate_at(5000, settings) == 0.01
    rates = [rate_at(step, settings) for step in range(1000)]
    assert all(early < late for early, late in pairwise(rates[:99]))
    assert all(early >= late for early, late in pairwise(rates[100:]))


def test_packs_are_found_all_or_by_name(data: Path) -> None:
    assert [pack.name for pack in packs(data)] == ["crops", "frames"]
    assert [pack.name for pack in packs(data, ["frames"])] == ["frames"]


def test_the_command_trains(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["people", "--data", data, "--run", tmp_path, "--steps", 1, "--size", 2, "--threads", 1]
    monkeypatch.setattr(sys, "argv", ["train", *map(str, given)])
    command.main()
    assert [line["step"] for line in _log(tmp_path)] == [1]


def test_yes_and_no_that_nobody_told_teach_nothing(data: Path) -> None:
    task = TASKS["landmarks"](packs(data))
    net = task.network()
    luma, points, told = task.batch(16, np.random.default_rng(0))
    unknown = told.clone()
    unknown[:, -1] = -1.0  # does an open hand show its palm
    task.loss(net, (luma, points, unknown)).backward()  # type: ignore[no-untyped-call]
    last = net.told[-1]  # type: ignore[index,union-attr]
    assert float(last.weight.grad[-1].abs().sum()) == 0.0
    assert float(last.weight.grad[0].abs().sum()) > 0.0


def _taught_heat(points: torch.Tensor) -> torch.Tensor:
    """Logits whose softmax is all in the cell nearest to each point."""
    cell = ((points - 0.5) * 16 / 18 + 0.5) * 16 - 0.5
    grid = torch.arange(16.0)
    far = (grid[None, None, :, None] - cell[..., 1, None, None]) ** 2 + (grid - cell[..., 0, None, None]) ** 2
    return -far


def test_heat_tells_places_up_to_a_cell_beyond_the_edge() -> None:
    points = torch.tensor([[[0.5, 0.5], [0.1, 0.8], [1.0, 0.0]]]).repeat(1, 7, 1)
    torch.testing.assert_close(soft_argmax(_taught_heat(points)), points, atol=0.01, rtol=0)
    corner = torch.full((1, 21, 16, 16), -50.0)
    corner[:, :, 0, 15] = 50.0
    x, y = soft_argmax(corner)[0, 0].tolist()
    assert (x, y) == pytest.approx((1.0273, -0.0273), abs=1e-3)


@torch.no_grad()
def test_students_are_small_and_answer_in_their_shapes() -> None:
    heat, told = LandmarkNet(20).eval()(torch.zeros(2, 1, 64, 64))
    assert (heat.shape, told.shape) == ((2, 21, 16, 16), (2, 8))
    for height, width in ((160, 192), (192, 128), (32, 64)):
        grid = Finder(8).eval()(torch.zeros(1, 1, height, width))
        assert grid.shape == (1, 5, height // STRIDE, width // STRIDE)
        assert float(grid[:, 1:].min()) >= 0.0
        assert float(grid[:, 0].sigmoid().max()) < 0.2  # rare things: begin with none
    assert parameters(LandmarkNet(20)) < 500_000
    assert parameters(Finder(20)) < 500_000
    assert parameters(GestureHead(53, 8)) < 10_000


def test_a_task_is_what_training_asks_for(data: Path) -> None:
    found: list[Pack] = packs(data)
    for make in TASKS.values():
        task: Task = make(found)
        batch = task.batch(2, np.random.default_rng(0))
        assert {len(part) for part in batch} == {2}
        again = task.batch(2, np.random.default_rng(0))
        assert all(torch.equal(a.nan_to_num(), b.nan_to_num()) for a, b in zip(batch, again, strict=True))
