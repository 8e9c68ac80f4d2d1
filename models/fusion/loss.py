"""How far a verdict is from what is right."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from models.fusion.batches import NOTHING, UNTOLD
from models.fusion.network import Verdict


def verdict_loss(verdict: Verdict, right: Mapping[str, Tensor], there: Tensor) -> Tensor:
    """Sum of what each output lacks: meant for us; clear which; what; of which kind; which things; what each
    word tells. All but the first only where somebody wants something, things only where they are known. A
    scene's things count together as much as another's, however many its home has. ``there``: [b, t]."""
    addressed = functional.binary_cross_entropy_with_logits(verdict.addressed, right["addressed"])
    asked = right["addressed"] * (right["verb"] != NOTHING)
    placed = asked * right["placed"]
    clear = functional.binary_cross_entropy_with_logits(verdict.clear, right["clear"], reduction="none")
    verb = functional.cross_entropy(verdict.verb, right["verb"], reduction="none")
    kind = functional.cross_entropy(verdict.kind, right["kind"], reduction="none", ignore_index=UNTOLD)
    return (
        addressed + 0.5 * _mean(clear, placed) + _mean(verb, right["addressed"])
        + 0.3 * _mean(kind, asked * (right["kind"] != UNTOLD))
        + _mean(_pointer(verdict.pointer, right["meant"], there), placed)
        + _tags(verdict.tags, right["tags"])
    )  # fmt: skip


def _pointer(pointer: Tensor, meant: Tensor, there: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(pointer, meant, reduction="none")
    # As much weight on the few that are meant as on all the others.
    others = (1 - meant) * there
    many = others.sum(dim=1, keepdim=True)
    share = meant / meant.sum(dim=1, keepdim=True).clamp(min=1)
    share = share + others / many.clamp(min=1) * torch.log2(2 + many)
    return (each * share).sum(dim=1)


def _tags(tags: Tensor, right: Tensor) -> Tensor:
    each = functional.cross_entropy(tags.transpose(1, 2), right, reduction="none", ignore_index=UNTOLD)
    return _mean(each, (right != UNTOLD).float())


def echo_loss(echoed: Tensor, vectors: Tensor) -> Tensor:
    """How far from what a sentence encoder says of the same sentences: 1 less the cosine."""
    return (1 - functional.cosine_similarity(echoed, vectors, dim=1)).mean()


def _mean(values: Tensor, counts: Tensor) -> Tensor:
    return (values * counts).sum() / counts.sum().clamp(min=1)
