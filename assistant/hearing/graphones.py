"""Pronunciations of unknown words by a joint n-gram model of letters and phones.

A graphone is one or two letters with the phones they say ("x" with K S). The model is a back-off
n-gram of graphones; a beam search over the letters gives the likeliest pronunciations. The file is
LZMA's; `pack` says what is inside.
"""

from __future__ import annotations

import json
import lzma
import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.inference import find

WINDOW = 2 << 20  # bytes; the whole table is smaller
NAME = "g2p"
BEAM = 24  # partial pronunciations kept at each letter; 48 were no better on the development words
NARROW = 9.0  # nats below the best at which a partial pronunciation is given up
_LARGEST = 64 << 20  # bytes unpacked
_FLOOR = -99.0  # log probability of what cannot be

Graphone = tuple[str, tuple[str, ...]]
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Table:
    """A pruned back-off model. Nodes are n-grams: node 0 is empty, then length by length, sorted.

    ``graphones`` are sorted; word 0 is the end mark, 1 the start mark, graphone i is word i + 2.
    """

    graphones: tuple[Graphone, ...]
    sizes: tuple[int, ...]  # nodes of each length, from 0 (one node)
    children: npt.NDArray[np.uint16]  # [nodes] how many n-grams extend this one
    words: npt.NDArray[np.uint16]  # [nodes] last word
    probs: Codes  # [nodes] quantised: log probability is -code * step
    weights: Codes  # [nodes with children, in order] quantised likewise, as -(code - 128) * step
    step: float  # nats


@dataclass(frozen=True)
class Guess:
    """One pronunciation; ``share`` is its part of the probability of all that were found."""

    phones: str
    share: float


def pack(table: Table) -> bytes:
    """A JSON line, then the arrays one after the other, little-endian, 16-bit ones byte by byte."""
    head = {
        "step": table.step,
        "sizes": table.sizes,
        "graphones": [f"{letters} {' '.join(phones)}" for letters, phones in table.graphones],
    }
    wide = (np.concatenate([a & 255, a >> 8]).astype(np.uint8) for a in (table.children, table.words))
    body = b"".join(array.tobytes() for array in (*wide, table.probs, table.weights))
    # Unpacking reserves the window whole: preset 9's own 64 MB would be half of the daemon's memory.
    filters = [
        {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0,
         "dict_size": WINDOW}
    ]  # fmt: skip
    return lzma.compress(json.dumps(head).encode() + b"\n" + body, lzma.FORMAT_XZ, filters=filters)


def unpack(content: bytes) -> Table:
    """The table of a file's content. Raises ValueError, KeyError, LZMAError or EOFError for what is none."""
    unpacker = lzma.LZMADecompressor()
    data = unpacker.decompress(content, _LARGEST)
    if not unpacker.eof:
        raise ValueError("cut off or too large")
    line, _, body = data.partition(b"\n")
    head = json.loads(line)
    pieces = [entry.split(" ") for entry in head["graphones"]]
    graphones = tuple((piece[0], tuple(phone for phone in piece[1:] if phone)) for piece in pieces)
    size = sum(head["sizes"])
    codes = np.frombuffer(body, np.uint8)
    if len(codes) < 5 * size:
        raise ValueError("shorter than its own header says")
    low, high, words_low, words_high, probs = codes[: 5 * size].astype(np.uint16).reshape(5, size)
    return Table(
        graphones,
        tuple(head["sizes"]),
        (low | high << 8).astype(np.uint16),
        (words_low | words_high << 8).astype(np.uint16),
        probs.astype(np.uint8),
        codes[5 * size :],
        float(head["step"]),
    )


