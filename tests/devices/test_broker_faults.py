"""Brokers that die, hang, talk nonsense or are not there."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import time
from pathlib import Path

import pytest

from devices.messages import Delivered, Dropped, Message
from tests.devices.linking import (
    CONNACK_5,
    Recorded,
    linked,
    packet,
    server,
    settings,
    silence,
    started,
    until,
)
from tests.mosquitto import Mosquitto


def test_after_a_restart_all_filters_are_subscribed_and_birth_is_told_again(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        filters = [f"device/{i}/state" for i in range(1000)]
        birth = Message("me", b"online")
        async with linked(settings(mosquitto.port, birth=birth), "me") as link:
            link.broker.subscribe(filters)
            mosquitto.kill()
            await until(lambda: not link.broker.connected)
            mosquitto.start()
            await link.broker.wait_connected(10)
            await link.message(b"online")
            for name in (filters[0], filters[999]):
                assert isinstance(await link.broker.publish(Message(name, name.encode())), Delivered)
                await link.message(name.encode())
            assert link.broker.counters.connects == 2

    asyncio.run(scene())


def test_the_will_sets_us_offline_when_the_link_breaks(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port), "me") as watcher:

            async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                """Pass on to mosquitto until the first message, then break both connections."""
                there, thither = await asyncio.open_connection("127.0.0.1", mosquitto.port)
                thither.write(await reader.read(65536))
                writer.write(await there.read(65536))
                await watcher.message(b"cut")
                thither.transport.abort()

            will = Message("me", b"offline", retain=True)
            async with server(cut) as port, started(settings(port, will=will)) as link:
                await link.broker.wait_connected(10)
                await watcher.broker.publish(Message("me", b"cut"))
                await watcher.message(b"offline")

    asyncio.run(scene())


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_broker_that_says_nothing_is_named_and_stopping_does_not_wait_for_it(protocol: str) -> None:
    async def scene() -> None:
        async with server(silence) as port:
            async with started(settings(port, connect_timeout=0.2, protocol=protocol)) as link:
                status = await link.told("no MQTT answer")
                assert f"127.0.0.1:{port}" in status.reason
                assert not link.broker.connected
            async with started(settings(port)) as link:
                await asyncio.sleep(0.05)
                async with asyncio.timeout(3):
                    await link.broker.stop()

    asyncio.run(scene())


def test_stopping_at_a_broker_that_hangs_takes_about_a_second(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port, farewell=Message("me", b"offline"))) as link:
            mosquitto.signal(signal.SIGSTOP)
            async with asyncio.timeout(3):
                await link.broker.stop()

    try:
        asyncio.run(scene())
    finally:
        mosquitto.signal(signal.SIGCONT)


def test_a_broker_that_hangs_gets_the_first_commands_and_none_after(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port)) as link, linked(settings(mosquitto.port), "a") as watcher:
            mosquitto.signal(signal.SIGSTOP)
            first = await link.broker.publish(Message("a", b"sent into the silence"), age_limit=1.2)
            assert isinstance(first, Dropped)
            assert "not acknowledged" in first.reason
            late = await link.broker.publish(Message("a", b"too late"), age_limit=0.1)
            assert isinstance(late, Dropped)
            assert "not sent" in late.reason
            mosquitto.signal(signal.SIGCONT)
            assert isinstance(await link.broker.publish(Message("a", b"awake")), Delivered)
            await watcher.message(b"awake")
            assert b"too late" not in [m.payload for m in watcher.messages]

    asyncio.run(scene())


def test_what_is_stuck_on_this_side_at_its_age_limit_never_leaves() -> None:
    async def scene() -> None:
        arrived: list[int] = []
        go_on = asyncio.Event()

        async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"lares-")
            writer.write(CONNACK_5)
            await go_on.wait()
            with contextlib.suppress(ConnectionError):
                while part := await reader.read(65536):
                    arrived.append(len(part))

        async with server(stall) as port, linked(settings(port, protocol="5")) as link:
            big = Message("lock/firmware", bytes(16_000_000))
            dropped = await link.broker.publish(big, age_limit=0.3)
            assert isinstance(dropped, Dropped)
            assert "not acknowledged" in dropped.reason
            go_on.set()
            await until(lambda: link.broker.counters.connects == 2)
            assert sum(arrived) < len(big.payload)

    asyncio.run(scene())


def test_setting_the_clock_changes_nothing(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        days = itertools.cycle([-1000, 1000, 0])
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + 86400 * next(days))
        async with linked(settings(mosquitto.port, keepalive=1), "a") as link:
            for number in range(30):
                done = await link.broker.publish(Message("a", b"%d" % number))
                assert isinstance(done, Delivered)
                await asyncio.sleep(0.05)
            await link.message(b"29")
            assert link.broker.counters.connects == 1

    asyncio.run(scene())


def test_a_message_over_the_limit_is_counted_and_dropped_and_the_link_stands(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port, payload_limit=1000), "a") as link:
            await link.broker.publish(Message("a", bytes(1001)))
            await link.broker.publish(Message("a", bytes(1000)))
            await link.message(bytes(1000))
            assert len(link.messages) == 1
            assert link.broker.counters.oversize == 1

    asyncio.run(scene())


def test_a_message_larger_than_the_broker_takes_is_dropped_before_it_is_sent(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        async with linked(settings(port), "a") as link:
            dropped = await link.broker.publish(Message("a", bytes(5000)))
            assert isinstance(dropped, Dropped)
            assert "larger than the broker takes" in dropped.reason
            assert isinstance(await link.broker.publish(Message("a", bytes(500))), Delivered)
            assert link.broker.counters.connects == 1

    with Mosquitto(tmp_path, options=("max_packet_size 2000",)) as broker:
        asyncio.run(scene(broker.port))


def test_filters_the_broker_refuses_are_counted_and_the_others_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(65536)
            writer.write(CONNACK_5)
            subscribe = await reader.read(65536)
            writer.write(packet(0x90, subscribe[2:4] + b"\0" + bytes([0x87, 0])))
            await silence(reader, writer)

        async with server(refuse) as port:
            link = Recorded(settings(port))
            link.broker.subscribe(["forbidden", "allowed"])
            await link.broker.start()
            await until(lambda: link.broker.counters.refused == 1)
            await link.broker.stop()

    asyncio.run(scene())
    assert "subscription to forbidden refused: not authorized" in caplog.text
