"""Announcements in the manner of widespread firmwares, written from their public documentation."""

from __future__ import annotations

from devices.messages import Announced, Reported
from devices.model import Capability, Device, Kind, Risk
from devices.state import Activity, Color, Moving, State
from tests.devices.homeassistant.home import House

Z2M_DEVICE = {
    "identifiers": ["zigbee2mqtt_0x00158d0001"],
    "manufacturer": "IKEA",
    "model": "TRADFRI bulb E27 CWS",
    "name": "Kitchen Lamp",
    "sw_version": "1.0.9",
    "via_device": "zigbee2mqtt_bridge_0x00124b00",
}
Z2M_AVAILABILITY = {
    "availability": [
        {"topic": "zigbee2mqtt/bridge/state", "value_template": "{{ value_json.state }}"},
        {"topic": "zigbee2mqtt/Kitchen Lamp/availability", "value_template": "{{ value_json.state }}"},
    ],
    "availability_mode": "all",
    "device": Z2M_DEVICE,
    "origin": {"name": "Zigbee2MQTT", "sw": "2.1.0", "url": "https://www.zigbee2mqtt.io"},
}


def announced(house: House, topic: str, body: dict[str, object]) -> Device:
    (change,) = [c for c in house.config(topic, body) if isinstance(c, Announced)]
    return change.device


def test_a_bulb_of_zigbee2mqtt() -> None:
    house = House()
    body: dict[str, object] = {
        "brightness": True,
        "brightness_scale": 254,
        "command_topic": "zigbee2mqtt/Kitchen Lamp/set",
        "effect": True,
        "effect_list": ["blink", "breathe"],
        "max_mireds": 454,
        "min_mireds": 250,
        "name": None,
        "object_id": "kitchen_lamp",
        "schema": "json",
        "state_topic": "zigbee2mqtt/Kitchen Lamp",
        "supported_color_modes": ["xy", "color_temp"],
        "unique_id": "0x00158d0001_light_zigbee2mqtt",
    }
    lamp = announced(house, "light/0x00158d0001/light", body | Z2M_AVAILABILITY)
    assert (lamp.id, lamp.name, lamp.kind) == ("light.kitchen_lamp", "Kitchen Lamp", Kind.LIGHT)
    assert house.state("zigbee2mqtt/bridge/state", {"state": "online"}) == State(available=False)
    up = house.state("zigbee2mqtt/Kitchen Lamp/availability", {"state": "online"})
    assert up == State(available=True)
    told = house.state(
        "zigbee2mqtt/Kitchen Lamp",
        {
            "state": "ON",
            "brightness": 127,
            "color": {"x": 0.7006, "y": 0.2993, "hue": 0, "saturation": 100},
            "color_mode": "xy",
            "color_temp": 454,
            "linkquality": 120,
            "update": {"state": "idle"},
        },
    )
    assert told == State(on=True, brightness=50.0, color=Color(255, 0, 0))


def test_sensors_of_zigbee2mqtt_share_their_devices_topic() -> None:
    house = House()
    for key, unit in (("temperature", "°C"), ("humidity", "%")):
        body: dict[str, object] = {
            "device_class": key,
            "unit_of_measurement": unit,
            "state_class": "measurement",
            "state_topic": "zigbee2mqtt/Kitchen Lamp",
            "value_template": f"{{{{ value_json.{key} }}}}",
            "unique_id": f"0x00158d0001_{key}_zigbee2mqtt",
        }
        announced(house, f"sensor/0x00158d0001/{key}", body | {"device": Z2M_DEVICE})
    quality = {"entity_category": "diagnostic", "enabled_by_default": False, "state_topic": "x"}
    assert house.config("sensor/0x00158d0001/linkquality", quality) == ()
    changes = house.tell("zigbee2mqtt/Kitchen Lamp", {"temperature": 21.4, "humidity": None})
    assert changes == (Reported("sensor.kitchen_lamp_temperature", State(reading=21.4)),)


