"""The daemon that decides by words, eyes and home together: a real process, a real mosquitto, a real
PulseAudio, people's photographs and voices. "Turn that on" is espeak-ng's voice: nobody was recorded saying
it; the hand that points left is a photographed one that points up, turned by us."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.daemon import DaemonProcess
from tests.friend import Friend
from tests.mosquitto import Mosquitto
from tests.pulse import Pulse
from tests.seeing.videos import write

REAL = Path(__file__).parents[2] / "shared" / "data" / "real"
POINTING = REAL / "hands" / "3_1528505750.77_pic00068.jpg"
HAND = (454, 56, 824, 427)  # where the hand is in it, with the wrist
SECONDS = 45.0  # of video: longer than a test
HOME = """
name: test
broker: {{host: 127.0.0.1, port: {port}}}
hearing: {{microphone: pulse, area: living_room}}
replies: {{speak: false}}
understanding: {{question_seconds: 60}}
areas: [{{id: living_room, name: living room}}, {{id: office, name: office}}]
devices:
  - {{id: light.reading, name: reading lamp, area: living_room, bearing: left}}
  - {{id: light.floor, name: floor lamp, area: living_room, bearing: right}}
  - {{id: switch.heater, name: heater, area: living_room}}
  - {{id: light.office, name: desk lamp, area: office, mqtt: {{initial: {{"on": true}}}}}}
"""
CAMERA = "cameras: [{name: eye, source: ./eye.mp4, area: living_room}]\n"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="no photographs and recordings of people here"),
]


@pytest.fixture
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    with Pulse(tmp_path_factory.mktemp("pulse")) as server:
        yield server


def _said(text: str, folder: Path) -> Path:
    file = folder / "said.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", str(file), text], check=True)
    return file


def _filmed(picture: np.ndarray, file: Path) -> None:
    """The picture, never quite still; ten frames a second."""
    shifts = np.random.default_rng(0).integers(-2, 3, (round(10 * SECONDS), 2))
    write(file, [np.roll(picture, (int(d), int(r)), axis=(0, 1)) for d, r in shifts], rate=10)


def _pointing_left() -> np.ndarray:
    with Image.open(POINTING) as picture:
        photo = picture.convert("RGB")
    photo.paste(photo.crop(HAND).rotate(90), HAND[:2])
    return np.asarray(photo)


def _config(folder: Path, port: int, more: str = "") -> Path:
    file = folder / "config.yaml"
    file.write_text(HOME.format(port=port) + more)
    return file


def _decision(friend: Friend, after: int = 0) -> dict[str, object]:
    told: dict[str, object] = json.loads(friend.sees("assistant/test/decision", after=after))
    return told


def test_that_is_the_lamp_somebody_points_at_and_what_follows_is_about_it(
    tmp_path: Path, mosquitto: Mosquitto, friend: Friend, pulse: Pulse
) -> None:
    _filmed(_pointing_left(), tmp_path / "eye.mp4")
    with DaemonProcess(_config(tmp_path, mosquitto.port, CAMERA)) as daemon:
        daemon.says("camera eye in living_room: point left")
        daemon.says("microphone")
        pulse.play(_said("turn that on", tmp_path))
        assert json.loads(friend.sees("simulated/light.reading/set")) == {"on": True}
        told = _decision(friend)
        assert (told["decision"], told["targets"]) == ("act", ["light.reading"])
        why = told["why"]
        assert isinstance(why, dict)
        assert why["by"] == "fusion"
        assert why["vision"] > 0
        daemon.says("light.reading on → confirmed")

        seen = len(friend.seen)
        friend.say("assistant/test/command", "set it to 40 percent")
        friend.sees("simulated/light.reading/state", after=seen)
        seen = len(friend.seen)
        pulse.play(_said("a bit brighter", tmp_path))
        assert json.loads(friend.sees("simulated/light.reading/set", after=seen))["brightness"] == 55
        daemon.says("brightness 55")
        seen = len(friend.seen)
        pulse.play(_said("undo that", tmp_path))
        assert json.loads(friend.sees("simulated/light.reading/set", after=seen))["brightness"] == 40
    assert friend.count("simulated/light.floor/set") == 0


def test_with_nothing_to_see_that_is_asked_about(
    tmp_path: Path, mosquitto: Mosquitto, friend: Friend, pulse: Pulse
) -> None:
    with DaemonProcess(_config(tmp_path, mosquitto.port)) as daemon:
        daemon.says("microphone")
        friend.sees("simulated/light.reading/state")
        pulse.play(_said("turn that on", tmp_path))
        told = _decision(friend)
        assert told["decision"] == "ask"
        assert {"light.reading", "light.floor"} <= set(told["targets"])  # type: ignore[arg-type]
        pulse.play(_said("floor lamp", tmp_path))
        assert json.loads(friend.sees("simulated/light.floor/set")) == {"on": True}
    assert friend.count("simulated/light.reading/set") == 0


def test_what_a_television_says_in_an_empty_room_is_left_alone(
    tmp_path: Path, mosquitto: Mosquitto, friend: Friend, pulse: Pulse
) -> None:
    """A person's recorded command, word for word, with nobody there."""
    wall = np.random.default_rng(1).integers(110, 130, (480, 640, 3)).astype(np.uint8)
    _filmed(wall, tmp_path / "eye.mp4")
    with DaemonProcess(_config(tmp_path, mosquitto.port, CAMERA)) as daemon:
        friend.sees("assistant/test/camera/eye/occupancy")
        daemon.says("microphone")
        pulse.play(REAL / "home_commands" / "turn off lights in the Office.flac")
        told = _decision(friend)
        assert (told["decision"], told["targets"]) == ("ignore", [])
        assert "ignored: not meant for us" in daemon.says("→ ignored")
    assert friend.count("simulated/light.office/set") == 0
