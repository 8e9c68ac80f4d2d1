"""`assistant bench hearing`: what is counted, in which sound, and that it is what `assistant hear` says."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.bench.hearing_ears import Ear, Take, Utterance
from assistant.bench.hearing_engines import Engine
from assistant.bench.hearing_items import Item, every
from assistant.bench.hearing_noise import Condition, in_condition, noise_kinds, recording_in
from assistant.bench.hearing_scores import Row, Score, mean_row, score, told
from assistant.cli import main
from assistant.commands.hear import recording_ear
from assistant.errors import AudioError
from assistant.events import Intent, Slot
from assistant.hearing.recordings import read_wav

DEMO = Path(__file__).parents[2] / "assistant" / "demo"
LIGHT = DEMO / "1_light_on.flac"
SPEECH = Path(__file__).parents[2] / "models" / "artifacts" / "speech"
SENTENCES = """
language: en
intents:
  Switch: {data: [{sentences: ["turn on the {thing}"]}]}
  Unlock: {data: [{sentences: ["unlock the front door"]}]}
lists:
  thing: {values: [kitchen light, hall light]}
"""
HOME = """
areas: [{id: office, name: Office}, {id: kitchen, name: Kitchen}]
devices: [{id: light.kitchen, name: Kitchen Light, kind: light, area: kitchen}]
"""
KITCHEN = {"intent": "Switch", "slots": {"thing": "kitchen light"}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A coffee/ and a home_commands/ of bundled recordings, and a home file."""
    coffee, home = tmp_path / "coffee", tmp_path / "home_commands"
    coffee.mkdir()
    home.mkdir()
    shutil.copy(LIGHT, coffee / "light.flac")
    shutil.copy(LIGHT, home / "turn on the Kitchen Light.flac")
    shutil.copy(DEMO / "5_risky.flac", home / "oov_1.flac")
    (coffee / "sentences.yaml").write_text(SENTENCES)
    (coffee / "labels.json").write_text(json.dumps({"light.flac": KITCHEN, "gone.flac": KITCHEN}))
    (tmp_path / "home.yaml").write_text(HOME)
    return tmp_path


def _said(thing: str, confidence: float, *extra: Slot) -> Utterance:
    intent = Intent("Switch", (Slot("thing", thing), *extra))
    return Utterance(f"turn on the {thing}", confidence, intent, 0.4, 2.0)


def _take(*utterances: Utterance) -> Take:
    return Take("light.flac", utterances, 2.0, 0.5)


ITEM = Item(LIGHT, "Switch", {"thing": "kitchen light"})
STRANGER = Item(LIGHT, None, {})


@pytest.mark.parametrize("engine", ["lares", "pocketsphinx"])
@pytest.mark.parametrize("file", ["1_light_on.flac", "7_refused.flac"])
def test_a_take_says_what_hear_says_at_its_threshold(data: Path, engine: str, file: str) -> None:
    sentences = data / "coffee" / "sentences.yaml"
    told = recording_ear(None, sentences, None, engine).hear(DEMO / file)
    take = Ear(Engine(engine, engine), sentences=sentences).hear(DEMO / file, read_wav(DEMO / file))
    assert replace(take.at(0.65), compute_seconds=0) == replace(told, compute_seconds=0)


