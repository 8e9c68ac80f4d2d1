"""The daemon's ear: frames of a source through the listener, on a worker thread of its own.

Decoding takes milliseconds a frame and more at the end of a sentence; on the event loop it
would hold up MQTT. One thread keeps frames in order and the rest of the daemon answering.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.events import Heard, NotHeard, Woken
from assistant.hearing.listener import Listener
from assistant.hearing.sources import FRAME_SECONDS, AudioFrame, wav_frames

SoundEvent = Woken | Heard | NotHeard


class FrameSource(Protocol):
    """Where sound comes from: the microphone, or recordings that play as one."""

    def frames(self) -> AsyncGenerator[AudioFrame, None]:
        """Frames of 512 samples, 16 kHz mono, as they arrive. Closing it closes what it opened."""
        ...


class Ear:
    """Feeds frames to a listener. ``on_frame`` is told of every one that arrives, and so is
    the proof that sound still comes; ``deaf`` drops them while we ourselves are speaking."""

    def __init__(
        self,
        source: FrameSource,
        listener: Listener,
        *,
        on_event: Callable[[SoundEvent], None],
        on_frame: Callable[[], None],
    ) -> None:
        self.listener = listener
        self.deaf = False
        self._forget = False
        self._source = source
        self._on_event = on_event
        self._on_frame = on_frame

    def forget(self) -> None:
        """Begin anew with the next frame: sound was missed in between."""
        self._forget = True

    async def run(self) -> None:
        """Listen until the source ends; a microphone never does."""
        loop = asyncio.get_running_loop()
        worker = ThreadPoolExecutor(1, "hearing")
        try:
            async with aclosing(self._source.frames()) as frames:
                async for frame in frames:
                    self._on_frame()
                    if self.deaf:
                        continue
                    event = await loop.run_in_executor(worker, self._hear, frame, loop.time())
                    if event is not None:
                        self._on_event(event)
        finally:
            # A recogniser may take seconds to answer (a Wyoming server): the event loop does not wait for it.
            await asyncio.to_thread(worker.shutdown)

    def _hear(self, frame: AudioFrame, now: float) -> SoundEvent | None:
        if self._forget:
            self._forget = False
            self.listener.reset()
        return self.listener.feed(frame, now)


class Recordings:
    """Plays recordings as if they were a microphone: in real time, with quiet between them.

    ``idle`` says whether everything that a recording set off is over; the next one waits for it.
    """

    GAP_SECONDS = 1.5  # longer than any patience of the endpointer
    BUSY_SECONDS = 20.0  # longer than a command with its retry may take

    def __init__(self, paths: tuple[Path, ...], *, idle: Callable[[], bool]) -> None:
        self._paths = paths
        self._idle = idle

    async def frames(self) -> AsyncGenerator[AudioFrame, None]:
        """Every recording once."""
        for path in self._paths:
            for frame in wav_frames(path):
                yield frame
                await asyncio.sleep(FRAME_SECONDS)
            for count in range(int(self.BUSY_SECONDS / FRAME_SECONDS)):
                if count * FRAME_SECONDS > self.GAP_SECONDS and self._idle():
                    break
                yield np.zeros(512, dtype=np.int16)
                await asyncio.sleep(FRAME_SECONDS)
