"""When an utterance begins and ends, from the probabilities of speech. Counts frames; no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assistant.hearing.audio import FRAME_SECONDS


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Seconds and probabilities of the endpointer.

    ``start``/``keep``: probabilities at which speech begins and goes on (Silero's own .5, and .15
    below it, as its reference iterator does). ``onset_seconds``: speech shorter than this is a
    click. ``patience_seconds``: pause that ends an utterance; ``complete_seconds``: the same when
    the words so far are a whole sentence; ``closed_seconds``: the same when nothing could follow them,
    which lies below the time that the speech model looks ahead. ``cap_seconds``: no utterance is longer.
    ``near_decibels``: speech so far below the utterance's loud parts is somebody else's (see `foreground`).
    """

    start: float = 0.5
    keep: float = 0.35
    onset_seconds: float = 0.064
    patience_seconds: float = 0.8
    complete_seconds: float = 0.4
    closed_seconds: float = 0.2
    cap_seconds: float = 7.0
    near_decibels: float = 15.0


class Edge(Enum):
    """What changed with this frame."""

    BEGAN = "began"
    ENDED = "ended"
    CAPPED = "capped"


class Endpointer:
    """Feeds on one probability a frame."""

    def __init__(self, settings: EndpointSettings | None = None) -> None:
        self.settings = settings or EndpointSettings()
        self.reset()

    @property
    def speaking(self) -> bool:
        """True between BEGAN and ENDED."""
        return self._speaking

    @property
    def quiet_seconds(self) -> float:
        """How long nobody has spoken, within an utterance."""
        return self._quiet * FRAME_SECONDS

    def reset(self) -> None:
        """Forget a running utterance, and that the one before it was too long."""
        self._speaking = self._spent = False
        self._voiced = self._quiet = self._length = self._before = 0

    def begin_again(self) -> None:
        """The utterance may have begun only now: it may last as long again, once."""
        if self._speaking and not self._before:
            self._before, self._length = self._length, 0

    def feed(
        self, probability: float, *, near: bool = True, complete: bool = False, closed: bool = False
    ) -> Edge | None:
        """Take on one frame; ``near``: it is loud enough for the speaker's own (see `foreground`);
        ``complete``: the words so far are a sentence; ``closed``: none can follow."""
        patience = self.settings.complete_seconds if complete else self.settings.patience_seconds
        if closed:
            patience = min(patience, self.settings.closed_seconds)
        if not self._speaking:
            return self._wait(probability)
        return self._go_on(probability if near else 0.0, patience)

    def _wait(self, probability: float) -> Edge | None:
        if self._spent:  # the rest of what was too long is no sentence of its own
            self._quiet = self._quiet + 1 if probability < self.settings.keep else 0
            self._spent = self.quiet_seconds < self.settings.complete_seconds
            return None
        self._voiced = self._voiced + 1 if probability >= self.settings.start else 0
        if self._voiced * FRAME_SECONDS < self.settings.onset_seconds:
            return None
        self._speaking, self._quiet, self._length, self._before = True, 0, self._voiced, 0
        return Edge.BEGAN

    def _go_on(self, probability: float, patience: float) -> Edge | None:
        self._length += 1
        self._quiet = 0 if probability >= self.settings.keep else self._quiet + 1
        if self.quiet_seconds >= patience:
            self._speaking, self._voiced = False, 0
            return Edge.ENDED
        if self._length * FRAME_SECONDS >= self.settings.cap_seconds:
            self._speaking, self._voiced, self._spent = False, 0, True
            return Edge.CAPPED
        return None
