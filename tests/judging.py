"""A fusion model that judges by rules anybody can follow, for tests of what is done with its judgement."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from assistant.explaining import words_shown
from assistant.understanding.fusion import Judgement
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import KINDS

VERBS = tuple(Verb)
SURE, UNSURE, NEVER = 0.95, 0.4, 0.02


class RulesModel:
    """A thing is meant if all words of its name are said; of several called so, the one somebody points at.
    Whatever is said is meant for us, unless it speaks of weather."""

    thresholds: ClassVar[dict[str, float]] = {}

    def judge(self, scene: Scene) -> Judgement:
        words = words_shown(scene)
        names = {**scene.home.areas, **scene.home.devices}
        fitting = {i for i, thing in names.items() if words and set(words_of(thing.name)) <= set(words)}
        pointed = {i for i in fitting if _bearing(scene, i) in _pointing(scene)}
        meant = pointed or fitting
        chance = SURE if len(meant) == 1 else UNSURE
        verb = Verb.ON if "on" in words else Verb.OFF if "off" in words else Verb.NOTHING
        return Judgement(
            addressed=SURE if words and "weather" not in words else NEVER,
            clear=SURE if len(meant) == 1 else NEVER,
            verbs=np.array([SURE if one is verb else NEVER for one in VERBS], np.float32),
            kinds=np.full(len(KINDS), 1 / len(KINDS), np.float32),
            things={i: chance if i in meant else NEVER for i in names},
            words=(),
            looked=np.array([_looked(thing.name, words) for thing in names.values()], np.float32),
            confidence=SURE if len(meant) == 1 else UNSURE,
        )


def _pointing(scene: Scene) -> set[str]:
    hands = (hand for look in scene.looks for hand in look.observation.hands)
    return {hand.pointing.direction.value for hand in hands if hand.pointing is not None}


def _bearing(scene: Scene, name: str) -> str | float | None:
    device = scene.home.devices.get(name)
    return device.bearing if device else None


def _looked(name: str, words: tuple[str, ...]) -> list[float]:
    found = [float(word in words_of(name)) for word in words]
    return [share / (sum(found) or 1.0) for share in found]
