"""Assistants on one real broker that hear the same sentence: one acts on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from assistant.events import Heard
from assistant.hearing.microphone import restart_portaudio
from tests.assembled import Assembled, assembled
from tests.mosquitto import Mosquitto
from tests.pulse import Pulse

RECORDING = Path(__file__).parents[1] / "assistant" / "demo" / "1_light_on.flac"
COMMAND = "simulated/light.kitchen/set"
SETTLE_SECONDS = 0.5  # for what must not come


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("INFO", "assistant")
    return caplog


@asynccontextmanager
async def house(
    folder: Path, broker: Mosquitto, *names: str, hearing: str = "microphone: none"
) -> AsyncGenerator[list[Assembled], None]:
    """Assistants of these names, who know of each other."""
    async with AsyncExitStack() as stack:
        found = []
        for name in names:
            one = assembled(folder, broker.port, "", name=name, hearing=hearing)
            found.append(await stack.enter_async_context(one))
            await found[-1].sees("simulated/light.kitchen/state")
        for each in found:
            neighbours = each.assembly.neighbours
            await each.until(lambda at=neighbours: at.alone == (len(names) == 1))  # type: ignore[misc]
        yield found


def hears(one: Assembled, confidence: float, level: float | None = None, *, ago: float = 0.3) -> None:
    """It hears a sentence that ended so many seconds ago."""
    ended = asyncio.get_running_loop().time() - ago
    event = Heard("turn on the kitchen light", confidence, area="kitchen", ended_at=ended, level_db=level)
    one.assembly.neighbours.heard(event)


async def settled(one: Assembled) -> None:
    """Whatever was begun is over."""
    await one.sees(COMMAND)
    await asyncio.sleep(SETTLE_SECONDS)


def decided(one: Assembled) -> set[str]:
    """Names of the assistants that came to a decision."""
    return {topic.split("/")[1] for topic, _ in one.friend.seen if topic.endswith("/decision")}


def test_who_heard_better_acts_and_the_other_steps_back(
    tmp_path: Path, mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen") as (bedroom, kitchen):
            hears(bedroom, 0.81)
            hears(kitchen, 0.93)
            await settled(bedroom)
            topics = [topic for topic, _ in bedroom.friend.seen]
            claims = {topics.index(f"assistant/{name}/claim") for name in ("bedroom", "kitchen")}
            assert max(claims) < topics.index(COMMAND)  # nobody acted before both had told
            assert topics.count(COMMAND) == 1
            assert decided(bedroom) == {"kitchen"}
            for name in ("bedroom", "kitchen"):
                assert json.loads(await bedroom.sees(f"assistant/{name}/heard"))["accepted"] is True

    asyncio.run(scene())
    assert caplog.messages.count('left to "kitchen": it heard better (0.93 > 0.81)') == 1
    assert len([line for line in caplog.messages if line.startswith("left to")]) == 1


def test_the_nearer_microphone_acts_though_the_other_is_surer_of_the_words(
    tmp_path: Path, mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "hall", "kitchen") as (bedroom, hall, kitchen):
            hears(kitchen, 0.7, 31.0)
            hears(hall, 0.98, 15.0)
            hears(bedroom, 0.99, 12.0)
            await settled(hall)
            assert decided(hall) == {"kitchen"}
            assert hall.friend.count(COMMAND) == 1

    asyncio.run(scene())
    assert 'left to "kitchen": it heard better (31 dB > 12 dB over the noise)' in caplog.messages
    assert 'left to "kitchen": it heard better (31 dB > 15 dB over the noise)' in caplog.messages


def test_who_hears_the_end_too_late_leaves_it_to_who_has_acted(
    tmp_path: Path, mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen") as (bedroom, kitchen):
            hears(bedroom, 0.7, ago=0.2)
            await bedroom.sees(COMMAND)
            hears(kitchen, 0.99, ago=0.6)
            await settled(bedroom)
            assert decided(bedroom) == {"bedroom"}
            assert bedroom.friend.count(COMMAND) == 1

    asyncio.run(scene())
    assert any(line.startswith('left to "bedroom": it was') for line in caplog.messages)


def test_two_sentences_in_two_rooms_are_both_obeyed(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen") as (bedroom, kitchen):
            hears(bedroom, 0.81, ago=2.5)
            hears(kitchen, 0.93, ago=0.2)
            await settled(bedroom)
            assert decided(bedroom) == {"bedroom", "kitchen"}

    asyncio.run(scene())


def test_alone_it_acts_at_once_and_claims_nothing(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "kitchen") as (kitchen,):
            hears(kitchen, 0.8)
            assert kitchen.assembly.conversation.busy
            await settled(kitchen)
            assert kitchen.friend.count("assistant/kitchen/claim") == 0

    asyncio.run(scene())


def test_it_is_alone_again_when_the_neighbour_has_gone(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen") as (bedroom, kitchen):
            hears(kitchen, 0.8)
            assert not kitchen.assembly.conversation.busy  # it waits
            await settled(kitchen)
            await bedroom.assembly.stop()
            await kitchen.until(lambda: kitchen.assembly.neighbours.alone)
            hears(kitchen, 0.8)
            assert kitchen.assembly.conversation.busy
            await kitchen.until(lambda: not kitchen.assembly.conversation.busy)

    asyncio.run(scene())


def test_without_the_broker_there_is_nobody_to_wait_for(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen") as (_, kitchen):
            mosquitto.kill()
            await kitchen.until(lambda: not kitchen.assembly.house.broker.connected)
            await asyncio.sleep(0)  # it is told of that in the next round of the loop
            hears(kitchen, 0.8)
            assert kitchen.assembly.conversation.busy

    asyncio.run(scene())


def test_with_a_wait_of_0_nobody_is_asked(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        hearing = "microphone: none, claim_milliseconds: 0"
        async with house(tmp_path, mosquitto, "bedroom") as (bedroom,):
            one = assembled(tmp_path, mosquitto.port, "", name="kitchen", hearing=hearing)
            async with one as kitchen:
                await bedroom.until(lambda: not bedroom.assembly.neighbours.alone)
                assert kitchen.assembly.neighbours.alone
                hears(kitchen, 0.8)
                assert kitchen.assembly.conversation.busy
                await settled(kitchen)
                assert kitchen.friend.count("assistant/kitchen/claim") == 0

    asyncio.run(scene())


def test_nonsense_for_claims_is_complained_of_once_a_sender_and_counts_for_nothing(
    tmp_path: Path, mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "kitchen") as (kitchen,):
            kitchen.friend.say("assistant/cellar/status", "online", retain=True)
            await kitchen.until(lambda: not kitchen.assembly.neighbours.alone)
            for nonsense in ("{", "x" * 100_000, '{"name": "cellar", "score": 2}', "[" * 2_000):
                await asyncio.to_thread(kitchen.friend.say, "assistant/cellar/claim", nonsense)
                await asyncio.to_thread(kitchen.friend.say, "assistant/attic/claim", nonsense)
            hears(kitchen, 0.7)
            await settled(kitchen)
            assert decided(kitchen) == {"kitchen"}

    asyncio.run(scene())
    for sender in ("cellar", "attic"):
        assert len([line for line in caplog.messages if f"assistant/{sender}/claim: " in line]) == 1


def test_a_second_assistant_of_the_same_name_is_told_of_once_and_does_not_count(
    tmp_path: Path, mosquitto: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"name": "kitchen", "score": 1.0, "level_db": 60, "seconds_ago": 0.3, "wait_seconds": 0.08}

    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen") as (_, kitchen):
            for _ in range(3):
                await asyncio.to_thread(kitchen.friend.say, "assistant/kitchen/claim", json.dumps(body))
            hears(kitchen, 0.7)
            await settled(kitchen)
            assert "kitchen" in decided(kitchen)

    asyncio.run(scene())
    complaints = [line for line in caplog.messages if "another assistant has this name" in line]
    assert complaints == [
        "MQTT: assistant/kitchen/claim: another assistant has this name, too: give each its own "
        "(said once for this topic)"
    ]


@pytest.fixture(scope="module")
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    with Pulse(tmp_path_factory.mktemp("pulse")) as server:
        restart_portaudio()
        yield server
    restart_portaudio()


def test_a_sentence_that_two_really_hear_is_obeyed_once(
    tmp_path: Path, mosquitto: Mosquitto, pulse: Pulse
) -> None:
    async def scene() -> None:
        async with house(tmp_path, mosquitto, "bedroom", "kitchen", hearing="microphone: pulse") as both:
            microphones = [one.assembly.listening.microphone for one in both]
            await both[0].until(lambda: all(microphone.open for microphone in microphones))
            await asyncio.to_thread(pulse.play, RECORDING)
            for name in ("bedroom", "kitchen"):
                told = json.loads(await both[0].sees(f"assistant/{name}/heard"))
                assert told["text"] == "turn on the kitchen light"
            await settled(both[0])
            assert both[0].friend.count(COMMAND) == 1
            assert len(decided(both[0])) == 1

    asyncio.run(scene())
