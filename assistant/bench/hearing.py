"""``assistant bench hearing``: engines side by side on recorded commands, as recorded and in noise."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.bench.table import print_table
from assistant.commands.hear import HearResult, RecordingEar, recording_ear
from assistant.errors import ConfigError
from assistant.hearing.audio import AudioFrame, Framer
from assistant.hearing.engine import ENGINES
from assistant.hearing.recordings import read_wav

_LEVEL = 0.02  # power share of the loudest: what counts as speech when noise is measured against it


@dataclass(frozen=True)
class Item:
    """A recording, and the intent and slots that are right; no intent where it must be refused."""

    path: Path
    intent: str | None
    slots: dict[str, str]

    def right(self, result: HearResult) -> bool:
        """Nothing too little, nothing too much."""
        if not result.accepted or self.intent is None:
            return not result.accepted and self.intent is None
        return (result.intent, _plain_slots(result.slots)) == (self.intent, self.slots)


@dataclass(frozen=True)
class Condition:
    """``snr``: dB of the noise, None for none. ``gain``: dB on top."""

    snr: float | None
    gain: float = 0.0

    @property
    def name(self) -> str:
        """For the table's head."""
        noise = "as recorded" if self.snr is None else f"{self.snr:g} dB"
        return noise if self.gain == 0 else f"{noise}, {self.gain:+g} dB level"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant bench hearing``."""
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with coffee/ and home_commands/ (shared/data/real)"
    )
    parser.add_argument("--home", type=Path, required=True, help="home file for home_commands")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument(
        "--noise", type=Path, nargs="*", default=[], help="recordings to put behind the speech"
    )
    parser.add_argument("--snr", type=float, nargs="*", default=[24.0, 15.0, 6.0])
    parser.add_argument(
        "--gain", type=float, nargs="*", default=[0.0], help="dB; each is a condition of its own"
    )
    parser.add_argument("--sets", nargs="+", choices=("coffee", "home"), default=["coffee", "home"])
    parser.add_argument("--json", type=Path, help="also write each result there, one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Print one table a set."""
    snrs = [None, *arguments.snr] if arguments.noise else [None]
    conditions = [Condition(snr, gain) for snr in snrs for gain in arguments.gain]
    noises = [read_wav(path) for path in arguments.noise]
    log = arguments.json.open("w", encoding="utf-8") if arguments.json else None
    for name in arguments.sets:
        rows = []
        for engine in arguments.engines:
            ear = (
                recording_ear(None, arguments.data / "coffee" / "sentences.yaml", None, engine)
                if name == "coffee"
                else recording_ear(arguments.home, None, "office", engine)
            )
            items = (
                _coffee(arguments.data / "coffee")
                if name == "coffee"
                else _home(arguments.data / "home_commands", ear)
            )
            for condition in conditions:
                results = [(item, _hear(ear, item, condition, noises)) for item in items]
                rows.append([f"{engine}, {condition.name}", *_figures(results)])
                for item, result in results if log else ():
                    line = {
                        "set": name,
                        "engine": engine,
                        "condition": condition.name,
                        "right": item.right(result),
                    }
                    print(json.dumps({**line, **asdict(result), "file": item.path.name}), file=log)
        head = ["engine, condition", "right", "of", "wrong accepted", "refused", "core per s"]
        print_table(f"{name}: {len(items)} recordings", head, rows)
    return 0


def _figures(results: list[tuple[Item, HearResult]]) -> list[str]:
    right = sum(item.right(result) for item, result in results)
    wrong = sum(result.accepted and not item.right(result) for item, result in results)
    refused = sum(not result.accepted and item.intent is not None for item, result in results)
    cost = sum(r.compute_seconds for _, r in results) / max(1e-9, sum(r.audio_seconds for _, r in results))
    return [str(right), str(len(results)), str(wrong), str(refused), f"{cost:.3f}"]


def _hear(ear: RecordingEar, item: Item, condition: Condition, noises: list[AudioFrame]) -> HearResult:
    sound = read_wav(item.path)
    mixed = in_condition(sound, condition, noises, seed=sum(item.path.name.encode()))
    return ear.hear(item.path, _frames(mixed))


def in_condition(
    sound: AudioFrame, condition: Condition, noises: list[AudioFrame], *, seed: int
) -> npt.NDArray[np.int16]:
    """The sound with one of the noises behind it (chosen by ``seed``), and its level changed."""
    mixed = sound.astype(np.float64)
    if condition.snr is not None and noises:
        chance = np.random.default_rng(seed)
        noise = noises[int(chance.integers(len(noises)))].astype(np.float64)
        noise = np.resize(np.roll(noise, -int(chance.integers(len(noise)))), len(sound))
        power = np.square(mixed[np.abs(mixed) > _LEVEL * np.abs(mixed).max()]).mean()
        mixed += noise * np.sqrt(power / (np.square(noise).mean() + 1e-9) * 10 ** (-condition.snr / 10))
    mixed *= 10 ** (condition.gain / 20)
    # Noise may carry the sum over the rail; a sound card of more headroom would have been turned down.
    mixed *= min(1.0, 32_767 / max(1.0, float(np.abs(mixed).max())))
    return np.round(mixed).astype(np.int16)


def _frames(sound: AudioFrame) -> Iterator[AudioFrame]:
    framer = Framer()
    yield from framer.feed(sound)
    yield from framer.feed(np.empty(0, dtype=np.int16), last=True)


def _coffee(folder: Path) -> list[Item]:
    try:
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{folder}: no labels.json ({error.strerror}); --data names the wrong folder"
        ) from error
    found = {path.name: path for path in folder.rglob("*.flac")}
    return [
        Item(found[name], label["intent"], _plain_slots(label["slots"]))
        for name, label in sorted(labels.items())
        if name in found
    ]


def _home(folder: Path, ear: RecordingEar) -> list[Item]:
    """A file's name is its sentence; what that means as text is what it must mean as speech."""
    items = []
    for path in sorted(folder.glob("*.flac")):
        intents = ear.sentences.recognize(path.stem, area=ear.area)
        known = intents[0] if isinstance(intents, tuple) and not path.stem.startswith("oov") else None
        slots = {slot.name: slot.value for slot in known.slots} if known else {}
        if known is None and not path.stem.startswith("oov"):
            print(f"{path.name}: the templates do not know this sentence; it counts as one to refuse")
        items.append(Item(path, known.name if known else None, _plain_slots(slots)))
    return items


def _plain_slots(slots: Mapping[str, object]) -> dict[str, str]:
    return {name: _plain(str(value)) for name, value in slots.items()}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9%_. ]", "", text.lower()).split())
