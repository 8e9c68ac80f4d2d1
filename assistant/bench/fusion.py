"""``assistant bench fusion``: scenes and sentences through fusion models, and through all of understanding.

Scenes are composed, not recorded: homes, sentences and sights of the test split, that no model learned from
(see `models.fusion`). --text is what `python -m models.language.corpora` wrote, --gestures scores of real
hands. Further models are compared on the same scenes with the shipped one; one that is called no-vision,
no-sensors, no-speech or several of these (no-vision-sensors) is shown scenes without that, as it was trained.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.bench.fusion_calibration import calibration, draw_curves
from assistant.bench.fusion_cost import cost, sizes
from assistant.bench.fusion_models import Bench, bench_of, contenders_of
from assistant.bench.fusion_report import Report, tell
from assistant.bench.fusion_risky import risky
from assistant.bench.fusion_scenes import by_kind, missing, shuffled
from assistant.bench.fusion_system import system
from assistant.bench.fusion_text import out_of_scope, readings
from assistant.errors import ConfigError


def _system(bench: Bench, arguments: argparse.Namespace) -> Iterator[Report]:
    yield from system(bench)
    yield risky(bench, arguments.risky)


def _calibration(bench: Bench, arguments: argparse.Namespace) -> Iterator[Report]:
    yield calibration(bench)
    if arguments.out is not None:
        draw_curves(bench, arguments.out)


def _missing(bench: Bench, arguments: argparse.Namespace) -> Iterator[Report]:
    yield missing(bench)
    yield shuffled(bench)


def _text(bench: Bench, arguments: argparse.Namespace) -> Iterator[Report]:
    yield readings(bench)
    yield out_of_scope(bench)


def _cost(bench: Bench, arguments: argparse.Namespace) -> Iterator[Report]:
    for contender in bench.contenders:
        yield cost(contender)
    yield sizes(bench.contenders)


TABLES: dict[str, Callable[[Bench, argparse.Namespace], Iterator[Report]]] = {
    "scenes": lambda bench, _: iter([by_kind(bench)]),
    "missing": _missing,
    "system": _system,
    "calibration": _calibration,
    "text": _text,
    "cost": _cost,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench fusion``."""
    parser.description = __doc__
    parser.add_argument("--text", type=Path, required=True, metavar="FILE", help="sentences of people")
    parser.add_argument("--gestures", type=Path, metavar="FILE", help="scores of real hands (default: drawn)")
    parser.add_argument("--scenes", type=int, default=2000, metavar="N", help="default %(default)s")
    parser.add_argument(
        "--risky", type=int, default=2000, metavar="N", help="scenes about locks (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=5, help="of scenes and resampling (default %(default)s)")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="instead of the shipped model")
    parser.add_argument(
        "--models", nargs="+", default=[], metavar="NAME=FOLDER", help="further ones, as models.fusion.export"
    )
    parser.add_argument("--tables", nargs="+", choices=list(TABLES), default=list(TABLES))
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="draw risk against coverage there")
    parser.add_argument("--json", action="store_true", help="one JSON object a table")


def run(arguments: argparse.Namespace) -> int:
    """Print the tables; returns 0. Raises LaresError."""
    if min(arguments.scenes, arguments.risky) < 1 or arguments.seed < 0:
        raise ConfigError("--scenes and --risky: give numbers above 0; --seed: 0 or more")
    contenders = contenders_of(arguments.model, arguments.models)
    bench = bench_of(contenders, arguments.text, arguments.gestures, arguments.scenes, arguments.seed)
    for name in arguments.tables:
        for report in TABLES[name](bench, arguments):
            tell(report, as_json=arguments.json)
    return 0
