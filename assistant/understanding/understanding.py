"""From a sentence to decisions: an answer to the open question, or what it asks of the home.

What was done last is remembered from decision to decision, for sentences that speak of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.events import (
    Act,
    Ask,
    Decision,
    Failed,
    Ignore,
    Intent,
    NotUnderstood,
    Outcome,
    Publish,
    Refuse,
    TimerOrder,
)
from assistant.texts import texts_of
from assistant.understanding.actions import CustomAction, SlotProblem, fill, filled
from assistant.understanding.carrying import guarded
from assistant.understanding.custom import CustomSentences
from assistant.understanding.dialogue import ANSWER_SECONDS, Declined, Dialogue, Origin, Picked
from assistant.understanding.follow_ups import UNDO, is_follow_up
from assistant.understanding.following import follow, left_behind
from assistant.understanding.memory import Memory
from assistant.understanding.plan import plan
from assistant.understanding.sentences import Sentences
from assistant.understanding.targets import Situation
from devices.model import Home

# Sentences that stand for sentences: one step is what anybody needs, more is a circle.
_DEEPEST = 3
# An area no home has: makes sentences match that need the speaker's area, to ask for it.
_SOMEWHERE = "\0somewhere"


@dataclass(frozen=True, slots=True)
class UnderstandingSettings:
    """``answer_seconds``: how long a question stays open. ``actions``: what the user's own intents
    do, by intent name."""

    answer_seconds: float = ANSWER_SECONDS
    actions: Mapping[str, CustomAction] = field(default_factory=dict)


class Understanding:
    """Sentences of one language about one home, with at most one question open and a short memory.

    Pure but for these: no clock (``now`` is POSIX seconds), nothing is sent. Whoever carries out the
    decisions tells what became of them. Raises LanguageError for a language without sentences.
    """

    def __init__(
        self,
        home: Home,
        language: str = "en",
        custom: CustomSentences | None = None,
        settings: UnderstandingSettings | None = None,
    ) -> None:
        self._home = home
        self._settings = settings or UnderstandingSettings()
        self._texts = texts_of(language)
        self._sentences = Sentences(home, language, custom)
        self._dialogue = Dialogue(self._texts, self._settings.answer_seconds)
        self._memory = Memory()

    @property
    def pending(self) -> bool:
        """True while a question waits for its answer."""
        return self._dialogue.pending is not None

    def answers(self) -> tuple[str, ...]:
        """Phrases that would answer the open question; none if there is none."""
        return self._dialogue.answers()

    def plain_answer(self, yes: bool) -> str | None:
        """The word that answers the open question with yes or no; None if it cannot be answered so."""
        return self._dialogue.plain_answer(yes)

    def drop_question(self) -> None:
        """Forget the open question, if there is one; nothing is done."""
        self._dialogue.drop()

    def carried_out(self, decision: Decision, outcomes: Iterable[Outcome]) -> None:
        """What became of a decision that `decide` gave: what failed is not remembered."""
        if isinstance(decision, Act):
            failed = [outcome.step for outcome in outcomes if isinstance(outcome, Failed)]
            self._memory = self._memory.without(decision, failed)

    def forget(self) -> None:
        """Forget the open question, and what was done."""
        self._dialogue.drop()
        self._memory = Memory()

    def expire(self, now: float) -> Decision | None:
        """What becomes of a question whose time is up: nothing, with the reason for the log."""
        ask = self._dialogue.expire(now)
        if ask is None:
            return None
        return Ignore(f"{ask.question!r} was not answered in {self._settings.answer_seconds:g} s")

    def decide(
        self, text: str, *, area: str | None, now: float, confidence: float = 1.0
    ) -> tuple[Decision, ...]:
        """What to do about a sentence, one decision for each command in it.

        If one part is not understood nothing of the sentence is done; a part that is understood but
        refused is said so, and the others are done.
        """
        situation = Situation(self._home, area, now, self._texts)
        answer = self._dialogue.answer(text, now)
        if answer is not None:
            return self._answered(answer, situation, confidence)
        recognized = self._recognized(text, area)
        if isinstance(recognized, NotUnderstood):
            return (self._not_understood(recognized, text),)
        if self._dialogue.pending is not None and is_follow_up(recognized[0]):
            return (self._while_asked(recognized[0], self._dialogue.pending.ask),)
        self._dialogue.drop()  # a whole new command leaves the question behind
        others = left_behind(recognized, self._memory, situation)
        decisions = self._all_decided(recognized, situation, self._memory)
        return self._settled(decisions, situation, Origin(area, others), confidence)

    def _settled(
        self, decisions: Sequence[Decision], situation: Situation, origin: Origin, confidence: float
    ) -> tuple[Decision, ...]:
        """The decisions as they are to be carried out: with one question asked, and the rest remembered."""
        settled = tuple(self._with_one_question(decisions, situation.now, origin, confidence))
        self._memory = self._memory.after(settled, self._home, situation.now, origin.area, origin.others)
        return settled

    def _while_asked(self, intent: Intent, ask: Ask) -> Decision:
        """While a question is open nobody can tell whether "it" is what was asked about or done before."""
        if intent.name == UNDO:
            self._dialogue.drop()
            return Act(ask.intent, answer=self._texts.say("nothing_done"), reason=f"no to {ask.question!r}")
        return Refuse(f"{ask.question!r} is open", ask.question, intent)

    def _recognized(self, text: str, area: str | None) -> tuple[Intent, ...] | NotUnderstood:
        recognized = self._sentences.recognize(text, area=area)
        if not isinstance(recognized, NotUnderstood) or area is not None:
            return recognized
        # "Turn off the lights" with nobody knowing where: understood, and the room is asked for.
        somewhere = self._sentences.recognize(text, area=_SOMEWHERE)
        return recognized if isinstance(somewhere, NotUnderstood) else tuple(map(_nowhere, somewhere))

    def _all_decided(
        self, intents: Iterable[Intent], situation: Situation, memory: Memory, depth: int = 0
    ) -> list[Decision]:
        """One after the other, so that "it" may be what the part of the sentence before was about."""
        out: list[Decision] = []
        for intent in intents:
            made = self._decided(intent, situation, memory, depth)
            # After a part that is not done, "it" is nothing: it was not meant for what was done before.
            done = all(isinstance(decision, Act) for decision in made)
            memory = memory.after(made, self._home, situation.now, situation.area) if done else Memory()
            out += made
        return out

    def _decided(self, intent: Intent, situation: Situation, memory: Memory, depth: int) -> list[Decision]:
        action = self._settings.actions.get(intent.name)
        if action is not None:
            return self._custom(action, intent, situation, memory, depth)
        if is_follow_up(intent):
            return follow(intent, memory, situation)
        decision = plan(intent, self._home, area=situation.area, now=situation.now, texts=self._texts)
        return [self._checked_command(decision, situation.area)]

    def _custom(
        self, action: CustomAction, intent: Intent, situation: Situation, memory: Memory, depth: int
    ) -> list[Decision]:
        try:
            if action.message is not None:
                step = Publish(filled(action.message, intent))
                reason = f"custom sentence publishes to {step.message.topic}"
                return [Act(intent, (step,), answer=action.say, reason=reason)]
            sentences = [fill(command, intent) for command in action.commands]
        except SlotProblem as problem:
            return [Refuse(str(problem), self._texts.say("unsupported"), intent)]
        if depth >= _DEEPEST:
            return [Refuse("custom sentences go in a circle", self._texts.say("unsupported"), intent)]
        intents: list[Intent] = []
        for sentence in sentences:
            recognized = self._recognized(sentence, situation.area)
            if isinstance(recognized, NotUnderstood):
                say = self._texts.say("not_understood")
                return [Refuse(f"its command {sentence!r}: {recognized.reason}", say, intent)]
            intents += recognized
        parts = self._all_decided(intents, situation, memory, depth + 1)
        if action.say and parts and isinstance(parts[-1], Act):
            parts[-1] = replace(parts[-1], answer=action.say)
        return parts

    def _checked_command(self, decision: Decision, area: str | None) -> Decision:
        """A sentence for later is tried now: at the end of a timer nobody is there to say it again."""
        for step in decision.steps if isinstance(decision, Act) else ():
            if isinstance(step, TimerOrder) and step.command is not None:
                intent = decision.intent if isinstance(decision, Act) else None
                recognized = self._recognized(step.command, area)
                if isinstance(recognized, NotUnderstood):
                    say = self._texts.say("bad_command", command=step.command)
                    return Refuse(f"the command for later: {recognized.reason}", say, intent)
                if is_follow_up(recognized[0]):  # by then "it" is something else
                    say = self._texts.say("later_follow_up", command=step.command)
                    return Refuse("the command for later does not say for what", say, intent)
        return decision

    def _answered(
        self, answer: Picked | Declined, situation: Situation, confidence: float
    ) -> tuple[Decision, ...]:
        if isinstance(answer, Declined):
            say = self._texts.say("nothing_done")
            return (Act(answer.ask.intent, answer=say, reason=f"no to {answer.ask.question!r}"),)
        act = replace(answer.act, reason=f"answer to {answer.question!r}; {answer.act.reason}")
        # Which one is settled; whether it is wise is still to be asked.
        decision: Decision = act if answer.sure else guarded(act, situation)
        return self._settled([decision], situation, answer.origin, confidence)

    def _with_one_question(
        self, decisions: Iterable[Decision], now: float, origin: Origin, confidence: float
    ) -> list[Decision]:
        out: list[Decision] = []
        for decision in decisions:
            if isinstance(decision, Ask):
                if self.pending:
                    say = self._texts.say("one_question")
                    decision = Refuse(f"a question is open already; not asked: {decision.question}", say)
                else:
                    self._dialogue.ask(decision, now, origin)
            out.append(decision if isinstance(decision, Ignore) else replace(decision, confidence=confidence))
        return out

    def _not_understood(self, missed: NotUnderstood, text: str) -> Decision:
        if self._dialogue.is_answer_word(text):
            return Ignore("an answer, but nothing was asked")
        if missed.unknown is not None and missed.unknown != "<missing>":
            return Refuse(missed.reason, self._texts.say("unknown", name=missed.unknown))
        return Refuse(missed.reason, self._texts.say("not_understood"))


def _nowhere(intent: Intent) -> Intent:
    """The intent without the area that was put in for the microphone's."""
    slots = tuple(s for s in intent.slots if s.value != _SOMEWHERE)
    return replace(intent, slots=slots, context_area=False)
