"""What our own recogniser makes of commands: `python -m models.fusion.heard_table --out FILE`.

Sentences of the speech grammars of made-up homes, each with a name of its home in it, are spoken by free
synthetic voices (others in each split), put into made rooms and noise of 5 to 25 dB as in the speech model's
recipe, and heard as the daemon hears, whatever the threshold. None of it is a person. FILE has a line an
utterance: ``split``, ``text``, ``hypotheses`` (text and confidence, the best first; none where nothing was
heard), which of them, from 0, has the same words (``right``) and which first means the same (``meant``), and
what it was made of: ``voice``, ``snr`` (dB), ``level`` (dB over the noise, as the listener tells it).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.bench.table import print_table, quantile
from assistant.events import Heard, Hypothesis, NotHeard, NotUnderstood
from assistant.hearing.audio import FRAME_SECONDS, Framer
from assistant.hearing.engine import DEFAULT_ENGINE, build_recognizer
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.quiet import voice_activity
from assistant.hearing.recognizer import Recognizer
from assistant.hearing.sayable import sayable
from assistant.understanding.sentences import Sentences, speech_sentences
from devices.model import Home
from models.fusion.homes import made
from models.fusion.names import SPLITS
from models.speech.augment import Augmenter, Strength
from models.speech.engines import Engine, Floats, choose, installed, prompt, speak
from models.speech.warp import can_warp, draw_warp, warped
from models.vision.row import by_hash

HOMES = {"train": 8, "dev": 3, "test": 3}
COMMANDS = 30  # a home
SIZES = (8, 20)  # devices of a home
SNR = (5.0, 25.0)  # dB
WHAT = {"right": "the same words", "meant": "the same meaning"}
TALK = 0.2  # share of the noise that is others' talk
WARPED = 0.35  # share of voices that are warped into other speakers, as in the recipe
LONGEST = 10  # words; a random walk through a grammar makes some sentences that nobody says
LONGER = 0.7  # of the commands are the longer one of two
# Recorded people and a diphone voice; which split an accent and timbre of espeak-ng is in, its name tells.
VOICES = {"flite-slt": "train", "flite-kal16": "train", "flite-rms": "dev", "flite-awb": "test"}


@dataclass(frozen=True, eq=False)
class Ear:
    """A home's sentences and names, and who hears them in one of its areas."""

    home: Home
    sentences: Sentences
    grammar: Grammar
    recognizer: Recognizer

    @classmethod
    def of(cls, home: Home, engine: str = DEFAULT_ENGINE) -> Ear:
        """As the daemon listens to this home. Raises LaresError."""
        spoken, lexicon = speech_sentences(home), Lexicon()
        grammar = sayable(compile_grammar(spoken.intents, spoken.lists), lexicon)
        return cls(home, Sentences(home), grammar, build_recognizer(engine, grammar, lexicon))

    def commands(self, chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
        """Different ones with a name of this home in them, spoken and as they are written."""
        names = [f" {device.name} " for device in self.home.devices.values()]
        names += [f" {area.name} " for area in self.home.areas.values()]
        seen: set[str] = set()
        for _ in range(1000 * count):
            drawn = [self.grammar.sample(chance)[0].split() for _ in range(2)]  # a random walk stops early
            words = max(drawn, key=len) if chance.random() < LONGER else drawn[0]
            text = self.grammar.written(words) or ""
            named = any(name in f" {text} " for name in names)
            if named and text not in seen and len(words) <= LONGEST:
                seen.add(text)
                yield " ".join(words), text
            if len(seen) == count:
                return

    def meaning(self, text: str) -> object:
        """Intents and slots; the text itself where the templates do not know it."""
        found = self.sentences.recognize(text, area=next(iter(self.home.areas), None))
        if isinstance(found, NotUnderstood):
            return text
        return [(intent.name, sorted((s.name, str(s.value)) for s in intent.slots)) for intent in found]

    def line(self, text: str, sound: npt.NDArray[np.int16]) -> dict[str, Any]:
        """What is made of a text that was said so."""
        found, level = self.hear(sound)
        texts, meant = [one.text for one in found], self.meaning(text)
        alike = (place for place, other in enumerate(texts) if other == text or self.meaning(other) == meant)
        return {"text": text, "hypotheses": [[one.text, round(one.confidence, 4)] for one in found],
                "right": texts.index(text) if text in texts else None, "meant": next(alike, None),
                "level": None if level is None else round(level, 1)}  # fmt: skip

    def hear(self, sound: npt.NDArray[np.int16]) -> tuple[tuple[Hypothesis, ...], float | None]:
        """All that was made of the longest utterance in it, and its level."""
        listener = Listener(self.recognizer, voice_activity(), settings=ListenerSettings(threshold=0.0))
        framer, events, now = Framer(), [], 0.0
        for frame in (*framer.feed(sound), *framer.feed(np.empty(0, np.int16), last=True)):
            now += FRAME_SECONDS
            events.append(listener.feed(frame, now))
        events.append(listener.flush(now))
        heard = [event for event in events if isinstance(event, Heard | NotHeard)]
        longest = max(heard, key=lambda event: event.audio_seconds, default=None)
        if isinstance(longest, Heard):
            return (Hypothesis(longest.text, longest.confidence), *longest.alternatives), longest.level_db
        if longest is not None and longest.best_guess:
            return (Hypothesis(longest.best_guess, longest.confidence),), None
        return (), None


def split_of(voice: str) -> str:
    """The one split in which a voice speaks."""
    return VOICES.get(voice) or by_hash(voice, 0.5, "train", by_hash(f"dev {voice}", 0.5, "dev", "test"))


def said(text: str, split: str, chance: random.Random, engines: tuple[Engine, ...]) -> tuple[str, Floats]:
    """Who said it, and the sound. Raises ValueError if no voice of this split can say it."""
    for _ in range(300 if engines else 0):
        _, voice = choose(chance, engines)
        if split_of(voice.name) != split:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            sound = speak(voice, prompt(text, chance), Path(scratch))
        if sound is None:
            continue
        bend = draw_warp(chance) if can_warp() and voice.real and chance.random() < WARPED else None
        return (voice.name, sound) if bend is None else (f"{voice.name}-{bend.bucket}", warped(sound, bend))
    raise ValueError(f"no voice of {split} says {text!r}: apt install flite espeak-ng")


def heard(homes: dict[str, int], commands: int, engines: tuple[Engine, ...],
          seed: int = 1) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Lines to be, so many homes of each split. Raises ValueError without voices."""
    noise = Augmenter([], [], Strength(mild=0.0, noise=1.0, talk=TALK))
    for split in SPLITS:
        rng = np.random.default_rng((seed, SPLITS.index(split)))
        chance = random.Random(f"{split} {seed}")  # noqa: S311 - not for secrets
        before: deque[npt.NDArray[np.int16]] = deque(maxlen=3)
        for _ in range(homes.get(split, 0)):
            ear = Ear.of(made(split, rng, int(rng.integers(SIZES[0], SIZES[1] + 1))).home)
            for spoken, text in ear.commands(chance, commands):
                voice, sound = said(spoken, split, chance, engines)
                clip = (sound * (32_000 / max(1e-6, float(np.abs(sound).max())))).astype(np.int16)
                snr = round(float(rng.uniform(*SNR)), 1)
                noise.strength = replace(noise.strength, snr=(snr, snr), talk_snr=(snr, snr))
                worn, _, _ = noise.clip(clip, list(before), rng)
                before.append(clip)
                yield {"split": split, **ear.line(text, worn.astype(np.int16)), "voice": voice, "snr": snr}


def tell(lines: Sequence[dict[str, Any]]) -> None:
    """Which hypothesis is right, and how sure the first one is, for people."""
    ranks, sure, noise = [], [], []
    for split, by in ((split, by) for split in SPLITS for by in ("right", "meant")):
        some = [line for line in lines if line["split"] == split]
        places = [line[by] for line in some]
        counts = (*(places.count(place) for place in range(3)), sum((place or 0) > 2 for place in places),
                  sum(line[by] is None and bool(line["hypotheses"]) for line in some),
                  sum(not line["hypotheses"] for line in some))  # fmt: skip
        ranks.append((f"{split}, {WHAT[by]}", str(len(some)),
                      *(f"{count / max(1, len(some)):.3f}" for count in counts)))  # fmt: skip
    for kind in ("the words", "the meaning only", "something else"):
        some = [line for line in lines if line["hypotheses"] and _first(line) == kind]
        for place in (0, 1):
            values = [line["hypotheses"][place][1] for line in some if len(line["hypotheses"]) > place]
            told = (f"{quantile(values or [math.nan], share):.2f}" for share in (0.05, 0.25, 0.5, 0.75, 0.95))
            sure.append((f"{kind}, {place + 1}.", str(len(values)), *told))
    for low in range(5, 25, 5):
        some = [line for line in lines if min(line["snr"], 24.9) // 5 * 5 == low]
        first = [line["right"] == 0 for line in some], [line["meant"] == 0 for line in some]
        noise.append((f"{low}-{low + 5} dB", str(len(some)), *(f"{np.mean(of or [0]):.3f}" for of in first)))
    print_table("Which one is right", ("", "said", "1.", "2.", "3.", "later", "none", "silence"), ranks)
    print_table("Confidence, by what the first hypothesis has of what was said",
                ("", "heard", "5 %", "25 %", "50 %", "75 %", "95 %"), sure)  # fmt: skip
    print_table("The first hypothesis in noise", ("", "said", *WHAT.values()), noise)


def _first(line: dict[str, Any]) -> str:
    if line["right"] == 0:
        return "the words"
    return "the meaning only" if line["meant"] == 0 else "something else"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="What our own recogniser makes of commands.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--commands", type=int, default=COMMANDS, help="a home")
    parser.add_argument("--engines", nargs="*", default=[], help="only these synthesizers")
    args = parser.parse_args()
    try:
        lines = list(heard(HOMES, args.commands, installed(tuple(args.engines))))
    except ValueError as error:
        parser.error(str(error))
    args.out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    tell(lines)


if __name__ == "__main__":
    main()
