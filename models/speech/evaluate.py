"""Phone error rate of a network on a pack, as recorded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from assistant.hearing.features import log_mel, with_level
from assistant.hearing.phones import BLANK
from models.speech.network import Student
from models.speech.packs import Pack


def rows_of(sound: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    """Feature rows of a whole clip with half a second of its quietest sound put after it."""
    tail = np.zeros(8_000, np.int16)
    return with_level(log_mel(np.concatenate([sound, tail])))[0]


def greedy(logs: npt.NDArray[np.float32]) -> list[int]:
    """The likeliest output of each frame, repeats and blanks taken out."""
    best = logs.argmax(axis=-1)
    kept = best[np.flatnonzero(np.diff(best, prepend=-1))]
    return [int(phone) for phone in kept if phone != BLANK]


def edits(said: Sequence[int], heard: Sequence[int]) -> int:
    """Levenshtein distance."""
    row = np.arange(len(heard) + 1)
    for i, phone in enumerate(said, start=1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (phone != other))
    return int(row[-1])


@torch.no_grad()
def phone_errors(student: Student, pack: Pack, most: int = 300) -> float:
    """Edits a phone over up to ``most`` clips spread over the pack."""
    device = next(student.parameters()).device
    student.eval()
    errors = total = 0
    for clip in np.linspace(0, len(pack) - 1, min(most, len(pack))).astype(int):
        said = pack.said(int(clip))
        if not len(said):
            continue
        rows = torch.from_numpy(rows_of(pack.sound(int(clip)))).to(device)
        heard = greedy(student(rows[None])[0].float().cpu().numpy())
        errors += edits(said.tolist(), heard)
        total += len(said)
    student.train()
    return errors / max(1, total)
