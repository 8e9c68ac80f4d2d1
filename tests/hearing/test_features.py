import numpy as np
import pytest

from assistant.hearing.features import FEATURES, HOP, RATE, WINDOW, FeatureStream, log_mel, with_level

CHANCE = np.random.default_rng(4)
TONE = (8_000 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.int16)
NOISY = (TONE + CHANCE.normal(0, 500, RATE)).astype(np.int16)


@pytest.mark.parametrize("size", [1, 159, 512, 1_000, 20_000])
def test_sound_in_pieces_of_any_size_gives_the_rows_of_the_whole(size: int) -> None:
    stream = FeatureStream()
    pieces = [stream.feed(NOISY[at : at + size]) for at in range(0, len(NOISY), size)]
    whole, _ = with_level(log_mel(NOISY))
    np.testing.assert_allclose(np.concatenate(pieces), whole, atol=1e-4)


def test_a_row_comes_every_ten_milliseconds_after_the_first_window() -> None:
    assert log_mel(NOISY[: WINDOW - 1]).shape == (0, 40)
    assert log_mel(NOISY[:WINDOW]).shape == (1, 40)
    assert log_mel(NOISY[: WINDOW + 5 * HOP]).shape == (6, 40)


def test_a_gain_adds_one_constant_to_all_bands_and_leaves_the_level_alone() -> None:
    loud, _ = with_level(log_mel(NOISY))
    quiet, _ = with_level(log_mel(NOISY.astype(np.float32) / 4))
    difference = (loud - quiet)[:, :40]
    assert np.ptp(difference) < 0.01
    assert difference.mean() == pytest.approx(np.log(16), abs=0.01)
    np.testing.assert_allclose(loud[:, 40], quiet[:, 40], atol=0.01)


def test_the_level_is_zero_at_the_peak_and_falls_when_it_gets_quiet() -> None:
    rows, _ = with_level(log_mel(np.concatenate([NOISY, NOISY // 100])))
    assert rows[:, 40].max() == 0
    assert rows[-1, 40] < -5


def test_the_band_of_a_tone_stands_out() -> None:
    low = log_mel(TONE)[10]
    high = log_mel((8_000 * np.sin(2 * np.pi * 5_000 * np.arange(RATE) / RATE)).astype(np.int16))[10]
    assert low.argmax() < 12
    assert high.argmax() > 30


@pytest.mark.parametrize(
    "sound",
    [np.zeros(RATE, np.int16), np.full(RATE, 12_000, np.int16), np.full(RATE, -32_768, np.int16)],
    ids=["digital silence", "a DC offset", "stuck at the rail"],
)
def test_sound_that_is_none_gives_finite_rows_all_alike(sound: np.ndarray) -> None:
    rows = FeatureStream().feed(sound)
    assert rows.shape[1] == FEATURES
    assert np.isfinite(rows).all()
    assert np.ptp(rows[:, :40]) < 0.01


def test_a_reset_stream_knows_nothing_of_the_sound_before() -> None:
    stream = FeatureStream()
    first = stream.feed(NOISY)
    stream.feed(TONE[:777])
    stream.reset()
    np.testing.assert_array_equal(stream.feed(NOISY), first)
