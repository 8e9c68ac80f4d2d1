"""Fusion variants: any of their inputs may be missing, padding says nothing, and they can learn."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
import torch
from torch import Tensor

from assistant.understanding.scene import Scene, without
from assistant.understanding.shown import show
from devices.model import Home
from models.fusion.batches import inputs, shown_of, targets
from models.fusion.kinds import KINDS
from models.fusion.loss import verdict_loss
from models.fusion.network import VERBS, MultimodalModel, Verdict, parameters
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable
from models.fusion.variants import VARIANTS, WIDTH

Names = pytest.mark.parametrize("name", sorted(VARIANTS))


@pytest.fixture(scope="module")
def scenes() -> list[Labelled]:
    rng, sayings = np.random.default_rng(1), Sayings.of("train")
    return [compose("train", sayings, GestureTable(), rng, KINDS) for _ in range(12)]


def _model(name: str) -> MultimodalModel:
    torch.manual_seed(3)
    return VARIANTS[name](16).eval()


def _same(one: Verdict, other: Verdict, rows: slice = slice(None)) -> bool:
    parts = ("addressed", "clear", "verb")
    return all(torch.allclose(getattr(one, p), getattr(other, p)[rows], atol=1e-4) for p in parts)


@Names
def test_a_scene_is_judged_alike_alone_and_beside_larger_ones(name: str, scenes: list[Labelled]) -> None:
    net, (shown, _) = _model(name), shown_of(scenes)
    with torch.no_grad():
        together = net(**inputs(shown))
        for number, one in enumerate(shown):
            alone = net(**inputs([one]))
            assert _same(alone, together, slice(number, number + 1))
            count = len(one.ids)
            assert torch.allclose(alone.pointer[0, :count], together.pointer[number, :count], atol=1e-4)


@Names
def test_with_nothing_said_seen_or_owned_there_are_still_numbers(name: str) -> None:
    with torch.no_grad():
        verdict = _model(name)(**inputs([show(Scene(Home(), 0.0, 12.0))]))
    assert verdict.verb.shape == (1, VERBS)
    assert all(bool(getattr(verdict, f.name).isfinite().all()) for f in fields(verdict))


@Names
def test_what_is_missing_is_as_if_it_had_never_been_there(name: str, scenes: list[Labelled]) -> None:
    blind = [show(without(one.scene, "vision")) for one in scenes]
    assert all(len(one.sights) == 0 for one in blind)
    padded = inputs(blind)
    padded["sights"] = torch.randn(len(blind), 5, padded["sights"].shape[2])
    padded["sight_areas"] = torch.ones(len(blind), 5, padded["sight_areas"].shape[2], dtype=torch.int64)
    padded["sights_there"] = torch.zeros(len(blind), 5)
    net = _model(name)
    with torch.no_grad():
        assert _same(net(**inputs(blind)), net(**padded))


@Names
def test_sight_and_speech_both_reach_the_pointer(name: str, scenes: list[Labelled]) -> None:
    net = _model(name)
    whole = next(one for one in scenes if one.scene.looks and one.scene.said)
    with torch.no_grad():
        pointers = [
            net(**inputs([show(without(whole.scene, *missing))])).pointer
            for missing in ((), ("vision",), ("speech",))
        ]
    assert not torch.allclose(pointers[0], pointers[1], atol=1e-5)
    assert not torch.allclose(pointers[0], pointers[2], atol=1e-5)


def test_variants_are_of_one_size_but_for_a_tenth() -> None:
    sizes = [parameters(build(WIDTH)) for build in VARIANTS.values()]
    assert max(sizes) < 1.1 * min(sizes)
    assert max(sizes) < 1_000_000


@Names
def test_a_few_scenes_are_learned(name: str, scenes: list[Labelled]) -> None:
    net = _model(name).train()
    shown, right = shown_of(scenes)
    given = inputs(shown)
    wanted = targets(right, given["things"].shape[1], given["words"].shape[1])
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-2)
    losses: list[float] = []
    for _ in range(60):
        loss: Tensor = verdict_loss(net(**given), wanted, given["things_there"])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.4 * losses[0]
