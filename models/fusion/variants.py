"""Three ways to fuse under one interface, compared at equal size: `Early` (all rows in one stack of
self-attention), `Late` (each modality judges alone, judgements are weighed), `Hybrid` (each modality looks at
itself, then words, sights and things look at one another through gates; late votes are added)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from models.fusion.attention import CrossLayer, SelfLayer
from models.fusion.network import (
    HEADS,
    Fused,
    ImageEncoder,
    MultimodalModel,
    OutputLayer,
    Rows,
    SensorEncoder,
    TextEncoder,
)

WIDTH = 80


class Early(nn.Module):
    """All rows in one stack: each sees all the others from the start."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.kinds = nn.Parameter(0.02 * torch.randn(4, width))
        self.layers = nn.ModuleList(SelfLayer(width, HEADS) for _ in range(layers))

    def forward(self, words: Rows, sights: Rows, things: Rows, moment: Tensor) -> Fused:
        """See `network`."""
        parts = (moment.unsqueeze(1), things.rows, words.rows, sights.rows)
        rows = torch.cat([part + kind for part, kind in zip(parts, self.kinds, strict=True)], dim=1)
        one = torch.ones_like(moment[:, :1])
        there = torch.cat((one, things.there, words.there, sights.there), dim=1)
        for layer in self.layers:
            rows = layer(rows, there)
        count, spoken = things.rows.shape[1], words.rows.shape[1]
        own, said = rows[:, 1 : 1 + count], rows[:, 1 + count : 1 + count + spoken]
        return Fused(rows[:, 0], own, said, _nowhere(things, words))


class Late(nn.Module):
    """Each modality judges alone, of the moment and of each thing; judgements are weighed by how much each
    says of itself, and summed: a product of experts (Hinton 2002)."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(CrossLayer(width, HEADS, 1) for _ in range(2 * layers))
        self.moments = nn.ModuleList(CrossLayer(width, HEADS, 1) for _ in range(3))
        self.weights = nn.ModuleList(nn.Linear(width, 1) for _ in range(6))

    def forward(self, words: Rows, sights: Rows, things: Rows, moment: Tensor) -> Fused:
        """See `network`."""
        half = len(self.layers) // 2
        by_words, by_sights, looked = things.rows, things.rows, _nowhere(things, words)
        for layer in self.layers[:half]:
            by_words, (looked,) = layer(by_words, [(words.rows, words.there)])
        for layer in self.layers[half:]:
            by_sights, _ = layer(by_sights, [(sights.rows, sights.there)])
        judged = [things.rows, by_words, by_sights]
        shares = [torch.sigmoid(weigh(rows)) for weigh, rows in zip(self.weights[:3], judged, strict=True)]
        fused = sum(share * rows for share, rows in zip(shares, judged, strict=True))
        moments = [
            layer(moment.unsqueeze(1), [(part.rows, part.there)])[0][:, 0]
            for layer, part in zip(self.moments, (things, words, sights), strict=True)
        ]
        shares = [torch.sigmoid(weigh(rows)) for weigh, rows in zip(self.weights[3:], moments, strict=True)]
        whole = sum(share * rows for share, rows in zip(shares, moments, strict=True))
        return Fused(torch.as_tensor(whole), torch.as_tensor(fused), words.rows, looked)


class Hybrid(nn.Module):
    """Words look at things and sights, things at words and sights, the moment at all three, through gates;
    what each thing was by itself votes once more at the end."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.words = nn.ModuleList(CrossLayer(width, HEADS, 2) for _ in range(layers - 1))
        self.things = nn.ModuleList(CrossLayer(width, HEADS, 2) for _ in range(layers))
        self.moment = CrossLayer(width, HEADS, 3)
        self.vote = nn.Linear(width, width)

    def forward(self, words: Rows, sights: Rows, things: Rows, moment: Tensor) -> Fused:
        """See `network`."""
        seen, said, home = (sights.rows, sights.there), words.rows, things.rows
        looked = _nowhere(things, words)
        for number, layer in enumerate(self.things):
            before = home
            home, (looked, _) = layer(home, [(said, words.there), seen])
            if number < len(self.words):
                said, _ = self.words[number](said, [(before, things.there), seen])
        whole, _ = self.moment(moment.unsqueeze(1), [(said, words.there), seen, (home, things.there)])
        return Fused(whole[:, 0], home + self.vote(things.rows), said, looked)


def _nowhere(things: Rows, words: Rows) -> Tensor:
    return things.rows[..., :1] * words.rows[..., 0].unsqueeze(1) * 0.0


def early(width: int = WIDTH) -> MultimodalModel:
    """At the size of the others."""
    return _model(width, Early(width, 7), (1, 1, 1))


def late(width: int = WIDTH) -> MultimodalModel:
    """At the size of the others."""
    return _model(width, Late(width, 1), (2, 1, 1))


def hybrid(width: int = WIDTH) -> MultimodalModel:
    """The one that ships."""
    return _model(width, Hybrid(width, 2), (1, 1, 1))


VARIANTS: dict[str, Callable[[int], MultimodalModel]] = {"early": early, "late": late, "hybrid": hybrid}


def _model(width: int, fusion: nn.Module, layers: tuple[int, int, int]) -> MultimodalModel:
    words, sights, things = layers
    encoders = TextEncoder(width, words), ImageEncoder(width, sights), SensorEncoder(width, things)
    return MultimodalModel(*encoders, fusion, OutputLayer(width), width)
