from __future__ import annotations

import asyncio
import itertools
import socket

import pytest

from devices.broker import Broker
from devices.messages import Delivered, Dropped, Message
from tests.devices.linking import linked, settings, started, until
from tests.mosquitto import Mosquitto, free_port


def test_a_message_goes_out_is_acknowledged_and_comes_back(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port), "lamp/#") as link:
            assert isinstance(await link.broker.publish(Message("lamp/set", b"on")), Delivered)
            assert await link.message(b"on") == Message("lamp/set", b"on", qos=0, retain=False)
            assert link.broker.status.protocol == "5"
            assert link.broker.counters.connects == 1

    asyncio.run(scene())


def test_retained_messages_arrive_marked_as_such_and_live_ones_do_not(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port)) as link:
            await link.broker.publish(Message("lamp", b"kept", retain=True))
            link.broker.subscribe(["lamp"])
            assert (await link.message(b"kept")).retain
            await link.broker.publish(Message("lamp", b"live"))
            assert not (await link.message(b"live")).retain

    asyncio.run(scene())


def test_retained_messages_outlive_the_age_limit(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port)) as link:
            await link.broker.publish(Message("lamp", b"kept", retain=True), age_limit=1.0)
            await asyncio.sleep(1.2)
            link.broker.subscribe(["lamp"])
            assert (await link.message(b"kept")).retain

    asyncio.run(scene())


def test_ten_thousand_retained_announcements_all_arrive(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port, outbox_limit=10_000)) as link:
            kept = [Message(f"homeassistant/light/{i}/config", b"{}", retain=True) for i in range(10_000)]
            done = await asyncio.gather(*[link.broker.publish(m, age_limit=60) for m in kept])
            assert all(isinstance(d, Delivered) for d in done)
            link.broker.subscribe(["homeassistant/#"])
            await until(lambda: len(link.messages) >= len(kept))
            assert {m.topic for m in link.messages} == {m.topic for m in kept}

    asyncio.run(scene())


def test_a_burst_of_messages_arrives_whole_and_lets_others_run_meanwhile(mosquitto: Mosquitto) -> None:
    burst = b"".join(bytes([0x30, 2 + 4 + 5]) + b"\0\4lamp" + b"%05d" % number for number in range(20_000))

    async def scene() -> None:
        turns = [0]

        async def others() -> None:
            while True:
                await asyncio.sleep(0)
                turns.append(len(link.messages))

        async with linked(settings(mosquitto.port), "lamp") as link:
            running = asyncio.create_task(others())
            await asyncio.to_thread(send_raw, mosquitto.port, burst)
            await until(lambda: len(link.messages) == 20_000)
            running.cancel()
            assert [int(m.payload) for m in link.messages] == list(range(20_000))
            steps = [after - before for before, after in itertools.pairwise(turns)]
            assert max(steps) < 5_000, "the loop was blocked by a flood of messages"

    asyncio.run(scene())


def send_raw(port: int, packets: bytes) -> None:
    """Send packets as another MQTT 3.1.1 client, as fast as they go."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"\x10\x10\0\4MQTT\4\2\0\x3c\0\4bulk")
        client.recv(4)
        client.sendall(packets + b"\xe0\0")


def test_filters_can_be_taken_away_and_given_back(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port), "a", "b") as link:
            link.broker.unsubscribe(["a"])
            await asyncio.sleep(0.2)
            await link.broker.publish(Message("a", b"unheard"))
            await link.broker.publish(Message("b", b"heard"))
            await link.message(b"heard")
            link.broker.subscribe(["a"])
            await asyncio.sleep(0.2)
            await link.broker.publish(Message("a", b"heard again"))
            await link.message(b"heard again")
            assert [m.payload for m in link.messages] == [b"heard", b"heard again"]

    asyncio.run(scene())


def test_filters_that_mqtt_does_not_allow_are_named_and_the_others_stand(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port), "good/#") as link:
            bad = ["", "a/#/b", "a#", "+a", "a\0", "\ud800", "x" * 70_000]
            assert link.broker.subscribe([*bad, "fine/+/x"]) == tuple(bad)
            await asyncio.sleep(0.2)
            await link.broker.publish(Message("fine/1/x", b"1"))
            await link.message(b"1")
            assert link.broker.counters.connects == 1

    asyncio.run(scene())


@pytest.mark.parametrize("topic", ["", "a/#", "a/+/b", "a\0b", "\ud800", "x" * 70_000])
def test_a_topic_that_mqtt_does_not_allow_is_dropped_with_the_reason(topic: str) -> None:
    async def scene() -> None:
        broker = Broker(settings(1), on_message=lambda _: None, on_status=lambda _: None)
        dropped = await broker.publish(Message(topic, b""))
        assert isinstance(dropped, Dropped)
        assert dropped.reason.startswith("topic ")
        assert broker.counters.dropped_invalid == 1

    asyncio.run(scene())


def test_without_a_link_a_message_waits_and_is_then_dropped_with_the_reason() -> None:
    async def scene() -> None:
        port = free_port()
        async with started(settings(port)) as link:
            await link.told("nothing listens there")
            dropped = await link.broker.publish(Message("lock/set", b"open"), age_limit=0.1)
            assert isinstance(dropped, Dropped)
            assert f"127.0.0.1:{port}" in dropped.reason
            assert link.broker.counters.dropped_expired == 1

    asyncio.run(scene())


def test_a_full_outbox_drops_and_counts() -> None:
    async def scene() -> None:
        async with started(settings(free_port(), outbox_limit=3)) as link:
            waiting = [
                asyncio.create_task(link.broker.publish(Message("a", b"1"), age_limit=0.2)) for _ in range(5)
            ]
            reasons = [d.reason for d in await asyncio.gather(*waiting) if isinstance(d, Dropped)]
            assert sum("outbox full" in r for r in reasons) == 2
            assert (link.broker.counters.dropped_full, link.broker.counters.dropped_expired) == (2, 3)

    asyncio.run(scene())


def test_a_message_whose_caller_gave_up_is_not_sent(tmp_path_factory: pytest.TempPathFactory) -> None:
    async def scene(broker: Mosquitto) -> None:
        async with linked(settings(broker.port), "a") as link:
            broker.kill()
            await until(lambda: not link.broker.connected)
            given_up = asyncio.create_task(link.broker.publish(Message("a", b"given up")))
            await asyncio.sleep(0.05)
            given_up.cancel()
            await asyncio.wait([given_up])
            broker.start()
            await link.broker.wait_connected(10)
            await asyncio.sleep(0.2)
            await link.broker.publish(Message("a", b"last"))
            await link.message(b"last")
            assert [m.payload for m in link.messages] == [b"last"]

    with Mosquitto(tmp_path_factory.mktemp("broker")) as running:
        asyncio.run(scene(running))