class GraphoneModel:
    """Says words. Plain letters a-z only; see `assistant.hearing.g2p` for what else a word has."""

    def __init__(self, table: Table) -> None:
        self._phones = [(), (), *(phones for _, phones in table.graphones)]
        counts = table.children.astype(np.int64)
        first = np.cumsum(counts) - counts + 1  # nodes are in order, so children stand side by side
        self._first = _held("i", np.append(first, len(counts)))
        self._words = _held("i", table.words)
        self._probs = _held("f", table.probs * -table.step)
        weights = np.zeros(len(counts))
        weights[counts > 0] = (table.weights.astype(float) - 128) * -table.step
        self._weights = _held("f", weights)
        self._shorter = _held("i", _shorter(table, counts, first))
        self._spans: dict[str, tuple[int, int]] = {}
        for word, (letters, _) in enumerate(table.graphones, start=2):
            self._spans[letters] = self._spans.get(letters, (word, 0))[0], word + 1
        self._start = self._child(0, 1)

    @classmethod
    def load(cls, folder: Path | None = None) -> GraphoneModel:
        """The model that ships. Raises ModelError if it is missing or damaged."""
        artifact = find(NAME, folder)
        try:
            return cls(unpack(artifact.file.read_bytes()))
        except (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, lzma.LZMAError) as error:
            raise ModelError(
                f"model '{NAME}': {artifact.file} cannot be read ({error}): reinstall it"
            ) from error

    def guesses(self, word: str, most: int = 2) -> tuple[Guess, ...]:
        """The likeliest pronunciations of a word, best first; () if a letter is not of a-z."""
        stacks: list[dict[tuple[int, tuple[str, ...]], float]] = [{} for _ in range(len(word) + 1)]
        stacks[0][self._start, ()] = 0.0
        for at in range(len(word)):
            best = _best(stacks[at])
            for size in (1, 2):
                span = self._spans.get(word[at : at + size])
                if span and at + size <= len(word):
                    self._extend(best, span, stacks[at + size])
        ended: dict[tuple[int, tuple[str, ...]], float] = {}
        self._extend(_best(stacks[-1]), (0, 1), ended)
        said: dict[str, float] = {}
        for (_, phones), score in ended.items():
            if phones:
                said[" ".join(phones)] = said.get(" ".join(phones), 0.0) + math.exp(score)
        whole = sum(said.values())
        order = sorted(said, key=lambda phones: -said[phones])[:most]
        return tuple(Guess(phones, said[phones] / whole) for phones in order) if whole else ()

    def _extend(
        self,
        best: Sequence[tuple[tuple[int, tuple[str, ...]], float]],
        span: tuple[int, int],
        into: dict[tuple[int, tuple[str, ...]], float],
    ) -> None:
        """Every graphone of a span of words after every partial pronunciation, by backing off."""
        first, words, probs, phones = self._first, self._words, self._probs, self._phones
        low, high = span
        for (node, said), score in best:
            seen: set[int] = set()
            while True:
                end = first[node + 1]
                child = bisect_left(words, low, first[node], end)
                while child < end and words[child] < high:
                    word = words[child]
                    if word not in seen:
                        seen.add(word)
                        key = self._state(child), said + phones[word]
                        new, old = score + probs[child], into.get(key)
                        into[key] = new if old is None else _add(new, old)
                    child += 1
                if not node or len(seen) == high - low:
                    break
                score += self._weights[node]
                node = self._shorter[node]

    def _state(self, node: int) -> int:
        """The longest end of this n-gram that anything was seen after."""
        while node and self._first[node] == self._first[node + 1]:
            node = self._shorter[node]
        return node

    def _child(self, node: int, word: int) -> int:
        child = bisect_left(self._words, word, self._first[node], self._first[node + 1])
        return child if child < self._first[node + 1] and self._words[child] == word else 0


def _held(code: str, values: npt.NDArray[Any]) -> array[Any]:
    """As quick to look into one by one as a list, in a seventh of its memory: 6 MB in all instead of 50."""
    return array(code, values.astype(np.dtype(code)).tobytes())


def _shorter(
    table: Table, counts: npt.NDArray[np.int64], first: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """For each node the node of the same n-gram without its first word."""
    vocabulary = len(table.graphones) + 2
    parent = np.repeat(np.arange(len(counts)), counts)  # of nodes 1, 2, ...
    keys = parent * vocabulary + table.words[1:]
    shorter = np.zeros(len(counts), np.int64)
    ends = np.cumsum(table.sizes)
    for begin, end in pairwise(ends[1:]):
        nodes = np.arange(begin, end)
        wanted = shorter[parent[nodes - 1]] * vocabulary + table.words[nodes]
        shorter[nodes] = np.searchsorted(keys, wanted) + 1
    return shorter


def _best(
    stack: dict[tuple[int, tuple[str, ...]], float],
) -> list[tuple[tuple[int, tuple[str, ...]], float]]:
    order = sorted(stack.items(), key=lambda item: -item[1])[:BEAM]
    return [item for item in order if item[1] > order[0][1] - NARROW]


def _add(one: float, other: float) -> float:
    high, low = (one, other) if one > other else (other, one)
    return high + math.log1p(math.exp(low - high))
