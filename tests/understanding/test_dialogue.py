from __future__ import annotations

import pytest

from assistant.events import Act, Ask, Intent
from assistant.texts import texts_of
from assistant.understanding.dialogue import Declined, Dialogue, Picked

INTENT = Intent("HassTurnOn")
BEDROOM, LIVING = Act(INTENT, targets=("light.a",)), Act(INTENT, targets=("light.b",))
WHICH = Ask(INTENT, "Reading Lamp: Bedroom or Living Room?", (BEDROOM, LIVING), ("Bedroom", "Living Room"))
REALLY = Ask(INTENT, "Really unlock Front Door?", (BEDROOM,))


def asked(ask: Ask, language: str = "en") -> Dialogue:
    dialogue = Dialogue(texts_of(language))
    dialogue.ask(ask, 100.0)
    return dialogue


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("en", "Yes, please!", "No."), ("de", "ja", "nein"), ("fr", "oui", "non"), ("es", "Sí", "no")],
)
def test_yes_and_no_in_every_language(language: str, yes: str, no: str) -> None:
    assert asked(REALLY, language).answer(yes, 101.0) == Picked(BEDROOM, REALLY.question, sure=True)
    assert asked(REALLY, language).answer(no, 101.0) == Declined(REALLY)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("bedroom", BEDROOM),
        ("the bedroom", BEDROOM),
        ("in the living room please", LIVING),
        ("the reading lamp in the bedroom", BEDROOM),
        ("the first one", BEDROOM),
        ("second", LIVING),
        ("number 2", LIVING),
    ],
)
def test_one_of_several_is_chosen_by_its_label_or_its_number(said: str, act: Act) -> None:
    answer = asked(WHICH).answer(said, 101.0)
    assert isinstance(answer, Picked)
    assert answer.act is act


@pytest.mark.parametrize(
    "said",
    ["yes", "kitchen", "turn on the bedroom fan", "the third one", "bedroom living room", "the one", ""],
)
def test_what_is_no_answer_leaves_the_question_open(said: str) -> None:
    dialogue = asked(WHICH)
    assert dialogue.answer(said, 101.0) is None
    assert dialogue.pending is not None


@pytest.mark.parametrize("said", ["bedroom", "maybe", "yes I know", "not yes"])
def test_only_a_plain_yes_is_a_yes(said: str) -> None:
    assert asked(REALLY).answer(said, 101.0) is None


def test_an_answer_closes_the_question() -> None:
    dialogue = asked(REALLY)
    assert dialogue.answer("yes", 101.0) is not None
    assert dialogue.answer("yes", 101.5) is None
    assert dialogue.pending is None


def test_a_late_yes_does_nothing() -> None:
    dialogue = asked(REALLY)
    assert dialogue.answer("yes", 108.5) is None
    assert dialogue.pending is None


def test_a_question_expires_once() -> None:
    dialogue = asked(REALLY)
    assert dialogue.expire(107.9) is None
    assert dialogue.expire(108.1) == REALLY
    assert dialogue.expire(108.2) is None


def test_a_clock_that_is_set_back_closes_the_question() -> None:
    assert asked(REALLY).answer("yes", 50.0) is None


def test_the_longer_label_wins_over_the_one_inside_it() -> None:
    ask = Ask(INTENT, "Which one: Lamp or Desk Lamp?", (BEDROOM, LIVING), ("Lamp", "Desk Lamp"))
    answer = asked(ask).answer("desk lamp", 101.0)
    assert isinstance(answer, Picked)
    assert answer.act is LIVING


def test_the_phrases_for_a_speech_grammar_are_understood_as_answers() -> None:
    assert Dialogue(texts_of("en")).answers() == ()
    for language in ("en", "de", "fr", "es"):
        for ask in (WHICH, REALLY):
            phrases = asked(ask, language).answers()
            assert len(phrases) > 4
            for phrase in phrases:
                assert asked(ask, language).answer(phrase, 101.0) is not None, phrase
