"""A file of scenes, one JSON object a line: what was said, seen and sensed, and in which home.

::

    {"id": "desk", "home": "home.yaml", "area": "study", "now": "2026-11-25T21:30:00+01:00",
     "speech": {"wav": "desk.wav"}, "frames": ["1.png", "2.png"], "sensors": {"light.desk": "on"}}

Paths are relative to the file. Only what a line says of itself is read here, none of the files it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.document import SIZE_LIMIT, shortly
from assistant.errors import ConfigError

LONGEST_TEXT = 2000  # characters; what is longer is no sentence
MOST_FRAMES = 1000  # a hundred seconds: far more than any decision looks back


@dataclass(frozen=True, slots=True, eq=False)
class SceneLine:
    """One line. ``home``: a home file, or its content; ``now``: POSIX seconds, ``hour``: 0-24 there and then;
    ``wav`` or ``text``: what was said, neither if nothing was; ``frames``: in the order of time;
    ``sensors``: states by entity id, as Home Assistant writes them."""

    id: str | int
    home: Path | Mapping[str, object]
    area: str | None
    now: float
    hour: float
    wav: Path | None = None
    text: str | None = None
    frames: tuple[Path, ...] = ()
    sensors: Mapping[str, object] | None = None


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines with anything in them, numbered from 1; of one that is far too long its beginning.

    Raises ConfigError for a file that cannot be read.
    """
    number, begun = 1, True
    try:
        with path.open("rb") as source:
            while piece := source.readline(SIZE_LIMIT + 1):
                if begun and piece.strip():
                    yield number, piece
                begun = piece.endswith(b"\n")
                number += begun
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}; name a file of scenes") from error


def parse_line(raw: bytes, number: int, folder: Path, present: float) -> SceneLine:
    """What a line says. ``number``: its id, where it has none; ``present``: POSIX seconds, where it tells
    no time.

    Raises ConfigError: what is wrong, and what to do.
    """
    body = _object(raw)
    now, hour = _time(body, present)
    wav, text = _speech(body.get("speech"), folder)
    return SceneLine(
        id=_id(body.get("id"), number),
        home=_home(body.get("home"), folder),
        area=_text_or_none("area", body.get("area")),
        now=now,
        hour=hour,
        wav=wav,
        text=text,
        frames=_frames(body.get("frames"), folder),
        sensors=_mapping_or_none("sensors", body.get("sensors")),
    )


def when(value: object) -> datetime | None:
    """A time in ISO 8601, in UTC unless it tells its zone; None for what is none."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _object(raw: bytes) -> dict[str, object]:
    if len(raw) > SIZE_LIMIT:
        raise ConfigError(f"longer than {SIZE_LIMIT} bytes; give the home as a file")
    try:
        body = json.loads(raw.decode("utf-8-sig"))
        json.dumps(body, ensure_ascii=False).encode()  # half a character can be neither shown nor opened
    except UnicodeError:
        raise ConfigError("is not UTF-8 text; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        what = f"{error.msg} at column {error.colno}"
        raise ConfigError(f"not valid JSON: {what}; write one whole object a line") from None
    except (ValueError, RecursionError):
        raise ConfigError("not readable as JSON: too deep, or a number too long; write it plainly") from None
    if not isinstance(body, dict):
        raise ConfigError(f"{shortly(body)} is no scene; write one object {{…}} a line")
    return body


def _id(value: object, number: int) -> str | int:
    if value is None:
        return number
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise ConfigError(f"id: {shortly(value)} is neither text nor a whole number; give either")


def _home(value: object, folder: Path) -> Path | Mapping[str, object]:
    if isinstance(value, dict):
        return value
    if isinstance(value, str) and value:
        return _path("home", value, folder)
    said = "is missing" if value is None else f"{shortly(value)} is no home"
    raise ConfigError(f"home: {said}; give the path of a home file, or its areas and devices as an object")


def _time(body: Mapping[str, object], present: float) -> tuple[float, float]:
    value = body.get("now")
    if value is None:
        value = present
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
        return float(value), float(value) % 86_400 / 3600
    if (moment := when(value)) is not None:
        hour = moment.hour + moment.minute / 60 + moment.second / 3600
        return moment.timestamp(), hour
    raise ConfigError(f"now: {shortly(value)} is no time; give POSIX seconds, or ISO 8601 with its offset")


def _speech(value: object, folder: Path) -> tuple[Path | None, str | None]:
    speech = _mapping_or_none("speech", value) or {}
    wav, text = (_text_or_none(f"speech.{key}", speech.get(key)) for key in ("wav", "text"))
    if value is not None and (wav is None) == (text is None):
        raise ConfigError('speech: must be {"wav": path} or {"text": words}; if nothing was said, null')
    if text is not None and len(text) > LONGEST_TEXT:
        raise ConfigError(f"speech.text: longer than {LONGEST_TEXT} characters; give one sentence")
    return (None if wav is None else _path("speech.wav", wav, folder)), (text or "").strip() or None


def _frames(value: object, folder: Path) -> tuple[Path, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise ConfigError(f"frames: {shortly(value)} is no list of paths; name pictures, or give null")
    if len(value) > MOST_FRAMES:
        raise ConfigError(f"frames: {len(value)} pictures; give the last {MOST_FRAMES} at most")
    return tuple(_path("frames", name, folder) for name in value)


def _path(key: str, name: str, folder: Path) -> Path:
    if "\0" in name:
        raise ConfigError(f"{key}: {shortly(name)} is no path; name a file")
    return folder / name


def _text_or_none(key: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ConfigError(f"{key}: {shortly(value)} is no text; put it in quotes, or give null")


def _mapping_or_none(key: str, value: object) -> Mapping[str, object] | None:
    if value is None or isinstance(value, dict):
        return value
    raise ConfigError(f"{key}: {shortly(value)} is no object; write {{…}}, or null")
