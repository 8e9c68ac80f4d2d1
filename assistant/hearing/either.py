"""Two recognisers on one utterance: the answers to a question first, any command second."""

from __future__ import annotations

from dataclasses import replace

from assistant.hearing.audio import AudioFrame
from assistant.hearing.recognizer import Recognition, Recognizer


class EitherRecognizer:
    """What ``first`` is sure of, else what ``second`` makes of it.

    A small grammar ("yes", "no", "the bedroom") hears short words far better than one that
    must tell them from every command; and a command must be heard all the same.
    """

    def __init__(self, first: Recognizer, second: Recognizer, *, sure: float) -> None:
        self._first = first
        self._second = second
        self._sure = sure

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        """As `Recognizer.feed`; both hear everything, so that either is ready for the next utterance."""
        first = self._first.feed(samples, final=final)
        second = self._second.feed(samples, final=final)
        if not final:
            return _longer(first, second)
        if first is not None and first.text and first.confidence >= self._sure:
            return first
        return second

    def may_begin(self) -> None:
        """Told to both."""
        self._first.may_begin()
        self._second.may_begin()


def _longer(first: Recognition | None, second: Recognition | None) -> Recognition | None:
    """The guess that has more words: "no" is the beginning of "no lights in here" too.

    It is closed only if neither recogniser thinks that the sentence may go on.
    """
    if first is None or second is None:
        return first or second
    longer = first if len(first.text) >= len(second.text) else second
    return replace(longer, closed=all(guess.closed or not guess.text for guess in (first, second)))
