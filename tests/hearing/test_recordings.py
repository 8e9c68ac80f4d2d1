"""Recordings of every kind, and what is none."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import AudioError
from assistant.hearing.audio import FRAME_SAMPLES, Framer
from assistant.hearing.recordings import read_wav, wav_frames


def _tone(seconds: float, rate: int) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def _loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean((samples[1000:-1000] / 32768.0) ** 2)))


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW"])
@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (48_000, 2), (8_000, 1), (44_100, 1)])
def test_any_width_rate_and_channels_sound_the_same(
    tmp_path: Path, subtype: str, rate: int, channels: int
) -> None:
    tone = np.repeat(_tone(1.0, rate)[:, None], channels, axis=1)
    soundfile.write(tmp_path / "a.wav", tone, rate, subtype)
    samples = read_wav(tmp_path / "a.wav")
    assert samples.dtype == np.int16
    assert abs(len(samples) - 16_000) <= 16
    assert _loudness(samples) == pytest.approx(0.3535, abs=0.01)


def test_frames_are_whole_and_the_last_is_filled_up_with_silence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(0.1, 16_000), 16_000)
    frames = list(wav_frames(tmp_path / "a.wav"))
    assert [len(frame) for frame in frames] == [FRAME_SAMPLES] * 4
    assert not frames[-1][1600 - 3 * FRAME_SAMPLES :].any()


def test_a_truncated_recording_gives_what_is_there(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(1.0, 16_000), 16_000)
    whole = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(whole[: len(whole) // 2])
    assert 7_900 < len(read_wav(tmp_path / "a.wav")) < 8_000


def test_what_is_no_number_is_silence_and_what_is_too_loud_is_clipped(tmp_path: Path) -> None:
    samples = np.array([np.nan, np.inf, -np.inf, 5.0, -5.0, 0.5] * 100, dtype=np.float32)
    soundfile.write(tmp_path / "a.wav", samples, 16_000, "FLOAT")
    heard = read_wav(tmp_path / "a.wav")
    assert heard.min() >= -32768
    assert heard.max() <= 32767
    assert heard[0] == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not readable as a recording"),
        (b"this is no sound at all", "not readable as a recording"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not readable as a recording"),
    ],
)
def test_what_is_no_recording_is_said_in_one_line_with_its_name(
    tmp_path: Path, content: bytes, says: str
) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(AudioError, match=says) as raised:
        read_wav(tmp_path / "a.wav")
    assert str(tmp_path / "a.wav") in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_recording_without_a_sample_is_empty(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0, dtype=np.float32), 16_000)
    with pytest.raises(AudioError, match="is empty"):
        list(wav_frames(tmp_path / "a.wav"))


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist"):
        read_wav(tmp_path / "none.wav")
    with pytest.raises(AudioError, match="is a folder"):
        read_wav(tmp_path)


def test_no_rate_a_recorder_has_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(1.0, 16_000), 1_000)
    with pytest.raises(AudioError, match="1000 Hz with 1 channels is no sound recording"):
        read_wav(tmp_path / "a.wav")


def test_two_hours_need_no_more_memory_than_two_seconds(tmp_path: Path) -> None:
    rate = 8_000
    with soundfile.SoundFile(tmp_path / "long.wav", "w", rate, 1, "PCM_U8") as out:
        minute = np.zeros(60 * rate, dtype=np.float32)
        for _ in range(120):
            out.write(minute)
    tracemalloc.start()
    frames = sum(1 for _ in wav_frames(tmp_path / "long.wav"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frames == 2 * 3600 * 16_000 // FRAME_SAMPLES
    assert peak < 2_000_000


def test_a_dc_offset_is_taken_away_and_sound_without_one_stays_as_it_is() -> None:
    swing = np.round(2_000 * np.sin(np.arange(48_000) * 0.3)).astype(np.int16)
    assert (np.concatenate(Framer().feed(swing)) == swing[: 48_000 // 512 * 512]).all()
    for offset in (300, -9_000):
        shifted = Framer().feed(swing + np.int16(offset))
        assert abs(np.concatenate(shifted[70:]).mean()) < 20
