"""What our own recogniser makes of commands in composed homes: `python -m models.fusion.heard_table --out FILE`.

Sentences of a home's speech grammar, each with a name of that home in it, are spoken by free synthetic voices
(others in each split), put into made rooms and noise of 5 to 25 dB as the speech model's recipe does, and heard
as the daemon hears, whatever the threshold. None of it is a person. FILE has a line an utterance: ``split``,
``text``, ``hypotheses`` (text and confidence, the best first; none where nothing was heard), and what it was
made of: ``voice``, ``snr`` (dB), ``level`` (dB over the noise, as the listener tells it).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.bench.table import print_table, quantile
from assistant.events import Heard, Hypothesis, NotHeard
from assistant.hearing.audio import FRAME_SECONDS, Framer
from assistant.hearing.engine import DEFAULT_ENGINE, build_recognizer
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.quiet import voice_activity
from assistant.hearing.recognizer import Recognizer
from assistant.hearing.sayable import sayable
from assistant.understanding.sentences import speech_sentences
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
TALK = 0.2  # share of the noise that is others' talk
WARPED = 0.35  # share of voices that are warped into other speakers, as in the recipe
LONGEST = 10  # words; a random walk through a grammar makes some sentences that nobody says
# Recorded people and a diphone voice; which split an accent and timbre of espeak-ng is in, its name tells.
VOICES = {"flite-slt": "train", "flite-kal16": "train", "flite-rms": "dev", "flite-awb": "test"}


@dataclass(frozen=True, eq=False)
class Ear:
    """A home's sentences, and who hears them."""

    names: tuple[str, ...]
    grammar: Grammar
    recognizer: Recognizer

    @classmethod
    def of(cls, home: Home, engine: str = DEFAULT_ENGINE) -> Ear:
        """As the daemon listens to this home. Raises LaresError."""
        sentences, lexicon = speech_sentences(home), Lexicon()
        grammar = sayable(compile_grammar(sentences.intents, sentences.lists), lexicon)
        names = {device.name for device in home.devices.values()} | {a.name for a in home.areas.values()}
        return cls(tuple(sorted(names)), grammar, build_recognizer(engine, grammar, lexicon))

    def commands(self, chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
        """Different ones with a name of this home in them, spoken and as they are written."""
        seen: set[str] = set()
        for _ in range(1000 * count):
            spoken, _ = self.grammar.sample(chance)
            text = self.grammar.written(spoken.split()) or ""
            named = any(f" {name} " in f" {text} " for name in self.names)
            if named and text not in seen and len(spoken.split()) <= LONGEST:
                seen.add(text)
                yield spoken, text
            if len(seen) == count:
                return

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


def said(text: str, split: str, chance: random.Random, engines: tuple[Engine, ...],
         scratch: Path) -> tuple[str, Floats]:  # fmt: skip
    """Who said it, and the sound. Raises ValueError if no voice of this split can say it."""
    for _ in range(300):
        _, voice = choose(chance, engines)
        if split_of(voice.name) != split:
            continue
        sound = speak(voice, prompt(text, chance), scratch)
        if sound is None:
            continue
        bend = draw_warp(chance) if can_warp() and voice.real and chance.random() < WARPED else None
        return (voice.name, sound) if bend is None else (f"{voice.name}-{bend.bucket}", warped(sound, bend))
    raise ValueError(f"no voice of {split} says {text!r}: apt install flite espeak-ng")


def heard(homes: dict[str, int], commands: int, engines: tuple[Engine, ...], seed: int = 1) -> Iterator[dict[str, Any]]:
    """Lines to be. Raises ValueError without voices."""
    noise = Augmenter([], [], Strength(mild=0.0, noise=1.0, talk=TALK))
    for split in SPLITS:
        rng, chance = np.random.default_rng(seed), random.Random(f"{split} {seed}")  # noqa: S311 - not secret
        before: deque[npt.NDArray[np.int16]] = deque(maxlen=3)
        for _ in range(homes.get(split, 0)):
            ear = Ear.of(made(split, rng, int(rng.integers(SIZES[0], SIZES[1] + 1))).home)
            with tempfile.TemporaryDirectory() as scratch:
                for spoken, text in ear.commands(chance, commands):
                    voice, sound = said(spoken, split, chance, engines, Path(scratch))
                    clip = (sound * (32_000 / max(1e-6, float(np.abs(sound).max())))).astype(np.int16)
                    snr = float(rng.uniform(*SNR))
                    noise.strength = replace(noise.strength, snr=(snr, snr), talk_snr=(snr, snr))
                    worn, _, _ = noise.clip(clip, list(before), rng)
                    before.append(clip)
                    found, level = ear.hear(worn.astype(np.int16))
                    yield {"split": split, "text": text,
                           "hypotheses": [[one.text, round(one.confidence, 4)] for one in found],
                           "voice": voice, "snr": round(snr, 1),
                           "level": None if level is None else round(level, 1)}  # fmt: skip


