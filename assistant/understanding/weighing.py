"""A sentence and all that came with it, weighed by the fusion model; see `policy` for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.events import Ask, Decision, Ignore, Intent, Refuse, Why
from assistant.understanding.explain import contributions
from assistant.understanding.follow_ups import is_follow_up
from assistant.understanding.following import follow_to
from assistant.understanding.fusion import FusionModel, Judgement
from assistant.understanding.memory import Memory
from assistant.understanding.policy import MEANT, PolicySettings, by_model, picked, things_meant, unmeant
from assistant.understanding.references import Reference
from assistant.understanding.scene import Commanded, Moment, Scene
from assistant.understanding.targets import MOST_LABELS, Found, Situation, choice_of

_THAT = frozenset({Reference.IT.value, Reference.THEM.value})
BY_TEMPLATES = Why(1.0, 0.0, 0.0, "templates")


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A scene and what the model says of it."""

    text: str
    scene: Scene
    judged: Judgement
    moment: Moment
    model: FusionModel
    settings: PolicySettings

    def unmeant(self) -> Decision | None:
        """What was heard, but not meant for us. What was written always was."""
        ignored = unmeant(self.judged, self.settings) if self.moment.by_ear else None
        return None if ignored is None else self._explained(ignored)

    def open(self, situation: Situation) -> Decision | None:
        """What a sentence means that no template knows; None if that is nothing or cannot be told."""
        decision = by_model(self.text, self.judged, situation, self.settings)
        if decision is None:
            return None
        return self._explained(decision)

    def resolved(
        self, intents: Sequence[Intent], decisions: Sequence[Decision], situation: Situation
    ) -> list[Decision]:
        """The templates' decisions, with what they leave open: which of several, and what "that" is."""
        if len(intents) == len(decisions) == 1 and is_follow_up(intents[0]):
            return [self._that(intents[0], decisions[0], situation)]
        return [self._one(decision, situation) for decision in decisions]

    def _that(self, intent: Intent, decision: Decision, situation: Situation) -> Decision:
        """What was done last is "that", unless somebody points, or nothing was done. What is to be done with
        it the words have said."""
        known = not isinstance(decision, Refuse)
        if intent.get("reference") not in _THAT or (known and not self._pointing()):
            return self._one(decision, situation)
        found = things_meant(self.judged, situation) if self._pointing() else self._any_here(situation)
        other = None if found is None else follow_to(intent, found, situation)
        if other is None or isinstance(other, Refuse):
            return _by_templates(decision)
        return self._explained(other)

    def _any_here(self, situation: Situation) -> Found | None:
        """With nobody pointing "that" is any thing of the room: the one that can do it, or a question. A
        model that heard "the lights" as well may not decide it."""
        here = [d for d in situation.home.devices.values() if d.area == situation.area is not None]
        likely = [d for d in here if self.judged.things.get(d.id, 0.0) >= MEANT]
        chosen = tuple(likely if len(likely) > 1 else here)
        return choice_of(chosen, situation.home) if 0 < len(chosen) <= MOST_LABELS else None

    def _one(self, decision: Decision, situation: Situation) -> Decision:
        if isinstance(decision, Ask):
            chosen = picked(decision, self.judged, situation)
            if chosen is not decision:
                return self._explained(chosen)
        return _by_templates(decision)

    def _pointing(self) -> bool:
        return any(hand.pointing is not None for look in self.scene.looks for hand in look.observation.hands)

    def _explained(self, decision: Decision) -> Decision:
        why = contributions(self.scene, self.judged, self.model)
        if isinstance(decision, Ignore):
            return replace(decision, why=why)
        return replace(decision, why=why, confidence=self.judged.confidence)


class Weighing:
    """Judges sentences in their moment. ``model`` is shared; ``settings`` are the owner's."""

    def __init__(self, model: FusionModel, settings: PolicySettings | None = None) -> None:
        self._model, self._settings = model, settings or PolicySettings()

    def weigh(
        self, text: str, moment: Moment, situation: Situation, memory: Memory, *, asked: bool
    ) -> Weighed:
        """What the model makes of it."""
        scene = Scene(situation.home, situation.now, moment.hour, moment.said, moment.looks, situation.area,
                      moment.climates, _commanded(memory, situation), asked)  # fmt: skip
        return Weighed(text, scene, self._model.judge(scene), moment, self._model, self._settings)


def _commanded(memory: Memory, situation: Situation) -> tuple[Commanded, ...]:
    deeds = [deed for deed in memory.fresh(situation.now, situation.area) if deed.steps]
    found: dict[str, Commanded] = {}
    for number, deed in enumerate(deeds):
        for device in deed.devices:
            found.setdefault(device, Commanded(device, situation.now - deed.at, last=number == 0))
    return tuple(found.values())


def _by_templates(decision: Decision) -> Decision:
    return replace(decision, why=BY_TEMPLATES)
