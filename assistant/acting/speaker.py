"""Replies by loudspeaker: espeak-ng turns text into samples, PortAudio plays them.

espeak-ng's own audio output is not used, because it cannot tell whether a loudspeaker
is there: without one it waits or fails with status 0.
"""

from __future__ import annotations

import asyncio
import io
import shutil
from contextlib import suppress

import soundfile

from assistant.errors import AudioError

# A reply is a sentence; what takes longer to synthesise than this hangs.
SYNTHESIS_SECONDS = 5.0
REPLY_LIMIT = 400  # characters; a longer answer is cut at a word, the whole is on MQTT


class Speaker:
    """Says one text at a time. ``voice`` is espeak-ng's, the language by default."""

    def __init__(self, voice: str) -> None:
        self._voice = voice
        self._one_at_a_time = asyncio.Lock()
        self._hushed = 0

    async def say(self, text: str) -> None:
        """Speak and return when it has been said, or hushed. Raises AudioError when it cannot be."""
        async with self._one_at_a_time:
            hushed = self._hushed
            wav = await self._synthesise(shortened(text))
            if hushed == self._hushed:
                await asyncio.to_thread(_play, wav)

    def hush(self) -> None:
        """Say no more of what is being said."""
        self._hushed += 1
        _stop()

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


def _play(wav: bytes) -> None:
    try:
        import sounddevice
    except OSError as error:
        raise AudioError("replies: libportaudio2 is missing; run: apt-get install libportaudio2") from error
    # espeak-ng cannot know the length of a stream it writes and puts 2 GiB into the
    # header; libsndfile reads what is there.
    samples, rate = soundfile.read(io.BytesIO(wav), dtype="int16")
    try:
        sounddevice.play(samples, rate, blocking=True)
    except sounddevice.PortAudioError as error:
        raise AudioError(f"replies: the loudspeaker cannot be used: {error}") from error


def _stop() -> None:
    try:
        import sounddevice
    except OSError:  # then nothing is being played either
        return
    with suppress(sounddevice.PortAudioError):
        sounddevice.stop()
