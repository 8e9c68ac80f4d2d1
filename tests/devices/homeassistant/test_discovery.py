from __future__ import annotations

import json

import pytest

from devices.homeassistant import HomeAssistantDialect
from devices.homeassistant.payloads import CONFIG_LIMIT, STATE_LIMIT
from devices.messages import Announced, Malformed, Message, Reported, Withdrawn
from devices.model import Command
from devices.state import State
from tests.devices.homeassistant.home import House

PLUG: dict[str, object] = {"name": "plug", "command_topic": "p/set", "state_topic": "p", "unique_id": "u1"}


def ids(changes: object) -> list[str]:
    return [c.device.id for c in changes if isinstance(c, Announced)]  # type: ignore[attr-defined]


def test_both_shapes_of_config_topic_are_subscribed() -> None:
    subscribed = HomeAssistantDialect("hass").subscriptions()
    assert subscribed == ("hass/+/+/config", "hass/+/+/+/config")


def test_a_config_topic_may_have_a_node() -> None:
    house = House()
    assert ids(house.config("switch/node/plug", PLUG)) == ["switch.plug"]


@pytest.mark.parametrize(
    ("entity", "device", "name"),
    [
        ({"name": None}, {"name": "Hall lamp"}, "Hall lamp"),
        ({}, {"name": "Hall lamp"}, "Hall lamp"),
        ({"name": "Left"}, {"name": "Hall lamp"}, "Hall lamp Left"),
        ({"name": "Hall lamp Left"}, {"name": "Hall lamp"}, "Hall lamp Left"),
        ({"name": "Left"}, {}, "Left"),
        ({"device_class": "outlet"}, {"name": "Hall"}, "Hall outlet"),
        ({}, {}, "thing"),
        ({"name": 7}, {}, "7"),
    ],
)
def test_names_are_composed_as_home_assistant_composes_them(
    entity: dict[str, object], device: dict[str, object], name: str
) -> None:
    assert House().add("switch", command_topic="x", device=device, **entity).name == name


@pytest.mark.parametrize(
    ("options", "device_id"),
    [
        ({"default_entity_id": "switch.hall_left", "object_id": "no"}, "switch.hall_left"),
        ({"object_id": "Hall Right"}, "switch.hall_right"),
        ({"name": "Küche oben"}, "switch.kuche_oben"),
        ({"name": "🔥"}, "switch.thing"),
    ],
)
def test_ids_come_from_the_config_or_the_name(options: dict[str, object], device_id: str) -> None:
    assert House().add("switch", command_topic="x", **options).id == device_id


def test_the_suggested_area_is_told_as_a_slug() -> None:
    lamp = House().add("switch", cmd_t="x", dev={"ids": ["a"], "name": "Lamp", "sa": "Living Room"})
    assert lamp.area == "living_room"


def test_two_devices_of_one_name_get_two_ids() -> None:
    house = House()
    assert ids(house.config("switch/a", PLUG)) == ["switch.plug"]
    assert ids(house.config("switch/b", PLUG | {"unique_id": "u2"})) == ["switch.plug_2"]
    assert ids(house.config("switch/c", PLUG | {"unique_id": "u3"})) == ["switch.plug_3"]


def test_the_same_unique_id_again_is_an_update_that_keeps_the_id() -> None:
    house = House()
    house.config("switch/a", PLUG)
    (change,) = house.config("switch/a", PLUG | {"name": "kettle", "state_topic": "q"})
    assert isinstance(change, Announced)
    assert (change.device.id, change.device.name, change.topics) == ("switch.plug", "kettle", ("q",))
    assert house.tell("p", "ON") == ()
    assert house.state("q", "ON") == State(on=True)


def test_a_unique_id_that_moved_to_another_topic_is_not_taken_away_by_the_old_one() -> None:
    house = House()
    house.config("switch/a", PLUG)
    house.config("switch/b", PLUG)
    assert house.config("switch/a", b"") == ()
    assert house.config("switch/b", b"") == (Withdrawn("switch.plug"),)


