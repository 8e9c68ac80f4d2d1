"""``assistant bench``: measure, and print tables."""

from __future__ import annotations

import argparse
from importlib import import_module

_BENCHES = {
    "endpoints": (
        "assistant.bench.endpoints",
        "how soon the end of a command is noticed, and whether too soon",
    ),
    "fusion": (
        "assistant.bench.fusion",
        "composed scenes and people's sentences: what is meant, and what is done",
    ),
    "hearing": ("assistant.bench.hearing", "engines side by side on recorded commands, quiet and in noise"),
    "hearing-cost": ("assistant.bench.hearing_cost", "what hearing costs: features, model, search, memory"),
    "home": ("assistant.bench.home", "text to command, many devices, idle daemon, state traffic"),
    "refusals": ("assistant.bench.refusals", "speech and sounds that are no command, and each threshold"),
    "seeing": ("assistant.bench.seeing", "gestures, hands, directions and people on test pictures"),
    "sentences": ("assistant.bench.sentences", "sentence tests of OHF-Voice/intents"),
    "wake": ("assistant.bench.wake", "wake phrases missed against false accepts an hour"),
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
