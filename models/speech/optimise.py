"""Steps of training: Muon for the linear layers of the blocks, AdamW for the rest, in several processes.

Muon (Jordan et al. 2024) makes a step's matrix orthogonal before it is taken, so that all directions
of a layer are learned at like speed. Its five products of matrices are shared out: each process works
for its own matrices, and all exchange the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed
from torch import Tensor, nn


@dataclass(frozen=True)
class Place:
    """One of several processes that train together, on one thread each; the first writes and looks."""

    rank: int = 0
    world: int = 1

    def mean(self, student: nn.Module) -> None:
        """Make the gradients those of all processes together."""
        if self.world == 1:
            return
        grads = [p.grad for p in student.parameters() if p.grad is not None]
        flat = torch.cat([g.flatten() for g in grads]) / self.world
        torch.distributed.all_reduce(flat)
        for grad, part in zip(grads, torch.split(flat, [g.numel() for g in grads]), strict=True):
            grad.copy_(part.view_as(grad))

    def exchange(self, matrices: list[Tensor]) -> None:
        """Give every process matrix i as process ``i % world`` has it."""
        if self.world == 1:
            return
        mine = [m if i % self.world == self.rank else torch.zeros_like(m) for i, m in enumerate(matrices)]
        flat = torch.cat([m.flatten() for m in mine])
        torch.distributed.all_reduce(flat)
        for matrix, part in zip(matrices, torch.split(flat, [m.numel() for m in matrices]), strict=True):
            matrix.copy_(part.view_as(matrix))

    def agrees(self, over: bool) -> bool:
        """Whether any process says that it is over."""
        if self.world == 1:
            return over
        said = torch.tensor([float(over)])
        torch.distributed.all_reduce(said)
        return bool(said.item() > 0)


class Optimiser:
    """Both optimisers over one network; ``decay`` is AdamW's and Muon's weight decay."""

    def __init__(self, student: nn.Module, decay: float, place: Place | None = None) -> None:
        self._place = place or Place()
        named = list(student.named_parameters())
        self._matrices = [p for name, p in named if p.ndim == 2 and name.startswith("blocks.")]
        taken = {id(p) for p in self._matrices}
        rest = [p for _, p in named if id(p) not in taken]
        self._adam = torch.optim.AdamW(rest, weight_decay=decay, betas=(0.9, 0.98), fused=True)
        own = self._matrices[self._place.rank :: self._place.world]
        self._muon = torch.optim.Muon(own, weight_decay=decay, adjust_lr_fn="match_rms_adamw")

    def step(self, rate: float) -> None:
        """Take a step along the gradients, which are all processes' together, and forget them."""
        for optimiser in (self._adam, self._muon):
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
        with torch.no_grad():
            self._place.exchange([p.data for p in self._matrices])
        for parameter in self._matrices:
            parameter.grad = None
        self._adam.zero_grad(set_to_none=True)

    def state_dict(self) -> dict[str, Any]:
        """Of AdamW. Muon remembers twenty steps, each process its own: that is left out."""
        return self._adam.state_dict()

    def load_state_dict(self, held: dict[str, Any]) -> None:
        """What `state_dict` gave."""
        self._adam.load_state_dict(held)
