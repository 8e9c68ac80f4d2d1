"""Trains one network, on a CPU or, where there is one, on CUDA: what the recipes have in common.

AdamW, one rise and a cosine fall of the rate, a moving average of the weights, which is what ships. A
checkpoint every few minutes, from which the same call goes on.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset


@dataclass(frozen=True)
class Settings:
    """Of a run."""

    steps: int = 8000
    size: int = 64  # samples a step
    rate: float = 2e-3
    warm_up: int = 200
    decay: float = 0.02
    average: float = 0.998
    seed: int = 1
    look: int = 1000  # steps between two looks at dev
    save: float = 120.0  # seconds between two checkpoints


class Task(Protocol):
    """What is learned. Batches are tuples of tensors."""

    def network(self) -> nn.Module:
        """A new student."""
        ...

    def batch(self, size: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Random samples of the train split."""
        ...

    def loss(self, net: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        """A number to make small."""
        ...

    def look(self, net: nn.Module, device: torch.device) -> dict[str, float]:
        """Figures on the dev split."""
        ...


class _Batches(IterableDataset[tuple[Tensor, ...]]):
    def __init__(self, task: Task, size: int, seed: int) -> None:
        self._task, self._size, self._seed = task, size, seed

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        info = torch.utils.data.get_worker_info()
        rng = np.random.default_rng((self._seed, 0 if info is None else info.id))
        while True:
            yield self._task.batch(self._size, rng)


def train(task: Task, run: Path, settings: Settings, *, workers: int = 1) -> nn.Module:
    """Train, or go on, until ``settings.steps``; returns the average of the weights."""
    run.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(settings.seed)
    # Channels last is twice as fast on a CPU.
    net = task.network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = task.network().to(device)
    average.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(_groups(net, settings.decay), lr=settings.rate, betas=(0.9, 0.98))
    step = _restore(run, net, average, optimiser, device)
    batches = DataLoader(_Batches(task, settings.size, settings.seed + step), batch_size=None,
                         num_workers=workers, prefetch_factor=4 if workers else None)  # fmt: skip
    saved, began, sums = time.monotonic(), time.monotonic(), []
    net.train()
    for batch in batches if step < settings.steps else ():
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, settings)
        loss = task.loss(net, tuple(_placed(part, device) for part in batch))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        step += 1
        _follow(average, net, min(settings.average, (1 + step) / (10 + step)))
        sums.append(float(loss.detach()))
        if step % settings.look == 0 or step == settings.steps:
            told: dict[str, float] = {"step": step, "loss": round(float(np.mean(sums)), 4)}
            told |= {"seconds": round(time.monotonic() - began)} | task.look(average.eval(), device)
            print(json.dumps(told), flush=True)
            with (run / "log.jsonl").open("a") as log:
                log.write(json.dumps(told) + "\n")
            sums = []
        if time.monotonic() - saved > settings.save or step == settings.steps:
            _save(run, net, average, optimiser, step)
            saved = time.monotonic()
        if step >= settings.steps:
            break
    return average.eval()


def _placed(part: Tensor, device: torch.device) -> Tensor:
    return part.to(device, memory_format=torch.channels_last) if part.ndim == 4 else part.to(device)


def rate_at(step: int, settings: Settings) -> float:
    """Learning rate: up in a line, down as a cosine."""
    share = min(1.0, step / max(1, settings.steps))
    return (
        settings.rate
        * min(1.0, (step + 1) / settings.warm_up)
        * max(0.01, 0.5 + 0.5 * math.cos(math.pi * share))
    )


def _groups(net: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weights decay; biases and norms do not."""
    matrices = [p for p in net.parameters() if p.ndim > 1]
    rest = [p for p in net.parameters() if p.ndim <= 1]
    return [{"params": matrices, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]


@torch.no_grad()
def _follow(average: nn.Module, net: nn.Module, keep: float) -> None:
    for kept, new in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - keep)
        else:
            kept.copy_(new)


def save_run(run: Path, net: nn.Module) -> None:
    """A run at step 0 that begins with this network."""
    run.mkdir(parents=True, exist_ok=True)
    optimiser = torch.optim.AdamW(_groups(net, Settings.decay), lr=Settings.rate, betas=(0.9, 0.98))
    _save(run, net, net, optimiser, 0)


def _save(run: Path, net: nn.Module, average: nn.Module, optimiser: torch.optim.Optimizer, step: int) -> None:
    """Atomically: a run killed while saving keeps its last checkpoint."""
    held = {"net": net.state_dict(), "average": average.state_dict(),
            "optimiser": optimiser.state_dict(), "step": step}  # fmt: skip
    torch.save(held, run / "checkpoint.new")
    (run / "checkpoint.new").replace(run / "checkpoint.pt")


def _restore(
    run: Path, net: nn.Module, average: nn.Module, optimiser: torch.optim.Optimizer, device: torch.device
) -> int:
    path = run / "checkpoint.pt"
    if not path.exists():
        return 0
    held = torch.load(path, map_location=device, weights_only=True)
    net.load_state_dict(held["net"])
    average.load_state_dict(held["average"])
    optimiser.load_state_dict(held["optimiser"])
    return int(held["step"])


def load(task: Task, run: Path) -> nn.Module:
    """The averaged weights of a run. Raises FileNotFoundError."""
    net = task.network()
    net.load_state_dict(torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)["average"])
    return net.eval()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What every recipe's command takes."""
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--steps", type=int, default=Settings.steps)
    parser.add_argument("--size", type=int, default=Settings.size, help="samples a step")
    parser.add_argument("--rate", type=float, default=Settings.rate)
    parser.add_argument("--look", type=int, default=Settings.look, help="steps between two looks at dev")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())


def settings_of(arguments: argparse.Namespace) -> Settings:
    """From these."""
    torch.set_num_threads(arguments.threads)
    return Settings(steps=arguments.steps, size=arguments.size, rate=arguments.rate, look=arguments.look)
