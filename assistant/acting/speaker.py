"""Replies by loudspeaker: espeak-ng turns text into samples, PortAudio plays them.

espeak-ng's own audio output is not used, because it cannot tell whether a loudspeaker
is there: without one it waits or fails with status 0.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import threading
from contextlib import suppress

import soundfile

from assistant.errors import AudioError

# A reply is a sentence; what takes longer to synthesise than this hangs.
SYNTHESIS_SECONDS = 5.0
HUSH_SECONDS = 0.1  # the sound that is still handed over after being told to be quiet
REPLY_LIMIT = 400  # characters; a longer answer is cut at a word, the whole is on MQTT


class Speaker:
    """Says one text at a time. ``voice`` is espeak-ng's, the language by default."""

    def __init__(self, voice: str) -> None:
        self._voice = voice
        self._one_at_a_time = asyncio.Lock()
        self._hushed = threading.Event()  # of what is being said

    async def say(self, text: str) -> None:
        """Speak and return when it has been said, or hushed. Raises AudioError when it cannot be."""
        async with self._one_at_a_time:
            hushed = self._hushed = threading.Event()
            wav = await self._synthesise(shortened(text))
            try:
                await asyncio.to_thread(_play, wav, hushed)
            finally:
                hushed.set()  # cancelled, the thread would speak to the end

    def hush(self) -> None:
        """Say no more of what is being said."""
        self._hushed.set()

    async def _synthesise(self, text: str) -> bytes:
        program = shutil.which("espeak-ng")
        if program is None:
            raise AudioError("replies: espeak-ng is not installed; run: apt-get install espeak-ng")
        # The text goes in by standard input, so that no reply is ever read as an option.
        process = await asyncio.create_subprocess_exec(
            program,
            *("-v", self._voice, "--stdin", "--stdout"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(SYNTHESIS_SECONDS):
                wav, complaint = await process.communicate(text.encode())
        except TimeoutError:
            raise AudioError(
                f"replies: espeak-ng took more than {SYNTHESIS_SECONDS:g} s and was stopped"
            ) from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode or not wav:
            said = complaint.decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise AudioError(f"replies: espeak-ng failed with voice {self._voice!r}: {said[0]}")
        return wav


def loudspeaker() -> str | None:
    """Name of the default output device, or None when there is none."""
    try:
        import sounddevice  # loads libportaudio2, which a board without sound may lack
    except OSError:
        return None
    try:
        return str(sounddevice.query_devices(kind="output")["name"])
    except (sounddevice.PortAudioError, ValueError):
        return None


def shortened(text: str) -> str:
    """At most REPLY_LIMIT characters, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= REPLY_LIMIT else text[:REPLY_LIMIT].rsplit(" ", 1)[0] + " …"


def _play(wav: bytes, hushed: threading.Event) -> None:
    """Play until it is over or hushed. Only this thread touches the stream: PortAudio hangs for ever if two
    close it at once."""
    try:
        import sounddevice
    except OSError as error:
        raise AudioError("replies: libportaudio2 is missing; run: apt-get install libportaudio2") from error
    # espeak-ng cannot know the length of a stream it writes and puts 2 GiB into the
    # header; libsndfile reads what is there.
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="int16", always_2d=True)
    step = max(1, int(HUSH_SECONDS * rate))
    try:
        with sounddevice.OutputStream(rate, channels=samples.shape[1], dtype="int16", latency="high") as out:
            for start in range(0, len(samples), step):
                if hushed.is_set():
                    out.abort()
                    return
                out.write(samples[start : start + step])
    except sounddevice.PortAudioError as error:
        raise AudioError(f"replies: the loudspeaker cannot be used: {error}") from error
