"""Replies one after the other, and being told to be quiet: on a real PulseAudio, and without sound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from assistant.hearing.microphone import restart_portaudio
from assistant.voice import WAITING_LIMIT, Voice
from tests.pulse import Pulse

LONG = "This is a long reply that goes on and on. " * 9  # half a minute


@pytest.fixture(scope="module")
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    with Pulse(tmp_path_factory.mktemp("pulse")) as server:
        restart_portaudio()
        yield server
    restart_portaudio()


class Spoken:
    """A voice, and when it was told to speak."""

    def __init__(self, voice: str = "en") -> None:
        self.speaking: list[bool] = []
        self.voice = Voice(voice, on_speaking=self.speaking.append)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - conditions of all sorts
                await asyncio.sleep(0.02)

    def run(self, talk: Callable[[], Awaitable[None]]) -> None:
        """Prepare it, and let it speak while this goes on."""

        async def scene() -> None:
            await self.voice.prepare()
            speaking = asyncio.create_task(self.voice.run())
            await talk()
            speaking.cancel()
            await asyncio.wait([speaking])

        asyncio.run(scene())


def test_before_it_knows_of_a_loudspeaker_nothing_waits_to_be_said() -> None:
    voice = Voice("en", on_speaking=lambda on: None)
    voice.say("hello")
    assert (voice.enabled, voice.idle, voice.hush()) == (False, True, False)


def test_replies_are_said_one_after_the_other(pulse: Pulse) -> None:
    one = Spoken()

    async def talk() -> None:
        assert one.voice.enabled
        one.voice.say("one")
        one.voice.say("two")
        assert not one.voice.idle
        await one.until(lambda: len(one.speaking) == 4)

    one.run(talk)
    assert one.speaking == [True, False] * 2


def test_what_is_to_come_afterwards_comes_when_all_has_been_said(pulse: Pulse) -> None:
    one, came = Spoken(), list[int]()

    async def talk() -> None:
        one.voice.afterwards(lambda: came.append(len(one.speaking)))  # it is quiet
        one.voice.say("one")
        one.voice.say("two")
        one.voice.afterwards(lambda: came.append(len(one.speaking)))
        await one.until(lambda: len(one.speaking) == 3)
        assert not one.voice.idle  # nothing waits, but it speaks
        await one.until(lambda: len(one.speaking) == 4)
        one.voice.say("three")
        await one.until(lambda: len(one.speaking) == 6)

    one.run(talk)
    assert came == [0, 4]


def test_what_is_to_come_afterwards_comes_at_once_when_it_is_told_to_be_quiet(pulse: Pulse) -> None:
    one, came = Spoken(), list[int]()

    async def talk() -> None:
        one.voice.say(LONG)
        one.voice.afterwards(lambda: came.append(len(one.speaking)))
        one.voice.hush()  # before it has begun
        assert came == [0]
        one.voice.say(LONG)
        one.voice.afterwards(lambda: came.append(len(one.speaking)))
        await one.until(lambda: one.speaking == [True])
        one.voice.hush()
        await one.until(lambda: came == [0, 2])

    one.run(talk)


def test_told_to_be_quiet_it_stops_at_once_and_what_waits_is_never_said(pulse: Pulse) -> None:
    one = Spoken()

    async def talk() -> None:
        for _ in range(3):
            one.voice.say(LONG)
        await one.until(lambda: one.speaking == [True])
        await asyncio.sleep(1.0)  # in the middle of the word
        assert one.voice.hush()
        await one.until(lambda: one.speaking == [True, False])
        await asyncio.sleep(0.3)
        assert one.voice.idle
        assert not one.voice.hush()

    one.run(talk)
    assert one.speaking == [True, False]


def test_told_to_be_quiet_before_the_first_sound_it_says_nothing(pulse: Pulse) -> None:
    one = Spoken()

    async def talk() -> None:
        one.voice.say(LONG)
        await one.until(lambda: one.speaking == [True])
        assert one.voice.hush()  # espeak-ng still makes the sound
        await one.until(lambda: one.speaking == [True, False])

    one.run(talk)


def test_after_being_quiet_the_next_reply_is_said(pulse: Pulse) -> None:
    one = Spoken()

    async def talk() -> None:
        one.voice.say(LONG)
        await one.until(lambda: one.speaking == [True])
        one.voice.hush()
        one.voice.say("yes")
        await one.until(lambda: one.speaking == [True, False, True, False])

    one.run(talk)


def test_a_voice_that_cannot_speak_says_why_and_goes_on(
    pulse: Pulse, caplog: pytest.LogCaptureFixture
) -> None:
    one = Spoken("nobody")

    async def talk() -> None:
        one.voice.say("one")
        one.voice.say("two")
        await one.until(lambda: one.speaking == [True, False] * 2)

    one.run(talk)
    assert len([line for line in caplog.messages if "'nobody'" in line]) == 2


def test_a_script_that_talks_without_end_fills_no_memory(pulse: Pulse) -> None:
    one = Spoken()

    async def talk() -> None:
        for _ in range(5 * WAITING_LIMIT):
            one.voice.say(LONG)
        assert one.voice.hush()
        assert one.voice.idle

    one.run(talk)
