"""Cameras in the daemon's parts, with a real broker and real videos of a painted world."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import ConfigError
from assistant.events import Gesture, Gestured
from assistant.seeing.models import SeeingModels
from tests.assembled import CAMERAS, Assembled, assembled, painted_video
from tests.mosquitto import Mosquitto
from tests.seeing.door import palms, somebody
from tests.seeing.painted import PaintedModels

DOOR = "assistant/test/camera/door"


@pytest.fixture(autouse=True)
def painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models are those of the painted world."""
    monkeypatch.setattr("assistant.watching.SeeingModels", PaintedModels)


@pytest.fixture
def long_video(tmp_path: Path) -> Path:
    """Two minutes with somebody at the door."""
    return painted_video(tmp_path / "door.mkv", somebody(240), rate=2)


def status(one: Assembled) -> dict[str, object]:
    """What was told last of the door's camera."""
    told = [payload for topic, payload in one.friend.seen if topic == f"{DOOR}/status"]
    found = json.loads(told[-1]) if told else {}
    assert isinstance(found, dict)
    return found


async def opened(one: Assembled) -> None:
    await one.until(lambda: status(one).get("open") is True)


def test_who_comes_and_what_is_shown_is_told_on_mqtt(tmp_path: Path, mosquitto: Mosquitto) -> None:
    painted_video(tmp_path / "door.mkv", [*somebody(12), *palms(30)])

    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port) as one:
            told = json.loads(await one.sees(f"{DOOR}/gesture"))
            assert (told["event_type"], told["area"]) == ("palm", "hall")
            await one.sees(f"{DOOR}/occupancy", b"ON")
            seen = json.loads(await one.sees(f"{DOOR}/observation"))
            assert seen["persons"] == 1
            await one.until(lambda: status(one).get("open") is False)
            assert str(status(one)["reason"]).endswith("the video is over")
            assert one.friend.count(f"{DOOR}/gesture") == 1
            assert one.assembly.status.endswith("0 of 1 cameras")

    asyncio.run(scene())


def test_home_assistant_is_told_of_the_cameras_entities(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path
) -> None:
    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port) as one:
            parts = json.loads(await one.sees("homeassistant/device/lares_test/config"))["components"]
            assert parts["camera_door_occupancy"]["unique_id"] == "lares_test_camera_door_occupancy"
            assert parts["camera_door_occupancy"]["state_topic"] == f"{DOOR}/occupancy"
            assert "palm" in parts["camera_door_gesture"]["event_types"]
            await opened(one)
            assert one.assembly.status.endswith("1 of 1 cameras")

    asyncio.run(scene())


def test_after_the_broker_was_killed_what_is_retained_is_told_again(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path
) -> None:
    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port) as one:
            await one.sees(f"{DOOR}/occupancy", b"ON")
            mosquitto.kill()
            after = len(one.friend.seen)
            mosquitto.start()
            await one.sees(f"{DOOR}/occupancy", b"ON", after=after)
            assert json.loads(await one.sees(f"{DOOR}/status", after=after))["open"]

    asyncio.run(scene())


def test_a_finger_on_the_lips_closes_the_cameras_and_a_restart_leaves_them_closed(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path
) -> None:
    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port) as one:
            await one.sees(f"{DOOR}/occupancy", b"ON")
            after = len(one.friend.seen)
            one.assembly.gesturing.take(Gestured(Gesture.MUTE, 0.9, 0.5, "door"), 0.0)
            await one.sees("assistant/test/listening", b"OFF", after=after)
            await one.sees(f"{DOOR}/occupancy", b"None", after=after)
            await one.until(lambda: "muted" in str(status(one).get("reason")))
            assert not one.assembly.watching.open
        async with assembled(tmp_path, mosquitto.port) as one:
            await one.sees("assistant/test/listening", b"OFF")
            await one.until(lambda: "muted" in str(status(one).get("reason")))
            await asyncio.sleep(1.0)
            assert one.friend.count(f"{DOOR}/observation") == 0
            assert not one.assembly.watching.open
            one.friend.say("assistant/test/listening/set", "ON")
            await opened(one)
            await one.sees(f"{DOOR}/observation")

    asyncio.run(scene())


