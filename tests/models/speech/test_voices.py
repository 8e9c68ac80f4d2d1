import json
import random
from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.speech.engines import ENGINES, Engine, choose, installed, prompt, speak
from models.speech.packs import open_pack, read_manifest, write_pack
from models.speech.voices import Plan, blocks_done, make, make_block
from models.speech.warp import PITCH, TRACT, Warp, draw_warp, warped

RATE = 16_000
HERE = installed()


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - not for secrets


def plan(folder: Path, seed: int = 1) -> Plan:
    (folder / "synthetic").mkdir(exist_ok=True)
    return Plan(seed, ("turn it off", "what time is it"), ("espeak",), folder / "synthetic")


@pytest.mark.parametrize("engine", HERE, ids=[engine.name for engine in HERE])
def test_every_engine_that_is_here_speaks(engine: Engine, tmp_path: Path) -> None:
    sound = speak(engine.draw(chance_of(1)), "turn on the lamp.", tmp_path)

    assert sound is not None
    assert 0.5 < len(sound) / RATE < 4
    assert 0.05 < np.abs(sound).max() <= 1.0


def test_espeak_is_always_here() -> None:
    assert "espeak" in {engine.name for engine in HERE}


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ValueError, match="flute"):
        installed(("flute",))


def test_without_engines_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ValueError, match="apt install"):
        make(plan(tmp_path), 1.0, tmp_path / "synthetic.jsonl")


def test_an_engine_that_fails_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, voice = choose(chance_of(1), installed(("espeak",)))
    monkeypatch.setenv("PATH", str(tmp_path))

    assert speak(voice, "hello", tmp_path) is None


def test_a_voice_made_from_recordings_is_drawn_most_often() -> None:
    chance = chance_of(1)
    drawn = [choose(chance, ENGINES)[1] for _ in range(1_000)]

    assert sum(voice.real for voice in drawn) > 650
    assert len({voice.name for voice in drawn}) > 80


def test_punctuation_changes_no_word() -> None:
    chance = chance_of(1)
    made = {prompt("open the green door", chance) for _ in range(50)}

    assert {"".join(c for c in said if c not in ",.?!") for said in made} == {"open the green door"}
    assert len(made) > 4


def test_silence_at_the_ends_is_cut_to_the_margin(tmp_path: Path) -> None:
    _, voice = choose(chance_of(1), installed(("espeak",)))
    short, long = (speak(voice, "hello", tmp_path, (margin, margin)) for margin in (0.0, 0.05))

    assert short is not None
    assert long is not None
    assert np.abs(short[:160]).max() > 0.005 * np.abs(short).max()
    assert len(short) < len(long)


def test_a_block_is_one_file_of_clips_that_a_pack_can_read(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in make_block(0, plan(tmp_path), clips=4)]
    (tmp_path / "synthetic.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    taken = write_pack(list(read_manifest(tmp_path / "synthetic.jsonl")), tmp_path / "pack")
    pack = open_pack(tmp_path / "pack")

    assert {line["path"] for line in lines} == {str(tmp_path / "synthetic" / "s1-00000.flac")}
    assert taken == len(lines) > 0
    assert [len(pack.sound(clip)) for clip in range(taken)] == [line["frames"] for line in lines]
    assert all(line["speaker"].startswith("espeak-") and line["licence"] for line in lines)


def test_clips_start_and_end_in_near_silence(tmp_path: Path) -> None:
    for line in map(json.loads, make_block(1, plan(tmp_path), clips=3)):
        sound, _ = soundfile.read(line["path"], start=line["offset"], frames=line["frames"])
        assert np.abs(sound[:400]).max() < 0.3 * np.abs(sound).max()
        assert np.abs(sound).max() <= 1.0


def test_a_run_that_was_cut_goes_on_where_it_was(tmp_path: Path) -> None:
    manifest = tmp_path / "synthetic.jsonl"
    first = make(plan(tmp_path), 1 / 3600, manifest, clips=2)
    before = manifest.read_text()
    second = make(plan(tmp_path), first + 1 / 3600, manifest, clips=2)

    assert manifest.read_text().startswith(before)
    assert second > first
    assert sorted(blocks_done(manifest, 1)) == list(range(len(blocks_done(manifest, 1))))
    assert make(plan(tmp_path), first, manifest, clips=2) == pytest.approx(second, abs=0.001)


def test_another_seed_adds_its_own_hours(tmp_path: Path) -> None:
    manifest = tmp_path / "synthetic.jsonl"
    make(plan(tmp_path), 1 / 3600, manifest, clips=2)

    assert blocks_done(manifest, 2) == {}


def test_warps_stay_within_their_limits_and_make_many_speakers() -> None:
    chance = chance_of(1)
    warps = [draw_warp(chance) for _ in range(300)]

    assert all(PITCH[0] <= w.pitch <= PITCH[1] and TRACT[0] <= w.tract <= TRACT[1] for w in warps)
    assert len({w.bucket for w in warps}) == 15


@pytest.mark.filterwarnings("ignore")
def test_a_warp_raises_the_pitch_the_formants_and_the_length() -> None:
    pytest.importorskip("pyworld")
    time = np.arange(RATE) / RATE
    buzz = (0.2 * np.sign(np.sin(2 * np.pi * 110 * time))).astype(np.float32)
    made = warped(buzz, Warp(pitch=1.5, melody=1.0, tract=1.1, breath=1.0, tempo=1.2))
    middle = made[4_000:12_000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))

    assert len(made) == pytest.approx(1.2 * len(buzz), rel=0.02)
    assert 2 * np.argmax(spectrum[40:150]) + 80 == pytest.approx(165, abs=6)