def test_hear_takes_another_model_of_our_engine_only(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["hear", str(LIGHT), "--sentences", str(data / "coffee" / "sentences.yaml"), "--json"]
    assert main([*words, "--engine", "lares", "--model", str(SPEECH)]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "turn on the kitchen light"
    assert main([*words, "--engine", "lares", "--model", "nowhere"]) == 2
    assert "nowhere/manifest.json is missing" in capsys.readouterr().err
    assert main([*words, "--engine", "pocketsphinx", "--model", str(SPEECH)]) == 2
    assert "only --engine lares" in capsys.readouterr().err


def test_the_first_accepted_utterance_counts_and_the_surest_is_the_guess() -> None:
    take = _take(_said("hall light", 0.5), _said("kitchen light", 0.8))
    assert take.at(0.4).slots == {"thing": "hall light"}
    assert take.at(0.7).slots == {"thing": "kitchen light"}
    assert not take.at(0.9).accepted
    assert take.guessed().slots == {"thing": "kitchen light"}


def test_a_guess_that_means_nothing_is_never_accepted() -> None:
    take = _take(Utterance("turn on the", 0.9, None, 0.4, 2.0))
    assert not take.at(0.0).accepted
    assert not take.guessed().accepted
    assert take.at(0.0).text == "turn on the"


def test_a_slot_too_much_is_wrong() -> None:
    assert ITEM.right(_take(_said("kitchen light", 0.9)).at(0.65))
    assert not ITEM.right(_take(_said("kitchen light", 0.9, Slot("area", "kitchen"))).at(0.65))


def test_right_refused_wrong_and_guessed_are_told_apart() -> None:
    takes = [
        _take(_said("kitchen light", 0.9)),  # right
        _take(_said("kitchen light", 0.3)),  # refused, though the guess was right
        _take(_said("hall light", 0.9)),  # wrong accepted
        _take(),  # rightly nothing
        _take(_said("hall light", 0.9)),  # a stranger accepted
    ]
    counts = score([ITEM, ITEM, ITEM, STRANGER, STRANGER], takes, 0.65)
    assert (counts.right, counts.count, counts.errors) == (2, 5, 3)
    assert (counts.wrong_accepted, counts.refused, counts.guessed) == (2, 1, 3)
    assert counts.core == pytest.approx(0.25)


def test_the_ratio_is_to_the_peer_in_the_same_noise_whatever_our_level() -> None:
    ours, peer = Engine("int8", "lares"), Engine("pocketsphinx", "pocketsphinx")
    base = Score(8, 10, 0, 2, 9, 0.1)
    beside = {Condition(None): replace(base, right=9), Condition(6.0): replace(base, right=5)}
    rows = [Row(ours, Condition(None, -20.0), base), Row(ours, Condition(6.0), replace(base, right=9))]
    assert [told(row, beside)[4] for row in rows] == ["2.00", "0.20"]
    assert mean_row(rows, beside)[3:5] == ["1.5", "0.50"]
    assert told(rows[0], {})[4] == "-"
    assert mean_row([Row(peer, Condition(None), base)], beside)[4] == ""


def test_noise_is_as_loud_as_said_and_the_level_comes_on_top() -> None:
    sound = np.where(np.arange(16_000) % 40 < 20, 8_000, -8_000).astype(np.int16)
    noise = np.random.default_rng(3).normal(0, 50, 48_000).astype(np.int16)
    mixed = in_condition(sound, Condition(10.0), [noise], seed=5)
    added = np.square(mixed.astype(float) - sound).mean()
    assert 10 * np.log10(8_000**2 / added) == pytest.approx(10.0, abs=0.05)
    quiet = in_condition(sound, Condition(10.0, -20.0), [noise], seed=5)
    assert np.abs(quiet - mixed / 10).max() <= 0.51
    assert not in_condition(np.zeros(100, np.int16), Condition(10.0), [noise], seed=5).any()


def _noise_files(folder: Path) -> list[Path]:
    for name, seed in (("rain", 1), ("rain2", 2), ("music", 3)):
        place = folder / name[:4]
        place.mkdir(exist_ok=True)
        soundfile.write(place / f"{name}.flac", np.random.default_rng(seed).normal(0, 0.01, 16_000), 16_000)
    return [folder / "rain", folder / "musi" / "music.flac"]


def test_noise_is_of_its_folder_and_the_same_for_a_files_name(tmp_path: Path) -> None:
    noises = noise_kinds(_noise_files(tmp_path), by_kind=True)
    assert [(noise.kind, len(noise.files)) for noise in noises] == [("musi", 1), ("rain", 2)]
    (together,) = noise_kinds([tmp_path / "rain", tmp_path / "musi"], by_kind=False)
    assert len(together.files) == 3
    rain, music = Condition(6.0, kind="rain"), Condition(6.0, kind="musi")
    assert np.array_equal(recording_in(LIGHT, rain, noises), recording_in(LIGHT, rain, noises))
    assert not np.array_equal(recording_in(LIGHT, rain, noises), recording_in(LIGHT, music, noises))
    assert np.array_equal(recording_in(LIGHT, Condition(None), noises), read_wav(LIGHT))


def test_noise_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"gone\.flac: does not exist"):
        noise_kinds([tmp_path / "gone.flac"], by_kind=False)


def test_every_third_begins_with_the_first() -> None:
    assert every("abcdefg", 3) == ["a", "d", "g"]


def _bench(data: Path, *more: str) -> int:
    return main(["bench", "hearing", "--data", str(data), "--home", str(data / "home.yaml"), *more])


def test_models_peer_levels_and_noise_make_rows_and_lines(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise, log = str(_noise_files(data)[1]), data / "log.jsonl"
    more = ["--noise", noise, "--snr", "15", "--peer-gains", "-12", "0", "--gain", "0", "-20"]
    models = ["--models", f"one={SPEECH}", f"two={SPEECH}"]
    assert _bench(data, "--sets", "coffee", *models, *more, "--json", str(log)) == 0
    table = [line.strip() for line in capsys.readouterr().out.splitlines()]
    for name in (
        "one, as recorded ",
        "two, 15 dB, -20 dB level ",
        "two, mean of 4 ",
        "pocketsphinx, mean of 2 ",
    ):
        assert sum(line.startswith(name) for line in table) == 1
    assert any(line.startswith("pocketsphinx, 15 dB (best of 2 levels: ") for line in table)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(lines) == 2 * 4 + 2 * 2
    heard = {(line["engine"], line["condition"]): line for line in lines}
    assert heard["one", "15 dB"]["text"] == heard["two", "15 dB"]["text"]
    assert heard["one", "as recorded"]["guess_right"]


@pytest.mark.slow
def test_two_processes_hear_what_one_hears(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for jobs in ("1", "2"):
        log = data / f"{jobs}.jsonl"
        assert _bench(data, "--engines", "lares", "--jobs", jobs, "--json", str(log)) == 0
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        found.append([{**line, "compute_seconds": 0} for line in lines])
    assert found[0] == found[1]
    assert [line["file"] for line in found[0]] == [
        "light.flac",
        "oov_1.flac",
        "turn on the Kitchen Light.flac",
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--models", "artifacts"], "not NAME=DIR"),
        (["--models", f"a={SPEECH}", f"a={SPEECH}"], "one name"),
        (["--models", "a=nowhere"], "nowhere/manifest.json is missing"),
        (["--peer-gains", "6"], "over the rail"),
        (["--every", "0"], "--every 0"),
        (["--jobs", "0"], "--jobs 0"),
        (["--json", "nowhere/log"], "--json nowhere/log"),
        (["--data", "nowhere"], "--data names the wrong folder"),
    ],
)
def test_what_cannot_be_is_one_line(
    data: Path, more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _bench(data, *more) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1
