"""The microphone through PortAudio: found by name, resampled, and reopened when it goes deaf.

PortAudio reports a lost device in three ways: an error when opening, ``finished_callback``, or
nothing at all. So callbacks are watched, and each reopening starts PortAudio anew, because it
lists devices only when it starts.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import soxr

from assistant.errors import AudioError
from assistant.hearing.audio import FRAME_SECONDS, SAMPLE_RATE, AudioFrame, Framer, to_int16

DEAD_AIR_SECONDS = 4.0  # the first blocks of a PulseAudio stream come after 1.3-2 s
SILENT_SECONDS = 30.0  # exact zeros for so long: a muted or broken input, no quiet room
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)
QUEUE_FRAMES = 64  # two seconds; if the daemon lags by more, the oldest sound is dropped


class _Stream(Protocol):
    """What is used of sounddevice's InputStream."""

    active: bool

    def start(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class MicrophoneStatus:
    """``open``: sound comes. ``reason``: one line for the log."""

    open: bool
    reason: str


class Microphone:
    """``device``: part of a name, an index, or None for the default. ``on_status`` is told of
    every opening, loss and silence; ``on_retry`` of each attempt to get a lost one back."""

    def __init__(
        self,
        device: str | int | None = None,
        *,
        on_status: Callable[[MicrophoneStatus], None] = lambda status: None,
        on_retry: Callable[[], None] = lambda: None,
    ) -> None:
        self.open = False
        self.dropped = 0  # blocks lost because nobody fetched them in time
        self._device = device
        self._on_status = on_status
        self._on_retry = on_retry

    async def frames(self) -> AsyncGenerator[AudioFrame, None]:
        """Frames for ever. Closing the iterator closes the stream, surely."""
        failures, reason = 0, ""
        while True:
            try:
                async with aclosing(self._session()) as frames:
                    async for frame in frames:
                        failures, reason = 0, ""
                        yield frame
            except AudioError as error:
                self._on_retry()
                if str(error) != reason:
                    reason = str(error)
                    self._on_status(MicrophoneStatus(False, reason))
                await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1
                await asyncio.to_thread(restart_portaudio)

    async def _session(self) -> AsyncGenerator[AudioFrame, None]:
        """One opening, until the device is lost (AudioError)."""
        loop = asyncio.get_running_loop()
        blocks: asyncio.Queue[AudioFrame | None] = asyncio.Queue(QUEUE_FRAMES)

        def put(block: AudioFrame | None) -> None:
            if blocks.full():
                self.dropped += 1
                blocks.get_nowait()
            blocks.put_nowait(block)

        def from_callback(block: AudioFrame | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(put, block)

        opening = asyncio.create_task(asyncio.to_thread(_open, self._device, from_callback))
        try:
            stream, rate, name = await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The thread cannot be stopped; what it opens all the same is closed again.
            opening.add_done_callback(_close_unwanted)
            raise
        try:
            async with aclosing(self._converted(blocks, rate, name)) as frames:
                async for frame in frames:
                    yield frame
        finally:
            self.open = False
            await asyncio.shield(asyncio.to_thread(stream.close))

    async def _converted(
        self, blocks: asyncio.Queue[AudioFrame | None], rate: int, name: str
    ) -> AsyncGenerator[AudioFrame, None]:
        resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
        framer = Framer()
        silent = 0
        while True:
            try:
                async with asyncio.timeout(DEAD_AIR_SECONDS):
                    block = await blocks.get()
            except TimeoutError:
                raise AudioError(
                    f"microphone {name}: no sound for {DEAD_AIR_SECONDS:g} s; reopening it"
                ) from None
            if block is None:
                raise AudioError(
                    f"microphone {name}: lost; plugged out, or its sound server ended; reopening it"
                )
            if not self.open:
                self.open = True
                self._on_status(MicrophoneStatus(True, f"microphone {name}: open at {rate} Hz"))
            samples = block
            if rate != SAMPLE_RATE:
                samples = to_int16(resampler.resample_chunk(block.astype(np.float32) / 32768.0))
            for frame in framer.feed(samples):
                silent = 0 if frame.any() else silent + 1
                if silent * FRAME_SECONDS == round(SILENT_SECONDS / FRAME_SECONDS) * FRAME_SECONDS:
                    self._on_status(
                        MicrophoneStatus(
                            True, f"microphone {name}: {SILENT_SECONDS:g} s of digital silence; is it muted?"
                        )
                    )
                yield frame


def microphones() -> tuple[str, ...]:
    """Names of the inputs, by index order; duplicates as they are. Raises AudioError without PortAudio."""
    return tuple(str(d["name"]) for d in _sounddevice().query_devices() if d["max_input_channels"] > 0)


def restart_portaudio() -> None:
    """Start PortAudio anew, so that it sees devices that came or went."""
    sounddevice = _sounddevice()
    with _PORTAUDIO:
        sounddevice._terminate()
        try:
            sounddevice._initialize()
        except sounddevice.PortAudioError as error:
            raise AudioError(
                f"microphone: PortAudio cannot start: {error}; is the sound server up?"
            ) from error


_PORTAUDIO = threading.Lock()  # PortAudio's opening, listing and restarting exclude each other


def _sounddevice() -> Any:
    try:
        import sounddevice  # loads libportaudio2, which a board without sound may lack
    except OSError as error:
        raise AudioError(
            "microphone: libportaudio2 is missing; run: apt-get install libportaudio2"
        ) from error
    return sounddevice


def _open(
    wanted: str | int | None, on_block: Callable[[AudioFrame | None], None]
) -> tuple[_Stream, int, str]:
    """A started stream, its rate and the device's name. Raises AudioError."""
    sounddevice = _sounddevice()

    def callback(block: AudioFrame, frames: int, time: object, status: object) -> None:
        on_block(block[:, 0].copy())

    with _PORTAUDIO:
        index = _chosen(sounddevice, wanted)
        try:
            info = sounddevice.query_devices(index, "input")
            rate = _rate(sounddevice, index, int(info["default_samplerate"]))
            stream = sounddevice.InputStream(
                device=index,
                channels=1,
                samplerate=rate,
                dtype="int16",
                blocksize=int(rate * FRAME_SECONDS),
                latency="high",  # 'low' burned 35 % of a core on PulseAudio, 'high' 2 %
                callback=callback,
                finished_callback=lambda: on_block(None),
            )
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            name = "default" if wanted is None else wanted
            raise AudioError(
                f"microphone {name}: cannot be opened ({error}); is it plugged in, and free?"
            ) from error
    return stream, rate, str(info["name"])


def _rate(sounddevice: Any, index: int | None, native: int) -> int:
    """Ours if the device does it, so that nothing has to be resampled here; else its own."""
    try:
        sounddevice.check_input_settings(device=index, channels=1, dtype="int16", samplerate=SAMPLE_RATE)
    except sounddevice.PortAudioError:
        return native
    return SAMPLE_RATE


def _chosen(sounddevice: Any, wanted: str | int | None) -> int | None:
    """The index of the input that is meant; None is PortAudio's default."""
    inputs = {
        i: str(d["name"]) for i, d in enumerate(sounddevice.query_devices()) if d["max_input_channels"] > 0
    }
    there = ", ".join(f"{i} {name}" for i, name in inputs.items()) or "none at all"
    if wanted is None:
        if not inputs:
            raise AudioError("microphone: there is none; plug one in")
        return None
    if isinstance(wanted, int):
        if wanted not in inputs:
            raise AudioError(f"microphone {wanted}: no such input; there are: {there}")
        return wanted
    exact = [i for i, name in inputs.items() if name.casefold() == wanted.casefold()]
    found = exact or [i for i, name in inputs.items() if wanted.casefold() in name.casefold()]
    if len(found) != 1:
        what = "names several inputs" if found else "is not there"
        raise AudioError(f"microphone {wanted!r}: {what}; there are: {there}")
    return found[0]


def _close_unwanted(opening: asyncio.Task[tuple[_Stream, int, str]]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result()[0].close()
