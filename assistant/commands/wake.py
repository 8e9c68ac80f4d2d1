"""``assistant wake``: where a wake phrase is said in recordings."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from time import process_time

import numpy as np

from assistant.commands.recordings import recordings
from assistant.errors import AudioError, ConfigError
from assistant.hearing.audio import FRAME_SAMPLES, FRAME_SECONDS
from assistant.hearing.engine import DEFAULT_WAKE, ENGINES, build_wake
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.recordings import wav_frames


@dataclass(frozen=True, slots=True)
class Detection:
    """The phrase was found ``seconds`` into the recording, with this score 0-1."""

    seconds: float
    score: float


@dataclass(frozen=True, slots=True)
class WakeResult:
    """One line of output; ``compute_seconds`` is CPU time."""

    file: str
    detections: list[Detection]
    audio_seconds: float
    compute_seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant wake``."""
    parser.description = "Find a wake phrase in recordings. Any English phrase, no training."
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="recordings, or folders of them")
    parser.add_argument("--phrase", required=True, help='what to listen for, such as "hey lares"')
    parser.add_argument(
        "--threshold", type=float, metavar="X", help="0-1; higher wakes less (default: the engine's)"
    )
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT_WAKE, help="default %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object a recording")


def run(arguments: argparse.Namespace) -> int:
    """Look through every recording; returns 0, or 2 if any was unreadable. Raises LaresError."""
    if arguments.threshold is not None and not 0.0 <= arguments.threshold <= 1.0:
        raise ConfigError(f"--threshold {arguments.threshold}: must be between 0 and 1")
    lexicon = Lexicon()
    build_wake(arguments.engine, arguments.phrase, arguments.threshold, lexicon)  # bad phrases fail at once
    status = 0
    for path in recordings(arguments.files):
        try:
            if isinstance(path, AudioError):
                raise path
            result = _spot(path, arguments, lexicon)
        except AudioError as error:
            print(f"assistant wake: {error}", file=sys.stderr)
            status = 2
            continue
        print(json.dumps(asdict(result), ensure_ascii=False) if arguments.json else _line(result), flush=True)
    return status


_AFTER_SECONDS = 0.5


def _spot(path: Path, arguments: argparse.Namespace, lexicon: Lexicon) -> WakeResult:
    spotter = build_wake(arguments.engine, arguments.phrase, arguments.threshold, lexicon)
    began = process_time()
    # A phrase is found a little after its end, which in a room always comes.
    quiet = [np.zeros(FRAME_SAMPLES, dtype=np.int16)] * round(_AFTER_SECONDS / FRAME_SECONDS)
    seconds, found = 0.0, []
    for frame in chain(wav_frames(path), quiet):
        seconds += 0.0 if frame is quiet[0] else FRAME_SECONDS
        if (woken := spotter.feed(frame)) is not None:
            found.append(woken)
    detections = [Detection(round(woken.seconds, 3), round(woken.score, 4)) for woken in found]
    return WakeResult(str(path), detections, round(seconds, 3), round(process_time() - began, 4))


def _line(result: WakeResult) -> str:
    found = ", ".join(f"{d.seconds:.2f} s ({d.score:.2f})" for d in result.detections) or "not found"
    return f"{result.file}: {found}"
