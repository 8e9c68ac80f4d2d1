"""Acyclic word automata, built from the right and shared wherever two ends are alike.

A node is what may still come: a set of (label, next node) arcs and whether it may stop here.
Equal nodes are one node, so a list of a thousand names that ends in the same way in twenty
templates exists once. No sentence is ever written out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from assistant.errors import GrammarError

DEAD = 0  # nothing can follow, not even the end
END = 1  # the end of a sentence

Label = TypeVar("Label", bound=Hashable)


class Automaton(Generic[Label]):
    """Nodes by number. ``limit`` is the most nodes it holds before it gives up with GrammarError."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._nodes: list[tuple[frozenset[tuple[Label, int]], bool]] = []
        self._numbers: dict[tuple[frozenset[tuple[Label, int]], bool], int] = {}
        self._merged: dict[frozenset[int], int] = {}
        self.node((), accepting=False)
        self.node((), accepting=True)

    def __len__(self) -> int:
        return len(self._nodes)

    def node(self, arcs: Iterable[tuple[Label, int]], *, accepting: bool) -> int:
        """The node with these arcs; arcs that lead nowhere are dropped."""
        key = (frozenset(arc for arc in arcs if arc[1] != DEAD), accepting)
        number = self._numbers.get(key)
        if number is None:
            if len(self._nodes) >= self._limit:
                raise GrammarError(
                    f"the sentences need a grammar of more than {self._limit} nodes: "
                    "use fewer devices, aliases or custom sentences"
                )
            number = self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return number

    def arcs(self, node: int) -> frozenset[tuple[Label, int]]:
        """What may come next."""
        return self._nodes[node][0]

    def accepts(self, node: int) -> bool:
        """True if a sentence may end here."""
        return self._nodes[node][1]

    def prefix(self, label: Label, after: int) -> int:
        """The node that has exactly this one way on."""
        return self.node(((label, after),), accepting=False)

    def union(self, nodes: Iterable[int]) -> int:
        """The node that can go any of these ways."""
        members = frozenset(nodes) - {DEAD}
        if len(members) < 2:
            return next(iter(members), DEAD)
        merged = self._merged.get(members)
        if merged is None:
            arcs = {arc for node in members for arc in self.arcs(node)}
            merged = self.node(arcs, accepting=any(self.accepts(node) for node in members))
            self._merged[members] = merged
        return merged


def determinize(source: Automaton[Label], start: int, *, limit: int) -> tuple[Automaton[Label], int]:
    """The same sentences with at most one arc a label from any node, and no two equal nodes.

    This is the smallest such automaton, since nodes are built from the right.
    """
    target: Automaton[Label] = Automaton(limit)
    done: dict[int, int] = {}

    def visit(node: int) -> int:
        known = done.get(node)
        if known is None:
            ways: dict[Label, set[int]] = {}
            for label, after in source.arcs(node):
                ways.setdefault(label, set()).add(after)
            arcs = [(label, visit(source.union(after))) for label, after in ways.items()]
            known = done[node] = target.node(arcs, accepting=source.accepts(node))
        return known

    return target, visit(start)
