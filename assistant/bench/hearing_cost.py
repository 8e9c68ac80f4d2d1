"""``assistant bench hearing-cost``: what hearing costs a board, part by part, with pocketsphinx beside it.

CPU seconds of this process, so that a busy machine spoils them less; of --repeats runs the cheapest.
Sound comes in the microphone's frames of 32 ms, as in the daemon. In a quiet room only voice activity
runs: "silence" is what an engine costs while that detector takes hiss for speech. Nodes are the search's
work counted without a clock. Memory is the peak of a fresh ``assistant hear`` of one recording.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.bench.hearing_engines import (
    OURS,
    Engine,
    Log,
    add_engine_arguments,
    engines_of,
    speech_model,
)
from assistant.bench.hearing_items import every
from assistant.bench.hearing_memory import peak_memory
from assistant.bench.hearing_noise import checked
from assistant.bench.hearing_stages import (
    StageCosts,
    after_last_chunk,
    home_grammar,
    search_costs,
    stage_costs,
    whole_cost,
)
from assistant.bench.table import print_table, quantile
from assistant.errors import ConfigError
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.grammar import Grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phone_graph import build_phone_graph
from assistant.hearing.recordings import read_wav

DEMO = Path(__file__).resolve().parent.parent / "demo"
_PARTS = ("stages", "devices", "after", "memory")
_HISS = 10.0  # standard deviation in 16-bit steps, 70 dB below full scale: a quiet room
_SILENT_SECONDS = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench hearing-cost``."""
    parser.description = __doc__
    parser.add_argument(
        "--files", type=Path, nargs="+", default=[DEMO], help="recorded commands (default the bundled demo)"
    )
    parser.add_argument("--devices", type=int, nargs="+", default=[10, 100, 300, 1000], help="of the home")
    parser.add_argument("--repeats", type=int, default=3, help="runs, of which the cheapest counts")
    parser.add_argument("--only", choices=_PARTS, help="one part of it")
    add_engine_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print. One process, whatever ``--jobs``: what is measured would disturb itself."""
    if min(arguments.repeats, *arguments.devices) < 1:
        raise ConfigError("--repeats and --devices: give numbers above 0")
    engines = engines_of(arguments)
    files = every(list(checked(arguments.files)), arguments.every)
    sounds = [read_wav(path) for path in files]
    grammar = home_grammar(arguments.devices[0])
    with Log(arguments.json) as log:
        for part in (arguments.only,) if arguments.only else _PARTS:
            if part == "stages":
                _stages(engines, grammar, sounds, arguments, log)
            elif part == "devices":
                _devices(engines, sounds, arguments, log)
            elif part == "after":
                _after(engines, grammar, sounds, log)
            else:
                _memory(engines, files[0], arguments, log)
    return 0


def _stages(
    engines: Sequence[Engine],
    grammar: Grammar,
    sounds: Sequence[AudioFrame],
    arguments: argparse.Namespace,
    log: Log,
) -> None:
    hiss = np.random.default_rng(1).normal(0.0, _HISS, round(_SILENT_SECONDS * SAMPLE_RATE))
    heard = {"speech": sounds, "silence": [np.round(hiss).astype(np.int16)]}
    graph = build_phone_graph(grammar, Lexicon())
    rows = []
    for engine in engines:
        for what, heard_sounds in heard.items():
            whole = whole_cost(engine, grammar, heard_sounds, arguments.repeats)
            cells = ["-"] * 4
            if engine.engine == OURS:
                parts = stage_costs(speech_model(engine.model), graph, heard_sounds, arguments.repeats)
                cells = _cells(parts)
            rows.append([f"{engine.name}, {what}", *cells, f"{1000 * whole:.1f}"])
            log.write({"part": "stages", "engine": engine.name, "sound": what, "ms_per_s": rows[-1][1:]})
    head = ("engine, sound", "voice activity", "features", "model", "search", "whole engine")
    print_table(f"CPU milliseconds a second of sound, {arguments.devices[0]} devices", head, rows)


def _cells(parts: StageCosts) -> list[str]:
    return [f"{1000 * v:.1f}" for v in (parts.activity, parts.features, parts.encoder, parts.decoder)]


def _devices(
    engines: Sequence[Engine], sounds: Sequence[AudioFrame], arguments: argparse.Namespace, log: Log
) -> None:
    ours = [engine for engine in engines if engine.engine == OURS]
    for engine in ours:
        costs = search_costs(speech_model(engine.model), sounds, arguments.devices, arguments.repeats)
        base = costs[0]
        rows = []
        for cost in costs:
            ratio, work = cost.seconds / max(1e-9, base.seconds), cost.followed / max(1e-9, base.followed)
            rows.append(
                [
                    str(cost.devices), str(cost.nodes), f"{1000 * cost.seconds:.1f}", f"{ratio:.2f}",
                    f"{cost.followed:.0f}", f"{work:.2f}",
                ]
            )  # fmt: skip
            log.write({"part": "devices", "engine": engine.name, "devices": cost.devices, "ratio": ratio})
        title = f"{engine.name}: search alone, CPU milliseconds a second of speech, {len(sounds)} recordings"
        head = ("devices", "nodes", "ms", f"to {base.devices}", "followed an output", f"to {base.devices}")
        print_table(title, head, rows)


def _after(engines: Sequence[Engine], grammar: Grammar, sounds: Sequence[AudioFrame], log: Log) -> None:
    rows = []
    for engine in engines:
        spent = after_last_chunk(engine, grammar, sounds)
        figures = [1000 * quantile(spent, share) for share in (0.5, 0.95)]
        rows.append([engine.name, *(f"{figure:.1f}" for figure in figures)])
        log.write({"part": "after", "engine": engine.name, "median_ms": figures[0], "p95_ms": figures[1]})
    title = f"CPU milliseconds from the last chunk to the result, {len(sounds)} recordings"
    print_table(title, ("engine", "median", "95 %"), rows)


def _memory(engines: Sequence[Engine], recording: Path, arguments: argparse.Namespace, log: Log) -> None:
    sizes = sorted({arguments.devices[0], arguments.devices[-1]})
    rows = []
    for engine in engines:
        peaks = [peak_memory(engine, recording, size) for size in sizes]
        rows.append([engine.name, *(f"{peak / 1e6:.0f}" for peak in peaks)])
        log.write({"part": "memory", "engine": engine.name, "devices": sizes, "peak_bytes": peaks})
    head = ("engine", *(f"{size} devices" for size in sizes))
    print_table(f"memory: peak MB of a fresh assistant hear of {recording.name}", head, rows)
