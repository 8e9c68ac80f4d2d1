"""zigbee2mqtt: announcements, states and commands, in messages written after its documentation."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Capability, Command, Device, Kind, Risk, Trigger
from devices.state import Color, Moving, State
from devices.zigbee2mqtt import Zigbee2MqttDialect


def _binary(name: str, on: object = "ON", off: object = "OFF", key: str | None = None) -> dict[str, object]:
    return {
        "type": "binary",
        "name": name,
        "property": key or name,
        "value_on": on,
        "value_off": off,
        "access": 7,
    }


def _numeric(name: str, largest: float = 254, **more: object) -> dict[str, object]:
    return {"type": "numeric", "name": name, "property": name, "value_max": largest, "access": 7, **more}


def _enum(name: str, *values: str) -> dict[str, object]:
    return {"type": "enum", "name": name, "property": name, "values": list(values), "access": 7}


def _specific(kind: str, *features: object, **more: object) -> dict[str, object]:
    return {"type": kind, "features": list(features), **more}


def _device(friendly: str, *exposes: object, **more: object) -> dict[str, object]:
    return {
        "ieee_address": f"0x{abs(hash(friendly)):016x}"[:18],
        "type": "Router",
        "friendly_name": friendly,
        "definition": {"model": "x", "vendor": "y", "exposes": list(exposes)},
        **more,
    }


BULB = _device(
    "desk_lamp",
    _specific(
        "light",
        _binary("state"),
        _numeric("brightness"),
        _numeric("color_temp", 500),
        {"type": "composite", "name": "color_xy", "property": "color", "features": []},
    ),
    _numeric("linkquality", 255),
)
STRIP = _device(
    "strip",
    _specific("switch", _binary("state", key="state_l1"), endpoint="l1"),
    _specific("switch", _binary("state", key="state_l2"), endpoint="l2"),
)
BLINDS = _device(
    "living/blinds", _specific("cover", _enum("state", "OPEN", "CLOSE", "STOP"), _numeric("position", 100))
)
LOCK = _device(
    "front door", _specific("lock", _binary("state", "LOCK", "UNLOCK"), _enum("lock_state", "locked"))
)
VALVE = _device(
    "radiator",
    _specific(
        "climate",
        _numeric("occupied_heating_setpoint", 30),
        _numeric("local_temperature", 60),
        _enum("system_mode", "off", "heat", "auto"),
    ),
)
FAN = _device(
    "fan", _specific("fan", _binary("state", key="fan_state"), _enum("mode", "off", "low", "medium", "high"))
)
CONTACT = _device("back door", _binary("contact", False, True), _numeric("battery", 100, unit="%"))
CLIMATE = _device("bath", _numeric("temperature", unit="°C"), _numeric("humidity", unit="%"))
COORDINATOR = {
    "ieee_address": "0x0",
    "type": "Coordinator",
    "friendly_name": "Coordinator",
    "definition": None,
}
ALL = [COORDINATOR, BULB, STRIP, BLINDS, LOCK, VALVE, FAN, CONTACT, CLIMATE]


def _listed(*entries: object) -> tuple[Zigbee2MqttDialect, tuple[Change, ...]]:
    dialect = Zigbee2MqttDialect()
    return dialect, dialect.receive(_message("bridge/devices", list(entries)))


def _message(leaf: str, body: object) -> Message:
    return Message(f"zigbee2mqtt/{leaf}", json.dumps(body).encode(), retain=True)


def _devices(changes: tuple[Change, ...]) -> dict[str, Device]:
    return {c.device.id: c.device for c in changes if isinstance(c, Announced)}


def _sent(dialect: Zigbee2MqttDialect, command: Command) -> tuple[str, object]:
    (message,) = dialect.encode(command)
    return message.topic, json.loads(message.payload)


def test_every_kind_of_device_is_found_under_its_own_name() -> None:
    _, changes = _listed(*ALL)
    assert {i: d.name for i, d in _devices(changes).items()} == {
        "light.desk_lamp": "desk lamp",
        "switch.strip": "strip",
        "switch.strip_l2": "strip l2",
        "cover.living_blinds": "living blinds",
        "lock.front_door": "front door",
        "climate.radiator": "radiator",
        "fan.fan": "fan",
        "binary_sensor.back_door": "back door",
        "sensor.back_door_battery": "back door battery",
        "sensor.bath_temperature": "bath temperature",
        "sensor.bath_humidity": "bath humidity",
    }


def test_capabilities_classes_units_and_risk_come_from_what_is_exposed() -> None:
    found = _devices(_listed(*ALL)[1])
    assert found["light.desk_lamp"].capabilities == {
        Capability.ON_OFF,
        Capability.BRIGHTNESS,
        Capability.COLOR,
        Capability.COLOR_TEMPERATURE,
    }
    assert found["lock.front_door"].risk is Risk.CONFIRM
    assert found["climate.radiator"].modes == ("off", "heat", "auto")
    assert found["binary_sensor.back_door"].device_class == "door"
    assert found["sensor.bath_temperature"].unit == "°C"


@pytest.mark.parametrize(
    ("topic", "body", "reports"),
    [
        (
            "desk_lamp",
            {"state": "ON", "brightness": 127},
            {"light.desk_lamp": State(on=True, brightness=50.0)},
        ),
        ("desk_lamp", {"color_temp": 370}, {"light.desk_lamp": State(color_temperature=2703)}),
        (
            "desk_lamp",
            {"color": {"hue": 0, "saturation": 100}},
            {"light.desk_lamp": State(color=Color(255, 0, 0))},
        ),
        (
            "strip",
            {"state_l1": "OFF", "state_l2": "ON"},
            {"switch.strip": State(on=False), "switch.strip_l2": State(on=True)},
        ),
        (
            "living/blinds",
            {"position": 30, "moving": "UP"},
            {"cover.living_blinds": State(open=True, position=30.0, moving=Moving.OPENING)},
        ),
        ("living/blinds", {"state": "CLOSE"}, {"cover.living_blinds": State(open=False)}),
        (
            "front door",
            {"lock_state": "not_fully_locked"},
            {"lock.front_door": State(locked=False, jammed=True)},
        ),
        ("front door", {"state": "LOCK"}, {"lock.front_door": State(locked=True)}),
        (
            "radiator",
            {"system_mode": "off", "local_temperature": 19.5},
            {"climate.radiator": State(on=False, mode="off", temperature=19.5)},
        ),
        ("fan", {"fan_state": "ON", "mode": "high"}, {"fan.fan": State(on=True, speed=100.0)}),
        (
            "back door",
            {"contact": False, "battery": 80},
            {"binary_sensor.back_door": State(on=True), "sensor.back_door_battery": State(reading=80.0)},
        ),
        ("bath", {"temperature": "hot"}, {}),
    ],
)
def test_states_are_read(topic: str, body: object, reports: dict[str, State]) -> None:
    dialect, _ = _listed(*ALL)
    changes = dialect.receive(_message(topic, body))
    assert {c.device_id: c.state for c in changes if isinstance(c, Reported)} == reports
    assert len(changes) == len(reports)


@pytest.mark.parametrize(
    ("command", "topic", "body"),
    [
        (Command("light.desk_lamp", State(on=True)), "desk_lamp", {"state": "ON"}),
        (Command("light.desk_lamp", State(brightness=50.0)), "desk_lamp", {"brightness": 127, "state": "ON"}),
        (
            Command("light.desk_lamp", State(on=True, color=Color(255, 0, 9))),
            "desk_lamp",
            {"state": "ON", "color": {"r": 255, "g": 0, "b": 9}},
        ),
        (
            Command("light.desk_lamp", State(color_temperature=2700)),
            "desk_lamp",
            {"color_temp": 370, "state": "ON"},
        ),
        (Command("light.desk_lamp", trigger=Trigger.TOGGLE), "desk_lamp", {"state": "TOGGLE"}),
        (Command("switch.strip_l2", State(on=False)), "strip", {"state_l2": "OFF"}),
        (Command("cover.living_blinds", State(open=True, position=30.0)), "living/blinds", {"position": 30}),
        (Command("cover.living_blinds", State(open=False)), "living/blinds", {"state": "CLOSE"}),
        (Command("cover.living_blinds", trigger=Trigger.STOP), "living/blinds", {"state": "STOP"}),
        (Command("lock.front_door", State(locked=False)), "front door", {"state": "UNLOCK"}),
        (
            Command("climate.radiator", State(target_temperature=21.5)),
            "radiator",
            {"occupied_heating_setpoint": 21.5},
        ),
        (Command("climate.radiator", State(on=False)), "radiator", {"system_mode": "off"}),
        (Command("climate.radiator", State(on=True)), "radiator", {"system_mode": "heat"}),
        (Command("fan.fan", State(speed=60.0)), "fan", {"mode": "medium"}),
    ],
)
def test_commands_are_one_message_to_the_set_topic(command: Command, topic: str, body: object) -> None:
    dialect, _ = _listed(*ALL)
    assert _sent(dialect, command) == (f"zigbee2mqtt/{topic}/set", body)


@pytest.mark.parametrize(
    "command",
    [
        Command("switch.strip", State(brightness=50.0)),
        Command("sensor.bath_temperature", State(on=True)),
        Command("lock.front_door", trigger=Trigger.STOP),
        Command("light.desk_lamp"),
        Command("light.unknown", State(on=True)),
    ],
)
def test_what_a_device_cannot_do_is_refused_by_name(command: Command) -> None:
    dialect, _ = _listed(*ALL)
    with pytest.raises(CannotCommand, match=command.device):
        dialect.encode(command)


def test_a_list_sent_again_changes_nothing_and_what_left_it_is_withdrawn() -> None:
    dialect, _ = _listed(*ALL)
    assert dialect.receive(_message("bridge/devices", ALL)) == ()
    changes = dialect.receive(_message("bridge/devices", [BULB]))
    assert Withdrawn("lock.front_door") in changes
    assert not [c for c in changes if isinstance(c, Announced)]


def test_a_renamed_device_is_withdrawn_and_announced() -> None:
    dialect, _ = _listed(BULB)
    changes = dialect.receive(_message("bridge/devices", [{**BULB, "friendly_name": "moon"}]))
    assert changes[0] == Withdrawn("light.desk_lamp")
    assert list(_devices(changes)) == ["light.moon"]


def test_a_group_can_what_its_members_can_whichever_list_comes_first() -> None:
    groups = [
        {
            "id": 1,
            "friendly_name": "all lamps",
            "members": [{"ieee_address": BULB["ieee_address"], "endpoint": 1}],
        }
    ]
    dialect = Zigbee2MqttDialect()
    assert dialect.receive(_message("bridge/groups", groups)) == ()
    found = _devices(dialect.receive(_message("bridge/devices", [BULB])))
    assert Capability.BRIGHTNESS in found["light.all_lamps"].capabilities
    assert _sent(dialect, Command("light.all_lamps", State(on=False))) == (
        "zigbee2mqtt/all lamps/set",
        {"state": "OFF"},
    )


def test_devices_that_are_disabled_or_not_yet_interviewed_are_left_out() -> None:
    _, changes = _listed({**BULB, "disabled": True}, {**LOCK, "definition": None})
    assert changes == ()


@pytest.mark.parametrize("payload", [b'{"state":"offline"}', b"offline"])
def test_availability_comes_as_json_or_as_a_word(payload: bytes) -> None:
    dialect, _ = _listed(BULB)
    changes = dialect.receive(Message("zigbee2mqtt/desk_lamp/availability", payload))
    assert changes == (Reported("light.desk_lamp", State(available=False)),)


def test_nothing_is_available_while_the_bridge_is_down_and_not_everything_after() -> None:
    dialect, _ = _listed(BULB, LOCK)
    dialect.receive(Message("zigbee2mqtt/desk_lamp/availability", b"offline"))
    down = dialect.receive(_message("bridge/state", {"state": "offline"}))
    up = dialect.receive(_message("bridge/state", {"state": "online"}))
    assert [c.state.available for c in down if isinstance(c, Reported)] == [False, False]
    assert {c.device_id: c.state.available for c in up if isinstance(c, Reported)} == {
        "light.desk_lamp": False,
        "lock.front_door": True,
    }


def test_a_declared_device_needs_only_its_friendly_name() -> None:
    dialect = Zigbee2MqttDialect()
    lamp = Device(
        "light.a", "A", Kind.LIGHT, capabilities=frozenset({Capability.ON_OFF, Capability.BRIGHTNESS})
    )
    announced = dialect.declare(lamp, {"friendly_name": "attic/lamp"})
    assert announced.topics[0] == "zigbee2mqtt/attic/lamp"
    assert _sent(dialect, Command("light.a", State(on=True))) == (
        "zigbee2mqtt/attic/lamp/set",
        {"state": "ON"},
    )
    assert dialect.receive(_message("attic/lamp", {"brightness": 254})) == (
        Reported("light.a", State(brightness=100.0)),
    )


@pytest.mark.parametrize(
    "options", [{}, {"friendly_name": 3}, {"friendly_name": "a/+"}, {"friendlyname": "a"}]
)
def test_wrong_options_of_a_declared_device_are_named(options: dict[str, object]) -> None:
    with pytest.raises(DeviceError, match=r"light\.a: mqtt\.friendly"):
        Zigbee2MqttDialect().declare(Device("light.a", "A", Kind.LIGHT), options)


def test_what_is_no_json_says_on_which_topic() -> None:
    dialect, _ = _listed(BULB)
    for topic in ("bridge/devices", "bridge/state", "desk_lamp", "desk_lamp/availability"):
        (change,) = dialect.receive(Message(f"zigbee2mqtt/{topic}", b"\xff{"))
        assert isinstance(change, Malformed)
        assert change.topic == f"zigbee2mqtt/{topic}"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*BULB, "exposes", "features", "property", "name", "value_max"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(
    topic=st.sampled_from(
        ["bridge/devices", "bridge/groups", "bridge/state", "desk_lamp", "strip", "radiator"]
    ),
    payload=st.binary(max_size=100) | JSON.map(lambda v: json.dumps(v).encode()),
)
def test_nothing_that_arrives_raises(topic: str, payload: bytes) -> None:
    dialect, _ = _listed(*ALL)
    dialect.receive(Message(f"zigbee2mqtt/{topic}", payload))
    dialect.receive(
        _message("bridge/devices", [payload.decode("latin-1"), {**BULB, "friendly_name": payload.hex()}])
    )