def test_a_lock_of_zigbee2mqtt() -> None:
    house = House()
    lock = announced(
        house,
        "lock/0x01/lock",
        {
            "command_topic": "zigbee2mqtt/Door/set",
            "name": None,
            "payload_lock": "LOCK",
            "payload_unlock": "UNLOCK",
            "state_locked": "LOCK",
            "state_topic": "zigbee2mqtt/Door",
            "state_unlocked": "UNLOCK",
            "value_template": "{{ value_json.state }}",
            "device": {"identifiers": ["d"], "name": "Door"},
        },
    )
    assert (lock.id, lock.risk) == ("lock.door", Risk.CONFIRM)
    assert house.state("zigbee2mqtt/Door", {"state": "UNLOCK"}) == State(locked=False, jammed=False)


def test_a_relay_of_tasmota_in_short_keys() -> None:
    house = House()
    plug = announced(
        house,
        "switch/ABCDEF_RL_1",
        {
            "name": "Heater",
            "stat_t": "~STATE",
            "avty_t": "~LWT",
            "pl_avail": "Online",
            "pl_not_avail": "Offline",
            "cmd_t": "cmnd/tasmota_ABCDEF/POWER",
            "val_tpl": "{{value_json.POWER}}",
            "pl_off": "OFF",
            "pl_on": "ON",
            "uniq_id": "ABCDEF_RL_1",
            "device": {"identifiers": ["ABCDEF"]},
            "~": "tele/tasmota_ABCDEF/",
        },
    )
    assert plug.id == "switch.heater"
    assert house.send(plug, State(on=True)) == [("cmnd/tasmota_ABCDEF/POWER", "ON")]
    told = house.state("tele/tasmota_ABCDEF/STATE", {"Time": "2024-01-01T00:00:00", "POWER": "ON"})
    assert told == State(on=True)
    assert house.state("tele/tasmota_ABCDEF/LWT", "Offline") == State(available=False)


def test_a_garage_door_of_esphome() -> None:
    house = House()
    door = announced(
        house,
        "cover/garage-controller/garage_door",
        {
            "dev_cla": "garage",
            "name": "Garage Door",
            "stat_t": "garage-controller/cover/garage_door/state",
            "cmd_t": "garage-controller/cover/garage_door/command",
            "avty_t": "garage-controller/status",
            "uniq_id": "ESPcovergarage_door",
            "dev": {"ids": "a4cf12", "name": "garage-controller", "sw": "esphome v2024.6", "sa": "Garage"},
        },
    )
    assert (door.name, door.area, door.risk) == ("garage-controller Garage Door", "garage", Risk.CONFIRM)
    assert house.send(door, State(open=False)) == [("garage-controller/cover/garage_door/command", "CLOSE")]
    told = house.state("garage-controller/cover/garage_door/state", "opening")
    assert told == State(open=True, moving=Moving.OPENING)


def test_a_robot_announced_as_a_whole_device() -> None:
    house = House()
    changes = house.config(
        "device/valetudo_happy",
        {
            "dev": {"ids": ["happy"], "name": "Rosie", "mf": "Dreame"},
            "o": {"name": "Valetudo"},
            "~": "valetudo/happy",
            "avty_t": "valetudo/happy/$state",
            "pl_avail": "ready",
            "pl_not_avail": "lost",
            "cmps": {
                "vacuum": {
                    "p": "vacuum",
                    "name": None,
                    "uniq_id": "happy_vacuum",
                    "stat_t": "valetudo/happy/hass/state",
                    "cmd_t": "valetudo/happy/hass/command",
                    "sup_feat": ["start", "stop", "pause", "return_home", "status", "locate"],
                    "pl_ret": "HOME",
                },
                "find": {"p": "button", "name": "Find", "uniq_id": "l", "cmd_t": "v/l", "ent_cat": "config"},
                "map": {"p": "camera", "name": "Map", "uniq_id": "m", "t": "v/m"},
            },
        },
    )
    (change,) = changes
    assert isinstance(change, Announced)
    robot = change.device
    assert (robot.id, robot.name) == ("vacuum.rosie", "Rosie")
    assert robot.capabilities == {Capability.START, Capability.STOP, Capability.DOCK}
    assert house.send(robot, State(activity=Activity.DOCKED)) == [("valetudo/happy/hass/command", "HOME")]
    told = house.state("valetudo/happy/hass/state", {"state": "returning", "fan_speed": "min"})
    assert told == State(activity=Activity.RETURNING)
    assert house.state("valetudo/happy/$state", "lost") == State(available=False)
