from __future__ import annotations

import json

import pytest

from assistant.events import Heard, Miss, NotHeard
from assistant.itself import COMMAND_LIMIT, Itself, ListeningSwitch, SpokenText, Unusable
from devices.homeassistant import HomeAssistantDialect
from devices.messages import Announced, Message


def me() -> Itself:
    return Itself("hall")


def order(topic: str, payload: bytes, *, retain: bool = False) -> object:
    return me().receive(Message(topic, payload, retain=retain))


def test_a_plain_text_on_the_command_topic_is_a_sentence() -> None:
    assert order("assistant/hall/command", b" turn on the light ") == SpokenText("turn on the light")


def test_a_json_command_may_name_the_area_it_was_said_in() -> None:
    payload = b'{"text": "lights off", "area": "kitchen"}'
    assert order("assistant/hall/command", payload) == SpokenText("lights off", "kitchen")


def test_a_retained_command_is_of_unknown_age_and_not_carried_out() -> None:
    assert order("assistant/hall/command", b"unlock the door", retain=True) is None


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff\xfe",
        b"{oops",
        b'{"text": 5}',
        b'{"text": "x", "area": 7}',
        b'{"area": "kitchen"}',
        b"   ",
        b"x" * (COMMAND_LIMIT + 1),
        b"x" * 1_000_000,
    ],
)
def test_commands_that_cannot_be_used_are_unusable_and_say_why(payload: bytes) -> None:
    unusable = order("assistant/hall/command", payload)
    assert isinstance(unusable, Unusable)
    assert unusable.reason


def test_deeply_nested_json_is_refused_not_a_crash() -> None:
    payload = b'{"text":' + b"[" * 1900
    assert isinstance(order("assistant/hall/command", payload), Unusable)


def test_the_listening_switch_takes_on_and_off_only() -> None:
    assert order("assistant/hall/listening/set", b"off") == ListeningSwitch(False)
    assert order("assistant/hall/listening/set", b"ON") == ListeningSwitch(True)
    assert isinstance(order("assistant/hall/listening/set", b"maybe"), Unusable)


def test_other_topics_are_not_for_us() -> None:
    assert order("assistant/kitchen/command", b"turn on the light") is None


def test_what_was_heard_is_told_with_its_confidence() -> None:
    told = json.loads(me().heard(Heard("lights on", 0.93, area="kitchen")).payload)
    assert told["accepted"] is True
    assert (told["text"], told["confidence"], told["area"]) == ("lights on", 0.93, "kitchen")


def test_a_miss_is_told_with_best_guess_score_and_threshold() -> None:
    miss = NotHeard(Miss.LOW_CONFIDENCE, "lights on", 0.31, 0.6)
    told = json.loads(me().heard(miss).payload)
    assert told["accepted"] is False
    assert (told["why"], told["best_guess"]) == ("low confidence", "lights on")
    assert (told["confidence"], told["threshold"]) == (0.31, 0.6)


def test_the_discovery_message_is_one_that_our_own_reader_of_discovery_accepts() -> None:
    changes = HomeAssistantDialect().receive(me().discovery())
    announced = [c for c in changes if isinstance(c, Announced)]
    assert len(announced) == len(changes) == 4
    assert sum(a.device.kind == "switch" for a in announced) == 1
