"""Recordings of people, and sounds, from public repositories to manifests.

`python -m models.speech.corpora --clones DIR --out DIR` reads git clones (bare or not) named
``owner+name`` and writes one manifest a corpus (see `packs`) beside 16 kHz mono FLAC files.
Clone only what `CORPORA` lists; its licences are as the repositories state them.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import soundfile
import soxr

from assistant.hearing.features import RATE


@dataclass(frozen=True)
class Clip:
    """A recording as it lies in a repository: its path there, and what is known of it."""

    path: str
    text: str
    speaker: str
    split: str = "train"
    role: str = "speech"


@dataclass(frozen=True)
class Corpus:
    """Where a corpus lies, under which licence, and how its files are to be understood."""

    name: str
    repository: str
    licence: str
    folder: str
    understand: Callable[[list[str], Callable[[str], str]], Iterator[Clip]]
    commit: str = "HEAD"


def split_by(speaker: str, dev_percent: int = 10) -> str:
    """Train or dev for good, by a hash of the speaker."""
    return "dev" if zlib.crc32(speaker.encode()) % 100 < dev_percent else "train"


def _beside(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """kathleen: `.txt` beside each `.wav`, one speaker."""
    for file in files:
        if file.endswith(".wav") and file[:-3] + "txt" in files:
            yield Clip(file, text_of(file[:-3] + "txt"), "kathleen")


def _librispeech(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    said: dict[str, str] = {}
    for file in files:
        if file.endswith(".trans.txt"):
            said |= dict(line.split(" ", 1) for line in text_of(file).splitlines() if " " in line)
    for file in files:
        name = PurePosixPath(file).stem
        if name in said and file.endswith((".wav", ".flac")):
            speaker = f"librispeech-{name.split('-')[0]}"
            # The three of train-clean-100 are always trained on, as they were from the start.
            split = "train" if "train-clean-100" in file else split_by(speaker)
            yield Clip(file, said[name].lower(), speaker, split)


def _ocean(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """speechocean762: Kaldi's ``text``; speakers of Mandarin, half of them children, who read English."""
    said: dict[str, str] = {}
    for part in ("train/text", "test/text"):
        said |= dict(line.split(None, 1) for line in text_of(part).splitlines() if len(line.split()) > 1)
    for file in files:
        path = PurePosixPath(file)
        if path.stem in said and path.suffix == ".WAV":
            speaker = f"ocean-{path.parent.name}"
            yield Clip(file, said[path.stem].lower(), speaker, split_by(speaker))


