"""What a line of the configuration means, and which V4L2 device a name is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CameraError
from assistant.seeing.cameras import (
    CameraKind,
    camera_fault,
    camera_source,
    url_with_password,
    usb_cameras,
    usb_device,
)


@pytest.mark.parametrize(
    ("text", "kind", "address"),
    [
        ("usb", CameraKind.USB, ""),
        (" usb ", CameraKind.USB, ""),
        ("/dev/video2", CameraKind.USB, "/dev/video2"),
        ("/dev/v4l/by-id/usb-C920-index0", CameraKind.USB, "/dev/v4l/by-id/usb-C920-index0"),
        ("HD Pro Webcam C920", CameraKind.USB, "HD Pro Webcam C920"),
        ("UVC Camera (046d:0825)", CameraKind.USB, "UVC Camera (046d:0825)"),
        ("csi", CameraKind.CSI, ""),
        ("rtsp://viewer@10.0.0.7:554/ch1?x=1", CameraKind.STREAM, "rtsp://viewer@10.0.0.7:554/ch1?x=1"),
        ("https://[fe80::1]/video.mjpg", CameraKind.STREAM, "https://[fe80::1]/video.mjpg"),
        ("hall.mp4", CameraKind.FILE, "hall.mp4"),
        ("./pictures", CameraKind.FILE, "./pictures"),
        ("~/clips/HALL.MKV", CameraKind.FILE, "~/clips/HALL.MKV"),
        ("/srv/pictures", CameraKind.FILE, "/srv/pictures"),
    ],
)  # fmt: skip
def test_a_line_means_a_camera(text: str, kind: CameraKind, address: str) -> None:
    assert camera_fault(text) is None
    source = camera_source(text)
    assert (source.kind, source.address) == (kind, address)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no source is given"),
        ("  ", "no source is given"),
        ("us\x07b", "cannot be seen"),
        ("rtmp://host/live", "rtmp:// is no kind of stream"),
        ("rtsp:host/path", "two slashes; write rtsp://host/path"),
        ("rtsp:/host/path", "two slashes"),
        ("rtsp:///path", "has no host"),
        ("rtsp://host:port/path", "not readable; write rtsp://host:port/path"),
        ("rtsp://host:99999/path", "not readable"),
        ("rtsp://[host/path", "not readable"),
        ("rtsp://viewer:secret@host/path", "take it out, and give it as a secret"),
        ("rtsp://viewer:@host/path", "take it out"),
    ],
)
def test_what_can_mean_no_camera_says_why(text: str, says: str) -> None:
    fault = camera_fault(text)
    assert fault is not None
    assert says in fault
    assert "\n" not in fault
    assert "secret@" not in fault
    with pytest.raises(CameraError, match="camera: "):
        camera_source(text)


def test_a_source_is_shown_without_user_and_query() -> None:
    source = camera_source("rtsp://viewer@10.0.0.7:8554/ch1?user=viewer&password=secret")
    assert str(source) == "rtsp://10.0.0.7:8554/ch1"
    assert "secret" not in repr(source)
    assert str(camera_source("usb")) == "usb"


def test_a_password_is_put_into_the_address_escaped() -> None:
    source = camera_source("rtsp://viewer@host:554/ch1")
    assert url_with_password(source, None, "camera") == "rtsp://viewer@host:554/ch1"
    assert url_with_password(source, "a@b:c/d", "camera") == "rtsp://viewer:a%40b%3Ac%2Fd@host:554/ch1"


def test_a_password_without_a_user_is_refused_and_not_shown() -> None:
    with pytest.raises(CameraError, match="no user; write rtsp://user@host/ch1") as raised:
        url_with_password(camera_source("rtsp://host/ch1"), "hidden", "camera hall")
    assert "hidden" not in str(raised.value)


def _plug(folder: Path, number: int, name: str, *, bus: str = "usb", index: int = 0) -> None:
    """What sysfs shows of a device."""
    entry = folder / "class" / f"video{number}"
    device = folder / "devices" / f"{number}"
    (folder / "bus" / bus).mkdir(parents=True, exist_ok=True)
    device.mkdir(parents=True)
    entry.mkdir(parents=True)
    (device / "subsystem").symlink_to(folder / "bus" / bus)
    (entry / "device").symlink_to(device)
    (entry / "name").write_text(f"{name}\n")
    (entry / "index").write_text(f"{index}\n")


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    """A Raspberry Pi with two cameras on USB."""
    _plug(tmp_path, 0, "bcm2835-codec-decode", bus="platform")
    _plug(tmp_path, 10, "HD Pro Webcam C920")
    _plug(tmp_path, 11, "HD Pro Webcam C920", index=1)  # its metadata
    _plug(tmp_path, 2, "Integrated Camera")
    return tmp_path / "class"


def test_the_first_camera_is_on_usb_and_no_codec_of_the_board(sysfs: Path) -> None:
    assert usb_device("", "camera", sysfs) == "/dev/video2"


def test_a_camera_is_found_by_part_of_its_name(sysfs: Path) -> None:
    assert usb_device("c920", "camera", sysfs) == "/dev/video10"
    assert usb_device("/dev/video7", "camera", sysfs) == "/dev/video7"


def test_a_name_that_fits_none_lists_what_there_is(sysfs: Path) -> None:
    with pytest.raises(
        CameraError, match="camera hall: 'Brio' is no camera's name; there are: /dev/video2 Int"
    ):
        usb_device("Brio", "camera hall", sysfs)


def test_a_name_of_several_cameras_is_refused(sysfs: Path) -> None:
    with pytest.raises(CameraError, match="'cam' is the name of several cameras; use the device"):
        usb_device("cam", "camera", sysfs)


def test_without_a_camera_on_usb_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="no camera is on USB; plug one in; there are: none at all"):
        usb_device("", "camera", tmp_path)


def test_a_device_unplugged_while_it_is_looked_at_is_none(sysfs: Path) -> None:
    (sysfs / "video2" / "name").unlink()
    assert [camera.device for camera in usb_cameras(sysfs)] == ["/dev/video10", "/dev/video0"]
