"""All that an engine makes of a recording, whatever the threshold.

`Ear.hear` is the path of ``assistant hear`` with the threshold at nothing, so that every utterance is
kept with its confidence; `Take.at` then says what ``assistant hear`` would have said at a threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import process_time

import numpy as np

from assistant.bench.hearing_engines import PEER, Engine
from assistant.commands.hear import HearResult, RecordingEar, recording_ear
from assistant.events import Heard, Intent, NotHeard, SlotValue
from assistant.hearing.activity import Activity
from assistant.hearing.audio import FRAME_SECONDS, AudioFrame, Framer
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.quiet import voice_activity


@dataclass(frozen=True)
class Utterance:
    """What was guessed of one stretch of speech; no ``intent`` where it means nothing.

    ``ended``: seconds into the recording at which it was known to be over.
    """

    text: str
    confidence: float
    intent: Intent | None
    endpoint_seconds: float
    ended: float


@dataclass(frozen=True)
class Take:
    """A recording as one engine heard it."""

    file: str
    utterances: tuple[Utterance, ...]
    audio_seconds: float
    compute_seconds: float

    @property
    def guess(self) -> Utterance | None:
        """The surest of the utterances that mean something, however unsure that is."""
        known = [u for u in self.utterances if u.intent is not None]
        return max(known, key=lambda u: u.confidence, default=None)

    def at(self, threshold: float) -> HearResult:
        """As ``assistant hear``: the first utterance that is accepted, or else the surest."""
        for one in self.utterances:
            if one.intent is not None and one.confidence >= threshold:
                return self._result(one, accepted=True)
        return self._result(max(self.utterances, key=lambda u: u.confidence, default=None), accepted=False)

    def guessed(self) -> HearResult:
        """The best guess as if it had been accepted."""
        return self._result(self.guess, accepted=self.guess is not None)

    def _result(self, one: Utterance | None, *, accepted: bool) -> HearResult:
        intent = one.intent if one and accepted else None
        slots: dict[str, SlotValue] = {slot.name: slot.value for slot in intent.slots} if intent else {}
        return HearResult(
            file=self.file,
            accepted=accepted,
            text=one.text if one else "",
            intent=intent.name if intent else None,
            slots=slots,
            confidence=round(one.confidence, 4) if one else 0.0,
            audio_seconds=round(self.audio_seconds, 3),
            compute_seconds=round(self.compute_seconds, 4),
            endpoint_seconds=round(one.endpoint_seconds, 3) if one else 0.0,
        )


@dataclass(frozen=True)
class Ear:
    """An engine and what it listens for: a home's commands, or the ``sentences`` of a file alone.

    ``all_sound``: take every sound for speech instead of asking the voice activity model, so that a
    recording is one utterance, or pieces of 7 s of it.
    """

    engine: Engine
    home: Path | None = None
    sentences: Path | None = None
    area: str | None = None
    all_sound: bool = False

    @property
    def parts(self) -> RecordingEar:
        """Grammar, lexicon and sentences. Raises LaresError."""
        return ear_parts(self.home, self.sentences, self.area)

    def hear(self, path: Path, sound: AudioFrame) -> Take:
        """Hear ``sound`` ([samples], 16 kHz) under the name of a recording, with a fresh recogniser."""
        parts = self.parts
        recognizer = self.engine.recognizer(parts.grammar, parts.lexicon)
        activity: Activity = EverySound() if self.all_sound else voice_activity()
        listener = Listener(recognizer, activity, settings=ListenerSettings(threshold=0.0, area=parts.area))
        began, seconds = process_time(), 0.0
        utterances: list[Utterance] = []
        for frame in frames(sound):
            seconds += FRAME_SECONDS
            utterances += _utterance(parts, listener.feed(frame, seconds), seconds)
        utterances += _utterance(parts, listener.flush(seconds), seconds)
        return Take(str(path), tuple(utterances), seconds, process_time() - began)


class EverySound:
    """An `Activity` that takes every frame for speech, but for the pause that parts what is too long."""

    PAUSE = round(0.5 / FRAME_SECONDS)

    def __init__(self) -> None:
        self._paused = 0

    def feed(self, frame: AudioFrame) -> float:
        """One; nothing for half a second after an utterance."""
        self._paused = max(0, self._paused - 1)
        return 0.0 if self._paused else 1.0

    def reset(self) -> None:
        """An utterance is over."""
        self._paused = self.PAUSE


def _utterance(parts: RecordingEar, event: object, now: float) -> list[Utterance]:
    if not isinstance(event, Heard | NotHeard):
        return []
    text = event.text if isinstance(event, Heard) else event.best_guess
    intents = parts.sentences.recognize(text, area=parts.area) if text else None
    intent = intents[0] if isinstance(intents, tuple) else None
    return [Utterance(text, event.confidence, intent, event.endpoint_seconds, now)]


def frames(sound: AudioFrame) -> Iterator[AudioFrame]:
    """The sound as a microphone gives it, the last frame filled up with silence."""
    framer = Framer()
    yield from framer.feed(sound)
    yield from framer.feed(np.empty(0, dtype=np.int16), last=True)


@lru_cache(maxsize=8)
def ear_parts(home: Path | None, sentences: Path | None, area: str | None) -> RecordingEar:
    """Grammar, lexicon and sentences of an ear, made once a process. Raises LaresError."""
    return recording_ear(home, sentences, area, PEER)
