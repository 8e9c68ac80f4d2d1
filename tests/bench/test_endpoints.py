"""`assistant bench endpoints`: where speech is, where a pause may go, and what counts as cut off."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.bench.endpoints import Clip, Ending, ending_of, row, with_pause
from assistant.bench.hearing_align import (
    Aligner,
    Spoken,
    Words,
    gap_inside,
    levels,
    room,
    spoken_by_energy,
    spoken_by_phones,
)
from assistant.bench.hearing_ears import Take, Utterance
from assistant.cli import main
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.grammar import phrases_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import BLANK
from assistant.hearing.recordings import read_wav

LIGHT = Path(__file__).parents[2] / "assistant" / "demo" / "1_light_on.flac"
PHRASES = phrases_grammar(["turn on the kitchen light", "turn on", "unlock the front door"])


def _bursts(*stretches: tuple[float, float], seconds: float = 3.0, level: float = 5_000.0) -> np.ndarray:
    """A quiet room in which it is loud for some stretches of seconds."""
    chance = np.random.default_rng(4)
    sound = chance.normal(0, 5, round(seconds * 16_000))
    for first, last in stretches:
        part = slice(round(first * 16_000), round(last * 16_000))
        sound[part] += chance.normal(0, level, part.stop - part.start)
    return np.round(sound).astype(np.int16)


def _take(*ends: float) -> Take:
    return Take("x.flac", tuple(Utterance("words", 0.9, None, 0.4, end) for end in ends), 5.0, 0.1)


def test_speech_is_what_is_within_25_db_of_the_loud_level() -> None:
    spoken = spoken_by_energy(_bursts((0.5, 1.0), (1.4, 2.2)))
    assert spoken == Spoken(pytest.approx(0.5), pytest.approx(2.2))
    assert spoken_by_energy(np.zeros(16_000, np.int16)) is None
    assert spoken_by_energy(np.zeros(10, np.int16)) is None


def test_a_loud_room_is_no_speech() -> None:
    sound = _bursts((0.5, 2.2)) + np.random.default_rng(6).normal(0, 500, 48_000)  # 20 dB below
    assert spoken_by_energy(sound.astype(np.int16)) == Spoken(pytest.approx(0.5), pytest.approx(2.2))


def test_a_steady_offset_is_no_speech() -> None:
    assert spoken_by_energy(np.full(16_000, 9_000, np.int16)) is None


def test_phones_are_found_where_they_beat_the_blank() -> None:
    logs = np.full((10, 40), -9.0, np.float32)
    logs[:, BLANK] = -0.1
    assert spoken_by_phones(logs) is None
    logs[[3, 6], 7] = 0.0
    assert spoken_by_phones(logs) == Spoken(pytest.approx(0.09), pytest.approx(0.21))


def test_both_ways_agree_on_where_a_command_ends() -> None:
    sound = read_wav(LIGHT)
    phones = spoken_by_phones(Aligner(PHRASES, Lexicon(), SpeechModel()).logs(sound))
    energy = spoken_by_energy(sound)
    assert phones is not None
    assert energy is not None
    assert phones.last == pytest.approx(energy.last, abs=0.3)
    assert energy.last == pytest.approx(len(sound) / 16_000 - 0.3, abs=0.2)  # it is made with 0.3 s behind


def test_hiss_is_as_loud_as_the_room_and_the_same_each_time() -> None:
    sound = _bursts((0.5, 2.0))
    hiss = room(sound, 1.0, seed=3)
    assert len(hiss) == 16_000
    assert np.median(levels(hiss)) == pytest.approx(np.median(levels(_bursts())), abs=1.5)
    assert np.array_equal(hiss, room(sound, 1.0, seed=3))


def test_the_pause_goes_where_the_sentence_is_not_whole() -> None:
    sound = _bursts((0.5, 0.9), (1.0, 1.4), (1.5, 1.9), (2.0, 2.5))
    said = Words(("turn", "on", "the", "kitchen", "light"), (0.95, 1.45, 1.95, 2.3))
    gap = gap_inside(sound, said, PHRASES)
    assert gap is not None  # the middle, 1.45, comes after "turn on", a whole sentence: not there
    assert 0.9 <= gap <= 1.0 or 1.9 <= gap <= 2.0


def test_a_sentence_of_one_word_has_no_place_for_a_pause() -> None:
    assert gap_inside(_bursts((0.5, 1.0)), Words(("stop",), ()), PHRASES) is None


def test_words_are_found_in_their_order_with_rising_starts() -> None:
    aligner = Aligner(PHRASES, Lexicon(), SpeechModel())
    said = aligner.words(aligner.logs(read_wav(LIGHT)))
    assert said is not None
    assert said.words == ("turn", "on", "the", "kitchen", "light")
    assert len(said.starts) == 4
    assert list(said.starts) == sorted(said.starts)
    assert 0.3 < said.starts[0] < said.starts[-1] < len(read_wav(LIGHT)) / 16_000 - 0.3


def test_a_pause_makes_the_clip_and_its_last_sound_later() -> None:
    clip = with_pause(Clip(_bursts((0.5, 2.0)), Spoken(0.5, 2.0)), 1.0, 0.6, seed=1)
    assert len(clip.sound) == round(3.6 * 16_000)
    assert clip.spoken == Spoken(0.5, 2.6)
    assert levels(clip.sound)[102:158].max() < 30 < levels(clip.sound)[:98].max()


@pytest.mark.parametrize(
    ("ends", "delay", "cut"),
    [
        ((2.5,), 0.5, False),
        ((1.95,), -0.05, False),  # the last sound is not known to the hundredth
        ((1.2, 2.5), None, True),
        ((1.2,), None, True),
        ((0.3, 2.5), 0.5, False),  # a cough before the command is no half command
        ((), None, False),
    ],
)
def test_an_end_before_the_last_sound_is_a_command_cut_off(
    ends: tuple[float, ...], delay: float | None, cut: bool
) -> None:
    ending = ending_of(_take(*ends), Spoken(0.5, 2.0), paused=False)
    assert (ending.delay, ending.cut) == (pytest.approx(delay) if delay else delay, cut)


def test_the_row_keeps_recordings_with_a_pause_apart() -> None:
    plain = [Ending("a", False, delay, False) for delay in (0.4, 0.5, 0.9)] + [Ending("a", False, None, True)]
    paused = [Ending("a", True, 2.0, False), Ending("a", True, None, True)]
    told = row("lares", [*plain, *paused])
    assert told == ["lares", "4", "0.50", "0.90", "1", "25.0", "2", "1", "50.0"]
    assert row("lares", []) == ["lares", "0", "-", "-", "0", "-", "0", "0", "-"]


def _data(folder: Path) -> list[str]:
    (folder / "coffee").mkdir()
    shutil.copy(LIGHT, folder / "coffee" / "light.flac")
    shutil.copy(LIGHT, folder / "coffee" / "none.flac")
    sentences = 'language: en\nintents: {Switch: {data: [{sentences: ["turn on the kitchen light"]}]}}\n'
    (folder / "coffee" / "sentences.yaml").write_text(sentences)
    labels = {"light.flac": {"intent": "Switch", "slots": {}}, "none.flac": {"intent": None, "slots": {}}}
    (folder / "coffee" / "labels.json").write_text(json.dumps(labels))
    return ["--data", str(folder), "--home", str(folder / "home.yaml"), "--sets", "coffee"]


def test_a_command_ends_after_its_last_sound_and_a_pause_does_not_cut_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, log = _data(tmp_path), tmp_path / "log.jsonl"
    assert main(["bench", "endpoints", *words, "--engines", "lares", "--json", str(log)]) == 0
    assert "coffee: last sound by energy to end of utterance" in capsys.readouterr().out
    plain, paused = (json.loads(line) for line in log.read_text().splitlines())
    assert (plain["paused"], plain["cut"]) == (False, False)
    assert 0.2 < plain["delay"] < 1.2  # in the recording's own time
    assert (paused["paused"], paused["cut"]) == (True, False)


def test_a_pause_must_be_shorter_than_what_comes_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "endpoints", *_data(tmp_path), "--pause", "3"]) == 2
    assert "--pause 3" in capsys.readouterr().err
