"""Frigate: its events, counts, clock and comings and goings, in messages as its documentation has them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import CannotCommand, DeviceError
from devices.frigate import FrigateDialect
from devices.frigate.dialect import PLACES_LIMIT
from devices.frigate.sightings import EVENTS_LIMIT, STALE_SECONDS
from devices.messages import Announced, Change, Malformed, Message, Reported
from devices.model import Area, Command, Device, Home, Kind
from devices.registry import Override, Registry
from devices.state import State
from tests.devices.linking import linked, settings, until
from tests.mosquitto import Mosquitto

NOON = 1_790_000_000.0  # seconds of Frigate's wall clock
PORCH = "binary_sensor.frigate_porch"


def _body(kind: str, **after: object) -> dict[str, object]:
    told: dict[str, object] = {
        "id": "1790000000.475377-mxklsc",
        "camera": "porch",
        "frame_time": NOON,
        "snapshot": {"frame_time": NOON, "box": [415, 489, 528, 700], "score": 0.77546, "attributes": []},
        "label": "person",
        "sub_label": None,
        "top_score": 0.958984375,
        "false_positive": False,
        "start_time": NOON - 6,
        "end_time": None,
        "score": 0.7890625,
        "box": [424, 500, 536, 712],
        "current_zones": [],
        "entered_zones": [],
        "stationary": False,
    }
    return {"type": kind, "before": told, "after": told | after}


def _event(kind: str, **after: object) -> Message:
    return Message("frigate/events", json.dumps(_body(kind, **after)).encode(), 0)


def _count(place: str, persons: int) -> Message:
    return Message(f"frigate/{place}/person", str(persons).encode(), 0)


def _stats(seconds: float) -> Message:
    return Message("frigate/stats", json.dumps({"service": {"last_updated": seconds}}).encode(), 0)


class House:
    """A registry that hears one Frigate, and its home."""

    def __init__(self, *areas: str) -> None:
        self.home = Home.of(areas=[Area(area, area.replace("_", " ")) for area in areas])
        self.registry = Registry(self.home, [FrigateDialect()])

    def hear(self, *messages: Message) -> tuple[Change, ...]:
        """What the last message changed."""
        changes: tuple[Change, ...] = ()
        for message in messages:
            changes = self.registry.receive(message, 1.0)
        return changes

    def on(self, device_id: str = PORCH) -> bool | None:
        return self.home.state(device_id).on


def test_a_camera_that_sees_a_person_is_an_occupancy_sensor_that_is_on() -> None:
    house = House()
    house.hear(_event("new"))
    device = house.home.devices[PORCH]
    assert (device.name, device.kind, device.device_class) == (
        "porch person",
        Kind.BINARY_SENSOR,
        "occupancy",
    )
    assert house.on() is True


def test_it_is_off_when_the_last_person_is_gone() -> None:
    house = House()
    house.hear(_event("new", id="a"), _event("new", id="b"), _event("end", id="a", end_time=NOON + 5))
    assert house.on() is True
    assert house.hear(_event("end", id="b", end_time=NOON + 9)) == (Reported(PORCH, State(on=False)),)


def test_an_update_of_a_known_person_changes_nothing() -> None:
    house = House()
    assert house.hear(_event("new"), _event("update", frame_time=NOON + 5)) == ()


@pytest.mark.parametrize("label", ["car", "dog", None, 7])
def test_cars_and_dogs_are_nobody(label: object) -> None:
    house = House()
    assert house.hear(_event("new", label=label)) == ()
    assert not house.home.devices


def test_what_turns_out_to_be_no_person_ends() -> None:
    house = House()
    house.hear(_event("new"), _event("update", false_positive=True))
    assert house.on() is False


def test_a_false_positive_alone_announces_no_camera() -> None:
    house = House()
    assert house.hear(_event("new", false_positive=True)) == ()


def test_zones_are_sensors_of_their_own() -> None:
    house = House()
    house.hear(_event("new", current_zones=["door_mat"]))
    assert house.on("binary_sensor.frigate_door_mat") is True
    house.hear(_event("update", current_zones=[]))
    assert house.on("binary_sensor.frigate_door_mat") is False
    assert house.on() is True


def test_a_count_is_as_good_as_an_event() -> None:
    house = House()
    house.hear(_count("porch", 0))
    assert house.on() is False
    house.hear(_count("porch", 2))
    assert house.on() is True
    house.hear(_count("porch", 0))
    assert house.on() is False


def test_a_count_of_nobody_ends_the_events_whose_end_was_missed() -> None:
    house = House()
    house.hear(_event("new"), _count("porch", 0))
    assert house.on() is False


@pytest.mark.parametrize("sighting", [_event("new"), _count("porch", 1)])
def test_a_person_whose_end_was_missed_is_gone_by_the_clock_of_frigate(sighting: Message) -> None:
    house = House()
    house.hear(_stats(NOON), sighting, _stats(NOON + STALE_SECONDS))
    assert house.on() is True
    house.hear(_stats(NOON + STALE_SECONDS + 1))
    assert house.on() is False


def test_who_sits_still_is_told_of_each_minute_and_stays() -> None:
    house = House()
    house.hear(_count("porch", 1), _event("new"))
    for minute in range(1, 30):
        seconds = NOON + 60 * minute
        house.hear(_event("update", frame_time=seconds, stationary=True), _stats(seconds + 30))
        assert house.on() is True


def test_a_count_before_the_clock_was_ever_told_is_not_stale() -> None:
    house = House()
    house.hear(_count("porch", 1), _stats(NOON))
    assert house.on() is True


def test_a_clock_that_was_once_wrong_mends_itself() -> None:
    house = House()
    house.hear(_stats(9e10), _stats(NOON), _event("new"))
    assert house.on() is True


@pytest.mark.parametrize("word", [b"offline", b"stopped"])
def test_while_frigate_is_away_nobody_is_known_to_be_there(word: bytes) -> None:
    house = House()
    house.hear(Message("frigate/available", b"online", retain=True), _event("new"), _count("porch", 1))
    assert house.home.state(PORCH).available is True
    house.hear(Message("frigate/available", word))
    assert (house.on(), house.home.state(PORCH).available) == (False, False)
    house.hear(Message("frigate/available", b"online"))
    assert (house.on(), house.home.state(PORCH).available) == (False, True)
    house.hear(_event("new"))
    assert house.on() is True


def test_online_again_without_having_been_away_forgets_nobody() -> None:
    """Frigate says so after each loss of its own link."""
    house = House()
    house.hear(_event("new"), Message("frigate/available", b"online"))
    assert house.on() is True


def test_an_event_that_a_broker_has_kept_is_of_unknown_age() -> None:
    house = House()
    assert house.hear(Message("frigate/events", _event("new").payload, retain=True)) == ()


def test_a_camera_called_like_a_room_is_in_that_room() -> None:
    house = House("living_room", "porch")
    house.hear(_event("new", camera="Living-Room"), _event("new", id="b", camera="garden"))
    areas = {i: d.area for i, d in house.home.devices.items()}
    assert areas == {
        "binary_sensor.frigate_living_room": "living_room",
        "binary_sensor.frigate_garden": None,
    }


def test_the_owner_says_in_which_room_a_camera_is() -> None:
    house = House("hall")
    house.registry.override(Override(PORCH, area="hall", name="door camera"))
    house.hear(_event("new"))
    assert (house.home.devices[PORCH].area, house.home.devices[PORCH].name) == ("hall", "door camera")


def test_two_cameras_whose_names_differ_in_signs_only_keep_apart() -> None:
    house = House()
    house.hear(_event("new", camera="a-b"), _count("a_b", 0))
    assert house.on("binary_sensor.frigate_a_b") is True
    assert house.on("binary_sensor.frigate_a_b_2") is False


def test_nothing_can_be_commanded() -> None:
    house = House()
    house.hear(_event("new"))
    with pytest.raises(CannotCommand, match=r"frigate_porch: can only be read"):
        house.registry.encode(Command(PORCH, State(on=True)))
    with pytest.raises(CannotCommand, match="no camera of Frigate"):
        FrigateDialect().encode(Command("light.x", State(on=True)))


def test_a_declared_device_names_its_camera() -> None:
    house = House()
    mine = Device("binary_sensor.mine", "Mine", Kind.BINARY_SENSOR, dialect="frigate")
    house.registry.declare(mine, {"camera": "porch"})
    house.hear(_event("new"))
    assert list(house.home.devices) == ["binary_sensor.mine"]
    assert house.on("binary_sensor.mine") is True


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        (Kind.BINARY_SENSOR, {}, "mqtt.camera: None"),
        (Kind.BINARY_SENSOR, {"camera": "a/b"}, "mqtt.camera: 'a/b'"),
        (Kind.BINARY_SENSOR, {"camera": "#"}, "mqtt.camera: '#'"),
        (Kind.BINARY_SENSOR, {"kamera": "a"}, "mqtt.kamera: not an option"),
        (Kind.LIGHT, {"camera": "a"}, "make it a binary_sensor"),
    ],
)
def test_wrong_options_of_a_declared_device_are_named(
    kind: Kind, options: dict[str, object], says: str
) -> None:
    with pytest.raises(DeviceError, match=says):
        FrigateDialect().declare(Device(f"{kind}.a", "A", kind), options)


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("frigate/events", b"{"),
        ("frigate/events", b"[]"),
        ("frigate/events", b'{"after": 5}'),
        ("frigate/events", json.dumps(_body("new", id="")).encode()),
        ("frigate/events", json.dumps(_body("new", camera="a/b")).encode()),
        ("frigate/events", json.dumps(_body("new", camera=None)).encode()),
        ("frigate/events", b'{"after":' + b"[" * 5_000),
        ("frigate/available", b"perhaps"),
        ("frigate/porch/person", b"ON"),
        ("frigate/porch/person", b"-1"),
        ("frigate/porch/person", b"\xff"),
    ],
)
def test_a_message_that_cannot_be_used_is_one_line_that_says_why(topic: str, payload: bytes) -> None:
    (change,) = FrigateDialect().receive(Message(topic, payload))
    assert isinstance(change, Malformed)
    assert change.topic == topic
    assert change.reason
    assert "\n" not in change.reason


def test_another_base_topic_is_another_frigate() -> None:
    dialect = FrigateDialect("nvr/upstairs")
    assert "nvr/upstairs/+/person" in dialect.subscriptions()
    (announced, reported) = dialect.receive(Message("nvr/upstairs/porch/person", b"1"))
    assert isinstance(announced, Announced)
    assert reported == Reported(PORCH, State(on=True))


def test_floods_of_cameras_and_of_persons_are_bounded() -> None:
    dialect = FrigateDialect()
    changes = [c for i in range(PLACES_LIMIT + 5) for c in dialect.receive(_count(f"c{i}", 1))]
    assert sum(isinstance(c, Announced) for c in changes) == PLACES_LIMIT
    assert sum(isinstance(c, Malformed) for c in changes) == 5
    house = House()
    house.hear(_event("new", id="first", camera="gate"))
    house.hear(*(_event("new", id=f"p{i}") for i in range(EVENTS_LIMIT)))
    assert house.on("binary_sensor.frigate_gate") is False
    assert house.on() is True


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "after", "id", "camera", "label", "current_zones", "frame_time"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(
    topic=st.sampled_from(
        ["frigate/events", "frigate/available", "frigate/stats", "frigate/a/person", "frigate"]
    ),
    body=st.binary(max_size=50) | JSON,
)
def test_nothing_that_arrives_raises(topic: str, body: object) -> None:
    dialect = FrigateDialect()
    dialect.receive(Message(topic, body if isinstance(body, bytes) else json.dumps(body).encode()))
    if isinstance(body, dict):
        dialect.receive(_event("new", **body))
        dialect.receive(Message("frigate/stats", json.dumps({"service": body}).encode()))
        dialect.receive(_event("end", **body))


def test_over_a_real_broker_a_person_comes_and_frigate_dies(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        house = House("porch")
        async with (
            linked(settings(port), *house.registry.subscriptions()) as us,
            linked(settings(port)) as frigate,
        ):

            async def publish(message: Message) -> None:
                seen = len(us.messages)
                await frigate.broker.publish(message)
                await until(lambda: len(us.messages) > seen)
                house.hear(us.messages[-1])

            await publish(Message("frigate/available", b"online", retain=True))
            await publish(_event("new"))
            assert [d.id for d in house.home.in_area("porch")] == [PORCH]
            assert house.on() is True
            await publish(_count("porch", 0))
            assert house.on() is False
            await publish(_count("porch", 1))
            await publish(Message("frigate/available", b"offline", retain=True))
            assert (house.on(), house.home.state(PORCH).available) == (False, False)

    with Mosquitto(tmp_path) as broker:
        asyncio.run(scene(broker.port))
