from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from devices.embedded import EmbeddedBroker
from devices.errors import BrokerError
from devices.messages import Delivered, Message
from tests.devices.linking import linked, settings, started, until
from tests.mosquitto import free_port


async def running() -> EmbeddedBroker:
    embedded = EmbeddedBroker(port=0)
    await embedded.start()
    return embedded


def test_a_link_falls_back_to_the_version_the_embedded_broker_speaks() -> None:
    async def scene() -> None:
        embedded = await running()
        async with linked(settings(embedded.port), "lamp/#") as link:
            assert link.broker.status.protocol == "3.1.1"
            assert not [s for s in link.statuses if not s.connected], "the fall-back is nobody's trouble"
            assert isinstance(await link.broker.publish(Message("lamp/set", b"on")), Delivered)
            await link.message(b"on")
        await embedded.stop()

    asyncio.run(scene())


def test_a_link_pinned_to_mqtt_5_says_what_to_mend() -> None:
    async def scene() -> None:
        embedded = await running()
        async with started(settings(embedded.port, protocol="5")) as link:
            assert "set protocol to auto" in (await link.told("does not speak MQTT 5")).reason
        await embedded.stop()

    asyncio.run(scene())


def test_an_mqtt_5_client_is_refused_with_the_reason_of_its_own_protocol() -> None:
    reasons: list[str] = []

    def connect(port: int) -> None:
        client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.on_connect = lambda _c, _d, _f, code, _p: reasons.append(code.getName())
        client.connect("127.0.0.1", port)
        while not reasons and client.loop(0.1) == 0:
            pass
        client.loop(0.1)

    async def scene() -> None:
        embedded = await running()
        await asyncio.to_thread(connect, embedded.port)
        await embedded.stop()

    asyncio.run(scene())
    assert reasons == ["Unsupported protocol version"]


def test_it_starts_and_stops_again_and_again_and_leaves_no_task_behind() -> None:
    async def scene() -> None:
        before = asyncio.all_tasks()
        embedded = EmbeddedBroker(port=0)
        for _ in range(3):
            await embedded.start()
            assert embedded.port > 0
            async with linked(settings(embedded.port), "a") as link:
                await link.broker.publish(Message("a", b"1"))
                await link.message(b"1")
                await embedded.stop()
                await until(lambda: not link.broker.connected)
        assert asyncio.all_tasks() == before

    asyncio.run(scene())


def test_stopping_does_not_wait_for_clients_that_say_nothing() -> None:
    async def scene() -> None:
        embedded = await running()
        with socket.create_connection(("127.0.0.1", embedded.port)) as silent:
            silent.sendall(b"\x10\x20")
            await asyncio.sleep(0.05)
            async with asyncio.timeout(3):
                await embedded.stop()

    asyncio.run(scene())


@pytest.mark.parametrize("nonsense", [b"GET / HTTP/1.1\r\n\r\n", b"\x10\xff\xff\xff\xff", b"\0" * 50])
def test_clients_that_speak_something_else_disturb_nobody(nonsense: bytes) -> None:
    async def scene() -> None:
        embedded = await running()
        async with linked(settings(embedded.port), "a") as link:
            with socket.create_connection(("127.0.0.1", embedded.port)) as stranger:
                stranger.sendall(nonsense)
            await link.broker.publish(Message("a", b"1"))
            await link.message(b"1")
        await embedded.stop()

    asyncio.run(scene())


def test_it_listens_at_its_loopback_port_and_nowhere_else() -> None:
    async def scene() -> None:
        before = listening()
        embedded = await running()
        assert listening() - before == {("127.0.0.1", embedded.port)}
        await embedded.stop()
        assert listening() == before

    asyncio.run(scene())


def listening() -> set[tuple[str, int]]:
    """Address and port of every TCP socket this process listens on."""
    ours = {os.readlink(f) for f in Path("/proc/self/fd").iterdir() if f.is_symlink()}
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and f"socket:[{columns[9]}]" in ours:
                address, port = columns[1].split(":")
                words = [bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8)]
                found.add((socket.inet_ntop(family, b"".join(words)), int(port, 16)))
    return found


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.org"])  # noqa: S104
def test_it_refuses_to_listen_for_other_machines(host: str) -> None:
    with pytest.raises(BrokerError, match="loopback"):
        asyncio.run(EmbeddedBroker(host).start())


def test_a_port_in_use_is_an_error_with_the_mend() -> None:
    async def scene() -> None:
        embedded = await running()
        with pytest.raises(BrokerError, match=f"127.0.0.1:{embedded.port}.*choose another port"):
            await EmbeddedBroker(port=embedded.port).start()
        await embedded.stop()

    asyncio.run(scene())


def test_starting_it_says_and_warns_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        embedded = await running()
        async with linked(settings(embedded.port), "$SYS/#", "a") as link:
            await link.broker.publish(Message("a", b"1"))
            await link.message(b"1")
            assert [m.topic for m in link.messages] == ["a"]
        await embedded.stop()

    asyncio.run(scene())
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert not [r for r in caplog.records if r.name.startswith(("amqtt", "transitions"))]


def test_a_client_that_vanishes_has_its_will_published() -> None:
    connect = b"\0\4MQTT\4\x06\0\x3c" + b"\0\6lights" + b"\0\2me" + b"\0\7offline"

    async def scene() -> None:
        embedded = await running()
        async with linked(settings(embedded.port), "me") as watcher:
            with socket.create_connection(("127.0.0.1", embedded.port)) as vanishing:
                vanishing.sendall(bytes([0x10, len(connect)]) + connect)
                vanishing.setblocking(False)
                await asyncio.get_running_loop().sock_recv(vanishing, 4)
            await watcher.message(b"offline")
        await embedded.stop()

    asyncio.run(scene())


def test_a_second_client_of_the_same_id_takes_the_place_of_the_first() -> None:
    async def scene() -> None:
        embedded = await running()
        one = settings(embedded.port, client_id="hall", will=Message("me", b"offline"))
        async with (
            linked(settings(embedded.port), "me") as watcher,
            linked(one) as first,
            started(one) as second,
        ):
            await second.broker.wait_connected(10)
            await first.told("connection lost")
            await watcher.message(b"offline")
        await embedded.stop()

    asyncio.run(scene())


def test_kept_messages_reach_those_who_subscribe_and_nobody_else() -> None:
    async def scene() -> None:
        embedded = await running()
        async with linked(settings(embedded.port), "me") as watcher:
            await watcher.broker.publish(Message("me", b"online", retain=True))
            async with linked(settings(embedded.port)) as stranger:
                await asyncio.sleep(0.1)
                assert not stranger.messages
                stranger.broker.subscribe(["me"])
                assert (await stranger.message(b"online")).retain
        await embedded.stop()

    asyncio.run(scene())


def test_many_clients_may_come_and_subscribe_at_once() -> None:
    async def scene() -> None:
        embedded = await running()

        async def client(number: int) -> None:
            filters = [f"{number}/{i}" for i in range(20)]
            async with linked(settings(embedded.port), *filters) as link:
                for name in filters:
                    await link.broker.publish(Message(name, name.encode(), retain=True))
                await link.message(filters[-1].encode())
                assert link.broker.counters.connects == 1

        await asyncio.gather(*[client(number) for number in range(8)])
        await embedded.stop()

    asyncio.run(scene())


def test_the_free_port_it_took_is_told_and_a_wanted_one_is_kept() -> None:
    async def scene() -> None:
        port = free_port()
        embedded = EmbeddedBroker(port=port)
        await embedded.start()
        assert embedded.port == port
        await embedded.stop()

    asyncio.run(scene())
