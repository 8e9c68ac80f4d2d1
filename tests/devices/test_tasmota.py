"""Tasmota: announcements, states and commands, in messages written after its documentation."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import CannotCommand, DeviceError
from devices.messages import Announced, Change, Malformed, Message, Reported, Withdrawn
from devices.model import Capability, Command, Device, Kind, Trigger
from devices.state import Color, Moving, State
from devices.tasmota import TasmotaDialect


def _config(**changes: object) -> dict[str, object]:
    return {
        "ip": "192.168.1.5",
        "dn": "Plug",
        "fn": ["Desk plug", None, None, None],
        "hn": "plug-1",
        "mac": "AABBCC112233",
        "t": "plug_1",
        "ft": "%prefix%/%topic%/",
        "tp": ["cmnd", "stat", "tele"],
        "onln": "Online",
        "ofln": "Offline",
        "rl": [1, 0, 0, 0],
        "lt_st": 0,
        "so": {"30": 0},
    } | changes


PLUG = _config()
BULB = _config(mac="B", t="bulb", dn="Bulb", fn=["Desk bulb"], rl=[2], lt_st=5)
STRIP = _config(mac="S", t="strip", dn="Strip", fn=["Left", "Right"], rl=[1, 1])
BLINDS = _config(mac="C", t="blinds", dn="Blinds", fn=["Blinds"], rl=[3, 3])


def _announced(*configs: dict[str, object]) -> tuple[TasmotaDialect, list[Change]]:
    dialect = TasmotaDialect()
    changes: list[Change] = []
    for config in configs:
        changes += dialect.receive(_message(f"tasmota/discovery/{config['mac']}/config", config))
    return dialect, changes


def _message(topic: str, body: object) -> Message:
    return Message(topic, json.dumps(body).encode())


def _sent(dialect: TasmotaDialect, command: Command) -> tuple[str, str]:
    (message,) = dialect.encode(command)
    return message.topic, message.payload.decode()


def test_relays_lights_and_shutters_are_found_by_their_friendly_names() -> None:
    _, changes = _announced(PLUG, BULB, STRIP, BLINDS)
    found = {c.device.id: c.device for c in changes if isinstance(c, Announced)}
    assert {i: d.name for i, d in found.items()} == {
        "switch.desk_plug": "Desk plug",
        "light.desk_bulb": "Desk bulb",
        "switch.left": "Left",
        "switch.right": "Right",
        "cover.blinds": "Blinds",
    }
    assert found["light.desk_bulb"].capabilities == {
        Capability.ON_OFF,
        Capability.BRIGHTNESS,
        Capability.COLOR,
        Capability.COLOR_TEMPERATURE,
    }


def test_relays_are_lights_where_the_owner_set_that_option() -> None:
    _, changes = _announced(_config(so={"30": 1}))
    assert [c.device.kind for c in changes if isinstance(c, Announced)] == [Kind.LIGHT]


@pytest.mark.parametrize(
    ("topic", "body", "report"),
    [
        ("stat/plug_1/RESULT", {"POWER": "ON"}, Reported("switch.desk_plug", State(on=True))),
        ("tele/plug_1/STATE", {"POWER": "OFF", "Wifi": {}}, Reported("switch.desk_plug", State(on=False))),
        ("stat/plug_1/RESULT", {"POWER1": "ON"}, Reported("switch.desk_plug", State(on=True))),
        ("stat/strip/RESULT", {"POWER2": "ON"}, Reported("switch.right", State(on=True))),
        (
            "stat/bulb/RESULT",
            {"POWER": "ON", "Dimmer": 40, "HSBColor": "0,100,40", "CT": 370},
            Reported(
                "light.desk_bulb",
                State(on=True, brightness=40.0, color=Color(255, 0, 0), color_temperature=2703),
            ),
        ),
        (
            "stat/blinds/RESULT",
            {"Shutter1": {"Position": 30, "Direction": -1, "Target": 0}},
            Reported("cover.blinds", State(open=True, position=30.0, moving=Moving.CLOSING)),
        ),
    ],
)
def test_states_are_read(topic: str, body: object, report: Reported) -> None:
    dialect, _ = _announced(PLUG, BULB, STRIP, BLINDS)
    assert dialect.receive(_message(topic, body)) == (report,)


def test_the_last_will_tells_whether_it_is_there() -> None:
    dialect, _ = _announced(PLUG)
    for word, there in ((b"Online", True), (b"Offline", False)):
        changes = dialect.receive(Message("tele/plug_1/LWT", word))
        assert changes == (Reported("switch.desk_plug", State(available=there)),)


@pytest.mark.parametrize(
    ("command", "topic", "payload"),
    [
        (Command("switch.desk_plug", State(on=True)), "cmnd/plug_1/POWER", "ON"),
        (Command("switch.right", State(on=False)), "cmnd/strip/POWER2", "OFF"),
        (Command("switch.right", trigger=Trigger.TOGGLE), "cmnd/strip/POWER2", "TOGGLE"),
        (Command("light.desk_bulb", State(on=True, brightness=40.0)), "cmnd/bulb/Dimmer", "40"),
        (Command("light.desk_bulb", State(color_temperature=2700)), "cmnd/bulb/CT", "370"),
        (
            Command("light.desk_bulb", State(on=True, color=Color(0, 255, 0), brightness=50.0)),
            "cmnd/bulb/Backlog0",
            "Dimmer 50; HSBColor1 120; HSBColor2 100",
        ),
        (Command("cover.blinds", State(open=True, position=30.0)), "cmnd/blinds/ShutterPosition1", "30"),
        (Command("cover.blinds", State(open=False)), "cmnd/blinds/ShutterClose1", ""),
        (Command("cover.blinds", trigger=Trigger.STOP), "cmnd/blinds/ShutterStop1", ""),
    ],
)
def test_commands_are_one_message(command: Command, topic: str, payload: str) -> None:
    dialect, _ = _announced(PLUG, BULB, STRIP, BLINDS)
    assert _sent(dialect, command) == (topic, payload)


@pytest.mark.parametrize(
    "command",
    [
        Command("switch.desk_plug", State(brightness=40.0)),
        Command("switch.desk_plug", trigger=Trigger.STOP),
        Command("switch.desk_plug"),
        Command("switch.nowhere", State(on=True)),
    ],
)
def test_what_a_device_cannot_do_is_refused_by_name(command: Command) -> None:
    dialect, _ = _announced(PLUG)
    with pytest.raises(CannotCommand, match=command.device):
        dialect.encode(command)


def test_sensors_are_devices_of_their_own_that_can_only_be_read() -> None:
    dialect, _ = _announced(PLUG)
    sensors = {
        "sn": {"Time": "2026-01-01T00:00:00", "AM2301": {"Temperature": 21.5, "DewPoint": 9}},
        "ver": 1,
    }
    changes = dialect.receive(_message(f"tasmota/discovery/{PLUG['mac']}/sensors", sensors))
    (announced,) = [c for c in changes if isinstance(c, Announced)]
    assert (announced.device.id, announced.device.unit) == ("sensor.desk_plug_temperature", "°C")
    told = dialect.receive(_message("tele/plug_1/SENSOR", sensors["sn"]))
    assert told == (Reported("sensor.desk_plug_temperature", State(reading=21.5)),)
    with pytest.raises(CannotCommand, match="only be read"):
        dialect.encode(Command("sensor.desk_plug_temperature", State(on=True)))


def test_what_is_measured_may_be_announced_before_the_device() -> None:
    """Retained messages come in any order."""
    dialect = TasmotaDialect()
    sensors = {"sn": {"SHT3X": {"Humidity": 40}}}
    assert dialect.receive(_message("tasmota/discovery/AABBCC112233/sensors", sensors)) == ()
    changes = dialect.receive(_message("tasmota/discovery/AABBCC112233/config", PLUG))
    found = [c.device.id for c in changes if isinstance(c, Announced)]
    assert found == ["switch.desk_plug", "sensor.desk_plug_humidity"]
    assert dialect.receive(_message("tele/plug_1/SENSOR", sensors["sn"])) == (
        Reported("sensor.desk_plug_humidity", State(reading=40.0)),
    )


def test_power_is_read_from_its_own_topic_too() -> None:
    dialect, _ = _announced(PLUG, STRIP)
    for topic, device in (("stat/plug_1/POWER", "switch.desk_plug"), ("stat/strip/POWER2", "switch.right")):
        assert dialect.receive(Message(topic, b"ON")) == (Reported(device, State(on=True)),)


def test_an_announcement_again_changes_nothing_and_an_empty_one_withdraws() -> None:
    dialect, _ = _announced(STRIP)
    topic = "tasmota/discovery/S/config"
    assert dialect.receive(_message(topic, STRIP)) == ()
    assert dialect.receive(Message(topic, b"")) == (Withdrawn("switch.left"), Withdrawn("switch.right"))
    assert dialect.receive(_message("stat/strip/RESULT", {"POWER1": "ON"})) == ()


def test_two_devices_of_one_name_keep_apart() -> None:
    _, changes = _announced(PLUG, _config(mac="2", t="plug_2"))
    assert [c.device.id for c in changes if isinstance(c, Announced)] == [
        "switch.desk_plug",
        "switch.desk_plug_2",
    ]


def test_a_declared_device_needs_only_its_topic() -> None:
    dialect = TasmotaDialect()
    announced = dialect.declare(Device("switch.a", "A", Kind.SWITCH), {"topic": "a1"})
    assert "stat/a1/RESULT" in announced.topics
    assert _sent(dialect, Command("switch.a", State(on=True))) == ("cmnd/a1/POWER", "ON")


@pytest.mark.parametrize("options", [{}, {"topic": "a/#"}, {"topic": "a", "relay": 99}, {"topik": "a"}])
def test_wrong_options_of_a_declared_device_are_named(options: dict[str, object]) -> None:
    with pytest.raises(DeviceError, match=r"switch\.a: mqtt\.(topic|relay|topik)"):
        TasmotaDialect().declare(Device("switch.a", "A", Kind.SWITCH), options)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"{}", b'{"ft": "%prefix%/#/", "t": "a", "tp": ["a", "b", "c"]}']
)
def test_a_broken_announcement_says_what_is_wrong_with_it(body: bytes) -> None:
    (change,) = TasmotaDialect().receive(Message("tasmota/discovery/X/config", body))
    assert isinstance(change, Malformed)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*PLUG, "POWER", "Dimmer", "HSBColor", "Shutter1", "sn"]), inner, max_size=5
        )
    ),
    max_leaves=15,
)


@given(
    topic=st.sampled_from(
        ["tasmota/discovery/B/config", "tasmota/discovery/B/sensors", "stat/bulb/RESULT", "tele/bulb/LWT"]
    ),
    body=st.binary(max_size=50) | JSON,
)
def test_nothing_that_arrives_raises(topic: str, body: object) -> None:
    dialect, _ = _announced(BULB, BLINDS)
    dialect.receive(Message(topic, body if isinstance(body, bytes) else json.dumps(body).encode()))
    if isinstance(body, dict):
        dialect.receive(_message("tasmota/discovery/B/config", BULB | body))
