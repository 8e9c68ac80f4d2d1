"""Readings of sentences: the model's and the corpora's, in one form."""

from __future__ import annotations

from assistant.understanding.meant import Tag, Verb
from devices.model import Kind
from models.fusion.marked import mark, unmarked
from models.fusion.text_scores import Reading, told, wanted
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
