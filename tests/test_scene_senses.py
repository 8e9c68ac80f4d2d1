"""The ears and eyes of scenes."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest
import soundfile
from PIL import Image

from assistant.errors import AudioError, CameraError, LanguageError
from assistant.events import Gesture, Heard, Hypothesis, Miss, NotHeard
from assistant.scene_home import SceneHome, SceneHomes
from assistant.scene_senses import SceneEars, SceneEyes, said_by
from assistant.seeing.models import SeeingModels
from assistant.understanding.scene import Look
from tests.seeing.painted import PaintedModels, hand, person, room

DEMO = Path(__file__).parents[1] / "assistant" / "demo"


@pytest.fixture
def where() -> SceneHome:
    devices = [{"id": "light.k", "name": "kitchen light"}, {"id": "switch.x", "name": "garden pump"}]
    return SceneHomes().find({"devices": devices})


def test_a_recording_is_heard_with_the_names_of_the_home(where: SceneHome) -> None:
    event = SceneEars("en").hear(DEMO / "1_light_on.flac", where, None)
    assert isinstance(event, Heard)
    said = said_by(event)
    assert said.hypotheses[0] == Hypothesis("turn on the kitchen light", event.confidence)
    assert said.hypotheses[1:] == event.alternatives
    assert len(said.hypotheses) > 1


def test_what_is_no_sentence_of_the_home_is_not_heard(where: SceneHome) -> None:
    event = SceneEars("en").hear(DEMO / "3_which_one.flac", where, None)  # of a lamp that is not there
    assert isinstance(event, NotHeard)


def test_silence_is_nothing(where: SceneHome, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "s.wav", np.zeros(16_000, np.int16), 16_000)
    assert SceneEars("en").hear(tmp_path / "s.wav", where, None) is None


def test_a_best_guess_is_all_that_may_have_been_said() -> None:
    missed = NotHeard(Miss.LOW_CONFIDENCE, "lights on", 0.4, 0.65)
    assert said_by(missed).hypotheses == (Hypothesis("lights on", 0.4),)


def test_what_cannot_be_heard_is_an_error(where: SceneHome, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    with pytest.raises(AudioError, match=r"bad\.wav"):
        SceneEars("en").hear(tmp_path / "bad.wav", where, None)
    with pytest.raises(LanguageError):
        SceneEars("tlh").hear(DEMO / "1_light_on.flac", where, None)


def look(folder: Path, count: int) -> tuple[Look, ...]:
    """At so many pictures of somebody who points."""
    luma = hand(person(room()), Gesture.POINT, left=240)
    for number in range(count):
        Image.fromarray(luma).save(folder / f"{number:02d}.png")
    eyes = SceneEyes(lambda: cast("SeeingModels", PaintedModels()))
    return eyes.look(sorted(folder.iterdir()), "hall")


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_few_pictures_are_enough_for_a_gesture(tmp_path: Path, count: int) -> None:
    (last, *_) = look(tmp_path, count)
    assert (last.observation.camera, last.observation.area, last.observation.persons) == ("hall", "hall", 1)
    assert [one.gesture for one in last.observation.hands] == [Gesture.POINT]


def test_the_last_picture_is_of_now_and_those_before_a_tenth_of_a_second_apart(tmp_path: Path) -> None:
    looks = look(tmp_path, 12)
    assert [one.age for one in looks] == [0.0, 0.5, 1.0]  # one is kept of each half second
    assert [one.observation.number for one in looks] == [11, 6, 1]


def test_without_pictures_no_model_is_loaded() -> None:
    def never() -> SeeingModels:
        raise AssertionError

    assert SceneEyes(never).look((), "hall") == ()


def test_a_picture_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(CameraError, match=r"a\.png"):
        look(tmp_path, 0)
