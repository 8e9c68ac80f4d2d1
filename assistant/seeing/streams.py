"""Cameras and videos through FFmpeg (PyAV): opening, decoding past broken data, and luma from any format.

Measured on one x86 core, 1280×720: decoding H.264 3.4 ms a frame with one thread and 5.4 with three, so
one it is; scaling to working size 0.1 ms, and AREA is both the cheapest and the nearest to the mean of
the pixels.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Generator, Iterator
from contextlib import closing

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from assistant.errors import CameraError
from assistant.seeing.cameras import CameraSource, there_are, url_with_password, usb_device
from assistant.seeing.frames import Luma
from assistant.seeing.reading import Lateness, Pace, Shot, working_size

STALL_SECONDS = 3.0  # a camera that sends nothing for so long is taken for lost
CONNECT_SECONDS = 5.0  # to answer, and once more as long to tell its format
FIRST_SECONDS = 12.0  # until the first picture; some cameras send a key frame each 10 s only
BROKEN_LIMIT = 60  # packets in a row; 2 s of a camera that sends 30 a second

# FFmpeg's V4L2 takes the driver's size nearest to this; more is scaled away anyway, and raw YUYV of this
# size fits USB 2 at 30 a second, so nothing need be decoded.
_USB_OPTIONS = {"video_size": "640x360"}
_STREAM_OPTIONS = {
    "rtsp_transport": "tcp",  # over UDP each lost packet smears the picture until the next key frame
    "allowed_media_types": "video",
    "flags": "low_delay",
    # µs of video looked at before the first frame; by default 5 s. Not fflags=nobuffer, which throws that
    # video away: the first frame would then wait for the next key frame.
    "analyzeduration": "500000",
}


class LoginRefused(CameraError):
    """Wrong user or password. Many cameras lock an account that tries often."""


class Shooter:
    """Frames of FFmpeg as luma of working size, full range (0 black, 255 white), turned upright."""

    def __init__(self, who: str) -> None:
        self._who = who
        self._reformatter = VideoReformatter()  # keeps its tables while the size stays

    def shot(self, frame: VideoFrame) -> Shot:
        """Its luma. Raises CameraError for a pixel format swscale does not know."""
        width, height = working_size(frame.width, frame.height)
        try:
            gray = self._reformatter.reformat(
                frame,
                width,
                height,
                "gray",
                interpolation=Interpolation.AREA,
            )
        except (av.error.FFmpegError, ValueError) as error:
            raise CameraError(
                f"{self._who}: pictures of format {frame.format.name} cannot be converted; choose another"
            ) from error
        luma: Luma = gray.to_ndarray().astype(np.uint8, copy=False)
        size = (frame.width, frame.height)
        turns = round(frame.rotation / 90) % 4
        if turns:
            luma = np.ascontiguousarray(np.rot90(luma, turns))
        return Shot(luma, size[::-1] if turns % 2 else size)


def open_container(address: str, **options: object) -> InputContainer:
    """av.open for reading: the one seam below which a fake camera may stand in a test."""
    return av.open(address, mode="r", **options)  # type: ignore[call-overload,no-any-return]


def video_stream(container: InputContainer, who: str) -> VideoStream:
    """The moving pictures in it, decoded by one thread. Raises CameraError if there are none."""
    for stream in container.streams.video:
        still = stream.disposition & av.stream.Disposition.attached_pic  # the cover of a song
        if not still and stream.codec_context is not None:
            stream.thread_count = 1
            return stream
    raise CameraError(f"{who}: has no video that can be decoded; give H.264, H.265, MJPEG, VP8 or VP9")


def decoded(
    container: InputContainer, stream: VideoStream, who: str, pace: Pace | None = None
) -> Iterator[VideoFrame | None]:
    """Frames to the end, those that ``pace`` does not want left out, with a None in their place.

    Broken packets are skipped; BROKEN_LIMIT of them in a row raise CameraError.
    """
    # Where each picture stands alone (MJPEG, raw) an unwanted one need not even be decoded.
    alone = stream.codec_context.codec.intra_only
    broken = 0
    while True:
        try:
            for packet in container.demux(stream):
                if pace and alone and packet.size and not pace.wanted():
                    yield None
                    continue
                for frame in stream.decode(packet):
                    broken = 0
                    yield frame if not pace or alone or pace.wanted() else None
            return
        except av.error.EOFError:
            return
        except (av.error.InvalidDataError, av.error.BlockingIOError):  # the latter: a bad V4L2 buffer
            broken += 1
            if broken >= BROKEN_LIMIT:
                raise CameraError(
                    f"{who}: {broken} broken packets in a row; check cable, network and the video's format"
                ) from None
            yield None


class UsbFeed:
    """A V4L2 camera. ``address``: device, part of a name, or '' for the first on USB."""

    def __init__(self, who: str, source: CameraSource) -> None:
        self._who = who
        self._address = source.address

    def shots(self, pace: Pace) -> Generator[Shot | None, None, None]:
        """See `Feed.shots`. Which device it is, is looked up at each opening: numbers change."""
        try:
            device = usb_device(self._address, self._who)
            with closing(self._opened(device)) as container:
                yield from _live(container, self._who, pace)
        except av.error.FFmpegError as error:
            raise CameraError(f"{self._who}: {_usb_reason(error, device)}") from None

    def _opened(self, device: str) -> InputContainer:
        try:
            return open_container(device, format="v4l2", options=_USB_OPTIONS)
        except av.error.FFmpegError as error:
            if error.errno != errno.EINVAL:
                raise
        return open_container(device, format="v4l2")  # a driver that lets nobody choose the size


class StreamFeed:
    """A camera on the network: RTSP, or MJPEG and the like over HTTP."""

    def __init__(self, who: str, source: CameraSource, password: str | None = None) -> None:
        self._who = who
        self._source = source
        self._password = password

    def shots(self, pace: Pace) -> Generator[Shot | None, None, None]:
        """See `Feed.shots`. FFmpeg's own errors quote the URL, so none is chained to ours."""
        url = url_with_password(self._source, self._password, self._who)
        rtsp, began = url.startswith("rtsp"), time.monotonic()
        try:
            container = open_container(
                url, options=_STREAM_OPTIONS if rtsp else {}, timeout=(CONNECT_SECONDS, STALL_SECONDS)
            )
        except (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError):
            raise LoginRefused(
                f"{self._who}: refuses the login; check the user in its address, and the password"
            ) from None
        except av.error.FFmpegError as error:
            raise CameraError(f"{self._who}: {_stream_reason(error, time.monotonic() - began)}") from None
        try:
            with closing(container):
                yield from _live(container, self._who, pace)
        except (av.error.ExitError, av.error.TimeoutError):
            raise CameraError(stalled(self._who)) from None
        except av.error.FFmpegError as error:
            raise CameraError(f"{self._who}: lost ({error.strerror}); reopening it") from None


