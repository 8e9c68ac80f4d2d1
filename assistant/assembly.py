"""All parts of one configuration, built together and started, stopped and swapped as one.

Building does nothing to the outside and may fail; only what was built whole is started. So a new
configuration either takes the place of the old one, or leaves it running.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from assistant.acting.executor import Executor, ExecutorSettings
from assistant.acting.replies import Replies
from assistant.acting.timers import Timers
from assistant.build import broker_settings, custom_actions, dialects, overrides
from assistant.config import Config
from assistant.conversation import Conversation, Sentence
from assistant.ear import SoundEvent
from assistant.errors import ConfigError
from assistant.events import Gestured, Woken
from assistant.gesturing import Deeds, Gesturing
from assistant.house import House
from assistant.itself import Itself, ListeningSwitch, Order, SpokenText
from assistant.listening import Listening
from assistant.muted import MutedMark
from assistant.simulation import Simulation
from assistant.supervisor import Supervisor
from assistant.understanding.understanding import Understanding, UnderstandingSettings
from assistant.voice import Voice
from assistant.watched import Told
from assistant.watching import Watching
from devices.broker import LinkStatus
from devices.errors import BrokerError, DeviceError
from devices.messages import Message, Reported
from devices.model import Home
from devices.registry import Registry
from devices.simulated_home import SimulatedHome

log = logging.getLogger("assistant")

TICK_SECONDS = 0.5  # the grain of timers and of questions that run out
SENDING_LIMIT = 500  # messages of our own on their way; more means the broker hangs


class Assembly:
    """``port``: of the embedded broker, if that is the one. ``timers`` outlive a change of config.
    ``on_alive`` is called by whatever proves that the daemon works."""

    def __init__(
        self,
        config: Config,
        timers: Timers,
        *,
        port: int | None,
        recordings: tuple[Path, ...],
        on_alive: Callable[[], None],
        muted: MutedMark,
    ) -> None:
        self.config = config
        self.home: Home = config.home(with_devices=False)
        self.supervisor = Supervisor(on_failure=_say_failure)
        self._on_alive = on_alive
        self._tasks: set[asyncio.Task[object]] = set()
        self._switching = asyncio.Lock()
        settings = broker_settings(config, port)
        self._itself = Itself(
            config.name,
            discovery_prefix=config.discovery.homeassistant or "homeassistant",
            version=version("lares"),
            cameras=tuple(camera.name for camera in config.cameras),
        )
        registry = Registry(self.home, dialects(config))
        self.house = House(
            settings,
            registry,
            self.home,
            self._itself,
            on_order=self._order,
            on_report=self._reported,
            on_link=self._linked,
        )
        self._declare()
        self._executor = Executor(
            self.house.broker, registry, self.home, ExecutorSettings(age_limit=config.acting.age_limit)
        )
        self._voice = Voice(
            config.replies.voice or config.language, on_speaking=lambda on: self.listening.speaking(on)
        )
        self.conversation = self._conversation(timers)
        self._simulation = self._simulated()
        self.listening = Listening(
            config,
            self.home,
            self.supervisor,
            on_event=self._heard,
            on_alive=on_alive,
            idle=self._idle,
            recordings=recordings,
        )
        self._muted = muted
        told = Told(publish=self._publish, meant=self._meant, alive=on_alive)
        self.watching = Watching(config, self.supervisor, told, base=self._itself.base)
        self.gesturing = Gesturing(config.seeing.gestures, self._deeds())

    def _deeds(self) -> Deeds:
        return Deeds(
            stop=self._stop,
            answer=self.conversation.answer,
            mute=lambda: self._later(self._switch(False)),
            say=lambda text, area: self.conversation.take(Sentence(text, area, "shown")),
        )

    def _conversation(self, timers: Timers) -> Conversation:
        config = self.config
        settings = UnderstandingSettings(config.understanding.question_seconds, custom_actions(config))
        return Conversation(
            Understanding(self.home, config.language, config.custom, settings),
            self._executor,
            timers,
            Replies(config.language, self.home),
            self._itself,
            publish=self._publish,
            speak=self._voice.say,
            on_question=self._question,
        )

    async def prepare(self) -> None:
        """The rest of building, which takes a while. Raises LaresError."""
        await self.listening.prepare()
        await self.watching.prepare()
        if self.config.replies.speak:
            await self._voice.prepare()

    async def start(self) -> None:
        """Go live."""
        if self._simulation is not None:
            await self._simulation.start()
        await self.house.start()
        self.supervisor.run("ticker", self._tick)
        if self._voice.enabled:
            self.supervisor.run("replies", self._voice.run)
        self.listening.muted = self._muted.is_set  # as it is now: before a reload the old parts may be muted
        self.listening.start()
        self.watching.start(muted=self.listening.muted)

    async def linked(self, seconds: float) -> None:
        """Wait until the broker is reached, at most so long: it may come later."""
        with suppress(BrokerError):
            await self.house.broker.wait_connected(seconds)

    async def stop(self) -> None:
        """Stop everything, say offline, hang up."""
        await self.supervisor.stop()
        await self.conversation.stop()
        for task in self._tasks:
            task.cancel()
        if self._simulation is not None:
            await self._simulation.stop()
        await self.house.stop()

    @property
    def status(self) -> str:
        """One line for ``systemctl status``."""
        restarts = sum(part.restarts for part in self.supervisor.parts.values())
        link = "connected" if self.house.broker.connected else "no broker"
        ear = (
            "muted" if self.listening.muted else "listening" if self.listening.microphone.open else "no sound"
        )
        eyes = self.watching.status
        return f"{len(self.home.devices)} devices, {link}, {ear}" + "".join(
            f", {more}" for more in (eyes, f"{restarts} restarts" if restarts else "") if more
        )

    def _declare(self) -> None:
        try:
            self.house.declare(self.config.declared())
        except DeviceError as error:
            raise ConfigError(str(error)) from error
        for override in overrides(self.config):
            self.house.registry.override(override)

    def _simulated(self) -> Simulation | None:
        declared = [(d, options) for d, options in self.config.declared() if d.dialect == "simulated"]
        return Simulation(self.house.broker.settings, SimulatedHome(declared)) if declared else None

    def _reported(self, report: Reported) -> None:
        self._executor.notice(report)
        self.watching.presence.report(report, asyncio.get_running_loop().time())

    def _linked(self, status: LinkStatus) -> None:
        if status.connected:
            self._publish(self._itself.discovery())
            self._publish(self._itself.listening(not self.listening.muted))
            self.watching.announce()

    def _order(self, order: Order) -> None:
        if isinstance(order, SpokenText):
            self.conversation.take(Sentence(order.text, order.area, "told"))
        elif isinstance(order, ListeningSwitch):
            self._later(self._switch(order.on))
        else:
            log.warning("MQTT: %s: %s", order.topic, order.reason)

    async def _switch(self, on: bool) -> None:
        async with self._switching:  # closing takes a while, and what was said last has to hold
            self._muted.set(not on)
            await self.listening.switch(on)
            await self.watching.switch(on)
            self._publish(self._itself.listening(on))

    def _heard(self, event: SoundEvent) -> None:
        if isinstance(event, Woken):
            log.info('woken by "%s" (%.2f)', event.phrase, event.score)
            return
        self.conversation.hear(event)

    def _meant(self, gestured: Gestured) -> None:
        self.gesturing.take(gestured, asyncio.get_running_loop().time())

    def _stop(self) -> bool:
        """Say no more, and drop what is asked; True if there was anything to stop."""
        spoke = self._voice.hush()
        return self.conversation.answer(False, None) or spoke

    def _question(self, answers: tuple[str, ...]) -> None:
        now = asyncio.get_running_loop().time()
        self._later(self.listening.expect(answers, now, self.config.understanding.question_seconds))

    def _idle(self) -> bool:
        return not self.conversation.busy and self._voice.idle

    def _publish(self, message: Message) -> None:
        if len(self._tasks) < SENDING_LIMIT:
            self._later(self.house.broker.publish(message))

    def _later(self, work: Coroutine[object, object, object]) -> None:
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s: %s", type(error).__name__, error)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.conversation.tick(time.time())
            if not self.listening.expects_sound:
                self._on_alive()  # nothing has to be heard: then this loop is what must go on


def _say_failure(name: str, error: BaseException, wait: float) -> None:
    log.error("%s failed (%s: %s); starting it again in %.1f s", name, type(error).__name__, error, wait)
