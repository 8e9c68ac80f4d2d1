"""How the files of public speech repositories are to be understood: what is said in which, and by whom."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Clip:
    """A recording as it lies in a repository: its path there, and what is known of it."""

    path: str
    text: str
    speaker: str
    split: str = "train"
    role: str = "speech"


def split_by(speaker: str, dev_percent: int = 10) -> str:
    """Train or dev for good, by a hash of the speaker."""
    return "dev" if zlib.crc32(speaker.encode()) % 100 < dev_percent else "train"


def text_beside(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """kathleen: `.txt` beside each `.wav`, one speaker."""
    for file in files:
        if file.endswith(".wav") and file[:-3] + "txt" in files:
            yield Clip(file, text_of(file[:-3] + "txt"), "kathleen")


def librispeech(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """LibriSpeech: ``*.trans.txt`` in each chapter."""
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


def speechocean(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """speechocean762: Kaldi's ``text``; speakers of Mandarin, half of them children, who read English."""
    said: dict[str, str] = {}
    for part in ("train/text", "test/text"):
        said |= dict(line.split(None, 1) for line in text_of(part).splitlines() if len(line.split()) > 1)
    for file in files:
        path = PurePosixPath(file)
        if path.stem in said and path.suffix == ".WAV":
            speaker = f"ocean-{path.parent.name}"
            yield Clip(file, said[path.stem].lower(), speaker, split_by(speaker))


def an4(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
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


def speech_commands(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
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


def dsp20(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
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


def sounds(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Every third sound is kept for development: noise kinds the model has not trained on."""
    sounds = sorted(file for file in files if file.endswith((".wav", ".ogg", ".flac")))
    for file in sounds:
        kind = PurePosixPath(file).parent.name
        role = "negative" if "/speech/" in file else "noise"  # musan has people reading, too
        yield Clip(file, "", kind, split_by(kind + "noise", 30), role=role)


def background(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Speech Commands' background noise: never trained on, so that noise conditions are of strange noise."""
    for file in files:
        if file.endswith(".wav"):
            yield Clip(file, "", PurePosixPath(file).stem, "dev", role="noise")


def unsaid(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Precise's clips: wake words of others, nothing for us."""
    for file in files:
        if file.endswith(".wav") and "heysavant" not in file:  # not under the licence of the rest
            yield Clip(file, "", "precise", role="negative")


def arctic(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """CMU ARCTIC, a folder a speaker; the prompts as festvox has them: ``( arctic_a0001 "Words." )``."""
    said = dict(re.findall(r'\( (arctic_\w+) "([^"]*)" \)', text_of("")))
    for file in files:
        path = PurePosixPath(file)
        if path.suffix == ".wav" and path.stem in said:
            yield Clip(file, plain(said[path.stem]), f"arctic-{path.parent.name}")


def one_text(files: list[str], text_of: Callable[[str], str]) -> Iterator[Clip]:
    """Synthetic voices, of VCTK's speakers and others: a folder's read its ``sample.txt``, or ``test.py``."""
    for file in sorted(files):
        path = PurePosixPath(file)
        if path.suffix == ".wav":
            script = next((f for f in (f"{path.parent}/sample.txt", "test.py") if f in files), None)
            raw = text_of(script) if script else ""
            quoted = re.search(r'text="([^"]+)"', raw)
            yield Clip(file, plain(quoted[1] if quoted else raw), f"vits-{path.parent.name}-{path.stem}")


def plain(text: str) -> str:
    """Small letters and apostrophes."""
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower().replace("\u2019", "'")).split())
