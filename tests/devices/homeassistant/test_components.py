from __future__ import annotations

import pytest

from devices.errors import CannotCommand
from devices.messages import Malformed
from devices.model import Capability, Kind, Risk, Trigger
from devices.state import Activity, State
from tests.devices.homeassistant.home import House


def test_a_switch_with_states_other_than_its_payloads() -> None:
    house = House()
    plug = house.add(
        "switch", name="plug", cmd_t="p/set", stat_t="p", pl_on="1", pl_off=0, stat_on="yes", stat_off="no"
    )
    assert house.send(plug, State(on=True)) == [("p/set", "1")]
    assert house.send(plug, State(on=False)) == [("p/set", "0")]
    assert house.state("p", "yes") == State(on=True)
    assert house.state("p", "no") == State(on=False)
    assert isinstance(house.tell("p", "maybe")[0], Malformed)


def test_boolean_payloads_compare_as_home_assistant_compares_them() -> None:
    house = House()
    house.add(
        "binary_sensor",
        name="motion",
        state_topic="m",
        payload_on=True,
        payload_off=False,
        value_template="{{ value_json.occupancy }}",
    )
    assert house.state("m", {"occupancy": True}) == State(on=True)
    assert house.state("m", {"occupancy": False}) == State(on=False)
    assert house.state("m", {"battery": 5}) is None


def test_a_siren_is_a_switch_that_speaks_json() -> None:
    house = House()
    siren = house.add("siren", name="siren", command_topic="s/set", state_topic="s")
    assert siren.kind is Kind.SWITCH
    assert house.send(siren, State(on=True)) == [("s/set", {"state": "ON"})]
    assert house.state("s", {"state": "OFF", "tone": "bell"}) == State(on=False)
    assert house.state("s", "ON") == State(on=True)


def test_a_fan_has_a_range_of_speeds() -> None:
    house = House()
    fan = house.add(
        "fan",
        name="fan",
        cmd_t="f/set",
        stat_t="f",
        pct_cmd_t="f/speed/set",
        pct_stat_t="f/speed",
        spd_rng_max=4,
    )
    assert fan.capabilities == {Capability.ON_OFF, Capability.SPEED}
    assert house.send(fan, State(on=True, speed=50)) == [("f/set", "ON"), ("f/speed/set", "2")]
    assert house.state("f/speed", "2") == State(speed=50.0)
    assert house.state("f/speed", "None") is None
    house.tell("f", "ON")
    assert house.send(fan, State(speed=1)) == [("f/speed/set", "1")]
    assert house.send(fan, State(speed=0)) == [("f/set", "OFF")]


def test_a_button_is_pressed_and_a_scene_is_turned_on() -> None:
    house = House()
    button = house.add("button", name="bell", command_topic="b")
    assert house.send(button, trigger=Trigger.ACTIVATE) == [("b", "PRESS")]
    scene = house.config("scene/x", {"name": "movie", "command_topic": "sc", "payload_on": "GO"})[0].device  # type: ignore[union-attr]
    assert house.send(scene, trigger=Trigger.ACTIVATE) == [("sc", "GO")]


def test_a_sensor_with_a_unit_reads_numbers_only() -> None:
    house = House()
    sensor = house.add("sensor", name="t", stat_t="t", unit_of_meas="°C", dev_cla="temperature")
    assert (sensor.unit, sensor.device_class) == ("°C", "temperature")
    assert house.state("t", "21.5") == State(reading=21.5)
    assert house.state("t", "unavailable") is None
    assert house.state("t", "nan") is None
    assert isinstance(house.tell("t", "warm")[0], Malformed)


def test_a_sensor_without_a_unit_may_read_text() -> None:
    house = House()
    house.add("sensor", name="s", state_topic="s")
    assert house.state("s", "home") == State(reading="home")


def heating(house: House, **more: object):  # type: ignore[no-untyped-def]
    """As ESPHome announces a thermostat."""
    options: dict[str, object] = {
        "~": "heat",
        "name": "heating",
        "mode_cmd_t": "~/mode/command",
        "mode_stat_t": "~/mode/state",
        "modes": ["off", "heat", "auto"],
        "temp_cmd_t": "~/target/command",
        "temp_stat_t": "~/target/state",
        "curr_temp_t": "~/current/state",
        "fan_mode_cmd_t": "~/fan/command",
        "fan_mode_stat_t": "~/fan/state",
        "min_temp": 5,
        "max_temp": 28,
    }
    return house.add("climate", **(options | more))


