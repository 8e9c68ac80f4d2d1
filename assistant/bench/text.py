"""From text to intent, decision, message and acknowledgement, on a real mosquitto."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from hassil import Intents, recognize_best
from home_assistant_intents import get_intents

from assistant.bench.broker import BenchBroker
from assistant.bench.made_home import commands_for, strangers
from assistant.events import Act
from assistant.understanding.sentences import Sentences
from assistant.understanding.slots import NameLists
from assistant.understanding.understanding import Understanding
from devices.broker import Broker, BrokerSettings
from devices.messages import Delivered
from devices.model import Command, Home
from devices.registry import Registry
from devices.simulated import SimulatedDialect


@dataclass(slots=True)
class TextTimes:
    """Seconds of each sentence: ``intent`` alone, ``refusal`` of unknown names, ``peer`` is hassil
    over all names, ``message`` up to the encoded command, ``acknowledged`` by the broker."""

    intent: list[float] = field(default_factory=list)
    refusal: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    message: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)


async def measure_text(home: Home, count: int) -> TextTimes:
    """Measure ``count`` sentences; what is loaded once is loaded before."""
    times = TextTimes()
    _measure_intents(home, count, times)
    with tempfile.TemporaryDirectory() as folder, BenchBroker(Path(folder)) as mosquitto:
        settings = BrokerSettings("127.0.0.1", mosquitto.port)
        broker = Broker(settings, on_message=lambda message: None, on_status=lambda status: None)
        await broker.start()
        try:
            await broker.wait_connected(10)
            await _measure_commands(home, count, broker, times)
        finally:
            await broker.stop()
    return times


def _measure_intents(home: Home, count: int, times: TextTimes) -> None:
    sentences = Sentences(home)
    source = get_intents("en")
    assert source is not None  # noqa: S101 - English is part of the package
    templates, lists = Intents.from_dict(source), NameLists(home).all()
    commands = commands_for(home, count)
    for text in (*commands[:3], *strangers(3)):  # loads templates
        sentences.recognize(text)
        recognize_best(text, templates, slot_lists=lists, best_slot_name="name")
    for text in commands:
        began = time.perf_counter()
        sentences.recognize(text)
        between = time.perf_counter()
        recognize_best(text, templates, slot_lists=lists, best_slot_name="name")
        times.intent.append(between - began)
        times.peer.append(time.perf_counter() - between)
    for text in strangers(count):
        began = time.perf_counter()
        sentences.recognize(text)
        times.refusal.append(time.perf_counter() - began)


async def _measure_commands(home: Home, count: int, broker: Broker, times: TextTimes) -> None:
    empty = Home.of(floors=home.floors.values(), areas=home.areas.values())
    registry = Registry(empty, [SimulatedDialect()])
    for device in home.devices.values():
        registry.declare(device, {})
    understanding = Understanding(empty)
    for text in commands_for(home, count):
        began = time.perf_counter()
        (decision,) = understanding.decide(text, area=None, now=time.time())
        assert isinstance(decision, Act), text  # noqa: S101 - or the figures mean nothing
        commands = [step for step in decision.steps if isinstance(step, Command)]
        messages = [message for command in commands for message in registry.encode(command)]
        times.message.append(time.perf_counter() - began)
        for message in messages:
            delivery = await broker.publish(message)
            assert isinstance(delivery, Delivered), delivery  # noqa: S101
        times.acknowledged.append(time.perf_counter() - began)
