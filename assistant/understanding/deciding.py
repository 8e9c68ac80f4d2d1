"""From intents to decisions: one after the other, follow-ups from memory, and the user's own intents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.events import Act, Decision, Intent, NotUnderstood, Publish, Refuse, TimerOrder
from assistant.texts import Texts
from assistant.understanding.actions import CustomAction, SlotProblem, fill, filled
from assistant.understanding.custom import CustomSentences
from assistant.understanding.follow_ups import is_follow_up
from assistant.understanding.following import follow
from assistant.understanding.memory import Memory
from assistant.understanding.plan import plan
from assistant.understanding.sentences import Sentences
from assistant.understanding.targets import Situation
from devices.model import Home

# Sentences that stand for sentences: one step is what anybody needs, more is a circle.
_DEEPEST = 3
# An area no home has: makes sentences match that need the speaker's area, to ask for it.
_SOMEWHERE = "\0somewhere"


class Deciding:
    """The templates of a language and the user's own, over one home. ``actions``: what the user's own intents
    do. Raises LanguageError for a language without sentences."""

    def __init__(self, home: Home, texts: Texts, language: str, custom: CustomSentences | None,
                 actions: Mapping[str, CustomAction]) -> None:  # fmt: skip
        self._home, self._texts, self._actions = home, texts, actions
        self._sentences = Sentences(home, language, custom)

    def recognized(self, text: str, area: str | None) -> tuple[Intent, ...] | NotUnderstood:
        """The intents of a sentence said in ``area``."""
        recognized = self._sentences.recognize(text, area=area)
        if not isinstance(recognized, NotUnderstood) or area is not None:
            return recognized
        # "Turn off the lights" with nobody knowing where: understood, and the room is asked for.
        somewhere = self._sentences.recognize(text, area=_SOMEWHERE)
        return recognized if isinstance(somewhere, NotUnderstood) else tuple(map(_nowhere, somewhere))

    def decided(
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
        action = self._actions.get(intent.name)
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
            recognized = self.recognized(sentence, situation.area)
            if isinstance(recognized, NotUnderstood):
                say = self._texts.say("not_understood")
                return [Refuse(f"its command {sentence!r}: {recognized.reason}", say, intent)]
            intents += recognized
        parts = self.decided(intents, situation, memory, depth + 1)
        if action.say and parts and isinstance(parts[-1], Act):
            parts[-1] = replace(parts[-1], answer=action.say)
        return parts

    def _checked_command(self, decision: Decision, area: str | None) -> Decision:
        """A sentence for later is tried now: at the end of a timer nobody is there to say it again."""
        for step in decision.steps if isinstance(decision, Act) else ():
            if isinstance(step, TimerOrder) and step.command is not None:
                intent = decision.intent if isinstance(decision, Act) else None
                recognized = self.recognized(step.command, area)
                if isinstance(recognized, NotUnderstood):
                    say = self._texts.say("bad_command", command=step.command)
                    return Refuse(f"the command for later: {recognized.reason}", say, intent)
                if is_follow_up(recognized[0]):  # by then "it" is something else
                    say = self._texts.say("later_follow_up", command=step.command)
                    return Refuse("the command for later does not say for what", say, intent)
        return decision


def _nowhere(intent: Intent) -> Intent:
    """The intent without the area that was put in for the microphone's."""
    slots = tuple(s for s in intent.slots if s.value != _SOMEWHERE)
    return replace(intent, slots=slots, context_area=False)
