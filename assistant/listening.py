"""The daemon's hearing as one part: source, listener and attention; muting, and deafness to ourselves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

from assistant.attention import Attention
from assistant.config import Config
from assistant.ear import Ear, Recordings, SoundEvent
from assistant.errors import AudioError, GrammarError
from assistant.hearing.endpoint import EndpointSettings
from assistant.hearing.engine import build_wake
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.microwakeword_wake import MicroWakeWordWake
from assistant.hearing.quiet import voice_activity
from assistant.hearing.recognizer import Recognizer, WakeSpotter
from assistant.hearing.sources import AudioFrame, Microphone, MicrophoneStatus, microphones
from assistant.supervisor import Supervisor
from devices.model import Home

log = logging.getLogger("assistant")

ECHO_SECONDS = 0.3  # the room goes on sounding after the loudspeaker stops
_EAR = "ear"
_ATTENTION = "attention"


class Listening:
    """``on_event`` gets what is heard; ``on_alive`` is called whenever sound arrives, and whenever
    the microphone is being looked for; ``idle`` says that everything said so far is dealt with."""

    def __init__(
        self,
        config: Config,
        home: Home,
        supervisor: Supervisor,
        *,
        on_event: Callable[[SoundEvent], None],
        on_alive: Callable[[], None],
        idle: Callable[[], bool],
        recordings: tuple[Path, ...] = (),
    ) -> None:
        self.muted = False
        self._config = config
        self._supervisor = supervisor
        self._on_event = on_event
        self._on_alive = on_alive
        self._idle = idle
        self._recordings = recordings
        self._attention = Attention(config, home, on_change=self._use)
        self._listener: Listener | None = None
        self._ear: Ear | None = None
        self._opening: asyncio.TimerHandle | None = None
        self.microphone = Microphone(
            _wanted(config), on_status=self._microphone_status, on_retry=self._on_alive
        )

    @property
    def expects_sound(self) -> bool:
        """True while frames must keep coming; what then stops them is a fault."""
        return not self.muted and self.microphone.open

    @property
    def status(self) -> str:
        """A word or two for ``systemctl status``."""
        return "muted" if self.muted else "listening" if self.microphone.open else "no sound"

    async def prepare(self) -> None:
        """Build everything that can fail. What cannot be listened for is said, and the assistant
        goes on deaf: sentences still come by MQTT. Raises LanguageError."""
        try:
            await self._prepare()
        except GrammarError as error:
            log.warning("hearing is off: %s", error)

    async def _prepare(self) -> None:
        recognizer = await self._attention.start()
        hearing = self._config.hearing
        wake = None
        if hearing.wake.phrase is not None:
            wake = _wake(self._config, hearing.wake.phrase)
        endpoint = EndpointSettings(
            patience_seconds=hearing.endpoint.patience_seconds,
            complete_seconds=hearing.endpoint.complete_seconds,
            closed_seconds=hearing.endpoint.closed_seconds,
            cap_seconds=hearing.endpoint.cap_seconds,
        )
        self._listener = Listener(
            recognizer,
            await asyncio.to_thread(voice_activity),
            endpoint=endpoint,
            settings=ListenerSettings(threshold=hearing.threshold, area=hearing.area),
            wake=wake,
        )

    def start(self) -> None:
        """Begin to listen, unless muted."""
        if self._listener is None:
            return
        self._ear = Ear(self, self._listener, on_event=self._on_event, on_frame=self._on_alive)
        self._supervisor.run(_ATTENTION, self._attention.follow)
        if self.muted:
            log.info("hearing: muted, the microphone is closed")
        else:
            self._supervisor.run(_EAR, self._ear.run)

    async def switch(self, on: bool) -> None:
        """Open the microphone, or close it: muted, no stream is open."""
        self.muted = not on
        if self._ear is None:
            return
        if on:
            self._supervisor.run(_EAR, self._ear.run)
        else:
            await self._supervisor.end(_EAR)
            self._ear.forget()
        log.info("hearing: %s", "listening" if on else "muted, the microphone is closed")

    async def expect(self, answers: tuple[str, ...], now: float, seconds: float) -> None:
        """Listen for answers, without a wake phrase, for some seconds; for none: as usual."""
        await self._attention.expect(answers)
        if answers and self._listener is not None:
            self._listener.follow_up(now, seconds)

    def follow_up(self) -> None:
        """A command by ear was carried out, and our reply is over: what follows needs no wake phrase."""
        seconds = self._config.hearing.follow_up_seconds
        if self._listener is not None and seconds > 0:
            self._listener.follow_up(asyncio.get_running_loop().time(), seconds, asked=False)

    def speaking(self, now_speaking: bool) -> None:
        """Hear nothing while we ourselves speak."""
        if self._ear is None:
            return
        if self._opening is not None:  # the next reply came within the echo of the last
            self._opening.cancel()
        if now_speaking:
            self._ear.deaf = True
            return
        self._opening = asyncio.get_running_loop().call_later(ECHO_SECONDS, self._open_ear)

    def _open_ear(self) -> None:
        self._opening = None
        if self._ear is not None and self._ear.deaf:
            self._ear.forget()
            self._ear.deaf = False

    def _use(self, recognizer: Recognizer) -> None:
        if self._listener is not None:
            self._listener.use(recognizer)

    def _microphone_status(self, status: MicrophoneStatus) -> None:
        log.log(logging.INFO if status.open else logging.WARNING, "%s", status.reason)
        if not status.open and self._ear is not None:
            self._ear.forget()  # half a command is not to be carried out when the microphone comes back

    async def frames(self) -> AsyncGenerator[AudioFrame, None]:
        """Recordings first if there is no microphone, then the microphone, whenever it comes."""
        if self._recordings and not await asyncio.to_thread(_any_microphone, _wanted(self._config)):
            log.info("no microphone found: playing %d bundled recordings instead", len(self._recordings))
            recordings, self._recordings = self._recordings, ()
            async with aclosing(Recordings(recordings, idle=self._idle).frames()) as frames:
                async for frame in frames:
                    yield frame
            log.info("the recordings are over: send sentences by MQTT, or plug in a microphone")
        if self._config.hearing.microphone == "none":
            return
        async with aclosing(self.microphone.frames()) as frames:
            async for frame in frames:
                yield frame


def _wake(config: Config, phrase: str) -> WakeSpotter:
    """Raises GrammarError."""
    hearing = config.hearing
    if hearing.wake.engine == "microwakeword":
        return MicroWakeWordWake(phrase, hearing.wake.threshold)
    return build_wake(hearing.wake.engine, phrase, hearing.wake.threshold, Lexicon(hearing.pronounce))


def _wanted(config: Config) -> str | int | None:
    return config.hearing.microphone


def _any_microphone(wanted: str | int | None) -> bool:
    """Whether there is an input at all: one that is named may still come."""
    if wanted == "none":
        return False
    try:
        return bool(microphones())
    except AudioError as error:
        log.warning("%s", error)
        return False
