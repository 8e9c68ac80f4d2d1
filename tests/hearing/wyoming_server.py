"""A Wyoming server in a process of its own, written with the protocol's public package.

``python -m tests.hearing.wyoming_server URI MODE [TEXT]``; it prints a line when it listens. MODE is
checksum (sha256 of the samples), grammar (what pocketsphinx hears of "yes" and "no"), text, language,
streaming, silent, error, or hang_up (in the middle of the first utterance, then it says TEXT).
"""

import asyncio
import hashlib
import sys

import numpy as np
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.server import AsyncEventHandler, AsyncServer

from assistant.hearing.grammar import phrases_grammar
from assistant.hearing.pocketsphinx_engine import PocketsphinxRecognizer

MODE, TEXT = sys.argv[2], " ".join(sys.argv[3:])
connections = 0


class Handler(AsyncEventHandler):
    """One connection: keeps the sound, and answers by MODE."""

    def __init__(self, reader, writer):
        super().__init__(reader, writer)
        global connections
        connections += 1
        self.number = connections
        self.sound = b""
        self.seen = []
        self.language = None

    async def handle_event(self, event):
        self.seen.append(event.type)
        if Transcribe.is_type(event.type):
            self.language = Transcribe.from_event(event).language
        elif AudioStart.is_type(event.type):
            assert AudioStart.from_event(event) == AudioStart(16_000, 2, 1)
        elif AudioChunk.is_type(event.type):
            self.sound += AudioChunk.from_event(event).audio
            if MODE == "hang_up" and self.number == 1 and len(self.sound) > 4096:
                return False
        elif AudioStop.is_type(event.type):
            assert self.seen[:2] == ["transcribe", "audio-start"]
            await self._answer()
            return False
        return True

    async def _answer(self):
        if MODE == "silent":
            await asyncio.sleep(60)
        elif MODE == "error":
            await self.write_event(Error("out of memory").event())
        elif MODE == "streaming":
            await self.write_event(TranscriptStart().event())
            await self.write_event(TranscriptChunk(TEXT[:4]).event())
            await self.write_event(Transcript(TEXT).event())
            await self.write_event(TranscriptStop().event())
        else:
            await self.write_event(Transcript(self._text()).event())

    def _text(self):
        if MODE == "checksum":
            return hashlib.sha256(self.sound).hexdigest()
        if MODE == "language":
            return str(self.language)
        if MODE != "grammar":
            return TEXT
        recognizer = PocketsphinxRecognizer(phrases_grammar(["turn on the kitchen lamp", "what time is it"]))
        return recognizer.feed(np.frombuffer(self.sound, dtype="<i2"), final=True).text


async def main():
    server = AsyncServer.from_uri(sys.argv[1])
    await server.start(Handler)
    print("listening", flush=True)
    await asyncio.sleep(120)


if __name__ == "__main__":
    asyncio.run(main())
