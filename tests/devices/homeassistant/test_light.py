from __future__ import annotations

import pytest

from devices.errors import CannotCommand
from devices.model import Capability, Trigger
from devices.state import Color, State
from tests.devices.homeassistant.home import House

RED = Color(255, 0, 0)
ALL = {Capability.ON_OFF, Capability.BRIGHTNESS, Capability.COLOR, Capability.COLOR_TEMPERATURE}


def json_bulb(house: House, **more: object):  # type: ignore[no-untyped-def]
    """As zigbee2mqtt announces a colour bulb."""
    options: dict[str, object] = {
        "schema": "json",
        "brightness": True,
        "brightness_scale": 254,
        "supported_color_modes": ["xy", "color_temp"],
        "command_topic": "zigbee2mqtt/bulb/set",
        "state_topic": "zigbee2mqtt/bulb",
        "name": "bulb",
    }
    return house.add("light", **(options | more))


def test_a_json_bulb_can_do_what_its_color_modes_say() -> None:
    assert json_bulb(House()).capabilities == ALL


def test_a_json_light_of_mode_onoff_can_only_be_switched() -> None:
    bulb = json_bulb(House(), brightness=False, supported_color_modes=["onoff"])
    assert bulb.capabilities == {Capability.ON_OFF}


def test_a_json_command_is_one_message_with_everything() -> None:
    house = House()
    wish = State(on=True, brightness=50, color=RED)
    (sent,) = house.send(json_bulb(house), wish)
    assert sent[0] == "zigbee2mqtt/bulb/set"
    assert sent[1]["state"] == "ON"
    assert sent[1]["brightness"] == 127
    assert sent[1]["color"] == pytest.approx({"x": 0.64, "y": 0.33}, abs=0.001)


@pytest.mark.parametrize("mode", ["rgb", "rgbw", "rgbww", "hs", "xy"])
def test_a_json_light_that_echoes_its_command_reports_what_was_wished(mode: str) -> None:
    house = House()
    bulb = json_bulb(house, supported_color_modes=[mode])
    ((_, body),) = house.send(bulb, State(on=True, brightness=40, color=Color(0, 0, 255)))
    told = house.state("zigbee2mqtt/bulb", body | {"color_mode": mode})
    assert told is not None
    assert told.on is True
    assert told.brightness == pytest.approx(40, abs=0.5)
    assert told.color is not None
    assert told.color.blue == 255
    assert max(told.color.red, told.color.green) <= 3


@pytest.mark.parametrize(("in_kelvin", "sent"), [(False, 370), (True, 2700)])
def test_color_temperature_is_sent_in_mireds_or_kelvin_as_configured(in_kelvin: bool, sent: int) -> None:
    house = House()
    bulb = json_bulb(house, color_temp_kelvin=in_kelvin)
    ((_, body),) = house.send(bulb, State(color_temperature=2700))
    assert body["color_temp"] == sent
    told = house.state("zigbee2mqtt/bulb", {"color_temp": sent, "color_mode": "color_temp"})
    assert told is not None
    assert told.color_temperature == pytest.approx(2700, abs=5)


def test_a_color_told_in_color_temp_mode_is_not_a_color_of_the_light() -> None:
    house = House()
    json_bulb(house)
    body = {"state": "ON", "color": {"x": 0.4, "y": 0.4}, "color_mode": "color_temp", "color_temp": 250}
    assert house.state("zigbee2mqtt/bulb", body) == State(on=True, color_temperature=4000)


def test_brightness_zero_means_off_and_a_whisper_of_light_is_not_off() -> None:
    house = House()
    bulb = json_bulb(house)
    assert house.send(bulb, State(brightness=0)) == [("zigbee2mqtt/bulb/set", {"state": "OFF"})]
    assert house.send(bulb, State(brightness=0.1))[0][1]["brightness"] == 1


def test_toggle_needs_a_known_state() -> None:
    house = House()
    bulb = json_bulb(house)
    with pytest.raises(CannotCommand, match="not known"):
        house.send(bulb, trigger=Trigger.TOGGLE)
    house.tell("zigbee2mqtt/bulb", {"state": "ON"})
    assert house.send(bulb, trigger=Trigger.TOGGLE)[0][1] == {"state": "OFF"}


def test_a_temperature_that_is_none_of_light_is_refused() -> None:
    house = House()
    with pytest.raises(CannotCommand, match="0 kelvin"):
        house.send(json_bulb(house), State(color_temperature=0))


def test_what_a_light_cannot_do_is_refused_with_a_reason() -> None:
    house = House()
    bulb = json_bulb(house, supported_color_modes=["brightness"])
    with pytest.raises(CannotCommand, match="color cannot be set"):
        house.send(bulb, State(color=RED))
    with pytest.raises(CannotCommand, match="locked cannot be set"):
        house.send(bulb, State(locked=True))


