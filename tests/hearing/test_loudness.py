"""How loud a sentence is over the room's noise, whatever the microphone's gain."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.hearing.audio import FRAME_SAMPLES, FRAME_SECONDS, AudioFrame
from assistant.hearing.loudness import Loudness

ROOM = 30.0  # of 16 bits, root mean square


def _sound(chance: np.random.Generator, amplitude: float, seconds: float) -> list[AudioFrame]:
    shape = (round(seconds / FRAME_SECONDS), FRAME_SAMPLES)
    return list(np.round(chance.normal(0, amplitude, shape)).astype(np.int16))


def _level(speech: float, room: float = ROOM, *, behind: float | None = None) -> float | None:
    """After 5 s of the room's noise, 1 s of speech and 1 s of ``behind``, somebody's talk further away."""
    chance, loudness = np.random.default_rng(4), Loudness()
    for frame in _sound(chance, room, 5):
        loudness.feed(frame, voiced=False)
    loudness.begin()
    for frame in _sound(chance, speech, 1):
        loudness.feed(frame, voiced=True)
    for frame in _sound(chance, behind or room, 1):
        loudness.feed(frame, voiced=behind is not None, near=False)
    return loudness.decibels


@pytest.mark.parametrize("decibels", [10, 20, 40])
def test_the_level_is_that_of_the_speech_over_the_rooms_noise(decibels: float) -> None:
    assert _level(ROOM * 10 ** (decibels / 20)) == pytest.approx(decibels, abs=2.0)


def test_a_microphone_of_twice_the_gain_tells_the_same() -> None:
    level = _level(600)
    assert level is not None
    assert _level(1_200, 2 * ROOM) == pytest.approx(level, abs=0.2)


def test_who_stands_at_twice_the_distance_is_6_decibels_lower() -> None:
    near, far = _level(1_200), _level(600)
    assert near is not None
    assert far is not None
    assert near - far == pytest.approx(6.0, abs=0.2)


def test_talk_behind_the_speaker_is_not_the_speakers() -> None:
    level = _level(1_200)
    assert level is not None
    assert _level(1_200, behind=100) == pytest.approx(level, abs=0.5)


def test_before_anybody_speaks_there_is_no_level() -> None:
    loudness = Loudness()
    loudness.feed(np.zeros(FRAME_SAMPLES, np.int16), voiced=False)
    assert loudness.decibels is None


def test_a_noise_that_stays_becomes_part_of_the_room() -> None:
    chance, loudness = np.random.default_rng(4), Loudness()
    for frame in _sound(chance, ROOM, 5) + _sound(chance, 10 * ROOM, 15):
        loudness.feed(frame, voiced=False)
    for frame in _sound(chance, 20 * ROOM, 1):
        loudness.feed(frame, voiced=True)
    assert loudness.decibels == pytest.approx(6.0, abs=2.0)
