"""Home Assistant's sentence templates, as hassil parses them, into an automaton of words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.intents import IntentData, RangeSlotList, SlotList, TextSlotList, TextSlotValue
from hassil.parser import ParseError
from hassil.util import WHITESPACE_CAPTURE, check_excluded_context, check_required_context

from assistant.errors import GrammarError
from assistant.hearing.automaton import DEAD, END, Automaton
from assistant.hearing.spoken import spoken_forms

MAX_PERMUTED = 6  # items of one permutation; seven would be 5,040 orders
MAX_NUMBERS = 2_000  # of one range; 0-100 in halves is 201, colour temperatures are 91
MAX_TOKEN = 64  # characters of one written word
MAX_PIECES = 1_000_000  # nodes of the piece automaton, about 300 MB: 10 times 1,000 devices
_RARE = "\0"  # begins a piece that is a rare word


class Word(NamedTuple):
    """One spoken word and what it is in writing; "" when it continues the word before it."""

    spoken: str
    written: str
    rare: bool = False  # possible, but to be heard only when nothing likelier fits


@dataclass(frozen=True)
class _Scope:
    """What a template's references mean: the rules and lists it sees, and its block's context."""

    rules: Mapping[str, Sentence]
    lists: Mapping[str, SlotList]
    requires: Mapping[str, object]
    excludes: Mapping[str, object]
    where: str
    key: int  # the same for scopes that mean the same


@dataclass
class TemplateCompiler:
    """Adds templates one by one; ``notes`` says what had to be left out, and why."""

    language: str
    rules: Mapping[str, Sentence]
    lists: Mapping[str, SlotList]
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pieces: Automaton[str] = Automaton(MAX_PIECES)
        self._memo: dict[tuple[object, ...], int] = {}
        self._scopes: dict[str, int] = {}
        self._rules_open: list[str] = []

    def block(self, data: IntentData, intent: str, after: int) -> Iterator[int]:
        """Nodes of every sentence of one block that can be said in this home."""
        scope = self._scope(data, intent)
        try:
            sentences = data.sentences
        except ParseError as error:
            raise GrammarError(
                f"{scope.where}: cannot be read as a template ({error}): fix its brackets"
            ) from None
        for sentence in sentences:
            yield self._expression(sentence.expression, after, scope)

    def _scope(self, data: IntentData, intent: str) -> _Scope:
        identity = repr((sorted(data.requires_context.items()), sorted(data.excludes_context.items())))
        if data.expansion_rules or data.slot_lists:
            identity += f" in {id(data)}"
        return _Scope(
            rules={**self.rules, **data.expansion_rules},
            lists={**self.lists, **data.slot_lists},
            requires=data.requires_context,
            excludes=data.excludes_context,
            where=f"{intent}: '{data.sentence_texts[0] if data.sentence_texts else ''}'",
            key=self._scopes.setdefault(identity, len(self._scopes)),
        )

    def _expression(self, expression: Expression, after: int, scope: _Scope) -> int:
        if after == DEAD:
            return DEAD
        match expression:
            case TextChunk():
                return self.text(expression.original_text, after)
            case Permutation():
                return self._permutation(tuple(expression.items), after, scope)
            case Alternative():
                return self.pieces.union(self._expression(item, after, scope) for item in expression.items)
            case Group():
                for item in reversed(expression.items):
                    after = self._expression(item, after, scope)
                return after
            case RuleReference():
                return self._rule(expression.rule_name, after, scope)
            case ListReference():
                return self._list(expression, after, scope)
        raise GrammarError(
            f"{scope.where}: {type(expression).__name__} is not known here: rewrite the template"
        )

    def text(self, text: str, after: int, *, rare: bool = False) -> int:
        """The node that says ``text``, then ``after``."""
        for piece in reversed(WHITESPACE_CAPTURE.split(text)):
            if piece:
                label = " " if piece.isspace() else _RARE + piece if rare else piece
                after = self.pieces.prefix(label, after)
        return after

    def _permutation(self, items: tuple[Expression, ...], after: int, scope: _Scope) -> int:
        if len(items) > MAX_PERMUTED:
            raise GrammarError(
                f"{scope.where}: {len(items)} things in any order; {MAX_PERMUTED} at most: split the template"
            )
        if not items:
            return after
        ways = []
        for index, item in enumerate(items):
            rest = self._permutation(items[:index] + items[index + 1 :], after, scope)
            ways.append(self._expression(item, rest, scope))
        return self.pieces.union(ways)

    def _rule(self, name: str, after: int, scope: _Scope) -> int:
        if name in self._rules_open:
            raise GrammarError(f"{scope.where}: rule <{name}> contains itself: write it out")
        if name not in scope.rules:
            known = ", ".join(sorted(scope.rules)) or "none"
            raise GrammarError(
                f"{scope.where}: no expansion rule <{name}>: define it (there are: {known[:200]})"
            )
        key = ("rule", name, after, scope.key)
        if key not in self._memo:
            self._rules_open.append(name)
            self._memo[key] = self._expression(scope.rules[name].expression, after, scope)
            self._rules_open.pop()
        return self._memo[key]

    def _list(self, reference: ListReference, after: int, scope: _Scope) -> int:
        key = ("list", reference.list_name, after, scope.key)
        if key not in self._memo:
            self._memo[key] = self._list_values(reference, after, scope)
        return self._memo[key]

    def _list_values(self, reference: ListReference, after: int, scope: _Scope) -> int:
        values = scope.lists.get(reference.list_name)
        inline = reference.get_inline_range()
        if values is None and inline is not None:
            values = RangeSlotList(reference.list_name, start=inline[0], stop=inline[1], step=inline[2])
        if values is None:
            known = ", ".join(sorted(scope.lists)) or "none"
            raise GrammarError(
                f"{scope.where}: no list {{{reference.list_name}}}: define it (there are: {known[:200]})"
            )
        if isinstance(values, TextSlotList):
            texts = [value for value in values.values if _allowed(value, scope)]
            return self.pieces.union(self._expression(value.text_in, after, scope) for value in texts)
        if isinstance(values, RangeSlotList):
            return self._range(values, reference.list_name, after, scope)
        note = (
            f"{scope.where}: {{{reference.list_name}}} takes any words, which a grammar cannot hear: left out"
        )
        self._note(note)
        return DEAD

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _range(self, numbers: RangeSlotList, name: str, after: int, scope: _Scope) -> int:
        steps = (numbers.stop - numbers.start) // numbers.step + 1
        if steps > MAX_NUMBERS:
            raise GrammarError(
                f"{scope.where}: {{{name}}} has {steps} numbers; {MAX_NUMBERS} at most: give it a step"
            )
        return self.pieces.union(self.pieces.prefix(f"{n:g}", after) for n in numbers.get_numbers())

    def words(self, start: int) -> tuple[Automaton[Word], int]:
        """The automaton of spoken words for the pieces that begin at ``start``."""
        return _Words(self.pieces, self.language, self._note).build(start)


def _allowed(value: TextSlotValue, scope: _Scope) -> bool:
    if isinstance(value.text_in, TextChunk) and not value.text_in.text.strip():
        return False
    if not check_required_context(dict(scope.requires), value.context, allow_missing_keys=True):
        return False
    return check_excluded_context(dict(scope.excludes), value.context)


class _Words:
    """Joins pieces into written words and replaces each by the ways it is spoken."""

    def __init__(self, pieces: Automaton[str], language: str, note: Callable[[str], None]) -> None:
        self._pieces = pieces
        self._language = language
        self._note = note
        self._words: Automaton[Word] = Automaton(MAX_PIECES)
        self._done: dict[int, int] = {}

    def build(self, start: int) -> tuple[Automaton[Word], int]:
        return self._words, self._visit(start)

    def _visit(self, node: int) -> int:
        known = self._done.get(node)
        if known is None:
            ways = [self._said(token, after) for token, after in self._tokens(node)]
            if self._pieces.accepts(node):
                ways.append(END)
            known = self._done[node] = self._words.union(ways)
        return known

    def _tokens(self, node: int, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Written words that can come next, each with the node after it."""
        if prefix and self._pieces.accepts(node):
            yield prefix, END
        for piece, after in self._pieces.arcs(node):
            if piece != " ":
                if len(prefix) + len(piece) <= MAX_TOKEN:
                    yield from self._tokens(after, prefix + piece)
                else:
                    self._note(f"'{prefix[:20]}...' is a word of more than {MAX_TOKEN} letters: left out")
            elif prefix:
                yield prefix, after
            else:
                yield "", after

    def _said(self, token: str, after: int) -> int:
        rest = self._visit(after)
        if not token:
            return rest
        rare, text = token.startswith(_RARE), token.lstrip(_RARE)
        ways = []
        for form in spoken_forms(text, self._language):
            node = rest
            for index in range(len(form) - 1, -1, -1):
                node = self._words.prefix(Word(form[index], text if index == 0 else "", rare), node)
            ways.append(node)
        return self._words.union(ways)
