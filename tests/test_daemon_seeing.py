"""The daemon that sees, as a whole: a real process, a real mosquitto, a video of a real photograph."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.daemon import HOME, DaemonProcess
from tests.friend import Friend
from tests.mosquitto import Mosquitto
from tests.seeing.videos import Picture, write

HANDS = Path(__file__).parents[2] / "shared" / "data" / "real" / "hands"
PALM = HANDS / "pic00049.jpg"
CAMERA = "assistant/test/camera/desk"
SEEING = """
understanding: {question_seconds: 60}
cameras: [{name: desk, source: ./desk.mp4, area: hall}]
"""
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not HANDS.is_dir(), reason="no photographs of people here"),
]


def _video(path: Path, seconds: float) -> None:
    """A wall, and then somebody who shows a palm that is never quite still; ten frames a second."""
    with Image.open(PALM) as picture:
        photo = np.asarray(picture.convert("RGB"))
    wall = np.full_like(photo, 120)
    shifts = np.random.default_rng(0).integers(-2, 3, (round(10 * seconds), 2))
    shown: list[Picture] = [np.roll(photo, (int(down), int(right)), axis=(0, 1)) for down, right in shifts]
    write(path, [wall] * 5 + shown, rate=10)


def _config(folder: Path, port: int, more: str = "") -> Path:
    file = folder / "config.yaml"
    file.write_text(HOME.format(port=port) + SEEING + more)
    return file


def _gestures(friend: Friend) -> list[str]:
    return [json.loads(told)["event_type"] for topic, told in friend.seen if topic == f"{CAMERA}/gesture"]


def test_a_palm_before_the_camera_is_seen_told_and_obeyed(
    tmp_path: Path, mosquitto: Mosquitto, friend: Friend
) -> None:
    _video(tmp_path / "desk.mp4", 4.0)
    with DaemonProcess(_config(tmp_path, mosquitto.port)) as daemon:
        told = json.loads(friend.sees(f"{CAMERA}/gesture"))
        assert (told["event_type"], told["area"]) == ("palm", "hall")
        assert told["held_seconds"] >= 0.5
        daemon.says("camera desk in hall: palm ")
        friend.sees(f"{CAMERA}/occupancy", b"ON")
        daemon.says("the video is over")
        assert daemon.log.count("→ nothing to stop") == 1
    statuses = [json.loads(told) for topic, told in friend.seen if topic == f"{CAMERA}/status"]
    assert [status["open"] for status in statuses if status["open"]] == [True]
    assert statuses[-1]["reason"].endswith("the video is over")
    seen = [json.loads(told) for topic, told in friend.seen if topic == f"{CAMERA}/observation"]
    assert any(hand["gesture"] == "palm" for one in seen for hand in one["hands"])
    assert _gestures(friend) == ["palm"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix in (".png", ".jpg")) == []


def test_a_palm_that_means_yes_unlocks_the_door_that_was_asked_about(
    tmp_path: Path, mosquitto: Mosquitto, friend: Friend
) -> None:
    """Muted at first, so that the video begins after the question."""
    _video(tmp_path / "desk.mp4", 4.0)
    (tmp_path / "state" / "lares").mkdir(parents=True)
    (tmp_path / "state" / "lares" / "test.muted").touch()
    config = _config(tmp_path, mosquitto.port, "seeing: {gestures: {palm: confirm}}\n")
    with DaemonProcess(config) as daemon:
        friend.sees("simulated/lock.front/state")
        friend.sees(f"{CAMERA}/occupancy", b"None")
        friend.say("assistant/test/command", "unlock the front door")
        assert json.loads(friend.sees("assistant/test/decision"))["decision"] == "ask"
        assert friend.count(f"{CAMERA}/observation") == 0
        friend.say("assistant/test/listening/set", "ON")
        assert json.loads(friend.sees("simulated/lock.front/set")) == {"locked": False}
        daemon.says("→ answers yes")
        daemon.says("lock.front unlocked → confirmed")


def test_nothing_is_done_when_nobody_asked(tmp_path: Path, mosquitto: Mosquitto, friend: Friend) -> None:
    _video(tmp_path / "desk.mp4", 3.0)
    config = _config(tmp_path, mosquitto.port, "seeing: {gestures: {palm: confirm}}\n")
    with DaemonProcess(config) as daemon:
        daemon.says("→ nothing was asked")
    assert friend.count("simulated/lock.front/set") == 0
    assert friend.count("assistant/test/decision") == 0
