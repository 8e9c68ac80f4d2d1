"""From a sentence to what was done about it: decide, carry out, reply, and one log line each.

Understanding stays pure and the executor waits for devices; this is where they meet. Several
commands may be under way at once, so that one dead lamp holds up nobody.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.account import decision_account, log_line, outcome_account
from assistant.acting.executor import Executor
from assistant.acting.replies import Replies
from assistant.acting.timers import TimerResult, Timers
from assistant.events import Act, Decision, Failed, Heard, NotHeard, Outcome, TimerOrder
from assistant.itself import Itself
from assistant.moments import Moments
from assistant.understanding.scene import Moment
from assistant.understanding.understanding import Understanding
from devices.messages import Message

log = logging.getLogger("assistant")

# A home where this many sentences wait for devices at once is being shouted at by a script.
UNDER_WAY_LIMIT = 32


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was said and how it came. ``ended_at``: loop time of the end of speech, if by ear."""

    text: str
    area: str | None
    source: str = "heard"
    confidence: float = 1.0
    ended_at: float | None = None
    moment: Moment | None = None  # what came with it; without it the words alone decide


class Conversation:
    """One dialogue with whoever speaks, writes or publishes sentences.

    ``publish`` sends a message on its way without waiting for it; ``speak`` says a reply aloud;
    ``on_question`` is told the phrases that answer the open question, none when it is closed;
    ``on_done`` is called when a command that came by ear has been carried out and replied to. ``moments``
    tells what came with a sentence; without it the words alone decide.
    """

    def __init__(
        self,
        understanding: Understanding,
        executor: Executor,
        timers: Timers,
        replies: Replies,
        itself: Itself,
        *,
        publish: Callable[[Message], None],
        speak: Callable[[str], None],
        on_question: Callable[[tuple[str, ...]], None],
        on_done: Callable[[], None] = lambda: None,
        moments: Moments | None = None,
    ) -> None:
        self._understanding = understanding
        self._executor = executor
        self._timers = timers
        self._replies = replies
        self._itself = itself
        self._publish = publish
        self._speak = speak
        self._on_question = on_question
        self._moments = moments
        self._on_done = on_done
        self._answers: tuple[str, ...] = ()
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """True while a command waits for its device."""
        return bool(self._under_way)

    def hear(self, event: Heard | NotHeard) -> None:
        """Something came in by ear. What was not understood is told, but not answered aloud:
        most of it was never meant for us."""
        self._publish(self._itself.heard(event))
        if isinstance(event, NotHeard):
            guess = f', best guess "{event.best_guess}" {event.confidence:.2f}' if event.best_guess else ""
            needed = f", {event.threshold:.2f} needed" if guess else ""
            log.info("not heard: %s%s%s", event.why.value, guess, needed)
            return
        self.take(self._heard(event))

    def _heard(self, event: Heard) -> Sentence:
        moment = self._moments.heard(event, asyncio.get_running_loop().time()) if self._moments else None
        return Sentence(event.text, event.area, "heard", event.confidence, event.ended_at or None, moment)

    def overhear(self, event: Heard) -> None:
        """A sentence came in by ear that another assistant heard better: told, but not acted upon."""
        self._publish(self._itself.heard(event))

    def take(self, sentence: Sentence) -> None:
        """Decide on a sentence and set going what it asks for."""
        if len(self._under_way) >= UNDER_WAY_LIMIT:
            log.warning('%s "%s" refused: %d still wait', sentence.source, sentence.text, UNDER_WAY_LIMIT)
            self.say(self._replies.too_busy())
            return
        moment = sentence.moment
        if moment is None and self._moments is not None:
            moment = self._moments.written(sentence.text, asyncio.get_running_loop().time())
        decisions = self._understanding.decide(
            sentence.text, area=sentence.area, now=time.time(), confidence=sentence.confidence, moment=moment
        )
        self._follow_question()
        task = asyncio.create_task(self._carry_out(sentence, decisions), name="sentence")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def answer(self, yes: bool, area: str | None) -> bool:
        """A thumb answers the open question; False if there is none that yes or no answers."""
        self._expire(time.time())  # else a "no" that comes late would be a sentence that means nothing
        word = self._understanding.plain_answer(yes)
        if word is not None:
            self.take(Sentence(word, area, "shown"))
        return word is not None

    def tick(self, now: float) -> None:
        """What time brings, at POSIX seconds ``now``: timers that end, questions nobody answers."""
        self._expire(now)
        for finished in self._timers.feed(asyncio.get_running_loop().time()):
            reply = self._replies.timer_finished(finished)
            log.info("timer over: %s", reply)
            self.say(reply)
            if finished.command:
                self.take(Sentence(finished.command, finished.area, "timer"))

    def say(self, text: str) -> None:
        """Reply: on MQTT for whoever plays it, and aloud."""
        self._publish(self._itself.say(text))
        self._speak(text)

    async def stop(self) -> None:
        """Give up what still waits for devices."""
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _expire(self, now: float) -> None:
        if (expired := self._understanding.expire(now)) is not None:
            log.info("nothing done: %s", expired.reason)
        self._follow_question()

    def _follow_question(self) -> None:
        answers = self._understanding.answers()
        if answers != self._answers:
            self._answers = answers
            self._on_question(answers)

    async def _carry_out(self, sentence: Sentence, decisions: tuple[Decision, ...]) -> None:
        parts = []
        # All at once: a dead lamp in the first half must not hold up the second.
        results = await asyncio.gather(*(self._act(decision, sentence) for decision in decisions))
        for decision, (outcomes, timers) in zip(decisions, results, strict=True):
            log.info("%s", log_line(sentence.source, sentence.text, decision, outcomes, sentence.confidence))
            reply = self._replies.reply(decision, outcomes, timers)
            if reply:
                log.info("  says: %s", reply)
                self.say(reply)
            told = decision_account(decision, sentence.text)
            parts.append(told | {"say": reply, "outcomes": [outcome_account(o) for o in outcomes]})
        if parts:
            self._publish(self._itself.decision(parts[0] | ({"parts": parts} if len(parts) > 1 else {})))
        done = any(not isinstance(outcome, Failed) for outcomes, _ in results for outcome in outcomes)
        if done and sentence.source == "heard":
            self._on_done()

    async def _act(
        self, act: Decision, sentence: Sentence
    ) -> tuple[tuple[Outcome, ...], tuple[TimerResult, ...]]:
        if not isinstance(act, Act):
            return (), ()
        now = asyncio.get_running_loop().time()
        if sentence.ended_at is not None and act.steps:
            self._publish(self._itself.latency(1000 * (now - sentence.ended_at)))
        timers = tuple(self._timers.apply(step, now) for step in act.steps if isinstance(step, TimerOrder))
        commands = [step for step in act.steps if not isinstance(step, TimerOrder)]
        executed = await asyncio.gather(*(self._executor.execute(step) for step in commands))
        outcomes = (*(result.outcome for result in timers), *executed)
        self._understanding.carried_out(act, outcomes)
        return outcomes, timers
