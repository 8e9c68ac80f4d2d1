"""Synthetic speech in many voices, for training.

`python -m models.speech.voices --hours H --seed N --out DIR [--human FILE...] [--engines NAME...] [--jobs J]`
speaks what `texts` invents in voices of `engines`, half of the good ones warped into other speakers,
and appends to DIR/synthetic.jsonl (see `packs`). Clips come in blocks, one FLAC file each; a run that
was cut goes on with the blocks the manifest lacks. None of it is a person: figures on it are no figures.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from assistant.hearing.features import RATE
from models.speech.engines import Engine, choose, installed, prompt, speak
from models.speech.texts import read_human, sentences
from models.speech.warp import can_warp, draw_warp, warped

Floats = npt.NDArray[np.float32]
BLOCK = 150  # clips, about six minutes: what a cut run loses at most
SHORTEST, LONGEST = 0.35, 15.0  # seconds of a clip
_WARPED = 0.35  # of the clips in voices of recorded people
_WARPED_OTHER = 0.2  # of the others: formants and diphones only get worse
_GAP = 0.02  # seconds between clips of a file


@dataclass(frozen=True)
class Clip:
    """One utterance."""

    sound: Floats
    text: str
    speaker: str
    licence: str


@dataclass(frozen=True)
class Plan:
    """What one block is made from."""

    seed: int
    human: tuple[str, ...]
    engines: tuple[str, ...]
    folder: Path


def make_clip(text: str, chance: random.Random, engines: tuple[Engine, ...], scratch: Path) -> Clip | None:
    """One utterance in a voice drawn by chance; None if the engine failed or it is too short or long."""
    engine, voice = choose(chance, engines)
    said = prompt(text, chance)
    margins = (chance.uniform(0.05, 0.25), chance.uniform(0.05, 0.25))
    bend = draw_warp(chance) if chance.random() < (_WARPED if voice.real else _WARPED_OTHER) else None
    bend = bend if can_warp() else None
    sound = speak(voice, said, scratch, margins)
    if sound is None:
        return None
    if bend is not None:
        sound = warped(sound, bend)
    if not SHORTEST < len(sound) / RATE < LONGEST or not np.isfinite(sound).all():
        return None
    peak = float(np.abs(sound).max())
    speaker = f"{voice.name}-{bend.bucket if bend else 'own'}"
    return Clip(sound * min(1.0, 0.99 / max(peak, 1e-6)), text, speaker, engine.licence)


def make_block(number: int, plan: Plan, clips: int = BLOCK) -> list[str]:
    """Speak one block into its file; returns its manifest lines. The same for the same seed and engines."""
    chance = random.Random(f"{plan.seed}/{number}")  # noqa: S311 - not for secrets
    engines = installed(plan.engines)
    texts = sentences(plan.seed * 1_000_003 + number, plan.human)
    path = plan.folder / f"s{plan.seed}-{number:05d}.flac"
    lines: list[str] = []
    at = 0
    gap = np.zeros(int(_GAP * RATE), np.float32)
    with (
        tempfile.TemporaryDirectory() as scratch,
        soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="FLAC") as out,
    ):
        for text in islice(texts, clips):
            clip = make_clip(text, chance, engines, Path(scratch))
            if clip is not None:
                lines.append(line(clip, path, at))
                out.write(np.concatenate([clip.sound, gap]))
                at += len(clip.sound) + len(gap)
    return lines


def line(clip: Clip, path: Path, offset: int) -> str:
    """A clip as a line of a manifest."""
    return json.dumps(
        {
            "path": str(path),
            "offset": offset,
            "frames": len(clip.sound),
            "text": clip.text,
            "speaker": clip.speaker,
            "corpus": "synthetic",
            "seconds": round(len(clip.sound) / RATE, 3),
            "split": "train",
            "role": "speech",
            "licence": clip.licence,
        }
    )


def blocks_done(manifest: Path, seed: int) -> dict[int, float]:
    """Blocks of this seed in the manifest, with their seconds."""
    done: dict[int, float] = {}
    if manifest.exists():
        for line in manifest.read_text(encoding="utf-8").splitlines():
            found = re.search(rf'/s{seed}-(\d+)\.flac".*"seconds": ([\d.]+)', line)
            if found:
                done[int(found[1])] = done.get(int(found[1]), 0.0) + float(found[2])
    return done


def make(plan: Plan, hours: float, manifest: Path, jobs: int = 1, clips: int = BLOCK) -> float:
    """Speak until the manifest has ``hours`` of this seed; returns its hours.

    Raises ValueError without engines.
    """
    if not installed(plan.engines):
        raise ValueError("no speech synthesizer is installed: apt install flite espeak-ng festival rhvoice")
    plan.folder.mkdir(parents=True, exist_ok=True)
    done = blocks_done(manifest, plan.seed)
    seconds = sum(done.values())
    numbers = (number for number in count() if number not in done)
    if seconds >= hours * 3600:
        return seconds / 3600
    with ProcessPoolExecutor(jobs) as pool:
        for lines in _blocks(pool, numbers, plan, jobs, clips):
            # One write: other recipes may append to the same manifest.
            with manifest.open("ab", buffering=0) as log:
                log.write("".join(line + "\n" for line in lines).encode())
            seconds += sum(json.loads(line)["seconds"] for line in lines)
            print(f"{seconds / 3600:.2f} h", file=sys.stderr, flush=True)
            if seconds >= hours * 3600:
                pool.shutdown(wait=True, cancel_futures=True)
                break
    return seconds / 3600


def _blocks(
    pool: ProcessPoolExecutor, numbers: Iterator[int], plan: Plan, jobs: int, clips: int
) -> Iterator[Sequence[str]]:
    running: set[Future[list[str]]] = set()
    while True:
        while len(running) < jobs:
            running.add(pool.submit(make_block, next(numbers), plan, clips))
        ready, running = wait(running, return_when=FIRST_COMPLETED)
        for future in ready:
            yield future.result()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Make synthetic speech for training.")
    parser.add_argument("--hours", type=float, required=True, help="in all, of this seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--human", type=Path, nargs="*", default=[], help="plain sentences of people, one a line"
    )
    parser.add_argument("--engines", nargs="*", default=[], help="only these")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    try:
        plan = Plan(given.seed, tuple(read_human(given.human)), tuple(given.engines), given.out / "synthetic")
        hours = make(plan, given.hours, given.out / "synthetic.jsonl", max(1, given.jobs))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print(f"{hours:.2f} h")


if __name__ == "__main__":
    main()
