from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant.texts import texts_of
from assistant.texts.table import languages
from assistant.texts.templates import StateView, response

OTHERS = sorted(languages() - {"en"})


def _flat(table: object, path: str = "") -> dict[str, str]:
    if isinstance(table, dict):
        return {k: v for key, value in table.items() for k, v in _flat(value, f"{path}/{key}").items()}
    return {path: str(table)}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_english_german_french_and_spanish_have_a_table() -> None:
    assert {"en", "de", "fr", "es"} <= languages()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_texts_with_the_same_placeholders(language: str) -> None:
    english, other = _flat(texts_of("en").table), _flat(texts_of(language).table)
    english.setdefault("/decimal", ".")
    assert set(other) == set(english)
    different = {key for key in english if _placeholders(english[key]) != _placeholders(other[key])}
    assert different == set()


@pytest.mark.parametrize("language", sorted(languages()))
def test_yes_and_no_are_different_words(language: str) -> None:
    texts = texts_of(language)
    assert texts.answers("yes")
    assert not set(texts.answers("yes")) & set(texts.answers("no"))


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_text_that_the_code_asks_for_is_there(language: str) -> None:
    from importlib.resources import files

    asked: set[str] = set()
    for folder in ("understanding", "acting"):
        for file in (files("assistant") / folder).iterdir():
            if file.name.endswith(".py"):
                asked |= set(re.findall(r'(?:\.say|Cannot)\(\s*"(\w+)"', file.read_text("utf-8")))
    assert len(asked) > 40
    assert {key for key in asked if not texts_of(language).has(key)} == set()


def test_durations_and_lists_are_spoken_as_people_do() -> None:
    texts = texts_of("en")
    assert texts.duration(3661) == "1 hour, 1 minute and 1 second"
    assert texts.duration(120) == "2 minutes"
    assert texts.duration(0) == "0 seconds"
    assert texts.all_of(["a"]) == "a"
    assert texts.all_of(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert texts.one_of(["a", "b", "c"]) == "a, b or c"
    assert texts_of("de").number(21.5) == "21,5"


def test_a_language_without_a_table_speaks_english_and_a_region_its_language() -> None:
    assert texts_of("nl").say("done") == "Done."
    assert texts_of("de-CH").say("done") == "Erledigt."


def test_reply_templates_fill_in_and_useless_ones_give_nothing() -> None:
    light = StateView("on", "on", "light", "Lamp")
    assert response("en", "HassTurnOn", "default", {}, light) == "Turned on the light"
    assert response("en", "HassTurnOn", "default", {}, StateView("on", "on", "gadget", "X")) is None
    assert response("en", "HassTurnOn", "no such key", {}) is None
    assert response("en", "HassClimateGetTemperature", "default", {}, light) is None