def test_a_thermostat_is_set_mode_first() -> None:
    house = House()
    heater = heating(house)
    assert heater.modes == ("off", "heat", "auto")
    assert house.send(heater, State(mode="heat", target_temperature=21)) == [
        ("heat/mode/command", "heat"),
        ("heat/target/command", "21"),
    ]
    assert house.send(heater, State(target_temperature=20.5)) == [("heat/target/command", "20.5")]
    assert house.send(heater, State(fan_mode="low")) == [("heat/fan/command", "low")]


def test_a_thermostat_tells_mode_temperatures_and_fan() -> None:
    house = House()
    heating(house, curr_temp_tpl="{{ value_json.now | round(1) }}")
    assert house.state("heat/mode/state", "heat") == State(mode="heat", on=True)
    assert house.state("heat/mode/state", "off") == State(mode="off", on=False)
    assert house.state("heat/target/state", "21") == State(target_temperature=21.0)
    assert house.state("heat/current/state", {"now": 19.449}) == State(temperature=19.4)
    assert house.state("heat/fan/state", "low") == State(fan_mode="low")


def test_switching_a_thermostat_on_goes_back_to_the_mode_it_can() -> None:
    house = House()
    heater = heating(house)
    assert house.send(heater, State(on=True)) == [("heat/mode/command", "auto")]
    assert house.send(heater, State(on=False)) == [("heat/mode/command", "off")]


def test_a_power_topic_is_used_before_the_mode() -> None:
    house = House()
    heater = heating(house, power_command_topic="heat/power")
    assert house.send(heater, State(mode="heat")) == [("heat/power", "ON"), ("heat/mode/command", "heat")]
    assert house.send(heater, State(on=False)) == [("heat/power", "OFF")]


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (State(target_temperature=90), "not in 5 to 28"),
        (State(mode="cool"), "'cool' is not a mode"),
        (State(fan_mode="turbo"), "'turbo' is not a fan mode"),
    ],
)
def test_a_thermostat_refuses_what_it_does_not_have(wish: State, reason: str) -> None:
    house = House()
    with pytest.raises(CannotCommand, match=reason):
        house.send(heating(house), wish)


def test_a_vacuum_starts_pauses_and_goes_home() -> None:
    house = House()
    robot = house.add(
        "vacuum",
        name="robot",
        command_topic="v/command",
        state_topic="v/state",
        supported_features=["start", "pause", "stop", "return_home"],
    )
    assert robot.capabilities == {Capability.START, Capability.DOCK, Capability.STOP}
    assert house.send(robot, State(activity=Activity.WORKING)) == [("v/command", "start")]
    assert house.send(robot, State(activity=Activity.RETURNING)) == [("v/command", "return_to_base")]
    assert house.send(robot, State(activity=Activity.DOCKED)) == [("v/command", "return_to_base")]
    assert house.send(robot, trigger=Trigger.STOP) == [("v/command", "stop")]
    assert house.state("v/state", {"state": "cleaning", "fan_speed": "max"}) == State(
        activity=Activity.WORKING
    )


def test_a_lawn_mower_has_a_topic_for_each_command() -> None:
    house = House()
    mower = house.add(
        "lawn_mower",
        name="mower",
        start_mowing_command_topic="m/start",
        dock_command_topic="m/dock",
        activity_state_topic="m",
    )
    assert house.send(mower, State(activity=Activity.WORKING)) == [("m/start", "start_mowing")]
    assert house.send(mower, State(activity=Activity.DOCKED)) == [("m/dock", "dock")]
    with pytest.raises(CannotCommand):
        house.send(mower, State(activity=Activity.PAUSED))
    assert house.state("m", "mowing") == State(activity=Activity.WORKING)


def test_an_alarm_is_risky_and_told_by_mode() -> None:
    house = House()
    alarm = house.add("alarm_control_panel", name="alarm", command_topic="a/set", state_topic="a")
    assert alarm.risk is Risk.CONFIRM
    assert house.send(alarm, State(mode="armed_home")) == [("a/set", "ARM_HOME")]
    assert house.send(alarm, State(mode="disarmed")) == [("a/set", "DISARM")]
    assert house.state("a", "armed_away") == State(mode="armed_away")
    assert isinstance(house.tell("a", "asleep")[0], Malformed)


def test_an_alarm_that_wants_a_code_is_left_to_people() -> None:
    house = House()
    alarm = house.add("alarm_control_panel", name="alarm", command_topic="a", code="1234")
    with pytest.raises(CannotCommand, match="code"):
        house.send(alarm, State(mode="disarmed"))
