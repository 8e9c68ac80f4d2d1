"""The seams behind which speech engines live: recognising a sentence, and spotting a wake phrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.events import Hypothesis, Woken
from assistant.hearing.audio import AudioFrame


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an engine makes of the utterance. ``confidence`` 0-1; ``text`` is empty for nothing.

    ``complete``: the words so far are a whole sentence of the grammar, so that a pause may
    end the utterance sooner; ``closed``: and no sentence of the grammar goes on after them.
    """

    text: str
    confidence: float
    alternatives: tuple[Hypothesis, ...] = ()
    complete: bool = False
    closed: bool = False


class Recognizer(Protocol):
    """Turns sound into a sentence of its grammar."""

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        """Take on more of the utterance. The return is a guess so far, or None.

        With ``final`` the utterance ends here: the return is the last word on it, and the next
        call begins another. ``samples`` may be empty.
        """
        ...

    def may_begin(self) -> None:
        """The sentence may have begun only now: somebody far louder than what was heard so far set in.

        What was fed before may be others' talk. An engine that cannot weigh that up ignores it.
        """
        ...


class WakeSpotter(Protocol):
    """Finds the wake phrase in endless sound."""

    def feed(self, samples: AudioFrame) -> Woken | None:
        """Take on more sound; `Woken` at the moment the phrase is found."""
        ...
