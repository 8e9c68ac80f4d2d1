import random

import pytest
from hassil.intents import Intents, TextSlotList
from hassil.recognize import recognize
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import GrammarError
from assistant.hearing.grammar import compile_grammar, phrases_grammar
from assistant.hearing.spoken import spoken_forms
from assistant.understanding.sentences import speech_sentences
from devices.model import Area, Device, Home, Kind


def _intents(*sentences, **more):
    return Intents.from_dict(
        {"language": "en", "intents": {"Do": {"data": [{"sentences": [*sentences]}]}}, **more}
    )


def _all(grammar, state=0, spoken=()):
    if state in grammar.final:
        yield " ".join(spoken)
    for word, after in grammar.arcs[state]:
        yield from _all(grammar, after, (*spoken, word.spoken))


@pytest.mark.parametrize(
    ("template", "phrases"),
    [
        (
            "turn on [the] light[s]",
            {"turn on light", "turn on lights", "turn on the light", "turn on the lights"},
        ),
        ("(a;[b])", {"a", "a b", "b a"}),
        (
            "(brew|make me) [a|an] mocha",
            {f"{v}{a} mocha" for v in ("brew", "make me") for a in ("", " a", " an")},
        ),
        ("for 21( |-)hour[s]", {"for twenty one hour", "for twenty one hours"}),
        ("dim to {19..21:level}%", {f"dim to {n} percent" for n in ("nineteen", "twenty", "twenty one")}),
    ],
)
def test_a_template_is_heard_in_every_way_it_can_be_said_and_no_other(template, phrases):
    assert set(_all(compile_grammar(_intents(template)))) == phrases


def test_what_is_heard_comes_back_as_the_template_writes_it():
    grammar = compile_grammar(_intents("dim to {1..100:level}%"))
    assert grammar.written(["dim", "to", "forty", "two", "percent"]) == "dim to 42%"
    assert grammar.written(["dim", "to", "forty"]) is None
    assert grammar.written([]) is None


def test_list_values_are_narrowed_by_the_context_a_block_requires():
    intents = Intents.from_dict(
        {
            "language": "en",
            "intents": {
                "L": {"data": [{"sentences": ["lock {name}"], "requires_context": {"domain": "lock"}}]}
            },
        }
    )
    names = TextSlotList.from_tuples(
        [("door", 1, {"domain": "lock"}), ("lamp", 2, {"domain": "light"})], name="name"
    )
    assert set(_all(compile_grammar(intents, {"name": names}))) == {"lock door"}


def test_a_wildcard_is_left_out_with_a_note_and_the_rest_is_heard():
    grammar = compile_grammar(_intents("say {what}", "stop", lists={"what": {"wildcard": True}}))
    assert set(_all(grammar)) == {"stop"}
    assert "{what}" in grammar.left_out[0]


@pytest.mark.parametrize(
    ("intents", "says"),
    [
        (_intents("turn on {lamp}"), "no list {lamp}"),
        (_intents("turn on <lamp>"), "no expansion rule <lamp>"),
        (_intents("a <r>", expansion_rules={"r": "b <r>"}), "contains itself"),
        (_intents("(a;b;c;d;e;f;g)"), "any order"),
        (_intents("to {1..9000000:n}"), "give it a step"),
        (_intents("say {w}", lists={"w": {"wildcard": True}}), "no sentence can be heard"),
    ],
)
def test_what_cannot_be_compiled_is_told_with_its_mend(intents, says):
    with pytest.raises(GrammarError, match=says.replace("{", r"\{").replace("}", r"\}")):
        compile_grammar(intents)


def test_a_grammar_beyond_its_bound_is_refused():
    with pytest.raises(GrammarError, match="more than 3 nodes"):
        compile_grammar(_intents("one two three four"), max_states=3)


def test_phrases_are_a_grammar_of_their_own():
    grammar = phrases_grammar(["yes", "the TV", "room 12"])
    assert set(_all(grammar)) == {"yes", "the tv", "the t. v.", "room twelve"}
    assert grammar.written(["room", "twelve"]) == "room 12"
    with pytest.raises(GrammarError):
        phrases_grammar([" "])


def _home(devices):
    kinds = (Kind.LIGHT, Kind.SWITCH, Kind.COVER, Kind.LOCK, Kind.CLIMATE, Kind.SENSOR, Kind.MEDIA_PLAYER)
    return Home.of(
        areas=[Area("kitchen", "Kitchen"), Area("office", "Office")],
        devices=[
            Device(f"{kinds[n % 7]}.d{n}", f"Thing {n} lamp", kinds[n % 7], "office") for n in range(devices)
        ],
    )


SPOKEN = speech_sentences(_home(14))
GRAMMAR = compile_grammar(SPOKEN.intents, SPOKEN.lists)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_every_sentence_of_a_homes_grammar_is_an_intent(seed):
    spoken, written = GRAMMAR.sample(random.Random(seed))  # noqa: S311
    assert GRAMMAR.written(spoken.split()) is not None
    context = {"area": "office"}
    assert recognize(written, SPOKEN.intents, slot_lists=SPOKEN.lists, intent_context=context), written


def test_a_thousand_devices_share_one_grammar_of_modest_size():
    spoken = speech_sentences(_home(1000))
    assert len(compile_grammar(spoken.intents, spoken.lists).arcs) < 20_000


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("42%", "forty two percent"),
        ("21.5", "twenty one point five"),
        ("21.5", "twenty one and a half"),
        ("105", "one hundred and five"),
        ("2700", "twenty seven hundred"),
        ("TV", "t. v."),
        ("EcoBee", "eco bee"),
        ("20°C", "twenty degrees celsius"),
        ("1/2", "half"),
        ("007", "zero zero seven"),
        ("Fenster-Licht", "fenster licht"),
    ],
)
def test_symbols_and_numbers_are_said_as_people_say_them(written, spoken):
    assert tuple(spoken.split()) in spoken_forms(written, "en")


def test_numbers_are_said_in_the_language_of_the_home():
    assert ("zwei", "und", "vierzig") in spoken_forms("42", "de") or ("zweiundvierzig",) in spoken_forms(
        "42", "de"
    )
