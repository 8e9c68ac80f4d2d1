"""Phone error rate of networks and artefacts on packs, as recorded, by the likeliest output of each frame.

`python -m models.speech.evaluate --models DIR... --packs DIR...` sets artefacts side by side: 8 bits against
32, one way of quantizing against another.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from assistant.hearing.encoder import Encoder, SpeechModel
from assistant.hearing.features import log_mel, with_level
from assistant.hearing.phones import BLANK
from models.speech.network import Student
from models.speech.packs import Pack, open_pack


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


def spread(pack: Pack, most: int, corpus: str = "") -> Iterator[int]:
    """Up to ``most`` clips with known words, spread evenly over the pack, or over a ``corpus`` in it."""
    clips = np.flatnonzero(pack.corpora == corpus) if corpus else np.arange(len(pack))
    for at in np.linspace(0, len(clips) - 1, min(most, len(clips))).astype(int):
        if len(pack.said(int(clips[at]))):
            yield int(clips[at])


@torch.no_grad()
def phone_errors(student: Student, pack: Pack, most: int = 300) -> float:
    """Edits a phone over up to ``most`` clips spread over the pack."""
    device = next(student.parameters()).device
    student.eval()
    errors = total = 0
    for clip in spread(pack, most):
        rows = torch.from_numpy(rows_of(pack.sound(clip))).to(device)
        heard = greedy(student(rows[None])[0].float().cpu().numpy())
        errors += edits(pack.said(clip).tolist(), heard)
        total += len(pack.said(clip))
    student.train()
    return errors / max(1, total)


def artefact_errors(model: SpeechModel, pack: Pack, most: int = 300, corpus: str = "") -> float:
    """The same of an artefact, streamed as on the board, its ``blank_cost`` included."""
    errors = total = 0
    for clip in spread(pack, most, corpus):
        encoder = Encoder(model)
        heard = greedy(np.concatenate([encoder.feed(pack.sound(clip)), encoder.finish()]))
        errors += edits(pack.said(clip).tolist(), heard)
        total += len(pack.said(clip))
    return errors / max(1, total)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Phone error rates of artefacts on packs.")
    parser.add_argument("--models", type=Path, nargs="+", required=True)
    parser.add_argument("--packs", type=Path, nargs="+", required=True)
    parser.add_argument("--most", type=int, default=300, help="clips of each pack")
    parser.add_argument("--by-corpus", action="store_true", help="and of each corpus in them")
    given = parser.parse_args()
    for folder in given.models:
        model = SpeechModel(folder)
        size = model.artifact.file.stat().st_size / 1e6
        rates = []
        for pack in map(open_pack, given.packs):
            for corpus in ["", *(sorted(set(pack.corpora.tolist())) if given.by_corpus else ())]:
                name = f"{pack.folder.name} {corpus}".rstrip()
                rates.append(f"{name} {artefact_errors(model, pack, given.most, corpus):.4f}")
        print(f"{folder} ({size:.2f} MB): {', '.join(rates)}", flush=True)


if __name__ == "__main__":
    main()
