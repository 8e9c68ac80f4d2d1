"""A fusion model that knows what each composed scene was composed for, for tests of what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from assistant.bench.fusion_models import Bench, Contender
from assistant.understanding.fusion import Judgement, Told
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import KINDS
from models.fusion.kinds import KINDS as KINDS_OF_SCENES
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable

VERBS = tuple(Verb)
YES, NO = 0.99, 0.01


def judgement(one: Labelled, **other: Any) -> Judgement:
    """What is right of a scene, but for ``other``."""
    things = [*one.scene.home.areas, *one.scene.home.devices]
    said = words_of(one.scene.said.hypotheses[0].text) if one.scene.said else []
    tags = one.tags if len(one.tags) == len(said) else (Tag.NONE,) * len(said)
    told = {
        "addressed": YES if one.addressed else NO,
        "clear": YES if one.clear else NO,
        "verbs": np.array([YES if verb is one.verb else 0.0 for verb in VERBS], np.float32),
        "kinds": np.array([YES if kind is one.of else 0.0 for kind in KINDS], np.float32),
        "things": {name: YES if name in one.targets else NO for name in things},
        "words": tuple(Told(word, tag, YES) for word, tag in zip(said, tags, strict=True)),
        "looked": np.zeros((len(things), len(said)), np.float32),
        "confidence": YES,
    }
    return Judgement(**(told | other))


class Oracle:
    """Right of every scene that it knows, as long as what is said is what was said; else nothing is meant."""

    thresholds: ClassVar[dict[str, float]] = {}

    def __init__(self, scenes: Sequence[Labelled]) -> None:
        self._known = {id(one.scene.home): one for one in scenes}

    def judge(self, scene: Scene) -> Judgement:
        one = self._known.get(id(scene.home))
        if one is None or scene.said is not one.scene.said:
            nothing = Labelled(scene, "", False, False, Verb.NOTHING, frozenset(), False)
            return judgement(nothing)
        return judgement(one)


class Deaf(Oracle):
    """Nothing is ever meant for it."""

    def judge(self, scene: Scene) -> Judgement:
        return judgement(Labelled(scene, "", False, False, Verb.NOTHING, frozenset(), False))


def scenes_of(count: int, seed: int = 2) -> list[Labelled]:
    """Small ones of all kinds that need no sentences of people."""
    rng, sayings = np.random.default_rng(seed), Sayings.of("test", strange=("how is the weather",))
    return [compose("test", sayings, GestureTable(), rng, KINDS_OF_SCENES, things=8) for _ in range(count)]


def bench_of_oracle(count: int = 40) -> Bench:
    """The one that knows, and beside it the one that nothing is meant for, as a model without vision."""
    scenes = scenes_of(count)
    contenders: Any = [Contender("knowing", Oracle(scenes)), Contender("deaf", Deaf(scenes), ("vision",))]
    return Bench(contenders, scenes, Sayings.of("test"))
