"""Lines of scene files: what they say, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.document import SIZE_LIMIT
from assistant.errors import ConfigError
from assistant.scene_file import SceneLine, parse_line, read_lines

PRESENT = 1_700_000_000.0


def line(**scene: object) -> SceneLine:
    """A line of a file in /scenes that is the seventh, in a home of its own."""
    return parse_line(json.dumps({"home": {}, **scene}).encode(), 7, Path("/scenes"), PRESENT)


def test_a_line_says_who_where_when_what_and_with_what() -> None:
    told = line(
        id="x", home="a/home.yaml", area="den", now=86_400 + 3600 * 6.5, speech={"wav": "x.wav"},
        frames=["1.png", "/2.png"], sensors={"light.a": "on"},
    )  # fmt: skip
    assert (told.id, told.home, told.area) == ("x", Path("/scenes/a/home.yaml"), "den")
    assert (told.now, told.hour) == (86_400 + 3600 * 6.5, 6.5)
    assert (told.wav, told.text) == (Path("/scenes/x.wav"), None)
    assert told.frames == (Path("/scenes/1.png"), Path("/2.png"))
    assert told.sensors == {"light.a": "on"}


def test_whatever_is_null_is_not_there() -> None:
    told = line(id=None, area=None, now=None, speech=None, frames=None, sensors=None)
    assert (told.id, told.area, told.wav, told.text, told.frames) == (7, None, None, None, ())
    assert told.now == PRESENT
    assert vars_of(told) == vars_of(line())


def vars_of(told: SceneLine) -> list[object]:
    return [getattr(told, name) for name in told.__slots__]


def test_keys_that_are_not_for_us_are_left_alone() -> None:
    assert line(expected={"decision": "act"}).id == 7


@pytest.mark.parametrize(
    ("now", "posix", "hour"),
    [
        ("2026-11-25T21:30:00+01:00", 1_795_638_600.0, 21.5),
        ("2026-11-25T20:30:00Z", 1_795_638_600.0, 20.5),
        ("2026-11-25T20:30:00", 1_795_638_600.0, 20.5),
        ("2026-11-25T20:30:00.250-03:00", 1_795_649_400.25, 20.5),
        (1_795_638_600, 1_795_638_600.0, 20.5),
        (0, 0.0, 0.0),
        ("0001-01-01T00:00:00+14:00", -62_135_647_200.0, 0.0),
    ],
)
def test_the_hour_is_that_of_the_offset_and_utc_without_one(now: object, posix: float, hour: float) -> None:
    told = line(now=now)
    assert (told.now, told.hour) == (posix, hour)


def test_words_of_nothing_are_no_speech() -> None:
    assert line(speech={"text": " on "}).text == "on"
    assert line(speech={"text": "  "}).text is None


@pytest.mark.parametrize(
    ("scene", "complaint"),
    [
        ({"home": None}, "home: is missing; give the path"),
        ({"home": 3}, "home: 3 is no home"),
        ({"home": "a\0b"}, "home: 'a\\x00b' is no path"),
        ({"id": ["x"]}, "id: ['x'] is neither text nor a whole number"),
        ({"id": True}, "id: True"),
        ({"area": 3}, "area: 3 is no text"),
        ({"now": "yesterday"}, "now: 'yesterday' is no time"),
        ({"now": float("nan")}, "now: nan is no time"),
        ({"now": 1e300}, "now: 1e+300 is no time"),
        ({"now": True}, "now: True is no time"),
        ({"speech": "on"}, "speech: 'on' is no object"),
        ({"speech": {}}, 'speech: must be {"wav": path} or {"text": words}'),
        ({"speech": {"wav": "a.wav", "text": "on"}}, 'speech: must be {"wav": path} or {"text": words}'),
        ({"speech": {"text": 3}}, "speech.text: 3 is no text"),
        ({"speech": {"text": "on " * 1000}}, "speech.text: longer than 2000 characters"),
        ({"frames": "a.png"}, "frames: 'a.png' is no list of paths"),
        ({"frames": ["a.png", 3]}, "is no list of paths"),
        ({"frames": ["a.png"] * 1001}, "frames: 1001 pictures"),
        ({"sensors": ["on"]}, "sensors: ['on'] is no object"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(scene: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        line(**scene)
    assert complaint in str(raised.value)
    assert "; " in str(raised.value)


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"{bad", "not valid JSON: Expecting property name enclosed in double quotes at column 2"),
        (b"[1]", "[1] is no scene"),
        (b'{"id": "\xff"}', "is not UTF-8"),
        (b'{"id": "\\ud800"}', "is not UTF-8"),
        (b"[" * 100_000, "not readable as JSON"),
        (b"1" * 5_000, "not readable as JSON"),
        (b" " * (SIZE_LIMIT + 1), "longer than"),
    ],
)
def test_what_is_no_scene_at_all_is_told_too(raw: bytes, complaint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_line(raw, 1, Path(), PRESENT)
    assert complaint in str(raised.value)


def test_lines_are_numbered_and_empty_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(b"\xef\xbb\xbf{}\r\n\n  \n{1}\n" + b"x" * (3 * SIZE_LIMIT) + b"\n{2}")
    numbered = list(read_lines(path))
    assert [number for number, _ in numbered] == [1, 4, 5, 6]
    assert [len(piece) for _, piece in numbered] == [7, 4, SIZE_LIMIT + 1, 3]


@pytest.mark.parametrize("name", ["gone.jsonl", "."])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read: "):
        list(read_lines(tmp_path / name))
