"""A link at a broker that sends anything."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.devices.linking import CONNACK_5, packet, server, settings, silence, started, until


def publish_packet(topic: bytes, payload: bytes) -> bytes:
    """A PUBLISH of MQTT 5, QoS 0."""
    return packet(0x30, len(topic).to_bytes(2, "big") + topic + b"\0" + payload)


PUBLISHES = st.lists(st.tuples(st.binary(min_size=1, max_size=30), st.binary(max_size=200)), max_size=30)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PUBLISHES)
def test_of_any_bytes_as_topics_those_that_are_utf8_arrive_whole(
    publishes: list[tuple[bytes, bytes]],
) -> None:
    async def scene() -> None:
        async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(65536)
            end = publish_packet(b"end", b"")
            writer.write(CONNACK_5 + b"".join(publish_packet(*p) for p in publishes) + end)
            await silence(reader, writer)

        async with server(tell) as port, started(settings(port, protocol="5")) as link:
            await until(lambda: any(m.topic == "end" for m in link.messages))
            got = [(m.topic.encode(), m.payload) for m in link.messages]
            assert got == [p for p in publishes if is_utf8(p[0])] + [(b"end", b"")]
            assert link.broker.counters.unreadable == sum(not is_utf8(topic) for topic, _ in publishes)
            # The messages may come in one piece with the acceptance, and are handed on first.
            await until(lambda: link.broker.counters.connects == 1)

    asyncio.run(scene())


def is_utf8(topic: bytes) -> bool:
    try:
        topic.decode()
    except UnicodeDecodeError:
        return False
    return True


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(min_size=1, max_size=300), st.booleans())
def test_whatever_a_broker_sends_the_link_goes_on_trying(nonsense: bytes, accepted: bool) -> None:
    async def scene() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # paho's own complaints
        visits = 0

        async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal visits
            visits += 1
            await reader.read(65536)
            writer.write((CONNACK_5 if accepted else b"") + nonsense)
            await writer.drain()

        soon = {"connect_timeout": 1.0, "retry_min": 0.001, "retry_max": 0.001, "retry_refused": 0.001}
        async with server(babble) as port, started(settings(port, **soon)):
            await until(lambda: visits >= 2)

    asyncio.run(scene())
