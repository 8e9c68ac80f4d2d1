"""Which phone is said when: forced alignment of a pack's clips, as targets for each output.

`python -m models.speech.align --checkpoint FILE --packs DIR... [--jobs J]` finds, for each clip whose
words are known, the likeliest way through its phones (any of a word's pronunciations, silence between
words) by a student's own outputs on the clean sound, and writes it beside the pack as what a teacher
says (``taught.f16``, see `teacher`). CTC alone leaves it to chance where in a word its outputs lie;
a student told the frame of every phone learns from all of them at once (frame-wise training of hybrid
recognisers, Bourlard & Morgan 1994), and what it then says of a phone covers the whole of it.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from assistant.bench.hearing_teacher import outputs_of
from assistant.errors import GrammarError
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import BLANK, INDEX, OUTPUTS
from models.speech.checkpoint import load_student
from models.speech.evaluate import rows_of
from models.speech.packs import WORDS, Pack, open_pack

Floats = npt.NDArray[np.float32]
SURE = 0.80  # probability given to the aligned phone
NEAR = 0.08  # to what the outputs before and after it are aligned to: boundaries are not that sharp
PAUSE = -2.0  # nats for each output of silence within a word, which is rarely silence
WORST = -3.0  # nats an output: a clip that fits worse than this does not say what its label says
A_JOB = 400  # clips
_NEVER = -1e30


@dataclass(frozen=True)
class Chain:
    """A sentence as states, each a phone or the silence after one; [n] for n states.

    A state is entered from ``before`` or ``skip`` (-1: from none). One that begins a pronunciation is
    entered from the states ``leaves[g]`` instead that end the word before its gap g (``begins``, ``gap``).
    """

    phone: npt.NDArray[np.int64]
    penalty: Floats
    before: npt.NDArray[np.int64]
    skip: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    gap: npt.NDArray[np.int64]
    leaves: npt.NDArray[np.int64]


def chain(ways: Sequence[Sequence[Sequence[int]]]) -> Chain:
    """Of words, each with the output numbers of its pronunciations."""
    phone, before, skip, begins, gaps = (list[int]() for _ in range(5))
    penalty: list[float] = []
    leaves: list[list[int]] = []
    for gap, variants in enumerate(ways):
        leaves.append([])
        for way in variants:
            begins.append(len(phone))
            gaps.append(gap)
            for place, label in enumerate(way):
                # A phone comes after the silence before it, or at once unless it is said twice.
                at, first = len(phone), place == 0
                phone += [label, BLANK]
                penalty += [0.0, 0.0 if place == len(way) - 1 else PAUSE]
                before += [-1 if first else at - 1, at]
                skip += [-1 if first or way[place - 1] == label else at - 2, -1]
            leaves[-1] += [len(phone) - 2, len(phone) - 1]
    most = max(len(ends) for ends in leaves)
    padded = [ends + ends[:1] * (most - len(ends)) for ends in leaves]
    return Chain(
        np.array(phone), np.array(penalty, np.float32), np.array(before), np.array(skip), np.array(begins),
        np.array(gaps), np.array(padded),
    )  # fmt: skip


def best_way(logs: Floats, states: Chain) -> tuple[npt.NDArray[np.int64], float]:
    """(what each of [outputs, 40] is aligned to, mean log probability of that); ([], ..) if too short."""
    size = len(states.phone)
    scores = np.full(size + 1, _NEVER)  # the last one stands for "from none"
    came = np.full((len(logs), size), -1)
    local = logs[:, states.phone] + states.penalty
    quiet = np.concatenate([[0.0], np.cumsum(logs[:, BLANK])])  # nothing said so far
    froms = np.stack([np.arange(size), states.before, states.skip])
    each, words = np.arange(size), np.arange(len(states.leaves))
    for t in range(len(logs)):
        ways = scores[froms]
        pick = ways.argmax(0)
        now, own = ways[pick, each], froms[pick, each]
        ended = scores[states.leaves]
        which = ended.argmax(1)
        left = np.concatenate([quiet[t : t + 1], ended[words, which][:-1]])[states.gap]
        leaf = np.concatenate([[-1], states.leaves[words, which][:-1]])[states.gap]
        better = left > now[states.begins]
        now[states.begins] = np.where(better, left, now[states.begins])
        own[states.begins] = np.where(better, leaf, own[states.begins])
        came[t], scores[:size] = own, now + local[t]
    last = states.leaves[-1]
    at = int(last[scores[last].argmax()])
    if scores[at] < _NEVER / 2:
        return np.zeros(0, np.int64), _NEVER
    return _traced(at, came, states), float(scores[at]) / max(1, len(logs))


def _traced(at: int, came: npt.NDArray[np.int64], states: Chain) -> npt.NDArray[np.int64]:
    out = np.full(len(came), BLANK)
    for t in range(len(came) - 1, -1, -1):
        out[t] = states.phone[at]
        at = int(came[t, at])
        if at < 0:
            break
    return out


def as_taught(aligned: npt.NDArray[np.int64]) -> npt.NDArray[np.float16]:
    """Probabilities [outputs, 40]: nearly all on the aligned phone, some on its neighbours, a rest on any."""
    out = np.full((len(aligned), OUTPUTS), (1.0 - SURE - 2 * NEAR) / OUTPUTS, np.float32)
    each = np.arange(len(aligned))
    out[each, aligned] += SURE
    out[each, np.concatenate([aligned[:1], aligned[:-1]])] += NEAR
    out[each, np.concatenate([aligned[1:], aligned[-1:]])] += NEAR
    return out.astype(np.float16)


class Aligner:
    """Aligns clips of packs by one student."""

    def __init__(self, checkpoint: Path, worst: float = WORST) -> None:
        self._worst = worst
        self._student = load_student(checkpoint)
        self._lexicon = Lexicon()

    def clip(self, pack: Pack, clip: int) -> npt.NDArray[np.float16] | None:
        """What to teach of a clip; None if its words are unknown or do not fit it."""
        if pack.roles[clip] == "negative-silent":
            return as_taught(np.full(outputs_of(len(pack.sound(clip))), BLANK))
        words = WORDS.findall(str(pack.texts[clip]).lower())
        if not words:
            return None
        try:
            said = self._lexicon.pronunciations(words)
        except GrammarError:
            return None
        states = chain([[[INDEX[p] for p in way.split()] for way in said[word]] for word in words])
        with torch.inference_mode():
            rows = torch.from_numpy(rows_of(pack.sound(clip)))[None]
            logs = self._student(rows)[0].numpy()[: outputs_of(len(pack.sound(clip)))]
        aligned, fit = best_way(logs, states)
        return as_taught(aligned) if len(aligned) and fit > self._worst else None


def _some(
    checkpoint: Path, worst: float, folder: Path, clips: list[int]
) -> list[npt.NDArray[np.float16] | None]:
    torch.set_num_threads(1)
    pack, aligner = open_pack(folder), Aligner(checkpoint, worst)
    return [aligner.clip(pack, clip) for clip in clips]


def align(checkpoint: Path, pack: Pack, jobs: int = 1, worst: float = WORST) -> tuple[int, int]:
    """Write what to teach of a pack; (clips aligned, clips whose words are known).

    ``worst``: nats an output below which a clip is left out.
    """
    groups = [list(range(at, min(at + A_JOB, len(pack)))) for at in range(0, len(pack), A_JOB)]
    some = partial(_some, checkpoint, worst, pack.folder)
    start, good = [0], 0
    with (
        (pack.folder / "taught.new").open("wb") as out,
        ProcessPoolExecutor(jobs, mp_context=torch.multiprocessing.get_context("spawn")) as pool,
    ):
        for taught in itertools.chain.from_iterable(pool.map(some, groups)):
            if taught is not None:
                out.write(taught.tobytes())
                good += 1
            start.append(start[-1] + (0 if taught is None else len(taught)))
    (pack.folder / "taught.new").replace(pack.folder / "taught.f16")
    np.save(pack.folder / "taught.npy", np.array(start, np.int64))
    return good, int((np.diff(pack.first) > 0).sum())


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Align packs by a student's own outputs.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--packs", type=Path, nargs="+", required=True)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    for path in given.packs:
        good, known = align(given.checkpoint, open_pack(path), given.jobs)
        print(f"{path}: {good} of {known} clips aligned", flush=True)


if __name__ == "__main__":
    main()
