"""Recordings of people, and sounds, from public repositories to manifests.

`python -m models.speech.corpora --clones DIR --out DIR` reads git clones (bare or not) named
``owner+name`` and writes one manifest a corpus (see `packs`) beside 16 kHz mono FLAC files.
Clone only what `CORPORA` lists; its licences are as the repositories state them.
"""

from __future__ import annotations

import argparse
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from assistant.hearing.features import RATE
from models.repository import clone_of, content, names
from models.speech.readings import (
    Clip,
    an4,
    arctic,
    background,
    dsp20,
    librispeech,
    one_text,
    sounds,
    speech_commands,
    speechocean,
    text_beside,
    unsaid,
)


@dataclass(frozen=True)
class Corpus:
    """Where a corpus lies, under which licence, and how its files are to be understood."""

    name: str
    repository: str
    licence: str
    folder: str
    understand: Callable[[list[str], Callable[[str], str]], Iterator[Clip]]
    commit: str = "HEAD"
    prompts: tuple[str, str] | None = None  # repository and file of what was read, where it is another


CORPORA = (
    Corpus("kathleen", "rhasspy/dataset-voice-kathleen", "CC0", "data", text_beside),
    Corpus("librispeech", "Walleclipse/Deep_Speaker-speaker_recognition_system", "CC BY 4.0",
           "audio/LibriSpeechSamples/train-clean-100", librispeech),
    Corpus("librispeech-test", "lalking52/compressor_project", "CC BY 4.0", "LibriSpeech/test-clean",
           librispeech),
    Corpus("librispeech-dev", "felixbastian/Speaker_partition_module", "CC BY 4.0",
           "data/LibriSpeech/dev-clean", librispeech),
    Corpus("ocean", "jimbozhang/speechocean762", "free for any purpose, CC BY 4.0", "WAVE", speechocean),
    Corpus("an4", "cmusphinx/an4", "CMU, free for any purpose", "wav", an4),
    Corpus("arctic", "andabi/deep-voice-conversion", "CMU, free for any purpose", "datasets/arctic", arctic,
           prompts=("ghoshs/voicebuilding", "2018-voicebuilding-group1-data/cmuarctic.data.txt")),
    Corpus("vctk-vits", "T145/vctk-vits-speaker-comparison", "MIT; voices of VCTK, CC BY 4.0", "./",
           one_text),
    Corpus("mimic3", "MycroftAI/mimic3-voices", "CC BY-SA 4.0 and freer, by voice", "samples/en_US",
           one_text),
    Corpus("gsc", "thegtagamer/PICO-tinyML-benchmark", "CC BY 4.0", "MLTK_keyworkSpotting/dataset",
           speech_commands),
    Corpus("gsc2", "manashmandal/DeadSimpleSpeechRecognizer", "CC BY 4.0", "data", speech_commands),
    Corpus("dsp20", "zhongyuchen/DSPSpeech-20", "MIT", "speech_data", dsp20),
    Corpus("musan", "csukuangfj/musan-subset", "public domain and CC", "./", sounds),
    Corpus("esc10", "karolpiczak/ESC-10", "CC BY", "./", sounds, "553c8f1"),
    Corpus("background", "chaeyoung-lee/wids_tutorial", "CC BY 4.0", "data/_background_noise_", background),
    Corpus("precise", "MycroftAI/Precise-Community-Data", "public domain", "./", unsaid),
)  # fmt: skip


def bring(corpus: Corpus, clone: Path, out: Path, prompts: Path | None = None) -> int:
    """Convert one corpus and write its manifest; returns the number of clips.

    ``prompts``: clone of the repository that has what was read, if it is another.
    """
    files = names(clone, corpus.folder, corpus.commit)
    seen: set[int] = set()
    lines = []

    def text_of(name: str) -> str:
        if corpus.prompts is not None and prompts is not None:
            return content(prompts, corpus.prompts[1]).decode(errors="replace")
        return content(clone, name, corpus.commit).decode(errors="replace").strip()

    clips = corpus.understand(files, text_of)
    for number, clip in enumerate(clips):
        raw = content(clone, clip.path, corpus.commit)
        if zlib.crc32(raw) in seen:  # Speech Commands copies have byte-duplicates
            continue
        seen.add(zlib.crc32(raw))
        line = _convert(corpus, clip, raw, out / corpus.name / f"{number:06d}.flac")
        lines += [line] if line else []
    (out / f"{corpus.name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _convert(corpus: Corpus, clip: Clip, raw: bytes, target: Path) -> str | None:
    try:
        sound, rate = soundfile.read(io.BytesIO(raw), dtype="float32", always_2d=True)
    except soundfile.SoundFileError:
        return None
    mono = soxr.resample(sound.mean(axis=1), rate, RATE)
    if not len(mono) or not np.any(mono):
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(target, np.clip(mono, -1, 1), RATE, subtype="PCM_16")
    line = {**asdict(clip), "path": str(target), "corpus": corpus.name, "licence": corpus.licence}
    return json.dumps({**line, "seconds": round(len(mono) / RATE, 3)})


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Turn clones of public speech repositories into manifests.")
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[corpus.name for corpus in CORPORA])
    given = parser.parse_args()
    for corpus in CORPORA:
        clone = clone_of(given.clones, corpus.repository)
        prompts = clone_of(given.clones, corpus.prompts[0]) if corpus.prompts else None
        if corpus.name in given.only and clone and (prompts or not corpus.prompts):
            print(f"{corpus.name}: {bring(corpus, clone, given.out, prompts)} clips", flush=True)


if __name__ == "__main__":
    main()
