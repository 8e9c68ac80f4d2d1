"""The engines a hearing bench compares: our own with one or several models, and pocketsphinx beside it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.bench.hearing_teacher import TeacherEncoder, is_teacher
from assistant.errors import ConfigError
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.engine import ENGINES
from assistant.hearing.grammar import Grammar
from assistant.hearing.lares_engine import CALIBRATION, LaresRecognizer
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.pocketsphinx_engine import GAIN, PocketsphinxRecognizer
from assistant.hearing.recognizer import Recognizer

OURS, PEER = "lares", "pocketsphinx"
_EACH = 4  # jobs that go to a process at once: few enough to keep two busy, many enough to cost nothing
_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Engine:
    """``model``: folder with manifest.json and its model, None for the one that ships (lares only).

    ``gain``: dB that the recogniser puts on its input, None for its own -12 (pocketsphinx only).
    """

    name: str
    engine: str
    model: Path | None = None
    gain: float | None = None

    def recognizer(self, grammar: Grammar, lexicon: Lexicon) -> Recognizer:
        """A fresh one. Raises GrammarError and ModelError."""
        if self.engine == OURS and self.model is not None and is_teacher(self.model):
            return LaresRecognizer(
                grammar, lexicon, encoder=TeacherEncoder(self.model), calibration=CALIBRATION
            )
        if self.engine == OURS:
            return LaresRecognizer(grammar, lexicon, model=speech_model(self.model))
        gain = GAIN if self.gain is None else 10 ** (self.gain / 20)
        return PocketsphinxRecognizer(grammar, lexicon, gain=gain)


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """``--engines``, ``--models``, ``--every``, ``--jobs`` and ``--json``, the same in each hearing bench."""
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=[OURS, PEER])
    parser.add_argument(
        "--models",
        nargs="+",
        default=[],
        metavar="NAME=DIR",
        help="models of our engine, each a row: folders with manifest.json (default: the one that ships)",
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th recording")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write each result there, one a line")


def engines_of(arguments: argparse.Namespace) -> list[Engine]:
    """The engines asked for, ours first; every model is loaded once to see that it can be.

    Raises ConfigError for a model that is no NAME=DIR and ModelError for one that is none.
    """
    named = [_named(text) for text in arguments.models] if OURS in arguments.engines else []
    names = [PEER, *(engine.name for engine in named)]
    if len(set(names)) < len(names):
        raise ConfigError("--models: two models have one name, or one has the peer's; name them apart")
    ours = named or [Engine(OURS, OURS)]
    chosen = [
        engine for name in sorted(set(arguments.engines)) for engine in (ours if name == OURS else [_PEER])
    ]
    for engine in chosen:
        if engine.engine == OURS and not (engine.model and is_teacher(engine.model)):
            speech_model(engine.model)
    return chosen


_PEER = Engine(PEER, PEER)


def _named(text: str) -> Engine:
    name, _, folder = text.partition("=")
    if not name or not folder:
        raise ConfigError(f"--models {text}: not NAME=DIR; for example int8=models/artifacts/speech")
    return Engine(name, OURS, Path(folder))


@lru_cache(maxsize=8)
def speech_model(folder: Path | None) -> SpeechModel:
    """One model in memory for all recognisers of a process. Raises ModelError."""
    return SpeechModel(folder)


class Runner(Protocol):
    """Does jobs, the results in their order."""

    def __call__(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job]) -> Iterator[_Result]:
        """``work`` is a function of a module and a job a value, so that another process may do it."""
        ...


@contextmanager
def runner(processes: int) -> Iterator[Runner]:
    """Do jobs here, or in several processes. Raises ConfigError for less than one."""
    if processes < 1:
        raise ConfigError(f"--jobs {processes}: give 1, or the number of cores")
    if processes == 1:
        yield _here
        return
    # Spawned, not forked: onnxruntime's locks do not survive a fork.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:

        def run(work: Callable[[_Job], _Result], jobs: Sequence[_Job]) -> Iterator[_Result]:
            return pool.map(work, jobs, chunksize=_EACH)

        yield run


def _here(work: Callable[[_Job], _Result], jobs: Sequence[_Job]) -> Iterator[_Result]:
    return map(work, jobs)


class Log:
    """The file of ``--json``, or nothing. Raises ConfigError if it cannot be written."""

    def __init__(self, path: Path | None) -> None:
        try:
            self._file = path.open("w", encoding="utf-8") if path else None
        except OSError as error:
            raise ConfigError(f"--json {path}: {error.strerror}; name a file that can be written") from error

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def write(self, line: Mapping[str, object]) -> None:
        """One JSON object on one line."""
        if self._file:
            print(json.dumps(line, ensure_ascii=False), file=self._file, flush=True)
