"""Sentences of people with their names left out, each in one split."""

from pathlib import Path

import pytest

from assistant.understanding.meant import Verb
from devices.model import Kind
from models.fusion.people import human_of, sayings_of, split_of, strange_of
from models.language.utterance import Slot, Utterance, write


def _said(text: str, intent: str | None, *slots: Slot, corpus: str = "hwu", split: str = "train",
          folds: tuple[int, ...] = (1,), scenario: str = "iot") -> Utterance:  # fmt: skip
    return Utterance(text, corpus, split, folds, scenario, "label", intent, slots)


LIGHT = Slot("domain", "light")


def test_names_and_areas_become_places_for_others() -> None:
    text = "turn off the desk lamp in the study please"
    slots = (Slot("name", "desk lamp", 13, 22), Slot("area", "study", 30, 35), LIGHT)
    human = human_of(_said(text, "HassTurnOff", *slots))
    assert human is not None
    assert human.anywhere == "turn off the [name : {name}] in the [area : {area}] please"
    assert human.text == "turn off the [name : desk lamp] in the [area : study] please"
    assert (human.verb, human.kind, human.names, human.areas) == (Verb.OFF, Kind.LIGHT, True, True)


@pytest.mark.parametrize(
    ("intent", "slots", "verb", "kind"),
    [
        ("HassTurnOn", (LIGHT,), Verb.ON, Kind.LIGHT),
        ("HassTurnOn", (), Verb.ON, None),
        ("HassLightSet", (Slot("change", "down"),), Verb.DIMMER, Kind.LIGHT),
        ("HassLightSet", (Slot("color", "red", 0, 3),), Verb.COLOR, Kind.LIGHT),
        (
            "HassLightSet",
            (Slot("brightness", "half", 0, 4), Slot("change", "up")),
            Verb.LEVEL,
            Kind.LIGHT,
        ),
        ("HassVacuumStart", (), Verb.START, Kind.VACUUM),
        ("HassSetVolumeRelative", (Slot("volume_step", "up"),), Verb.LOUDER, Kind.MEDIA_PLAYER),
    ],
)
def test_intents_become_verbs(intent: str, slots: tuple[Slot, ...], verb: Verb, kind: Kind | None) -> None:
    human = human_of(_said("red lights please", intent, *slots))
    assert human is not None
    assert (human.verb, human.kind) == (verb, kind)


@pytest.mark.parametrize(
    "said",
    [
        _said("lights off at nine", "HassTurnOff", Slot("when", "nine", 14, 18), LIGHT),
        _said("romantic light", "HassLightSet", Slot("mood", "romantic", 0, 8)),
        _said("change the light", "HassLightSet"),
        _said("lamp and fan on", "HassTurnOn", Slot("name", "lamp", 0, 4), Slot("name", "fan", 9, 12)),
        _said("what time is it", "HassGetCurrentTime"),
    ],
)
def test_what_cannot_be_done_at_once_and_alone_fits_no_other_home(said: Utterance) -> None:
    human = human_of(said)
    assert human is not None
    assert human.anywhere is None


def test_what_asks_nothing_of_a_home_is_no_saying() -> None:
    assert human_of(_said("what a day", None)) is None


def test_folds_and_corpora_tell_the_split() -> None:
    assert [split_of(_said("a", None, folds=(n,))) for n in (1, 8, 9, 10)] == [
        "train",
        "train",
        "dev",
        "test",
    ]
    assert [split_of(_said("a", None, corpus="clinc", split=s, folds=())) for s in ("train", "val")] == [
        "train",
        "test",
    ]
    assert split_of(_said("a", None, corpus="slurp", split="devel", folds=())) is None


def test_what_is_strange_to_a_home_is_no_garbled_command() -> None:
    told = [_said("tell me a joke", None, scenario="general"), _said("by remote sensor", None)]
    assert strange_of(told) == ("tell me a joke",)


def test_each_split_gets_its_own(tmp_path: Path) -> None:
    told = [_said(f"lights off {n}", "HassTurnOff", LIGHT, folds=(n,)) for n in range(1, 11)]
    write(told, tmp_path / "text.jsonl")
    counts = [len(sayings_of(split, tmp_path / "text.jsonl").human) for split in ("train", "dev", "test")]
    assert counts == [8, 1, 1]