def _an4(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """``<s> WORDS </s> (file name)``; what the authors excluded has no line."""
    said: dict[str, str] = {}
    for part in ("train", "test"):
        for line in text_of(f"etc/an4_{part}.transcription").splitlines():
            words, _, name = line.rpartition("(")
            said[name.rstrip(") ")] = re.sub(r"</?s>", "", words).strip().lower()
    for file in files:
        path = PurePosixPath(file)
        if path.suffix == ".wav" and said.get(path.stem):
            speaker = f"an4-{path.parent.name}"
            yield Clip(file, said[path.stem], speaker, split_by(speaker))


def _speech_commands(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Folder = word, file = speaker's hash; `_unknown_` and `_silence_` have no text."""
    for file in files:
        path = PurePosixPath(file)
        if path.suffix != ".wav":
            continue
        word, speaker = path.parent.name, f"gsc-{path.name.split('_')[0]}"
        if word.startswith("_sil"):
            yield Clip(file, "", "gsc-silence", role="noise")
        elif not word.startswith("_"):
            yield Clip(file, word, speaker, split_by(speaker))


_WORDS = ("open", "close", "print", "project", "process", "signal", "speech", "speaker")


def _dsp20(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """`student-label-take.wav`; labels 12-19 are English words, the others Mandarin."""
    for file in files:
        parts = PurePosixPath(file).stem.split("-")
        if not file.endswith(".wav") or len(parts) != 3 or not parts[1].isdigit():
            continue
        speaker, label = f"dsp20-{parts[0]}", int(parts[1])
        if 12 <= label < 20:
            yield Clip(file, _WORDS[label - 12], speaker, split_by(speaker))
        else:
            yield Clip(file, "", speaker, split_by(speaker), role="negative")


def _noise(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Every third sound is kept for development: noise kinds the model has not trained on."""
    sounds = sorted(file for file in files if file.endswith((".wav", ".ogg", ".flac")))
    for file in sounds:
        kind = PurePosixPath(file).parent.name
        role = "negative" if "/speech/" in file else "noise"  # musan has people reading, too
        yield Clip(file, "", kind, split_by(kind + "noise", 30), role=role)


def _background(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Speech Commands' background noise: never trained on, so that noise conditions are of strange noise."""
    for file in files:
        if file.endswith(".wav"):
            yield Clip(file, "", PurePosixPath(file).stem, "dev", role="noise")


def _words_of_names(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    for file in files:
        if file.endswith(".wav") and "heysavant" not in file:  # not under the licence of the rest
            yield Clip(file, "", "precise", role="negative")


CORPORA = (
    Corpus("kathleen", "rhasspy/dataset-voice-kathleen", "CC0", "data", _beside),
    Corpus("librispeech", "Walleclipse/Deep_Speaker-speaker_recognition_system", "CC BY 4.0",
           "audio/LibriSpeechSamples/train-clean-100", _librispeech),
    Corpus("librispeech-test", "lalking52/compressor_project", "CC BY 4.0", "LibriSpeech/test-clean",
           _librispeech),
    Corpus("librispeech-dev", "felixbastian/Speaker_partition_module", "CC BY 4.0",
           "data/LibriSpeech/dev-clean", _librispeech),
    Corpus("ocean", "jimbozhang/speechocean762", "free for any purpose, CC BY 4.0", "WAVE", _ocean),
    Corpus("an4", "cmusphinx/an4", "CMU, free for any purpose", "wav", _an4),
    Corpus("gsc", "thegtagamer/PICO-tinyML-benchmark", "CC BY 4.0", "MLTK_keyworkSpotting/dataset",
           _speech_commands),
    Corpus("gsc2", "manashmandal/DeadSimpleSpeechRecognizer", "CC BY 4.0", "data", _speech_commands),
    Corpus("dsp20", "zhongyuchen/DSPSpeech-20", "MIT", "speech_data", _dsp20),
    Corpus("musan", "csukuangfj/musan-subset", "public domain and CC", "./", _noise),
    Corpus("esc10", "karolpiczak/ESC-10", "CC BY", "./", _noise, "553c8f1"),
    Corpus("background", "chaeyoung-lee/wids_tutorial", "CC BY 4.0", "data/_background_noise_", _background),
    Corpus("precise", "MycroftAI/Precise-Community-Data", "public domain", "./", _words_of_names),
)  # fmt: skip


def bring(corpus: Corpus, clone: Path, out: Path) -> int:
    """Convert one corpus and write its manifest; returns the number of clips."""
    names = _git(clone, "ls-tree", "-r", "-z", "--name-only", corpus.commit, corpus.folder).split(b"\0")
    files = [name.decode() for name in names if name]
    seen: set[int] = set()
    lines = []
    clips = corpus.understand(
        files, lambda name: _content(corpus, clone, name).decode(errors="replace").strip()
    )
    for number, clip in enumerate(clips):
        raw = _content(corpus, clone, clip.path)
        if zlib.crc32(raw) in seen:  # Speech Commands copies have byte-duplicates
            continue
        seen.add(zlib.crc32(raw))
        line = _convert(corpus, clip, raw, out / corpus.name / f"{number:06d}.flac")
        lines += [line] if line else []
    (out / f"{corpus.name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _git(clone: Path, *words: str) -> bytes:
    command = ["git", "-C", str(clone), *words]
    return subprocess.run(command, capture_output=True, check=False).stdout  # noqa: S603


def _content(corpus: Corpus, clone: Path, path: str) -> bytes:
    """A file of the repository; nothing where a partial clone lacks it."""
    return _git(clone, "cat-file", "blob", f"{corpus.commit}:{path}")


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
        clone = given.clones / corpus.repository.replace("/", "+")
        places = [
            p
            for p in (clone, clone / "repo" / ".git", clone / "repo")
            if (p / "HEAD").exists() or (p / ".git").exists()
        ]
        if corpus.name in given.only and places:
            print(f"{corpus.name}: {bring(corpus, places[0], given.out)} clips", flush=True)


if __name__ == "__main__":
    main()
