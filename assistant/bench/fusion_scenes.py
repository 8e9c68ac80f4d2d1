"""Composed scenes judged by fusion models: by kind, and with modalities missing or shuffled.

A judgement is right, where there is one right thing to do, if the scene is meant for us and verb and devices
are the right ones; where it is not clear which things, if the verb is right and it says that it is not clear;
of a sentence whose things nobody knows, by the verb alone; out of scope, if nothing is wanted of a home; and
of what is not meant for us, if that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.bench.fusion_models import Bench, Contender
from assistant.bench.fusion_report import COMPOSED, Cell, Report, share
from assistant.bench.fusion_scores import difference, interval
from assistant.understanding.fusion import Judgement
from assistant.understanding.meant import Verb
from assistant.understanding.policy import MEANT
from assistant.understanding.scene import Climate, Scene, without
from models.fusion.kinds import KINDS
from models.fusion.scenes import CAMERA, Labelled

EXPLICIT = ("full name", "two")  # kinds of scenes in which things are named
_MISSING: dict[str, tuple[str, ...]] = {
    "speech": ("speech",), "vision": ("vision",), "sensors": ("sensors",),
    "vision and sensors": ("vision", "sensors"), "all but words and names": ("vision", "home"),
}  # fmt: skip
Hits = NDArray[np.bool_]


def rightly(one: Labelled, judged: Judgement) -> bool:
    """Whether a judgement is right; see the module."""
    meant = judged.addressed >= MEANT
    if not one.addressed:
        return not meant
    if one.verb is Verb.NOTHING:
        return judged.verb is Verb.NOTHING
    if not meant or judged.verb is not one.verb:
        return False
    if one.answerable:
        devices = one.scene.home.devices
        return {i for i in devices if judged.things.get(i, 0.0) >= MEANT} == one.targets & devices.keys()
    return not one.placed or judged.clear < MEANT


def hits_of(scenes: Sequence[Labelled], judged: Sequence[Judgement]) -> Hits:
    """Which of them are judged rightly."""
    return np.array([rightly(one, said) for one, said in zip(scenes, judged, strict=True)], np.bool_)


def kinds_of(scenes: Sequence[Labelled]) -> list[str]:
    """The kinds that come up, in the order of `KINDS`."""
    order = list(KINDS)
    return sorted(
        {one.kind for one in scenes}, key=lambda kind: (kind not in order, [*order, kind].index(kind))
    )


def groups_of(scenes: Sequence[Labelled]) -> dict[str, Hits]:
    """Those with one right thing to do, and of these the ones that words alone do not resolve."""
    answerable = np.array([one.answerable for one in scenes], np.bool_)
    words = np.array([one.words_enough for one in scenes], np.bool_)
    return {"answerable": answerable, "answerable, words are not enough": answerable & ~words}


def by_kind(bench: Bench) -> Report:
    """Each kind of scene, then the sums with intervals, and how far the others are from the first."""
    found = {one.name: hits_of(bench.scenes, bench.judged(one)) for one in bench.contenders}
    kinds = np.array([one.kind for one in bench.scenes])
    rows: list[list[Cell]] = [
        [kind, int((kinds == kind).sum()), *(share(hits[kinds == kind]) for hits in found.values())]
        for kind in kinds_of(bench.scenes)
    ]
    groups = {**groups_of(bench.scenes), "all scenes": np.ones(len(bench.scenes), np.bool_)}
    for name, those in groups.items():
        rows.append([name, int(those.sum()), *(interval(hits[those], bench.seed) for hits in found.values())])
    first, *others = found.values()
    for name, those in groups.items() if others else ():
        apart = [difference(hits[those], first[those], bench.seed) for hits in others]
        rows.append([f"{name}: more than {bench.first.name}", int(those.sum()), None, *apart])
    title = (
        f"{len(bench.scenes)} test scenes, % judged rightly, with 95 % intervals (bars 95 and 90; {COMPOSED})"
    )
    return Report(title, ("kind of scene", "scenes", *found), rows)


def missing(bench: Bench) -> Report:
    """The first model with modalities left out, on the scenes in which they are there, beside models that
    never had them."""
    rows: list[list[Cell]] = []
    whole, groups = hits_of(bench.scenes, bench.judged(bench.first)), groups_of(bench.scenes)
    groups = {"all": np.ones(len(bench.scenes), np.bool_), **groups}
    for name, parts in _MISSING.items():
        there = np.array([_there(one.scene, parts) for one in bench.scenes], np.bool_)
        left_out = np.zeros(len(bench.scenes), np.bool_)
        for i in np.nonzero(there)[0].tolist():
            one = bench.scenes[i]
            left_out[i] = rightly(one, bench.first.judge(without(one.scene, *parts)))
        peer = _made_without(bench, parts)
        never = None if peer is None else hits_of(bench.scenes, bench.judged(peer))
        for group, those in groups.items():
            rows.append(
                [f"{name}: {group}", *_missing_cells(there & those, whole, left_out, never, bench.seed)]
            )
    head = ("left out", "scenes", "all there", "left out", "made without", "left out more than that")
    title = f"{bench.first.name}: % judged rightly with modalities left out (bar: 1 point; {COMPOSED})"
    return Report(title, head, rows)


def _missing_cells(those: Hits, whole: Hits, left_out: Hits, never: Hits | None, seed: int) -> list[Cell]:
    cells: list[Cell] = [int(those.sum()), share(whole[those]), interval(left_out[those], seed)]
    if never is None:
        return [*cells, None, None]
    return [*cells, interval(never[those], seed), difference(left_out[those], never[those], seed)]


def _there(scene: Scene, parts: tuple[str, ...]) -> bool:
    """Whether any of it is there to be left out."""
    told = {"speech": scene.said is not None, "vision": bool(scene.looks), "sensors": _sensed(scene)}
    return any(told.get(part, True) for part in parts)


def _sensed(scene: Scene) -> bool:
    return any(climate != Climate() for climate in scene.climates.values())


def _made_without(bench: Bench, parts: tuple[str, ...]) -> Contender | None:
    return next((one for one in bench.contenders if one.lacks and set(one.lacks) == set(parts)), None)


def shuffled(bench: Bench) -> Report:
    """The first model where each modality is that of another scene; the home stays."""
    rng, rows = np.random.default_rng(bench.seed), []
    whole = hits_of(bench.scenes, bench.judged(bench.first))
    explicit = np.array([one.kind in EXPLICIT for one in bench.scenes], np.bool_)
    for part in ("vision", "sensors", "speech"):
        there = np.nonzero([_there(one.scene, (part,)) for one in bench.scenes])[0]
        hits, turn = np.zeros(len(bench.scenes), np.bool_), int(rng.integers(1, max(2, len(there))))
        for i, other in zip(there.tolist(), np.roll(there, turn).tolist(), strict=True):
            scene = with_other(bench.scenes[i].scene, bench.scenes[other].scene, part)
            hits[i] = rightly(bench.scenes[i], bench.first.judge(scene))
        named = there[explicit[there]]
        rows.append([part, len(there), share(whole[there]), interval(hits[there], bench.seed),
                     len(named), share(whole[named]), interval(hits[named], bench.seed)])  # fmt: skip
    head = ("shuffled", "scenes", "own", "another's", "named", "own", "another's")
    title = (f"{bench.first.name}: % judged rightly (by what the scene was composed for) with a modality of "
             f"another scene (bar: named 97; {COMPOSED})")  # fmt: skip
    return Report(title, head, rows)


def with_other(scene: Scene, other: Scene, part: str) -> Scene:
    """The scene with vision, sensors or speech of another: seen by the camera where we are, and told of our
    rooms one after the other."""
    if part == "speech":
        return replace(scene, said=other.said)
    if part == "vision":
        return replace(scene, looks=tuple(
            replace(look, observation=replace(look.observation, area=scene.area))
            if look.observation.camera == CAMERA else look
            for look in other.looks
        ))  # fmt: skip
    told = list(other.climates.values())
    return replace(scene, climates={area: told[i % len(told)] for i, area in enumerate(scene.climates)})