def strip(house: House, **more: object):  # type: ignore[no-untyped-def]
    """As Tasmota's own Home Assistant discovery announced an RGB light: one topic an attribute."""
    options: dict[str, object] = {
        "name": "strip",
        "~": "tasmota_ab/",
        "cmd_t": "~cmnd/POWER",
        "stat_t": "~stat",
        "val_tpl": "{{ value_json.POWER }}",
        "bri_cmd_t": "~cmnd/Dimmer",
        "bri_stat_t": "~stat",
        "bri_scl": 100,
        "bri_val_tpl": "{{ value_json.Dimmer }}",
        "rgb_cmd_t": "~cmnd/Color2",
        "rgb_stat_t": "~stat",
        "rgb_val_tpl": "{{ value_json.Color.split(',')[0:3] | join(',') }}",
        "clr_temp_cmd_t": "~cmnd/CT",
        "clr_temp_stat_t": "~stat",
        "clr_temp_val_tpl": "{{ value_json.CT }}",
    }
    return house.add("light", **(options | more))


def test_a_light_of_many_topics_is_told_style_first_and_on_last() -> None:
    house = House()
    sent = house.send(strip(house), State(on=True, brightness=30, color=RED))
    assert sent == [
        ("tasmota_ab/cmnd/Color2", "255,0,0"),
        ("tasmota_ab/cmnd/Dimmer", "30"),
        ("tasmota_ab/cmnd/POWER", "ON"),
    ]


def test_on_command_type_first_says_on_before_the_style() -> None:
    house = House()
    sent = house.send(strip(house, on_cmd_type="first"), State(brightness=30))
    assert [topic for topic, _ in sent] == ["tasmota_ab/cmnd/POWER", "tasmota_ab/cmnd/Dimmer"]


def test_on_command_type_brightness_never_says_on() -> None:
    house = House()
    light = strip(house, on_cmd_type="brightness")
    assert house.send(light, State(on=True)) == [("tasmota_ab/cmnd/Dimmer", "100")]
    house.tell("tasmota_ab/stat", {"Dimmer": 20})
    assert house.send(light, State(on=True)) == [("tasmota_ab/cmnd/Dimmer", "20")]


def test_one_json_message_is_read_by_all_its_templates_into_one_report() -> None:
    house = House()
    strip(house)
    told = house.state("tasmota_ab/stat", {"POWER": "ON", "Dimmer": 30, "Color": "255,128,0,0,0"})
    assert told == State(on=True, brightness=30.0, color=Color(255, 128, 0))


@pytest.mark.parametrize(("space", "payload"), [("hs", "0.0,100.0"), ("xy", "0.64,0.33")])
def test_hs_and_xy_topics_carry_colors_both_ways(space: str, payload: str) -> None:
    house = House()
    keys = {f"{space}_command_topic": "c", f"{space}_state_topic": "s"}
    light = house.add("light", name="l", command_topic="p", **keys)
    sent = dict(house.send(light, State(color=RED)))
    assert [float(v) for v in sent["c"].split(",")] == pytest.approx(
        [float(v) for v in payload.split(",")], abs=0.002
    )
    told = house.state("s", payload)
    assert told is not None
    assert told.color == RED


def test_command_templates_wrap_values() -> None:
    house = House()
    light = house.add(
        "light",
        name="l",
        command_topic="p",
        rgb_command_topic="c",
        rgb_command_template="{{ '#%02x%02x%02x' | format(red, green, blue) }}",
        brightness_command_topic="b",
        brightness_command_template='{"level": {{ value }} }',
    )
    sent = dict(house.send(light, State(color=RED, brightness=100)))
    assert sent == {"c": "#ff0000", "b": {"level": 255}, "p": "ON"}


def template_light(house: House):  # type: ignore[no-untyped-def]
    return house.add(
        "light",
        schema="template",
        name="lamp",
        command_topic="lamp/set",
        state_topic="lamp",
        command_on_template="on,{{ brightness|d }},{{ red|d }}-{{ green|d }}-{{ blue|d }}",
        command_off_template="off",
        state_template="{{ value.split(',')[0] }}",
        brightness_template="{{ value.split(',')[1] }}",
        red_template="{{ value.split(',')[2].split('-')[0] }}",
        green_template="{{ value.split(',')[2].split('-')[1] }}",
        blue_template="{{ value.split(',')[2].split('-')[2] }}",
    )


def test_a_template_light_writes_and_reads_its_own_language() -> None:
    house = House()
    lamp = template_light(house)
    assert house.send(lamp, State(on=False)) == [("lamp/set", "off")]
    ((_, payload),) = house.send(lamp, State(on=True, brightness=100, color=Color(1, 2, 3)))
    assert payload == "on,255,1-2-3"
    assert house.state("lamp", payload) == State(on=True, brightness=100.0, color=Color(1, 2, 3))
