"""Waking by one of the phrases that microWakeWord has a trained model for.

An optional extra: its library brings its own inference runtime. For every other phrase there are
the engines that need no training.
"""

from __future__ import annotations

from assistant.errors import GrammarError
from assistant.events import Woken
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame

PHRASES = ("okay nabu", "hey jarvis", "hey mycroft", "alexa")
_PAUSE_SECONDS = 1.0  # after a detection, while its phrase still fills the model's window


class MicroWakeWordWake:
    """Spots one of `PHRASES` in endless sound.

    ``threshold`` 0-1 is the mean probability over the model's window (5 steps of 30 ms for okay nabu)
    above which the phrase counts as said; None is the model's own (.85 for okay nabu, from its
    authors). Raises GrammarError for another phrase, or if the library is missing.
    """

    def __init__(self, phrase: str, threshold: float | None = None) -> None:
        self.phrase = " ".join(phrase.lower().replace(",", " ").replace("_", " ").split())
        if self.phrase not in PHRASES:
            raise GrammarError(
                f"microwakeword has no model for '{phrase}': choose one of {', '.join(PHRASES)}, "
                "or another wake engine, which takes any phrase"
            )
        try:
            from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model

            self._model = MicroWakeWord.from_builtin(Model(self.phrase.replace(" ", "_")))
            self._features = MicroWakeWordFeatures()
        except ImportError as error:
            raise GrammarError(
                "the wake engine microwakeword is not installed: pip install 'lares[microwakeword]'"
            ) from error
        except (OSError, ValueError) as error:  # the library in the package does not load
            raise GrammarError(
                f"the wake engine microwakeword does not run here ({error}): it needs glibc 2.35 "
                "(Debian 12) or later; choose another wake engine"
            ) from error
        self._threshold = self._model.probability_cutoff if threshold is None else threshold
        self._samples = 0
        self._pause_until = 0

    def feed(self, samples: AudioFrame) -> Woken | None:
        """Take on 16 kHz samples. ``seconds`` of what comes back count from the first sample ever fed."""
        self._samples += len(samples)
        probability = 0.0
        for features in self._features.process_streaming(samples.astype("<i2").tobytes()):
            probability = max(probability, self._model.process_streaming_prob(features) or 0.0)
        if probability <= self._threshold or self._samples < self._pause_until:
            return None
        self._pause_until = self._samples + round(_PAUSE_SECONDS * SAMPLE_RATE)
        return Woken(self.phrase, self._samples / SAMPLE_RATE, min(1.0, probability))
