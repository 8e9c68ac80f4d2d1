"""The microphone, on a real PulseAudio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import AudioError
from assistant.hearing import microphone as module
from assistant.hearing.microphone import Microphone, MicrophoneStatus, microphones, restart_portaudio
from assistant.hearing.recordings import read_wav
from tests.pulse import Pulse

DEMO = Path(__file__).parents[2] / "assistant" / "demo"
REAL = Path(__file__).parents[3] / "shared" / "data" / "real" / "home_commands"


@pytest.fixture(scope="module")
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    with Pulse(tmp_path_factory.mktemp("pulse")) as server:
        restart_portaudio()
        yield server
    restart_portaudio()


async def _heard(microphone: Microphone, seconds: float) -> np.ndarray:
    """What the microphone gives in the seconds after its first frame."""
    frames = []
    async with aclosing(microphone.frames()) as stream:
        async for frame in stream:
            frames.append(frame)
            if len(frames) * 0.032 > seconds:
                break
    return np.concatenate(frames)


async def _captured(pulse: Pulse, recording: Path, seconds: float) -> np.ndarray:
    microphone = Microphone("pulse")
    hearing = asyncio.create_task(_heard(microphone, seconds + 1.5))
    await _until(lambda: microphone.open)
    await asyncio.to_thread(pulse.play, recording)
    return await hearing


def _likeness(heard: np.ndarray, played: np.ndarray) -> float:
    """The highest normalised correlation of what was played with any stretch of what was heard."""
    played = played.astype(np.float64)
    heard = heard.astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(heard) + len(played))))
    cross = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size)), size)
    at = int(np.argmax(cross[: len(heard) - len(played) // 2]))
    stretch = heard[at : at + len(played)]
    norm = np.linalg.norm(stretch) * np.linalg.norm(played[: len(stretch)])
    return float(cross[at] / max(norm, 1e-9))


def test_what_is_played_is_what_is_heard(pulse: Pulse) -> None:
    recording = DEMO / "1_light_on.flac"
    played = read_wav(recording)
    heard = asyncio.run(_captured(pulse, recording, len(played) / 16_000))
    assert _likeness(heard, played) > 0.99


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="recordings of people are not part of this repository")
@pytest.mark.parametrize("name", ["lock the Front Door", "set a timer for 30 seconds"])
def test_people_are_heard_as_they_were_recorded(pulse: Pulse, name: str) -> None:
    recording = REAL / f"{name}.flac"
    played = read_wav(recording)
    heard = asyncio.run(_captured(pulse, recording, len(played) / 16_000))
    assert _likeness(heard, played) > 0.98


def test_closing_the_iterator_closes_the_stream(pulse: Pulse) -> None:
    async def scene() -> None:
        microphone = Microphone("pulse")
        async with aclosing(microphone.frames()) as frames:
            async for _ in frames:
                assert pulse.recorders() == 1
                break
        assert not microphone.open
        assert pulse.recorders() == 0

    asyncio.run(scene())


def test_a_microphone_cancelled_while_it_opens_leaves_nothing_open(pulse: Pulse) -> None:
    async def scene() -> None:
        for wait in (0.0, 0.01, 0.1):
            task = asyncio.create_task(_heard(Microphone("pulse"), 60))
            await asyncio.sleep(wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await asyncio.sleep(1.0)
        assert pulse.recorders() == 0

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("lose", "bring_back"),
    [(Pulse.unplug, Pulse.plug), (Pulse.kill, Pulse.start)],
    ids=["unplugged", "server dies"],
)
def test_what_was_lost_is_said_and_heard_again_when_it_is_back(
    pulse: Pulse,
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[Pulse], None],
    bring_back: Callable[[Pulse], None],
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", (0.2,))

    async def scene() -> None:
        told: list[MicrophoneStatus] = []
        retries: list[float] = []
        microphone = Microphone(
            "pulse", on_status=told.append, on_retry=lambda: retries.append(time.monotonic())
        )
        frames = 0

        async def listen() -> None:
            nonlocal frames
            async with aclosing(microphone.frames()) as stream:
                async for _ in stream:
                    frames += 1

        task = asyncio.create_task(listen())
        try:
            async with asyncio.timeout(60):
                await _until(lambda: frames > 10)
                await asyncio.to_thread(lose, pulse)
                await _until(lambda: bool(retries))
                await asyncio.to_thread(bring_back, pulse)
                before = frames
                await _until(lambda: frames > before + 10)
        finally:
            task.cancel()
            await asyncio.wait([task])
        assert told[0].open
        assert any(not status.open for status in told)
        assert told[-1].open

    asyncio.run(scene())


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - conditions of all sorts
        await asyncio.sleep(0.05)


def test_inputs_are_chosen_by_a_part_of_their_name_or_their_number(pulse: Pulse) -> None:
    names = microphones()
    assert "pulse" in names
    for wanted in ("PULSE", names.index("pulse")):
        index = module._chosen(module._sounddevice(), wanted)
        assert index is not None


def test_a_name_that_fits_nothing_lists_what_there_is(pulse: Pulse) -> None:
    with pytest.raises(AudioError, match=r"'Yeti': is not there; there are: .*pulse"):
        module._chosen(module._sounddevice(), "Yeti")
    with pytest.raises(AudioError, match="no such input"):
        module._chosen(module._sounddevice(), 99)


def test_another_rate_than_ours_is_resampled(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most USB microphones speak 44.1 or 48 kHz only."""
    monkeypatch.setattr(module, "_rate", lambda sounddevice, index, native: 44_100)
    recording = DEMO / "5_risky.flac"
    played = read_wav(recording)
    heard = asyncio.run(_captured(pulse, recording, len(played) / 16_000))
    assert _likeness(heard, played) > 0.95


def test_recordings_and_microphone_agree_on_the_level(pulse: Pulse, tmp_path: Path) -> None:
    tone = (8000 * np.sin(np.arange(16_000) / 10)).astype(np.int16)
    soundfile.write(tmp_path / "tone.wav", tone, 16_000)
    heard = asyncio.run(_captured(pulse, tmp_path / "tone.wav", 1.0))
    assert abs(int(np.abs(heard).max()) - 8000) < 200
