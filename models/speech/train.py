"""Train the student: CTC on what was said, and the teacher's posteriors where a teacher was asked.

`python -m models.speech.train --packs DIR... --run DIR --steps N` runs on CUDA where there is a card,
else on the CPU in bfloat16; killed and started again, it goes on from its last checkpoint. A moving
average of the weights is kept beside them and is what is exported. The learning rate stays level
after its warm-up, and falls in a line over the last part of the steps (`--cool`), so a run can
be prolonged at any time: start it again with more steps.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.distributed
from torch import Tensor
from torch.multiprocessing.spawn import spawn
from torch.nn import functional

from models.speech.augment import Augmenter, Floats
from models.speech.batches import Batch, Batches, open_source
from models.speech.checkpoint import Settings, State, rate_at, start
from models.speech.evaluate import phone_errors
from models.speech.network import StudentShape
from models.speech.optimise import Place
from models.speech.packs import Pack, open_pack


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


@dataclass(frozen=True)
class Data:
    """Folders of packs: to train on with how often each is used, and to look at."""

    packs: tuple[Path, ...]
    weights: tuple[float, ...]
    dev: tuple[Path, ...]


def train(run: Path, data: Data, settings: Settings, shape: StudentShape, *, minutes: float = 1e9,
          every: int = 100, place: Place | None = None) -> State:  # fmt: skip
    """Train until ``settings.steps`` or for ``minutes``; the log goes to ``run/log.jsonl``."""
    place = place or Place()
    run.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    state = start(run, shape, settings, device, place)
    packs = [open_pack(path) for path in data.packs]
    dev = [open_pack(path) for path in data.dev] if place.rank == 0 else []
    source = Batches(
        [open_source(p, w) for p, w in zip(packs, data.weights, strict=True)],
        Augmenter(noises_of(packs), []),
        seconds=settings.seconds / place.world,
        seed=settings.seed + 1_000 * place.rank + state.step,
    )
    began, sums = time.monotonic(), np.zeros(3)
    for batch in prefetched(source):
        late = state.step % 10 == 0 and time.monotonic() - began > minutes * 60
        if state.step >= settings.steps or (state.step % 10 == 0 and place.agrees(late)):
            break
        sums += _step(state, batch, settings, device, place)
        if place.rank == 0 and (state.step % every == 0 or state.step == settings.steps):
            _tell(run, state, dev, settings, sums / every, time.monotonic() - began, every)
            sums[:] = 0
    if place.rank == 0:
        state.save(run)
    return state


def _tell(
    run: Path, state: State, dev: list[Pack], settings: Settings, means: npt.NDArray[np.float64],
    elapsed: float, every: int,
) -> None:  # fmt: skip
    line: dict[str, float] = {
        "step": state.step,
        "ctc": round(float(means[0]), 4),
        "kl": round(float(means[1]), 4),
        "sound_s": round(float(means[2]), 1),
        "rate": rate_at(state.step, settings),
        "elapsed_s": round(elapsed),
    }
    state.save(run)
    if state.step % (5 * every) == 0:
        line |= {pack.folder.name: round(phone_errors(state.average, pack), 4) for pack in dev}
    print(json.dumps(line), flush=True)
    with (run / "log.jsonl").open("a") as log:
        log.write(json.dumps(line) + "\n")


def _step(
    state: State, batch: Batch, settings: Settings, device: torch.device, place: Place
) -> tuple[float, float, float]:
    rows = torch.from_numpy(batch.rows).to(device)
    with torch.autocast(device.type, torch.bfloat16):
        logs = state.student(rows)
    ctc, divergence = losses(logs, batch, device)
    torch.autograd.backward(ctc + settings.distil * divergence)
    place.mean(state.student)
    torch.nn.utils.clip_grad_norm_(state.student.parameters(), 5.0)
    state.optimiser.step(rate_at(state.step, settings))
    keep = min(settings.average, (1 + state.step) / (10 + state.step))
    with torch.no_grad():
        for mean, now in zip(state.average.parameters(), state.student.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)
    state.step += 1
    seconds = batch.rows.shape[0] * batch.rows.shape[1] / 100 * place.world
    return float(ctc.detach()), float(divergence.detach()), seconds


def _together(rank: int, given: argparse.Namespace) -> None:
    """One process of several. Two with a thread each do twice what one with two threads does."""
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(given.port)}
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", rank=rank, world_size=given.processes)
    _run(given, Place(rank, given.processes))
    torch.distributed.barrier()  # one that leaves while another still looks at its development data ends it
    torch.distributed.destroy_process_group()


def _run(given: argparse.Namespace, place: Place) -> None:
    settings = Settings(
        given.steps, rate=given.rate, cool=given.cool, distil=given.distil, seconds=given.seconds
    )
    weights = tuple(given.weights or [1.0] * len(given.packs))
    data = Data(tuple(given.packs), weights, tuple(given.dev))
    shape = StudentShape(width=given.width, hidden=3 * given.width)
    train(given.run, data, settings, shape, minutes=given.minutes, place=place)


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
    parser.add_argument("--seconds", type=float, default=Settings.seconds, help="of sound a step")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--weights", type=float, nargs="*", help="how many times over each pack is used")
    parser.add_argument("--width", type=int, default=StudentShape.width)
    parser.add_argument("--processes", type=int, default=1, help="on a CPU: one for each core")
    parser.add_argument("--port", type=int, default=29_511, help="by which the processes meet, on loopback")
    given = parser.parse_args()
    if given.processes > 1:
        spawn(_together, (given,), nprocs=given.processes)  # type: ignore[no-untyped-call]
    else:
        _run(given, Place())


if __name__ == "__main__":
    main()
