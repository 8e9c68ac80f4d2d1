"""``assistant bench``: measure, and print tables."""

from __future__ import annotations

import argparse
from importlib import import_module

_BENCHES = {
    "hearing": ("assistant.bench.hearing", "engines side by side on recorded commands, quiet and in noise"),
    "home": ("assistant.bench.home", "text to command, many devices, idle daemon, state traffic"),
    "sentences": ("assistant.bench.sentences", "sentence tests of OHF-Voice/intents"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench``."""
    parser.description = "Speeds are told beside a peer measured in the same run, because machines differ."
    benches = parser.add_subparsers(dest="bench", required=True, metavar="BENCH")
    for name, (module, what) in _BENCHES.items():
        import_module(module).add_arguments(benches.add_parser(name, help=what, description=what))


def run(arguments: argparse.Namespace) -> int:
    """Run one bench."""
    return int(import_module(_BENCHES[arguments.bench][0]).run(arguments))