def stalled(who: str, seconds: float = STALL_SECONDS) -> str:
    """What is said of a camera that is open and sends nothing."""
    return f"{who}: no picture for {seconds:g} s; reopening it"


def _live(container: InputContainer, who: str, pace: Pace) -> Generator[Shot | None, None, None]:
    shooter, lateness = Shooter(who), Lateness()
    for frame in decoded(container, video_stream(container, who), who, pace):
        if frame is None:
            yield None
            continue
        late = lateness.seconds(frame.time, time.monotonic())
        if late:
            raise CameraError(
                f"{who}: {frame.width}×{frame.height} is more than this board decodes in time, {late:.0f} s "
                "late; use the camera's smaller stream; reopening it"
            )
        yield shooter.shot(frame)
    raise CameraError(f"{who}: lost; it ended its stream; reopening it")


def _usb_reason(error: av.error.FFmpegError, device: str) -> str:
    if error.errno in (errno.ENOENT, errno.ENXIO):
        return f"{device} is not there; plug it in; {there_are()}"
    if error.errno == errno.EBUSY:
        return f"{device} is taken by another program; end that one (fuser {device} tells which)"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{device} may not be opened; add the assistant's user to the group video"
    if error.errno in (errno.ENOTTY, errno.EINVAL, errno.EISDIR):
        return f"{device} is no camera; {there_are()}"
    if error.errno == errno.ENODEV:
        return f"{device} gives no pictures: unplugged, or no camera; {there_are()}"
    return f"{device} cannot be read ({error.strerror}); unplug it and plug it in again"


def _stream_reason(error: av.error.FFmpegError, seconds: float) -> str:
    if seconds >= CONNECT_SECONDS:  # then FFmpeg was interrupted, whatever it calls that
        return f"does not answer within {CONNECT_SECONDS:g} s; is it switched on, and the address right?"
    if isinstance(error, av.error.HTTPNotFoundError):
        return "has no stream of that path; look its path up in the camera's manual"
    if isinstance(error, av.error.ConnectionRefusedError):
        return "refuses the connection; is its stream switched on, and the port right?"
    if isinstance(error, av.error.InvalidDataError | av.error.HTTPOtherClientError):
        return "answers, but has no video at that address; check its address"
    if error.errno == errno.EIO:  # what FFmpeg makes of a name that does not resolve
        return "is not found; check the host name in its address, and the network"
    return f"cannot be opened ({error.strerror}); check its address, and that it is on the network"
