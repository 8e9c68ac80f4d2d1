"""A grammar spelled in phones: one tree of pronunciations at each of its states.

At a state all words that may come next share the phones they begin with, so a thousand device
names open at most 39 ways, and a search that drops what does not fit never meets most of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.errors import GrammarError
from assistant.hearing.grammar import Grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import INDEX

MAX_NODES = 2_000_000  # of the trees, 40 bytes each; 1,000 devices need about a tenth of it
RARE = -3.0  # added to the log score of a rare word ("please")

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class PhoneGraph:
    """Node n < ``states`` is the root of grammar state n; the other nodes stand for one phone each.

    ``phone[n]``: output number of the model, 0 for roots.
    Children of n: ``child[child_at[n]:child_at[n + 1]]``.
    Words that end at n: ``word`` (index into ``words``), ``target`` (grammar state) and ``bonus``
    (log score) at ``word_at[n]:word_at[n + 1]``. ``final[state]``: a phrase may end there.
    """

    states: int
    phone: Ints
    child_at: Ints
    child: Ints
    word_at: Ints
    word: Ints
    target: Ints
    bonus: npt.NDArray[np.float32]
    final: npt.NDArray[np.bool_]
    words: tuple[str, ...]

    @property
    def nodes(self) -> int:
        """Roots and phones."""
        return len(self.phone)


def build_phone_graph(grammar: Grammar, lexicon: Lexicon, *, max_nodes: int = MAX_NODES) -> PhoneGraph:
    """Spell every word of the grammar. Raises GrammarError for unsayable words and boundless grammars."""
    said = lexicon.pronunciations(grammar.vocabulary, examples=grammar.examples)
    words = tuple(sorted(grammar.vocabulary))
    numbers = {word: number for number, word in enumerate(words)}
    spelled = {word: [tuple(INDEX[p] for p in way.split()) for way in ways] for word, ways in said.items()}
    states = len(grammar.arcs)
    phone = [0] * states
    children: list[dict[int, int]] = [{} for _ in range(states)]
    ends: dict[int, list[tuple[int, int, float]]] = {}
    for state, target, word, rare in grammar.transitions():
        for way in spelled[word]:
            node = state
            for step in way:
                after = children[node].get(step)
                if after is None:
                    after = children[node][step] = len(phone)
                    phone.append(step)
                    children.append({})
                node = after
            ends.setdefault(node, []).append((numbers[word], target, RARE if rare else 0.0))
        if len(phone) > max_nodes:
            raise GrammarError(
                f"the sentences need more than {max_nodes} phones: "
                "use fewer devices, aliases or custom sentences"
            )
    return _packed(grammar, phone, children, ends, words)


def _packed(
    grammar: Grammar,
    phone: list[int],
    children: list[dict[int, int]],
    ends: dict[int, list[tuple[int, int, float]]],
    words: tuple[str, ...],
) -> PhoneGraph:
    counts = np.array([len(ways) for ways in children], np.int32)
    word_counts = np.zeros(len(phone), np.int32)
    for node, arcs in ends.items():
        word_counts[node] = len(arcs)
    flat = [arc for node in sorted(ends) for arc in ends[node]]
    final = np.zeros(len(grammar.arcs), np.bool_)
    final[list(grammar.final)] = True
    return PhoneGraph(
        states=len(grammar.arcs),
        phone=np.array(phone, np.int32),
        child_at=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        child=np.array([node for ways in children for node in ways.values()], np.int32),
        word_at=np.concatenate([[0], np.cumsum(word_counts)]).astype(np.int32),
        word=np.array([arc[0] for arc in flat], np.int32),
        target=np.array([arc[1] for arc in flat], np.int32),
        bonus=np.array([arc[2] for arc in flat], np.float32),
        final=final,
        words=words,
    )
