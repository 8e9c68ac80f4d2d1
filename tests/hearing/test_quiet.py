"""The voice activity model rests while nothing is to be heard, and misses nothing by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.bench.hearing_ears import frames
from assistant.hearing.activity import SileroActivity
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.quiet import QuietGate
from assistant.hearing.recordings import read_wav

RECORDING = Path(__file__).parents[2] / "assistant" / "demo" / "1_light_on.flac"


class Counting:
    """Silero's model, and how often it was asked."""

    def __init__(self) -> None:
        self._model = SileroActivity()
        self.asked = 0

    def feed(self, frame: AudioFrame) -> float:
        self.asked += 1
        return self._model.feed(frame)

    def reset(self) -> None:
        self._model.reset()


def _noise(seconds: float, loudness: float) -> AudioFrame:
    chance = np.random.default_rng(3)
    return np.round(chance.normal(0, loudness, round(seconds * SAMPLE_RATE))).astype(np.int16)


def _speaking(activity: QuietGate | SileroActivity, sound: AudioFrame) -> np.ndarray:
    return np.flatnonzero([activity.feed(frame) >= 0.5 for frame in frames(sound)])


@pytest.mark.parametrize("loudness", [0, 10, 300])
def test_in_a_room_of_steady_noise_the_model_is_asked_in_the_beginning_only(loudness: float) -> None:
    model = Counting()
    _speaking(QuietGate(model), _noise(30, loudness))
    assert model.asked < 6 / 0.032


@pytest.mark.parametrize("loudness", [0, 10, 100])
def test_speech_is_found_in_the_same_frames_as_without_the_gate(loudness: float) -> None:
    speech = read_wav(RECORDING)
    sound = np.concatenate([_noise(10, loudness), speech, _noise(4, loudness), speech])
    sound = (sound + _noise(len(sound) / SAMPLE_RATE, loudness)).astype(np.int16)
    gated, plain = _speaking(QuietGate(SileroActivity()), sound), _speaking(SileroActivity(), sound)
    assert len(plain) > 40
    assert len(np.setxor1d(gated, plain)) <= 4


@pytest.mark.parametrize("decibels", [-20, -40])
def test_speech_is_found_at_any_level(decibels: int) -> None:
    sound = np.concatenate([_noise(2, 100), read_wav(RECORDING), _noise(2, 100)])
    soft = np.round(sound * 10 ** (decibels / 20)).astype(np.int16)
    loud, quiet = _speaking(QuietGate(SileroActivity()), sound), _speaking(QuietGate(SileroActivity()), soft)
    assert len(np.setxor1d(loud, quiet)) <= 5


def test_who_speaks_from_the_first_frame_on_is_heard() -> None:
    sound = read_wav(RECORDING)[8_000:]
    assert abs(_speaking(QuietGate(SileroActivity()), sound)[0] - _speaking(SileroActivity(), sound)[0]) <= 1


def test_a_noise_that_stays_becomes_part_of_the_room() -> None:
    model = Counting()
    gate = QuietGate(model)
    _speaking(gate, np.concatenate([_noise(5, 10), _noise(25, 1_000)]))
    asked = model.asked
    _speaking(gate, _noise(10, 1_000))
    assert model.asked == asked


@pytest.mark.parametrize("offset", [300, 1_000, -3_000])
def test_a_dc_offset_is_no_sound(offset: int) -> None:
    speech = read_wav(RECORDING) // 8
    sound = np.concatenate([_noise(12, 3), speech, _noise(2, 3)]).astype(np.int32)
    shifted = np.clip(sound + offset, -32_768, 32_767).astype(np.int16)
    model = Counting()
    _speaking(QuietGate(model), shifted)
    assert model.asked > 0.9 * len(speech) / 512
