"""Questions about the home are answered from what devices told, and from nothing else."""

from __future__ import annotations

import pytest

from assistant.events import SlotValue
from assistant.texts import texts_of
from assistant.understanding.plan import plan
from devices.model import Home
from devices.state import Moving, State
from tests.understanding.homes import NOW, act, home, intent, refused


def answer(
    made: Home, intent_name: str, response: str = "default", language: str = "en", **slots: SlotValue
) -> str:
    decision = plan(
        intent(intent_name, response, False, **slots), made, area=None, now=NOW, texts=texts_of(language)
    )
    assert act(decision).steps == ()
    return act(decision).answer or ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Outdoor Humidity", "Outdoor Humidity is 55 %."),
        ("Ceiling Light", "Ceiling Light is on, 40 percent."),
        ("Front Door", "Front Door is locked."),
        ("Blinds", "Blinds is open, 50 percent."),
        ("Back Door", "Back Door is open."),
        ("Thermostat", "Thermostat is heating, 21.5 °C."),
        ("Coffee Machine", "I do not know the state of Coffee Machine."),
    ],
)
def test_the_state_of_one_device(name: str, said: str) -> None:
    assert answer(home(), "HassGetState", "one", name=name) == said


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        ("Front Door", "locked", "Yes."),
        ("Front Door", "unlocked", "No, Front Door is locked."),
        ("Back Door", "on", "Yes."),
        ("Back Door", "open", "Yes."),
        ("Blinds", "closed", "No, Blinds is open, 50 percent."),
        ("Alice", "home", "Yes."),
        ("TV", "on", "Yes."),
        ("Coffee Machine", "on", "I do not know the state of Coffee Machine."),
    ],
)
def test_yes_no_and_not_known(name: str, state: str, said: str) -> None:
    assert answer(home(), "HassGetState", "one_yesno", name=name, state=state) == said


def test_which_any_all_and_how_many_say_whom_they_know_nothing_about() -> None:
    slots: dict[str, SlotValue] = {"domain": "light", "state": "on", "area": "kitchen"}
    assert answer(home(), "HassGetState", "which", "en", **slots) == "Ceiling Light."
    assert answer(home(), "HassGetState", "any", "en", **slots) == "Yes, Ceiling Light."
    assert answer(home(), "HassGetState", "how_many", "en", **slots) == "1."
    assert answer(home(), "HassGetState", "all", "en", **slots) == "No, Counter Light is not on."
    everywhere = answer(home(), "HassGetState", "how_many", domain="light", state="on")
    assert everywhere == "1. I do not know about Reading Lamp."


def test_all_are_only_all_when_every_one_is_known() -> None:
    made = home()
    made.update("light.counter", State(on=True), NOW)
    made.update("light.reading_bedroom", State(on=True), NOW)
    assert (
        answer(made, "HassGetState", "all", domain="light", state="on") == "I do not know about Reading Lamp."
    )
    made.update("light.reading_living", State(on=True), NOW)
    assert answer(made, "HassGetState", "all", domain="light", state="on") == "Yes."


def test_open_doors_are_found_by_their_contacts_too() -> None:
    slots: dict[str, SlotValue] = {"domain": "cover", "device_class": "door", "state": "open"}
    assert answer(home(), "HassGetState", "any", "en", **slots) == "Yes, Back Door."


def test_a_moving_blind_is_not_closed_yet() -> None:
    made = home()
    made.update("cover.blinds", State(moving=Moving.CLOSING), NOW)
    assert answer(made, "HassGetState", "one_yesno", name="Blinds", state="open") == "Yes."
    assert (
        answer(made, "HassGetState", "one_yesno", name="Blinds", state="closed") == "No, Blinds is closing."
    )


def test_a_shared_name_is_answered_for_each() -> None:
    said = answer(home(), "HassGetState", "one", name="Reading Lamp")
    assert said == (
        "Reading Lamp in the Bedroom is off. I do not know the state of Reading Lamp in the Living Room."
    )


def test_an_offline_device_is_not_said_to_be_as_it_last_was() -> None:
    made = home()
    made.update("lock.front", State(available=False), NOW)
    assert (
        answer(made, "HassGetState", "one_yesno", name="Front Door", state="locked")
        == "Front Door is offline."
    )


def test_where_somebody_is() -> None:
    assert answer(home(), "HassGetState", "where", name="Alice") == "Alice is at home."


def test_where_somebody_is_that_is_neither_home_nor_away() -> None:
    made = home()
    made.update("person.alice", State(reading="Work"), NOW)
    assert answer(made, "HassGetState", "where", name="Alice") == "Alice is at Work."


def test_nothing_of_that_kind_in_that_place_is_said_so() -> None:
    decision = plan(
        intent("HassGetState", "any", domain="lock", state="locked", area="garage"),
        home(),
        area=None,
        now=NOW,
    )
    assert refused(decision) == "There are no locks in the Garage."


def test_temperatures_of_rooms_and_devices() -> None:
    assert answer(home(), "HassClimateGetTemperature", area="living") == "It is 21.5 °C in the Living Room."
    assert answer(home(), "HassClimateGetTemperature", area="kitchen") == "It is 19.5 °C in the Kitchen."
    assert answer(home(), "HassClimateGetTemperature", name="Thermostat") == "Thermostat is 21.5 °C."


def test_a_temperature_of_nowhere_in_particular_is_not_guessed() -> None:
    for area, said in (
        (None, "I know no temperature here."),
        ("garage", "I know no temperature of the Garage."),
    ):
        assert refused(plan(intent("HassClimateGetTemperature"), home(), area=area, now=NOW)) == said


def test_answers_speak_the_language() -> None:
    assert answer(home(), "HassGetState", "one_yesno", "de", name="Front Door", state="unlocked") == (
        "Nein, Front Door ist abgeschlossen."
    )
    assert answer(home(), "HassGetState", "one", "de", name="Kitchen Sensor") == "Kitchen Sensor ist 19,5 °C."


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_time_and_date_are_told_in_every_language(language: str) -> None:
    assert answer(home(), "HassGetCurrentTime", language=language)
    assert "2023" in answer(home(), "HassGetCurrentDate", language=language)


def test_never_mind_does_and_says_nothing() -> None:
    assert answer(home(), "HassNevermind") == ""
