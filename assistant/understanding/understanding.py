"""From a sentence to decisions: an answer to the open question, or what it asks of the home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.events import Act, Ask, Decision, Ignore, Intent, NotUnderstood, Publish, Refuse, TimerOrder
from assistant.texts import texts_of
from assistant.understanding.actions import CustomAction, SlotProblem, fill, filled
from assistant.understanding.carrying import guarded
from assistant.understanding.custom import CustomSentences
from assistant.understanding.dialogue import ANSWER_SECONDS, Declined, Dialogue, Picked
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
    """Sentences of one language about one home, with at most one question open.

    Pure but for that question: no clock (``now`` is POSIX seconds), nothing is sent.
    Raises LanguageError for a language without sentences.
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
        answer = self._dialogue.answer(text, now)
        if answer is not None:
            return (self._answered(answer, area, now, confidence),)
        recognized = self._recognized(text, area)
        if isinstance(recognized, NotUnderstood):
            return (self._not_understood(recognized, text),)
        self._dialogue.drop()  # a whole new command leaves the question behind
        decisions = [d for i in recognized for d in self._decided(i, area, now)]
        return tuple(self._with_one_question(decisions, now, confidence))

    def _recognized(self, text: str, area: str | None) -> tuple[Intent, ...] | NotUnderstood:
        recognized = self._sentences.recognize(text, area=area)
        if not isinstance(recognized, NotUnderstood) or area is not None:
            return recognized
        # "Turn off the lights" with nobody knowing where: understood, and the room is asked for.
        somewhere = self._sentences.recognize(text, area=_SOMEWHERE)
        return recognized if isinstance(somewhere, NotUnderstood) else tuple(map(_nowhere, somewhere))

    def _decided(self, intent: Intent, area: str | None, now: float, depth: int = 0) -> list[Decision]:
        action = self._settings.actions.get(intent.name)
        if action is not None:
            return self._custom(action, intent, area, now, depth)
        decision = plan(intent, self._home, area=area, now=now, texts=self._texts)
        return [self._checked_command(decision, area)]

    def _custom(
        self, action: CustomAction, intent: Intent, area: str | None, now: float, depth: int
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
        parts: list[Decision] = []
        for sentence in sentences:
            recognized = self._recognized(sentence, area)
            if isinstance(recognized, NotUnderstood):
                say = self._texts.say("not_understood")
                return [Refuse(f"its command {sentence!r}: {recognized.reason}", say, intent)]
            parts += [d for i in recognized for d in self._decided(i, area, now, depth + 1)]
        if action.say and parts and isinstance(parts[-1], Act):
            parts[-1] = replace(parts[-1], answer=action.say)
        return parts

    def _checked_command(self, decision: Decision, area: str | None) -> Decision:
        """A sentence for later is tried now: at the end of a timer nobody is there to say it again."""
        for step in decision.steps if isinstance(decision, Act) else ():
            if isinstance(step, TimerOrder) and step.command is not None:
                recognized = self._recognized(step.command, area)
                if isinstance(recognized, NotUnderstood):
                    say = self._texts.say("bad_command", command=step.command)
                    reason = f"the command for later: {recognized.reason}"
                    return Refuse(reason, say, decision.intent if isinstance(decision, Act) else None)
        return decision

    def _answered(
        self, answer: Picked | Declined, area: str | None, now: float, confidence: float
    ) -> Decision:
        if isinstance(answer, Declined):
            say = self._texts.say("nothing_done")
            return Act(answer.ask.intent, answer=say, reason=f"no to {answer.ask.question!r}")
        act = replace(answer.act, reason=f"answer to {answer.question!r}; {answer.act.reason}")
        if answer.sure:
            return replace(act, confidence=confidence)
        # Which one is settled; whether it is wise is still to be asked.
        decision = guarded(act, Situation(self._home, area, now, self._texts))
        return self._with_one_question([decision], now, confidence)[0]

    def _with_one_question(self, decisions: list[Decision], now: float, confidence: float) -> list[Decision]:
        out: list[Decision] = []
        for decision in decisions:
            if isinstance(decision, Ask):
                if self.pending:
                    say = self._texts.say("one_question")
                    decision = Refuse(f"a question is open already; not asked: {decision.question}", say)
                else:
                    self._dialogue.ask(decision, now)
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
