"""All parts of one configuration, built together and started, stopped and swapped as one.

Building does nothing to the outside and may fail; only what was built whole is started. So a new
configuration either takes the place of the old one, or leaves it running.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from assistant.acting.executor import Executor, ExecutorSettings
from assistant.acting.replies import Replies
from assistant.acting.timers import Timers
from assistant.build import broker_settings, custom_actions, dialects, overrides, weighing
from assistant.config import Config
from assistant.conversation import Conversation, Sentence
from assistant.ear import SoundEvent
from assistant.errands import Errands
from assistant.errors import ConfigError, ModelError
from assistant.events import Gestured, NotHeard, Woken
from assistant.gesturing import Deeds, Gesturing
from assistant.house import House
from assistant.itself import Itself, ListeningSwitch, Order, SpokenText
from assistant.listening import Listening
from assistant.moments import Moments
from assistant.muted import MutedMark
from assistant.neighbours import Neighbours
from assistant.simulation import Simulation
from assistant.supervisor import Supervisor, say_failure
from assistant.understanding.understanding import Understanding, UnderstandingSettings
from assistant.voice import Voice
from assistant.watched import Told
from assistant.watching import Watching
from devices.broker import LinkStatus
from devices.errors import DeviceError
from devices.messages import Reported
from devices.model import Home
from devices.registry import Registry

log = logging.getLogger("assistant")

TICK_SECONDS = 0.5  # the grain of timers and of questions that run out


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
        self.supervisor = Supervisor(on_failure=say_failure)
        self._on_alive = on_alive
        self._errands = Errands(lambda message: self.house.broker.publish(message))
        self._switching = asyncio.Lock()
        settings = broker_settings(config, port)
        self._itself = Itself(
            config.name,
            discovery_prefix=config.discovery.homeassistant or "homeassistant",
            version=version("lares"),
            cameras=tuple(camera.name for camera in config.cameras),
        )
        self.neighbours = Neighbours(
            config.name,
            config.hearing.claim_milliseconds / 1000,
            self._errands,
            act=lambda event: self.conversation.hear(event),
            leave=lambda event: self.conversation.overhear(event),
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
            neighbours=self.neighbours,
        )
        self._declare()
        self._executor = Executor(
            self.house.broker, registry, self.home, ExecutorSettings(age_limit=config.acting.age_limit)
        )
        self._voice = Voice(
            config.replies.voice or config.language, on_speaking=lambda on: self.listening.speaking(on)
        )
        self._moments = Moments(self.home)
        self.conversation = self._conversation(timers)
        self._simulation = Simulation.of(config.declared(), self.house.broker.settings)
        self.listening = Listening(
            config,
            self.home,
            self.supervisor,
            on_event=self._heard,
            on_alive=on_alive,
            idle=lambda: self.idle,
            recordings=recordings,
        )
        self._muted = muted
        told = Told(self._errands.publish, self._meant, on_alive, self._moments.see)
        self.watching = Watching(config, self.supervisor, told, base=self._itself.base)
        self.gesturing = Gesturing(config.seeing.gestures, self._deeds())

    def _deeds(self) -> Deeds:
        return Deeds(
            stop=self._stop,
            answer=self.conversation.answer,
            mute=lambda: self._errands.later(self._switch(False)),
            say=lambda text, area: self.conversation.take(Sentence(text, area, "shown")),
        )

    def _conversation(self, timers: Timers) -> Conversation:
        config = self.config
        settings = UnderstandingSettings(config.understanding.question_seconds, custom_actions(config))
        self._understanding = Understanding(self.home, config.language, config.custom, settings)
        return Conversation(
            self._understanding,
            self._executor,
            timers,
            Replies(config.language, self.home),
            self._itself,
            publish=self._errands.publish,
            speak=self._voice.say,
            on_question=self._question,
            on_done=lambda: self._voice.afterwards(self.listening.follow_up),
            moments=self._moments,
        )

    async def prepare(self) -> None:
        """The rest of building, which takes a while. Raises LaresError."""
        await self._prepare_fusion()
        await self.listening.prepare()
        await self.watching.prepare()
        if self.config.replies.speak:
            await self._voice.prepare()

    async def _prepare_fusion(self) -> None:
        try:
            found = await asyncio.to_thread(weighing, self.config)
        except ModelError as error:
            log.warning("understanding goes by sentence templates alone: %s", error)
            return
        if found is not None:
            self._understanding.weigh_by(found)

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

    async def stop(self) -> None:
        """Stop everything, say offline, hang up."""
        await self.supervisor.stop()
        await self.conversation.stop()
        self._errands.stop()
        if self._simulation is not None:
            await self._simulation.stop()
        await self.house.stop()

    @property
    def status(self) -> str:
        """One line for ``systemctl status``."""
        restarts = sum(part.restarts for part in self.supervisor.parts.values())
        link = "connected" if self.house.broker.connected else "no broker"
        eyes = self.watching.status
        return f"{len(self.home.devices)} devices, {link}, {self.listening.status}" + "".join(
            f", {more}" for more in (eyes, f"{restarts} restarts" if restarts else "") if more
        )

    def _declare(self) -> None:
        try:
            self.house.declare(self.config.declared(), overrides(self.config))
        except DeviceError as error:
            raise ConfigError(str(error)) from error

    def _reported(self, report: Reported) -> None:
        self._executor.notice(report)
        self.watching.presence.report(report, asyncio.get_running_loop().time())

    def _linked(self, status: LinkStatus) -> None:
        if status.connected:
            self._errands.publish(self._itself.discovery())
            self._errands.publish(self._itself.listening(not self.listening.muted))
            self.watching.announce()

    def _order(self, order: Order) -> None:
        if isinstance(order, SpokenText):
            self.conversation.take(Sentence(order.text, order.area, "told"))
        elif isinstance(order, ListeningSwitch):
            self._errands.later(self._switch(order.on))
        else:
            log.warning("MQTT: %s: %s", order.topic, order.reason)

    async def _switch(self, on: bool) -> None:
        async with self._switching:  # closing takes a while, and what was said last has to hold
            self._muted.set(not on)
            await self.listening.switch(on)
            await self.watching.switch(on)
            self._moments.forget()
            self._errands.publish(self._itself.listening(on))

    def _heard(self, event: SoundEvent) -> None:
        if isinstance(event, Woken):
            log.info('woken by "%s" (%.2f)', event.phrase, event.score)
            self._moments.wake(event, asyncio.get_running_loop().time())
        elif isinstance(event, NotHeard):
            self.conversation.hear(event)
        else:
            self.neighbours.heard(event)

    def _meant(self, gestured: Gestured) -> None:
        self.gesturing.take(gestured, asyncio.get_running_loop().time())

    def _stop(self) -> bool:
        """Say no more, and drop what is asked; True if there was anything to stop."""
        spoke = self._voice.hush()
        return self.conversation.answer(False, None) or spoke

    def _question(self, answers: tuple[str, ...]) -> None:
        now = asyncio.get_running_loop().time()
        self._errands.later(self.listening.expect(answers, now, self.config.understanding.question_seconds))

    @property
    def idle(self) -> bool:
        """True when everything said so far is carried out and replied to."""
        return not self.conversation.busy and self._voice.idle

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.conversation.tick(time.time())
            if not self.listening.expects_sound:
                self._on_alive()  # nothing has to be heard: then this loop is what must go on
