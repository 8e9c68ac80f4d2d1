"""`assistant decide`: from scenes to decisions, before a painted world and with a model of plain rules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.events import Hypothesis
from assistant.understanding.fusion import Judgement
from assistant.understanding.scene import Climate, Said, Scene
from tests.commands.scenes import DEMO, KEYS, WHICH, Out, decide, prepared
from tests.judging import NEVER, SURE, RulesModel


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepared(tmp_path, monkeypatch)


def test_a_scene_is_one_json_object(folder: Path, capsys: Out) -> None:
    scene = {"id": "k", "area": None, "now": 0, "speech": {"text": "turn on the kitchen light"}}
    status, (told,), errors = decide(capsys, folder, scene)
    assert (status, errors) == (0, [])
    assert list(told) == KEYS
    assert told == {
        "id": "k",
        "decision": "act",
        "intent": "HassTurnOn",
        "targets": ["light.kitchen"],
        "slots": {"name": "kitchen light"},
        "confidence": 1.0,
        "addressed": SURE,
        "contributions": {"speech": 1.0, "vision": 0.0, "home": 0.0},
    }


def test_of_two_lamps_the_one_is_meant_that_somebody_points_at(folder: Path, capsys: Out) -> None:
    _, told, _ = decide(
        capsys, folder, WHICH, WHICH | {"frames": ["empty.png"]}, WHICH | {"frames": ["up.png"]}
    )
    assert [(one["decision"], one["targets"]) for one in told] == [
        ("ask", ["light.up", "light.left"]),
        ("ask", ["light.up", "light.left"]),
        ("act", ["light.up"]),
    ]
    assert told[2]["confidence"] == SURE
    assert [one["contributions"]["vision"] > 0.2 for one in told] == [False, False, True]
    assert sum(told[2]["contributions"].values()) == pytest.approx(1.0, abs=0.01)


def test_the_area_of_the_microphone_narrows_too(folder: Path, capsys: Out) -> None:
    _, (told,), _ = decide(capsys, folder, WHICH | {"area": "hall"})
    assert (told["decision"], told["targets"]) == ("act", ["light.left"])


def test_what_was_not_meant_for_us_is_ignored(folder: Path, capsys: Out) -> None:
    _, (told,), _ = decide(capsys, folder, {"speech": {"text": "turn on the weather"}})
    assert (told["decision"], told["intent"], told["addressed"]) == ("ignore", None, NEVER)


def test_without_speech_nothing_is_done_and_a_gesture_is_no_command(folder: Path, capsys: Out) -> None:
    _, told, errors = decide(capsys, folder, {"frames": ["up.png"]}, {"speech": None, "frames": None})
    assert errors == []
    assert [one["id"] for one in told] == [1, 2]
    for one in told:
        assert (one["decision"], one["intent"], one["targets"], one["addressed"]) == (
            "ignore", None, [], NEVER,
        )  # fmt: skip


def test_of_several_commands_the_first_is_told_and_the_targets_of_all(folder: Path, capsys: Out) -> None:
    text = "turn on the kitchen light and lock the front door"
    _, (told,), _ = decide(capsys, folder, {"speech": {"text": text}})
    assert (told["decision"], told["targets"]) == ("act", ["light.kitchen", "lock.front"])
    assert told["slots"] == {"name": "kitchen light"}


def test_the_model_is_shown_the_whole_scene(
    folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Scene] = []

    class Recording(RulesModel):
        def judge(self, scene: Scene) -> Judgement:
            shown.append(scene)
            return super().judge(scene)

    monkeypatch.setattr("assistant.commands.decide.FusionModel", Recording)
    sensors = {"lock.front": "unlocked", "binary_sensor.den_motion": "on"}
    when = "2026-11-25T21:30:00+01:00"
    scene = WHICH | {"area": "Den", "now": when, "frames": ["up.png"] * 3, "sensors": sensors}
    decide(capsys, folder, scene, WHICH)
    whole = shown[0]
    assert (whole.area, whole.now, whole.hour) == ("den", 1_795_638_600, 21.5)
    assert whole.said == Said((Hypothesis("turn off the reading lamp", 1.0),))
    assert [(look.age, look.observation.area) for look in whole.looks] == [(0.0, "den")]
    assert whole.climates == {"den": Climate(occupancy=1.0)}
    assert (whole.home.state("light.up").on, whole.home.state("lock.front").locked) == (True, False)
    bare = shown[-1]
    assert (bare.looks, bare.climates, bare.home.state("lock.front").locked) == ((), {}, True)


def test_a_recording_is_heard_as_by_the_microphone(folder: Path, capsys: Out) -> None:
    soundfile.write(folder / "silence.wav", np.zeros(16_000, np.int16), 16_000)
    heard, silence, strange = (
        {"speech": {"wav": str(name)}}
        for name in (DEMO / "1_light_on.flac", "silence.wav", DEMO / "2_brightness.flac")
    )
    status, told, errors = decide(capsys, folder, heard, silence, strange)
    assert (status, errors) == (0, [])
    assert told[0]["targets"] == ["light.kitchen"]
    assert 0.65 < told[0]["confidence"] <= 1.0
    assert [one["decision"] for one in told] == ["act", "ignore", "ignore"]
