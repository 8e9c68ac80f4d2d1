"""Waking by a typed phrase: pocketsphinx's keyphrase search, a stand-in like the engine beside it."""

from __future__ import annotations

import math

import numpy as np

from assistant.errors import GrammarError
from assistant.events import Woken
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.pocketsphinx_engine import GAIN, add_words, new_decoder

THRESHOLD = 0.5
_RANGE = 50.0  # powers of ten between the easiest and the strictest threshold


class PocketsphinxWake:
    """Spots a phrase in endless sound. Any English phrase, no training.

    ``threshold`` 0-1 is pocketsphinx's likelihood ratio of the phrase to anything else on a scale
    from 1e-50 (0, wakes at almost anything) to 1 (strict). Raises GrammarError.
    """

    def __init__(self, phrase: str, threshold: float = THRESHOLD, lexicon: Lexicon | None = None) -> None:
        words = phrase.lower().replace(",", " ").split()
        if not words:
            raise GrammarError("the wake phrase is empty: give a phrase of two to four words")
        self.phrase = " ".join(words)
        self._decoder = new_decoder(kws_threshold=10.0 ** (_RANGE * (threshold - 1.0)))
        add_words(self._decoder, (lexicon or Lexicon()).pronunciations(words))
        self._decoder.add_keyphrase("wake", self.phrase)
        self._decoder.activate_search("wake")
        self._decoder.start_utt()
        self._samples = 0

    def feed(self, samples: AudioFrame) -> Woken | None:
        """Take on 16 kHz samples. ``seconds`` of what comes back count from the first sample ever fed."""
        self._samples += len(samples)
        if len(samples):
            self._decoder.process_raw((samples * GAIN).astype(np.int16).tobytes())
        if self._decoder.hyp() is None:
            return None
        ratio = max((math.log10(max(s.prob, 1e-300)) for s in self._decoder.seg()), default=-_RANGE)
        self._decoder.end_utt()
        self._decoder.start_utt()
        return Woken(self.phrase, self._samples / SAMPLE_RATE, min(1.0, max(0.0, 1.0 + ratio / _RANGE)))
