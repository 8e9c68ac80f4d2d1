from __future__ import annotations

import pytest

from devices.state import State
from tests.devices.homeassistant.home import House


def test_one_topic_with_its_own_payloads() -> None:
    house = House()
    house.add("switch", cmd_t="x", avty_t="lwt", pl_avail="Online", pl_not_avail="Offline")
    assert house.state("lwt", "Online") == State(available=True)
    assert house.state("lwt", "Offline") == State(available=False)
    assert house.state("lwt", "something else") is None


def test_a_template_reads_zigbee2mqtts_json() -> None:
    house = House()
    house.add("switch", cmd_t="x", avty=[{"t": "z/availability", "val_tpl": "{{ value_json.state }}"}])
    assert house.state("z/availability", {"state": "offline"}) == State(available=False)
    assert house.state("z/availability", {"other": 1}) is None


@pytest.mark.parametrize(
    ("mode", "told"),
    [("all", [False, True, False]), ("any", [True, True, True]), ("latest", [True, True, False])],
)
def test_several_topics_count_together_by_mode(mode: str, told: list[bool]) -> None:
    house = House()
    house.add("switch", cmd_t="x", availability=[{"topic": "a"}, {"topic": "b"}], availability_mode=mode)
    steps = [("a", "online"), ("b", "online"), ("a", "offline")]
    assert [house.state(topic, payload) for topic, payload in steps] == [State(available=t) for t in told]


def test_an_update_does_not_forget_which_topics_are_online() -> None:
    house = House()
    listed = [{"topic": "bridge"}, {"topic": "own"}]
    options: dict[str, object] = {"cmd_t": "x", "uniq_id": "u", "avty": listed, "avty_mode": "all"}
    house.config("switch/a", options)
    house.tell("bridge", "online")
    house.tell("own", "online")
    house.config("switch/a", options | {"name": "renamed"})
    assert house.state("own", "online") == State(available=True)


def test_a_topic_that_is_both_state_and_availability_tells_both() -> None:
    house = House()
    house.add(
        "binary_sensor",
        name="fridge",
        state_topic="lwt",
        availability_topic="lwt",
        payload_on="online",
        payload_off="offline",
    )
    assert house.state("lwt", "online") == State(on=True, available=True)


def test_a_component_with_its_own_availability_does_not_take_the_devices_list() -> None:
    house = House()
    house.config(
        "device/d",
        {
            "availability": [{"topic": "bridge"}],
            "components": {"s": {"p": "switch", "cmd_t": "x", "avty_t": "own", "name": "s"}},
        },
    )
    assert house.tell("bridge", "offline") == ()
    assert house.state("own", "offline") == State(available=False)
