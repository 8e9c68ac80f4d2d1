"""A training run as it lies on disk: weights, their moving average, the optimiser, how far it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from models.speech.network import Student, StudentShape
from models.speech.optimise import Optimiser, Place


@dataclass(frozen=True)
class Settings:
    """Of a run; kept in its checkpoint."""

    steps: int
    rate: float = 1.5e-3
    warm_up: int = 300
    cool: float = 0.6
    decay: float = 0.02
    distil: float = 0.5  # weight of the teacher beside CTC
    average: float = 0.999
    seconds: float = 80.0
    seed: int = 1


@dataclass
class State:
    """What a checkpoint holds."""

    student: Student
    average: Student
    optimiser: Optimiser
    step: int = 0

    def save(self, run: Path) -> None:
        """Atomically: a run killed while saving keeps its last checkpoint."""
        held = {
            "student": self.student.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(), "step": self.step, "shape": asdict(self.student.shape),
        }  # fmt: skip
        torch.save(held, run / "checkpoint.new")
        (run / "checkpoint.new").replace(run / "checkpoint.pt")


def load_student(path: Path, which: str = "average") -> Student:
    """The averaged weights of a checkpoint. Raises FileNotFoundError."""
    held = torch.load(path, map_location="cpu", weights_only=True)
    shape = {**held["shape"], "ahead": tuple(held["shape"]["ahead"])}
    student = Student(StudentShape(**shape))
    student.load_state_dict(held[which])
    return student.eval()


def start(
    run: Path, shape: StudentShape, settings: Settings, device: torch.device, place: Place | None = None
) -> State:
    """From the run's checkpoint if there is one, else from nothing."""
    torch.manual_seed(settings.seed)
    path = run / "checkpoint.pt"
    held = torch.load(path, map_location=device, weights_only=True) if path.exists() else None
    if held is not None:
        shape = StudentShape(**{**held["shape"], "ahead": tuple(held["shape"]["ahead"])})
    student, average = Student(shape).to(device), Student(shape).to(device)
    average.load_state_dict(student.state_dict())
    optimiser = Optimiser(student, settings.decay, place)
    state = State(student, average, optimiser)
    if held is not None:
        student.load_state_dict(held["student"])
        average.load_state_dict(held["average"])
        optimiser.load_state_dict(held["optimiser"])
        state.step = held["step"]
    return state


def rate_at(step: int, settings: Settings) -> float:
    """Learning rate: up, level, and down in a straight line (Bergsma et al. 2025)."""
    cooling = (step - settings.steps * (1 - settings.cool)) / max(1.0, settings.steps * settings.cool)
    return settings.rate * min(1.0, (step + 1) / settings.warm_up) * max(0.005, 1.0 - max(0.0, cooling))
