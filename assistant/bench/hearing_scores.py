"""Counting what was right, refused and wrongly accepted, and the lines of the table that tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.bench.hearing_ears import Take
from assistant.bench.hearing_engines import PEER, Engine
from assistant.bench.hearing_items import Item
from assistant.bench.hearing_noise import Condition

HEAD = (
    "engine, condition",
    "right",
    "of",
    "errors",
    "to peer",
    "wrong accepted",
    "refused",
    "right without threshold",
    "core per s",
)


@dataclass(frozen=True)
class Score:
    """Counts of recordings. ``refused``: commands not accepted. ``guessed``: best guesses that are right.

    ``core``: CPU seconds a second of sound, voice activity and understanding included.
    """

    right: int
    count: int
    wrong_accepted: int
    refused: int
    guessed: int
    core: float

    @property
    def errors(self) -> int:
        """Recordings that were not right."""
        return self.count - self.right


@dataclass(frozen=True)
class Row:
    """One engine in one condition; ``label`` is told behind the condition."""

    engine: Engine
    condition: Condition
    score: Score
    label: str = ""


def score(items: Sequence[Item], takes: Sequence[Take], threshold: float) -> Score:
    """Count ``takes[i]`` of ``items[i]`` at a threshold, 0-1."""
    results = [(item, take.at(threshold)) for item, take in zip(items, takes, strict=True)]
    seconds = sum(take.audio_seconds for take in takes)
    return Score(
        right=sum(item.right(result) for item, result in results),
        count=len(results),
        wrong_accepted=sum(result.accepted and not item.right(result) for item, result in results),
        refused=sum(not result.accepted and item.intent is not None for item, result in results),
        guessed=sum(item.right(take.guessed()) for item, take in zip(items, takes, strict=True)),
        core=sum(take.compute_seconds for take in takes) / max(1e-9, seconds),
    )


def told(row: Row, peer: Mapping[Condition, Score]) -> list[str]:
    """The cells of a row; ``peer``: its scores by condition at the level as recorded."""
    s, beside = row.score, peer.get(row.condition.noise)
    name = f"{row.engine.name}, {row.condition.name}"
    ratio = "" if row.engine.engine == PEER else _ratio(s.errors, beside.errors if beside else None)
    return [
        f"{name} ({row.label})" if row.label else name,
        *(str(s.right), str(s.count), str(s.errors), ratio),
        *(str(s.wrong_accepted), str(s.refused), str(s.guessed), f"{s.core:.3f}"),
    ]


def mean_row(rows: Sequence[Row], peer: Mapping[Condition, Score]) -> list[str]:
    """The mean over an engine's conditions, and its mean errors over those of the peer."""
    scores = [row.score for row in rows]
    beside = [peer[row.condition.noise].errors for row in rows if row.condition.noise in peer]
    errors = _mean([s.errors for s in scores])
    # The peer's mean over the same noises as often as they occur here, whatever our levels.
    against = _mean(beside) if len(beside) == len(rows) else None
    return [
        f"{rows[0].engine.name}, mean of {len(rows)}",
        f"{_mean([s.right for s in scores]):.1f}",
        str(scores[0].count),
        f"{errors:.1f}",
        "" if rows[0].engine.engine == PEER else _ratio(errors, against),
        f"{_mean([s.wrong_accepted for s in scores]):.1f}",
        f"{_mean([s.refused for s in scores]):.1f}",
        f"{_mean([s.guessed for s in scores]):.1f}",
        f"{_mean([s.core for s in scores]):.3f}",
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _ratio(ours: float, theirs: float | None) -> str:
    return "-" if not theirs else f"{ours / theirs:.2f}"
