"""``assistant bench wake``: phrases missed against false accepts an hour, at every threshold at once.

Each recording is heard once, by one encoder for all phrases. What is kept are the peaks of the
scores, a second apart; a threshold is then only a number that they are counted against.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from assistant.bench.hearing_noise import Condition, in_condition, seed_of
from assistant.bench.table import print_table
from assistant.bench.wake_scores import FLOOR, Peak, Result, Said, peaks
from assistant.commands.recordings import recordings
from assistant.errors import AudioError, ConfigError, GrammarError
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.encoder import Encoder, SpeechModel
from assistant.hearing.lares_wake import THRESHOLD, Floats, WakeSearch, spell
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.microwakeword_wake import MicroWakeWordWake
from assistant.hearing.recordings import read_wav, wav_frames

RATES = (0.1, 0.5, 1.0)  # false accepts an hour that a threshold is wanted for
BEFORE = SAMPLE_RATE  # samples of quiet before each phrase
_HISS = 3.0  # of 32768, -81 dB: put under the phrases, some of which a gate has cut to exact zeros
_PEER = "okay nabu"


class Bench:
    """One encoder, one search a phrase, and what each has cost."""

    def __init__(self, phrases: Sequence[str], *, second_look: bool = True) -> None:
        lexicon = Lexicon()
        self._phrases = phrases
        self._spelled = [spell(phrase, lexicon) for phrase in phrases]
        self._second_look = second_look
        self._encoder = Encoder(SpeechModel())
        self._encoding = self._heard = 0.0

    def overhear(self, files: Sequence[Path]) -> list[Result]:
        """Each phrase over recordings of other sound, nothing ``said`` yet. Raises AudioError."""
        found: list[list[Peak]] = [[] for _ in self._spelled]
        searching = [0.0 for _ in self._spelled]
        for file in files:
            logs = self._posteriors(list(wav_frames(file)))
            for number, its in enumerate(found):
                its += peaks(str(file), self._search(number, FLOOR).feed(logs))
                # Timed as the daemon has it: few second looks.
                daemon, began = self._search(number, THRESHOLD), process_time()
                daemon.feed(logs)
                searching[number] += process_time() - began
        cores = [(self._encoding + own) / self._heard for own in searching]
        each = zip(self._phrases, found, cores, strict=True)
        return [Result(phrase, (), tuple(its), self._heard / 3600, core) for phrase, its, core in each]

    def hear(
        self, phrase: int, files: Sequence[Path], conditions: Sequence[Condition], noises: list[AudioFrame]
    ) -> tuple[Said, ...]:
        """The best score of one phrase in each of its recordings in each condition. Raises AudioError."""
        said = []
        for file in files:
            # An open microphone has heard the room before: recordings cut to the word get it put before them.
            sound = np.concatenate([np.zeros(BEFORE, np.int16), read_wav(file)])
            seed = seed_of(file)
            hiss = np.random.default_rng(seed).normal(0, _HISS, len(sound))
            floored = np.clip(np.round(sound + hiss), -32_768, 32_767).astype(np.int16)
            for condition in conditions:
                mixed = in_condition(floored, condition, noises, seed=seed)
                found = peaks(str(file), self._search(phrase, FLOOR).feed(self._posteriors([mixed])))
                said.append(Said(str(file), condition.name, found[0].score if found else 0.0))
        return tuple(said)

    def _posteriors(self, frames: Sequence[AudioFrame]) -> Floats:
        self._encoder.reset()
        began = process_time()
        logs = [self._encoder.feed(frame) for frame in frames]
        self._encoding += process_time() - began
        self._heard += sum(map(len, frames)) / SAMPLE_RATE
        return np.concatenate([*logs, self._encoder.finish()])

    def _search(self, phrase: int, floor: float) -> WakeSearch:
        return WakeSearch([self._spelled[phrase]], [floor], second_look=self._second_look)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench wake``."""
    add = parser.add_argument
    add("--positives", type=Path, nargs="+", required=True, help="a folder a phrase, named as the phrase")
    add("--negatives", type=Path, nargs="+", required=True, help="recordings or folders: must not wake")
    add("--phrases", nargs="+", help="what is said in the folders, if not their names")
    add("--noise", type=Path, nargs="+", default=[], help="recordings to put behind the phrases")
    add("--snr", type=float, default=10.0, help="dB above the noise (default %(default)g)")
    add("--limit", type=int, help="recordings of each folder at most, evenly chosen")
    add("--no-second-look", action="store_true", help="accept what the first look accepts")
    add("--plot", type=Path, metavar="OUT.png", help="draw misses against false accepts")
    add("--json", type=Path, help="also write every score there, one JSON object a phrase")


