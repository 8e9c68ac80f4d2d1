from __future__ import annotations

import pytest

from devices.homeassistant import HomeAssistantDialect
from devices.messages import Announced, Malformed, Reported, Withdrawn
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
