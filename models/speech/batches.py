"""Batches for training: augmented clips of packs as feature rows, phones, and the teacher's opinion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.hearing.features import RATE, WINDOW, log_mel, with_level
from assistant.hearing.phones import OUTPUTS
from models.speech.augment import Augmenter
from models.speech.packs import Pack

Floats = npt.NDArray[np.float32]
STRIDE, PATCH = 3, 9  # of the network, see `network`
OUTPUT_SECONDS = 0.03


@dataclass(frozen=True)
class Batch:
    """``rows`` [batch, rows, 41]; ``phones`` [batch, most] padded with 0; ``counts`` [batch], -1 where
    what is said is unknown; ``taught`` [batch, outputs, 40] log probabilities of the teacher, zero
    rows where ``has_teacher`` [batch] is false."""

    rows: Floats
    phones: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    taught: Floats
    has_teacher: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Source:
    """A pack, how many times over it is used, and the teacher's probabilities of its clips if any.

    ``taught``: float16 [all outputs, 40], clip i from ``taught_start[i]``.
    """

    pack: Pack
    weight: float = 1.0
    taught: npt.NDArray[np.float16] | None = None
    taught_start: npt.NDArray[np.int64] | None = None


def open_source(pack: Pack, weight: float = 1.0) -> Source:
    """With what the teacher said of the pack, if it has been asked (see `teacher`)."""
    index: Path = pack.folder / "taught.npy"
    if not index.exists():
        return Source(pack, weight)
    start = np.load(index)
    taught = np.memmap(pack.folder / "taught.f16", np.float16, "r").reshape(-1, OUTPUTS)
    return Source(pack, weight, taught, start)


class Batches:
    """Endless random batches of about ``seconds`` of sound, clips of like length together."""

    def __init__(
        self, sources: list[Source], augmenter: Augmenter, *, seconds: float = 80.0, seed: int = 1
    ) -> None:
        self._sources = sources
        self._augmenter = augmenter
        self._seconds = seconds
        self._chance = np.random.default_rng(seed)
        self._usable = [_usable(source) for source in sources]
        self._talk = [s for s in range(len(sources)) if len(self._usable[s])]

    def __iter__(self) -> Iterator[Batch]:
        while True:
            yield from self._round()

    def _round(self) -> Iterator[Batch]:
        """A handful of batches out of one draw, so that clips of like length meet."""
        weights = np.array([s.weight * s.pack.hours for s in self._sources])
        chosen: list[tuple[int, int]] = []
        total = 0.0
        while total < 12 * self._seconds:
            source = int(self._chance.choice(len(weights), p=weights / weights.sum()))
            if not len(self._usable[source]):
                continue
            clip = int(self._chance.choice(self._usable[source]))
            chosen.append((source, clip))
            total += len(self._sources[source].pack.sound(clip)) / RATE + 1.0
        chosen.sort(key=lambda at: len(self._sources[at[0]].pack.sound(at[1])))
        groups: list[list[tuple[int, int]]] = [[]]
        for at in chosen:
            length = len(self._sources[at[0]].pack.sound(at[1])) / RATE + 1.2
            if groups[-1] and (len(groups[-1]) + 1) * length > self._seconds * 1.1:
                groups.append([])
            groups[-1].append(at)
        self._chance.shuffle(groups)
        for group in groups:
            yield self._batch(group)

    def _batch(self, group: list[tuple[int, int]]) -> Batch:
        clips = [self._one(source, clip) for source, clip in group]
        longest = max(len(rows) for rows, _, _ in clips)
        longest += (-(longest - PATCH)) % STRIDE
        outputs = (longest - PATCH) // STRIDE + 1
        rows = np.stack([np.pad(r, ((0, longest - len(r)), (0, 0)), mode="edge") for r, _, _ in clips])
        most = max(1, max(len(phones) for _, phones, _ in clips))
        phones = np.stack([np.pad(p.astype(np.int64), (0, most - len(p))) for _, p, _ in clips])
        known = np.array([
            len(p) if len(p) or self._sources[s].pack.roles[c] == "negative-silent" else -1
            for (s, c), (_, p, _) in zip(group, clips, strict=True)
        ])  # fmt: skip
        taught = np.zeros((len(group), outputs, OUTPUTS), np.float32)
        has = np.zeros(len(group), np.bool_)
        for i, (_, _, teacher) in enumerate(clips):
            if teacher is not None:
                has[i] = True
                taught[i, :, 0] = 1.0
                count = min(outputs, len(teacher))
                taught[i, :count] = teacher[:count]
        return Batch(rows, phones, known, taught, has)

    def _one(self, source: int, clip: int) -> tuple[Floats, npt.NDArray[np.uint8], Floats | None]:
        chance = self._chance
        pack = self._sources[source].pack
        others: list[npt.NDArray[np.int16]] = []
        # No talk behind what is to be heard as silence: it taught to be deaf to whoever speaks at once.
        for _ in range(0 if pack.roles[clip] == "negative-silent" else 3):
            where = self._sources[int(chance.choice(self._talk))].pack
            others.append(where.sound(int(chance.integers(len(where)))))
        sound, before, tempo = self._augmenter.clip(pack.sound(clip), others, chance)
        # Vocal tract length: a band of its own for each clip, in 2 % steps so that filter banks are reused.
        warp = float(chance.integers(-5, 6)) * 0.02 + 1.0 if self._augmenter.strength.colour else 1.0
        rows, _ = with_level(log_mel(sound, warp))
        if self._augmenter.strength.colour:
            rows = _masked(rows, chance)
        return rows, pack.said(clip), self._teacher(source, clip, before, tempo)

    def _teacher(self, source: int, clip: int, before: float, tempo: float) -> Floats | None:
        """The teacher's probabilities on the augmented clip's own time."""
        at = self._sources[source]
        if at.taught is None or at.taught_start is None or clip + 1 >= len(at.taught_start):
            return None
        opinion = np.asarray(at.taught[at.taught_start[clip] : at.taught_start[clip + 1]], np.float32)
        if not len(opinion):
            return None
        lead = (WINDOW / 2 / RATE) + 0.04  # an output is centred on this second, plus 30 ms each
        length = int(before / OUTPUT_SECONDS + len(opinion) / tempo) + 2
        seconds = np.arange(length) * OUTPUT_SECONDS + lead - before
        where = np.round((seconds * tempo - lead) / OUTPUT_SECONDS).astype(np.int64)
        inside = (where >= 0) & (where < len(opinion))
        out = np.zeros((length, OUTPUTS), np.float32)
        out[:, 0] = 1.0
        out[inside] = opinion[where[inside]]
        return out


def _usable(source: Source) -> npt.NDArray[np.int64]:
    """The clips there is something to learn from: what is said is known, or the teacher was asked."""
    taught = np.zeros(len(source.pack), np.bool_)
    if source.taught_start is not None:
        count = min(len(taught), len(source.taught_start) - 1)
        taught[:count] = np.diff(source.taught_start)[:count] > 0
    spoken = np.diff(source.pack.first) > 0
    return np.flatnonzero((source.pack.roles != "noise") & (spoken | taught))


def _masked(rows: Floats, chance: np.random.Generator) -> Floats:
    """SpecAugment (Park et al. 2019), mild: up to two bands of mel and two of 80 ms set to the mean."""
    rows = rows.copy()
    for _ in range(chance.integers(0, 3)):
        width, low = chance.integers(1, 7), chance.integers(0, 34)
        rows[:, low : low + width] = rows[:, :40].mean()
    for _ in range(chance.integers(0, 3)):
        width, first = chance.integers(1, 9), chance.integers(0, max(1, len(rows) - 9))
        rows[first : first + width, :40] = rows[:, :40].mean()
    return rows
