"""From a line of a scene file to what is decided there, and all that it was decided on."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.account import decision_account, targets
from assistant.events import Decision, Heard, Hypothesis, Ignore, NotHeard, Why
from assistant.scene_file import SceneLine
from assistant.scene_home import SceneHome, SceneHomes, area_of
from assistant.scene_senses import SceneEars, SceneEyes, said_by
from assistant.scene_states import sensed
from assistant.understanding.custom import CustomSentences
from assistant.understanding.explain import contributions
from assistant.understanding.fusion import FusionModel, Judgement
from assistant.understanding.policy import PolicySettings
from assistant.understanding.scene import Moment, Said, Scene
from assistant.understanding.understanding import Understanding, UnderstandingSettings
from assistant.understanding.weighing import BY_TEMPLATES, Weighing

_BY_NOTHING = Why(0.0, 0.0, 0.0, "templates")  # nothing was said, and there is no model


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """``decisions``: one a command of the sentence, at least one. ``judged``: None without the model.
    ``ignored``: what sensors told in vain, a line each."""

    id: str | int
    decisions: tuple[Decision, ...]
    scene: Scene
    judged: Judgement | None
    why: Why
    ignored: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What was said, as it was understood best; empty for nothing."""
        return self.scene.said.hypotheses[0].text if self.scene.said else ""

    @property
    def addressed(self) -> float:
        """The chance that it was meant for us; without the model everything that is said was."""
        return self.judged.addressed if self.judged else float(self.scene.said is not None)

    @property
    def confidence(self) -> float:
        """That the decision is right, 0-1."""
        first = self.decisions[0]
        if not isinstance(first, Ignore):
            return first.confidence
        return self.judged.confidence if self.judged else 1.0

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of the devices that all decisions are about, each once."""
        return tuple(dict.fromkeys(target for decision in self.decisions for target in targets(decision)))

    def account(self) -> dict[str, object]:
        """As `assistant decide --json` prints it: the first decision, with the targets of all."""
        first = decision_account(self.decisions[0], self.text)
        return {
            "id": self.id,
            "decision": first["decision"],
            "intent": first["intent"],
            "targets": list(self.targets),
            "slots": first["slots"],
            "confidence": round(self.confidence, 4),
            "addressed": round(self.addressed, 4),
            "contributions": {"speech": self.why.speech, "vision": self.why.vision, "home": self.why.home},
        }


@dataclass(frozen=True, slots=True)
class SceneSettings:
    """``language`` of the sentences; ``custom``: the user's own."""

    language: str = "en"
    custom: CustomSentences | None = None
    understanding: UnderstandingSettings | None = None


class SceneJudge:
    """Decides on scenes, each by itself. ``model``: None where there is none; templates decide alone then."""

    def __init__(
        self, model: FusionModel | None, settings: SceneSettings, eyes: SceneEyes, homes: SceneHomes
    ) -> None:
        self._model, self._settings = model, settings
        self._weighing = None if model is None else Weighing(model, PolicySettings.of(model.thresholds))
        self._homes, self._eyes = homes, eyes
        self._ears = SceneEars(settings.language, settings.custom)

    def decide(self, line: SceneLine) -> Verdict:
        """What is decided on a line. Raises LaresError for what it names and cannot be read."""
        where = self._homes.find(line.home)
        home = where.made(line.now)
        area = area_of(home, line.area)
        climates, ignored = sensed(home, line.sensors or {}, line.now)
        looks = self._eyes.look(line.frames, area)
        said, missed = self._said(line, where, area)
        scene = Scene(home, line.now, line.hour, said, looks, area, climates)
        judged = None if self._model is None else self._model.judge(scene)
        decisions = self._decisions(scene) if missed is None else (missed,)
        why = decisions[0].why or self._why(scene, judged)
        return Verdict(line.id, decisions, scene, judged, why, tuple(ignored))

    def _said(self, line: SceneLine, where: SceneHome, area: str | None) -> tuple[Said | None, Ignore | None]:
        """What was said, and why nothing is done about it if that is clear without understanding it."""
        if line.text is not None:
            return Said((Hypothesis(line.text, 1.0),)), None
        event = None if line.wav is None else self._ears.hear(line.wav, where, area)
        if isinstance(event, Heard):
            return said_by(event), None
        if isinstance(event, NotHeard) and event.best_guess:
            guess = f"{event.best_guess!r} {event.confidence:.2f}, of {event.threshold:.2f} needed"
            return said_by(event), Ignore(f"not heard for sure: {event.why.value}: {guess}")
        return None, Ignore("nothing was said" if event is None else f"not heard: {event.why.value}")

    def _decisions(self, scene: Scene) -> tuple[Decision, ...]:
        assert scene.said is not None  # noqa: S101 - else it was missed
        best, settings = scene.said.hypotheses[0], self._settings
        understanding = Understanding(
            scene.home, settings.language, settings.custom, settings.understanding, self._weighing
        )
        moment = Moment(scene.said, scene.looks, scene.climates, scene.hour)
        return understanding.decide(
            best.text, area=scene.area, now=scene.now, confidence=best.confidence, moment=moment
        )

    def _why(self, scene: Scene, judged: Judgement | None) -> Why:
        if self._model is not None and judged is not None:
            return contributions(scene, judged, self._model)
        return _BY_NOTHING if scene.said is None else BY_TEMPLATES