def run(arguments: argparse.Namespace) -> int:
    """Print one table a phrase. Raises LaresError, also for a recording that is not readable."""
    phrases = arguments.phrases or [folder.name for folder in arguments.positives]
    if len(phrases) != len(arguments.positives):
        raise ConfigError(f"--phrases: {len(phrases)} for {len(arguments.positives)} folders; name one each")
    if arguments.limit is not None and arguments.limit < 1:
        raise ConfigError(f"--limit {arguments.limit}: must be at least 1")
    if arguments.plot:
        _pyplot()  # say that it is missing before the work, not after
    negatives = [file for path in arguments.negatives for file in _files(path, arguments.limit)]
    noises = [read_wav(path) for path in arguments.noise]
    conditions = [Condition(None), *(Condition(arguments.snr) for _ in noises[:1])]
    names = [condition.name for condition in conditions]
    bench = Bench(phrases, second_look=not arguments.no_second_look)
    results = bench.overhear(negatives)
    for number, folder in enumerate(arguments.positives):
        said = bench.hear(number, _files(folder, arguments.limit), conditions, noises)
        results[number] = replace(results[number], said=said)
        _print(results[number], names)
    _print_peer(results, negatives)
    if arguments.json:
        lines = "".join(json.dumps(asdict(result), ensure_ascii=False) + "\n" for result in results)
        arguments.json.write_text(lines, encoding="utf-8")
    if arguments.plot:
        _draw(results, names, arguments.plot)
    return 0


def _files(path: Path, limit: int | None) -> list[Path]:
    """At most ``limit`` of the recordings, evenly chosen. Raises AudioError for an empty folder."""
    inside = list(recordings([path]))
    if isinstance(inside[0], AudioError):
        raise inside[0]
    files = [file for file in inside if isinstance(file, Path)]
    return files[:: math.ceil(len(files) / limit)] if limit else files


def _print(result: Result, conditions: list[str]) -> None:
    wanted = [(f"{rate:g} false accepts an hour", result.threshold(rate)) for rate in RATES]
    rows = []
    for name, threshold in [*wanted, ("default threshold", THRESHOLD)]:
        missed = [f"{100 * result.missed(threshold, condition):.1f}" for condition in conditions]
        rows.append([name, f"{threshold:.3f}", f"{result.false_accepts(threshold):.2f}", *missed])
    title = f"{result.phrase}: {len(result.said) // len(conditions)} recordings, "
    title += f"{result.hours:.2f} h of other sound, {result.core:.4f} core per s"
    print_table(title, ["", "threshold", "false/h", *(f"miss % {each}" for each in conditions)], rows)
    if min(RATES) * result.hours < 1:
        print(f"  {result.hours:.2f} h cannot tell less than {1 / result.hours:.2g} an hour from none")


def _print_peer(results: list[Result], files: list[Path]) -> None:
    rows = [[f"lares, {r.phrase}", f"{r.false_accepts(THRESHOLD):.2f}", f"{r.core:.4f}"] for r in results]
    hours, woken, seconds = results[0].hours, 0, 0.0
    try:
        peer = MicroWakeWordWake(_PEER)
        for frames in (list(wav_frames(file)) for file in files):
            began = process_time()
            woken += sum(peer.feed(frame) is not None for frame in frames)
            seconds += process_time() - began
        rows.append([f"pymicro-wakeword, {_PEER}", f"{woken / hours:.2f}", f"{seconds / hours / 3600:.4f}"])
    except GrammarError as error:
        print(f"\nno peer: {error}")
    print_table("the same sound, default thresholds", ["spotter", "false/h", "core per s"], rows)


def _pyplot() -> Any:
    try:
        pyplot = import_module("matplotlib.pyplot")  # an extra: not there for the type checker either
    except ImportError as error:
        raise ConfigError("--plot needs matplotlib: pip install 'lares[bench]'") from error
    pyplot.switch_backend("agg")
    return pyplot


def _draw(results: list[Result], conditions: list[str], path: Path) -> None:
    """Detection error trade-off, one line a phrase and condition; no false accept is drawn as half of one."""
    figure, axes = _pyplot().subplots()
    for number, result in enumerate(results):
        thresholds = sorted({FLOOR, *(math.nextafter(peak.score, 2.0) for peak in result.peaks)})
        rates = [max(result.false_accepts(each), 0.5 / result.hours) for each in thresholds]
        for condition, style in zip(conditions, ("-", "--"), strict=False):
            missed = [100 * result.missed(threshold, condition) for threshold in thresholds]
            axes.step(rates, missed, f"C{number}{style}", label=f"{result.phrase}, {condition}")
    axes.set(xscale="log", xlabel="false accepts an hour", ylabel="missed, %", ylim=(0, 100))
    axes.legend()
    figure.savefig(path, dpi=150)
