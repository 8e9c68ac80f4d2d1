"""Attention over rows of which some are not there, and Transformer layers made of it (Vaswani et al. 2017).

Normalised before each step (Xiong et al. 2020). Sequences may be all padding: whoever looks at nothing sees
zeros.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

EXPAND = 3  # of the feed-forward step
LOST = 0.05  # share of its hidden numbers that training leaves out


class Attention(nn.Module):
    """Rows [b, q, d] look at rows [b, k, d]; ``there`` [b, k] is 1 where a row is one."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width, bias=False)
        self.value, self.out = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, rows: Tensor, others: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """What they see [b, q, d], and where they looked [b, q, k], mean of the heads."""
        query, key, value = self.query(rows), self.key(others), self.value(others)
        query, key, value = self._apart(query), self._apart(key), self._apart(value)
        logits = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
        absent = (1.0 - there)[:, None, None, :]
        # Shares are cut, not only made small: where nobody is there all of them are 0.
        share = (logits - 1e4 * absent).softmax(dim=3) * (1.0 - absent)
        seen = (share @ value).transpose(1, 2).flatten(2)
        return self.out(seen), share.mean(dim=1)

    def _apart(self, rows: Tensor) -> Tensor:
        batch, count, width = rows.shape
        return rows.reshape(batch, count, self.heads, width // self.heads).transpose(1, 2)


class Feed(nn.Module):
    """The step that each row takes alone."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        wide = EXPAND * width
        self.body = nn.Sequential(nn.Linear(width, wide), nn.ReLU(), nn.Dropout(LOST), nn.Linear(wide, width))

    def forward(self, rows: Tensor) -> Tensor:
        """[b, n, d] to the same."""
        out: Tensor = rows + self.body(self.norm(rows))
        return out


class SelfLayer(nn.Module):
    """Rows of one kind look at each other."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm, self.look = nn.LayerNorm(width), Attention(width, heads)
        self.feed = Feed(width)

    def forward(self, rows: Tensor, there: Tensor) -> Tensor:
        """[b, n, d] to the same."""
        normed = self.norm(rows)
        out: Tensor = self.feed(rows + self.look(normed, normed, there)[0])
        return out


class CrossLayer(nn.Module):
    """Rows look at those of several other kinds, each through a gate of its own that opens as far as that
    kind helps (Alayrac et al. 2022, Flamingo); a kind that is absent adds nothing."""

    def __init__(self, width: int, heads: int, kinds: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(kinds))
        self.looks = nn.ModuleList(Attention(width, heads) for _ in range(kinds))
        self.gates = nn.ModuleList(nn.Linear(width, width) for _ in range(kinds))
        self.feed = Feed(width)

    def forward(self, rows: Tensor, others: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, list[Tensor]]:
        """[b, n, d] to the same, and where they looked, one [b, n, k] a kind."""
        normed, seen, looked = self.norm(rows), rows, []
        for (other, there), norm, look, gate in zip(others, self.norms, self.looks, self.gates, strict=True):
            found, share = look(normed, norm(other), there)
            seen = seen + torch.sigmoid(gate(normed)) * found * there.amax(dim=1)[:, None, None]
            looked.append(share)
        return self.feed(seen), looked
