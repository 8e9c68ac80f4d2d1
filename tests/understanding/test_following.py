"""Again, in one sentence, while a question is open, in own sentences: through `Understanding.decide`."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.events import Confirmed, Evidence, Failed, Ignore, Publish, Refuse, TimerOrder
from assistant.understanding.actions import CustomAction, MessageTemplate
from assistant.understanding.custom import load_custom_sentences
from assistant.understanding.understanding import Understanding, UnderstandingSettings
from devices.model import Home
from devices.state import State
from tests.understanding.homes import NOW, act, ask, device, home, refused, wishes
from tests.understanding.talking import Talk

# --- again ---------------------------------------------------------------------------------------


def test_again_does_the_same_again_wherever_the_devices_are() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.say("turn on movie night")
    assert wishes(talk.say("do that again")) == {"scene.movie": "activate"}


def test_again_after_a_step_is_another_step() -> None:
    talk = Talk()
    talk.say("turn down TV volume by 20")
    assert wishes(talk.say("again")) == {"media_player.tv": {"volume": 55.0}}


def test_again_of_something_risky_is_asked_again() -> None:
    talk = Talk()
    talk.say("unlock the front door")
    talk.say("yes")
    ask(talk.say("again"))


# --- two commands in one sentence ----------------------------------------------------------------


def test_in_one_sentence_it_is_what_the_part_before_was_about() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    first, second = talk.all("turn on the ceiling light and make it red")
    assert act(first).targets == act(second).targets == ("light.ceiling",)


def test_in_one_sentence_it_is_nothing_if_the_part_before_is_not_done() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    question, second = talk.all("unlock the front door and turn it off")
    ask(question)
    assert "which one" in refused(second)


def test_after_two_commands_it_is_asked_back_them_are_all_and_again_is_both() -> None:
    talk = Talk()
    both = "turn on the coffee machine and turn on the ceiling light"
    talk.all(both)
    assert ask(talk.say("turn it off")).labels == ("Coffee Machine", "Ceiling Light")
    talk.say("no")
    assert set(wishes(talk.say("turn them off"))) == {"switch.coffee", "light.ceiling"}
    talk.all(both)
    assert [act(d).targets for d in talk.all("again")] == [("switch.coffee",), ("light.ceiling",)]


def test_after_two_commands_the_verb_may_tell_which() -> None:
    talk = Talk()
    talk.all("turn on the coffee machine and open the blinds")
    assert wishes(talk.say("close it")) == {"cover.blinds": {"open": False}}


# --- questions -----------------------------------------------------------------------------------


def test_while_a_question_is_open_it_is_asked_once_more_and_stays_open() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    question = ask(talk.say("unlock the front door")).question
    for text in ("turn it off", "again", "the other one", "a bit brighter"):
        assert refused(talk.say(text)) == question
    assert wishes(talk.say("yes")) == {"lock.front": {"locked": False}}


def test_undo_answers_an_open_question_with_no_and_undoes_nothing() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.say("unlock the front door")
    assert act(talk.say("undo that")).steps == ()
    assert isinstance(talk.say("yes"), Ignore)
    assert talk.home.state("switch.coffee").on


def test_what_was_declined_or_refused_is_not_remembered() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.say("unlock the front door")
    talk.say("no")
    refused(talk.say("turn on the flux capacitor"))
    assert wishes(talk.say("turn it off")) == {"switch.coffee": {"on": False}}


def test_an_answer_from_another_room_is_still_the_askers_command() -> None:
    talk = Talk(area="kitchen")
    talk.say("unlock the front door")
    talk.area = "living"  # where the camera saw the thumb
    act(talk.say("yes"))
    talk.area = "kitchen"
    assert wishes(talk.say("lock it")) == {"lock.front": {"locked": True}}


# --- what became of it ---------------------------------------------------------------------------


def test_a_command_that_failed_is_not_remembered_and_one_without_answer_is() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    failed = act(talk.say("turn on the ceiling light"))
    talk.understanding.carried_out(failed, [Failed(failed.steps[0], "it is offline")])
    assert wishes(talk.say("turn it off")) == {"switch.coffee": {"on": False}}
    done = act(talk.say("turn on the ceiling light"))
    talk.understanding.carried_out(done, [Confirmed(done.steps[0], Evidence.STATE, 0.1)])
    assert wishes(talk.say("turn it off")) == {"light.ceiling": {"on": False}}


# --- timers and own sentences --------------------------------------------------------------------


def test_it_in_a_command_for_later_is_refused_now() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    assert "turn it off" in refused(talk.say("turn it off in 5 minutes"))


def test_another_timer_like_the_last_one() -> None:
    talk = Talk()
    talk.say("set a timer for 5 minutes")
    (step,) = act(talk.say("again")).steps
    assert isinstance(step, TimerOrder)
    assert step.seconds == 300
    assert "which one" in refused(talk.say("turn it off"))


def test_own_sentences_may_stand_for_these_and_are_done_again(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "language: en\nintents:\n  Oops: {data: [{sentences: [oops]}]}\n"
        "  Coffee: {data: [{sentences: [coffee time]}]}\n"
    )
    actions = {
        "Oops": CustomAction(commands=("undo that",)),
        "Coffee": CustomAction(MessageTemplate("coffee", "1")),
    }
    made = home()
    settings = UnderstandingSettings(actions=actions)
    talk = Talk(made)
    talk.understanding = Understanding(made, "en", load_custom_sentences([file]), settings)
    talk.say("turn off the ceiling light")
    assert wishes(talk.say("oops")) == {"light.ceiling": {"on": True}}
    talk.say("coffee time")
    assert isinstance(act(talk.say("again")).steps[0], Publish)
    assert "cannot be undone" in refused(talk.say("undo that"))


@pytest.mark.parametrize(
    ("language", "name", "on", "off", "again", "undo"),
    [
        ("de", "Lampe", "schalte die Lampe ein", "mach sie aus", "noch einmal", "mach das rückgängig"),
        ("fr", "lampadaire", "allume le lampadaire", "éteins-le", "encore une fois", "annule ça"),
        ("es", "lámpara", "enciende la lámpara", "apágala", "otra vez", "deshaz eso"),
    ],
)
def test_in_other_languages(language: str, name: str, on: str, off: str, again: str, undo: str) -> None:
    made = Home.of(devices=[device("light.a", name)])
    made.update("light.a", State(on=False), NOW)
    assert isinstance(Talk(made, language=language).say(off), Refuse)  # nothing was done yet
    talk = Talk(made, language=language)
    for text, wish in ((on, True), (off, False), (again, False), (on, True), (undo, False)):
        assert wishes(talk.say(text)) == {"light.a": {"on": wish}}


def test_a_language_without_such_sentences_does_not_borrow_them() -> None:
    made = Home.of(devices=[device("light.a", "lamp")])
    talk = Talk(made, language="nl")
    talk.say("zet lamp aan")
    assert isinstance(talk.say("turn it off"), Refuse)
