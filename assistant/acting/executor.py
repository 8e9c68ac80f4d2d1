"""Sends a command, waits for the device's own state to match, sends once more, then says so.

Three rules. Nothing leaves after its age limit: a lock never turns late. A newer command to the same
device goes out at once, after the older one was sent and instead of its repetition. And a state that
was already as wished proves little, since a dead lamp looks the same: the command is sent all the
same, and what counts is a report that comes after it, or the old state still standing at the end.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from assistant.acting.matching import Patience, clash, patience, progresses, satisfies, tells
from assistant.events import Confirmed, Evidence, Failed, Outcome, Publish, Unconfirmed
from devices.errors import CannotCommand
from devices.messages import Change, Dropped, Message, Publisher, Reported
from devices.model import Command, Home, Kind
from devices.state import State


class Encoder(Protocol):
    """The one thing the executor needs of `devices.registry.Registry`."""

    def encode(self, command: Command) -> tuple[Message, ...]:
        """The messages that carry out a command. Raises CannotCommand with a reason."""
        ...


@dataclass(frozen=True, slots=True)
class ExecutorSettings:
    """``age_limit``: seconds after which a command is dropped rather than sent (rule 7 of the
    house). ``under_way``: commands that may wait for their devices at the same time; a scene of a
    whole house fits. ``patience``: overrides what each kind of device is given, for tests and for
    slow radio links."""

    age_limit: float = 5.0
    under_way: int = 256
    patience: Patience | None = None


@dataclass(slots=True, eq=False)
class _Watch:
    """Somebody waiting for a device. The future's result is why the wait is over."""

    command: Command
    over: asyncio.Future[str]
    already: bool = False  # the state was as wished before anything was sent
    progress: asyncio.Event = field(default_factory=asyncio.Event)


_REACHED = ""
_OVERTAKEN = "a newer command to the same device came in between"
_JAMMED = "it reports that it is jammed"


class Executor:
    """Carries out steps on one event loop; ``home`` is read, never written."""

    def __init__(
        self,
        publisher: Publisher,
        registry: Encoder,
        home: Home,
        settings: ExecutorSettings | None = None,
    ) -> None:
        self._publisher = publisher
        self._registry = registry
        self._home = home
        self._settings = settings or ExecutorSettings()
        self._watches: dict[str, list[_Watch]] = {}
        self._sending: dict[str, asyncio.Lock] = {}  # one a device: at most DEVICE_LIMIT of them
        self._room = asyncio.Semaphore(self._settings.under_way)

    async def execute(self, step: Command | Publish) -> Outcome:
        """Carry out one step; returns what became of it and never raises for a device's fault."""
        born = _now()
        try:
            async with asyncio.timeout(self._settings.age_limit):
                await self._room.acquire()
        except TimeoutError:
            return Failed(step, f"{self._settings.under_way} commands still wait for their devices")
        try:
            if isinstance(step, Publish):
                return await self._publish(step, step.message, born)
            return await self._command(step, born)
        finally:
            self._room.release()

    def notice(self, change: Change) -> None:
        """A device told something, and the home has it already."""
        if not isinstance(change, Reported):
            return
        state = self._home.state(change.device_id)
        for watch in self._watches.get(change.device_id, ()):
            if watch.over.done():
                continue
            desired = watch.command.desired
            if change.state.jammed and desired.locked is not None:
                watch.over.set_result(_JAMMED)
            elif tells(change.state, desired) and satisfies(state, desired):
                watch.over.set_result(_REACHED)
            elif tells(change.state, desired) and progresses(state, desired):
                watch.progress.set()

    async def _publish(self, step: Command | Publish, message: Message, born: float) -> Outcome:
        left = self._settings.age_limit - (_now() - born)
        if left <= 0:
            return Failed(step, f"not sent within {self._settings.age_limit:g} s")
        delivery = await self._publisher.publish(message, age_limit=left)
        if isinstance(delivery, Dropped):
            return Failed(step, delivery.reason)
        return Confirmed(step, Evidence.DELIVERED, _now() - born)

    async def _command(self, command: Command, born: float) -> Outcome:
        device = self._home.devices.get(command.device)
        if device is None:
            return Failed(command, "there is no such device any more")
        state = self._home.state(device.id)
        if state.available is False:
            return Failed(command, "it is offline")
        if command.desired.told() and command.trigger is None:
            return await self._until_state(command, device.kind, born)
        self._overtake(command)
        return await self._send(command, born)

    async def _send(self, command: Command, born: float, again: _Watch | None = None) -> Outcome:
        try:
            messages = self._registry.encode(command)
        except CannotCommand as error:
            return Failed(command, str(error))
        outcome: Outcome = Failed(command, "its dialect has no message for this")
        async with self._sending.setdefault(command.device, asyncio.Lock()):
            if again is not None and again.over.done():
                return Failed(command, again.over.result() or "it was done before that")
            for message in messages:
                outcome = await self._publish(command, message, born)
                if isinstance(outcome, Failed):
                    break
        return outcome

    async def _until_state(self, command: Command, kind: Kind, born: float) -> Outcome:
        self._overtake(command)
        watch = _Watch(command, asyncio.get_running_loop().create_future(), self._matches(command))
        watches = self._watches.setdefault(command.device, [])
        watches.append(watch)
        try:
            sent = await self._send(command, born)
            if isinstance(sent, Failed):
                return sent
            return await self._wait(watch, self._settings.patience or patience(kind), born)
        finally:
            watches.remove(watch)
            if not watches and self._watches.get(command.device) is watches:
                del self._watches[command.device]

    async def _wait(self, watch: _Watch, patience: Patience, born: float) -> Outcome:
        command = watch.command
        over = await _result(watch, patience.first, patience.moving)
        if over is None and not watch.already and _now() - born < self._settings.age_limit:
            again = await self._send(command, born, watch)
            if isinstance(again, Failed) and not watch.over.done():
                return Unconfirmed(command, _now() - born, f"no answer, and not sent again: {again.reason}")
            over = await _result(watch, patience.second, patience.moving)
        waited = _now() - born
        if over == _REACHED or (over is None and self._matches(command)):
            return Confirmed(command, Evidence.STATE, waited)
        return Unconfirmed(command, waited, over or self._why(command.device))

    def _overtake(self, command: Command) -> None:
        for watch in self._watches.get(command.device, ()):
            if not watch.over.done() and clash(watch.command, command):
                watch.over.set_result(_OVERTAKEN)

    def _matches(self, command: Command) -> bool:
        return satisfies(self._home.state(command.device), command.desired)

    def _why(self, device_id: str) -> str:
        state: State = self._home.state(device_id)
        if state.available is False:
            return "it went offline"
        return "it never reported the wanted state"


async def _result(watch: _Watch, seconds: float, moving: float) -> str | None:
    """Why the wait is over; None if it is not after ``seconds``, prolonged by each movement."""
    progress = asyncio.create_task(watch.progress.wait())
    try:
        while True:
            await asyncio.wait((watch.over, progress), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if watch.over.done():
                return watch.over.result()
            if not progress.done():
                return None
            seconds = max(seconds, moving)
            watch.progress.clear()
            progress = asyncio.create_task(watch.progress.wait())
    finally:
        progress.cancel()


def _now() -> float:
    return asyncio.get_running_loop().time()
