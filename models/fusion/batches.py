"""Scenes as batches of arrays, with what is right beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from assistant.understanding.fusion import ROWS, THERE
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.shown import HYPOTHESES, KINDS, WORDS, Shown, show
from models.fusion.scenes import Labelled

VERBS, TAGS = tuple(Verb), tuple(Tag)
NOTHING = VERBS.index(Verb.NOTHING)
UNTOLD = -1  # an index that is not known, and that nothing is learned from


@dataclass(frozen=True, eq=False)
class Target:
    """``addressed``, ``clear``, ``placed`` (whether the things are known), ``verb`` and ``kind`` of a scene;
    ``things``: [t], 1 for those that are meant; ``tags``: [w]. Indices may be UNTOLD."""

    addressed: float
    clear: float
    placed: float
    verb: int
    kind: int
    things: NDArray[np.float32]
    tags: NDArray[np.int64]


def target_of(labelled: Labelled, shown: Shown) -> Target:
    """What the model shall say of it."""
    things = np.array([float(name in labelled.targets) for name in shown.ids], np.float32)
    kind = UNTOLD if labelled.of is None else KINDS.index(labelled.of)
    return Target(
        float(labelled.addressed), float(labelled.clear), float(labelled.placed), VERBS.index(labelled.verb),
        kind, things, _tags(labelled, len(shown.words)),
    )  # fmt: skip


def _tags(labelled: Labelled, count: int) -> NDArray[np.int64]:
    """Of the words of all hypotheses; those that have not as many words as were said are passed over."""
    told: list[int] = []
    indices = [TAGS.index(tag) for tag in labelled.tags]
    for hypothesis in labelled.scene.said.hypotheses[:HYPOTHESES] if labelled.scene.said else ():
        words = len(words_of(hypothesis.text))
        told += (indices if words == len(indices) else [UNTOLD] * words)[:WORDS]
    return np.array(told[:count], np.int64)


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


def targets(given: Sequence[Target], things: int, words: int) -> dict[str, Tensor]:
    """Batched; ``things``, ``words``: how many rows there are."""
    tags = np.full((len(given), words), UNTOLD, np.int64)
    for told, one in zip(tags, given, strict=True):
        told[: len(one.tags)] = one.tags
    meant = np.zeros((len(given), things), np.float32)
    for row, one in zip(meant, given, strict=True):
        row[: len(one.things)] = one.things
    return {
        "addressed": torch.tensor([one.addressed for one in given]),
        "clear": torch.tensor([one.clear for one in given]),
        "placed": torch.tensor([one.placed for one in given]),
        "verb": torch.tensor([one.verb for one in given]),
        "kind": torch.tensor([one.kind for one in given]),
        "meant": torch.from_numpy(meant),
        "tags": torch.from_numpy(tags),
    }


def _padded(parts: Sequence[NDArray[np.float32] | NDArray[np.int64]]) -> Tensor:
    longest = max(1, *(len(part) for part in parts)) if len(parts) > 1 else max(1, len(parts[0]))
    whole = np.zeros((len(parts), longest, parts[0].shape[1]), parts[0].dtype)
    for row, part in zip(whole, parts, strict=True):
        row[: len(part)] = part
    return torch.from_numpy(whole)


def shown_of(scenes: Sequence[Labelled]) -> tuple[list[Shown], list[Target]]:
    """Both, for scenes as they are."""
    shown = [show(one.scene) for one in scenes]
    return shown, [target_of(one, rows) for one, rows in zip(scenes, shown, strict=True)]
