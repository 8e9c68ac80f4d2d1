"""Which camera a line of the configuration means, told without opening anything.

========================================  ========================================================
``usb``                                   the first camera on USB
``/dev/video2``, ``C920``                 a V4L2 device, or part of a V4L2 camera's name
``rtsp://user@host/path``                 a stream: rtsp, rtsps, http or https; never with its password
``csi``                                   the board's own camera connector, through libcamera
``hall.mp4``, ``./pictures``              a video, a picture, or a folder of pictures, for trying out
========================================  ========================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from assistant.errors import CameraError

V4L2 = Path("/sys/class/video4linux")
SCHEMES = ("rtsp", "rtsps", "http", "https")
# fmt: off
VIDEO_SUFFIXES = frozenset({
    ".3gp", ".asf", ".avi", ".flv", ".h264", ".h265", ".hevc", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".ogv", ".ts", ".webm", ".wmv",
})
# fmt: on


class CameraKind(StrEnum):
    """How a camera is reached."""

    USB = "usb"
    STREAM = "stream"
    CSI = "csi"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class CameraSource:
    """``address``: device or part of a name ('' is the first), URL, or path. ``str()`` is for people and
    logs: of a URL neither the user nor the query, where some cameras want their password."""

    kind: CameraKind
    address: str = field(default="", repr=False)

    def __str__(self) -> str:
        if self.kind is not CameraKind.STREAM:
            return self.address or self.kind
        url = urlsplit(self.address)
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"

    @property
    def ends(self) -> bool:
        """A file is over some time; a camera never is."""
        return self.kind is CameraKind.FILE


def camera_source(text: str) -> CameraSource:
    """What the line means. Raises CameraError with `camera_fault`'s sentence."""
    fault = camera_fault(text)
    if fault:
        raise CameraError(f"camera: {fault}")
    text = text.strip()
    if text in ("usb", "csi"):
        return CameraSource(CameraKind(text))
    if "://" in text:
        return CameraSource(CameraKind.STREAM, text)
    if text.startswith("/dev/"):
        return CameraSource(CameraKind.USB, text)
    if "/" in text or text.startswith(("~", ".")) or Path(text).suffix.lower() in VIDEO_SUFFIXES:
        return CameraSource(CameraKind.FILE, text)
    return CameraSource(CameraKind.USB, text)


def camera_fault(text: str) -> str | None:
    """What is wrong with the line, and what to do, in one sentence; None if it can mean a camera."""
    text = text.strip()
    if not text:
        return "no source is given; write usb, csi, rtsp://host/path, /dev/video0 or the path of a video"
    if not text.isprintable():
        return "the source has characters that cannot be seen; write it anew"
    if "://" not in text:
        scheme, colon, _ = text.partition(":")
        if colon and scheme.lower() in SCHEMES:
            return f"after {scheme}: come two slashes; write {scheme.lower()}://host/path"
        return None
    try:
        url = urlsplit(text)
        url.port  # noqa: B018 - raises for what is no port
    except ValueError:  # its text quotes the address, perhaps with a password
        return "host and port of the address are not readable; write rtsp://host:port/path"
    return _stream_fault(url)


def _stream_fault(url: SplitResult) -> str | None:
    if url.scheme not in SCHEMES:
        return f"{url.scheme}:// is no kind of stream that is known; use {', '.join(SCHEMES)}"
    if not url.hostname:
        return f"the address has no host; write {url.scheme}://host/path"
    if url.password is not None:
        return "the address has a password in it; take it out, and give it as a secret"
    return None


def url_with_password(source: CameraSource, password: str | None, who: str) -> str:
    """The URL to open. It must go into no log. Raises CameraError for a password without a user."""
    if not password:
        return source.address
    url = urlsplit(source.address)
    user, _, host = url.netloc.rpartition("@")
    if not user:
        raise CameraError(f"{who}: has a password but no user; write {url.scheme}://user@{host}{url.path}")
    return url._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


@dataclass(frozen=True, slots=True)
class UsbCamera:
    """A V4L2 device that gives pictures. ``usb``: on that bus, where boards' codecs are not."""

    device: str
    name: str
    usb: bool


def usb_cameras(folder: Path = V4L2) -> tuple[UsbCamera, ...]:
    """The V4L2 cameras there are, those on USB first, then by number."""
    found = []
    for entry in folder.glob("video*"):
        try:
            name = (entry / "name").read_text(encoding="utf-8", errors="replace").strip()
            first = (entry / "index").read_text().strip() == "0"  # the others carry metadata
        except OSError:  # unplugged while it was looked at
            continue
        if first:
            bus = (entry / "device" / "subsystem").resolve().name
            found.append(UsbCamera(f"/dev/{entry.name}", name, bus == "usb"))
    return tuple(sorted(found, key=lambda camera: (not camera.usb, len(camera.device), camera.device)))


def usb_device(wanted: str, who: str, folder: Path = V4L2) -> str:
    """The device, like /dev/video0, of a part of a name, of a device, or of '' for the first on USB.

    Raises CameraError listing what there is.
    """
    if wanted.startswith("/dev/"):
        return wanted
    cameras = usb_cameras(folder)
    if not wanted:
        on_usb = [camera for camera in cameras if camera.usb]
        if not on_usb:
            raise CameraError(f"{who}: no camera is on USB; plug one in; {there_are(folder)}")
        return on_usb[0].device
    exact = [c for c in cameras if c.name.casefold() == wanted.casefold()]
    found = exact or [c for c in cameras if wanted.casefold() in c.name.casefold()]
    if len(found) != 1:
        what = "is the name of several cameras; use the device" if found else "is no camera's name"
        raise CameraError(f"{who}: {wanted!r} {what}; {there_are(folder)}; a folder is written ./{wanted}")
    return found[0].device


def there_are(folder: Path = V4L2) -> str:
    """The V4L2 devices, for the end of an error."""
    cameras = [f"{camera.device} {camera.name}" for camera in usb_cameras(folder)]
    return "there are: " + (", ".join(cameras) or "none at all")
