"""The first hearing engine: pocketsphinx decoding a grammar.

Choices measured on 153 real commands of more than 50 speakers (the coffee recordings, cut by
voice activity as the listener does), share with intent and every slot right, no slot too many:

- fed as it comes in 32 ms blocks .987, as one block .980-.987: so it is streamed, and only
  milliseconds are left when speech ends. Narrower beams (the package's own) cost 2 points when
  streamed. The cepstral mean goes on from one utterance to the next, as it should on one microphone.
- gain: cut by voice activity, .980-.987 from full level to a sixteenth when warm; the first
  utterance does best at a quarter (.987 against .967 at full level). Uncut recordings with seconds
  of room noise behind the speech are what made full level bad (.843).
- ``bestpath`` off: it changes nothing in a grammar and its worst case takes seconds.

Objects of this module may be used from any thread, but from one at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from assistant.errors import GrammarError
from assistant.hearing.audio import AudioFrame
from assistant.hearing.g2p import ARPABET
from assistant.hearing.grammar import Grammar
from assistant.hearing.lexicon import Lexicon, cmu_dictionary
from assistant.hearing.phone_loop import Calibration, Segment, evidence, overlooked
from assistant.hearing.recognizer import Recognition

RATE = 16_000
GAIN = 0.25
MAX_SECONDS = 20.0  # of one utterance; what comes after is not looked at
LOOK_EVERY = 8  # frames of 32 ms between two looks at the guess so far
SURE = 0.8  # below it a second look is taken
MISSED_ALL, MISSED_SOME = 0.4, 0.2  # share of loud sound without words: nothing is left, doubt begins
RARE = 1e-4  # probability of a rare word against 1 of any other
_WIDE = {"beam": 1e-80, "pbeam": 1e-80, "lpbeam": 1e-80, "wbeam": 1e-60, "lponlybeam": 1e-60}
_LOOP = {"beam": 1e-30, "pbeam": 1e-30, "lpbeam": 1e-30, "wbeam": 1e-20, "lponlybeam": 1e-20}

# Chosen on the coffee recordings (right: 99 % have mean > -.04, worst > -.29), the same against a
# home's grammar (wrong: 95 % have mean < -.14, worst < -.32) and home_commands with its oov_*.
CALIBRATION = Calibration(bias=4.12, mean=6.0, worst=10.0)


class PocketsphinxRecognizer:
    """Hears the phrases of one grammar (American English model). Making one takes 20 ms and 25 MB.

    Raises GrammarError for a grammar of another language or a word nobody can pronounce.
    """

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Lexicon | None = None,
        *,
        gain: float = GAIN,
        calibration: Calibration = CALIBRATION,
    ) -> None:
        if not grammar.language.lower().startswith("en"):
            raise GrammarError(
                f"pocketsphinx hears English only, not '{grammar.language}': "
                "set language: en, or give commands as text"
            )
        self._grammar = grammar
        self._gain = gain
        self._calibration = calibration
        self._words = _grammar_decoder(grammar, lexicon or Lexicon())
        self._phones = _phone_decoder()
        self._cold = True
        self._sound: list[bytes] = []
        self._guess: Recognition | None = None
        self._begin()

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        """Take on 16 kHz samples; the latest guess, and with ``final`` the result. See `Recognizer`."""
        if not self._frames:
            self._words.start_utt()
            self._phones.start_utt()
        taken = samples[: self._room]
        if len(taken):
            self._room -= len(taken)
            sound = (taken * self._gain).astype(np.int16).tobytes()
            self._sound.append(sound)
            self._words.process_raw(sound)
            self._phones.process_raw(sound)
        self._frames += 1
        if final:
            return self._end()
        if self._frames % LOOK_EVERY == 0:
            self._guess = self._look()
        return self._guess

    def may_begin(self) -> None:
        """Ignored: a decoder that has begun cannot begin again and keep what it has."""

    def _begin(self) -> None:
        self._room = round(MAX_SECONDS * RATE)
        self._frames = 0
        self._sound = []
        self._guess = None

    def _look(self) -> Recognition | None:
        hypothesis = self._words.hyp()
        if hypothesis is None or not hypothesis.hypstr:
            return None
        text = self._grammar.written(hypothesis.hypstr.split())
        return Recognition(text or hypothesis.hypstr, 0.0, complete=text is not None)

    def _end(self) -> Recognition:
        self._words.end_utt()
        self._phones.end_utt()
        result = self._result()
        if self._cold or result.confidence < SURE:
            second = self._second_look()
            if self._cold or second.confidence > result.confidence:
                result = second
        self._cold = False
        self._begin()
        return result

    def _second_look(self) -> Recognition:
        """The whole utterance at once, with its own means: slower, but needs no earlier sound."""
        sound = b"".join(self._sound)
        if not sound:
            return Recognition("", 0.0)
        for decoder in (self._words, self._phones):
            means = decoder.get_cmn()
            decoder.start_utt()
            decoder.process_raw(sound, full_utt=True)
            decoder.end_utt()
            if not self._cold:
                decoder.set_cmn(means)
        return self._result()

    def _result(self) -> Recognition:
        words = list(_segments(self._words))
        text = self._grammar.written([s.word for s in words if s.word in self._grammar.vocabulary])
        found = evidence(words, list(_segments(self._phones)))
        if text is None or found is None:
            return Recognition("", 0.0)
        missed = overlooked(words, np.frombuffer(b"".join(self._sound), dtype=np.int16))
        sure = self._calibration.confidence(found) * min(1.0, max(0.0, (MISSED_ALL - missed) / MISSED_SOME))
        return Recognition(text, sure, complete=True)


def new_decoder(**options: object) -> Any:
    """A decoder of the model in the wheel, without words or search yet: 10 ms, 5 MB.

    Raises GrammarError if the package is not installed, an extra since the own engine is the default.
    """
    try:
        from pocketsphinx import Decoder
    except ImportError as error:
        raise GrammarError(
            "the hearing engine pocketsphinx is not installed: "
            "pip install 'lares[pocketsphinx]', or choose lares"
        ) from error
    model = cmu_dictionary().parent / "en-us"
    return Decoder(hmm=str(model), lm=None, dict=None, bestpath=False, loglevel="FATAL", **options)


def add_words(decoder: Any, pronunciations: dict[str, tuple[str, ...]]) -> None:
    """Teach a decoder words, the first way to say one being the likeliest."""
    for word, ways in pronunciations.items():
        for number, phones in enumerate(ways, start=1):
            decoder.add_word(word if number == 1 else f"{word}({number})", phones, False)


def _grammar_decoder(grammar: Grammar, lexicon: Lexicon) -> Any:
    decoder = new_decoder(**_WIDE)
    add_words(decoder, lexicon.pronunciations(grammar.vocabulary, examples=grammar.examples))
    end = len(grammar.arcs)
    ways: list[tuple[int, int, float] | tuple[int, int, float, str]] = [
        (state, after, RARE if rare else 1.0, word) for state, after, word, rare in grammar.transitions()
    ]
    ways += [(state, end, 1.0) for state in sorted(grammar.final)]
    decoder.add_fsg("grammar", decoder.create_fsg("grammar", 0, end, ways))
    decoder.activate_search("grammar")
    return decoder


def _phone_decoder() -> Any:
    decoder = new_decoder(**_LOOP)
    phones = sorted(ARPABET)
    add_words(decoder, {f"+{phone}+".lower(): (phone,) for phone in phones})
    loop = [(0, 0, 1.0 / len(phones), f"+{phone}+".lower()) for phone in phones]
    decoder.add_fsg("phones", decoder.create_fsg("phones", 0, 1, [*loop, (0, 1, 1.0)]))
    decoder.activate_search("phones")
    return decoder


def _segments(decoder: Any) -> Iterator[Segment]:
    if decoder.hyp() is None:
        return
    for part in decoder.seg():
        if part.end_frame >= part.start_frame and part.word != "(NULL)":
            word = part.word.partition("(")[0]
            yield Segment(word, part.start_frame, part.end_frame, math.log(max(part.ascore, 1e-300)))
