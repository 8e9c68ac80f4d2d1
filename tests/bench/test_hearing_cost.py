"""`assistant bench hearing-cost` runs whole on a small home; no figure of time is judged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.bench.hearing_engines import Engine
from assistant.bench.hearing_memory import home_file, peak_memory
from assistant.bench.hearing_stages import search_costs
from assistant.cli import main
from assistant.config import load_home
from assistant.errors import AudioError
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.recordings import read_wav

LIGHT = Path(__file__).parents[2] / "assistant" / "demo" / "1_light_on.flac"
LARES = Engine("lares", "lares")


def _bench(*words: str) -> int:
    return main(["bench", "hearing-cost", "--files", str(LIGHT), "--repeats", "1", *words])


def test_every_part_of_hearing_has_a_figure_in_speech_and_in_silence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    assert _bench("--devices", "5", "--only", "stages", "--json", str(log)) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["engine"], line["sound"]) for line in lines] == [
        ("lares", "speech"),
        ("lares", "silence"),
        ("pocketsphinx", "speech"),
        ("pocketsphinx", "silence"),
    ]
    assert all(float(figure) > 0 for figure in lines[0]["ms_per_s"])
    assert lines[2]["ms_per_s"][:4] == ["-"] * 4
    assert "CPU milliseconds a second of sound, 5 devices" in capsys.readouterr().out


def test_a_larger_home_is_more_to_search_and_the_same_each_time() -> None:
    model, sounds = SpeechModel(), [read_wav(LIGHT)]
    first, again = (search_costs(model, sounds, [5, 30], 1) for _ in range(2))
    assert [cost.devices for cost in first] == [5, 30]
    assert first[0].nodes < first[1].nodes
    assert 0 < first[0].followed < first[1].followed
    assert [cost.followed for cost in first] == [cost.followed for cost in again]


def test_the_first_size_is_what_the_others_are_measured_by(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    assert _bench("--devices", "5", "20", "--only", "devices", "--json", str(log)) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["devices"] for line in lines] == [5, 20]
    assert lines[0]["ratio"] == 1.0
    assert "pocketsphinx" not in capsys.readouterr().out  # only our search can be taken apart


def test_the_time_after_the_last_chunk_is_told_for_both_engines(capsys: pytest.CaptureFixture[str]) -> None:
    assert _bench("--devices", "5", "--only", "after") == 0
    told = capsys.readouterr().out
    assert "from the last chunk to the result, 1 recordings" in told
    assert {line.split()[0] for line in told.splitlines()[3:]} == {"lares", "pocketsphinx"}


def test_the_home_of_the_memory_test_is_a_home_of_that_size(tmp_path: Path) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(home_file(12))
    home = load_home(file).home()
    assert len(home.devices) == 12
    assert len(home.areas) == 2


@pytest.mark.slow
def test_a_fresh_process_tells_its_own_memory_not_its_parents() -> None:
    ballast = np.ones(100_000_000)  # 800 MB that a naive figure would count
    peak = peak_memory(LARES, LIGHT, 5)
    assert 30e6 < peak < 400e6
    assert ballast[0] == 1


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"gone\.flac: does not exist"):
        peak_memory(LARES, tmp_path / "gone.flac", 5)


def test_sizes_below_one_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _bench("--devices", "0") == 2
    assert "above 0" in capsys.readouterr().err
