"""Tries out, one after the other, what a configuration needs of the machine and the broker."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace

from assistant.acting.speaker import loudspeaker
from assistant.build import broker_settings, dialects
from assistant.camera_checks import camera_findings
from assistant.config import Config
from assistant.config.mends import did_you_mean
from assistant.errors import AudioError, LaresError
from assistant.findings import Finding, Level
from assistant.hearing.activity import SileroActivity
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.engine import build_recognizer
from assistant.hearing.grammar import compile_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.microphone import Microphone, microphones
from assistant.hearing.sayable import sayable
from assistant.inference import find
from assistant.understanding.sentences import Sentences, speech_sentences
from devices.broker import Broker, LinkStatus
from devices.embedded import EmbeddedBroker
from devices.errors import BrokerError, DeviceError
from devices.registry import Registry

_WORDS = ("lexicon", "g2p")  # artefacts that say how words sound
_SOUND_SECONDS = 6.0  # PulseAudio takes two to give the first
_CONNECT_SECONDS = 8.0


async def checks(config: Config) -> list[Finding]:
    """All checks of a valid configuration."""
    findings = [_sentences(config), *_devices(config), *_hearing(config), _models()]
    findings.append(await _microphone(config))
    findings.append(await asyncio.to_thread(_replies, config))
    findings += await camera_findings(config)
    findings.append(await _broker(config))
    return findings


def _sentences(config: Config) -> Finding:
    try:
        Sentences(config.home(), config.language, config.custom)
    except LaresError as error:
        return Finding("sentences", Level.PROBLEM, str(error))
    own = f", and {len(config.custom.names)} intents of your own" if config.custom else ""
    return Finding("sentences", Level.GOOD, f"language {config.language!r}{own}")


def _devices(config: Config) -> Iterator[Finding]:
    registry = Registry(config.home(with_devices=False), dialects(config))
    there = {device.id for device, _ in config.declared()}
    for stranger in [device_id for device_id in config.confirm if device_id not in there]:
        told = f"confirm: {stranger} is not declared here; unless it announces itself, this does nothing"
        yield Finding("devices", Level.WARNING, told, did_you_mean(stranger, there))
    for device, options in config.declared():
        try:
            registry.declare(device, options)
        except DeviceError as error:
            yield Finding("devices", Level.PROBLEM, str(error))


def _hearing(config: Config) -> Iterator[Finding]:
    server = config.hearing.wyoming
    if config.hearing.engine == "wyoming" and server is not None:
        yield Finding("hearing", Level.GOOD, f"by the Wyoming server {server.uri}, any words")
        return
    try:
        speech = speech_sentences(config.home(), config.language, config.custom)
        lexicon = Lexicon(config.hearing.pronounce)
        grammar = sayable(compile_grammar(speech.intents, speech.lists), lexicon)
        build_recognizer(config.hearing.engine, grammar, lexicon)
    except LaresError as error:
        yield Finding("hearing", Level.PROBLEM, str(error))
        return
    heard = f"{config.hearing.engine}, {len(grammar.vocabulary)} words in {len(grammar.arcs)} states"
    yield Finding("hearing", Level.GOOD, heard)
    for note in grammar.left_out[:5]:
        yield Finding("hearing", Level.WARNING, f"can only be written, not heard: {note}")


def _models() -> Finding:
    try:
        found = (SpeechModel().artifact, *(find(name) for name in _WORDS))
    except LaresError as error:
        return Finding("models", Level.PROBLEM, str(error))
    SileroActivity()
    return Finding(
        "models", Level.GOOD, f"{', '.join(f'{a.name} {a.version}' for a in found)}; voice activity loads"
    )


async def _microphone(config: Config) -> Finding:
    wanted = config.hearing.microphone
    if wanted == "none":
        return Finding("microphone", Level.GOOD, "none is wanted")
    try:
        there = await asyncio.to_thread(microphones)
    except AudioError as error:
        return Finding("microphone", Level.WARNING if wanted is None else Level.PROBLEM, str(error))
    if not there and wanted is None:
        return Finding("microphone", Level.WARNING, "there is none; plug one in, or write sentences by MQTT")
    complaints: list[str] = []
    microphone = Microphone(
        wanted, on_status=lambda status: None if status.open else complaints.append(status.reason)
    )
    try:
        async with asyncio.timeout(_SOUND_SECONDS), aclosing(microphone.frames()) as frames:
            async for _ in frames:
                break
    except TimeoutError:
        reason = complaints[0] if complaints else f"no sound within {_SOUND_SECONDS:g} s"
        return Finding("microphone", Level.PROBLEM, f"{reason}")
    name = "the default input" if wanted is None else str(wanted)
    return Finding("microphone", Level.GOOD, f"{name} opens and gives sound; there are: {', '.join(there)}")


def _replies(config: Config) -> Finding:
    if not config.replies.speak:
        return Finding("replies", Level.GOOD, "by MQTT only, as you wish")
    if shutil.which("espeak-ng") is None:
        return Finding("replies", Level.WARNING, "espeak-ng is missing; run: apt-get install espeak-ng")
    name = loudspeaker()
    if name is None:
        return Finding("replies", Level.WARNING, "no loudspeaker; replies are on MQTT and in the log only")
    return Finding("replies", Level.GOOD, f"aloud on {name}")


async def _broker(config: Config) -> Finding:
    if config.broker.host is None:
        return await _embedded(config)
    told: asyncio.Queue[LinkStatus] = asyncio.Queue()
    try:
        # An id of the broker's choice: the running assistant's own would throw that one out.
        settings = replace(broker_settings(config), client_id="")
        broker = Broker(settings, on_message=lambda message: None, on_status=told.put_nowait)
        await broker.start()
    except LaresError as error:
        return Finding("broker", Level.PROBLEM, str(error))
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            status = await told.get()
    except TimeoutError:
        status = broker.status
    finally:
        await broker.stop()
    return Finding("broker", Level.GOOD if status.connected else Level.PROBLEM, status.reason)


async def _embedded(config: Config) -> Finding:
    port = config.embedded_broker.port
    broker = EmbeddedBroker(port=port)
    try:
        await broker.start()
    except BrokerError:
        busy = f"port {port} is taken: by a running assistant, or change embedded_broker.port"
        return Finding("broker", Level.WARNING, busy)
    await broker.stop()
    return Finding("broker", Level.GOOD, f"one for this machine only will be started on port {port}")