def test_an_empty_payload_takes_away_what_its_topic_announced() -> None:
    house = House()
    house.config("switch/a", PLUG)
    assert house.config("switch/a", b"") == (Withdrawn("switch.plug"),)
    assert house.config("switch/a", b"") == ()
    assert house.tell("p", "ON") == ()
    assert ids(house.config("switch/a", PLUG)) == ["switch.plug"]


def device_config(**components: object) -> dict[str, object]:
    """As Valetudo and others announce a whole device in one message."""
    return {
        "dev": {"ids": ["robot1"], "name": "Robot", "mf": "Acme", "sa": "Hall"},
        "o": {"name": "robot-firmware", "sw": "1.0"},
        "avty_t": "robot/status",
        "cmps": components,
    }


ROBOT: dict[str, object] = {
    "p": "vacuum",
    "name": None,
    "cmd_t": "robot/cmd",
    "uniq_id": "r1",
    "stat_t": "robot",
}
BATTERY: dict[str, object] = {"p": "sensor", "dev_cla": "battery", "stat_t": "robot/bat", "uniq_id": "r2"}


def test_a_whole_device_is_announced_by_one_message() -> None:
    house = House()
    changes = house.config(
        "device/robot", device_config(main=ROBOT, bat=BATTERY, no={"p": "number", "cmd_t": "x"})
    )
    assert ids(changes) == ["vacuum.robot", "sensor.robot_battery"]
    assert {c.device.area for c in changes if isinstance(c, Announced)} == {"hall"}
    assert len(changes) == 2
    assert house.dialect.counters.passed_over == 1
    both = house.tell("robot/status", "offline")
    assert {c.device_id for c in both if isinstance(c, Reported)} == {"vacuum.robot", "sensor.robot_battery"}


@pytest.mark.parametrize("after", [{"main": ROBOT, "bat": {"p": "sensor"}}, {"main": ROBOT}])
def test_a_component_with_only_a_platform_or_none_at_all_is_taken_away(after: dict[str, object]) -> None:
    house = House()
    house.config("device/robot", device_config(main=ROBOT, bat=BATTERY))
    changes = house.config("device/robot", device_config(**after))
    assert Withdrawn("sensor.robot_battery") in changes
    assert ids(changes) == ["vacuum.robot"]


def test_one_broken_component_does_not_take_the_others_along() -> None:
    house = House()
    changes = house.config("device/robot", device_config(main=ROBOT, bad={"p": "switch", "name": "x"}))
    assert ids(changes) == ["vacuum.robot"]
    (bad,) = [c for c in changes if isinstance(c, Malformed)]
    assert "components.bad: command_topic: is missing" in bad.reason


def test_migration_to_a_devices_message_keeps_the_device() -> None:
    house = House()
    house.config("switch/a", PLUG)
    assert house.config("switch/a", {"migrate_discovery": True}) == (Withdrawn("switch.plug"),)
    plug = PLUG | {"platform": "switch"}
    assert ids(house.config("device/a", {"device": {}, "components": {"s": plug}})) == ["switch.plug"]


def test_the_base_topic_stands_at_either_end() -> None:
    house = House()
    (change,) = house.config(
        "switch/a", {"~": "base", "cmd_t": "~/set", "stat_t": "stat/~", "avty": {"t": "~/up"}}
    )
    assert isinstance(change, Announced)
    assert change.topics == ("stat/base", "base/up")


@pytest.mark.parametrize(
    "options",
    [
        {"entity_category": "config"},
        {"ent_cat": "diagnostic"},
        {"enabled_by_default": False},
    ],
)
def test_what_becomes_a_setting_is_taken_away(options: dict[str, object]) -> None:
    house = House()
    house.config("switch/a", PLUG)
    assert house.config("switch/a", PLUG | options) == (Withdrawn("switch.plug"),)


@pytest.mark.parametrize("options", [{"entity_category": "config"}, {"en": False}])
def test_child_locks_and_other_settings_are_not_devices(options: dict[str, object]) -> None:
    house = House()
    assert house.config("switch/a", PLUG | options) == ()
    assert house.dialect.counters.passed_over == 1


@pytest.mark.parametrize("component", ["number", "select", "text", "tag", "device_automation", "nonsense"])
def test_components_that_nobody_commands_by_voice_are_passed_over_silently(component: str) -> None:
    assert House().config(f"{component}/a", PLUG) == ()


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
