"""Composed scenes through all of understanding (templates, fusion model, policy) and templates alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from assistant.bench.fusion_fits import ACTED, WELL, Outcome, outcome
from assistant.bench.fusion_models import Bench
from assistant.bench.fusion_report import COMPOSED, Cell, Report, Share
from assistant.bench.fusion_scenes import Hits, groups_of, kinds_of
from assistant.bench.fusion_scores import interval
from assistant.events import Act, Decision, Intent, Slot
from assistant.understanding.fusion import FusionModel
from assistant.understanding.meant import Tag
from assistant.understanding.memory import Deed, Memory
from assistant.understanding.policy import PolicySettings
from assistant.understanding.scene import Commanded, Moment, Scene
from assistant.understanding.understanding import Understanding
from assistant.understanding.weighing import Weighing
from devices.model import Command, Home
from devices.state import State
from models.fusion.scenes import Labelled

_PUT_OFF = "put off, of all kinds"


class Recalling(Understanding):
    """Understanding that remembers what a scene tells of before."""

    def recall(self, commanded: Sequence[Commanded], home: Home, now: float) -> None:
        """As if these had been switched on, the one that was last commanded last."""
        earlier = sorted(commanded, key=lambda one: -one.age)
        self._memory = Memory(tuple(_deed(one, home, now) for one in earlier))


def _deed(one: Commanded, home: Home, now: float) -> Deed:
    intent = Intent("HassTurnOn", (Slot("name", home.devices[one.device].name),))
    act = Act(intent, (Command(one.device, State(on=True)),), (one.device,))
    return Deed((act,), (), now - one.age)


def weighing_of(model: FusionModel) -> Weighing:
    """The model with its own thresholds, as the daemon has it."""
    return Weighing(model, PolicySettings.of(model.thresholds))


def decided(scene: Scene, weighing: Weighing | None) -> tuple[Decision, ...]:
    """What is decided on the best hypothesis, heard by a microphone; nothing where nobody speaks. None of a
    model: templates decide alone."""
    if scene.said is None:
        return ()
    understanding = Recalling(scene.home, weighing=weighing)
    understanding.recall(scene.commanded, scene.home, scene.now)
    moment = Moment(scene.said, scene.looks, scene.climates, scene.hour, by_ear=True)
    text = scene.said.hypotheses[0].text
    return understanding.decide(text, area=scene.area, now=scene.now, confidence=1.0, moment=moment)


def system(bench: Bench) -> list[Report]:
    """By kind with the first model, by kind with templates alone, and what both come to."""
    spoken = [one for one in bench.scenes if one.scene.said is not None]
    weighing = weighing_of(bench.first.model)
    whole = [outcome(one, decided(one.scene, weighing)) for one in spoken]
    alone = [outcome(one, decided(one.scene, None)) for one in spoken]
    return [
        _by_kind(f"{bench.first.name}, templates and policy", spoken, whole),
        _by_kind("templates alone", spoken, alone),
        _sums(bench, spoken, {bench.first.name: whole, "templates alone": alone}),
    ]


def _by_kind(name: str, scenes: Sequence[Labelled], found: Sequence[Outcome]) -> Report:
    rows = [_row(kind, [o for one, o in zip(scenes, found, strict=True) if one.kind == kind])
            for kind in kinds_of(scenes)]  # fmt: skip
    rows.append(_row(_PUT_OFF, [o for one, o in zip(scenes, found, strict=True) if Tag.WHEN in one.tags]))
    title = f"{len(scenes)} test scenes with speech, %: {name} ({COMPOSED})"
    return Report(title, ("kind of scene", "scenes", *Outcome), rows)


def _row(name: str, found: Sequence[Outcome]) -> list[Cell]:
    counts, count = Counter(found), len(found)
    return [name, count, *(Share(counts[one] / max(1, count), count) for one in Outcome)]


def _sums(bench: Bench, scenes: Sequence[Labelled], found: dict[str, list[Outcome]]) -> Report:
    """Shares with intervals. "Well": done, offered in a question, or said why the thing cannot."""
    now = np.array([Tag.WHEN not in one.tags for one in scenes], np.bool_)
    groups = {name: those & now for name, those in groups_of(scenes).items()}
    meant = np.array([one.addressed for one in scenes], np.bool_)
    unclear = np.array([one.addressed and not one.clear and one.placed for one in scenes], np.bool_) & now
    asked: list[tuple[str, Hits, frozenset[Outcome]]] = []
    for name, those in groups.items():
        asked.append((f"{name}: acted rightly", those, frozenset({Outcome.RIGHT})))
        asked.append((f"{name}: done well", those, WELL))
        asked.append((f"{name}: acted wrongly", those, frozenset({Outcome.WRONG})))
    asked.append(("not clear, or nothing a home can do: acted", unclear, ACTED))
    asked.append(("put off: done now", ~now, frozenset({Outcome.WRONG})))
    asked.append(("not meant for us: acted (bar 0.5)", ~meant, ACTED))
    asked.append(("not meant for us: anything but ignored", ~meant, frozenset(Outcome) - {Outcome.IGNORED}))
    rows: list[list[Cell]] = []
    for what, those, counted in asked:
        shares = [interval(np.array([o in counted for o in outcomes], np.bool_)[those], bench.seed)
                  for outcomes in found.values()]  # fmt: skip
        rows.append([what, int(those.sum()), *shares])
    title = f"The same, %, with 95 % intervals ({COMPOSED})"
    return Report(title, ("", "scenes", *found), rows)
