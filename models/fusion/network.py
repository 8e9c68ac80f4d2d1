"""The network that decides what was meant: one encoder a modality, a fusion layer, one set of outputs.

A fusion layer makes of words, sights, things and the moment a `Fused`. `variants` has three kinds of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.understanding.grams import BUCKETS
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.shown import (
    KINDS,
    MOMENT_FEATURES,
    SIGHT_FEATURES,
    THING_FEATURES,
    WORD_FEATURES,
)
from models.fusion.attention import SelfLayer

VERBS, TAGS = len(Verb), len(Tag)
LETTERS = 48  # width of a gram's vector
HEADS = 4
SENTENCE = 384  # width of the sentence encoder's vectors that the words are taught to tell
LOST = 0.1  # share of words and of hidden numbers that training leaves out


@dataclass(frozen=True)
class Rows:
    """``rows`` [b, n, d] and which of them are ``there`` [b, n], 1 or 0."""

    rows: Tensor
    there: Tensor


@dataclass(frozen=True)
class Fused:
    """What is known of the ``moment`` [b, d], of each of the ``things`` [b, t, d] and ``words`` [b, w, d];
    ``looked``: where things looked among words [b, t, w]."""

    moment: Tensor
    things: Tensor
    words: Tensor
    looked: Tensor


@dataclass(frozen=True)
class Verdict:
    """Logits: ``addressed`` [b] (meant for us), ``clear`` [b] (it can be told which things), ``verb``
    [b, VERBS], ``kind`` [b, KINDS] of things, ``pointer`` [b, t] a thing, ``tags`` [b, w, TAGS]. ``looked``:
    as in `Fused`."""

    addressed: Tensor
    clear: Tensor
    verb: Tensor
    kind: Tensor
    pointer: Tensor
    tags: Tensor
    looked: Tensor


class Letters(nn.Module):
    """Vectors of words and names from their grams."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(BUCKETS, LETTERS, padding_idx=0)

    def forward(self, buckets: Tensor) -> Tensor:
        """[..., n] to [..., LETTERS]: the mean of those that are there."""
        there = (buckets > 0).float().unsqueeze(-1)
        summed: Tensor = (self.table(buckets) * there).sum(dim=-2)
        return summed / there.sum(dim=-2).clamp(min=1.0)


class TextEncoder(nn.Module):
    """Words of all hypotheses; each sees the others."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.enter = nn.Linear(LETTERS + WORD_FEATURES, width)
        self.near = nn.Linear(3 * width, width)  # a word and its neighbours: order, cheaply
        self.layers = nn.ModuleList(SelfLayer(width, HEADS) for _ in range(layers))
        self.lost = nn.Dropout1d(LOST)  # whole words

    def forward(self, letters: Tensor, features: Tensor, there: Tensor) -> Rows:
        """[b, w, LETTERS], [b, w, WORD_FEATURES] to rows."""
        letters = self.lost(letters)
        rows = self.enter(torch.cat((letters, features), dim=2)) * there.unsqueeze(2)
        before, after = functional.pad(rows, (0, 0, 1, 0))[:, :-1], functional.pad(rows, (0, 0, 0, 1))[:, 1:]
        rows = rows + torch.relu(self.near(torch.cat((before, rows, after), dim=2)))
        for layer in self.layers:
            rows = layer(rows, there)
        return Rows(rows, there)


class ImageEncoder(nn.Module):
    """What cameras saw: a row a camera and a row a hand."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.enter = nn.Linear(SIGHT_FEATURES + LETTERS, width)
        self.layers = nn.ModuleList(SelfLayer(width, HEADS) for _ in range(layers))

    def forward(self, sights: Tensor, areas: Tensor, there: Tensor) -> Rows:
        """[b, s, SIGHT_FEATURES], [b, s, LETTERS] to rows."""
        rows = self.enter(torch.cat((sights, areas), dim=2))
        for layer in self.layers:
            rows = layer(rows, there)
        return Rows(rows, there)


