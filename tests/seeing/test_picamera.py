"""The board's camera connector, with an object in place of libcamera."""

from __future__ import annotations

import importlib.util
from contextlib import closing
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import CameraError
from assistant.seeing.picamera import CsiFeed, open_picamera
from assistant.seeing.reading import Pace


class Camera:
    """What picamera2 would be: rows padded to 64 bytes, luma 200, colours 128."""

    def __init__(self, sensor: tuple[int, int] = (3280, 2464), pictures: int = 1000) -> None:
        self.sensor_resolution = sensor
        self.calls: list[str] = []
        self.configuration: dict[str, Any] = {}
        self._pictures = pictures

    def create_video_configuration(self, *, main: dict[str, Any], controls: dict[str, Any]) -> Any:
        return {"main": main, "controls": controls}

    def configure(self, configuration: dict[str, Any]) -> None:
        self.configuration = configuration

    def start(self) -> None:
        self.calls.append("start")

    def capture_array(self, name: str) -> NDArray[np.uint8]:
        self._pictures -= 1
        if self._pictures < 0:
            raise RuntimeError("Camera frontend has timed out!\nand much more")
        width, height = self.configuration[name]["size"]
        planes = np.full((height * 3 // 2, -(-width // 64) * 64), 128, dtype=np.uint8)
        planes[:height, :width] = 200
        return planes

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


@pytest.mark.parametrize(
    ("sensor", "size"), [((3280, 2464), (640, 480)), ((4608, 2592), (640, 360)), ((1456, 1088), (640, 478))]
)
def test_luma_of_working_size_comes_in_the_shape_of_the_sensor(
    sensor: tuple[int, int], size: tuple[int, int]
) -> None:
    camera = Camera(sensor)
    with closing(CsiFeed("camera hall", 10.0, lambda who: camera).shots(Pace(10.0))) as shots:
        shot = next(shots)
        assert shot is not None
        assert shot.size == size
        assert shot.luma.shape == size[::-1]
        assert (shot.luma == 200).all()
        assert camera.configuration["main"]["format"] == "YUV420"
        assert camera.configuration["controls"] == {"FrameRate": 10.0}
    assert camera.calls == ["start", "stop", "close"]


def test_a_camera_that_gives_up_is_told_in_one_line_and_closed() -> None:
    camera = Camera(pictures=2)
    with pytest.raises(CameraError, match=r"camera hall: libcamera gave up \(.*timed out!\)") as raised:
        list(CsiFeed("camera hall", 10.0, lambda who: camera).shots(Pace(10.0)))
    assert "\n" not in str(raised.value)
    assert camera.calls == ["start", "stop", "close"]


@pytest.mark.skipif(importlib.util.find_spec("picamera2") is not None, reason="picamera2 is here")
def test_without_picamera2_it_is_said_how_to_install_it() -> None:
    with pytest.raises(CameraError, match=r"^camera hall: .*apt-get install python3-picamera2"):
        open_picamera("camera hall")
