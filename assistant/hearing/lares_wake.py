"""Wake phrases on the speech model's posteriors: any English phrase, several at once, no training.

The phrase's phones are searched everywhere at once against a free loop of phones (the keyword and
filler models of Rose & Paul 1990). What is scored is how much worse the phrase fits than whatever
fits best, for each of its phones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from assistant.errors import GrammarError
from assistant.events import Woken
from assistant.hearing.audio import AudioFrame
from assistant.hearing.encoder import OUTPUT_SECONDS, Encoder, SpeechModel
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import BLANK, INDEX

THRESHOLD = 0.5
MAX_WAYS = 16  # pronunciations of a phrase that are looked for
SHORTEST, LONGEST = 0.2, 2.5  # seconds a phrase may take
AGAIN_SECONDS = 1.0  # after a detection, before the next
SCALE = 1.0  # nats a phone that make the score fall to 1/e
_NEVER = -1e30

Floats = npt.NDArray[np.float32]


@dataclass
class _Way:
    """One pronunciation: the best token in each of its phones, as phone (even) and blank after it (odd)."""

    phones: npt.NDArray[np.int64]
    voiced: npt.NDArray[np.float64]
    silent: npt.NDArray[np.float64]
    began_voiced: npt.NDArray[np.int64]
    began_silent: npt.NDArray[np.int64]

    @classmethod
    def of(cls, phones: Sequence[int]) -> _Way:
        size = len(phones)
        never, zero = np.full(size, _NEVER), np.zeros(size, np.int64)
        return cls(np.array(phones), never, never.copy(), zero, zero.copy())

    def step(self, row: Floats, frame: int) -> tuple[float, int]:
        """Take on a frame, scores relative to the free loop's; (score, first frame) of the best end."""
        either = np.maximum(self.voiced, self.silent)
        began = np.where(self.silent > self.voiced, self.began_silent, self.began_voiced)
        # A new token may begin at any frame at no cost: the free loop was there until now.
        came = np.concatenate([[0.0], either[:-1]])
        came_began = np.concatenate([[frame], began[:-1]])
        same = np.concatenate([[False], self.phones[1:] == self.phones[:-1]])
        came[1:][same[1:]] = self.silent[:-1][same[1:]]
        came_began[1:][same[1:]] = self.began_silent[:-1][same[1:]]
        stays = self.voiced >= came
        score = row[self.phones]
        self.silent, self.began_silent = either + row[BLANK], began
        self.voiced = np.where(stays, self.voiced, came) + score
        self.began_voiced = np.where(stays, self.began_voiced, came_began)
        return float(self.voiced[-1]), int(self.began_voiced[-1])


class LaresWake:
    """Spots one phrase in endless sound. ``threshold`` 0-1. Raises GrammarError and ModelError."""

    def __init__(
        self,
        phrase: str,
        threshold: float = THRESHOLD,
        lexicon: Lexicon | None = None,
        *,
        model: SpeechModel | None = None,
    ) -> None:
        words = phrase.lower().replace(",", " ").split()
        if not words:
            raise GrammarError("the wake phrase is empty: give a phrase of two to four words")
        self.phrase = " ".join(words)
        self._threshold = threshold
        said = (lexicon or Lexicon()).pronunciations(words)
        spelled = list(product(*(said[word] for word in words)))[:MAX_WAYS]
        self._spelled = [[INDEX[phone] for way in ways for phone in way.split()] for ways in spelled]
        self._encoder = Encoder(model)
        self._samples = 0
        self._begin()

    def feed(self, samples: AudioFrame) -> Woken | None:
        """Take on 16 kHz samples. ``seconds`` of what comes back count from the first sample ever fed."""
        self._samples += len(samples)
        best = 0.0
        for row in self._encoder.feed(samples):
            best = max(best, self._step(row))
        if best < self._threshold:
            return None
        self._begin()
        self._rest = round(AGAIN_SECONDS / OUTPUT_SECONDS)
        return Woken(self.phrase, self._samples / 16_000, best)

    def _begin(self) -> None:
        self._ways = [_Way.of(phones) for phones in self._spelled]
        self._frame = 0
        self._rest = 0

    def _step(self, row: Floats) -> float:
        relative = row - row.max()
        self._frame += 1
        best = 0.0
        for way in self._ways:
            score, began = way.step(relative, self._frame)
            seconds = (self._frame - began + 1) * OUTPUT_SECONDS
            if SHORTEST <= seconds <= LONGEST:
                best = max(best, math.exp(score / (SCALE * len(way.phones))))
        if self._rest:
            self._rest -= 1
            return 0.0
        return best
