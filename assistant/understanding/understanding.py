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
    Refuse,
)
from assistant.texts import texts_of
from assistant.understanding.actions import CustomAction
from assistant.understanding.carrying import guarded
from assistant.understanding.custom import CustomSentences
from assistant.understanding.deciding import Deciding
from assistant.understanding.dialogue import ANSWER_SECONDS, Declined, Dialogue, Origin, Picked
from assistant.understanding.follow_ups import UNDO, is_follow_up
from assistant.understanding.following import left_behind
from assistant.understanding.memory import Memory
from assistant.understanding.scene import Moment
from assistant.understanding.targets import Situation
from assistant.understanding.weighing import Weighed, Weighing
from devices.model import Home


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
        weighing: Weighing | None = None,
    ) -> None:
        self._home, self._weighing = home, weighing
        self._settings = settings or UnderstandingSettings()
        self._texts = texts_of(language)
        self._deciding = Deciding(home, self._texts, language, custom, self._settings.actions)
        self._dialogue = Dialogue(self._texts, self._settings.answer_seconds)
        self._memory = Memory()

    def weigh_by(self, weighing: Weighing) -> None:
        """From now on decide by this model what the templates leave open."""
        self._weighing = weighing

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

    def remember(self, memory: Memory) -> None:
        """Go on from this memory, as after what it tells."""
        self._memory = memory

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
        self,
        text: str,
        *,
        area: str | None,
        now: float,
        confidence: float = 1.0,
        moment: Moment | None = None,
    ) -> tuple[Decision, ...]:
        """What to do about a sentence, one decision for each command in it. ``moment``: what came with it;
        without it, or without a model, the words alone decide.

        If one part is not understood nothing of the sentence is done; a part that is understood but
        refused is said so, and the others are done.
        """
        situation = Situation(self._home, area, now, self._texts)
        answer = self._dialogue.answer(text, now)
        if answer is not None:
            return self._answered(answer, situation, confidence)
        weighed = self._weighed(text, moment, situation)
        if weighed is not None and (ignored := weighed.unmeant()) is not None:
            return (ignored,)
        recognized = self._deciding.recognized(text, area)
        if isinstance(recognized, NotUnderstood):
            return self._open(recognized, text, weighed, situation, confidence)
        if self._dialogue.pending is not None and is_follow_up(recognized[0]):
            return (self._while_asked(recognized[0], self._dialogue.pending.ask),)
        self._dialogue.drop()  # a whole new command leaves the question behind
        others = left_behind(recognized, self._memory, situation)
        decisions = self._deciding.decided(recognized, situation, self._memory)
        if weighed is not None:
            decisions = weighed.resolved(recognized, decisions, situation)
        return self._settled(decisions, situation, Origin(area, others), confidence)

    def _weighed(self, text: str, moment: Moment | None, situation: Situation) -> Weighed | None:
        if self._weighing is None or moment is None:
            return None
        return self._weighing.weigh(text, moment, situation, self._memory, asked=self.pending)

    def _open(
        self,
        missed: NotUnderstood,
        text: str,
        weighed: Weighed | None,
        situation: Situation,
        confidence: float,
    ) -> tuple[Decision, ...]:
        """A sentence that no template knows."""
        decision = None if weighed is None or self._dialogue.is_answer_word(text) else weighed.open(situation)
        if decision is None:
            return (self._not_understood(missed, text),)
        self._dialogue.drop()
        return self._settled([decision], situation, Origin(situation.area), confidence)

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
            if not isinstance(decision, Ignore):
                decision = replace(decision, confidence=min(confidence, decision.confidence))
            out.append(decision)
        return out

    def _not_understood(self, missed: NotUnderstood, text: str) -> Decision:
        if self._dialogue.is_answer_word(text):
            return Ignore("an answer, but nothing was asked")
        if missed.unknown is not None and missed.unknown != "<missing>":
            return Refuse(missed.reason, self._texts.say("unknown", name=missed.unknown))
        return Refuse(missed.reason, self._texts.say("not_understood"))
