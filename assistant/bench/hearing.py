"""``assistant bench hearing``: engines side by side on recorded commands, as recorded and in noise.

The peer is heard with each of ``--peer-gains`` and told at the one with the fewest errors, chosen for
each condition anew: its best, not what it ships with. Level conditions (``--gain``) are for our engine,
which may not depend on the level at all. "to peer" is our errors divided by the peer's with the same
noise; "right without threshold" counts best guesses, however unsure.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.bench.hearing_ears import Ear, Take
from assistant.bench.hearing_engines import (
    PEER,
    Engine,
    Log,
    Runner,
    add_engine_arguments,
    engines_of,
    runner,
)
from assistant.bench.hearing_items import AREA, SETS, Item, coffee_items, every, home_items
from assistant.bench.hearing_noise import (
    Condition,
    Noise,
    noise_conditions,
    noise_kinds,
    recording_in,
)
from assistant.bench.hearing_scores import HEAD, Row, Score, mean_row, score, told
from assistant.bench.table import print_table
from assistant.errors import ConfigError
from assistant.hearing.listener import ListenerSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench hearing``."""
    parser.description = __doc__
    add_set_arguments(parser)
    add_engine_arguments(parser)
    parser.add_argument(
        "--noise", type=Path, nargs="*", default=[], help="recordings or folders to put behind the speech"
    )
    parser.add_argument("--by-kind", action="store_true", help="each folder of noise on its own")
    parser.add_argument("--snr", type=float, nargs="*", default=[24.0, 15.0, 6.0], help="dB")
    parser.add_argument(
        "--gain", type=float, nargs="*", default=[0.0], help="dB of level, each a condition of ours"
    )
    parser.add_argument(
        "--peer-gains",
        type=float,
        nargs="+",
        help="dB, at most 0, that pocketsphinx puts on its input; its best is told (default its own -12)",
    )
    parser.add_argument(
        "--threshold", type=float, default=ListenerSettings().threshold, help="default %(default)s"
    )


def add_set_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the recorded commands are: ``--data``, ``--home`` and ``--sets``."""
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with coffee/ and home_commands/ (shared/data/real)"
    )
    parser.add_argument("--home", type=Path, required=True, help="home file for home_commands")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))


@dataclass(frozen=True)
class CommandSet:
    """Recordings with their meaning, and the ear without its engine."""

    name: str
    items: list[Item]
    ear: Ear


@dataclass(frozen=True)
class _Job:
    ear: Ear
    item: Item
    condition: Condition
    noises: tuple[Noise, ...]


def run(arguments: argparse.Namespace) -> int:
    """Print one table a set."""
    noises = noise_kinds(arguments.noise, by_kind=arguments.by_kind)
    conditions = noise_conditions(arguments.snr, noises)
    engines = engines_of(arguments)
    peers = _peers(arguments.peer_gains)
    sets = command_sets(arguments)
    with runner(arguments.jobs) as do, Log(arguments.json) as log:
        for commands in sets:
            bench = _Bench(do, commands, tuple(noises), arguments.threshold, log)
            rows = []
            for engine in engines:
                if engine.engine == PEER:
                    rows.append([bench.best(peers, condition) for condition in conditions])
                else:
                    heard = [replace(c, gain=gain) for gain in arguments.gain for c in conditions]
                    rows.append([bench.row(engine, condition) for condition in heard])
            title = f"{commands.name}: {len(commands.items)} recordings, threshold {arguments.threshold:g}"
            print_table(title, HEAD, list(_table(rows)))
    return 0


def command_sets(arguments: argparse.Namespace) -> list[CommandSet]:
    """The recordings of ``add_set_arguments``, every ``--every``-th. Raises LaresError."""
    sets = []
    anyone = Engine(PEER, PEER)
    for name in arguments.sets:
        if name == "coffee":
            folder = arguments.data / "coffee"
            ear, items = Ear(anyone, sentences=folder / "sentences.yaml"), coffee_items(folder)
        else:
            ear = Ear(anyone, home=arguments.home, area=AREA)
            items = home_items(arguments.data / "home_commands", ear.parts.sentences, ear.parts.area)
        sets.append(CommandSet(name, every(items, arguments.every), ear))
    return sets


@dataclass(frozen=True)
class _Bench:
    do: Runner
    commands: CommandSet
    noises: tuple[Noise, ...]
    threshold: float
    log: Log

    def row(self, engine: Engine, condition: Condition, label: str = "") -> Row:
        ear = replace(self.commands.ear, engine=engine)
        jobs = [_Job(ear, item, condition, self.noises) for item in self.commands.items]
        takes = list(self.do(_hear, jobs))
        for item, take in zip(self.commands.items, takes, strict=True):
            self._write(engine, condition, item, take)
        return Row(engine, condition, score(self.commands.items, takes, self.threshold), label)

    def best(self, peers: Sequence[Engine], condition: Condition) -> Row:
        """The peer at the level with the fewest errors; of equals the one that accepts fewest wrong."""
        rows = [self.row(peer, condition) for peer in peers]
        best = min(rows, key=lambda row: (row.score.errors, row.score.wrong_accepted))
        if len(peers) == 1:
            return best
        return replace(best, label=f"best of {len(peers)} levels: {best.engine.gain:g} dB")

    def _write(self, engine: Engine, condition: Condition, item: Item, take: Take) -> None:
        result = take.at(self.threshold)
        line = {
            "set": self.commands.name,
            "engine": engine.name,
            "engine_gain": engine.gain,
            "condition": condition.name,
            "right": item.right(result),
            "guess_right": item.right(take.guessed()),
        }
        self.log.write({**line, **asdict(result), "file": item.path.name})


def _hear(job: _Job) -> Take:
    return job.ear.hear(job.item.path, recording_in(job.item.path, job.condition, job.noises))


def _peers(gains: Sequence[float] | None) -> list[Engine]:
    if any(gain > 0 for gain in gains or ()):
        raise ConfigError("--peer-gains: more than 0 dB runs over the rail of 16 bits; give 0 or less")
    return [Engine(PEER, PEER, gain=gain) for gain in gains] if gains else [Engine(PEER, PEER)]


def _table(engines: Sequence[Sequence[Row]]) -> Iterator[list[str]]:
    """A line a row, and behind each engine its mean; the ratio wants the peer among the engines."""
    peer: dict[Condition, Score] = {
        row.condition: row.score for rows in engines for row in rows if row.engine.engine == PEER
    }
    for rows in engines:
        yield from (told(row, peer) for row in rows)
        yield mean_row(rows, peer)
