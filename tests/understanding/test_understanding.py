"""From text to decisions, questions and their answers included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import LanguageError
from assistant.events import Act, Ask, Decision, Ignore, Publish, Refuse, TimerOrder, TimerVerb
from assistant.understanding.actions import CustomAction, MessageTemplate
from assistant.understanding.custom import load_custom_sentences
from assistant.understanding.understanding import Understanding, UnderstandingSettings
from devices.model import Area, Home, Risk
from tests.understanding.homes import NOW, act, ask, device, home, refused, wishes


def decide(understanding: Understanding, text: str, area: str | None = None, now: float = NOW) -> Decision:
    decisions = understanding.decide(text, area=area, now=now)
    assert len(decisions) == 1
    return decisions[0]


def test_a_sentence_becomes_a_command() -> None:
    assert wishes(decide(Understanding(home()), "turn on the coffee machine")) == {
        "switch.coffee": {"on": True}
    }


def test_the_confidence_of_the_hearing_is_kept() -> None:
    (decision,) = Understanding(home()).decide(
        "turn on the coffee machine", area=None, now=NOW, confidence=0.7
    )
    assert act(decision).confidence == 0.7


def test_two_commands_in_one_sentence_are_two_decisions() -> None:
    text = "turn off the coffee machine and close the blinds"
    first, second = Understanding(home()).decide(text, area=None, now=NOW)
    assert wishes(first) == {"switch.coffee": {"on": False}}
    assert wishes(second) == {"cover.blinds": {"open": False}}


def test_a_refused_part_is_said_and_the_other_done() -> None:
    text = "set counter light to 40 percent brightness and close the blinds"
    first, second = Understanding(home()).decide(text, area=None, now=NOW)
    assert isinstance(first, Refuse)
    assert wishes(second) == {"cover.blinds": {"open": False}}


def test_a_part_that_is_not_understood_refuses_the_whole() -> None:
    decisions = Understanding(home()).decide(
        "turn on the coffee machine and paint the fence", area=None, now=NOW
    )
    assert [type(d) for d in decisions] == [Refuse]


def test_an_unknown_name_is_named() -> None:
    assert "flux capacitor" in refused(decide(Understanding(home()), "turn on the flux capacitor"))


def test_the_lights_of_nowhere_are_asked_for_and_the_room_answers() -> None:
    understanding = Understanding(home())
    question = ask(decide(understanding, "turn off the lights"))
    assert question.question == "In which room: Kitchen, Bedroom or Living Room?"
    assert set(wishes(decide(understanding, "the kitchen", now=NOW + 3))) == {
        "light.ceiling",
        "light.counter",
    }


def test_the_same_sentence_in_a_room_is_not_asked() -> None:
    assert wishes(decide(Understanding(home()), "turn off the lights", "bedroom")) == {
        "light.reading_bedroom": {"on": False}
    }


def test_yes_unlocks_within_eight_seconds() -> None:
    understanding = Understanding(home())
    assert ask(decide(understanding, "unlock the front door")).question == "Really unlock Front Door?"
    assert understanding.pending
    assert "yes" in understanding.answers()
    assert wishes(decide(understanding, "yes", now=NOW + 7)) == {"lock.front": {"locked": False}}
    assert not understanding.pending


def test_a_late_yes_unlocks_nothing() -> None:
    understanding = Understanding(home())
    ask(decide(understanding, "unlock the front door"))
    assert isinstance(decide(understanding, "yes", now=NOW + 9), Ignore)


def test_a_yes_out_of_the_blue_is_ignored() -> None:
    assert isinstance(decide(Understanding(home()), "yes"), Ignore)


def test_no_does_nothing_and_says_so() -> None:
    understanding = Understanding(home())
    ask(decide(understanding, "open the garage door"))
    declined = act(decide(understanding, "no", now=NOW + 1))
    assert declined.steps == ()
    assert declined.answer == "I did nothing."
    assert isinstance(decide(understanding, "yes", now=NOW + 2), Ignore)


def test_a_new_command_drops_the_question() -> None:
    understanding = Understanding(home())
    ask(decide(understanding, "unlock the front door"))
    assert wishes(decide(understanding, "close the blinds", now=NOW + 1)) == {"cover.blinds": {"open": False}}
    assert isinstance(decide(understanding, "yes", now=NOW + 2), Ignore)


def test_noise_does_not_drop_the_question() -> None:
    understanding = Understanding(home())
    ask(decide(understanding, "unlock the front door"))
    assert isinstance(decide(understanding, "blah blah", now=NOW + 1), Refuse)
    assert act(decide(understanding, "yes", now=NOW + 2)).steps


def test_a_question_that_nobody_answers_expires_once_with_its_reason() -> None:
    understanding = Understanding(home(), settings=UnderstandingSettings(answer_seconds=3))
    ask(decide(understanding, "unlock the front door"))
    assert understanding.expire(NOW + 2.9) is None
    expired = understanding.expire(NOW + 3.1)
    assert isinstance(expired, Ignore)
    assert "not answered in 3 s" in expired.reason
    assert understanding.expire(NOW + 4) is None


def test_which_door_is_settled_first_and_whether_really_second() -> None:
    made = Home.of(
        areas=[Area("hall", "Hall"), Area("cellar", "Cellar")],
        devices=[device("lock.a", "Door", "hall"), device("lock.b", "Door", "cellar")],
    )
    understanding = Understanding(made)
    assert ask(decide(understanding, "unlock the door")).labels == ("Hall", "Cellar")
    really = ask(decide(understanding, "the cellar", now=NOW + 1))
    assert really.question == "Really unlock Door?"
    assert wishes(decide(understanding, "yes", now=NOW + 2)) == {"lock.b": {"locked": False}}


def test_only_one_question_is_asked_at_a_time() -> None:
    understanding = Understanding(home())
    first, second = understanding.decide("unlock the front door and open the garage door", area=None, now=NOW)
    assert isinstance(first, Ask)
    assert "One question" in refused(second)
    assert wishes(decide(understanding, "yes", now=NOW + 1)) == {"lock.front": {"locked": False}}


def test_a_delayed_command_is_a_timer_with_a_sentence() -> None:
    decision = act(decide(Understanding(home()), "turn off the coffee machine in 5 minutes", "kitchen"))
    assert decision.steps == (
        TimerOrder(
            TimerVerb.START, 300, area="kitchen", command="turn off the coffee machine", near="kitchen"
        ),
    )


def test_a_delayed_command_that_is_not_understood_is_refused_now() -> None:
    said = refused(decide(Understanding(home()), "frobnicate the widget in 5 minutes"))
    assert "frobnicate the widget" in said


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("set a timer for 1 hour and 30 minutes", TimerOrder(TimerVerb.START, 5400)),
        ("set a 5 minute timer for pizza", TimerOrder(TimerVerb.START, 300, name="pizza")),
        ("cancel the pizza timer", TimerOrder(TimerVerb.CANCEL, name="pizza")),
        ("add 2 minutes to my timer", TimerOrder(TimerVerb.ADD, 120)),
        ("take 30 seconds off my 10 minute timer", TimerOrder(TimerVerb.REMOVE, 30, start_seconds=600)),
        ("pause my timer", TimerOrder(TimerVerb.PAUSE)),
        ("how much time is left on my timer", TimerOrder(TimerVerb.STATUS)),
        ("cancel all timers", TimerOrder(TimerVerb.CANCEL_ALL)),
    ],
)
def test_timer_sentences_are_orders(text: str, order: TimerOrder) -> None:
    assert act(decide(Understanding(home()), text)).steps == (order,)


@pytest.mark.parametrize(
    ("language", "text", "yes"),
    [
        ("de", "schalte die Kaffeemaschine ein", "ja"),
        ("fr", "allume la machine à café", "oui"),
        ("es", "enciende la cafetera", "sí"),
    ],
)
def test_other_languages_command_and_are_asked_in_their_words(language: str, text: str, yes: str) -> None:
    names = ("Kaffeemaschine", "machine à café", "cafetera")
    made = Home.of(devices=[device("switch.coffee", names[0], aliases=names[1:])])
    understanding = Understanding(made, language)
    assert wishes(decide(understanding, text)) == {"switch.coffee": {"on": True}}
    made.add(replace(made.devices["switch.coffee"], risk=Risk.CONFIRM))
    ask(decide(understanding, text))
    assert wishes(decide(understanding, yes, now=NOW + 1)) == {"switch.coffee": {"on": True}}


def test_a_language_without_sentences_is_an_error() -> None:
    with pytest.raises(LanguageError):
        Understanding(home(), "tlh")


SENTENCES = """
language: en
intents:
  MakeCoffee: {data: [{sentences: ["make [a] {size} coffee"]}]}
  GoodNight: {data: [{sentences: ["good night house"]}]}
  Circle: {data: [{sentences: ["go round"]}]}
