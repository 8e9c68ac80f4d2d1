"""Several assistants on one broker: a sentence that more than one heard is acted on by one.

Alone on the broker nothing is published and nothing is waited for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable

from assistant.errands import Errands
from assistant.events import Heard
from assistant.itself import Unusable
from assistant.itself_neighbours import Claim, ItselfAmongNeighbours
from assistant.nearest import NEIGHBOURS_LIMIT, Claims, Left
from devices.messages import Message

log = logging.getLogger("assistant")


class Neighbours:
    """Compares what the assistant called ``name`` heard with what the others heard.

    ``wait_seconds``: for a better claim; 0: never, nobody is asked. ``act`` gets the sentences that are
    ours, ``leave`` those that are the others'.
    """

    def __init__(
        self,
        name: str,
        wait_seconds: float,
        errands: Errands,
        *,
        act: Callable[[Heard], None],
        leave: Callable[[Heard], None],
    ) -> None:
        self._name = name
        self._wait = wait_seconds
        self._errands = errands
        self._act = act
        self._leave = leave
        self._topics = ItselfAmongNeighbours(name)
        self._claims = Claims(name)
        self._sent: deque[bytes] = deque(maxlen=8)  # they come back to us, as to everybody
        self._warned: set[str] = set()

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """Topics on which the others are heard of."""
        return self._topics.filters if self._wait > 0 else ()

    @property
    def alone(self) -> bool:
        """True while no other assistant is known to be on the broker."""
        return self._claims.alone

    def linked(self, connected: bool) -> None:
        """The broker is reached, or no longer: who is there is known only while it is."""
        if not connected:
            self._claims.forget()

    def receive(self, message: Message) -> bool:
        """Take on a message; True if it concerns nobody but us."""
        if self._wait <= 0:  # the status of another may come all the same, for the device it announces
            return False
        told = self._topics.receive(message)
        if isinstance(told, Unusable):
            self._warn(told.topic, told.reason)
        elif told is not None:
            self._claims.feed(told, asyncio.get_running_loop().time())
        if isinstance(told, Claim) and told.name == self._name and message.payload not in self._sent:
            self._warn(message.topic, "another assistant has this name, too: give each its own")
        return isinstance(told, Claim | Unusable)  # a status is also what the device of another hangs on

    def heard(self, event: Heard) -> None:
        """Act on a sentence, or leave it to who heard it better, as soon as that is known."""
        if self.alone or not event.ended_at:
            self._act(event)
            return
        now = asyncio.get_running_loop().time()
        ago = max(0.0, now - event.ended_at)
        own = Claim.of(self._name, event, seconds_ago=ago, wait_seconds=self._wait)
        left = self._claims.decide(own, now)
        if left is not None:
            self._step_back(event, left)
            return
        message = self._topics.claim(own, event, time.time() - ago)
        self._sent.append(message.payload)
        self._errands.publish(message)
        self._errands.later(self._compare(event, own, now))

    async def _compare(self, event: Heard, own: Claim, claimed_at: float) -> None:
        await asyncio.sleep(self._wait)
        left = self._claims.decide(own, claimed_at)
        if left is None:
            self._act(event)
        else:
            self._step_back(event, left)

    def _step_back(self, event: Heard, left: Left) -> None:
        log.info('left to "%s": %s', left.to, left.why)
        self._leave(event)

    def _warn(self, topic: str, reason: str) -> None:
        if topic not in self._warned and len(self._warned) < NEIGHBOURS_LIMIT:
            self._warned.add(topic)
            log.warning("MQTT: %s: %s (said once for this topic)", topic, reason)
