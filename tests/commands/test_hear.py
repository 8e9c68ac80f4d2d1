import json
from pathlib import Path

import pytest

from assistant.cli import main

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
HOME = Path(__file__).parents[1] / "homes" / "commands.yaml"
KEYS = ["file", "accepted", "text", "intent", "slots", "confidence"]
KEYS += ["audio_seconds", "compute_seconds", "endpoint_seconds"]
real = pytest.mark.skipif(not REAL.is_dir(), reason="no recordings of people here")


@real
@pytest.mark.real
def test_a_command_is_heard_as_intent_and_slots(capsys):
    path = str(REAL / "home_commands" / "lock the Front Door.flac")
    assert main(["hear", path, "--home", str(HOME), "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line) == KEYS
    assert (line["accepted"], line["intent"], line["slots"]) == (True, "HassTurnOn", {"name": "Front Door"})
    assert line["confidence"] > 0.5


@real
@pytest.mark.real
def test_an_unreadable_recording_is_one_line_and_the_others_are_heard(tmp_path, capsys):
    bad = tmp_path / "empty.wav"
    bad.write_bytes(b"")
    good = str(REAL / "coffee" / "35aef469-606f-4418-b960-4e6d060d7cf9.flac")
    sentences = str(REAL / "coffee" / "sentences.yaml")
    assert main(["hear", str(bad), good, "--sentences", sentences, "--json"]) == 2
    out, err = capsys.readouterr()
    assert len(err.splitlines()) == 1
    assert "empty.wav" in err
    assert json.loads(out)["slots"]["coffeeDrink"] == "cappuccino"


def test_a_folder_without_recordings_is_told(tmp_path, capsys):
    assert main(["hear", str(tmp_path), "--home", str(HOME)]) == 2
    assert "no recording in this folder" in capsys.readouterr().err


def test_an_area_that_does_not_exist_is_told(tmp_path, capsys):
    assert main(["hear", str(tmp_path), "--home", str(HOME), "--area", "moon"]) == 2
    assert "no such area" in capsys.readouterr().err


def test_without_home_or_sentences_there_is_nothing_to_listen_for(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["hear", "x.wav"]) == 2
    assert "nothing to listen for" in capsys.readouterr().err
