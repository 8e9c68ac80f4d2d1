"""``assistant bench refusals``: speech and sounds that are no command, and what each threshold lets through.

Each clip goes the way of the microphone: voice activity finds the speech and the listener ends it after
7 s at the latest. With --all-sound every clip is taken for speech whole, in pieces of 7 s. A clip counts
as accepted if anything in it is. With --positives each grammar also hears the other set's commands, which
are no commands there, and a table tells for each threshold what it refuses and lets through: of commands
guessed right, of commands guessed wrong (and of oov_*), and of everything that is no command.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from assistant.bench.hearing_items import AREA, Item, coffee_items, every, home_items
from assistant.bench.hearing_noise import checked
from assistant.bench.hearing_risk import RISK_HEAD, Guesses, confidence_of, guesses_of, risk_rows
from assistant.bench.table import print_table
from assistant.errors import ConfigError
from assistant.hearing.listener import ListenerSettings
from assistant.hearing.recordings import read_wav

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.9, 0.95)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench refusals``."""
    parser.description = __doc__
    parser.add_argument(
        "--negatives", type=Path, nargs="+", required=True, help="recordings or folders, a group a folder"
    )
    parser.add_argument("--home", type=Path, help="hear them with the commands of this home")
    parser.add_argument("--area", default=AREA, help="of the home, where it is said (default %(default)s)")
    parser.add_argument("--sentences", type=Path, help="hear them with these custom sentences")
    parser.add_argument(
        "--positives",
        type=Path,
        help="folder with home_commands/ (for --home) and coffee/ (for --sentences, coffee's own)",
    )
    parser.add_argument("--refused", type=float, default=3.0, help="%% of right commands that may be refused")
    parser.add_argument(
        "--threshold", type=float, default=ListenerSettings().threshold, help="default %(default)s"
    )
    parser.add_argument("--all-sound", action="store_true", help="ask no voice activity: hear every clip")
    add_engine_arguments(parser)


@dataclass(frozen=True)
class Group:
    """Clips that are no command, under a name for the table."""

    name: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Listening:
    """A grammar, the commands that are its own, and everything it must refuse."""

    name: str
    ear: Ear
    items: list[Item]
    groups: list[Group]


@dataclass(frozen=True)
class _Job:
    ear: Ear
    path: Path


def run(arguments: argparse.Namespace) -> int:
    """Print for each engine and grammar what was accepted of each group, and with positives the risks."""
    engines = engines_of(arguments)
    listenings = _listenings(arguments)
    with runner(arguments.jobs) as do, Log(arguments.json) as log:
        for engine in engines:
            total = Guesses()
            for listening in listenings:
                found = _hear(do, engine, listening, arguments.threshold, log)
                if arguments.positives:
                    _print_risk(f"{engine.name}, {listening.name}", found, arguments.refused / 100)
                total += found
            if arguments.positives and len(listenings) > 1:
                _print_risk(f"{engine.name}, both grammars", total, arguments.refused / 100)
    return 0


def groups_of(paths: Sequence[Path], step: int) -> list[Group]:
    """Every ``step``-th clip of each parent folder, by its name. Raises AudioError."""
    found: dict[str, list[Path]] = {}
    for path in checked(paths):
        found.setdefault(path.resolve().parent.name, []).append(path)
    return [Group(name, tuple(every(files, step))) for name, files in sorted(found.items())]


def group_row(group: Group, takes: Sequence[Take], threshold: float) -> list[str]:
    """Clips, hours, utterances, accepted clips, the same in per cent and an hour."""
    hours = sum(take.audio_seconds for take in takes) / 3600
    accepted = sum(confidence_of(take) >= threshold for take in takes)
    return [
        group.name,
        str(len(takes)),
        f"{hours:.3f}",
        str(sum(len(take.utterances) for take in takes)),
        str(accepted),
        f"{100 * accepted / max(1, len(takes)):.2f}",
        f"{accepted / max(1e-9, hours):.1f}",
    ]


def _listenings(arguments: argparse.Namespace) -> list[Listening]:
    if arguments.home is None and arguments.sentences is None:
        raise ConfigError("no grammar to refuse with: give --home FILE, --sentences FILE, or both")
    step, data = arguments.every, arguments.positives
    groups = groups_of(arguments.negatives, step)
    anyone = Engine(PEER, PEER)
    coffee = every(coffee_items(data / "coffee"), step) if data else []
    found = []
    if arguments.home is not None:
        ear = Ear(anyone, home=arguments.home, area=arguments.area, all_sound=arguments.all_sound)
        commands = home_items(data / "home_commands", ear.parts.sentences, ear.parts.area) if data else []
        others = [Group("coffee, no command here", tuple(item.path for item in coffee))] if coffee else []
        found.append(Listening("home grammar", ear, every(commands, step), [*groups, *others]))
    if arguments.sentences is not None:
        ear = Ear(anyone, sentences=arguments.sentences, all_sound=arguments.all_sound)
        homes = every(sorted((data / "home_commands").glob("*.flac")), step) if data else []
        others = [Group("home_commands, no command here", tuple(homes))] if homes else []
        found.append(Listening(f"{arguments.sentences.name} grammar", ear, coffee, [*groups, *others]))
    return found


def _hear(do: Runner, engine: Engine, listening: Listening, threshold: float, log: Log) -> Guesses:
    ear = replace(listening.ear, engine=engine)
    heard: list[Take] = []
    rows = []
    for group in listening.groups:
        takes = list(do(_take, [_Job(ear, path) for path in group.files]))
        rows.append(group_row(group, takes, threshold))
        _write(log, engine, listening, group.name, takes, threshold)
        heard += takes
    head = ("group", "clips", "hours", "utterances", "accepted", "%", "an hour")
    rows.append(group_row(Group("all", ()), heard, threshold))
    print_table(f"{engine.name}, {listening.name}: accepted at {threshold:g}, none is a command", head, rows)
    commands = list(do(_take, [_Job(ear, item.path) for item in listening.items]))
    _write(log, engine, listening, "commands", commands, threshold)
    return guesses_of(listening.items, commands, heard)


def _take(job: _Job) -> Take:
    return job.ear.hear(job.path, read_wav(job.path))


def _write(
    log: Log, engine: Engine, listening: Listening, group: str, takes: Sequence[Take], threshold: float
) -> None:
    for take in takes:
        guess = take.guess
        log.write(
            {
                "engine": engine.name,
                "grammar": listening.name,
                "group": group,
                "file": take.file,
                "accepted": confidence_of(take) >= threshold,
                "text": guess.text if guess else "",
                "confidence": round(guess.confidence, 4) if guess else None,
                "audio_seconds": round(take.audio_seconds, 3),
                "utterances": len(take.utterances),
            }
        )


def _print_risk(title: str, found: Guesses, refused: float) -> None:
    counts = f"{len(found.right)} guessed right, {len(found.wrong)} wrong, {len(found.negatives)} negatives"
    print_table(f"{title}: {counts}", RISK_HEAD, risk_rows(found, THRESHOLDS, refused))
