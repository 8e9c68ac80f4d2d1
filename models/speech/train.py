"""Train the student: CTC on what was said, and the teacher's posteriors where a teacher was asked.

`python -m models.speech.train --packs DIR... --run DIR --steps N` runs on CUDA where there is a card,
else on the CPU in bfloat16; killed and started again, it goes on from its last checkpoint. A moving
average of the weights is kept beside them and is what is exported. The learning rate stays level
after its warm-up, and falls to a hundredth over the last part of the steps (`--cool`), so a run can
be prolonged at any time: start it again with more steps.
"""

from __future__ import annotations

import argparse
import json
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.speech.augment import Augmenter, Floats
from models.speech.batches import Batch, Batches, open_source
from models.speech.evaluate import phone_errors
from models.speech.network import Student, StudentShape
from models.speech.packs import Pack, open_pack


@dataclass(frozen=True)
class Settings:
    """Of a run; kept in its checkpoint."""

    steps: int
    rate: float = 1.5e-3
    warm_up: int = 300
    cool: float = 0.25
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
    optimiser: torch.optim.Optimizer
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


def start(run: Path, shape: StudentShape, settings: Settings, device: torch.device) -> State:
    """From the run's checkpoint if there is one, else from nothing."""
    torch.manual_seed(settings.seed)
    path = run / "checkpoint.pt"
    held = torch.load(path, map_location=device, weights_only=True) if path.exists() else None
    if held is not None:
        shape = StudentShape(**{**held["shape"], "ahead": tuple(held["shape"]["ahead"])})
    student, average = Student(shape).to(device), Student(shape).to(device)
    average.load_state_dict(student.state_dict())
    optimiser = torch.optim.AdamW(
        student.parameters(), settings.rate, weight_decay=settings.decay, betas=(0.9, 0.98), fused=True
    )
    state = State(student, average, optimiser)
    if held is not None:
        student.load_state_dict(held["student"])
        average.load_state_dict(held["average"])
        optimiser.load_state_dict(held["optimiser"])
        state.step = held["step"]
    return state


def rate_at(step: int, settings: Settings) -> float:
    """Learning rate: up, level, and down (exponentially) at the end."""
    cooling = (step - settings.steps * (1 - settings.cool)) / max(1.0, settings.steps * settings.cool)
    return settings.rate * min(1.0, (step + 1) / settings.warm_up) * float(0.01 ** max(0.0, cooling))


def losses(logs: Tensor, batch: Batch, device: torch.device) -> tuple[Tensor, Tensor]:
    """(CTC a phone, Kullback-Leibler divergence from the teacher a frame)."""
    counts = torch.from_numpy(batch.counts).to(device)
    known = counts >= 0
    ctc = logs.sum() * 0.0
    if bool(known.any()):
        spoken = torch.from_numpy(batch.phones).to(device)[known]
        length = torch.full((int(known.sum()),), logs.shape[1], device=device)
        each = functional.ctc_loss(
            logs[known].transpose(0, 1), spoken, length, counts[known], reduction="none", zero_infinity=True
        )
        ctc = each.sum() / counts[known].sum().clamp(min=1)
    has = torch.from_numpy(batch.has_teacher).to(device)
    divergence = logs.sum() * 0.0
    if bool(has.any()):
        taught = torch.from_numpy(batch.taught).to(device)[has]
        each = functional.kl_div(logs[has], taught, reduction="none").sum(-1)
        # Frames with a phone weigh more: most frames are blank, and blanks are easy.
        weight = 0.3 + (1.0 - taught[..., 0])
        divergence = (each * weight).sum() / weight.sum()
    return ctc, divergence


def prefetched(batches: Batches, ahead: int = 6) -> Iterator[Batch]:
    """The same batches, made in a thread of their own."""
    waiting: queue.Queue[Batch] = queue.Queue(ahead)

    def work() -> None:
        for batch in batches:
            waiting.put(batch)

    threading.Thread(target=work, daemon=True).start()
    while True:
        yield waiting.get()


def train(run: Path, packs: list[Pack], dev: list[Pack], noises: list[Floats], settings: Settings,
          shape: StudentShape, *, minutes: float = 1e9, every: int = 100) -> State:  # fmt: skip
    """Train until ``settings.steps`` or for ``minutes``; the log goes to ``run/log.jsonl``."""
    run.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    state = start(run, shape, settings, device)
    source = Batches(
        [open_source(p) for p in packs], Augmenter(noises, []), seconds=settings.seconds,
        seed=settings.seed + state.step,
    )  # fmt: skip
    began, sums = time.monotonic(), np.zeros(3)
    for batch in prefetched(source):
        if state.step >= settings.steps or time.monotonic() - began > minutes * 60:
            break
        sums += _step(state, batch, settings, device)
        if state.step % every == 0 or state.step == settings.steps:
            ctc, divergence, sound = sums / every
            line = {"step": state.step, "ctc": round(ctc, 4), "kl": round(divergence, 4), "rate": rate_at(state.step, settings),
                    "sound_s": round(sound, 1), "elapsed_s": round(time.monotonic() - began)}  # fmt: skip
            if dev and state.step % (5 * every) == 0:
                line |= {p.folder.name: round(phone_errors(state.average, p), 4) for p in dev}
                state.save(run)
            print(json.dumps(line), flush=True)
            with (run / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            sums[:] = 0
    state.save(run)
    return state


def _step(state: State, batch: Batch, settings: Settings, device: torch.device) -> tuple[float, float, float]:
    for group in state.optimiser.param_groups:
        group["lr"] = rate_at(state.step, settings)
    rows = torch.from_numpy(batch.rows).to(device)
    with torch.autocast(device.type, torch.bfloat16):
        logs = state.student(rows)
    ctc, divergence = losses(logs, batch, device)
    (ctc + settings.distil * divergence).backward()
    torch.nn.utils.clip_grad_norm_(state.student.parameters(), 1.0)
    state.optimiser.step()
    state.optimiser.zero_grad(set_to_none=True)
    keep = min(settings.average, (1 + state.step) / (10 + state.step))
    with torch.no_grad():
        for mean, now in zip(state.average.parameters(), state.student.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)
    state.step += 1
    return float(ctc.detach()), float(divergence.detach()), batch.rows.shape[0] * batch.rows.shape[1] / 100


def noises_of(packs: list[Pack]) -> list[Floats]:
    """The clips of role noise, as sounds to put behind speech."""
    return [
        np.asarray(pack.sound(int(clip)), np.float32)
        for pack in packs
        for clip in np.flatnonzero(pack.roles == "noise")
    ]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Train the speech model's student.")
    parser.add_argument("--packs", type=Path, nargs="+", required=True)
    parser.add_argument("--dev", type=Path, nargs="*", default=[])
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--rate", type=float, default=Settings.rate)
    parser.add_argument("--cool", type=float, default=Settings.cool)
    parser.add_argument("--distil", type=float, default=Settings.distil)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--width", type=int, default=StudentShape.width)
    given = parser.parse_args()
    packs = [open_pack(path) for path in given.packs]
    print(f"{sum(p.hours for p in packs):.1f} h in {len(packs)} packs", flush=True)
    settings = Settings(given.steps, rate=given.rate, cool=given.cool, distil=given.distil)
    shape = StudentShape(width=given.width, hidden=3 * given.width)
    train(given.run, packs, [open_pack(path) for path in given.dev], noises_of(packs), settings, shape,
          minutes=given.minutes)  # fmt: skip


if __name__ == "__main__":
    main()
