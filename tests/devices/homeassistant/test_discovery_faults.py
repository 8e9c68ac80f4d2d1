from __future__ import annotations

import json

import pytest

from devices.homeassistant import HomeAssistantDialect
from devices.homeassistant.payloads import CONFIG_LIMIT, STATE_LIMIT
from devices.messages import Announced, Malformed, Message, Reported
from devices.model import Command
from devices.state import State
from tests.devices.homeassistant.home import House

PLUG: dict[str, object] = {"name": "plug", "command_topic": "p/set", "state_topic": "p", "unique_id": "u1"}


def ids(changes: object) -> list[str]:
    return [c.device.id for c in changes if isinstance(c, Announced)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"state_topic": "a/#"}, "state_topic: 'a/#' holds a wildcard"),
        ({"command_topic": "a/+/b"}, "command_topic"),
        ({"command_topic": ""}, "command_topic: '' is empty"),
        ({"command_topic": "a\0b"}, "NUL"),
        ({"command_topic": 5}, "command_topic: 5 is not usable"),
        ({"state_topic": ["a"]}, "state_topic: a list"),
        ({"qos": 3}, "qos: 3"),
        ({"qos": True}, "qos"),
        ({"retain": "perhaps"}, "retain: 'perhaps'"),
        ({"value_template": "{{ oops"}, "value_template"),
        ({"availability": "x"}, "availability"),
        ({"availability": [{}]}, "availability.topic"),
        ({"availability_mode": "some", "availability_topic": "a"}, "availability_mode: 'some'"),
        ({"payload_on": {"a": 1}}, "payload_on: a dict"),
    ],
)
def test_options_that_cannot_be_used_name_key_and_value(options: dict[str, object], reason: str) -> None:
    (change,) = House().config("switch/a", PLUG | options)
    assert isinstance(change, Malformed)
    assert reason in change.reason
    assert change.topic == "homeassistant/switch/a/config"


@pytest.mark.parametrize(
    "payload",
    [
        b"{oops",
        b"\xff\xfe",
        b"[]",
        b"5",
        b"null",
        b'"text"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b" " * (CONFIG_LIMIT + 1),
    ],
)
@pytest.mark.parametrize("topic", ["switch/a", "device/a"])
def test_payloads_that_are_no_config_are_malformed(topic: str, payload: bytes) -> None:
    (change,) = House().config(topic, payload)
    assert isinstance(change, Malformed)
    assert change.reason


def test_a_broken_update_leaves_the_device_as_it_was() -> None:
    house = House()
    house.config("switch/a", PLUG)
    house.config("switch/a", b"{oops")
    assert house.state("p", "ON") == State(on=True)


def test_names_with_markup_quotes_wildcards_and_controls_become_clean() -> None:
    name = "<b>O'Brien's</b> \"lamp\" +#/\0\x1b[31m" + "x" * 10_000
    lamp = House().add("switch", command_topic="x", name=name)
    assert "<" not in lamp.name
    assert "\0" not in lamp.name
    assert "\x1b" not in lamp.name
    assert len(lamp.name) <= 100
    assert lamp.id.removeprefix("switch.").replace("_", "").isalnum()


@pytest.mark.parametrize("payload", [b"\xff\xfe", b"x" * (STATE_LIMIT + 1)])
def test_a_state_that_cannot_be_read_is_malformed(payload: bytes) -> None:
    house = House()
    house.config("switch/a", PLUG)
    (change,) = house.tell("p", payload)
    assert isinstance(change, Malformed)


def test_a_state_nested_too_deeply_is_malformed_or_nothing() -> None:
    house = House()
    house.config("switch/a", PLUG | {"value_template": "{{ value_json.x }}"})
    assert house.tell("p", b"[" * 60_000) == ()


@pytest.mark.parametrize("depth", [400, 900, 990])
def test_nesting_just_short_of_too_deep_is_no_crash(depth: int) -> None:
    house = House()
    nested = b"[" * depth + b"]" * depth
    house.config("switch/a", PLUG | {"value_template": "{{ value_json.x }}"})
    house.config("light/b", {"schema": "json", "command_topic": "c", "state_topic": "p", "name": "l"})
    house.tell("p", b'{"state": %b, "x": %b}' % (nested, nested))
    house.config("switch/c", b'{"command_topic": "c", "device_class": %b, "name": %b}' % (nested, nested))


def test_whoever_is_announced_after_a_retained_state_still_learns_it() -> None:
    house = House()
    house.config("switch/a", PLUG)
    house.tell("p", "ON")
    second = house.config("switch/b", PLUG | {"unique_id": "u2"})
    assert second[1:] == (Reported("switch.plug_2", State(on=True)),)


def test_a_retained_state_counts_like_a_live_one() -> None:
    house = House()
    house.config("switch/a", PLUG)
    kept = house.dialect.receive(Message("p", b"ON", retain=True))
    assert kept == house.dialect.receive(Message("p", b"ON")) == (Reported("switch.plug", State(on=True)),)


def test_a_thousand_devices_each_read_their_own_topic_only() -> None:
    house = House()
    for n in range(1_000):
        house.config(
            f"switch/d{n}", PLUG | {"unique_id": f"u{n}", "name": f"plug {n}", "state_topic": f"s/{n}"}
        )
    assert house.dialect.counters.announced == 1_000
    for n in range(0, 1_000, 37):
        assert house.tell(f"s/{n}", "ON") == (Reported(f"switch.plug_{n}", State(on=True)),)


def test_many_devices_share_one_topic() -> None:
    house = House()
    for n in range(100):
        template = f"{{{{ value_json.relay{n} }}}}"
        house.config(
            f"switch/d{n}", PLUG | {"unique_id": f"u{n}", "name": f"r {n}", "value_template": template}
        )
    changes = house.tell("p", {"relay7": "ON", "relay8": "OFF"})
    assert changes == (Reported("switch.r_7", State(on=True)), Reported("switch.r_8", State(on=False)))


def test_ten_thousand_announcements_stop_at_the_limit_and_say_so() -> None:
    house = House(HomeAssistantDialect(entity_limit=2_000))
    last: tuple[object, ...] = ()
    for n in range(10_000):
        last = house.config(f"switch/d{n}", PLUG | {"unique_id": f"u{n}"})
    assert house.dialect.counters.announced == 2_000
    assert house.dialect.counters.full == 8_000
    (change,) = last
    assert isinstance(change, Malformed)
    assert "more than 2000 entities" in change.reason
    assert ids(house.config("switch/d5", PLUG | {"unique_id": "u5", "qos": 1})) == ["switch.plug_6"]


def test_the_same_announcement_again_is_announced_again_but_not_read_again() -> None:
    house = House()
    first = house.config("switch/a", PLUG)
    house.tell("p", "ON")
    assert house.config("switch/a", PLUG) == first
    assert house.dialect.counters.announced == 1


def test_what_is_sent_is_utf8() -> None:
    house = House()
    plug = house.add("switch", command_topic="x", payload_on="größer")
    (message,) = house.dialect.encode(Command(plug.id, State(on=True)))
    assert json.dumps(message.payload.decode(), ensure_ascii=False) == '"größer"'
