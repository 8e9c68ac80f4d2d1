"""How far a verdict is from what is right."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from models.fusion.network import Verdict


def verdict_loss(verdict: Verdict, right: Mapping[str, Tensor], there: Tensor) -> Tensor:
    """Sum of four: meant for us, clear which, what, and which things, the last two only where something is
    meant. A scene's things count together as much as another's, however many its home has."""
    addressed = functional.binary_cross_entropy_with_logits(verdict.addressed, right["addressed"])
    some = right["meant"].amax(dim=1)
    clear = _mean(
        functional.binary_cross_entropy_with_logits(verdict.clear, right["clear"], reduction="none"), some
    )
    verb = _mean(functional.cross_entropy(verdict.verb, right["verb"], reduction="none"), right["addressed"])
    each = functional.binary_cross_entropy_with_logits(verdict.pointer, right["meant"], reduction="none")
    # As much weight on the few that are meant as on all the others.
    meant = right["meant"]
    others = (1 - meant) * there
    share = meant / meant.sum(dim=1, keepdim=True).clamp(min=1) + others / others.sum(
        dim=1, keepdim=True
    ).clamp(min=1) * torch.log2(2 + others.sum(dim=1, keepdim=True))
    pointer = _mean((each * share).sum(dim=1), some)
    return addressed + 0.5 * clear + verb + pointer


def _mean(values: Tensor, counts: Tensor) -> Tensor:
    return (values * counts).sum() / counts.sum().clamp(min=1)
