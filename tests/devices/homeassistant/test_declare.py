from __future__ import annotations

import pytest

from devices.errors import DeviceError
from devices.homeassistant import HomeAssistantDialect
from devices.messages import Message, Reported
from devices.model import Capability, Command, Device, Kind, Risk
from devices.state import State

LAMP = Device("light.desk", "desk lamp", Kind.LIGHT, area="office", dialect="homeassistant")


def test_a_declared_device_keeps_its_id_name_and_area_and_gets_its_capabilities() -> None:
    dialect = HomeAssistantDialect()
    announced = dialect.declare(LAMP, {"~": "desk", "cmd_t": "~/set", "stat_t": "~", "bri_cmd_t": "~/dim"})
    device = announced.device
    assert (device.id, device.name, device.area) == ("light.desk", "desk lamp", "office")
    assert device.capabilities == {Capability.ON_OFF, Capability.BRIGHTNESS}
    assert announced.topics == ("desk",)
    assert dialect.receive(Message("desk", b"ON")) == (Reported("light.desk", State(on=True)),)
    (message,) = dialect.encode(Command("light.desk", State(on=False)))
    assert (message.topic, message.payload) == ("desk/set", b"OFF")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "light.desk: command_topic: is missing"),
        ({"comand_topic": "x"}, "light.desk: comand_topic: is not a key .*did you mean command_topic"),
        ({"command_topic": "x", "schema": "yaml"}, "schema: 'yaml' is not usable; give one of"),
        ({"command_topic": "x", "brightness_scale": "big"}, "brightness_scale: 'big' .* give a number"),
        ({"command_topic": "x/#"}, "command_topic: 'x/#' holds a wildcard"),
    ],
)
def test_a_wrong_declaration_names_device_key_value_and_mend(options: dict[str, object], reason: str) -> None:
    with pytest.raises(DeviceError, match=reason):
        HomeAssistantDialect().declare(LAMP, options)


def test_a_kind_that_mqtt_has_not_is_refused() -> None:
    player = Device("media_player.tv", "tv", Kind.MEDIA_PLAYER, dialect="homeassistant")
    with pytest.raises(DeviceError, match="media_player"):
        HomeAssistantDialect().declare(player, {"command_topic": "x"})


def test_what_config_calls_risky_stays_risky_and_a_lock_always_is() -> None:
    dialect = HomeAssistantDialect()
    lock = Device("lock.front", "front door", Kind.LOCK, dialect="homeassistant")
    assert dialect.declare(lock, {"command_topic": "x"}).device.risk is Risk.CONFIRM
    pump = Device("switch.pump", "pump", Kind.SWITCH, risk=Risk.CONFIRM, dialect="homeassistant")
    assert dialect.declare(pump, {"command_topic": "y"}).device.risk is Risk.CONFIRM