lists:
  size: {values: [small, large]}
"""


def with_actions(tmp_path: Path, **actions: CustomAction) -> Understanding:
    file = tmp_path / "own.yaml"
    file.write_text(SENTENCES)
    settings = UnderstandingSettings(actions=actions)
    return Understanding(home(), "en", load_custom_sentences([file]), settings)


def test_an_own_sentence_publishes_its_message(tmp_path: Path) -> None:
    coffee = CustomAction(MessageTemplate("coffee/set", '{"size": "{size}"}'), say="Coffee is coming.")
    decision = act(decide(with_actions(tmp_path, MakeCoffee=coffee), "make a large coffee"))
    (step,) = decision.steps
    assert isinstance(step, Publish)
    assert (step.message.topic, step.message.payload) == ("coffee/set", b'{"size": "large"}')
    assert decision.answer == "Coffee is coming."


def test_an_own_sentence_stands_for_others_risky_ones_are_still_asked(tmp_path: Path) -> None:
    night = CustomAction(commands=("turn off the coffee machine", "unlock the front door"))
    understanding = with_actions(tmp_path, GoodNight=night)
    first, second = understanding.decide("good night house", area=None, now=NOW)
    assert wishes(first) == {"switch.coffee": {"on": False}}
    assert isinstance(second, Ask)


def test_one_bad_command_of_an_own_sentence_stops_them_all(tmp_path: Path) -> None:
    night = CustomAction(commands=("turn off the coffee machine", "frobnicate"))
    decision = decide(with_actions(tmp_path, GoodNight=night), "good night house")
    assert isinstance(decision, Refuse)
    assert "'frobnicate'" in decision.reason


def test_own_sentences_that_go_in_a_circle_are_refused(tmp_path: Path) -> None:
    decision = decide(with_actions(tmp_path, Circle=CustomAction(commands=("go round",))), "go round")
    assert isinstance(decision, Refuse)
    assert "circle" in decision.reason


def test_an_own_sentence_without_an_action_is_refused(tmp_path: Path) -> None:
    assert isinstance(decide(with_actions(tmp_path), "good night house"), Refuse)


def test_nothing_at_all_is_refused() -> None:
    assert not isinstance(decide(Understanding(home()), "   "), Act)
