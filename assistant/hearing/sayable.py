"""A grammar without the words that nothing says how to pronounce: one strange name leaves the rest heard."""

from __future__ import annotations

from dataclasses import replace

from assistant.hearing.grammar import Grammar
from assistant.hearing.lexicon import Lexicon


def sayable(grammar: Grammar, lexicon: Lexicon) -> Grammar:
    """The phrases that can be said; why others cannot is added to ``left_out``.

    Raises GrammarError if none is left, and ModelError.
    """
    _, unsaid = lexicon.find(grammar.vocabulary, examples=grammar.examples)
    if not unsaid:
        return grammar
    arcs = [[arc for arc in arcs if arc[0].spoken.lower() not in unsaid] for arcs in grammar.arcs]
    ends = _can_end([[target for _, target in each] for each in arcs], grammar.final)
    kept = tuple(tuple(arc for arc in each if arc[1] in ends) for each in arcs)
    if not kept[0]:
        raise next(iter(unsaid.values()))
    notes = tuple(f"{error}; left out" for error in unsaid.values())
    return replace(grammar, arcs=kept, left_out=(*grammar.left_out, *notes))


def _can_end(targets: list[list[int]], final: frozenset[int]) -> set[int]:
    """The states from which a phrase can still end."""
    before: dict[int, list[int]] = {}
    for state, each in enumerate(targets):
        for target in each:
            before.setdefault(target, []).append(state)
    found, open_ = set(final), list(final)
    while open_:
        for state in before.get(open_.pop(), ()):
            if state not in found:
                found.add(state)
                open_.append(state)
    return found
