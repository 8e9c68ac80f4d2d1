"""State messages per second: the whole way into the live home, beside a plain paho client.

Both are processes' neighbours on the same broker and get the same messages, first the one and then
the other, sent by a third process as fast as mosquitto takes them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from assistant.bench.broker import BenchBroker
from assistant.bench.made_home import made_home
from assistant.house import House
from assistant.itself import Itself
from devices.broker import BrokerSettings
from devices.model import Home
from devices.registry import Registry
from devices.simulated import SimulatedDialect, state_topic

_END = "bench/end"
_PATIENCE = 60.0  # seconds without an end: the sender or the broker has died


@dataclass(frozen=True, slots=True)
class Traffic:
    """Messages per second from the first to the last, and how many arrived."""

    ours: float
    received: int
    peer: float
    peer_received: int


async def measure_traffic(size: int, count: int) -> Traffic:
    """Send ``count`` states of ``size`` devices to us, then to the peer."""
    with tempfile.TemporaryDirectory() as folder, BenchBroker(Path(folder)) as mosquitto:
        ours, received = await _ours(mosquitto.port, size, count)
        peer, peer_received = await _peer(mosquitto.port, size, count)
    return Traffic(ours, received, peer, peer_received)


async def _ours(port: int, size: int, count: int) -> tuple[float, int]:
    made = made_home(size)
    home = Home.of(areas=made.areas.values())
    registry = Registry(home, [SimulatedDialect()])
    done = asyncio.Event()
    itself = Itself("bench")
    house = House(
        BrokerSettings("127.0.0.1", port),
        registry,
        home,
        itself,
        on_order=lambda order: done.set(),  # the end comes as an order, behind all states
        on_report=lambda report: None,
        on_link=lambda status: None,
    )
    house.declare(tuple((device, {}) for device in made.devices.values()))
    await house.start()
    try:
        await house.broker.wait_connected(10)
        await asyncio.sleep(1.0)  # a thousand subscriptions
        sender = await _sender(port, size, count, itself.command_topic)
        began = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            await done.wait()
        seconds = time.perf_counter() - began
        await sender.wait()
    finally:
        await house.stop()
    return registry.counters.messages / seconds, registry.counters.changes


async def _peer(port: int, size: int, count: int) -> tuple[float, int]:
    states: dict[str, object] = {}
    received = 0
    done = threading.Event()

    def on_message(client: mqtt.Client, userdata: object, message: mqtt.MQTTMessage) -> None:
        nonlocal received
        if message.topic == _END:
            done.set()
            return
        states[message.topic] = json.loads(message.payload)
        received += 1

    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.on_message = on_message
    client.connect("127.0.0.1", port)
    client.subscribe([(topic, 0) for topic in (*_topics(size), _END)])
    client.loop_start()
    try:
        await asyncio.sleep(1.0)
        sender = await _sender(port, size, count, _END)
        began = time.perf_counter()
        await asyncio.to_thread(done.wait, _PATIENCE)
        seconds = time.perf_counter() - began
        await sender.wait()
    finally:
        client.disconnect()
        client.loop_stop()
    return received / seconds, received


def _topics(size: int) -> Iterator[str]:
    return (state_topic("simulated", device_id) for device_id in made_home(size).devices)


async def _sender(port: int, size: int, count: int, end: str) -> asyncio.subprocess.Process:
    words = [sys.executable, "-m", "assistant.bench.traffic", str(port), str(size), str(count), end]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    await process.stdout.readline()  # it is connected and begins
    return process


def send(port: int, size: int, count: int, end: str, say: Callable[[str], None]) -> None:
    """The sending process."""
    topics = list(_topics(size))
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.max_queued_messages_set(0)
    client.connect("127.0.0.1", port)
    client.loop_start()
    say("ready")
    for i in range(count):
        payload = b'{"on": true, "brightness": %d}' % (i % 100)
        client.publish(topics[i % size], payload)
    client.publish(end, b"end", qos=1).wait_for_publish(_PATIENCE)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    port, size, count, end = sys.argv[1:]
    send(int(port), int(size), int(count), end, lambda word: print(word, flush=True))
