"""The rules over what the fusion model says, each with a judgement made by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from assistant.events import Act, Ask, Decision, Intent, Refuse
from assistant.texts import texts_of
from assistant.understanding.fusion import Judgement, Told
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.policy import SURELY, PolicySettings, by_model, picked, things_meant, unmeant
from assistant.understanding.shown import KINDS
from assistant.understanding.targets import MOST_LABELS, Choice, Chosen, Situation
from devices.model import Area, Command, Home, Kind
from devices.state import State
from tests.understanding.homes import NOW, act, ask, device, home, refused

SETTINGS = PolicySettings(addressed=0.5, act=0.8, ask=0.4)


def judged(
    verb: Verb = Verb.ON,
    things: Mapping[str, float] | None = None,
    *,
    kind: Kind = Kind.LIGHT,
    confidence: float = 0.95,
    clear: float = 0.95,
    addressed: float = 0.95,
    verb_chance: float = 0.95,
    kind_chance: float = 0.95,
    tagged: Mapping[Tag, str] | None = None,
) -> Judgement:
    """As a model would judge that is as sure as told; ``tagged``: words that tell something."""
    words = [Told(word, tag, 0.9) for tag, said in (tagged or {}).items() for word in words_of(said)]
    return Judgement(
        addressed, clear, _shares([one is verb for one in Verb], verb_chance),
        _shares([one is kind for one in KINDS], kind_chance), dict(things or {}), tuple(words),
        np.zeros((0, 0), np.float32), confidence,
    )  # fmt: skip


def _shares(hit: list[bool], chance: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array([chance if one else (1 - chance) / (len(hit) - 1) for one in hit], np.float32)


def situation(house: Home | None = None, area: str | None = None) -> Situation:
    return Situation(home() if house is None else house, area, NOW, texts_of("en"))


def decide(said: Judgement, house: Home | None = None, area: str | None = None) -> Decision | None:
    return by_model("so it was said", said, situation(house, area), SETTINGS)


def done(decision: Decision | None) -> Act:
    assert decision is not None
    return act(decision)


def asked(decision: Decision | None) -> Ask:
    assert decision is not None
    return ask(decision)


def told_no(decision: Decision | None) -> str:
    assert decision is not None
    return refused(decision)


def which(*options: str, question: str = "Which one?") -> Ask:
    """A template's question: one of these devices, each to be switched on, or unlocked if it is a lock."""
    made = Intent("HassTurnOn")
    wishes = [State(locked=False) if one.startswith("lock.") else State(on=True) for one in options]
    acts = [Act(made, (Command(o, wish),), (o,)) for o, wish in zip(options, wishes, strict=True)]
    return Ask(made, question, tuple(acts), options)


# --- settings ----------------------------------------------------------------------------------


def test_what_the_owner_sets_counts_before_what_was_chosen_for_the_model() -> None:
    chosen = {"addressed": 0.7, "act": 0.9, "ask": 0.3}
    assert PolicySettings.of(chosen, act=0.6, ask=None) == PolicySettings(0.7, 0.6, 0.3)


# --- meant for us ------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [0.0, 0.2, 0.49])
def test_below_the_threshold_a_sentence_is_left_alone_and_the_reason_tells_how_sure(chance: float) -> None:
    ignored = unmeant(judged(addressed=chance), SETTINGS)
    assert ignored is not None
    assert f"{chance:.2f}" in ignored.reason


@pytest.mark.parametrize("chance", [0.5, 0.51, 1.0])
def test_from_the_threshold_on_it_was_meant_for_us(chance: float) -> None:
    assert unmeant(judged(addressed=chance), SETTINGS) is None


# --- a template's question ---------------------------------------------------------------------


def test_a_question_is_answered_by_the_one_option_that_is_surely_meant() -> None:
    question = which("light.reading_bedroom", "light.reading_living")
    answer = act(picked(question, judged(things={"light.reading_living": 0.97}), situation()))
    assert answer.targets == ("light.reading_living",)
    assert answer.steps == question.options[1].steps
    assert "0.97" in answer.reason


@pytest.mark.parametrize(
    "said",
    [
        judged(things={}),
        judged(things={"light.reading_living": SURELY - 0.01}),
        judged(things={"light.reading_living": 0.97, "light.reading_bedroom": 0.97}),
        judged(things={"light.reading_living": 0.97, "light.reading_bedroom": 0.2}),
        judged(things={"light.reading_living": 0.97}, clear=0.4),
        judged(things={"light.somewhere_else": 0.99}),
    ],
    ids=["none", "not surely", "both", "perhaps the other", "not clear", "another thing"],
)
def test_else_the_question_stays_as_it_was(said: Judgement) -> None:
    question = which("light.reading_bedroom", "light.reading_living")
    assert picked(question, said, situation()) is question


