"""The bench of wake phrases: how it counts, on scores written by hand, and a run on tiny recordings."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.bench.wake_scores import FLOOR, Peak, Result, Said, peaks
from assistant.cli import main
from assistant.hearing.lares_wake import Sighting


def _result(said: list[float], heard: list[float], hours: float) -> Result:
    return Result(
        "hey lares",
        tuple(Said(f"{i}.wav", "as recorded", score) for i, score in enumerate(said)),
        tuple(Peak("tv.wav", float(i), score) for i, score in enumerate(heard)),
        hours,
        0.01,
    )


RESULT = _result([0.9, 0.8, 0.55, 0.3], [0.7, 0.5, 0.4, 0.2], hours=2.0)


@pytest.mark.parametrize(("threshold", "an_hour"), [(0.1, 2.0), (0.4, 1.5), (0.41, 1.0), (0.71, 0.0)])
def test_false_accepts_are_the_peaks_that_reach_the_threshold(threshold: float, an_hour: float) -> None:
    assert RESULT.false_accepts(threshold) == an_hour


@pytest.mark.parametrize(("threshold", "share"), [(0.3, 0.0), (0.5, 0.25), (0.6, 0.5), (0.95, 1.0)])
def test_missed_are_the_recordings_below_the_threshold(threshold: float, share: float) -> None:
    assert RESULT.missed(threshold, "as recorded") == share
    assert RESULT.missed(threshold, "10 dB") == 0.0


@pytest.mark.parametrize(("rate", "above"), [(0.1, 0.7), (0.5, 0.5), (1.0, 0.4)])
def test_a_threshold_lies_just_above_the_first_peak_that_would_be_too_many(rate: float, above: float) -> None:
    threshold = RESULT.threshold(rate)
    assert above < threshold < above + 1e-9
    assert RESULT.false_accepts(threshold) <= rate


def test_where_nothing_is_mistaken_the_threshold_is_the_lowest_there_is() -> None:
    assert RESULT.threshold(5.0) == FLOOR
    assert _result([0.9], [], 0.1).threshold(0.1) == FLOOR


def test_of_scores_within_a_second_only_the_best_counts() -> None:
    seen = [
        Sighting(0, 0, frame, first, second)
        for frame, first, second in [(10, 0.3, 1), (11, 0.8, 0.45), (43, 0.5, 1), (44, 0.5, 1), (90, 1, 1e-4)]
    ]
    assert [(peak.seconds, round(peak.score, 6)) for peak in peaks("a.wav", seen)] == [
        (0.36, 0.6),
        (1.35, 0.5),
    ]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of a phrase and one of other sound, with a second of noise each, half of it exact zeros."""
    noise = np.random.default_rng(1).normal(0, 0.05, 16_000)
    noise[:8_000] = 0.0
    for name in ("hey lares", "tv"):
        (tmp_path / name).mkdir()
        soundfile.write(tmp_path / name / "1.wav", noise, 16_000)
    return tmp_path / "hey lares", tmp_path / "tv"


def test_a_run_prints_a_table_and_writes_every_score(folders, tmp_path, capsys) -> None:
    said, tv = folders
    log = tmp_path / "log.json"
    arguments = ["--positives", str(said), "--negatives", str(tv), "--json", str(log)]
    assert main(["bench", "wake", *arguments, "--noise", str(tv / "1.wav"), "--snr", "5"]) == 0
    out = capsys.readouterr().out
    assert "hey lares: 1 recordings, 0.00 h of other sound" in out
    assert "miss % as recorded" in out
    assert "miss % 5 dB" in out
    assert "default threshold" in out
    (line,) = log.read_text().splitlines()
    result = json.loads(line)
    assert result["phrase"] == "hey lares"
    assert [each["condition"] for each in result["said"]] == ["as recorded", "5 dB"]
    assert result["hours"] == pytest.approx(1 / 3600, rel=0.05)
    assert result["core"] > 0


def test_a_phrase_may_be_another_than_the_folders_name(folders, capsys) -> None:
    said, tv = folders
    arguments = ["--positives", str(said), "--negatives", str(tv / "1.wav"), "--no-second-look"]
    assert main(["bench", "wake", *arguments, "--phrases", "view glass", "--limit", "1"]) == 0
    assert "view glass: 1 recordings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--phrases", "one", "two"], "2 for 1 folders"),
        (["--limit", "0"], "at least 1"),
        (["--negatives", "no-such.wav"], "no-such.wav: does not exist"),
        (["--noise", "no-such.wav"], "no-such.wav: does not exist"),
    ],
)
def test_what_cannot_be_measured_is_told_in_one_line(folders, capsys, more: list[str], told: str) -> None:
    said, tv = folders
    assert main(["bench", "wake", "--positives", str(said), "--negatives", str(tv), *more]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert len(err.splitlines()) == 1


def test_a_plot_without_matplotlib_says_what_to_install(folders, capsys, monkeypatch) -> None:
    said, tv = folders
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # also where it was imported before
    arguments = ["--positives", str(said), "--negatives", str(tv), "--plot", "det.png"]
    assert main(["bench", "wake", *arguments]) == 2
    assert "pip install 'lares[bench]'" in capsys.readouterr().err


def test_a_plot_is_drawn(folders, tmp_path) -> None:
    said, tv = folders
    plot = tmp_path / "det.png"
    assert main(["bench", "wake", "--positives", str(said), "--negatives", str(tv), "--plot", str(plot)]) == 0
    assert plot.stat().st_size > 1_000
