"""One strange name leaves the rest of a home heard."""

from __future__ import annotations

import pytest

from assistant.errors import GrammarError
from assistant.hearing.grammar import phrases_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.sayable import sayable

NOBODY = Lexicon(guess=lambda word: ())


def test_phrases_with_an_unsayable_word_are_left_out_with_the_way_out() -> None:
    grammar = sayable(phrases_grammar(["turn on the lamp", "turn on the 咖啡 lamp", "stop"]), NOBODY)
    assert grammar.written(["turn", "on", "the", "lamp"]) == "turn on the lamp"
    assert "咖啡" not in grammar.vocabulary
    (note,) = grammar.left_out
    assert "咖啡" in note
    assert "pronounce" in note


def test_what_can_no_longer_end_is_gone_altogether() -> None:
    grammar = sayable(phrases_grammar(["open the 咖啡", "stop"]), NOBODY)
    assert grammar.vocabulary == {"stop"}


def test_a_grammar_of_sayable_words_is_itself() -> None:
    grammar = phrases_grammar(["turn on the lamp"])
    assert sayable(grammar, NOBODY) is grammar


def test_where_nothing_is_left_the_word_is_named() -> None:
    with pytest.raises(GrammarError, match="咖啡"):
        sayable(phrases_grammar(["咖啡"]), NOBODY)


@pytest.mark.parametrize("phrase", ["!!!", "x" * 200])
def test_a_phrase_without_a_word_that_can_be_heard_is_refused(phrase: str) -> None:
    with pytest.raises(GrammarError, match="can be heard"):
        phrases_grammar([phrase])


def test_every_word_has_an_example_of_what_it_is_part_of_in_writing() -> None:
    examples = phrases_grammar(["set 42%", "stop the TV"]).examples
    assert examples["forty"] == "42%"
    assert examples["stop"] == "stop"
