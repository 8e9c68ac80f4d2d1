"""500 commands while the broker is killed and restarted: what is lost, what fires late."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices.broker import Broker
from devices.messages import Delivered, Delivery, Dropped, Message
from tests.devices.linking import PATIENCE, linked, server, settings, until
from tests.mosquitto import Mosquitto

COMMANDS = 500
EVERY = 0.008  # seconds between commands: the whole takes 4 s
LONG, SHORT = 30.0, 0.25  # age limits; the broker is down for longer than SHORT, by far
DOWN = 1.0  # seconds
KILLED_AT = (120, 300)  # after this many commands
BURST = 40  # so many commands before that come at once, so that some are between publish and ack


class Watcher:
    """An independent subscriber: plain paho, its own thread, its own reconnecting.

    It asks for QoS 0. mosquitto hands a message to QoS 0 subscribers before it acknowledges it to the
    sender, so what a SIGKILL finds acknowledged is in the watcher's socket already; at QoS 1 it could
    lie in mosquitto's memory, and be lost there after the acknowledgement.
    """

    def __init__(self, port: int) -> None:
        self.seen: Counter[int] = Counter()
        self.first_seen: dict[int, float] = {}
        self.ready = threading.Event()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="watcher")
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe("lock/set", 0)
        self._client.on_subscribe = lambda *_: self.ready.set()
        self._client.on_message = self._count
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def _count(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        number = int(message.payload)
        self.first_seen.setdefault(number, time.monotonic())
        self.seen[number] += 1

    def stop(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()


@dataclass
class Gate:
    """What the link connects through. Closed, it refuses; it opens when the watcher is back, so that
    a message counts as unseen only if nobody could see it."""

    port: int = 0
    open: bool = True
    swallowing: bool = False  # of what the broker answers: commands arrive, acknowledgements do not


@asynccontextmanager
async def gate_to(broker: Mosquitto) -> AsyncIterator[Gate]:
    gate = Gate()

    async def to_broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)

    async def from_broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if not gate.swallowing:
                writer.write(data)

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not gate.open:
            return
        there, thither = await asyncio.open_connection("127.0.0.1", broker.port)
        both = [
            asyncio.create_task(to_broker(reader, thither)),
            asyncio.create_task(from_broker(there, writer)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            thither.transport.abort()

    async with server(through) as gate.port:
        yield gate


@dataclass
class Sent:
    """A command, and what became of it."""

    number: int
    given_at: float
    age_limit: float
    delivery: Delivery


async def command(broker: Broker, number: int) -> Sent:
    age_limit = SHORT if number % 3 == 0 else LONG
    given_at = time.monotonic()
    message = Message("lock/set", b"%d" % number)
    return Sent(number, given_at, age_limit, await broker.publish(message, age_limit=age_limit))


async def kill_and_restart(broker: Mosquitto, gate: Gate, watcher: Watcher) -> None:
    gate.swallowing = True
    await asyncio.sleep(0.03)  # of the burst, some have fired and none is acknowledged
    gate.open = gate.swallowing = False
    watcher.ready.clear()
    broker.kill()
    await asyncio.sleep(DOWN)
    await asyncio.to_thread(broker.start)
    await asyncio.to_thread(watcher.ready.wait, PATIENCE)
    gate.open = True


async def five_hundred(broker: Mosquitto, watcher: Watcher) -> tuple[list[Sent], int]:
    await asyncio.to_thread(watcher.ready.wait, PATIENCE)
    async with gate_to(broker) as gate, linked(settings(gate.port)) as link:
        running: list[asyncio.Task[Sent]] = []
        fault: asyncio.Task[None] | None = None
        for number in range(COMMANDS):
            running.append(asyncio.create_task(command(link.broker, number)))
            if number in KILLED_AT:
                if fault is not None:
                    await fault
                fault = asyncio.create_task(kill_and_restart(broker, gate, watcher))
            if not any(0 < at - number <= BURST for at in KILLED_AT):
                await asyncio.sleep(EVERY)
        if fault is not None:
            await fault
        sent = await asyncio.gather(*running)
        await link.broker.publish(Message("lock/set", b"%d" % COMMANDS), age_limit=LONG)
        await until(lambda: watcher.seen[COMMANDS] > 0)  # all that came before has been seen, too
        return sent, link.broker.counters.resent


def test_killing_the_broker_during_500_commands_loses_none_in_time_and_fires_none_late(
    mosquitto: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    watcher = Watcher(mosquitto.port)
    try:
        sent, resent = asyncio.run(five_hundred(mosquitto, watcher))
    finally:
        watcher.stop()
    delivered = [s for s in sent if isinstance(s.delivery, Delivered)]
    unsent = [s for s in sent if isinstance(s.delivery, Dropped) and "not sent" in s.delivery.reason]
    unsure = [s for s in sent if isinstance(s.delivery, Dropped) and "not acknowl" in s.delivery.reason]
    lost = [s.number for s in delivered if not watcher.seen[s.number]]
    fired = [s.number for s in unsent if watcher.seen[s.number]]
    late = [
        s.number
        for s in sent
        if s.number in watcher.first_seen
        and watcher.first_seen[s.number] - s.given_at > s.age_limit + DOWN / 2
    ]
    twice = sum(count - 1 for count in watcher.seen.values())
    with capsys.disabled():
        print(
            f"\n{COMMANDS} commands, broker killed {len(KILLED_AT)} times: {len(delivered)} delivered, "
            f"{len(unsent)} dropped unsent at their age limit, {len(unsure)} dropped after sending; "
            f"lost {len(lost)}, fired although dropped {len(fired)}, fired late {len(late)}, "
            f"seen twice {twice} of {resent} sent again"
        )
    assert len(delivered) + len(unsent) + len(unsure) == COMMANDS
    assert not lost
    assert not fired
    assert not late
    assert all(isinstance(s.delivery, Delivered) for s in sent if s.age_limit == LONG)
    assert all(s.delivery.seconds <= s.age_limit for s in sent if isinstance(s.delivery, Delivered))
    assert unsent, "the broker was down too shortly to prove anything"
    assert twice <= resent