def test_muted_while_a_new_configuration_is_built_it_stays_muted(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path
) -> None:
    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port, meanwhile=lambda mark: mark.set(True)) as one:
            await one.sees("assistant/test/listening", b"OFF")
            await one.until(lambda: "muted" in str(status(one).get("reason")))
            assert one.assembly.listening.muted
            assert not one.assembly.watching.open

    asyncio.run(scene())


def test_gestures_reach_the_whole_of_the_assistant(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path
) -> None:
    """A palm drops the question, and a fist stands for a sentence."""
    more = CAMERAS + "seeing: {gestures: {fist: {say: turn on the kitchen light}}}\n"

    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port, more) as one:
            await one.sees("simulated/lock.front/state")
            one.friend.say("assistant/test/command", "unlock the front door")
            await one.sees("assistant/test/decision")
            after = len(one.friend.seen)
            one.assembly.gesturing.take(Gestured(Gesture.PALM, 0.9, 0.5, "door"), 0.0)
            dropped = json.loads(await one.sees("assistant/test/decision", after=after))
            assert (dropped["decision"], dropped["outcomes"]) == ("act", [])
            one.assembly.gesturing.take(Gestured(Gesture.LIKE, 0.9, 0.5, "door"), 0.0)
            one.assembly.gesturing.take(Gestured(Gesture.FIST, 0.9, 0.5, "door", "hall"), 0.0)
            await one.sees("simulated/light.kitchen/set")
            assert one.friend.count("simulated/lock.front/set") == 0

    asyncio.run(scene())


def test_switched_off_and_at_once_on_again_all_of_it_is_on(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path
) -> None:
    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port) as one:
            await opened(one)
            for word in ("OFF", "ON", "OFF", "ON"):
                one.friend.say("assistant/test/listening/set", word)
            listening = "assistant/test/listening"
            await one.until(lambda: one.friend.count(listening) >= 5)
            assert [told for topic, told in one.friend.seen if topic == listening][-1] == b"ON"
            await opened(one)
            assert not one.assembly.listening.muted
            assert not (tmp_path / "state" / "lares" / "test.muted").exists()

    asyncio.run(scene())


def test_a_camera_that_fails_is_tried_again_and_the_others_go_on(
    tmp_path: Path, mosquitto: Mosquitto, long_video: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        more = CAMERAS + "  - {name: gone, source: ./gone.mp4}\n"
        async with assembled(tmp_path, mosquitto.port, more) as one:
            told = json.loads(await one.sees("assistant/test/camera/gone/status"))
            await one.until(lambda: one.assembly.supervisor.parts["camera gone"].restarts >= 2)
            statuses = [p for topic, p in one.friend.seen if topic == "assistant/test/camera/gone/status"]
            told = json.loads(statuses[-1])
            assert told == {"open": False, "reason": told["reason"]}
            assert "gone.mp4: does not exist" in str(told["reason"])
            await opened(one)
            await one.sees(f"{DOOR}/observation")

    asyncio.run(scene())
    assert "camera gone failed (CameraError: " in caplog.text


def test_without_its_models_it_says_once_that_it_is_blind_and_goes_on(
    tmp_path: Path,
    mosquitto: Mosquitto,
    long_video: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("assistant.watching.SeeingModels", partial(SeeingModels, tmp_path / "none"))

    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port) as one:
            await one.sees("simulated/light.kitchen/state")
            one.friend.say("assistant/test/command", "turn on the kitchen light")
            assert json.loads(await one.sees("assistant/test/decision"))["targets"] == ["light.kitchen"]
            one.friend.say("assistant/test/listening/set", "OFF")
            await one.sees("assistant/test/listening", b"OFF")
            assert one.friend.count(f"{DOOR}/status") == 0
            assert "cameras" not in one.assembly.status

    asyncio.run(scene())
    assert [m for m in caplog.messages if "seeing" in m] == [
        m for m in caplog.messages if m.startswith("seeing is off: model 'hands': ")
    ]
    assert caplog.text.count("seeing is off") == 1


def test_a_password_that_is_nowhere_is_told_before_anything_starts(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    more = "cameras:\n- {name: door, source: 'rtsp://me@127.0.0.1/x', password_from: NO_SUCH_SECRET}\n"

    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port, more):
            pytest.fail("it started")

    with pytest.raises(ConfigError, match="NO_SUCH_SECRET"):
        asyncio.run(scene())
