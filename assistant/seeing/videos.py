"""Videos from files: every frame for the command line, or played in real time as if by a camera."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from assistant.errors import CameraError
from assistant.seeing.cameras import VIDEO_SUFFIXES
from assistant.seeing.frames import Frame
from assistant.seeing.reading import Pace, Shot
from assistant.seeing.streams import Shooter, decoded, open_container, video_stream

_RATE = 25.0  # frames a second of a video that does not tell its own, as FFmpeg assumes too
# A playlist that calls itself a video must not fetch anything from elsewhere.
_OPTIONS = {"protocol_whitelist": "file"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"P5", b"P6")
_VIDEOS = (b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"OggS", b"FLV\1", b"\x30\x26\xb2\x75")
_STILL_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


def video_frames(path: Path) -> Iterator[Frame]:
    """Every frame of a video, broken ones left out; ``seconds`` from its first frame on.

    A truncated video gives what is there. Raises CameraError for a file that gives no frame at all.
    """
    with _opened(path) as (container, stream):
        shooter = Shooter(str(path))
        for number, (seconds, frame) in enumerate(_timed(container, stream, path)):
            shot = shooter.shot(frame)
            yield Frame(shot.luma, shot.size, number, seconds)


def is_video(path: Path) -> bool:
    """Whether the file is a video and no picture: by how it begins, else by its name."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        head = b""
    if head[4:8] == b"ftyp":
        return head[8:12] not in _STILL_BRANDS
    if head[:4] == b"RIFF":
        return head[8:12] == b"AVI "
    if head.startswith(_PICTURES):
        return False
    return head.startswith(_VIDEOS) or path.suffix.lower() in VIDEO_SUFFIXES


class VideoFeed:
    """A video as a camera would have given it, in real time, once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def shots(self, pace: Pace) -> Generator[Shot | None, None, None]:
        """See `Feed.shots`. A board too slow for the video falls behind; it shows the newest it has."""
        with _opened(self._path) as (container, stream):
            shooter, began = Shooter(str(self._path)), time.monotonic()
            for seconds, frame in _timed(container, stream, self._path):
                pace.wait(began + seconds - time.monotonic())
                yield shooter.shot(frame) if pace.wanted() else None


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    if not path.is_file():
        what = "is no file" if path.exists() else "does not exist"
        raise CameraError(f"{path}: {what}; name a video or a picture")
    try:
        with closing(open_container(f"file:{path}", options=_OPTIONS)) as container:
            yield container, video_stream(container, str(path))
    except InvalidDataError:
        raise CameraError(
            f"{path}: not readable as a video; is it complete, and of a usual format?"
        ) from None
    except FFmpegError as error:
        raise CameraError(f"{path}: cannot be read ({error.strerror}); check the file") from error


def _timed(container: InputContainer, stream: VideoStream, path: Path) -> Iterator[tuple[float, VideoFrame]]:
    """Frames with their seconds after the first one."""
    rate = float(stream.guessed_rate or stream.average_rate or _RATE)
    first, last = None, 0.0
    for frame in decoded(container, stream, str(path)):
        if frame is None:
            continue
        at = frame.time
        if first is None:
            first, last = at or 0.0, 0.0
        else:
            # Without a time stamp, or with one that goes back, it comes one period after the last.
            last = at - first if at is not None and at - first > last else last + 1.0 / rate
        yield last, frame
    if first is None:
        raise CameraError(f"{path}: has no picture that can be decoded; record it again")
