"""Readings of sentences: the model's and the corpora's, in one form."""

from __future__ import annotations

import pytest

from assistant.understanding.meant import Tag, Verb
from devices.model import Kind
from models.fusion.marked import mark, unmarked
from models.fusion.text_scores import Reading, scene_of, told, wanted
from models.language.utterance import Slot, Utterance


def _said(text: str, intent: str | None, *slots: Slot) -> Utterance:
    return Utterance(text, "hwu", "train", (1,), "iot", "label", intent, slots)


def test_marks_tell_what_each_word_is() -> None:
    said = unmarked(f"turn {mark(Tag.NAME, 'desk lamp')} {mark(Tag.COLOR, 'red')}")
    assert said.text == "turn desk lamp red"
    assert said.tags == (Tag.NONE, Tag.NAME, Tag.NAME, Tag.COLOR)


def test_a_verb_with_tagged_words_is_an_intent_with_slots() -> None:
    words = ["dim", "the", "lights", "in", "the", "den"]
    tags = [Tag.NONE] * 5 + [Tag.AREA]
    wanted_ = wanted(
        _said(" ".join(words), "HassLightSet", Slot("area", "den", 22, 25), Slot("change", "down"))
    )
    assert told(Verb.DIMMER, Kind.LIGHT, words, tags) == wanted_
    assert wanted_.slots == {("area", "den"), ("change", "down")}


def test_what_is_switched_without_a_name_is_a_domain() -> None:
    reading = told(Verb.OFF, Kind.LIGHT, ["lights", "off"], [Tag.NONE] * 2)
    assert reading == wanted(_said("lights off", "HassTurnOff", Slot("domain", "light")))


def test_slots_of_one_name_side_by_side_are_one() -> None:
    one = _said(
        "at one pm today", "HassVacuumStart", Slot("when", "one pm", 3, 9), Slot("when", "today", 10, 15)
    )
    assert wanted(one).slots == {("when", "one pm today")}


def test_nothing_for_a_home_is_nothing() -> None:
    assert (
        told(Verb.NOTHING, Kind.LIGHT, ["hello"], [Tag.NONE]) == Reading(None) == wanted(_said("hello", None))
    )


@pytest.mark.parametrize(
    ("verb", "kind", "tags", "intent", "slots"),
    [
        (Verb.ON, Kind.LIGHT, (Tag.NAME,), "HassTurnOn", {("name", "it")}),
        (Verb.ON, Kind.SWITCH, (Tag.NONE,), "HassTurnOn", {("domain", "switch")}),
        (Verb.ON, Kind.SWITCH, (Tag.COFFEE,), "HassTurnOn", {("coffee_type", "it")}),
        (Verb.ON, Kind.FAN, (Tag.NONE,), "HassTurnOn", set()),
        (Verb.BRIGHTER, Kind.LIGHT, (Tag.NONE,), "HassLightSet", {("change", "up")}),
        (Verb.LEVEL, Kind.LIGHT, (Tag.LEVEL,), "HassLightSet", {("brightness", "it")}),
        (Verb.LEVEL, Kind.MEDIA_PLAYER, (Tag.LEVEL,), "HassSetVolume", {("volume_level", "it")}),
        (Verb.LOUDER, Kind.MEDIA_PLAYER, (Tag.NONE,), "HassSetVolumeRelative", {("volume_step", "up")}),
        (Verb.QUIETER, Kind.MEDIA_PLAYER, (Tag.AMOUNT,), "HassSetVolumeRelative",
         {("volume_step", "down"), ("change_amount", "it")}),
        (Verb.START, Kind.VACUUM, (Tag.NONE,), "HassVacuumStart", set()),
        (Verb.START, Kind.VACUUM, (Tag.AREA,), "HassVacuumCleanArea", {("area", "it")}),
        (Verb.STATE, Kind.CLIMATE, (Tag.NONE,), "HassClimateGetTemperature", set()),
        (Verb.STATE, Kind.LOCK, (Tag.NONE,), "HassGetState", set()),
    ],
)  # fmt: skip
def test_what_a_verb_is_depends_on_the_kind_and_on_what_is_tagged(
    verb: Verb, kind: Kind, tags: tuple[Tag, ...], intent: str, slots: set[tuple[str, str]]
) -> None:
    assert told(verb, kind, ["it"], tags) == Reading(intent, frozenset(slots))


def test_words_of_one_tag_that_are_parted_are_slots_of_their_own() -> None:
    tags = [Tag.AREA, Tag.NONE, Tag.AREA, Tag.AREA]
    reading = told(Verb.ON, Kind.FAN, ["den", "and", "living", "room"], tags)
    assert reading.slots == {("area", "den"), ("area", "living room")}


def test_a_corpus_s_slots_of_one_name_that_are_parted_stay_two() -> None:
    said = _said("den and living room fans", "HassTurnOn", Slot("area", "living room", 8, 19),
                 Slot("area", "den", 0, 3))  # fmt: skip
    assert wanted(said).slots == {("area", "den"), ("area", "living room")}


def test_a_change_that_only_the_label_tells_counts_unless_a_value_is_set() -> None:
    up = Slot("change", "up")
    assert wanted(_said("brighten it", "HassLightSet", up)).slots == {("change", "up")}
    assert wanted(_said("up to half", "HassLightSet", Slot("brightness", "half", 6, 10), up)).slots == {
        ("brightness", "half")
    }


def test_a_name_that_no_word_says_is_passed_over() -> None:
    assert wanted(_said("an espresso", "HassTurnOn", Slot("name", "coffee"))).slots == frozenset()


def test_a_domain_counts_only_where_things_are_switched_without_a_name() -> None:
    lights, named = Slot("domain", "light"), Slot("name", "lamp", 0, 4)
    assert wanted(_said("lamp on", "HassTurnOn", named, lights)).slots == {("name", "lamp")}
    assert wanted(_said("dim it", "HassLightSet", lights)).slots == frozenset()
    assert wanted(_said("fans on", "HassTurnOn", Slot("domain", "fan"))).slots == frozenset()


def test_a_sentence_alone_is_said_to_us_in_no_home() -> None:
    scene = scene_of("lights on")
    assert scene.said is not None
    assert scene.said.hypotheses[0].text == "lights on"
    assert scene.said.wake == 1.0
    assert scene.home.devices == {}
    assert scene.looks == ()
