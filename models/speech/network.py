"""The student: a streaming stack of depthwise convolutions that turns log-mel rows into phones.

ConvNeXt-like blocks (Liu et al. 2022) made causal with a bounded look-ahead, in the manner of
Jasper/QuartzNet and MatchboxNet (Kriman et al. 2020). One output a 30 ms, trained with CTC.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.hearing.features import BANDS
from assistant.hearing.phones import OUTPUTS

STRIDE = 3  # feature rows an output: 30 ms
PATCH = 9  # feature rows an output sees directly
AHEAD = 4  # of them after the output's own row


@dataclass(frozen=True)
class StudentShape:
    """Sizes. ``ahead``: outputs each block looks ahead; their sum times 30 ms, plus 40 ms, is the delay."""

    width: int = 256
    hidden: int = 768
    kernel: int = 15
    ahead: tuple[int, ...] = (1, 1, 1, 1, 1, 1, 1, 1)

    @property
    def look_ahead_ms(self) -> int:
        """How much later than the sound an output can be known."""
        return sum(self.ahead) * STRIDE * 10 + AHEAD * 10


class Front(nn.Module):
    """Patches of 9 rows less their mean, to [batch, outputs, width]. Sets the level apart."""

    def __init__(self, shape: StudentShape) -> None:
        super().__init__()
        self.bands = nn.Linear(PATCH * BANDS, shape.width)
        self.level = nn.Linear(PATCH, shape.width, bias=False)
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, patches: Tensor) -> Tensor:
        """[batch, outputs, 41, 9] to [batch, outputs, width]."""
        bands = patches[:, :, :BANDS].flatten(2)
        level = patches[:, :, BANDS]
        bands = (bands - bands.mean(2, keepdim=True)) * 0.3  # log-mel of speech spreads by about 3
        out: Tensor = self.norm(functional.relu(self.bands(bands) + self.level(level * 0.2)))
        return out


class Block(nn.Module):
    """Depthwise convolution over time, then two linear layers, beside a residual."""

    def __init__(self, shape: StudentShape, ahead: int) -> None:
        super().__init__()
        self.kernel, self.ahead = shape.kernel, ahead
        self.depthwise = nn.Conv1d(shape.width, shape.width, shape.kernel, groups=shape.width)
        self.norm = nn.LayerNorm(shape.width)
        self.up = nn.Linear(shape.width, shape.hidden)
        self.down = nn.Linear(shape.hidden, shape.width)
        self.scale = nn.Parameter(torch.full((shape.width,), 0.3))

    def forward(self, x: Tensor) -> Tensor:
        """[batch, time, width] to the same, ``ahead`` steps of the future seen."""
        padded = functional.pad(x.transpose(1, 2), (self.kernel - 1 - self.ahead, self.ahead))
        return x + self.branch(padded)

    def branch(self, padded: Tensor) -> Tensor:
        """[batch, width, time + kernel - 1] to what the block adds, [batch, time, width]."""
        mixed = self.norm(self.depthwise(padded).transpose(1, 2))
        out: Tensor = self.down(functional.relu(self.up(mixed))) * self.scale
        return out


class Student(nn.Module):
    """Log-mel rows to log probabilities of blank and 39 phones."""

    def __init__(self, shape: StudentShape | None = None) -> None:
        super().__init__()
        self.shape = shape or StudentShape()
        self.front = Front(self.shape)
        self.blocks = nn.ModuleList(Block(self.shape, ahead) for ahead in self.shape.ahead)
        self.norm = nn.LayerNorm(self.shape.width)
        self.head = nn.Linear(self.shape.width, OUTPUTS)

    def forward(self, rows: Tensor) -> Tensor:
        """[batch, rows, 41] to log probabilities [batch, outputs, 40]; output t is centred on row 3 t + 4."""
        x = self.front(rows.unfold(1, PATCH, STRIDE))
        for block in self.blocks:
            x = block(x)
        return functional.log_softmax(self.head(self.norm(x)).float(), dim=-1)
