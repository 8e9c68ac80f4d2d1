"""The sections `cameras` and `seeing` of config.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.config import Config, Problem, load_config
from assistant.config.seeing import SaySection, SeeingSection
from assistant.errors import ConfigError
from assistant.events import Gesture
from assistant.seeing.masks import Mask

ROOT = Path(__file__).parents[2]


def config_of(folder: Path, text: str) -> Config:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def complaint(folder: Path, text: str) -> Problem:
    """The only thing that is wrong with it."""
    with pytest.raises(ConfigError) as raised:
        config_of(folder, text)
    (problem,) = raised.value.problems
    assert isinstance(problem, Problem)
    assert "\n" not in str(problem)
    return problem


def camera(text: str) -> str:
    """A configuration with this camera, on line 3."""
    return f"areas: [{{id: hall, name: hall}}]\ncameras:\n- {{{text}}}\n"


def test_the_shipped_config_has_every_default() -> None:
    shipped = load_config(ROOT / "config.yaml")
    assert (shipped.cameras, shipped.seeing) == ((), SeeingSection())


def test_every_key_and_every_gesture_stands_in_the_shipped_config() -> None:
    text = (ROOT / "config.yaml").read_text()
    written = yaml.safe_load(text)["seeing"]
    assert written.keys() | {"debug_frames"} == SeeingSection.model_fields.keys()
    assert "# debug_frames:" in text
    assert set(written["gestures"]) == {g.value for g in Gesture if g is not Gesture.OTHER}


def test_the_camera_that_the_shipped_config_shows_is_one(tmp_path: Path) -> None:
    lines = (ROOT / "config.yaml").read_text().splitlines()
    start = lines.index("# cameras:")
    shown = [line[2:] for line in lines[start : start + 9] if line.startswith("# ")]
    config = config_of(tmp_path, "areas: [{id: living_room, name: L}]\n" + "\n".join(shown))
    (one,) = config.cameras
    assert (one.name, one.source, one.area, one.frames_per_second) == (
        "living_room_camera",
        "usb",
        "living_room",
        10.0,
    )
    assert one.polygons() == (Mask(((0.0, 0.0), (0.3, 0.0), (0.3, 0.5), (0.0, 0.5))),)


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("name: Door!, source: usb", "cameras[0].name", "use lower-case letters, digits and _"),
        ("source: usb", "cameras[0].name", "is missing"),
        ("name: door", "cameras[0].source", "is missing"),
        ("name: door, source: usb, area: hal", "cameras[0].area", "did you mean 'hall'?"),
        ("name: door, source: usb, mask: []", "cameras[0].mask", "did you mean 'masks'?"),
        ("name: door, source: 'rtsp:/x'", "cameras[0]", "come two slashes"),
        ("name: door, source: 'rtsp://me:hunter2@h/x'", "cameras[0]", "password in it"),
        ("name: door, source: 'ftp://h/x'", "cameras[0]", "no kind of stream"),
        ("name: door, source: usb, frames_per_second: 0", "cameras[0].frames_per_second", "0.2"),
        ("name: door, source: usb, frames_per_second: 100", "cameras[0].frames_per_second", "60"),
        ("name: door, source: usb, frames_per_second: .nan", "cameras[0].frames_per_second", "must be"),
        ("name: door, source: usb, masks: [[[0, 0], [1, 1]]]", "cameras[0]", "give at least three"),
        ("name: door, source: usb, masks: [[[0, 0], [1, 1], [3, 0]]]", "cameras[0]", "outside the picture"),
        ("name: door, source: usb, masks: [[[0, 0], [1, 1], [.nan, 0]]]", "cameras[0]", "outside"),
    ],
)
def test_what_is_wrong_with_a_camera_is_told_with_its_line(
    tmp_path: Path, text: str, key: str, says: str
) -> None:
    problem = complaint(tmp_path, camera(text))
    assert (problem.line, problem.key) == (3, key)
    assert says in str(problem)
    assert "hunter2" not in str(problem)


def test_two_cameras_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    text = "cameras:\n- {name: door, source: usb}\n- {name: door, source: csi}\n"
    assert "is a camera already" in str(complaint(tmp_path, text))


@pytest.mark.parametrize("name", ["[door]", "{a: b}", "3", "null"])
def test_a_name_that_is_none_is_a_mistake_and_no_failure(tmp_path: Path, name: str) -> None:
    assert complaint(tmp_path, camera(f"name: {name}, source: usb")).key == "cameras[0].name"


def test_more_cameras_than_a_board_can_look_at_are_a_mistake(tmp_path: Path) -> None:
    nine = "\n".join(f"- {{name: c{i}, source: usb}}" for i in range(9))
    assert complaint(tmp_path, f"cameras:\n{nine}\n").key == "cameras"


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("gestures: {plam: stop}", "seeing.gestures.plam", "did you mean 'palm'?"),
        ("gestures: {other: stop}", "seeing.gestures.other", "unknown key"),
        ("gestures: {palm: stopp}", "seeing.gestures.palm", "stop"),
        ("gestures: {palm: [stop]}", "seeing.gestures.palm", ""),
        ("gestures: {palm: {}}", "seeing.gestures.palm", "say: is missing"),
        ("gestures: {palm: {say: ''}}", "seeing.gestures.palm", ""),
        ("held_seconds: 0", "seeing.held_seconds", "must be greater than 0"),
        ("held_seconds: .inf", "seeing.held_seconds", "must be"),
        ("empty_seconds: -1", "seeing.empty_seconds", "must be greater than 0"),
        ("held_second: 1", "seeing.held_second", "did you mean 'held_seconds'?"),
    ],
)
def test_what_is_wrong_with_seeing_is_told_with_its_key(
    tmp_path: Path, text: str, key: str, says: str
) -> None:
    problem = complaint(tmp_path, f"seeing:\n  {text}\n")
    assert problem.line == 2
    assert problem.key.startswith(key)
    assert says in str(problem)


def test_a_gesture_may_stand_for_a_sentence(tmp_path: Path) -> None:
    gestures = config_of(tmp_path, "seeing: {gestures: {fist: {say: turn off the lights}}}").seeing.gestures
    assert gestures.fist == SaySection(say="turn off the lights")
    assert gestures.palm == "stop"


def test_paths_are_counted_from_the_configuration(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        "seeing: {debug_frames: seen}\ncameras:\n- {name: a, source: ./a.mp4}\n- {name: b, source: b.mkv}\n"
        "- {name: c, source: /c/d.mp4}\n- {name: d, source: /dev/video2}\n- {name: e, source: C920}\n",
    )
    assert config.seeing.debug_frames == tmp_path / "seen"
    assert [one.source for one in config.cameras] == [
        str(tmp_path / "a.mp4"),
        str(tmp_path / "b.mkv"),
        "/c/d.mp4",
        "/dev/video2",
        "C920",
    ]


def test_without_debug_frames_no_folder_is_named(tmp_path: Path) -> None:
    assert config_of(tmp_path, "seeing: {held_seconds: 1}").seeing.debug_frames is None