def test_a_question_of_yes_or_no_is_not_answered_by_what_is_meant() -> None:
    question = which("lock.front", question="Really unlock Front Door?")
    assert picked(question, judged(things={"lock.front": 0.99}), situation()) is question


def test_of_groups_the_one_counts_that_is_meant_as_a_whole() -> None:
    made = Intent("HassTurnOn")
    kitchen = Act(made, (), ("light.ceiling", "light.counter"))
    living = Act(made, (), ("light.reading_living",))
    question = Ask(made, "In which room?", (kitchen, living), ("Kitchen", "Living Room"))
    whole = judged(things={"light.ceiling": 0.97, "light.counter": 0.95})
    assert act(picked(question, whole, situation())).targets == ("light.ceiling", "light.counter")
    assert picked(question, judged(things={"light.ceiling": 0.97}), situation()) is question


def test_what_several_options_hold_is_no_reason_against_one_of_them() -> None:
    made = Intent("HassTurnOn")
    one = Act(made, (), ("light.ceiling",))
    both = Act(made, (), ("light.ceiling", "light.counter"))
    question = Ask(made, "One or both?", (one, both), ("one", "both"))
    answer = picked(question, judged(things={"light.ceiling": 0.97, "light.counter": 0.02}), situation())
    assert act(answer).targets == ("light.ceiling",)


def test_a_risky_option_is_still_asked_about_once_it_is_picked() -> None:
    question = which("light.counter", "lock.front")
    still = ask(picked(question, judged(things={"lock.front": 0.99}), situation()))
    assert still.question == "Really unlock Front Door?"
    assert [option.targets for option in still.options] == [("lock.front",)]


# --- what "that" is ----------------------------------------------------------------------------


def test_that_is_what_is_meant_the_surest_first_and_nothing_that_has_gone() -> None:
    said = judged(things={"light.counter": 0.6, "light.ceiling": 0.9, "light.gone": 0.99, "kitchen": 0.99})
    found = things_meant(said, situation())
    assert isinstance(found, Chosen)
    assert [one.id for one in found.devices] == ["light.ceiling", "light.counter"]


def test_that_is_nothing_if_nothing_is_meant() -> None:
    assert things_meant(judged(things={"light.counter": 0.49}), situation()) is None
    assert things_meant(judged(), situation(Home())) is None


def test_that_is_one_of_the_meant_if_it_is_not_clear_which_but_one_alone_is_clear() -> None:
    several = things_meant(
        judged(things={"light.counter": 0.6, "light.ceiling": 0.9}, clear=0.2), situation()
    )
    assert isinstance(several, Choice)
    assert [label for label, _ in several.groups] == ["Ceiling Light", "Counter Light"]
    assert isinstance(things_meant(judged(things={"light.counter": 0.6}, clear=0.2), situation()), Chosen)


# --- sentences that no template knows ----------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_what_is_sure_enough_is_done(confidence: float) -> None:
    decision = done(decide(judged(Verb.OFF, {"light.ceiling": 0.97}, confidence=confidence)))
    assert decision.steps == (Command("light.ceiling", State(on=False)),)
    assert f"{confidence:.2f}" in decision.reason


@pytest.mark.parametrize("confidence", [0.4, 0.79])
def test_what_is_less_sure_is_asked_with_what_would_be_done(confidence: float) -> None:
    question = asked(decide(judged(Verb.OFF, {"light.ceiling": 0.97}, confidence=confidence)))
    assert question.question == "Really switch off Ceiling Light?"
    assert [option.steps for option in question.options] == [(Command("light.ceiling", State(on=False)),)]
    assert question.labels == ()


@pytest.mark.parametrize(
    ("verb", "thing", "question"),
    [
        (Verb.ON, "light.counter", "Really switch on Counter Light?"),
        (Verb.OPEN, "cover.blinds", "Really open Blinds?"),
        (Verb.CLOSE, "cover.blinds", "Really change Blinds?"),
        (Verb.UNLOCK, "lock.front", "Really unlock Front Door?"),
        (Verb.NEXT, "media_player.tv", "Really change TV?"),
    ],
)
def test_the_question_tells_the_verb_as_it_may_be_that_which_was_misunderstood(
    verb: Verb, thing: str, question: str
) -> None:
    assert asked(decide(judged(verb, {thing: 0.97}, confidence=0.6))).question == question


