"""From frames to utterances to sentences: the pipeline that the daemon, `hear` and the tests share.

Asleep it waits for the wake phrase, if there is one; awake, an utterance begins and ends by voice
activity and goes to the recogniser, the pre-roll before its first voiced frame included.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import thread_time

import numpy as np

from assistant.events import Heard, Miss, NotHeard, Woken
from assistant.hearing.activity import Activity
from assistant.hearing.audio import FRAME_SECONDS, AudioFrame
from assistant.hearing.endpoint import Edge, Endpointer, EndpointSettings
from assistant.hearing.foreground import Foreground
from assistant.hearing.loudness import Loudness
from assistant.hearing.recognizer import Recognition, Recognizer, WakeSpotter

# Without a frame for so long, the sound is another one: a microphone came back, a board woke up. A busy
# board may let sound wait for a second.
GAP_SECONDS = 3.0
_NOTHING = np.empty(0, dtype=np.int16)


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """``threshold``: least confidence that counts as heard; .65 was chosen on 153 real coffee orders
    and 35 home commands, where it costs one right order and four right commands more than .5 and
    accepts three wrong sentences less. ``area``: of the microphone.

    ``pre_roll_seconds``: sound kept from before speech was noticed, for the soft first consonant.
    ``awake_seconds``: how long after the wake phrase speech may begin.
    """

    threshold: float = 0.65
    area: str | None = None
    pre_roll_seconds: float = 0.3
    awake_seconds: float = 5.0


class Listener:
    """Without ``wake`` every utterance counts. ``cpu_clock`` measures the cost of the recogniser."""

    def __init__(
        self,
        recognizer: Recognizer,
        activity: Activity,
        *,
        endpoint: EndpointSettings | None = None,
        settings: ListenerSettings | None = None,
        wake: WakeSpotter | None = None,
        cpu_clock: Callable[[], float] = thread_time,
    ) -> None:
        self.settings = settings or ListenerSettings()
        self._recognizer = recognizer
        self._next: Recognizer | None = None
        self._activity = activity
        self._endpointer = Endpointer(endpoint)
        self._foreground = Foreground(self._endpointer.settings.near_decibels)
        self._loudness = Loudness()
        self._wake = wake
        self._cpu_clock = cpu_clock
        self._pre_roll: deque[AudioFrame] = deque(
            maxlen=max(1, round(self.settings.pre_roll_seconds / FRAME_SECONDS))
        )
        self._awake_until: float | None = None
        self._following = False  # awake for what may follow a command, neither called nor asked
        self._fed_at: float | None = None
        self._complete = self._closed = False
        self._frames = 0
        self._compute = 0.0

    def use(self, recognizer: Recognizer) -> None:
        """Listen with another recogniser, from the next frame outside of an utterance on.

        May be called from another thread than `feed`.
        """
        self._next = recognizer

    def follow_up(self, now: float, seconds: float, *, asked: bool = True) -> None:
        """Need no wake phrase for the next ``seconds``: a question was asked, or a command carried out.

        Not ``asked``, nobody need speak: silence is not told, and what was not understood does not end it.
        """
        if self._wake is None:
            return
        until = now + seconds
        if not asked and self._awake_until is not None:  # who was called or asked may still speak
            self._awake_until = max(until, self._awake_until)
            return
        self._awake_until, self._following = until, not asked

    def reset(self) -> None:
        """Forget what was being heard, as after a gap in the sound. Who may speak without the wake phrase
        still may: the gap can be our own voice asking."""
        if self._endpointer.speaking:
            self._recognizer.feed(_NOTHING, final=True)
        self._endpointer.reset()
        self._end_utterance()

    def feed(self, frame: AudioFrame, now: float) -> Woken | Heard | NotHeard | None:
        """What this frame completed, if anything. ``now`` is monotonic seconds."""
        if self._fed_at is not None and now - self._fed_at > GAP_SECONDS:
            self.reset()
        self._fed_at = now
        if self._next is not None and not self._endpointer.speaking:
            self._recognizer, self._next = self._next, None
        if self._asleep:
            self._loudness.feed(frame, voiced=False)
            self._pre_roll.append(frame)
            return self._called(frame, now)
        # Who does not know that it still listens says the wake phrase again.
        if self._following and (woken := self._called(frame, now)) is not None:
            return woken
        edge = self._edge(frame)
        if edge is Edge.BEGAN:
            for earlier in self._pre_roll:
                self._recognize(earlier)
        if self._endpointer.speaking:
            if self._foreground.rose:
                self._endpointer.begin_again()
                self._loudness.begin()
                self._recognizer.may_begin()
            self._recognize(frame)
            return None
        if edge is not None:
            return self._finish(frame, now, capped=edge is Edge.CAPPED)
        self._pre_roll.append(frame)
        return self._give_up(now)

    def flush(self, now: float) -> Heard | NotHeard | None:
        """The sound ends here: what was being heard, if anything."""
        if not self._endpointer.speaking:
            return None
        event = self._finish(_NOTHING, now, capped=False)
        self._endpointer.reset()
        return event

    def _edge(self, frame: AudioFrame) -> Edge | None:
        probability = self._activity.feed(frame)
        voiced = probability >= self._endpointer.settings.keep
        if not voiced and not self._endpointer.speaking:
            self._foreground.reset()  # a cough or a word through the wall says nothing of the next speaker
            self._loudness.begin()
        near = self._foreground.feed(frame, voiced=voiced)
        self._loudness.feed(frame, voiced=voiced, near=near)
        return self._endpointer.feed(probability, near=near, complete=self._complete, closed=self._closed)

    @property
    def _asleep(self) -> bool:
        return self._wake is not None and self._awake_until is None and not self._endpointer.speaking

    def _called(self, frame: AudioFrame, now: float) -> Woken | None:
        assert self._wake is not None  # noqa: S101 - only asleep or following with a wake phrase
        woken = self._wake.feed(frame)
        if woken is not None:
            self.reset()  # the wake phrase is no part of the sentence
            self._awake_until, self._following = now + self.settings.awake_seconds, False
        return woken

    def _give_up(self, now: float) -> NotHeard | None:
        if self._awake_until is None or now < self._awake_until:
            return None
        following = self._following
        self._fall_asleep()
        if following:
            return None
        return NotHeard(Miss.SILENCE, area=self.settings.area, threshold=self.settings.threshold)

    def _recognize(self, frame: AudioFrame, *, final: bool = False) -> Recognition | None:
        began = self._cpu_clock()
        recognition = self._recognizer.feed(frame, final=final)
        self._compute += self._cpu_clock() - began
        self._frames += 1 if len(frame) else 0
        self._complete = recognition is not None and recognition.complete
        self._closed = recognition is not None and recognition.closed
        return recognition

    def _finish(self, frame: AudioFrame, now: float, *, capped: bool) -> Heard | NotHeard:
        quiet = self._endpointer.quiet_seconds
        recognition = self._recognize(frame, final=True) or Recognition("", 0.0)
        seconds, compute, level = self._frames * FRAME_SECONDS, self._compute, self._loudness.decibels
        self._end_utterance()
        area, threshold = self.settings.area, self.settings.threshold
        # Cut off while somebody speaks, the words so far may mean something else than all of them.
        cut = quiet == 0.0
        trusted = bool(recognition.text) and recognition.confidence >= threshold and not cut
        if trusted or not self._following:
            self._fall_asleep()
        if trusted:
            return Heard(
                recognition.text,
                recognition.confidence,
                recognition.alternatives,
                area=area,
                audio_seconds=seconds,
                compute_seconds=compute,
                endpoint_seconds=quiet,
                ended_at=now - quiet,
                level_db=level,
            )
        why = Miss.LOW_CONFIDENCE if recognition.text else Miss.OUT_OF_GRAMMAR
        return NotHeard(
            Miss.TOO_LONG if capped else Miss.CUT_OFF if cut else why,
            recognition.text,
            recognition.confidence,
            threshold,
            area=area,
            audio_seconds=seconds,
            compute_seconds=compute,
            endpoint_seconds=quiet,
        )

    def _end_utterance(self) -> None:
        self._foreground.reset()
        self._loudness.begin()
        self._activity.reset()
        self._pre_roll.clear()
        self._complete = self._closed = False
        self._frames, self._compute = 0, 0.0

    def _fall_asleep(self) -> None:
        self._awake_until, self._following = None, False