class SensorEncoder(nn.Module):
    """The home: a row an area and a row a device; those of one home see each other."""

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.enter = nn.Linear(THING_FEATURES + 2 * LETTERS, width)
        self.layers = nn.ModuleList(SelfLayer(width, HEADS) for _ in range(layers))

    def forward(self, things: Tensor, names: Tensor, areas: Tensor, there: Tensor) -> Rows:
        """[b, t, THING_FEATURES], twice [b, t, LETTERS] to rows."""
        rows = self.enter(torch.cat((things, names, areas), dim=2))
        for layer in self.layers:
            rows = layer(rows, there)
        return Rows(rows, there)


class OutputLayer(nn.Module):
    """Logits from what is known of the moment, of each thing and of each word."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.thing_norm, self.word_norm = (nn.LayerNorm(width) for _ in range(3))
        self.moment = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Dropout(LOST), nn.Linear(width, 2 + VERBS + len(KINDS))
        )
        self.asked, self.own = nn.Linear(width, width), nn.Linear(width, width)
        self.bias, self.tags = nn.Linear(width, 1), nn.Linear(width, TAGS)

    def forward(self, fused: Fused) -> Verdict:
        """A thing's logit is how well it fits what the moment asks for."""
        moment, things = self.norm(fused.moment), self.thing_norm(fused.things)
        told = self.moment(moment)
        match = (self.own(things) * self.asked(moment).unsqueeze(1)).sum(dim=2) / things.shape[2] ** 0.5
        pointer = match + self.bias(things).squeeze(2)
        verb, kind = told[:, 2 : 2 + VERBS], told[:, 2 + VERBS :]
        tags = self.tags(self.word_norm(fused.words))
        return Verdict(told[:, 0], told[:, 1], verb, kind, pointer, tags, fused.looked)


class MultimodalModel(nn.Module):
    """All of it. Every tensor may hold rows that are only padding; a modality of none but these is absent."""

    def __init__(self, text_encoder: TextEncoder, image_encoder: ImageEncoder, sensor_encoder: SensorEncoder,
                 fusion_layer: nn.Module, output_layer: OutputLayer, width: int) -> None:  # fmt: skip
        super().__init__()
        self.letters = Letters()
        self.text_encoder, self.image_encoder = text_encoder, image_encoder
        self.sensor_encoder, self.fusion_layer = sensor_encoder, fusion_layer
        self.output_layer = output_layer
        self.enter = nn.Linear(MOMENT_FEATURES, width)
        self.echo = nn.Linear(width, SENTENCE)  # only teaches the words: it does not ship

    def forward(self, words: Tensor, word_features: Tensor, sights: Tensor, sight_areas: Tensor,
                names: Tensor, areas: Tensor, things: Tensor, moment: Tensor,
                words_there: Tensor, sights_there: Tensor, things_there: Tensor) -> Verdict:  # fmt: skip
        """Arrays of `assistant.understanding.shown.Shown`, in batches, and which of their rows are there."""
        said = self.text_encoder(self.letters(words), word_features, words_there)
        seen = self.image_encoder(sights, self.letters(sight_areas), sights_there)
        home = self.sensor_encoder(things, self.letters(names), self.letters(areas), things_there)
        fused: Fused = self.fusion_layer(said, seen, home, self.enter(moment))
        verdict: Verdict = self.output_layer(fused)
        return verdict

    def echoed(self, words: Tensor, word_features: Tensor, words_there: Tensor) -> Tensor:
        """What a sentence encoder would make of sentences, by their words alone [b, SENTENCE]."""
        said: Rows = self.text_encoder(self.letters(words), word_features, words_there)
        summed = (said.rows * said.there.unsqueeze(2)).sum(dim=1)
        told: Tensor = self.echo(summed / said.there.sum(dim=1, keepdim=True).clamp(min=1.0))
        return told


def parameters(net: nn.Module) -> int:
    """How many numbers ship."""
    return sum(p.numel() for name, p in net.named_parameters() if not name.startswith("echo."))
