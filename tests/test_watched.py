"""One camera of the daemon in a painted world: what it publishes, remembers, and never writes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.config.seeing import CameraSection
from assistant.errors import CameraError
from assistant.events import Gesture
from assistant.seeing.cameras import camera_source
from assistant.seeing.frames import Luma
from assistant.seeing.live import LiveCamera
from tests.seeing.door import OPEN, Door, palms, somebody
from tests.seeing.painted import PaintedModels, hand, person, room


def test_a_palm_is_told_once_on_mqtt_and_to_whoever_acts() -> None:
    door = Door()
    door.show(*palms(30))
    (meant,) = door.meant
    assert (meant.gesture, meant.camera, meant.area) == (Gesture.PALM, "door", "hall")
    (told,) = door.told("gesture")
    assert (told["event_type"], told["area"]) == ("palm", "hall")
    assert door.alive == 30


def test_who_comes_makes_it_occupied_and_who_leaves_makes_it_empty_after_a_while() -> None:
    door = Door(empty_seconds=5.0)
    door.show(*somebody(20))
    assert door.told("occupancy") == ["None", "ON"]
    door.show(*[room()] * 80)
    assert door.told("occupancy")[-1] == "OFF"
    assert [m.retain for m in door.sent if m.topic.endswith("occupancy")] == [True] * len(
        door.told("occupancy")
    )


def test_the_house_knows_from_the_camera_who_is_in_its_area() -> None:
    door = Door()
    door.show(*somebody(5))
    assert door.score > 0.8
    door.watched.closed()
    assert door.score == 0.0


def test_a_still_room_publishes_nothing_over_and_over() -> None:
    door = Door()
    door.show(*[person(room())] * 100)
    observations = door.told("observation")
    assert len(observations) <= 4
    assert not observations[-1]["moving"]
    door.show(*somebody(35))
    assert len(door.told("observation")) <= len(observations) + 6  # one a second while all is the same


def test_a_change_of_what_a_hand_shows_is_published_at_once() -> None:
    door = Door()
    door.show(*palms(9))
    assert [[h["gesture"] for h in seen["hands"]] for seen in door.told("observation")] == [
        ["other"],
        ["palm"],
    ]
    assert not any(message.retain for message in door.sent if message.topic.endswith("observation"))


# --- closed and opened ---------------------------------------------------------------------------


def test_before_it_is_opened_nobody_knows_and_that_is_said() -> None:
    door = Door()
    door.watched.announce()
    assert door.told("status") == [{"open": False, "reason": "camera door: not opened yet"}]
    assert door.told("occupancy") == ["None"]


def test_after_the_link_has_come_back_the_retained_topics_are_told_again() -> None:
    door = Door()
    door.show(*somebody(20))
    door.sent.clear()
    door.watched.announce()
    assert door.told("status") == [{"open": True, "reason": OPEN.reason}]
    assert door.told("occupancy") == ["ON"]
    assert all(message.retain for message in door.sent)


def test_muted_it_is_closed_and_nobody_knows_who_is_there() -> None:
    door = Door()
    door.show(*somebody(20))
    door.watched.closed()
    assert door.told("status")[-1] == {"open": False, "reason": "camera door: muted, it is closed"}
    assert door.told("occupancy")[-1] == "None"


def test_while_it_is_lost_nobody_knows_either() -> None:
    door = Door()
    door.show(*somebody(20))
    door.watched.camera.lose("camera door: is gone; plug it in again")
    assert door.told("status")[-1] == {"open": False, "reason": "camera door: is gone; plug it in again"}
    assert door.told("occupancy") == ["None", "ON", "None"]


def test_opened_again_it_sees_who_sits_there_as_still_as_before() -> None:
    door = Door(empty_seconds=5.0)
    sitting = [person(room())] * 60
    door.show(*somebody(20), *sitting)
    door.watched.closed()
    door.watched.camera.now += 1.0
    door.show(*sitting)
    assert door.told("occupancy")[-1] == "ON"
    assert door.score > 0.8


def test_half_a_gesture_before_it_was_closed_is_no_gesture_after() -> None:
    door = Door()
    door.show(*palms(8))
    door.watched.closed()
    door.show(*palms(8))
    assert door.meant == []


def test_a_video_that_is_none_is_told_in_the_status() -> None:
    door = Door()
    error = CameraError("gone.mp4: does not exist; name a video or a picture")
    with pytest.raises(CameraError):
        door.show(error)
    assert door.told("status")[-1] == {"open": False, "reason": str(error)}


# --- pictures stay where they are ------------------------------------------------------------------


def test_without_debug_frames_nothing_is_ever_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Image.Image, "save", lambda *given, **more: pytest.fail("a picture was written"))
    door = Door()
    door.show(*palms(20))
    assert list(tmp_path.iterdir()) == []
    assert max(len(message.payload) for message in door.sent) < 1500


def test_debug_frames_are_those_with_hands_drawn_over(tmp_path: Path) -> None:
    door = Door(debug_frames=tmp_path / "new" / "seen")
    door.show(*somebody(5), *palms(3))
    files = sorted((tmp_path / "new" / "seen").iterdir())
    assert [file.name for file in files] == ["door-000.png", "door-001.png", "door-002.png"]
    with Image.open(files[0]) as picture:
        assert picture.mode == "RGB"


def test_debug_frames_that_cannot_be_written_are_said_and_nothing_else_suffers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    door = Door(debug_frames=tmp_path / "file")
    door.show(*palms(20))
    assert len(door.meant) == 1
    assert "debug_frames: " in caplog.text


def test_what_is_masked_no_model_sees(tmp_path: Path) -> None:
    """A real camera, of pictures in a folder."""
    brightest: list[int] = []

    class Watchful(PaintedModels):
        def __init__(self) -> None:
            super().__init__()
            find, read = self.people.find, self.landmarks.read
            self.people.find = lambda luma, *more: (brightest.append(_right(luma)), find(luma, *more))[1]
            self.landmarks.read = lambda luma, *more: (brightest.append(_right(luma)), read(luma, *more))[1]

    for number in range(3):
        both = hand(person(room(), left=20 + 9 * number), Gesture.FIST, left=90)
        Image.fromarray(hand(both, Gesture.PALM, left=250)).save(tmp_path / f"{number}.png")
    right_half = CameraSection(name="x", source="usb", masks=(((0.5, 0), (1, 0), (1, 1), (0.5, 1)),))
    door = Door(
        Watchful(),
        lambda on_status: LiveCamera(
            camera_source(f"{tmp_path}/"),
            masks=right_half.polygons(),
            picture_seconds=0.05,
            on_status=on_status,
        ),
    )
    asyncio.run(door.watched.run())
    assert len(brightest) >= 3
    assert set(brightest) == {0}
    assert door.told("observation")[0]["hands"]


def _right(luma: Luma) -> int:
    return int(np.max(luma[:, 160:]))
