"""The daemon's hearing on a real PulseAudio: muting, our own voice, and what is listened for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.acting.speaker import Speaker, loudspeaker
from assistant.config import Config
from assistant.ear import SoundEvent
from assistant.errors import AudioError
from assistant.events import Heard
from assistant.hearing.microphone import Microphone, restart_portaudio
from assistant.listening import Listening
from assistant.supervisor import Supervisor
from devices.model import Area, Capability, Device, Home, Kind
from tests.assembled import assembled
from tests.mosquitto import Mosquitto
from tests.pulse import Pulse
from tests.wyoming import free_port, wyoming_server

DEMO = Path(__file__).parents[1] / "assistant" / "demo"


@pytest.fixture(scope="module")
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    with Pulse(tmp_path_factory.mktemp("pulse")) as server:
        restart_portaudio()
        yield server
    restart_portaudio()


def _home() -> Home:
    can = frozenset({Capability.ON_OFF})
    lamp = Device("light.kitchen", "kitchen light", Kind.LIGHT, "kitchen", capabilities=can)
    return Home.of(areas=[Area("kitchen", "kitchen")], devices=[lamp])


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - conditions of all sorts
            await asyncio.sleep(0.05)


class Scene:
    """A `Listening` on the microphone of PulseAudio, with what it heard."""

    def __init__(self, home: Home, **hearing: object) -> None:
        self.heard: list[SoundEvent] = []
        self.failures: list[str] = []
        self.alive = 0
        self.supervisor = Supervisor(on_failure=lambda name, error, wait: self.failures.append(str(error)))
        self.listening = Listening(
            Config.model_validate({"hearing": {"microphone": "pulse", **hearing}}),
            home,
            self.supervisor,
            on_event=self.heard.append,
            on_alive=self._alive,
            idle=lambda: True,
        )

    def _alive(self) -> None:
        self.alive += 1

    @property
    def texts(self) -> list[str]:
        """Sentences that were trusted."""
        return [event.text for event in self.heard if isinstance(event, Heard)]

    async def begin(self) -> None:
        await self.listening.prepare()
        self.listening.start()
        await _until(lambda: self.listening.microphone.open)

    async def play(self, pulse: Pulse, name: str) -> None:
        await asyncio.to_thread(pulse.play, DEMO / name)
        await asyncio.sleep(1.5)  # longer than the endpointer's patience


def test_a_command_by_microphone_is_heard_and_proves_that_the_ear_lives(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home())
        await one.begin()
        await one.play(pulse, "1_light_on.flac")
        await one.supervisor.stop()
        assert one.texts == ["turn on the kitchen light"]
        assert one.alive > 50
        assert one.failures == []

    asyncio.run(scene())


def test_a_command_by_microphone_is_written_down_by_a_wyoming_server(pulse: Pulse) -> None:
    uri = f"tcp://127.0.0.1:{free_port()}"

    async def scene() -> None:
        one = Scene(_home(), engine="wyoming", wyoming={"uri": uri})
        await one.begin()
        await one.listening.expect(("yes", "no"), 0.0, 60.0)  # an open question changes nothing for it
        await one.play(pulse, "1_light_on.flac")
        await _until(lambda: bool(one.heard))
        await one.supervisor.stop()
        assert one.texts == ["turn on whatever that is"]
        assert one.failures == []

    with wyoming_server(uri, "text", "Turn on", "whatever that is."):
        asyncio.run(scene())


def test_okay_nabu_wakes_by_its_own_model(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home(), wake={"phrase": "okay nabu", "engine": "microwakeword"})
        await one.begin()
        await one.play(pulse, "1_light_on.flac")  # nobody called
        await one.supervisor.stop()
        assert one.heard == []
        assert one.failures == []

    asyncio.run(scene())


def test_muted_no_stream_is_open_and_nothing_is_heard(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home())
        await one.begin()
        assert pulse.recorders() == 1
        await one.listening.switch(False)
        assert pulse.recorders() == 0
        assert not one.listening.expects_sound
        await one.play(pulse, "1_light_on.flac")
        assert one.heard == []
        await one.listening.switch(True)
        await _until(lambda: one.listening.microphone.open)
        assert pulse.recorders() == 1
        await one.play(pulse, "1_light_on.flac")
        assert one.texts == ["turn on the kitchen light"]
        await one.supervisor.stop()
        assert pulse.recorders() == 0

    asyncio.run(scene())


def test_muted_from_the_start_the_microphone_is_never_opened(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home())
        one.listening.muted = True
        await one.listening.prepare()
        one.listening.start()
        await asyncio.sleep(1.0)
        assert pulse.recorders() == 0
        await one.supervisor.stop()

    asyncio.run(scene())


def test_it_does_not_listen_to_itself(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home())
        await one.begin()
        one.listening.speaking(True)
        await one.play(pulse, "1_light_on.flac")
        one.listening.speaking(False)
        await asyncio.sleep(0.5)
        assert one.heard == []
        await one.play(pulse, "1_light_on.flac")
        assert one.texts == ["turn on the kitchen light"]
        await one.supervisor.stop()

    asyncio.run(scene())


def test_between_two_replies_it_does_not_listen_to_itself_either(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home())
        await one.begin()
        one.listening.speaking(True)
        one.listening.speaking(False)
        one.listening.speaking(True)  # before the echo of the first is over
        await asyncio.sleep(0.5)
        await one.play(pulse, "1_light_on.flac")
        one.listening.speaking(False)
        await asyncio.sleep(0.5)
        await one.supervisor.stop()
        assert one.heard == []

    asyncio.run(scene())


def test_after_a_command_the_next_needs_no_wake_phrase_for_some_seconds(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home(), wake={"phrase": "hey computer"}, follow_up_seconds=6)
        await one.begin()
        await one.play(pulse, "1_light_on.flac")
        assert one.heard == []  # nobody called
        one.listening.follow_up()
        await one.play(pulse, "1_light_on.flac")
        assert one.texts == ["turn on the kitchen light"]
        one.listening.follow_up()
        await asyncio.sleep(7.0)
        await one.play(pulse, "1_light_on.flac")
        await one.supervisor.stop()
        assert len(one.heard) == 1  # not even that nobody spoke

    asyncio.run(scene())


def test_what_follows_a_command_is_listened_for_when_our_own_reply_is_over(
    pulse: Pulse, tmp_path: Path, mosquitto: Mosquitto
) -> None:
    """The reply goes into the very sink that the microphone hears."""
    hearing = "microphone: pulse, wake: {phrase: hey computer}"

    async def scene() -> None:
        async with assembled(tmp_path, mosquitto.port, "", hearing=hearing, speak=True) as one:
            await one.until(lambda: one.assembly.listening.microphone.open)
            await one.sees("simulated/light.kitchen/state")
            one.assembly.conversation.hear(Heard("turn off the kitchen light", 0.9))
            await one.sees("assistant/test/say", b"Turned off the light.")
            await one.until(lambda: one.assembly.idle)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(pulse.play, DEMO / "1_light_on.flac")
            await one.sees("simulated/light.kitchen/set", b'{"on": true}')
            assert one.friend.count("assistant/test/heard") == 2

    asyncio.run(scene())


def test_with_0_seconds_for_it_every_command_needs_the_wake_phrase(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home(), wake={"phrase": "hey computer"}, follow_up_seconds=0)
        await one.begin()
        one.listening.follow_up()
        await one.play(pulse, "1_light_on.flac")
        await one.supervisor.stop()
        assert one.heard == []

    asyncio.run(scene())


def test_a_new_device_is_listened_for_a_little_later(pulse: Pulse) -> None:
    async def scene() -> None:
        home = _home()
        one = Scene(home)
        await one.begin()
        await one.play(pulse, "8_no_answer.flac")
        assert "turn on the hall light" not in one.texts
        home.add(Device("light.hall", "hall light", Kind.LIGHT, capabilities=frozenset({Capability.ON_OFF})))
        await asyncio.sleep(4.0)  # names settle, and a grammar is compiled
        await one.play(pulse, "8_no_answer.flac")
        assert one.texts[-1:] == ["turn on the hall light"]
        await one.supervisor.stop()

    asyncio.run(scene())


def test_an_answer_is_heard_while_a_question_is_open(pulse: Pulse) -> None:
    async def scene() -> None:
        one = Scene(_home())
        await one.begin()
        await one.listening.expect(("yes", "no"), 0.0, 8.0)
        await one.play(pulse, "6_answer_no.flac")
        await one.listening.expect((), 0.0, 8.0)
        await one.play(pulse, "1_light_on.flac")
        assert one.texts == ["no", "turn on the kitchen light"]
        await one.supervisor.stop()

    asyncio.run(scene())


def test_a_reply_is_really_spoken(pulse: Pulse) -> None:
    """What espeak-ng says into the sink comes back at its monitor."""

    async def scene() -> None:
        loudest = 0

        async def listen() -> None:
            nonlocal loudest
            async for frame in Microphone("pulse").frames():
                loudest = max(loudest, int(abs(frame.astype(int)).max()))

        listening = asyncio.create_task(listen())
        await asyncio.sleep(2.5)
        assert loudspeaker() is not None
        await Speaker("en").say("--help is no option here; <b>markup</b> is read as it stands.")
        listening.cancel()
        await asyncio.wait([listening])
        assert loudest > 1000

    asyncio.run(scene())


def test_a_voice_that_does_not_exist_is_said_with_its_name(pulse: Pulse) -> None:
    with pytest.raises(AudioError, match="'nobody'"):
        asyncio.run(Speaker("nobody").say("hello"))
