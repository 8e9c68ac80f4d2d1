"""Replies aloud, one after the other: what waits to be said, and being told to be quiet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from assistant.acting.speaker import Speaker, loudspeaker
from assistant.errors import AudioError

log = logging.getLogger("assistant")

WAITING_LIMIT = 20  # replies; more is a script that talks, and nobody listens to it to the end


class Voice:
    """``on_speaking`` is told when it begins and when it ends, so that the ear can be closed meanwhile."""

    def __init__(self, voice: str, *, on_speaking: Callable[[bool], None]) -> None:
        self.enabled = False
        self._speaker = Speaker(voice)
        self._on_speaking = on_speaking
        self._waiting: asyncio.Queue[str] = asyncio.Queue(maxsize=WAITING_LIMIT)
        self._speaking = False

    async def prepare(self) -> None:
        """Speak from now on, if there is a loudspeaker."""
        self.enabled = await asyncio.to_thread(loudspeaker) is not None

    @property
    def idle(self) -> bool:
        """True when nothing waits to be said."""
        return self._waiting.empty()

    def say(self, text: str) -> None:
        """Say it when it is its turn; nothing where nobody could hear it."""
        if self.enabled and not self._waiting.full():
            self._waiting.put_nowait(text)

    def hush(self) -> bool:
        """Say no more of what is being said or waits; False if it was quiet anyway."""
        spoke = self._speaking or not self.idle
        while not self.idle:
            self._waiting.get_nowait()
        if self._speaking:
            self._speaker.hush()
        return spoke

    async def run(self) -> None:
        """Say what is to be said; a part of the daemon, never ends."""
        while True:
            text = await self._waiting.get()
            self._speaking = True
            self._on_speaking(True)
            try:
                await self._speaker.say(text)
            except AudioError as error:
                log.warning("%s", error)
            finally:
                self._speaking = False
                self._on_speaking(False)
