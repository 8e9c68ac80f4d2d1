"""`assistant bench refusals`: what is counted of clips that are no command, and the sweep of thresholds."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.bench.hearing_ears import Ear, Take, Utterance
from assistant.bench.hearing_engines import Engine
from assistant.bench.hearing_items import Item
from assistant.bench.hearing_risk import Guesses, Risk, guesses_of, risk_at, risk_rows, strictest
from assistant.bench.refusals import Group, group_row, groups_of
from assistant.cli import main
from assistant.events import Intent

DEMO = Path(__file__).parents[2] / "assistant" / "demo"
SENTENCES = """
language: en
intents:
  Switch: {data: [{sentences: ["turn on the kitchen light"]}]}
  Stop: {data: [{sentences: ["stop the music"]}]}
"""
HOME = """
areas: [{id: office, name: Office}, {id: kitchen, name: Kitchen}]
devices: [{id: light.kitchen, name: Kitchen Light, kind: light, area: kitchen}]
"""
GUESSES = Guesses(right=(0.9, 0.8, 0.7, 0.6), wrong=(0.7, 0.2), negatives=(0.65, 0.1, -1.0, -1.0))


def _take(intent: str | None, confidence: float, seconds: float = 3.6) -> Take:
    found = Intent(intent) if intent else None
    return Take("x.flac", (Utterance("words", confidence, found, 0.4, 2.0),), seconds, 0.1)


def test_a_confidence_that_reaches_the_threshold_is_accepted() -> None:
    assert risk_at(GUESSES, 0.7) == Risk(0.7, 0.25, 0.5, 0.0)
    assert risk_at(GUESSES, 0.65) == Risk(0.65, 0.25, 0.5, 0.25)


def test_a_clip_without_a_guess_is_not_accepted_even_at_nothing() -> None:
    assert risk_at(GUESSES, 0.0).negatives_accepted == 0.5


@pytest.mark.parametrize(("refused", "threshold"), [(0.0, 0.6), (0.24, 0.6), (0.25, 0.7), (1.0, 0.9)])
def test_the_strictest_threshold_refuses_no_more_than_asked(refused: float, threshold: float) -> None:
    assert strictest(GUESSES, refused) == threshold
    assert refused == 1.0 or risk_at(GUESSES, threshold).right_refused <= refused


def test_of_equal_confidences_none_is_refused_unasked() -> None:
    equal = Guesses(right=(0.5,) * 10 + (0.9,))
    assert strictest(equal, 0.5) == 0.5
    assert risk_at(equal, 0.5).right_refused == 0.0


def test_without_right_commands_there_is_no_such_threshold() -> None:
    assert math.isnan(strictest(Guesses(), 0.03))
    assert risk_rows(Guesses(), [0.5], 0.03) == [["0.50", "-", "-", "-"]]


def test_the_last_line_is_at_the_strictest_threshold() -> None:
    *_, last = risk_rows(GUESSES, [0.5, 0.65], 0.03)
    assert last == ["0.600: <= 3% refused", "0.0", "50.0", "25.0"]


def test_commands_are_sorted_by_their_best_guess_and_strangers_are_wrong() -> None:
    items = [Item(Path("a"), "Stop", {}), Item(Path("b"), "Stop", {}), Item(Path("c"), None, {})]
    takes = [_take("Stop", 0.3), _take("Go", 0.4), _take("Stop", 0.5)]
    found = guesses_of(items, takes, [_take(None, 0.99), _take("Stop", 0.1)])
    assert found == Guesses((0.3,), (0.4, 0.5), (-1.0, 0.1))


def test_a_group_counts_clips_hours_and_what_was_accepted() -> None:
    takes = [_take("Stop", 0.7, 1_800.0), _take("Stop", 0.6, 900.0), _take(None, 0.9, 900.0)]
    assert group_row(Group("noise", ()), takes, 0.65) == ["noise", "3", "1.000", "3", "1", "33.33", "1.0"]


def test_clips_are_grouped_by_their_folder(tmp_path: Path) -> None:
    for name in ("b/1", "b/2", "b/3", "a/1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        soundfile.write(tmp_path / f"{name}.flac", np.zeros(800), 16_000)
    found = groups_of([tmp_path / "b", tmp_path / "a" / "1.flac"], 2)
    assert [(g.name, [p.stem for p in g.files]) for g in found] == [("a", ["1"]), ("b", ["1", "3"])]


def test_a_long_clip_is_cut_in_pieces_of_seven_seconds(tmp_path: Path) -> None:
    sentences = tmp_path / "sentences.yaml"
    sentences.write_text(SENTENCES)
    hiss = np.random.default_rng(2).normal(0, 300, 16 * 16_000).astype(np.int16)
    ear = Ear(Engine("lares", "lares"), sentences=sentences, all_sound=True)
    take = ear.hear(Path("hiss.flac"), hiss)
    assert [round(u.ended) for u in take.utterances] == [7, 14, 16]


def _data(folder: Path) -> list[str]:
    for name in ("coffee", "home_commands", "other"):
        (folder / name).mkdir()
    shutil.copy(DEMO / "1_light_on.flac", folder / "coffee" / "light.flac")
    shutil.copy(DEMO / "1_light_on.flac", folder / "home_commands" / "turn on the Kitchen Light.flac")
    shutil.copy(DEMO / "5_risky.flac", folder / "other")
    labels = {"light.flac": {"intent": "Switch", "slots": {}}}
    (folder / "coffee" / "labels.json").write_text(json.dumps(labels))
    (folder / "sentences.yaml").write_text(SENTENCES)
    (folder / "home.yaml").write_text(HOME)
    home, sentences = str(folder / "home.yaml"), str(folder / "sentences.yaml")
    return ["--negatives", str(folder / "other"), "--home", home, "--sentences", sentences]


def test_each_grammar_has_its_groups_and_risks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, log = _data(tmp_path), tmp_path / "log.jsonl"
    more = ["--positives", str(tmp_path), "--engines", "lares", "--json", str(log)]
    assert main(["bench", "refusals", *words, *more]) == 0
    told = capsys.readouterr().out
    assert "lares, home grammar: accepted at 0.65, none is a command" in told
    assert "lares, sentences.yaml grammar: 1 guessed right, 0 wrong, 2 negatives" in told
    assert "lares, both grammars: " in told
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["grammar"], line["group"]) for line in lines] == [
        ("home grammar", "other"),
        ("home grammar", "coffee, no command here"),
        ("home grammar", "commands"),
        ("sentences.yaml grammar", "other"),
        ("sentences.yaml grammar", "home_commands, no command here"),
        ("sentences.yaml grammar", "commands"),
    ]


def test_without_a_grammar_there_is_nothing_to_refuse_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "refusals", "--negatives", str(tmp_path)]) == 2
    assert "give --home FILE, --sentences FILE, or both" in capsys.readouterr().err
