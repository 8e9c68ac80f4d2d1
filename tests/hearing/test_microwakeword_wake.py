import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import GrammarError
from assistant.hearing.microwakeword_wake import MicroWakeWordWake
from assistant.hearing.recordings import wav_frames

pytest.importorskip("pymicro_wakeword")
REAL = Path(__file__).parents[3] / "shared" / "data" / "real" / "home_commands"
QUIET = [np.zeros(512, dtype=np.int16)] * 32


def _say(text, path):
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", path], check=True)
    return [*QUIET, *wav_frames(path), *QUIET]


def _found(spotter, frames):
    return [woken for frame in frames if (woken := spotter.feed(frame)) is not None]


@pytest.mark.skipif(shutil.which("flite") is None, reason="no flite to speak with")
def test_the_phrase_wakes_once_each_time_and_other_speech_does_not(tmp_path):
    spotter = MicroWakeWordWake("Okay, Nabu")
    frames = _say("okay nabu", tmp_path / "a.wav")
    other = _say("turn on the lamp in the kitchen please", tmp_path / "b.wav")
    found = _found(spotter, [*other, *frames, *other, *frames])
    first, second = (len(other) + len(frames)) * 0.032, (len(other) + len(frames)) * 0.064
    assert [woken.phrase for woken in found] == ["okay nabu", "okay nabu"]
    assert first - len(frames) * 0.032 < found[0].seconds < first
    assert second - len(frames) * 0.032 < found[1].seconds < second
    assert all(0.85 < woken.score <= 1.0 for woken in found)


@pytest.mark.skipif(shutil.which("flite") is None, reason="no flite to speak with")
def test_a_threshold_of_one_never_wakes(tmp_path):
    assert _found(MicroWakeWordWake("okay nabu", 1.0), _say("okay nabu", tmp_path / "a.wav")) == []


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="no recordings of people here")
def test_commands_of_people_do_not_wake():
    spotter = MicroWakeWordWake("okay nabu")
    paths = sorted(REAL.rglob("*.flac"))
    assert len(paths) > 10
    assert [path.name for path in paths if _found(spotter, wav_frames(path))] == []


def test_a_phrase_without_a_model_is_refused_with_those_there_are():
    with pytest.raises(GrammarError, match=r"no model for 'hey lares'.*okay nabu, hey jarvis"):
        MicroWakeWordWake("hey lares")
