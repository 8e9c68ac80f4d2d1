"""Scenes as batches of arrays, with what is right beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from assistant.understanding.fusion import ROWS, THERE
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import Shown, show
from models.fusion.scenes import Labelled

VERBS = tuple(Verb)


@dataclass(frozen=True, eq=False)
class Target:
    """``addressed``, ``clear`` and ``verb`` of a scene; ``things``: [t], 1 for those that are meant."""

    addressed: float
    clear: float
    verb: int
    things: NDArray[np.float32]


def target_of(labelled: Labelled, shown: Shown) -> Target:
    """What the model shall say of it."""
    things = np.array([float(name in labelled.targets) for name in shown.ids], np.float32)
    return Target(float(labelled.addressed), float(labelled.clear), VERBS.index(labelled.verb), things)


def inputs(shown: Sequence[Shown]) -> dict[str, Tensor]:
    """Batched and padded, at least one row each, with the masks; as `network.MultimodalModel` takes them."""
    batch: dict[str, Tensor] = {}
    for name in ROWS:
        batch[name] = _padded([getattr(one, name) for one in shown])
    for name, there in THERE.items():
        counts = [len(getattr(one, name)) for one in shown]
        mask = np.arange(batch[name].shape[1])[None] < np.array(counts)[:, None]
        batch[there] = torch.from_numpy(mask.astype(np.float32))
    batch["moment"] = torch.from_numpy(np.stack([one.moment for one in shown]))
    return batch


def targets(given: Sequence[Target], things: int) -> dict[str, Tensor]:
    """Batched; ``things``: how many rows there are."""
    meant = np.zeros((len(given), things), np.float32)
    for row, one in zip(meant, given, strict=True):
        row[: len(one.things)] = one.things
    return {
        "addressed": torch.tensor([one.addressed for one in given]),
        "clear": torch.tensor([one.clear for one in given]),
        "verb": torch.tensor([one.verb for one in given]),
        "meant": torch.from_numpy(meant),
    }


def _padded(parts: Sequence[NDArray[np.float32] | NDArray[np.int64]]) -> Tensor:
    longest = max(1, *(len(part) for part in parts)) if len(parts) > 1 else max(1, len(parts[0]))
    whole = np.zeros((len(parts), longest, parts[0].shape[1]), parts[0].dtype)
    for row, part in zip(whole, parts, strict=True):
        row[: len(part)] = part
    return torch.from_numpy(whole)


def without(scene: Scene, missing: frozenset[str]) -> Scene:
    """The scene with these modalities missing: speech, vision, sensors."""
    return Scene(
        scene.home, scene.now, scene.hour,
        said=None if "speech" in missing else scene.said,
        looks=() if "vision" in missing else scene.looks,
        area=scene.area, climates={} if "sensors" in missing else scene.climates,
        commanded=scene.commanded, asked=scene.asked,
    )  # fmt: skip


def shown_of(scenes: Sequence[Labelled]) -> tuple[list[Shown], list[Target]]:
    """Both, for scenes as they are."""
    shown = [show(one.scene) for one in scenes]
    return shown, [target_of(one, rows) for one, rows in zip(scenes, shown, strict=True)]
