"""What our own cameras tell on MQTT."""

from __future__ import annotations

import json

import pytest

from assistant.events import Direction, Gesture, Gestured, Hand, Observation, Pointing
from assistant.itself import Itself
from assistant.itself_cameras import ItselfCamera
from devices.homeassistant import HomeAssistantDialect
from devices.messages import Announced, Message, Reported
from devices.state import State

LEFT = Pointing(Direction.LEFT, 171.04, 5.55)


def camera() -> ItselfCamera:
    return ItselfCamera(Itself("hall").base, "front_door")


def told(message: Message) -> dict[str, object]:
    body = json.loads(message.payload)
    assert isinstance(body, dict)
    return body


def hand(pointing: Pointing | None = None) -> Hand:
    scores = (0.01, 0.0, 0.0, 0.0, 0.0, 0.98765, 0.0, 0.00235)
    return Hand((1.04, 2.0, 30.5, 40.0), 0.98765, Gesture.POINT, scores, ((1.0, 2.0),) * 21, pointing, 7)


@pytest.mark.parametrize(("occupied", "word"), [(True, b"ON"), (False, b"OFF"), (None, b"None")])
def test_occupancy_is_a_word_that_stays(occupied: bool | None, word: bytes) -> None:
    expected = Message("assistant/hall/camera/front_door/occupancy", word, retain=True)
    assert camera().occupancy(occupied) == expected


def test_a_gesture_is_an_event_that_nobody_keeps() -> None:
    message = camera().gesture(Gestured(Gesture.POINT, 0.93333, 0.6, "front_door", "hall", LEFT))
    assert (message.topic, message.retain) == ("assistant/hall/camera/front_door/gesture", False)
    assert told(message) == {
        "event_type": "point",
        "score": 0.933,
        "held_seconds": 0.6,
        "pointing": "left",
        "angle": 171.0,
        "area": "hall",
    }


def test_a_gesture_that_does_not_point_says_so() -> None:
    body = told(camera().gesture(Gestured(Gesture.PALM, 0.9, 0.5, "front_door")))
    assert (body["event_type"], body["pointing"], body["angle"], body["area"]) == ("palm", None, None, None)


def test_an_observation_tells_of_hands_without_their_keypoints() -> None:
    message = camera().observation(Observation("front_door", 12.34567, True, 0.87654, 1, (hand(LEFT),)))
    assert (message.topic, message.retain) == ("assistant/hall/camera/front_door/observation", False)
    body = told(message)
    (seen,) = body.pop("hands")  # type: ignore[misc]
    assert body == {"seconds": 12.346, "moving": True, "presence": 0.877, "persons": 1}
    scores = seen.pop("scores")  # type: ignore[has-type]
    assert seen == {  # type: ignore[has-type]
        "box": [1.0, 2.0, 30.5, 40.0],
        "score": 0.988,
        "gesture": "point",
        "pointing": "left",
        "angle": 171.0,
        "spread": 5.5,
    }
    assert list(scores) == [gesture.value for gesture in Gesture]
    assert scores["point"] == 0.988


def test_the_status_says_why_a_camera_is_closed_and_stays() -> None:
    message = camera().status(False, "no such device")
    assert (message.topic, message.retain) == ("assistant/hall/camera/front_door/status", True)
    assert told(message) == {"open": False, "reason": "no such device"}


def discovered(*cameras: ItselfCamera) -> Message:
    """The discovery of the assistant with the parts of these cameras added."""
    message = Itself("hall").discovery()
    body = told(message)
    components = body["components"]
    assert isinstance(components, dict)
    for one in cameras:
        components |= {key: {**part, "unique_id": f"x_{key}"} for key, part in one.components().items()}
    return Message(message.topic, json.dumps(body).encode(), retain=True)


def test_our_own_reader_of_discovery_finds_the_occupancy_of_each_camera() -> None:
    dialect = HomeAssistantDialect()
    changes = dialect.receive(discovered(camera(), ItselfCamera(Itself("hall").base, "desk")))
    found = [c.device for c in changes if isinstance(c, Announced) and c.device.device_class == "occupancy"]
    assert sorted(device.name for device in found) == ["Hall Desk occupancy", "Hall Front door occupancy"]
    assert not [c for c in changes if not isinstance(c, Announced)]
    (front,) = [device.id for device in found if "Front" in device.name]
    for occupied in (True, False):
        assert dialect.receive(camera().occupancy(occupied)) == (Reported(front, State(on=occupied)),)
    assert not [c for c in dialect.receive(camera().occupancy(None)) if isinstance(c, Reported)]


def test_home_assistant_is_told_of_every_gesture_but_other() -> None:
    (event,) = [part for part in camera().components().values() if part["platform"] == "event"]
    assert event["event_types"] == ["palm", "fist", "like", "dislike", "ok", "point", "mute"]
    assert event["state_topic"] == camera().gesture_topic
