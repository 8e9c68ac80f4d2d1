"""Hearing by a Wyoming server on the local network: faster-whisper, vosk, speech-to-phrase.

Open vocabulary: the server writes down whatever was said, and whether that is a sentence of the
home is for the text understanding to say. The sound goes out while the person still speaks.

Each utterance has a connection and a thread of its own, so that nothing but the end of the utterance
ever waits for the network, and a server that was restarted is simply there again the next time.
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import BinaryIO, cast

from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.recognizer import Recognition
from assistant.hearing.wyoming_protocol import Address, Message, WyomingError, encode, read

log = logging.getLogger("assistant")

TIMEOUT = 5.0  # seconds: a small whisper on a small computer needs two or three
CONFIDENCE = 0.9
MAX_SECONDS = 20.0  # of one utterance; what comes after is not sent
MAX_TEXT = 1000  # characters; the longest sentence of a home has about 100
_MAX_EVENTS = 1000  # before the transcript: servers that stream send one for each piece of text
_FORMAT = {"rate": SAMPLE_RATE, "width": 2, "channels": 1}
_TAGS = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|<[^>]*>|[♪♫]+")
_MARKS = re.compile(r"[.,!?;:…\"“”„«»¿¡]+(?=\s|$)|(?<!\S)[.,!?;:…\"“”„«»¿¡-]+")


def cleaned(text: str) -> str:
    """A transcript as a sentence template wants it: lower case, without punctuation and without
    tags of what is no speech, such as "[BLANK_AUDIO]" or "(music)"."""
    return " ".join(_MARKS.sub(" ", _TAGS.sub(" ", text)).lower().split())


class WyomingRecognizer:
    """Sends utterances to a Wyoming server and takes the text that comes back.

    The protocol tells no confidence. ``confidence`` (0-1) is a constant given to every text that is
    not empty; it says nothing of this utterance. What decides is whether the text is a sentence of
    the home. Keep it above ``hearing.threshold``, or nothing is ever heard.

    ``timeout``: seconds that the end of an utterance waits for its text. Whatever goes wrong, the
    utterance is not recognised, ``on_trouble`` gets one line on it, and the next one is tried anew.
    ``feed`` blocks at the end of an utterance only: call it from a thread, as the daemon does.
    Raises GrammarError for an address that is none.
    """

    def __init__(
        self,
        uri: str,
        *,
        language: str | None = None,
        timeout: float = TIMEOUT,
        confidence: float = CONFIDENCE,
        on_trouble: Callable[[str], None] = log.warning,
    ) -> None:
        self._address = Address.parse(uri)
        self._language = language
        self._timeout = timeout
        self._confidence = confidence
        self._on_trouble = on_trouble
        self._room = round(MAX_SECONDS * SAMPLE_RATE)
        self._exchange: _Exchange | None = None

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        """Send 16 kHz samples on; with ``final`` the result. See `Recognizer`."""
        taken = samples[: self._room]
        if len(taken):
            self._room -= len(taken)
            if self._exchange is None:
                self._exchange = _Exchange(self._address, self._language, self._timeout)
            self._exchange.send(taken.astype("<i2").tobytes())
        return self._end() if final else None

    def may_begin(self) -> None:
        """Ignored: the server hears one utterance from end to end."""

    def _end(self) -> Recognition:
        exchange, self._exchange = self._exchange, None
        self._room = round(MAX_SECONDS * SAMPLE_RATE)
        if exchange is None:
            return Recognition("", 0.0)
        text, trouble = exchange.finish()
        if trouble:
            self._on_trouble(f"hearing: the Wyoming server {self._address} {trouble}")
        text = cleaned(text)
        return Recognition(text, self._confidence if text else 0.0, complete=bool(text))


class _Exchange:
    """One utterance and its answer, on a thread that ends with it."""

    def __init__(self, address: Address, language: str | None, timeout: float) -> None:
        self._address = address
        self._language = language
        self._timeout = timeout
        self._sound: SimpleQueue[bytes | None] = SimpleQueue()  # bounded by MAX_SECONDS of sound
        self._over = Event()
        self._connection: socket.socket | None = None
        self._given_up = False
        self._text = ""
        self._trouble = ""
        Thread(target=self._run, name="wyoming", daemon=True).start()

    def send(self, sound: bytes) -> None:
        self._sound.put(sound)

    def finish(self) -> tuple[str, str]:
        """The text, and what went wrong or nothing. Waits for the server."""
        self._sound.put(None)
        if self._over.wait(self._timeout):
            return self._text, self._trouble
        self._given_up = True
        connection = self._connection
        if connection is not None:
            try:
                connection.shutdown(socket.SHUT_RDWR)  # wakes the thread, which closes it
            except OSError:
                log.debug("the connection to %s had just ended", self._address)
        return "", (
            f"gave no text within {self._timeout:g} s: look at its load and its log, choose a smaller "
            "model, or raise hearing.wyoming.timeout"
        )

    def _run(self) -> None:
        try:
            with self._address.connect(self._timeout) as connection:
                self._connection = connection
                if self._given_up:
                    return  # nobody waits any more; it took too long to find the way there
                connection.settimeout(2 * self._timeout)  # finish() is what ends the wait
                self._speak(connection)
                with connection.makefile("rb") as stream:
                    self._text = self._answer(cast(BinaryIO, stream))
        except TimeoutError:
            self._trouble = (
                "does not answer: is that computer on, and is the server running? See hearing.wyoming.uri"
            )
        except (EOFError, ConnectionResetError, BrokenPipeError):
            self._trouble = "hung up before it gave a text: look at its log"
        except WyomingError as error:
            self._trouble = f"cannot be understood: {error}. Is it a Wyoming server? See hearing.wyoming.uri"
        except (OSError, UnicodeError) as error:  # UnicodeError: a host name that cannot be one
            why = getattr(error, "strerror", None) or str(error)
            self._trouble = f"cannot be reached ({why}): start it, or correct hearing.wyoming.uri"
        finally:
            self._over.set()

    def _speak(self, connection: socket.socket) -> None:
        language: dict[str, object] = {} if self._language is None else {"language": self._language}
        connection.sendall(encode(Message("transcribe", language)) + encode(Message("audio-start", _FORMAT)))
        while (sound := self._sound.get()) is not None:
            connection.sendall(encode(Message("audio-chunk", _FORMAT, sound)))
        connection.sendall(encode(Message("audio-stop")))

    def _answer(self, stream: BinaryIO) -> str:
        for _ in range(_MAX_EVENTS):
            message = read(stream)
            text = message.data.get("text")
            if message.type == "error":
                raise WyomingError(f"it says '{str(text)[:200]}'")
            if message.type != "transcript":
                continue
            if not isinstance(text, str) or len(text) > MAX_TEXT:
                raise WyomingError(f"its transcript is no text of up to {MAX_TEXT} characters")
            return text
        raise WyomingError(f"no transcript came among {_MAX_EVENTS} events")
