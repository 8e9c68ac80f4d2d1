"""The board's camera connector through libcamera, by Raspberry Pi's picamera2."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import CameraError
from assistant.seeing.frames import WORKING_SIDE
from assistant.seeing.reading import Pace, Shot


class Picamera(Protocol):
    """What is used of picamera2's Picamera2."""

    sensor_resolution: tuple[int, int]

    def create_video_configuration(self, *, main: dict[str, Any], controls: dict[str, Any]) -> Any:
        """What `configure` takes. ``main``: size and format; ``controls``: FrameRate."""

    def configure(self, configuration: Any) -> None:
        """Before `start`."""

    def start(self) -> None:
        """Pictures come from now on."""

    def capture_array(self, name: str) -> NDArray[np.uint8]:
        """The next picture, waited for: [3/2 height, padded width] of YUV420."""
        ...

    def stop(self) -> None:
        """No more pictures."""

    def close(self) -> None:
        """Free for others."""


def open_picamera(who: str) -> Picamera:
    """The first camera libcamera finds. Raises CameraError when picamera2 or a camera is missing."""
    try:
        from picamera2 import Picamera2
    except ImportError as error:
        raise CameraError(
            f"{who}: picamera2 is missing; run: apt-get install python3-picamera2, and let the virtual "
            "environment see it: python3 -m venv --system-site-packages .venv"
        ) from error
    try:
        camera: Picamera = Picamera2()
    except (IndexError, RuntimeError) as error:  # IndexError: its list of cameras is empty
        raise CameraError(
            "no camera is on the board's connector, or it is taken; check the ribbon"
        ) from error
    return camera


class CsiFeed:
    """A camera on the board's own connector. ``opened`` stands in for libcamera in a test."""

    def __init__(
        self, who: str, frames_per_second: float, opened: Callable[[str], Picamera] = open_picamera
    ) -> None:
        self._who = who
        self._rate = frames_per_second
        self._opened = opened

    def shots(self, pace: Pace) -> Generator[Shot | None, None, None]:
        """See `Feed.shots`. The sensor itself is told the pace, so none is left out here."""
        camera = self._opened(self._who)
        try:
            width, height = _size(camera.sensor_resolution)
            camera.configure(
                camera.create_video_configuration(
                    main={"size": (width, height), "format": "YUV420"}, controls={"FrameRate": self._rate}
                )
            )
            camera.start()
            while True:
                # Rows of luma, then both colours; rows are padded to what the hardware likes.
                planes = camera.capture_array("main")
                yield Shot(planes[:height, :width].copy(), (width, height))
        except (RuntimeError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise CameraError(f"{self._who}: libcamera gave up ({reason}); check the ribbon") from error
        finally:
            camera.stop()
            camera.close()


def _size(sensor: tuple[int, int]) -> tuple[int, int]:
    """Width and height of working size and the sensor's shape, both even as YUV420 wants."""
    width, height = sensor
    share = WORKING_SIDE / max(width, height)
    return round(width * share / 2) * 2, round(height * share / 2) * 2
