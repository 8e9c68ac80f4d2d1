from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import CannotCommand
from devices.homeassistant.abbreviations import KEYS
from devices.homeassistant.components import COMPONENTS
from devices.messages import Announced, Message
from devices.model import Command, Trigger
from devices.state import Activity, Color, State
from tests.devices.homeassistant.home import House

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
_TEMPLATES = st.sampled_from(
    [
        "{{ value }}",
        "{{ value_json.a }}",
        "{{ value_json.a.b | int }}",
        "{{ value|float * 2 }}",
        "{{ 1 / 0 }}",
    ]
)
_TOPICS = st.sampled_from(["s", "t/x"])
_WORTH = _TOPICS | _TEMPLATES | _JSON
_CONFIGS = st.dictionaries(
    st.sampled_from([*KEYS, *KEYS.values(), "~", "name", "schema", "modes", "brightness", "retain", "qos"]),
    _WORTH,
    max_size=12,
)
_STATES = (
    st.binary(max_size=40)
    | _JSON.map(lambda value: json.dumps(value).encode())
    | st.sampled_from([b"ON", b"OFF", b"open", b"50", b"-1", b"nan", b"1e999", b"None", b"null", b"1,2,3"])
)
_COMMANDS = [
    State(on=True),
    State(on=False),
    State(brightness=40, color=Color(1, 2, 3)),
    State(color_temperature=3000),
    State(open=True),
    State(position=50),
    State(speed=50),
    State(locked=True),
    State(mode="heat"),
    State(target_temperature=20),
    State(activity=Activity.WORKING),
]


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_as_a_config_give_changes_never_an_exception(payload: bytes) -> None:
    house = House()
    for topic in ("light/a", "device/a", "climate/n/a"):
        house.config(topic, payload)


@given(_JSON, st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_json_as_a_config_gives_changes_never_an_exception(body: object, whole: bool) -> None:
    house = House()
    house.config("device/a", {"cmps": body, "dev": body} if whole else {"components": {"a": body}})
    house.config("switch/a", body)


@pytest.mark.parametrize("component", sorted(COMPONENTS))
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_config_then_any_state_then_any_command_stay_orderly(component: str, data: st.DataObject) -> None:
    """Sensible topics are drawn often enough that half of the configs are taken."""
    house = House()
    base: dict[str, object] = {"command_topic": "c", "state_topic": "s"}
    changes = house.config(f"{component}/a", base | data.draw(_CONFIGS))
    devices = [change.device for change in changes if isinstance(change, Announced)]
    for topic in ("s", "t/x"):
        for payload in data.draw(st.lists(_STATES, max_size=4)):
            house.tell(topic, payload)
    for device in devices:
        for command in [
            *(Command(device.id, wish) for wish in _COMMANDS),
            Command(device.id, trigger=Trigger.STOP),
        ]:
            try:
                sent = house.dialect.encode(command)
            except CannotCommand:
                continue
            assert sent
            assert all(isinstance(message, Message) and message.topic for message in sent)