def test_what_is_less_sure_still_is_nobody_s_to_tell() -> None:
    assert decide(judged(Verb.OFF, {"light.ceiling": 0.97}, confidence=0.39)) is None


@pytest.mark.parametrize("verb", [Verb.NOTHING, Verb.TIMER])
def test_nothing_that_a_home_can_do_is_no_decision(verb: Verb) -> None:
    assert decide(judged(verb, {"light.ceiling": 0.97})) is None


def test_a_verb_that_is_hardly_likelier_than_others_is_no_decision() -> None:
    assert decide(judged(Verb.OFF, {"light.ceiling": 0.97}, verb_chance=0.3)) is None


def test_a_verb_that_is_nothing_for_the_thing_is_no_decision() -> None:
    assert decide(judged(Verb.LEVEL, {"lock.front": 0.97}, tagged={Tag.LEVEL: "half"})) is None


@pytest.mark.parametrize("verb", [Verb.ON, Verb.UNLOCK, Verb.STATE, Verb.TIME])
def test_what_is_put_off_is_refused_rather_than_done_at_once(verb: Verb) -> None:
    said = judged(verb, {"lock.front": 0.99}, tagged={Tag.WHEN: "at nine"})
    decision = decide(said)
    assert told_no(decision) == texts_of("en").say("not_now")
    assert isinstance(decision, Refuse)
    assert "at nine" in decision.reason


def test_where_it_is_not_clear_which_it_is_asked_among_those_that_are_meant() -> None:
    said = judged(
        Verb.OFF, {"light.ceiling": 0.9, "light.counter": 0.6, "light.reading_living": 0.3}, clear=0.1
    )
    question = asked(decide(said))
    assert question.labels == ("Ceiling Light", "Counter Light")
    assert [option.targets for option in question.options] == [("light.ceiling",), ("light.counter",)]


def test_that_question_is_asked_even_if_the_model_is_not_sure_enough_to_act() -> None:
    said = judged(Verb.OFF, {"light.ceiling": 0.9, "light.counter": 0.6}, clear=0.1, confidence=0.5)
    assert asked(decide(said)).labels == ("Ceiling Light", "Counter Light")


def test_where_only_one_of_them_can_do_it_nothing_is_to_be_asked() -> None:
    said = judged(Verb.DIMMER, {"light.counter": 0.9, "light.ceiling": 0.6}, clear=0.1)
    assert done(decide(said)).targets == ("light.ceiling",)


def test_several_that_are_clearly_meant_are_commanded_together() -> None:
    decision = done(decide(judged(Verb.ON, {"light.counter": 0.9, "light.ceiling": 0.8})))
    assert set(decision.targets) == {"light.ceiling", "light.counter"}


@pytest.mark.parametrize(("verb", "thing"), [(Verb.UNLOCK, "lock.front"), (Verb.OPEN, "cover.garage")])
def test_what_is_risky_is_asked_however_sure_the_model_is(verb: Verb, thing: str) -> None:
    said = judged(verb, {thing: 1.0}, confidence=1.0, clear=1.0, addressed=1.0)
    assert asked(decide(said)).reason.startswith("risky")


def test_what_makes_safe_is_done_at_once() -> None:
    assert done(decide(judged(Verb.LOCK, {"lock.front": 0.97}))).targets == ("lock.front",)
    assert done(decide(judged(Verb.CLOSE, {"cover.garage": 0.97}))).targets == ("cover.garage",)


def test_what_a_device_cannot_do_is_said_however_unsure_the_model_is() -> None:
    assert "Counter Light" in told_no(decide(judged(Verb.DIMMER, {"light.counter": 0.97}, confidence=0.5)))


def test_values_are_read_from_the_words_that_tell_them() -> None:
    said = judged(Verb.LEVEL, {"light.ceiling": 0.97}, tagged={Tag.LEVEL: "thirty percent"})
    assert done(decide(said)).steps == (Command("light.ceiling", State(on=True, brightness=30.0)),)


def test_a_colour_that_nobody_knows_is_refused_by_its_name_and_one_not_said_is_not_understood() -> None:
    chequered = judged(Verb.COLOR, {"light.ceiling": 0.97}, tagged={Tag.COLOR: "chequered"})
    assert "chequered" in told_no(decide(chequered))
    assert told_no(decide(judged(Verb.COLOR, {"light.ceiling": 0.97}))) == texts_of("en").say(
        "not_understood"
    )


# --- questions ---------------------------------------------------------------------------------


def test_a_question_about_one_device_is_answered_and_changes_nothing() -> None:
    decision = done(decide(judged(Verb.STATE, {"lock.front": 0.97}, kind=Kind.LOCK)))
    assert decision.steps == ()
    assert decision.answer is not None
    assert "Front Door" in decision.answer
    assert "locked" in decision.answer


