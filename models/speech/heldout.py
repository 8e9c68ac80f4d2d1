"""Sound the model was not trained on, laid out for the benches: `python -m models.speech.heldout --data DIR`.

Out of the manifests of `corpora` in DIR come folders of links that `assistant bench hearing --noise`,
`bench refusals --negatives`, `bench wake --negatives` and `calibrate --negatives` take:
DIR/heldout/speech/GROUP (people whose recordings were all kept back, and speech nobody transcribed),
DIR/heldout/calibrate/GROUP, and DIR/heldout/noise/KIND, of which "talk" is mixed here: three people
reading at once.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from assistant.hearing.features import RATE
from models.speech.packs import Entry, read_manifest

TALKERS, TALKS, TALK_SECONDS = 3, 3, 45


@dataclass(frozen=True)
class Group:
    """Clips of these corpora, by split and role; every N-th of them by name, beginning with ``first``."""

    name: str
    corpora: tuple[str, ...]
    split: str
    role: str
    every: int = 1
    first: int = 0
    speakers: tuple[str, ...] = ()  # only these, if any are named


SPEECH = (
    Group("librispeech", ("librispeech-test", "librispeech-dev"), "dev", "speech"),
    Group("ocean", ("ocean",), "dev", "speech"),
    Group("an4", ("an4",), "dev", "speech"),
    Group("words", ("gsc", "gsc2", "dsp20"), "dev", "speech"),
    Group("mandarin", ("dsp20",), "train", "negative"),
    Group("precise", ("precise",), "train", "negative"),
    Group("sounds", ("esc10", "musan"), "dev", "noise"),
)
# For `calibrate`: none of them is among every eighth clip, which `bench refusals --every 8` takes.
CALIBRATE = (
    Group("words", ("gsc", "gsc2", "dsp20"), "dev", "speech", every=16, first=4),
    Group("mandarin", ("dsp20",), "train", "negative", every=16, first=4),
    Group("precise", ("precise",), "train", "negative", every=16, first=4),
)
NOISE = (
    Group("kitchen", ("background",), "dev", "noise", speakers=("doing_the_dishes", "running_tap")),
    Group("machine", ("background",), "dev", "noise", speakers=("exercise_bike", "pink_noise")),
)


def chosen(data: Path, group: Group) -> list[Entry]:
    """The clips of a group, of those manifests that are there."""
    manifests = [data / f"{name}.jsonl" for name in group.corpora]
    entries = [e for path in manifests if path.exists() for e in read_manifest(path)]
    found = [e for e in entries if (e.split, e.role) == (group.split, group.role)]
    taken = [e for e in found if not group.speakers or e.speaker in group.speakers]
    return sorted(taken, key=_name)[group.first :: group.every]


def _name(entry: Entry) -> str:
    return f"{entry.corpus}-{entry.path.name}"


def lay_out(entries: list[Entry], folder: Path) -> float:
    """Link the clips into a folder; hours of them."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = 0
    for entry in entries:
        link = folder / _name(entry)
        if not link.is_symlink():
            link.symlink_to(entry.path.resolve())
        frames += soundfile.info(entry.path).frames
    return frames / RATE / 3600


def mix_talk(entries: list[Entry], folder: Path, seed: int = 5) -> None:
    """Three people at a time, each at the same power, as one recording."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    length = TALK_SECONDS * RATE
    for number in range(TALKS):
        mixed = np.zeros(length)
        for _ in range(TALKERS):
            said = np.zeros(0)
            while len(said) < length:
                sound = soundfile.read(entries[int(chance.integers(len(entries)))].path)[0]
                said = np.concatenate([said, sound / np.sqrt(np.square(sound).mean() + 1e-12)])
            mixed += said[:length]
        soundfile.write(folder / f"three-{number}.wav", 0.9 * mixed / np.abs(mixed).max(), RATE)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Lay out what was kept back from training, for the benches.")
    parser.add_argument("--data", type=Path, required=True, help="where `corpora` wrote its manifests")
    given = parser.parse_args()
    out = given.data / "heldout"
    for kind, groups in (("speech", SPEECH), ("noise", NOISE), ("calibrate", CALIBRATE)):
        for group in groups:
            entries = chosen(given.data, group)
            hours = lay_out(entries, out / kind / group.name)
            told = {"kind": kind, "group": group.name, "clips": len(entries), "hours": round(hours, 3)}
            print(json.dumps({**told, "speakers": len({e.speaker for e in entries})}), flush=True)
    readers = chosen(given.data, SPEECH[0])
    if readers:
        mix_talk(readers, out / "noise" / "talk")


if __name__ == "__main__":
    main()
