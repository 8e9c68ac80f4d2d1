"""Values in words, in all languages that have a table."""

from __future__ import annotations

import pytest

from assistant.understanding.values import color, degrees, percent


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("en", "fifty percent", 50), ("en", "80", 80), ("en", "half", 50), ("en", "the lowest level", 1),
        ("en", "full power", 100), ("de", "fünfzig prozent", 50), ("de", "halb", 50), ("fr", "la moitié", 50),
        ("es", "al máximo", 100),
    ],
)  # fmt: skip
def test_shares_are_read_as_numbers_or_by_what_people_say_instead(
    language: str, words: str, value: float
) -> None:
    assert percent(words, language) == value


def test_what_is_no_share_is_none() -> None:
    assert percent("purple", "en") is None


@pytest.mark.parametrize(("words", "value"), [("twenty one degrees", 21), ("21.5", 21.5), ("warm", None)])
def test_temperatures_are_read(words: str, value: float | None) -> None:
    assert degrees(words, "en") == value


@pytest.mark.parametrize(("words", "value"), [("bright red", "red"), ("blue", "blue"), ("chequered", None)])
def test_colours_are_the_last_word_that_is_one(words: str, value: str | None) -> None:
    assert color(words, "en") == value
