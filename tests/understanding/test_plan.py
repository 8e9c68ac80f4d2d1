"""Plans of devices that are switched, moved and set; nothing may ever be widened."""

from __future__ import annotations

from dataclasses import replace

import pytest
from home_assistant_intents import get_intents

from assistant.events import Decision, SlotValue
from assistant.texts import texts_of
from assistant.understanding.plan import SUPPORTED, UNSUPPORTED, plan
from devices.model import Area, Home, Kind, Risk
from tests.understanding.homes import NOW, act, ask, device, home, intent, refused, wishes


def decide(
    intent_name: str, here: str | None = None, response: str = "default", **slots: SlotValue
) -> Decision:
    """What is decided when the microphone is in ``here``."""
    return plan(intent(intent_name, response, False, **slots), home(), area=here, now=NOW)


def test_every_intent_of_the_package_is_either_planned_or_known_to_be_impossible() -> None:
    for language in ("en", "de", "fr", "es"):
        source = get_intents(language)
        assert source is not None
        assert set(source["intents"]) <= SUPPORTED | UNSUPPORTED


def test_what_a_home_on_mqtt_cannot_do_is_refused() -> None:
    for name in UNSUPPORTED:
        assert refused(decide(name)) == "I cannot do that."


# --- which device ---


def test_a_name_that_one_device_has_is_that_device() -> None:
    assert wishes(decide("HassTurnOn", name="Coffee Machine")) == {"switch.coffee": {"on": True}}


def test_a_shared_name_is_narrowed_by_the_area_said() -> None:
    decision = decide("HassTurnOn", "living", name="Reading Lamp", area="bedroom")
    assert wishes(decision) == {"light.reading_bedroom": {"on": True}}
    assert "as said" in act(decision).reason


def test_a_shared_name_is_narrowed_by_the_floor_said() -> None:
    assert wishes(decide("HassTurnOn", name="Reading Lamp", floor="upper")) == {
        "light.reading_bedroom": {"on": True}
    }


def test_a_shared_name_is_narrowed_by_the_microphones_area() -> None:
    decision = decide("HassTurnOn", "living", name="Reading Lamp")
    assert wishes(decision) == {"light.reading_living": {"on": True}}
    assert act(decision).reason == "only Reading Lamp in Living Room, area of the microphone"


@pytest.mark.parametrize("here", [None, "kitchen"])
def test_a_shared_name_that_nothing_narrows_is_a_question(here: str | None) -> None:
    question = ask(decide("HassTurnOn", here, name="Reading Lamp"))
    assert question.labels == ("Bedroom", "Living Room")
    assert question.question == "Reading Lamp: Bedroom or Living Room?"
    assert [o.targets for o in question.options] == [("light.reading_bedroom",), ("light.reading_living",)]


def test_two_of_one_name_in_one_room_are_told_apart_by_their_own_names() -> None:
    made = Home.of(
        areas=[Area("hall", "Hall")],
        devices=[
            device("light.a", "Left Spot", "hall", aliases=("spot",)),
            device("light.b", "Right Spot", "hall", aliases=("spot",)),
        ],
    )
    question = ask(plan(intent("HassTurnOn", name="spot"), made, area="hall", now=NOW))
    assert question.labels == ("Left Spot", "Right Spot")


def test_an_unknown_name_is_never_anything_else() -> None:
    assert refused(decide("HassTurnOff", "kitchen", name="Flux Capacitor")) == "I do not know Flux Capacitor."


def test_a_name_in_an_area_where_it_is_not_is_refused() -> None:
    said = refused(
        plan(intent("HassTurnOn", name="Coffee Machine", area="garage"), home(), area=None, now=NOW)
    )
    assert said == "There is no Coffee Machine in the Garage."


def test_lights_of_the_area_said() -> None:
    decision = plan(
        intent("HassTurnOff", "lights_area", domain="light", area="kitchen"), home(), area="living", now=NOW
    )
    assert set(wishes(decision)) == {"light.ceiling", "light.counter"}


def test_lights_of_a_floor() -> None:
    assert set(wishes(decide("HassTurnOff", response="lights_floor", domain="light", floor="ground"))) == {
        "light.ceiling",
        "light.counter",
        "light.reading_living",
    }


def test_lights_of_the_microphones_area() -> None:
    decision = plan(
        intent("HassTurnOff", "lights_area", True, domain="light", area="bedroom"),
        home(),
        area="bedroom",
        now=NOW,
    )
    assert wishes(decision) == {"light.reading_bedroom": {"on": False}}
    assert "area of the microphone" in act(decision).reason


