"""The sentences about the last command: that they are read and heard, and take nothing from others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hassil import Intents, recognize_best
from home_assistant_intents import get_intents

from assistant.events import NotUnderstood
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.texts.table import languages
from assistant.understanding.follow_ups import follow_up, follow_up_blocks, is_follow_up
from assistant.understanding.sentences import Sentences, speech_sentences
from assistant.understanding.slots import NameLists
from devices.model import Home, Kind
from tests.understanding.homes import device, home

KINDS = {kind.value for kind in Kind}
NOT_HEARD = ("again", "louder", "quieter", "brighter", "dimmer", "warmer", "undo", "pause it", "resume it")
# One value of each list: what is tried are the templates.
LISTS = {
    "brightness": {"range": {"from": 40, "to": 40}},
    "temperature": {"range": {"from": 21, "to": 21}},
}


def phrases(language: str) -> Iterator[str]:
    """Everything of more than one word that the templates of a language match."""
    color = {"values": get_intents(language)["lists"]["color"]["values"][2:3]}  # type: ignore[index]
    blocks = follow_up_blocks(language, KINDS)
    source = {"language": language, "lists": LISTS | {"color": color}, "intents": blocks}
    yield from _walk(compile_grammar(Intents.from_dict(source)))


def _walk(grammar: Grammar, state: int = 0, said: tuple[str, ...] = ()) -> Iterator[str]:
    if state in grammar.final:
        yield " ".join(said)
    for word, after in grammar.arcs[state]:
        yield from _walk(grammar, after, (*said, word.written) if word.written else said)


def test_no_english_sentence_of_home_assistants_is_taken_over() -> None:
    package = get_intents("en")
    assert package is not None
    intents, lists = Intents.from_dict(package), NameLists(home()).all()
    taken = [
        phrase
        for phrase in (*phrases("en"), *NOT_HEARD)
        if recognize_best(phrase, intents, slot_lists=lists, intent_context={"area": "living"})
    ]
    assert taken == []


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_phrase_of_every_language_is_read_as_a_follow_up(language: str) -> None:
    found = dict.fromkeys(phrases(language))
    assert len(found) > 300
    # German has thousands: what its endings multiply is tried in part.
    assert [
        phrase for phrase in list(found)[:: 1 + len(found) // 1000] if not follow_up(phrase, language)
    ] == []


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "please turn it off", "HassTurnOff"),
        ("en", "Again!", "LaresAgain"),
        ("en", "louder", "HassSetVolumeRelative"),
        ("en", "undo", "LaresUndo"),
        ("de", "mach es bitte aus", "HassTurnOff"),
        ("de", "noch ein bisschen mehr", "LaresMore"),
        ("de", "nochmal", "LaresAgain"),
        ("de", "und die andere auch", "LaresOther"),
        ("fr", "mets-la en rouge", "HassLightSet"),
        ("fr", "mets ça en pause", "HassMediaPause"),
        ("fr", "et l'autre aussi", "LaresOther"),
        ("es", "ponlo al 40 por ciento", "LaresPercent"),
        ("es", "apaga la otra", "HassTurnOff"),
        ("es", "un poco más", "LaresMore"),
    ],
)
def test_they_are_read_among_all_other_sentences(language: str, text: str, intent: str) -> None:
    found = Sentences(home(), language).recognize(text)
    assert not isinstance(found, NotUnderstood)
    assert (found[0].name, is_follow_up(found[0])) == (intent, True)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("play the last track again", "HassMediaPrevious"),
        ("what time is it", "HassGetCurrentTime"),
        ("never mind", "HassNevermind"),
        ("turn off that lamp", "HassTurnOff"),
    ],
)
def test_sentences_of_home_assistants_keep_their_meaning(text: str, intent: str) -> None:
    found = Sentences(Home.of(devices=[device("light.a", "that lamp")])).recognize(text, area="kitchen")
    assert not isinstance(found, NotUnderstood)
    assert (found[0].name, is_follow_up(found[0])) == (intent, False)


def test_a_device_may_be_called_like_a_follow_up() -> None:
    found = Sentences(Home.of(devices=[device("light.a", "the other one")])).recognize(
        "turn on the other one"
    )
    assert not isinstance(found, NotUnderstood)
    assert found[0].get("name") == "the other one"


def heard(made: Home) -> Grammar:
    spoken = speech_sentences(made)
    return compile_grammar(spoken.intents, spoken.lists)


@pytest.mark.parametrize(
    "phrase",
    [
        "undo that",
        "take that back",
        "do that again",
        "turn it off",
        "turn them back on",
        "and the other one",
        "turn off the other one",
        "make it brighter",
        "a bit brighter",
        "a little louder",
        "make it warmer",
        "a bit more",
        "make it red",
        "set it to forty percent",
        "unlock it",
        "close it again",
    ],
)
def test_they_are_listened_for(phrase: str) -> None:
    written = heard(home()).written(phrase.split())
    assert written is not None
    assert follow_up(written, "en") is not None


@pytest.mark.parametrize("phrase", NOT_HEARD)
def test_what_noise_sounds_like_is_not(phrase: str) -> None:
    assert follow_up(phrase, "en") is not None
    assert heard(home()).written(phrase.split()) is None


def test_what_is_about_kinds_of_devices_that_are_not_there_is_not_listened_for() -> None:
    grammar = heard(Home.of(devices=[device("light.a", "lamp")]))
    assert grammar.written(["make", "it", "brighter"])
    assert grammar.written(["make", "it", "louder"]) is None
    assert grammar.written(["unlock", "it"]) is None


def test_a_language_without_a_table_has_none() -> None:
    assert follow_up_blocks("nl", KINDS) == {}
    assert follow_up("turn it off", "nl") is None
    assert follow_up("mach es aus", "de-CH") is not None
