"""Presence, starting and stopping, and errors in what the link calls."""

from __future__ import annotations

import asyncio

import pytest

from devices.broker import Broker
from devices.errors import BrokerError
from devices.messages import Delivered, Dropped, Message
from tests.devices.linking import linked, server, settings, silence, started, until
from tests.mosquitto import Mosquitto, free_port


def test_birth_will_and_farewell_tell_others_of_our_presence(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        presence = {name: Message("me", name.encode(), retain=True) for name in ("will", "birth", "farewell")}
        async with linked(settings(mosquitto.port), "me") as watcher:
            async with started(settings(mosquitto.port, client_id="me", **presence)):
                await watcher.message(b"birth")
            await watcher.message(b"farewell")
            assert [m.payload for m in watcher.messages] == [b"birth", b"farewell"]
            async with started(settings(mosquitto.port, client_id="me", retry_refused=60, **presence)):
                await until(lambda: len(watcher.messages) == 3)
                async with started(settings(mosquitto.port, client_id="me")) as usurper:
                    await usurper.broker.wait_connected(10)
                    await watcher.message(b"will")

    asyncio.run(scene())


def test_clients_that_throw_each_other_out_slow_down_and_say_what_to_mend(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        one = settings(mosquitto.port, client_id="hall")
        async with linked(one) as first, linked(one) as second:
            await asyncio.wait(
                [asyncio.create_task(link.told("its own client_id")) for link in (first, second)],
                return_when=asyncio.FIRST_COMPLETED,
            )
            assert first.broker.counters.connects + second.broker.counters.connects < 20

    asyncio.run(scene())


def test_an_error_in_the_receiver_costs_that_message_only(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        errors: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
        got: list[bytes] = []

        def receive(message: Message) -> None:
            if message.payload == b"bad":
                raise ZeroDivisionError
            got.append(message.payload)

        broker = Broker(settings(mosquitto.port), on_message=receive, on_status=lambda _: None)
        broker.subscribe(["a"])
        await broker.start()
        await broker.wait_connected(10)
        await asyncio.sleep(0.1)
        payloads = [b"1", b"bad", b"2", b"bad", b"3"]
        await asyncio.gather(*[broker.publish(Message("a", payload)) for payload in payloads])
        await until(lambda: len(got) == 3)
        assert got == [b"1", b"2", b"3"]
        assert len(errors) == 2
        assert broker.counters.connects == 1
        await broker.stop()

    asyncio.run(scene())


def test_a_stopped_link_drops_what_waits_and_can_be_started_again(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with started(settings(free_port())) as link:
            waiting = asyncio.create_task(link.broker.publish(Message("a", b"1")))
            await asyncio.sleep(0)
            await link.broker.stop()
            assert isinstance(await waiting, Dropped)
            assert isinstance(await link.broker.publish(Message("a", b"2")), Dropped)
        async with linked(settings(mosquitto.port), "a") as link:
            await link.broker.stop()
            assert not link.broker.connected
            await link.broker.start()
            await link.broker.wait_connected(10)
            await asyncio.sleep(0.1)
            await link.broker.publish(Message("a", b"again"))
            await link.message(b"again")

    asyncio.run(scene())


def test_starting_twice_is_refused() -> None:
    async def scene() -> None:
        async with started(settings(free_port())) as link:
            with pytest.raises(BrokerError, match="started already"):
                await link.broker.start()

    asyncio.run(scene())


def test_stopping_while_connecting_leaves_nothing_behind() -> None:
    async def scene() -> None:
        async with server(silence) as port:
            before = asyncio.all_tasks()
            async with started(settings(port)):
                await asyncio.sleep(0.1)
            assert asyncio.all_tasks() - before <= {t for t in asyncio.all_tasks() if "session" in repr(t)}

    asyncio.run(scene())


def test_an_age_limit_of_nothing_is_never_sent_and_one_without_end_is(mosquitto: Mosquitto) -> None:
    async def scene() -> None:
        async with linked(settings(mosquitto.port), "a") as link:
            assert isinstance(await link.broker.publish(Message("a", b"0"), age_limit=0.0), Dropped)
            done = await link.broker.publish(Message("a", b"inf"), age_limit=float("inf"))
            assert isinstance(done, Delivered)
            await link.message(b"inf")
            assert len(link.messages) == 1

    asyncio.run(scene())
