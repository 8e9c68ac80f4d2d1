"""What "it", "them" and "the other one" are, through `Understanding.decide`."""

from __future__ import annotations

import pytest

from assistant.events import Refuse
from assistant.understanding.memory import MEMORY_SECONDS
from devices.model import Area, Home
from devices.state import Color, Playback, State
from tests.understanding.homes import NOW, act, ask, device, refused, wishes
from tests.understanding.talking import Talk


@pytest.mark.parametrize(
    ("first", "text", "wish"),
    [
        ("turn on the coffee machine", "turn it off", {"on": False}),
        ("turn on the coffee machine", "turn that one off again", {"on": False}),
        ("turn on the ceiling light", "make it red", {"on": True, "color": Color(255, 0, 0)}),
        ("turn on the ceiling light", "set it to 30 percent", {"on": True, "brightness": 30.0}),
        ("open the blinds", "close it", {"open": False}),
        ("open the blinds", "set it to 40 percent", {"position": 40.0}),
        ("lock the front door", "lock it again", {"locked": True}),
        ("set the thermostat to 20 degrees", "set it to 22", {"target_temperature": 22.0}),
        ("pause the TV", "resume it", {"playback": Playback.PLAYING}),
    ],
)
def test_it_is_what_was_commanded_last(first: str, text: str, wish: dict[str, object]) -> None:
    talk = Talk()
    (target,) = act(talk.say(first)).targets
    assert wishes(talk.say(text)) == {target: wish}


def test_them_is_all_of_what_was_commanded_last() -> None:
    talk = Talk(area="kitchen")
    talk.say("turn off the lights")
    assert set(wishes(talk.say("turn them back on"))) == {"light.ceiling", "light.counter"}


def test_it_is_what_was_asked_about_last() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.say("is the front door locked")
    assert wishes(talk.say("lock it")) == {"lock.front": {"locked": True}}


@pytest.mark.parametrize("text", ["turn it off", "make them red", "the other one", "turn the other one off"])
def test_with_nothing_remembered_nobody_guesses(text: str) -> None:
    assert "which one" in refused(Talk(area="kitchen").say(text))


@pytest.mark.parametrize(
    ("text", "says"), [("again", "do again"), ("undo that", "could undo"), ("a bit more", "of what")]
)
def test_with_nothing_done_nothing_is_repeated_undone_or_more(text: str, says: str) -> None:
    assert says in refused(Talk(area="kitchen").say(text))


def test_what_was_done_too_long_ago_is_not_meant() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.now += MEMORY_SECONDS
    assert isinstance(talk.say("turn it off"), Refuse)


def test_a_clock_that_is_set_back_makes_it_forget() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.now -= 3600
    assert isinstance(talk.say("turn it off"), Refuse)
    assert isinstance(talk.say("undo that"), Refuse)


def test_what_was_said_in_another_room_is_not_meant() -> None:
    talk = Talk(area="kitchen")
    talk.say("turn on the coffee machine")
    talk.area = "bedroom"
    assert isinstance(talk.say("turn it off"), Refuse)
    talk.area = "kitchen"
    assert wishes(talk.say("turn it off")) == {"switch.coffee": {"on": False}}


def test_a_device_that_has_gone_since_is_not_replaced_by_another() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    talk.home.remove("switch.coffee")
    for text in ("turn it off", "again", "undo that"):
        assert "no longer here" in refused(talk.say(text))


def test_a_device_that_is_offline_is_called_so() -> None:
    talk = Talk()
    talk.home.update("switch.coffee", State(on=False), NOW)
    talk.say("turn on the coffee machine")
    talk.home.update("switch.coffee", State(available=False), talk.now)
    for text in ("turn it off", "again", "undo that"):
        assert refused(talk.say(text)) == "Coffee Machine is offline."


def test_a_verb_that_is_not_for_it_is_refused_even_if_it_could_be_bent() -> None:
    talk = Talk()
    talk.say("lock the front door")
    assert "Front Door" in refused(talk.say("turn it off"))  # which by name would unlock it
    talk.say("turn on the coffee machine")
    assert "Coffee Machine" in refused(talk.say("make it brighter"))


def test_a_risky_verb_is_asked_first_and_yes_is_for_it() -> None:
    talk = Talk()
    talk.say("lock the front door")
    assert ask(talk.say("unlock it")).question == "Really unlock Front Door?"
    assert wishes(talk.say("yes")) == {"lock.front": {"locked": False}}


# --- the other one -------------------------------------------------------------------------------


def test_the_other_one_is_what_the_question_left() -> None:
    talk = Talk()
    ask(talk.say("turn on the reading lamp"))
    assert wishes(talk.say("the bedroom")) == {"light.reading_bedroom": {"on": True}}
    assert wishes(talk.say("and the other one")) == {"light.reading_living": {"on": True}}
    assert wishes(talk.say("turn it off")) == {"light.reading_living": {"on": False}}
    talk.say("turn on the reading lamp")
    talk.say("the bedroom")
    talk.say("and the other one")
    assert wishes(talk.say("turn the other one off")) == {"light.reading_bedroom": {"on": False}}


def test_the_other_one_of_the_other_one_is_the_first() -> None:
    talk = Talk()
    talk.say("turn on the ceiling light")
    assert wishes(talk.say("turn the other one off")) == {"light.counter": {"on": False}}
    assert wishes(talk.say("the other one too")) == {"light.ceiling": {"on": False}}


def test_which_door_and_then_really_still_leaves_the_other_door() -> None:
    made = Home.of(
        areas=[Area("hall", "Hall"), Area("cellar", "Cellar")],
        devices=[device("lock.a", "Door", "hall"), device("lock.b", "Door", "cellar")],
    )
    talk = Talk(made)
    for text in ("unlock the door", "the cellar", "yes"):
        talk.say(text)
    assert made.state("lock.b").locked is False
    assert wishes(talk.say("lock the other one")) == {"lock.a": {"locked": True}}


def test_the_other_one_of_three_is_asked_back() -> None:
    made = Home.of(
        areas=[Area("hall", "Hall")],
        devices=[device(f"light.{n}", f"lamp {n}", "hall") for n in ("one", "two", "three")],
    )
    talk = Talk(made)
    talk.say("turn on lamp one")
    assert ask(talk.say("and the other one")).labels == ("lamp two", "lamp three")
    assert wishes(talk.say("lamp three")) == {"light.three": {"on": True}}
    assert wishes(talk.say("and the other one")) == {"light.two": {"on": True}}


def test_where_there_is_no_other_one_nothing_is_widened() -> None:
    talk = Talk()
    talk.say("turn on the coffee machine")
    assert "no other one" in refused(talk.say("and the other one"))
    talk.area = "kitchen"
    talk.say("turn off the lights")
    assert "no other one" in refused(talk.say("and the other one"))
