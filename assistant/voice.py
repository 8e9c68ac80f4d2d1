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
        self._afterwards: Callable[[], None] | None = None

    async def prepare(self) -> None:
        """Speak from now on, if there is a loudspeaker."""
        self.enabled = await asyncio.to_thread(loudspeaker) is not None

    @property
    def idle(self) -> bool:
        """True when nothing is being said or waits to be."""
        return self._waiting.empty() and not self._speaking

    def say(self, text: str) -> None:
        """Say it when it is its turn; nothing where nobody could hear it."""
        if self.enabled and not self._waiting.full():
            self._waiting.put_nowait(text)

    def afterwards(self, call: Callable[[], None]) -> None:
        """Call when it is quiet, at once if it is; of several calls that wait, the last."""
        if self.idle:
            call()
        else:
            self._afterwards = call

    def hush(self) -> bool:
        """Say no more of what is being said or waits; False if it was quiet anyway."""
        spoke = not self.idle
        while not self._waiting.empty():
            self._waiting.get_nowait()
        if self._speaking:
            self._speaker.hush()
        self._if_quiet()
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
                self._if_quiet()

    def _if_quiet(self) -> None:
        if self.idle and self._afterwards is not None:
            call, self._afterwards = self._afterwards, None
            call()
