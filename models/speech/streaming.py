"""The student as a step: some rows and a state in, some outputs and the next state out.

The same weights and, row by row, the same numbers as `network.Student` over the whole sound; a test
holds that. A block that looks ahead gives its output late by so much and its state is what it has
seen last, so any number of outputs may be asked for at once.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.hearing.features import FEATURES
from models.speech.network import PATCH, STRIDE, Block, Student


class StreamingStudent(nn.Module):
    """``forward(rows [1, 3 n, 41], state, seen [1])`` for n outputs, ``state`` as of `first_state`.

    ``seen``: how many outputs were asked for before. Output i of a stream belongs to output
    ``i - delay`` of the whole sound; the first ``delay`` ones mean nothing.
    """

    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student = student
        self.delay = sum(student.shape.ahead)

    def first_state(self) -> tuple[Tensor, Tensor]:
        """(rows the next patch sees again [1, 6, 41], inputs of all blocks [blocks, width, kernel - 1])."""
        shape = self.student.shape
        return (
            torch.zeros(1, PATCH - STRIDE, FEATURES),
            torch.zeros(len(shape.ahead), shape.width, shape.kernel - 1),
        )

    def forward(
        self, rows: Tensor, kept: Tensor, inputs: Tensor, seen: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(log probabilities [1, n, 40], next ``kept``, next ``inputs``)."""
        rows = torch.cat([kept, rows], 1)
        groups = rows.reshape(1, -1, STRIDE, FEATURES)
        count = groups.shape[1] - 2
        patches = torch.cat([groups[:, :count], groups[:, 1 : count + 1], groups[:, 2:]], 2)
        x = self.student.front(patches.transpose(2, 3))
        at = torch.arange(count)[None, :, None] + seen
        late = 0
        following = []
        for number, block in enumerate(self.student.blocks):
            assert isinstance(block, Block)  # noqa: S101 - for the type checker
            padded = torch.cat([inputs[number : number + 1], x.transpose(1, 2)], 2)
            following.append(padded[:, :, -(block.kernel - 1) :])
            late += block.ahead
            own = padded[:, :, block.kernel - 1 - block.ahead : block.kernel - 1 - block.ahead + count]
            # What lies before the beginning is zero in training, so it has to be here.
            x = (own.transpose(1, 2) + block.branch(padded)) * (at >= late).to(x.dtype)
        logs = functional.log_softmax(self.student.head(self.student.norm(x)), dim=-1)
        return logs, rows[:, -(PATCH - STRIDE) :], torch.cat(following, 0)
