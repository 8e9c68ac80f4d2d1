import json
from pathlib import Path

import pytest

from assistant.cli import main

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="no recordings of people here")


@real
@pytest.mark.real
def test_a_phrase_is_found_where_it_is_said(capsys):
    path = str(REAL / "home_commands" / "lock the Front Door.flac")
    assert main(["wake", path, "--phrase", "front door", "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line) == ["file", "detections", "audio_seconds", "compute_seconds"]
    (found,) = line["detections"]
    assert 0 < found["seconds"] <= line["audio_seconds"]
    assert 0 <= found["score"] <= 1


def test_a_threshold_beyond_its_scale_is_told(capsys):
    assert main(["wake", "x.wav", "--phrase", "hey lares", "--threshold", "7"]) == 2
    assert "between 0 and 1" in capsys.readouterr().err


def test_a_missing_recording_is_told(capsys):
    assert main(["wake", "no-such.wav", "--phrase", "hey lares"]) == 2
    assert "no-such.wav" in capsys.readouterr().err
