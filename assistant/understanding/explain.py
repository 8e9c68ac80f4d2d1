"""What spoke for a decision: how much less sure of it the model is without each modality."""

from __future__ import annotations

import math

from assistant.events import Why
from assistant.understanding.fusion import FusionModel, Judgement
from assistant.understanding.policy import MEANT
from assistant.understanding.scene import Scene, without

_PARTS = ("speech", "vision", "home")


def contributions(scene: Scene, judged: Judgement, model: FusionModel) -> Why:
    """Shares of the modalities, by leaving each out (ablation) and judging anew; 0 for one that was not there
    or spoke against it. They sum to 1, or to 0 if nothing spoke for it."""
    without_it = {part: model.judge(without(scene, part)) for part in _PARTS}
    whole = _agreement(judged, judged)
    lost = {part: max(0.0, whole - _agreement(other, judged)) for part, other in without_it.items()}
    sum_ = sum(lost.values())
    speech, vision, home = (lost[part] / sum_ if sum_ > 0 else 0.0 for part in _PARTS)
    other_without = [part for part in ("vision", "home") if _verdict(without_it[part]) != _verdict(judged)]
    settled_by = max(other_without, key=lambda part: lost[part], default="")
    return Why(round(speech, 3), round(vision, 3), round(home, 3), "fusion", settled_by)


def _verdict(judged: Judgement) -> tuple[object, ...]:
    things = frozenset(name for name, chance in judged.things.items() if chance >= MEANT)
    return judged.addressed >= MEANT, judged.verb, judged.clear >= MEANT, things


def _agreement(other: Judgement, judged: Judgement) -> float:
    """How far another judgement says the same: the mean logarithm of its chances for each part of it."""
    parts = [
        other.addressed if judged.addressed >= 0.5 else 1.0 - other.addressed,
        float(other.verbs[int(judged.verbs.argmax())]),
        other.clear if judged.clear >= 0.5 else 1.0 - other.clear,
        _things(other, judged),
    ]
    return sum(math.log(max(part, 1e-3)) for part in parts) / len(parts)


def _things(other: Judgement, judged: Judgement) -> float:
    """The least sure of all things: one that is wrong makes the whole wrong."""
    return min(
        (other.things.get(name, 0.0) if chance >= MEANT else 1.0 - other.things.get(name, 0.0)
         for name, chance in judged.things.items()),
        default=1.0,
    )  # fmt: skip
