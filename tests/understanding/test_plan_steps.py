"""A bit more and a bit less, from the device's own state."""

from __future__ import annotations

import pytest

from assistant.events import Refuse
from devices.model import Area, Home
from devices.state import State
from tests.understanding.homes import NOW, act, ask, device, home, refused, wishes
from tests.understanding.talking import Talk


@pytest.mark.parametrize(
    ("first", "text", "wish"),
    [
        ("turn on the ceiling light", "a bit brighter", {"on": True, "brightness": 55.0}),
        ("turn on the ceiling light", "make it dimmer", {"on": True, "brightness": 25.0}),
        ("turn on the ceiling light", "a bit less", {"on": True, "brightness": 25.0}),
        ("turn on the ceiling light", "turn it up", {"on": True, "brightness": 55.0}),
        ("set the thermostat to 21 degrees", "warmer", {"target_temperature": 22.0}),
        ("set the thermostat to 21 degrees", "a bit less", {"target_temperature": 20.0}),
        ("set the thermostat to 35 degrees", "a bit warmer", {"target_temperature": 35.0}),
        ("set TV volume to 40", "louder", {"volume": 50.0}),
        ("set TV volume to 40", "a bit more", {"volume": 50.0}),
        ("pause the TV", "quieter", {"volume": 85.0}),
        ("close the blinds", "open it a bit", {"position": 70.0}),
        ("set bed fan speed to 50 percent", "a bit faster", {"on": True, "speed": 83.3}),
    ],
)
def test_a_step_goes_from_where_the_device_is(first: str, text: str, wish: dict[str, object]) -> None:
    talk = Talk()
    (target,) = act(talk.say(first)).targets
    assert wishes(talk.say(text)) == {target: wish}


def test_more_goes_on_in_the_same_direction_and_less_turns_back() -> None:
    talk = Talk()
    talk.say("set ceiling light brightness to 70 percent")
    seen = []
    for text in ("dimmer", "a bit more", "a bit less", "again"):
        (wish,) = wishes(talk.say(text)).values()
        assert isinstance(wish, dict)
        seen.append(wish["brightness"])
    assert seen == [55.0, 40.0, 55.0, 70.0]


def test_dimmer_never_switches_off() -> None:
    talk = Talk()
    talk.say("set ceiling light brightness to 5 percent")
    assert wishes(talk.say("dimmer")) == {"light.ceiling": {"on": True, "brightness": 1.0}}


@pytest.mark.parametrize("first", ["set the ceiling light to red", "lock the front door", "close the blinds"])
def test_more_of_what_has_no_more_is_asked_back(first: str) -> None:
    talk = Talk()
    act(talk.say(first))
    assert refused(talk.say("a bit more")) == "More or less of what?"


def test_more_after_two_different_things_is_asked_back() -> None:
    talk = Talk()
    talk.all("turn on the ceiling light and set TV volume to 40")
    assert refused(talk.say("a bit more")) == "More or less of what?"


def rooms() -> Home:
    made = Home.of(
        areas=[Area("hall", "Hall"), Area("attic", "Attic")],
        devices=[
            device("light.one", "one", "hall"),
            device("light.two", "two", "hall"),
            device("light.off", "three", "hall"),
            device("light.attic", "four", "attic"),
        ],
    )
    for name, on in (("one", True), ("two", True), ("off", False), ("attic", True)):
        made.update(f"light.{name}", State(on=on, brightness=50.0), NOW)
    return made


def test_with_nothing_remembered_brighter_is_for_the_lights_that_are_on_in_the_room() -> None:
    assert set(wishes(Talk(rooms(), "hall").say("a bit brighter"))) == {"light.one", "light.two"}


def test_without_a_room_it_is_asked_for() -> None:
    assert ask(Talk(rooms()).say("a bit brighter")).labels == ("Hall", "Attic")


def test_in_a_room_where_no_light_is_on_nothing_is_widened() -> None:
    made = rooms()
    made.update("light.attic", State(on=False), NOW)
    assert refused(Talk(made, "attic").say("a bit brighter")) == "Four is off."
    assert isinstance(Talk(home(), "garage").say("a bit brighter"), Refuse)


def test_a_light_in_another_room_is_meant_if_it_was_commanded_last() -> None:
    talk = Talk(rooms(), "hall")
    talk.say("turn on four")
    assert set(wishes(talk.say("a bit brighter"))) == {"light.attic"}


def test_after_something_else_brighter_is_for_the_lights_of_the_room() -> None:
    talk = Talk(area="kitchen")
    talk.say("close the blinds")
    assert set(wishes(talk.say("a bit brighter"))) == {"light.ceiling"}


def test_a_light_that_was_just_switched_off_is_not_switched_on_by_brighter() -> None:
    talk = Talk(area="kitchen")
    talk.say("turn off the ceiling light")
    assert refused(talk.say("a bit brighter")) == "Ceiling Light is off."


def test_where_it_is_now_nobody_knows_it_is_not_guessed() -> None:
    talk = Talk()
    talk.say("turn on the radio")
    assert "how loud" in refused(talk.say("louder"))
    talk.say("turn on the bed fan")
    assert "set to now" in refused(talk.say("a bit faster"))


def test_warmer_in_fahrenheit_is_two_degrees() -> None:
    made = Home.of(devices=[device("climate.a", "thermostat", unit="°F")])
    made.update("climate.a", State(target_temperature=68.0), NOW)
    assert wishes(Talk(made).say("a bit warmer")) == {"climate.a": {"target_temperature": 70.0}}
