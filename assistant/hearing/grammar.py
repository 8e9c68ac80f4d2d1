"""What can be heard: a grammar of spoken phrases, compiled from sentence templates.

A `Grammar` is the smallest automaton of all sentences, each arc one spoken word together with
what it is in writing, so that what was heard comes back as text the templates understand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hassil.intents import Intents, SlotList

from assistant.errors import GrammarError
from assistant.hearing.automaton import DEAD, END, Automaton, determinize
from assistant.hearing.templates import TemplateCompiler, Word

MAX_STATES = 200_000  # of a finished grammar; 1,000 devices need a tenth of it


@dataclass(frozen=True)
class Grammar:
    """Spoken phrases. State 0 is the start; ``arcs[s]`` are (word, next state) of state ``s``.

    ``final`` holds the states where a phrase may end. ``left_out`` says which templates cannot
    be heard, and why. Immutable; safe to share between threads.
    """

    arcs: tuple[tuple[tuple[Word, int], ...], ...]
    final: frozenset[int]
    language: str = "en"
    left_out: tuple[str, ...] = ()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every spoken word."""
        return frozenset(word.spoken for arcs in self.arcs for word, _ in arcs)

    def written(self, spoken: Sequence[str]) -> str | None:
        """The written text of spoken words, or None if they are no phrase of this grammar.

        Of several ways to write it the first in the order of the arcs; "" is never a phrase.
        """
        ways: dict[int, tuple[str, ...]] = {0: ()}
        for said in spoken:
            after: dict[int, tuple[str, ...]] = {}
            for state, text in ways.items():
                for word, target in self.arcs[state]:
                    if word.spoken == said:
                        after.setdefault(target, (*text, word.written) if word.written else text)
            ways = after
        ends = [text for state, text in ways.items() if state in self.final]
        return " ".join(ends[0]) if ends and spoken else None

    def sample(self, chance: random.Random) -> tuple[str, str]:
        """A phrase by a random walk: (spoken, written)."""
        spoken: list[str] = []
        written: list[str] = []
        state = 0
        while self.arcs[state] and not (state in self.final and chance.random() < 0.5):
            word, state = chance.choice(self.arcs[state])
            spoken.append(word.spoken)
            written += [word.written] if word.written else []
        return " ".join(spoken), " ".join(written)

    @cached_property
    def examples(self) -> Mapping[str, str]:
        """What each spoken word is part of in writing, where it is first met."""
        found = {word: word for word in self.vocabulary}
        for arcs in reversed(self.arcs):
            found |= {word.spoken: word.written for word, _ in reversed(arcs) if word.written}
        return found

    def transitions(self) -> Iterator[tuple[int, int, str, bool]]:
        """Every (state, next state, spoken word, whether it is rare) once."""
        for state, arcs in enumerate(self.arcs):
            for said, target, rare in dict.fromkeys((w.spoken, target, w.rare) for w, target in arcs):
                yield state, target, said, rare


def compile_grammar(
    intents: Intents,
    lists: Mapping[str, SlotList] | None = None,
    *,
    skip_words: bool = False,
    max_states: int = MAX_STATES,
) -> Grammar:
    """Everything the templates of ``intents`` can match with these lists, without expanding them.

    ``lists`` come on top of the intents' own (the names, areas and floors of a home). A block's
    ``requires_context`` narrows list values as hassil does. Templates with a wildcard are left
    out and noted, those with an empty list vanish. With ``skip_words`` the words a language
    ignores may come once before and once after a sentence ("please"). Raises GrammarError.
    """
    compiler = TemplateCompiler(
        intents.language, intents.expansion_rules, {**intents.slot_lists, **(lists or {})}
    )
    pieces = compiler.pieces
    polite = [word for word in intents.skip_words if skip_words and word.strip()]
    end = pieces.union([END, *(compiler.text(f" {word}", END, rare=True) for word in polite)])
    starts = [
        node
        for intent in intents.intents.values()
        for data in intent.data
        for node in compiler.block(data, intent.name, end)
    ]
    sentences = pieces.union(starts)
    start = pieces.union([sentences, *(compiler.text(f"{word} ", sentences, rare=True) for word in polite)])
    if start == DEAD:
        raise GrammarError("no sentence can be heard: give the home devices, or add custom sentences")
    words, first = compiler.words(start)
    return _grammar(*determinize(words, first, limit=max_states), intents.language, tuple(compiler.notes))


def phrases_grammar(phrases: Sequence[str], language: str = "en") -> Grammar:
    """A grammar of just these phrases, as written ("yes", "the kitchen lamp")."""
    compiler = TemplateCompiler(language, {}, {})
    start = compiler.pieces.union(compiler.text(phrase, END) for phrase in phrases if phrase.strip())
    if start == DEAD:
        raise GrammarError("no phrase to listen for: give at least one")
    words, first = compiler.words(start)
    return _grammar(*determinize(words, first, limit=MAX_STATES), language, tuple(compiler.notes))


def _grammar(automaton: Automaton[Word], start: int, language: str, notes: tuple[str, ...]) -> Grammar:
    """Number the states that can be reached, in the order they are met."""
    numbers = {start: 0}
    arcs: list[tuple[tuple[Word, int], ...]] = []
    order = [start]
    for node in order:
        ways = []
        for word, target in sorted(automaton.arcs(node)):
            if target not in numbers:
                numbers[target] = len(order)
                order.append(target)
            ways.append((word, numbers[target]))
        arcs.append(tuple(ways))
    if not arcs[0]:
        raise GrammarError(
            "nothing of the sentences can be heard: "
            f"{notes[0] if notes else 'they have no word; write them in letters'}"
        )
    final = frozenset(numbers[node] for node in order if automaton.accepts(node))
    return Grammar(tuple(arcs), final - {0}, language, notes)
