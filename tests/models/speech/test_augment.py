from dataclasses import replace

import numpy as np
import pytest

from models.speech.augment import CLEAN, Augmenter, Strength, made_room, retime

CHANCE = np.random.default_rng(2)
VOICE = (6_000 * np.sin(2 * np.pi * 200 * np.arange(24_000) / 16_000)).astype(np.int16)
NOISE = CHANCE.normal(0, 3_000, 40_000).astype(np.float32)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_drawn_the_sound_stays_finite_and_within_sixteen_bits(seed: int) -> None:
    every = Strength(mild=0.0, room=1.0, colour=1.0, noise=1.0, band_limit=1.0, clip=0.5, gate=0.5)
    chance = np.random.default_rng(seed)
    sound, before, tempo = Augmenter([NOISE], [], every).clip(VOICE, [VOICE], chance)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 32_768
    assert len(sound) / 16_000 > before + 1.4 / tempo


def test_a_clean_clip_is_only_set_into_quiet_at_one_level() -> None:
    sound, before, tempo = Augmenter([NOISE], [], CLEAN).clip(VOICE, [], np.random.default_rng(1))
    first = round(before * 16_000)
    middle = sound[first + 100 : first + 20_000]
    expected = VOICE[100:20_000] * (np.abs(sound).max() / 6_000)
    assert tempo == 1.0
    assert np.corrcoef(middle, expected)[0, 1] > 0.99
    assert np.abs(sound).max() == pytest.approx(32_767 * 10 ** (-12 / 20), rel=0.01)


def test_a_faster_clip_is_shorter() -> None:
    assert len(retime(VOICE.astype(np.float32), 1.25)) == pytest.approx(len(VOICE) / 1.25, abs=2)


def test_a_made_room_begins_with_the_direct_sound_and_dies_away() -> None:
    for seed in range(8):
        room = made_room(np.random.default_rng(seed))
        assert np.abs(room).argmax() == 0
        tenth = len(room) // 10
        assert np.square(room[-tenth:]).sum() < 0.05 * np.square(room).sum()


def test_some_clips_begin_with_the_speech_itself() -> None:
    late = np.concatenate([np.zeros(4_000, np.int16), VOICE])
    begins_at_once = replace(CLEAN, before=(-0.2, -0.1))
    sound, before, _ = Augmenter([], [], begins_at_once).clip(late, [], np.random.default_rng(1))
    assert before == pytest.approx(-0.25, abs=0.02)
    expected = late[round(-before * 16_000) :][:8_000]
    assert np.corrcoef(sound[:8_000], expected)[0, 1] > 0.99
