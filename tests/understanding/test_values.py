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


@pytest.mark.parametrize(
    ("language", "half", "full", "percents"),
    [
        ("en", ("half", "half power", "halfway"), ("full power", "max", "all the way"), "twenty percent"),
        ("de", ("halb", "die hälfte"), ("volle kraft", "maximal"), "zwanzig prozent"),
        ("fr", ("la moitié", "à moitié"), ("pleine puissance", "à fond"), "vingt pour cent"),
        ("es", ("la mitad", "medio"), ("plena potencia", "a tope"), "veinte por ciento"),
    ],
)  # fmt: skip
def test_half_and_full_power_are_shares_in_every_language(
    language: str, half: tuple[str, ...], full: tuple[str, ...], percents: str
) -> None:
    assert [percent(words, language) for words in half] == [50.0] * len(half)
    assert [percent(words, language) for words in full] == [100.0] * len(full)
    assert percent(percents, language) == percent("20 %", language) == percent("20", language) == 20.0


@pytest.mark.parametrize("words", ["HALF", " half ", "up to half power", "about half"])
def test_a_share_is_read_in_any_case_and_among_other_words(words: str) -> None:
    assert percent(words, "en") == 50.0


@pytest.mark.parametrize("words", ["", " ", "fullness", "150", "-5", "150 percent", "red"])
@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_what_is_out_of_range_or_only_looks_like_a_share_is_none(words: str, language: str) -> None:
    assert percent(words, language) is None


@pytest.mark.parametrize("words", ["zero", "0 percent", "0"])
def test_nothing_at_all_is_a_share_too(words: str) -> None:
    assert percent(words, "en") == 0.0


@pytest.mark.parametrize(
    ("language", "words", "unknown"),
    [
        ("en", "twenty one degrees", "warm"), ("de", "einundzwanzig grad", "warm"),
        ("fr", "vingt et un degrés", "chaud"), ("es", "veintiún grados", "caliente"),
    ],
)  # fmt: skip
def test_temperatures_are_read_in_every_language(language: str, words: str, unknown: str) -> None:
    assert degrees(words, language) == degrees("21°", language) == degrees("21", language) == 21.0
    assert degrees(unknown, language) is None
    assert degrees("", language) is None


def test_half_degrees_are_read_as_a_language_writes_them() -> None:
    assert degrees("21,5 grad", "de") == degrees("21.5", "en") == 21.5


@pytest.mark.parametrize(
    ("language", "words", "value", "unknown"),
    [
        ("en", "dark green please", "green", "chequered"), ("de", "dunkles grün", "green", "kariert"),
        ("fr", "vert foncé", "green", "à carreaux"), ("es", "verde oscuro", "green", "a cuadros"),
        ("de", "rot", "red", ""), ("fr", "bleue", "blue", ""), ("es", "rojo", "red", ""),
    ],
)  # fmt: skip
def test_colours_are_read_in_every_language(language: str, words: str, value: str, unknown: str) -> None:
    assert color(words, language) == value
    assert color(unknown, language) is None


def test_a_language_that_nobody_knows_tells_no_value() -> None:
    assert degrees("21", "xx") is None
    assert color("red", "xx") is None