def test_an_area_without_lights_is_refused_by_name() -> None:
    said = refused(decide("HassTurnOn", "kitchen", "lights_area", domain="light", area="garage"))
    assert said == "There are no lights in the Garage."


def test_the_lights_without_any_area_are_asked_for_never_all_of_them() -> None:
    question = ask(decide("HassTurnOff", domain="light"))
    assert question.question == "In which room: Kitchen, Bedroom or Living Room?"
    assert [len(option.steps) for option in question.options] == [2, 1, 1]


def test_all_lights_are_all_lights_only_when_said_so() -> None:
    assert len(act(decide("HassTurnOff", response="light_all", domain="light")).steps) == 4


def test_all_of_anything_else_is_asked_first() -> None:
    question = ask(decide("HassTurnOff", response="fan_all", domain="fan"))
    assert question.labels == ()
    assert len(question.options) == 1


def test_a_room_alone_or_nothing_at_all_is_not_everything_in_it() -> None:
    assert refused(decide("HassTurnOff", "kitchen")) == "Which one? Please say its name."
    assert refused(decide("HassTurnOff", area="kitchen")) == "Which one? Please say its name."


def test_covers_of_a_class_in_an_area() -> None:
    decision = plan(
        intent("HassTurnOff", "cover_device_class", domain="cover", device_class="blind", area="bedroom"),
        home(),
        area=None,
        now=NOW,
    )
    assert wishes(decision) == {"cover.blinds": {"open": False}}


def test_blinds_are_not_the_garage_door() -> None:
    said = refused(
        plan(
            intent("HassTurnOn", "cover_device_class", domain="cover", device_class="blind", area="garage"),
            home(),
            area=None,
            now=NOW,
        )
    )
    assert said == "There are no blinds in the Garage."


# --- risk ---


@pytest.mark.parametrize(
    ("name", "slots", "question"),
    [
        ("HassTurnOff", {"name": "Front Door"}, "Really unlock Front Door?"),
        ("HassTurnOn", {"name": "Garage Door"}, "Really open Garage Door?"),
        ("HassSetPosition", {"name": "Garage Door", "position": 10}, "Really open Garage Door?"),
    ],
)
def test_risky_directions_are_asked_first(name: str, slots: dict[str, SlotValue], question: str) -> None:
    decision = ask(decide(name, None, "lock" if "Front" in str(slots) else "cover", **slots))
    assert decision.question == question
    assert decision.labels == ()
    assert len(decision.options) == 1


def test_making_safe_is_not_asked() -> None:
    assert wishes(decide("HassTurnOn", response="lock", name="Front Door")) == {
        "lock.front": {"locked": True}
    }
    assert wishes(decide("HassTurnOff", response="cover", name="Garage Door")) == {
        "cover.garage": {"open": False}
    }
    assert wishes(decide("HassStopMoving", name="Garage Door")) == {"cover.garage": "stop"}


def test_what_the_owner_wants_to_be_asked_about_is_asked_unless_it_is_switched_off() -> None:
    made = home()
    made.add(replace(made.devices["switch.coffee"], risk=Risk.CONFIRM))
    on = plan(intent("HassTurnOn", name="Coffee Machine"), made, area=None, now=NOW)
    off = plan(intent("HassTurnOff", name="Coffee Machine"), made, area=None, now=NOW)
    assert ask(on).question == "Really switch on Coffee Machine?"
    assert wishes(off) == {"switch.coffee": {"on": False}}


def test_a_lock_whose_owner_wants_no_question_is_unlocked_at_once() -> None:
    made = home()
    made.add(replace(made.devices["lock.front"], risk=Risk.NORMAL))
    assert act(plan(intent("HassTurnOff", "lock", name="Front Door"), made, area=None, now=NOW))


def test_many_things_at_once_that_are_no_lights_are_asked_first() -> None:
    made = Home.of(
        areas=[Area("hall", "Hall")],
        devices=[device(f"switch.s{i}", f"Switch {i}", "hall") for i in range(11)],
    )
    decision = plan(intent("HassTurnOff", domain="switch", area="hall"), made, area=None, now=NOW)
    assert ask(decision).question == "That would switch 11 devices. Really?"
    assert {made.devices[t].kind for t in ask(decision).options[0].targets} == {Kind.SWITCH}


def test_refusals_speak_the_language() -> None:
    decision = plan(
        intent("HassLightSet", name="Counter Light", brightness=40),
        home(),
        area=None,
        now=NOW,
        texts=texts_of("de"),
    )
    assert refused(decision) == "Counter Light lässt sich nicht dimmen."
