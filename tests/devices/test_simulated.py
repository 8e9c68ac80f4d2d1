"""The simulated dialect and the simulated home, one against the other."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import CannotCommand, DeviceError
from devices.messages import Malformed, Message, Reported
from devices.model import Command, Device, Kind, Trigger
from devices.simulated import SimulatedDialect
from devices.simulated_home import SimulatedHome
from devices.state import Activity, Color, Moving, Playback, State

KINDS = (Kind.LIGHT, Kind.FAN, Kind.COVER, Kind.LOCK, Kind.CLIMATE, Kind.MEDIA_PLAYER, Kind.VACUUM)
DEVICES = tuple(Device(f"{kind}.x", "X", kind) for kind in KINDS)


def _answer(command: Command, **options: object) -> State | None:
    """What the device reports after a command."""
    dialect = SimulatedDialect()
    home = SimulatedHome([(device, options) for device in DEVICES])
    for device in DEVICES:
        dialect.declare(device, {})
    answers = [a for message in dialect.encode(command) for a in home.receive(message)]
    changes = [change for answer in answers for change in dialect.receive(answer)]
    assert all(isinstance(change, Reported) and change.device_id == command.device for change in changes)
    return changes[0].state if changes and isinstance(changes[0], Reported) else None


@pytest.mark.parametrize(
    ("device", "wish", "reported"),
    [
        ("light.x", State(on=True), State(on=True)),
        ("light.x", State(brightness=40.0), State(on=True, brightness=40.0)),
        ("light.x", State(color=Color(255, 0, 7)), State(on=True, color=Color(255, 0, 7))),
        ("light.x", State(color_temperature=2700), State(on=True, color_temperature=2700)),
        ("fan.x", State(speed=0.0), State(on=False, speed=0.0)),
        ("cover.x", State(position=30.0), State(open=True, position=30.0, moving=Moving.STOPPED)),
        ("cover.x", State(open=True), State(open=True, position=100.0, moving=Moving.STOPPED)),
        ("lock.x", State(locked=False), State(locked=False)),
        ("climate.x", State(mode="off"), State(on=False, mode="off")),
        ("media_player.x", State(playback=Playback.PLAYING), State(on=True, playback=Playback.PLAYING)),
        ("vacuum.x", State(activity=Activity.WORKING), State(activity=Activity.WORKING)),
    ],
)
def test_a_command_comes_back_as_the_state_it_asked_for(device: str, wish: State, reported: State) -> None:
    answered = _answer(Command(device, wish))
    assert answered is not None
    assert answered.merged(reported) == answered


@pytest.mark.parametrize(
    ("device", "trigger", "reported"),
    [
        ("light.x", Trigger.TOGGLE, State(on=True)),
        ("lock.x", Trigger.TOGGLE, State(locked=False)),
        ("cover.x", Trigger.TOGGLE, State(open=True)),
        ("cover.x", Trigger.STOP, State(moving=Moving.STOPPED)),
        ("vacuum.x", Trigger.STOP, State(activity=Activity.IDLE)),
    ],
)
def test_triggers_do_what_they_say(device: str, trigger: Trigger, reported: State) -> None:
    answered = _answer(Command(device, trigger=trigger))
    assert answered is not None
    assert answered.merged(reported) == answered


def test_a_device_that_does_not_respond_says_nothing() -> None:
    assert _answer(Command("light.x", State(on=True)), responds=False) is None


def test_a_kept_command_is_not_obeyed() -> None:
    home = SimulatedHome([(DEVICES[0], {})])
    assert home.receive(Message("simulated/light.x/set", b'{"on": true}', retain=True)) == ()


def test_initial_state_is_told_retained() -> None:
    home = SimulatedHome([(DEVICES[0], {"initial": {"on": True, "brightness": 12}})])
    (message,) = home.states()
    assert message.retain
    assert json.loads(message.payload) == {"on": True, "brightness": 12}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"respond": True}, "mqtt.respond: not an option"),
        ({"responds": "no"}, "mqtt.responds: 'no' is neither"),
        ({"initial": 3}, "mqtt.initial: 3 is not a mapping"),
        ({"initial": {"brightnes": 3}}, "mqtt.initial.brightnes: no such state field"),
        ({"initial": {"brightness": 300}}, "mqtt.initial.brightness: '300' is not a percentage"),
        ({"initial": {"color": [1, 2]}}, "mqtt.initial.color"),
    ],
)
def test_wrong_options_name_the_key_and_the_value(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(DeviceError, match=r"light\.x: ") as raised:
        SimulatedDialect().declare(DEVICES[0], options)
    assert complaint in str(raised.value)


def test_a_device_never_declared_cannot_be_commanded() -> None:
    with pytest.raises(CannotCommand, match=r"light\.y"):
        SimulatedDialect().encode(Command("light.y"))


@given(
    payload=st.binary(max_size=200)
    | st.from_type(dict[str, int | str | None]).map(json.dumps).map(str.encode)
)
def test_no_payload_raises(payload: bytes) -> None:
    dialect = SimulatedDialect()
    dialect.declare(DEVICES[0], {})
    home = SimulatedHome([(DEVICES[0], {})])
    (change,) = dialect.receive(Message("simulated/light.x/state", payload))
    assert isinstance(change, Reported | Malformed)
    home.receive(Message("simulated/light.x/set", payload))


def test_not_a_number_is_no_number() -> None:
    dialect = SimulatedDialect()
    dialect.declare(DEVICES[0], {})
    (change,) = dialect.receive(Message("simulated/light.x/state", b'{"brightness": NaN}'))
    assert isinstance(change, Malformed)
