from __future__ import annotations

import pytest

from devices.errors import CannotCommand
from devices.homeassistant import HomeAssistantDialect
from devices.messages import Malformed
from devices.model import Capability, Command, Risk, Trigger
from devices.state import Moving, State
from tests.devices.homeassistant.home import House

BLIND: dict[str, object] = {
    "name": "blind",
    "command_topic": "blind/set",
    "state_topic": "blind/state",
    "set_position_topic": "blind/position/set",
    "position_topic": "blind/position",
}


def test_a_cover_opens_closes_stops_and_goes_to_a_position() -> None:
    house = House()
    blind = house.add("cover", **BLIND)
    assert blind.capabilities == {Capability.OPEN_CLOSE, Capability.POSITION, Capability.STOP}
    assert house.send(blind, State(open=True)) == [("blind/set", "OPEN")]
    assert house.send(blind, State(open=False)) == [("blind/set", "CLOSE")]
    assert house.send(blind, trigger=Trigger.STOP) == [("blind/set", "STOP")]
    assert house.send(blind, State(position=30)) == [("blind/position/set", "30")]


def test_a_covers_state_words_and_positions_are_read() -> None:
    house = House()
    house.add("cover", **BLIND)
    assert house.state("blind/state", "opening") == State(open=True, moving=Moving.OPENING)
    assert house.state("blind/state", "closed") == State(open=False, moving=Moving.STOPPED)
    assert house.state("blind/state", "stopped") == State(moving=Moving.STOPPED)
    assert house.state("blind/position", "0") == State(position=0.0, open=False)
    assert house.state("blind/position", '{"position": 42}') == State(position=42.0, open=True)


def test_a_reversed_range_of_positions_goes_both_ways() -> None:
    house = House()
    blind = house.add("cover", **BLIND, position_open=0, position_closed=255)
    ((_, value),) = house.send(blind, State(position=20))
    assert value == "204"
    told = house.state("blind/position", value)
    assert told is not None
    assert told.position == pytest.approx(20, abs=0.3)


def test_a_cover_without_positions_is_not_put_half_open() -> None:
    house = House()
    blind = house.add("cover", name="b", command_topic="b")
    with pytest.raises(CannotCommand, match="position cannot be set"):
        house.send(blind, State(position=50))
    assert house.send(blind, State(position=100)) == [("b", "OPEN")]


def test_a_null_payload_takes_the_stop_away() -> None:
    house = House()
    blind = house.add("cover", name="b", command_topic="b", payload_stop=None)
    assert not blind.can(Capability.STOP)
    with pytest.raises(CannotCommand, match="stopped"):
        house.send(blind, trigger=Trigger.STOP)


@pytest.mark.parametrize("device_class", ["garage", "door", "gate"])
def test_ways_into_the_house_are_risky(device_class: str) -> None:
    assert House().add("cover", **BLIND, device_class=device_class).risk is Risk.CONFIRM


def test_a_window_blind_is_not_risky() -> None:
    assert House().add("cover", **BLIND, device_class="blind").risk is Risk.NORMAL


@pytest.mark.parametrize("component", ["cover", "lock", "alarm_control_panel", "valve", "button"])
def test_commands_that_must_not_act_again_are_never_retained(component: str) -> None:
    house = House()
    thing = house.add(component, name="t", command_topic="t", retain=True, qos=2)
    wish = {
        "cover": State(open=True),
        "lock": State(locked=False),
        "alarm_control_panel": State(mode="disarmed"),
        "valve": State(open=True),
    }.get(component)
    trigger = None if wish else Trigger.ACTIVATE
    (message,) = house.dialect.encode(Command(thing.id, wish or State(), trigger))
    assert (message.retain, message.qos) == (False, 2)


def test_a_switch_is_retained_where_its_config_says_so() -> None:
    house = House()
    thing = house.add("switch", name="t", command_topic="t", retain=True, qos=1)
    (message,) = house.dialect.encode(Command(thing.id, State(on=True)))
    assert (message.retain, message.qos) == (True, 1)


def test_a_valve_by_words() -> None:
    house = House()
    valve = house.add("valve", name="v", command_topic="v/set", state_topic="v")
    assert house.send(valve, State(open=True)) == [("v/set", "OPEN")]
    assert house.state("v", "open") == State(open=True, moving=Moving.STOPPED)
    assert isinstance(house.tell("v", "41")[0], Malformed)


def test_a_valve_that_reports_positions_is_sent_numbers() -> None:
    house = House()
    valve = house.add("valve", name="v", command_topic="v/set", state_topic="v", reports_position=True)
    assert house.send(valve, State(open=True)) == [("v/set", "100")]
    assert house.send(valve, State(position=25)) == [("v/set", "25")]
    assert house.state("v", "25") == State(open=True, position=25.0)
    told = house.state("v", '{"state": "closing", "position": 10}')
    assert told == State(open=True, position=10.0, moving=Moving.CLOSING)


def test_a_lock_locks_unlocks_and_reports() -> None:
    house = House()
    lock = house.add("lock", name="front", command_topic="l/set", state_topic="l")
    assert lock.risk is Risk.CONFIRM
    assert house.send(lock, State(locked=True)) == [("l/set", "LOCK")]
    assert house.send(lock, State(locked=False)) == [("l/set", "UNLOCK")]
    assert house.state("l", "LOCKED") == State(locked=True, jammed=False)
    assert house.state("l", "JAMMED") == State(jammed=True)
    assert house.state("l", "UNLOCKING") == State(jammed=False)


def test_a_lock_is_not_asked_for_what_it_is_not() -> None:
    house = House()
    lock = house.add("lock", name="front", command_topic="l/set")
    for wish in (State(), State(on=True), State(open=True)):
        with pytest.raises(CannotCommand):
            house.send(lock, wish)


def test_a_command_to_an_unknown_device_is_refused() -> None:
    with pytest.raises(CannotCommand, match=r"lock\.nowhere"):
        HomeAssistantDialect().encode(Command("lock.nowhere", State(locked=False)))
