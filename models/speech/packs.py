"""Packs: clips of one or more manifests in one flat file of samples, with what is said in phones.

A manifest has one JSON object a line: path, text, speaker, corpus, seconds, split, role and licence
(`offset` and `frames` where many clips share a file). A pack is a folder: `audio.i16` (16 kHz mono,
clip after clip) and `index.npz`. Packs are read through memory maps, so that hours of sound cost no RAM.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from assistant.errors import GrammarError
from assistant.hearing.features import RATE
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import INDEX

SHORTEST, LONGEST = 0.25, 45.0  # seconds of a clip that is taken
PIECE = 6  # seconds of a sound that is used as silence
WORDS = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True)
class Entry:
    """One line of a manifest."""

    path: Path
    text: str
    speaker: str
    corpus: str
    split: str
    role: str
    offset: int
    frames: int  # samples at the file's own rate, -1: to the end


def read_manifest(path: Path) -> Iterator[Entry]:
    """The clips of a manifest; a line that is cut short (still being written) ends it."""
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            return
        yield Entry(
            Path(said["path"]), said["text"], said["speaker"], said["corpus"], said["split"], said["role"],
            int(said.get("offset", 0)), int(said.get("frames", -1)),
        )  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """Clip i is ``audio[start[i]:start[i + 1]]`` and says ``phones[first[i]:first[i + 1]]``."""

    folder: Path
    audio: npt.NDArray[np.int16]
    start: npt.NDArray[np.int64]
    phones: npt.NDArray[np.uint8]
    first: npt.NDArray[np.int64]
    speakers: npt.NDArray[np.str_]
    corpora: npt.NDArray[np.str_]
    roles: npt.NDArray[np.str_]
    texts: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.start) - 1

    def sound(self, clip: int) -> npt.NDArray[np.int16]:
        """The samples of a clip."""
        return self.audio[self.start[clip] : self.start[clip + 1]]

    def said(self, clip: int) -> npt.NDArray[np.uint8]:
        """The phones of a clip, as the model's output numbers; empty where nothing is known to be said."""
        return self.phones[self.first[clip] : self.first[clip + 1]]

    @property
    def hours(self) -> float:
        """Of sound."""
        return float(self.start[-1]) / RATE / 3600


def open_pack(folder: Path) -> Pack:
    """A pack that `write_pack` made. Raises FileNotFoundError."""
    index = np.load(folder / "index.npz")
    audio = np.memmap(folder / "audio.i16", np.int16, "r")
    return Pack(
        folder, audio, index["start"], index["phones"], index["first"], index["speakers"],
        index["corpora"], index["roles"], index["texts"],
    )  # fmt: skip


def phones_of(text: str, lexicon: Lexicon) -> list[int] | None:
    """The output numbers of a sentence's phones, each word said the likeliest way; None if unsayable."""
    words = WORDS.findall(text.lower())
    try:
        said = lexicon.pronunciations(words)
    except GrammarError:
        return None
    return [INDEX[phone] for word in words for phone in said[word][0].split()]


def write_pack(entries: Sequence[Entry], folder: Path) -> int:
    """Write a pack of these clips; returns how many were taken. What cannot be read or said is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    lexicon = Lexicon()
    with suppress(GrammarError):  # one pass over the dictionary for all words, not one a clip
        lexicon.pronunciations({word for e in entries for word in WORDS.findall(e.text.lower())})
    start, first, phones = [0], [0], list[int]()
    taken: list[Entry] = []
    with (folder / "audio.i16").open("wb") as out:
        for entry in entries:
            said = phones_of(entry.text, lexicon)
            sound = _sound(entry)
            if said is None or sound is None:
                print(f"left out: {entry.path} {entry.text!r}", file=sys.stderr)
                continue
            out.write(sound.tobytes())
            start.append(start[-1] + len(sound))
            phones += said
            first.append(len(phones))
            taken.append(entry)
    np.savez(
        folder / "index.npz",
        start=np.array(start, np.int64),
        first=np.array(first, np.int64),
        phones=np.array(phones, np.uint8),
        speakers=np.array([e.speaker for e in taken], dtype=np.str_),
        corpora=np.array([e.corpus for e in taken], dtype=np.str_),
        roles=np.array([e.role for e in taken], dtype=np.str_),
        texts=np.array([e.text for e in taken], dtype=np.str_),
    )
    return len(taken)


def silences(entries: Sequence[Entry]) -> list[Entry]:
    """Sounds that are not speech as clips of their own, in pieces: they must be heard as nothing."""
    pieces = []
    for entry in entries:
        if entry.role != "noise":
            continue
        length = soundfile.info(entry.path).frames
        for at in range(0, length, PIECE * RATE):
            frames = min(PIECE * RATE, length - at)
            pieces.append(replace(entry, role="negative-silent", text="", offset=at, frames=frames))
    return pieces


def _sound(entry: Entry) -> npt.NDArray[np.int16] | None:
    try:
        sound, rate = soundfile.read(
            entry.path, start=entry.offset, frames=entry.frames, dtype="int16", always_2d=True
        )
    except (OSError, soundfile.SoundFileError):
        return None
    if rate != RATE:
        return None
    mono: npt.NDArray[np.int16] = sound[:, 0]
    long_enough = len(mono) >= SHORTEST * RATE
    if entry.role in ("noise", "room"):
        return mono if long_enough or entry.role == "room" else None
    return mono if long_enough and len(mono) <= LONGEST * RATE else None


def main() -> None:
    """`python -m models.speech.packs --split train --out DIR MANIFEST...`."""
    parser = argparse.ArgumentParser(description="Pack the clips of manifests for training.")
    parser.add_argument("manifests", type=Path, nargs="+")
    parser.add_argument("--split", default="train")
    parser.add_argument("--skip", type=int, default=0, help="lines at the start that an earlier pack holds")
    parser.add_argument("--silent", action="store_true", help="sounds, to be heard as no speech at all")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    entries = [e for path in given.manifests for e in list(read_manifest(path))[given.skip :]]
    taken = [e for e in entries if e.split == given.split]
    count = write_pack(silences(taken) if given.silent else taken, given.out)
    print(f"{given.out}: {count} of {len(entries)} clips, {open_pack(given.out).hours:.2f} h")


if __name__ == "__main__":
    main()
