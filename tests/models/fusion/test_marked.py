"""Sentences whose words are marked by what they tell."""

from __future__ import annotations

import pytest

from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag
from models.fusion.marked import mark, unmarked

_, NAME, AREA, COLOR, LEVEL, WHEN = Tag.NONE, Tag.NAME, Tag.AREA, Tag.COLOR, Tag.LEVEL, Tag.WHEN


@pytest.mark.parametrize(
    ("markup", "text", "tags"),
    [
        ("turn it on", "turn it on", (_, _, _)),
        ("", "", ()),
        ("[name : desk lamp]", "desk lamp", (NAME, NAME)),
        ("turn the [name : desk lamp] [color : red]", "turn the desk lamp red", (_, _, NAME, NAME, COLOR)),
        ("[area:kitchen] lights off", "kitchen lights off", (AREA, _, _)),
        ("please, [name : lamp], now!", "please, lamp, now!", (_, NAME, _)),
        ("the [name : kid's night-light] on", "the kid's night-light on", (_, NAME, NAME, NAME, _)),
        ("the second-best [name : lamp] on", "the second-best lamp on", (_, _, _, NAME, _)),
        ("off [when : at 8:30 pm]", "off at 8:30 pm", (_, WHEN, WHEN, WHEN)),
        ("to [level : 50%] please", "to 50% please", (_, LEVEL, _)),
        ("включи [name : лампу]", "включи лампу", (_, NAME)),
    ],
)  # fmt: skip
def test_the_words_keep_their_order_and_each_has_its_tag(
    markup: str, text: str, tags: tuple[Tag, ...]
) -> None:
    said = unmarked(markup)
    assert said.text == text
    assert said.tags == tags
    assert len(said.tags) == len(words_of(said.text))


@pytest.mark.parametrize("tag", list(Tag))
def test_every_mark_is_read_as_it_was_made(tag: Tag) -> None:
    said = unmarked(f"so {mark(tag, 'two words')} it is")
    assert said.text == "so two words it is"
    assert said.tags == (_, tag, tag, _, _)


def test_marks_side_by_side_keep_apart() -> None:
    assert unmarked(mark(NAME, "lamp") + " " + mark(AREA, "hall")).tags == (NAME, AREA)


def test_a_mark_that_is_no_tag_is_an_error() -> None:
    with pytest.raises(ValueError, match="smell"):
        unmarked("it is [smell : awful]")
