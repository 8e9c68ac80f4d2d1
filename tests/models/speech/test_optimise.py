from pathlib import Path

import pytest
import torch
import torch.distributed
from torch.multiprocessing.spawn import spawn

from models.speech.checkpoint import Settings, rate_at
from models.speech.network import Student, StudentShape
from models.speech.optimise import Optimiser, Place

SHAPE = StudentShape(width=16, hidden=32, kernel=5, ahead=(1, 1, 1))


def _gradients(student: Student, seed: int) -> None:
    chance = torch.Generator().manual_seed(seed)
    for parameter in student.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=chance)


def _steps(student: Student, place: Place) -> dict[str, torch.Tensor]:
    optimiser = Optimiser(student, 0.01, place)
    for seed in range(3):
        _gradients(student, seed)
        optimiser.step(1e-2)
    return student.state_dict()


def _student() -> Student:
    torch.manual_seed(5)
    return Student(SHAPE)


def _one_of_two(rank: int, folder: str) -> None:
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    torch.save(_steps(_student(), Place(rank, 2)), f"{folder}/{rank}.pt")
    torch.distributed.destroy_process_group()


def test_a_step_changes_every_weight_and_forgets_the_gradients():
    student = _student()
    before = {name: value.clone() for name, value in student.state_dict().items()}
    optimiser = Optimiser(student, 0.0)
    _gradients(student, 1)
    optimiser.step(1e-2)
    assert all(not torch.equal(before[name], value) for name, value in student.state_dict().items())
    assert all(parameter.grad is None for parameter in student.parameters())


def test_two_processes_that_share_the_work_step_as_one_does(tmp_path: Path):
    spawn(_one_of_two, (str(tmp_path),), nprocs=2)
    alone = _steps(_student(), Place())
    for rank in (0, 1):
        together = torch.load(tmp_path / f"{rank}.pt", weights_only=True)
        for name, value in alone.items():
            torch.testing.assert_close(together[name], value)


def test_the_rate_rises_stays_and_falls_to_the_end():
    settings = Settings(steps=1_000, rate=1.0, warm_up=100, cool=0.5)
    assert rate_at(49, settings) == pytest.approx(0.5)
    assert rate_at(400, settings) == 1.0
    assert rate_at(750, settings) == pytest.approx(0.5)
    assert 0 < rate_at(1_000, settings) < 0.01