def test_a_question_about_several_is_left_to_the_templates() -> None:
    assert decide(judged(Verb.STATE, {"lock.front": 0.97, "light.ceiling": 0.9})) is None


@pytest.mark.parametrize("verb", [Verb.TIME, Verb.DATE])
def test_the_time_is_told_in_any_home_if_the_model_is_not_too_unsure(verb: Verb) -> None:
    assert done(decide(judged(verb), Home())).answer
    assert decide(judged(verb, confidence=0.39), Home()) is None


# --- nothing that is here ----------------------------------------------------------------------


def test_a_name_that_nothing_bears_is_said_back() -> None:
    assert "lava lamp" in told_no(decide(judged(tagged={Tag.NAME: "lava lamp"}), area="kitchen"))


def test_such_things_of_the_room_are_asked_about_if_none_is_meant() -> None:
    question = asked(decide(judged(Verb.ON), area="kitchen"))
    assert question.labels == ("Ceiling Light", "Counter Light")


def test_even_the_only_one_of_the_room_is_asked_about() -> None:
    question = asked(decide(judged(Verb.ON), area="bedroom"))
    assert question.question == "Really switch on Reading Lamp?"
    assert question.labels == ()


def test_a_room_that_has_no_such_things_is_told_so_by_its_name() -> None:
    fans = judged(Verb.ON, kind=Kind.FAN, tagged={Tag.AREA: "living room"})
    assert told_no(decide(fans, area="bedroom")) == "There are no fans in the living room."


def test_where_such_things_are_in_other_rooms_only_the_room_is_asked_for() -> None:
    assert told_no(decide(judged(Verb.ON, kind=Kind.FAN), area="kitchen")) == "In which room?"


def test_a_home_that_has_no_such_things_is_told_so() -> None:
    house = Home.of(areas=[Area("hall", "Hall")], devices=[device("lock.front", "Front Door", "hall")])
    assert told_no(decide(judged(Verb.ON), house, "hall")) == "There are no lights here."


@pytest.mark.parametrize("area", [None, "hall", "nowhere"])
def test_a_home_without_devices_has_none(area: str | None) -> None:
    house = Home.of(areas=[Area("hall", "Hall")])
    assert told_no(decide(judged(Verb.ON), house, area)) == "There are no lights here."


def test_a_kind_that_is_hardly_likelier_than_others_is_not_spoken_of() -> None:
    assert decide(judged(Verb.ON, kind_chance=0.3), area="kitchen") is None


# --- homes of all sorts ------------------------------------------------------------------------


def crowd(kind: str, areas: int = 1) -> tuple[Home, dict[str, float]]:
    """500 devices of one name, all of them meant."""
    house = Home.of(areas=[Area(f"room_{n}", f"Room {n}") for n in range(areas)])
    for number in range(500):
        house.add(device(f"{kind}.d{number}", "Lamp", f"room_{number % areas}"))
    return house, {one: 0.6 + number / 2000 for number, one in enumerate(house.devices)}


@pytest.mark.parametrize("areas", [1, 500])
def test_of_five_hundred_of_one_name_no_more_are_asked_about_than_one_can_remember(areas: int) -> None:
    house, things = crowd("light", areas)
    question = asked(decide(judged(Verb.ON, things, clear=0.05), house, "room_0"))
    assert len(question.options) == len(set(question.labels)) == MOST_LABELS
    assert question.options[0].targets == ("light.d499",)


def test_nor_is_any_of_them_guessed_where_none_is_meant() -> None:
    house, _ = crowd("light")
    question = asked(decide(judged(Verb.ON), house, "room_0"))
    assert len(question.options) == len(set(question.labels)) == MOST_LABELS


def test_five_hundred_switches_are_not_switched_without_a_question() -> None:
    house, things = crowd("switch")
    assert "500" in asked(decide(judged(Verb.ON, things, confidence=1.0), house, "room_0")).question


@pytest.mark.parametrize("name", ["лампа", "灯", "مصباح", "λάμπα", "💡"])
def test_things_are_done_and_asked_about_by_names_in_any_script(name: str) -> None:
    house = Home.of(areas=[Area("hall", "зал")], devices=[device("light.a", name, "hall")])
    assert done(decide(judged(Verb.ON, {"light.a": 0.97}), house)).targets == ("light.a",)
    question = asked(decide(judged(Verb.ON, {"light.a": 0.97}, confidence=0.6), house))
    assert question.question == f"Really switch on {name}?"
