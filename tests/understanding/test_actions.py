from __future__ import annotations

import pytest

from assistant.events import Intent, Slot
from assistant.understanding.actions import MessageTemplate, SlotProblem, fill, filled

BREW = Intent("MakeCoffee", (Slot("size", "large"), Slot("cups", 2)))


def test_slots_fill_topic_and_payload() -> None:
    message = filled(MessageTemplate("coffee/{size}/set", "{cups}", qos=0, retain=True), BREW)
    assert (message.topic, message.payload, message.qos, message.retain) == (
        "coffee/large/set",
        b"2",
        0,
        True,
    )


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('{"size": "{size}", "cups": {cups}}', '{"size": "large", "cups": 2}'),
        ("{{size}}", "{size}"),
        ("{}", "{}"),
        ("no slots", "no slots"),
        ("{size", "{size"),
    ],
)
def test_json_needs_no_escaping(template: str, text: str) -> None:
    assert fill(template, BREW) == text


def test_a_slot_that_was_not_said_is_named() -> None:
    with pytest.raises(SlotProblem, match="slot milk was not said; there are: cups, size"):
        fill("{milk}", BREW)


@pytest.mark.parametrize("value", ["a/b", "#", "+", "a\nb"])
def test_a_slot_cannot_reach_other_topics(value: str) -> None:
    intent = Intent("X", (Slot("room", value),))
    with pytest.raises(SlotProblem, match="cannot be part of a topic"):
        filled(MessageTemplate("home/{room}/set", "on"), intent)
    assert filled(MessageTemplate("home/set", "{room}"), intent).payload == value.encode()


def test_a_template_cannot_reach_into_the_program() -> None:
    assert fill("{size.__class__}", BREW) == "{size.__class__}"
