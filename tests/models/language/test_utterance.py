"""Plain text, and spans that point at its words."""

from pathlib import Path

import pytest

from models.language.utterance import Slot, Utterance, located, plain_text, read, unannotated, write


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Turn ON the lights, please!", "turn on the lights please"),
        ("what’s today's date?", "what's today's date"),
        ("tell me how to say, 'more bread' in french", "tell me how to say more bread in french"),
        ("the tires' air, turn_down", "the tires air turn down"),
        ("dim to 50% at 8:30pm", "dim to 50 percent at 8 30 pm"),
        ("21.5 degrees for $1,200", "21 point 5 degrees for 1200 dollars"),
        ("r. n. b. at 7 a.m.", "r n b at 7 am"),
        ("café & crème", "cafe and creme"),
        ("?!", ""),
    ],
)
def test_text_is_what_a_recogniser_would_write(written: str, said: str) -> None:
    assert plain_text(written) == said
    assert plain_text(said) == said


def test_annotation_is_taken_out_and_points_at_the_bare_words() -> None:
    bare, entities = unannotated("Set [house_place : the den] to [color_type : Blue].")
    assert bare == "Set the den to Blue."
    assert [(e.name, bare[e.start : e.end]) for e in entities] == [
        ("house_place", "the den"),
        ("color_type", "Blue"),
    ]


@pytest.mark.parametrize(
    ("annotated", "said"),
    [
        ("Well, dim to [x : 50%], now", "50 percent"),
        ("what is [x : today]'s date", "today's"),
        ("un[x : mute] it", "unmute"),
        ("[x : r. n. b.] radio", "r n b"),
        ("lights [x : to half]", "to half"),
    ],
)
def test_a_span_covers_whole_words_of_the_plain_text(annotated: str, said: str) -> None:
    raw, entities = unannotated(annotated)
    (slot,) = located(raw, entities)
    assert (slot.text, plain_text(raw)[slot.start : slot.end]) == (said, said)


def test_an_entity_without_a_word_is_none() -> None:
    raw, entities = unannotated("so [x : ...] what")
    assert located(raw, entities) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    slots = (Slot("area", "den", 4, 7), Slot("change", "up"))
    told = [
        Utterance("the den", "hwu", "train", (1, 2), "iot", "iot_hue_lightup", "HassLightSet", slots),
        Utterance("hm", "clinc", "val", (), "oos", "oos", None),
    ]
    write(told, tmp_path / "some" / "file.jsonl")
    assert read(tmp_path / "some" / "file.jsonl") == told
