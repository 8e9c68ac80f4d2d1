"""What "undo that" brings back, what it refuses, and what it asks first."""

from __future__ import annotations

import pytest

from assistant.events import Act, Refuse
from devices.model import Kind
from devices.state import Activity, Color, Playback, State
from tests.understanding.homes import COLORFUL, NOW, act, ask, device, refused, wishes
from tests.understanding.talking import Talk


def undone(said: str, device_id: str, *states: State) -> dict[str, object]:
    """What undoing a sentence wishes of a device that has reported these states before it."""
    talk = Talk()
    for state in states:
        talk.home.update(device_id, state, NOW)
    assert act(talk.say(said)).steps
    found = wishes(talk.say("undo that"))
    assert list(found) == [device_id]
    wish = found[device_id]
    assert isinstance(wish, dict)
    return wish


@pytest.mark.parametrize(
    ("said", "device_id", "before", "wish"),
    [
        ("turn on the coffee machine", "switch.coffee", State(on=False), {"on": False}),
        ("turn off the coffee machine", "switch.coffee", State(on=True), {"on": True}),
        (
            "set ceiling light brightness to 80 percent",
            "light.ceiling",
            State(on=True, brightness=35.0),
            {"on": True, "brightness": 35.0},
        ),
        (
            "set ceiling light brightness to 80 percent",
            "light.ceiling",
            State(on=False, brightness=35.0),
            {"on": False},
        ),
        ("close the blinds", "cover.blinds", State(open=True, position=60.0), {"position": 60.0}),
        ("close the blinds", "cover.blinds", State(open=True, position=100.0), {"open": True}),
        ("open the blinds", "cover.blinds", State(open=False, position=0.0), {"open": False}),
        (
            "set the thermostat to 25 degrees",
            "climate.living",
            State(target_temperature=19.5),
            {"target_temperature": 19.5},
        ),
        ("turn off the thermostat", "climate.living", State(mode="cool"), {"mode": "cool"}),
        ("set TV volume to 20", "media_player.tv", State(volume=55.0), {"volume": 55.0}),
        ("pause the TV", "media_player.tv", State(playback=Playback.PLAYING), {"playback": Playback.PLAYING}),
        ("set bed fan speed to 50 percent", "fan.bedroom", State(on=True, speed=20.0), None),
    ],
)
def test_what_was_changed_is_as_it_was(
    said: str, device_id: str, before: State, wish: dict[str, object] | None
) -> None:
    assert undone(said, device_id, before) == (wish or {"on": True, "speed": 20.0})


def test_a_lamp_is_again_white_or_in_its_color() -> None:
    red, white = State(on=True, color=Color(255, 0, 0)), State(on=True, color_temperature=2700)
    said = "set the ceiling light to blue"
    assert undone(said, "light.ceiling", white) == {"on": True, "color_temperature": 2700}
    assert undone(said, "light.ceiling", white, red) == {"on": True, "color": Color(255, 0, 0)}
    assert undone(said, "light.ceiling", red, white) == {"on": True, "color_temperature": 2700}


def test_undone_twice_it_is_done_again() -> None:
    talk = Talk()
    talk.home.update("switch.coffee", State(on=False), NOW)
    talk.say("turn on the coffee machine")
    seen = [wishes(talk.say("undo that")) for _ in range(3)]
    assert seen == [{"switch.coffee": {"on": on}} for on in (False, True, False)]


def test_of_several_devices_only_what_was_changed_changes_back() -> None:
    talk = Talk(area="kitchen")
    talk.say("turn off the lights")  # the counter light is off already
    assert wishes(talk.say("undo that")) == {"light.ceiling": {"on": True}}
    assert refused(Talk().say("undo that")) == "There is nothing that I could undo."


def test_what_changed_nothing_cannot_be_undone() -> None:
    talk = Talk()
    talk.say("turn off the counter light")
    assert refused(talk.say("undo that")) == "That changed nothing."


def test_two_commands_in_one_sentence_are_undone_together() -> None:
    talk = Talk()
    talk.home.update("switch.coffee", State(on=False), NOW)
    talk.all("turn on the coffee machine and close the blinds")
    assert wishes(talk.say("undo that")) == {
        "switch.coffee": {"on": False},
        "cover.blinds": {"position": 50.0},
    }


def test_undo_and_another_command_in_one_sentence() -> None:
    talk = Talk()
    talk.home.update("switch.coffee", State(on=False), NOW)
    talk.say("turn on the coffee machine")
    back, more = talk.all("undo that and close the blinds")
    assert wishes(back) == {"switch.coffee": {"on": False}}
    assert wishes(more) == {"cover.blinds": {"open": False}}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("start Robo", "Robo: that cannot be undone."),
        ("turn on movie night", "Movie Night: that cannot be undone."),
        ("skip to the next track on the TV", "TV: that cannot be undone."),
        ("set a timer for 5 minutes", "Timers cannot be undone, but cancelled."),
        ("turn on the bed fan", "I do not know how Bed Fan was before."),
    ],
)
def test_what_cannot_be_undone_is_said_so(said: str, why: str) -> None:
    talk = Talk()
    assert act(talk.say(said)).steps
    assert refused(talk.say("undo that")) == why


def test_what_can_be_undone_is_and_what_cannot_is_said() -> None:
    talk = Talk()
    talk.all("turn off the ceiling light and start Robo")
    back, why = talk.all("undo that")
    assert wishes(back) == {"light.ceiling": {"on": True}}
    assert refused(why) == "Robo: that cannot be undone."


def test_unlocking_what_was_unlocked_before_is_asked_and_locking_is_not() -> None:
    talk = Talk()
    talk.home.update("lock.front", State(locked=False), NOW)
    talk.say("lock the front door")
    assert ask(talk.say("undo that")).question == "Really unlock Front Door?"
    assert isinstance(talk.say("no"), Act)
    assert talk.home.state("lock.front").locked
    ask(talk.say("undo that"))  # the last deed is still the locking
    assert wishes(talk.say("yes")) == {"lock.front": {"locked": False}}
    assert wishes(talk.say("undo that")) == {"lock.front": {"locked": True}}


def test_opening_a_garage_door_again_is_asked() -> None:
    talk = Talk()
    talk.home.update("cover.garage", State(open=True), NOW)
    talk.say("close the garage door")
    assert ask(talk.say("undo that")).question == "Really open Garage Door?"


def test_a_deed_of_which_everything_failed_is_not_undone() -> None:
    talk = Talk()
    talk.home.add(device("light.porch", "Porch Light", capabilities=COLORFUL))
    talk.home.update("light.porch", State(on=False, available=False), NOW)
    assert isinstance(talk.say("turn on the porch light"), Refuse)
    assert isinstance(talk.say("undo that"), Refuse)


def test_a_mower_sent_off_is_not_called_back() -> None:
    talk = Talk()
    talk.home.update("lawn_mower.goat", State(activity=Activity.DOCKED), NOW)
    assert talk.home.devices["lawn_mower.goat"].kind is Kind.LAWN_MOWER
    talk.say("start mowing with Goat")
    assert isinstance(talk.say("undo that"), Refuse)
