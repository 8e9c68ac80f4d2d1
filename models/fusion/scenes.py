"""Composed scenes: a made-up home, somebody (or nobody) in it, what is wanted, and how it is expressed.

They are no recordings of people in homes: sentences are templates or what people wrote, sights are put
together, and homes are drawn at random. `kinds` has a function for each kind of scene.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from assistant.events import Gesture, Hypothesis
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Commanded, Look, Said, Scene
from devices.model import Device, Kind
from models.fusion.homes import Made, made
from models.fusion.phrases import WORDS
from models.fusion.sayings import VERBS, Sayings
from models.fusion.sights import GestureTable, Shows, nobody, somebody

CAMERA = "camera"
_ELSEWHERE = 0.12  # share of scenes in which the camera of another room sees something, too
Option = TypeVar("Option")


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A scene and what is right: whether it was meant for us, whether it is clear which things, what, which.
    Where it is not clear ``targets`` are those to ask about, none if there is no such thing; where it is not
    ``placed`` nobody knows them. ``words_enough``: the sentence alone tells. ``tags``: of the words, () where
    not known; ``of``: the kind of things, None where not known."""

    scene: Scene
    kind: str
    addressed: bool
    clear: bool
    verb: Verb
    targets: frozenset[str]
    words_enough: bool
    tags: tuple[Tag, ...] = ()
    of: Kind | None = None
    placed: bool = True

    @property
    def answerable(self) -> bool:
        """Whether there is one right thing to do."""
        return self.addressed and self.clear and self.placed and bool(self.targets)


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A home, who stands where, and the means to make a scene of it."""

    made: Made
    area: str
    sayings: Sayings
    table: GestureTable
    rng: np.random.Generator

    def pick(self, options: Sequence[Option]) -> Option:
        """Any of them."""
        return options[int(self.rng.integers(len(options)))]

    def here(self, *kinds: Kind) -> list[Device]:
        """Things of these kinds in the speaker's area; of any kind if none is named."""
        return [
            d for d in self.made.home.in_area(self.area) if (d.kind in kinds if kinds else d.kind in VERBS)
        ]

    def verb(self, device: Device) -> Verb:
        """Something that can be done with it."""
        verbs = VERBS[device.kind]
        shares = 1.0 / np.arange(1, len(verbs) + 1)
        return verbs[int(self.rng.choice(len(verbs), p=shares / shares.sum()))]

    def word(self, kind: Kind) -> str:
        """What people call such a thing."""
        return self.pick(WORDS[kind])

    def scene(self, text: str | None, looks: tuple[Look, ...] = (), *, woken: bool | None = None,
              commanded: tuple[Commanded, ...] = ()) -> Scene:  # fmt: skip
        """``woken``: whether the wake phrase was said; mostly it was, if not told."""
        rng = self.rng
        said = None
        if text is not None:
            woke = bool(rng.random() < 0.8) if woken is None else woken
            wake = float(rng.beta(9, 1.5)) if woke else None
            noise = float(rng.normal(18, 6)) if rng.random() < 0.7 else None
            said = Said(heard(text, rng), wake, noise)
        area = self.area if rng.random() < 0.93 else None
        return Scene(self.made.home, self.made.now, self.made.hour, said, looks, area,
                     dict(self.made.climates), commanded)  # fmt: skip


Maker = Callable[[Stage], Labelled | None]


def heard(text: str, rng: np.random.Generator) -> tuple[Hypothesis, ...]:
    """What a recogniser makes of it: right and sure, or with a word wrong and what was said second."""
    sure = float(rng.beta(8, 1.5))
    words = text.split()
    if rng.random() < 0.75 or len(words) < 3:
        return (Hypothesis(text, sure),)
    place = int(rng.integers(len(words)))
    wrong = " ".join((*words[:place], misheard(words[place], rng), *words[place + 1 :]))
    order = (text, wrong) if rng.random() < 0.65 else (wrong, text)
    return (Hypothesis(order[0], sure), Hypothesis(order[1], sure * float(rng.uniform(0.6, 1.0))))


def misheard(word: str, rng: np.random.Generator) -> str:
    """A word a sound away."""
    if len(word) < 4:
        return ("the", "a", "and", "in", "it")[int(rng.integers(5))]
    place = int(rng.integers(1, len(word) - 1))
    letter = "aeiourstln"[int(rng.integers(10))]
    return word[:place] + letter + word[place + (rng.random() < 0.7) :]


def compose(
    split: str,
    sayings: Sayings,
    table: GestureTable,
    rng: np.random.Generator,
    kinds: dict[str, tuple[float, Maker]],
    things: int | None = None,
) -> Labelled:
    """One scene of a split, its kind drawn by the shares of ``kinds``; ``things``: how many the home has."""
    while True:
        found = composed(made(split, rng, things), sayings, table, rng, kinds)
        if found is not None:
            return found


def composed(
    home: Made,
    sayings: Sayings,
    table: GestureTable,
    rng: np.random.Generator,
    kinds: dict[str, tuple[float, Maker]],
) -> Labelled | None:
    """A scene in this home; None if what was drawn can not happen in it."""
    areas = [d.area for d in home.home.devices.values() if d.area is not None]
    if not areas:
        return None
    stage = Stage(home, areas[int(rng.integers(len(areas)))], sayings, table, rng)
    names, shares = list(kinds), np.array([share for share, _ in kinds.values()])
    for _ in range(3):
        name = names[int(rng.choice(len(names), p=shares / shares.sum()))]
        found = kinds[name][1](stage)
        if found is not None:
            return _with_sensors(found, stage)
    return None


def _with_sensors(found: Labelled, stage: Stage) -> Labelled:
    """Sensors that know of whoever speaks, mostly; some are wrong, as in any home."""
    climates, rng = dict(found.scene.climates), stage.rng
    here = climates.get(stage.area)
    if here is not None and here.occupancy is not None:
        there = found.kind not in ("television", "nobody")
        right = rng.random() < 0.9
        climates[stage.area] = replace(here, occupancy=float(there == right))
    return replace(found, scene=replace(found.scene, climates=climates))


def watching(
    stage: Stage, *, gesture: Gesture | None = None, towards: float | None = None
) -> tuple[Look, ...]:
    """A camera in the speaker's area that sees them, with a hand up if a gesture is told. Now and then there
    is another camera in another room, which sees what has nothing to do with it."""
    shown = None if gesture is None else Shows(gesture, towards)
    looks = somebody(CAMERA, stage.area, stage.table, stage.rng, shown)
    return looks + elsewhere(stage) if stage.rng.random() < _ELSEWHERE else looks


def elsewhere(stage: Stage) -> tuple[Look, ...]:
    """What the camera of another room sees, if the home has another room."""
    others = [area for area in stage.made.home.areas if area != stage.area]
    if not others:
        return ()
    area = stage.pick(others)
    if stage.rng.random() < 0.5:
        return nobody("other_camera", area, stage.rng)
    shown = Shows(stage.pick(tuple(Gesture))) if stage.rng.random() < 0.5 else None
    return somebody("other_camera", area, stage.table, stage.rng, shown)


def maybe_watching(stage: Stage) -> tuple[Look, ...]:
    """As it happens: a camera or none, hands busy or not."""
    if stage.rng.random() < 0.5:
        return ()
    busy = stage.rng.random()
    return watching(stage, gesture=Gesture.OTHER if busy < 0.3 else Gesture.FIST if busy < 0.35 else None)


def empty_room(stage: Stage) -> tuple[Look, ...]:
    """A camera that sees nobody."""
    return nobody(CAMERA, stage.area, stage.rng)
