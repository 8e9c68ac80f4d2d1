"""``assistant bench endpoints``: how long after the last sound of a command its end is noticed.

Each recording goes on with hiss of its own room's level, as a room does. "cut off" are commands of which
an utterance ended before the last sound: then half a sentence was decided on. "with a pause" the same
recordings have 0.6 s of that hiss put in the gap between two words nearest to the middle at which the
words so far are no whole sentence; only recordings in which our model finds the right sentence have one,
the same for all engines. The last sound is by energy (the last 10 ms within 25 dB of the loud
level, and above half way to it from the room's) unless --last-sound phones asks our model.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.bench.hearing import add_set_arguments, command_sets
from assistant.bench.hearing_align import (
    Aligner,
    Spoken,
    gap_inside,
    room,
    spoken_by_energy,
    spoken_by_phones,
)
from assistant.bench.hearing_ears import Ear, Take
from assistant.bench.hearing_engines import (
    OURS,
    Engine,
    Log,
    add_engine_arguments,
    engines_of,
    runner,
    speech_model,
)
from assistant.bench.hearing_items import Item
from assistant.bench.hearing_noise import seed_of
from assistant.bench.table import print_table, quantile
from assistant.errors import ConfigError
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.recordings import read_wav

AFTER = 2.0  # seconds of room after the recording: more than any pause the listener waits for
TOLERANCE = 0.1  # seconds by which the last sound may be off before an end counts as too early
HEAD = ("engine", "commands", "median s", "90 % s", "cut off", "%", "paused", "cut off", "%")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench endpoints``."""
    parser.description = __doc__
    add_set_arguments(parser)
    add_engine_arguments(parser)
    parser.add_argument("--pause", type=float, default=0.6, help="seconds put in (default %(default)s)")
    parser.add_argument("--last-sound", choices=("energy", "phones"), default="energy")


@dataclass(frozen=True)
class Clip:
    """Sound to hear, and the seconds between which its command is spoken."""

    sound: AudioFrame
    spoken: Spoken


@dataclass(frozen=True)
class Ending:
    """``delay``: seconds from the last sound to the end of the utterance; None if cut off or not ended."""

    file: str
    paused: bool
    delay: float | None
    cut: bool


@dataclass(frozen=True)
class _Job:
    ear: Ear
    aligner: Ear  # whose model says where the gaps are, the same for all engines
    item: Item
    pause: float
    by_phones: bool


def run(arguments: argparse.Namespace) -> int:
    """Print one table a set."""
    if not 0 < arguments.pause < AFTER:
        raise ConfigError(f"--pause {arguments.pause:g}: give seconds above 0 and below {AFTER:g}")
    engines = engines_of(arguments)
    ours = next((engine for engine in engines if engine.engine == OURS), Engine(OURS, OURS))
    sets = command_sets(arguments)
    with runner(arguments.jobs) as do, Log(arguments.json) as log:
        for commands in sets:
            whole = [item for item in commands.items if item.intent is not None]
            rows = []
            for engine in engines:
                ears = replace(commands.ear, engine=engine), replace(commands.ear, engine=ours)
                by_phones = arguments.last_sound == "phones"
                jobs = [_Job(*ears, item, arguments.pause, by_phones) for item in whole]
                endings = [ending for both in do(_endings, jobs) for ending in both]
                rows.append(row(engine.name, endings))
                for ending in endings:
                    log.write({"set": commands.name, "engine": engine.name, **asdict(ending)})
            title = f"{commands.name}: last sound by {arguments.last_sound} to end of utterance"
            print_table(f"{title}, and with a pause of {arguments.pause:g} s", HEAD, rows)
    return 0


def row(name: str, endings: Sequence[Ending]) -> list[str]:
    """The cells of an engine: recordings as they are, then those with a pause."""
    plain = [e for e in endings if not e.paused]
    paused = [e for e in endings if e.paused]
    delays = [e.delay for e in plain if e.delay is not None]
    times = [f"{quantile(delays, share):.2f}" if delays else "-" for share in (0.5, 0.9)]
    return [name, str(len(plain)), *times, *_cut(plain), str(len(paused)), *_cut(paused)]


def ending_of(take: Take, spoken: Spoken, *, paused: bool) -> Ending:
    """Judge the ends of a recording's utterances; those before its first sound are of no account."""
    ends = [one.ended for one in take.utterances if one.ended > spoken.first]
    cut = any(end < spoken.last - TOLERANCE for end in ends)
    delay = next((end - spoken.last for end in ends if end >= spoken.last - TOLERANCE), None)
    return Ending(take.file, paused, None if cut or delay is None else round(delay, 3), cut)


def with_pause(clip: Clip, at: float, seconds: float, *, seed: int) -> Clip:
    """The clip with room put in at a second of it; what is spoken after it comes later."""
    cut = round(at * SAMPLE_RATE)
    sound = np.concatenate([clip.sound[:cut], room(clip.sound, seconds, seed=seed), clip.sound[cut:]])
    return Clip(sound, Spoken(clip.spoken.first, clip.spoken.last + seconds))


def _endings(job: _Job) -> list[Ending]:
    sound, seed = read_wav(job.item.path), seed_of(job.item.path)
    aligner = _aligner(job.aligner)
    logs = aligner.logs(sound)
    spoken = spoken_by_phones(logs) if job.by_phones else spoken_by_energy(sound)
    if spoken is None:
        return []
    after = np.concatenate([sound, room(sound, AFTER, seed=seed)])
    clips = [Clip(after, spoken)]
    said = aligner.words(logs)
    right = said is not None and _means(job, said.words)
    gap = gap_inside(sound, said, job.ear.parts.grammar) if said is not None and right else None
    if gap is not None and spoken.first < gap < spoken.last:
        clips.append(with_pause(clips[0], gap, job.pause, seed=seed + 1))
    return [
        ending_of(job.ear.hear(job.item.path, clip.sound), clip.spoken, paused=number > 0)
        for number, clip in enumerate(clips)
    ]


def _means(job: _Job, words: Sequence[str]) -> bool:
    """The words found are those of the command."""
    parts = job.ear.parts
    text = parts.grammar.written(words)
    intents = parts.sentences.recognize(text, area=parts.area) if text else None
    return isinstance(intents, tuple) and job.item.means(intents[0])


@lru_cache(maxsize=2)
def _aligner(ear: Ear) -> Aligner:
    return Aligner(ear.parts.grammar, ear.parts.lexicon, speech_model(ear.engine.model))


def _cut(endings: Sequence[Ending]) -> list[str]:
    cut = sum(e.cut for e in endings)
    return [str(cut), f"{100 * cut / len(endings):.1f}" if endings else "-"]
