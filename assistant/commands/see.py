"""``assistant see``: pictures and videos through the very path of the camera."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import CameraError
from assistant.events import Gesture, Hand, Observation
from assistant.seeing.drawing import drawn
from assistant.seeing.frames import Frame
from assistant.seeing.models import SeeingModels
from assistant.seeing.observer import Observer, ObserverSettings, observe_picture
from assistant.seeing.pictures import SUFFIXES, read_picture
from assistant.seeing.videos import is_video, video_frames


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``assistant see``."""
    parser.description = (
        "Tell who is there and which gestures are shown. Each picture stands alone; in a video a gesture "
        "needs the votes of several frames, as before a camera."
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="pictures, videos, or folders of them"
    )
    parser.add_argument(
        "--draw",
        type=Path,
        metavar="DIR",
        help="write each frame there with what was seen in it (a PNG each)",
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="of a video, every Nth frame (default 1)"
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="other models than those that ship")
    parser.add_argument("--json", action="store_true", help="one JSON object a frame")


def run(arguments: argparse.Namespace) -> int:
    """Look at every file; returns 0, or 2 if any was unreadable. Raises LaresError."""
    models = SeeingModels() if arguments.models is None else SeeingModels(arguments.models)
    if arguments.every < 1:
        raise CameraError(f"--every {arguments.every}: give 1 or more")
    album = None if arguments.draw is None else Album(arguments.draw)
    status = 0
    for path in _files(arguments.files):
        try:
            if isinstance(path, CameraError):
                raise path
            name = album.name(path) if album else ""
            for frame, seen in _observed(path, models, arguments.every):
                print(json.dumps(told(path, seen)) if arguments.json else _line(path, seen), flush=True)
                if album is not None:
                    album.draw(name, frame, seen)
        except CameraError as error:
            print(f"assistant see: {error}", file=sys.stderr)
            status = 2
    return status


def _observed(path: Path, models: SeeingModels, every: int) -> Iterator[tuple[Frame, Observation]]:
    if not is_video(path):
        frame = read_picture(path)
        yield frame, observe_picture(models, frame)
        return
    observer = Observer(models, ObserverSettings(camera=path.name))
    for frame in video_frames(path):
        if frame.number % every == 0:
            yield frame, observer.feed(frame, frame.seconds)


def _files(paths: list[Path]) -> Iterator[Path | CameraError]:
    """Every file as it was named, and the pictures and videos of each folder by name."""
    for path in paths:
        try:
            inside = _inside(path) if path.is_dir() else [path]
        except OSError as error:
            yield CameraError(f"{path}: cannot be read: {error.strerror}; name another")
            continue
        yield from inside
        if not inside:
            yield CameraError(f"{path}: no picture or video in this folder; name JPEG, PNG, MP4 or the like")


def _inside(folder: Path) -> list[Path]:
    files = [path for path in folder.iterdir() if not path.is_dir()]
    return sorted(f for f in files if f.suffix.lower() in SUFFIXES or (f.is_file() and is_video(f)))


class Album:
    """A folder of drawn frames, in which files of one name from several places do not meet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: Counter[str] = Counter()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CameraError(
                f"--draw {folder}: cannot be made a folder: {error.strerror}; name another"
            ) from error

    def name(self, path: Path) -> str:
        """What this file's frames are called."""
        self._names[path.stem] += 1
        count = self._names[path.stem]
        return path.stem if count == 1 else f"{path.stem}-{count}"

    def draw(self, name: str, frame: Frame, seen: Observation) -> None:
        """Write a frame with what was seen in it. Raises CameraError."""
        file = self._folder / f"{name}-{seen.number:05d}.png"
        try:
            drawn(frame, seen).save(file)
        except OSError as error:
            raise CameraError(f"{file}: cannot be written: {error.strerror}; name another --draw") from error


def told(path: Path, seen: Observation) -> dict[str, object]:
    """The JSON of one frame; boxes and keypoints are px of the input."""
    return {
        "file": str(path),
        "frame": seen.number,
        "seconds": round(seen.seconds, 3),
        "moving": seen.moving,
        "presence": seen.presence,
        "persons": seen.persons,
        "hands": [_hand(hand) for hand in seen.hands],
        "compute_seconds": round(seen.compute_seconds, 5),
    }


def _hand(hand: Hand) -> dict[str, object]:
    pointing = hand.pointing
    return {
        "box": [round(value, 1) for value in hand.box],
        "score": round(hand.score, 4),
        "gesture": hand.gesture.value,
        "scores": dict(zip([g.value for g in Gesture], hand.scores, strict=True)),
        "pointing": pointing.direction.value if pointing else None,
        "angle": pointing.angle if pointing else None,
        "spread": pointing.spread if pointing else None,
        "keypoints": [list(point) for point in hand.keypoints],
    }


def _line(path: Path, seen: Observation) -> str:
    hands = [
        hand.gesture.value
        + (f" {hand.pointing.direction.value} ({hand.pointing.angle:.0f}°)" if hand.pointing else "")
        + f" {max(hand.scores):.2f}"
        for hand in seen.hands
    ]
    people = "nobody" if seen.persons == 0 else "1 person" if seen.persons == 1 else f"{seen.persons} persons"
    what = f"{people} ({seen.presence:.2f})" + (f", {', '.join(hands)}" if hands else "")
    still = "" if seen.moving else ", still"
    return f"{path}:{seen.number}: {what}{still} ({1000 * seen.compute_seconds:.1f} ms)"
