"""Sends messages over whatever link there is, within their age limit or not at all."""

from __future__ import annotations

import asyncio
import time

from devices.link import Link
from devices.link_settings import BrokerSettings, LinkCounters
from devices.messages import Delivered, Delivery, Dropped, Message
from devices.outbox import Entry, Outbox
from devices.topics import topic_fault

_STOPPED = "the MQTT link is stopped"
_HEADROOM = 64  # bytes of a PUBLISH packet besides topic and payload, at most


class Sender:
    """The outbox and its emptying. `devices.broker.Broker` tells what happens to a message."""

    def __init__(self, settings: BrokerSettings, counters: LinkCounters) -> None:
        self._settings = settings
        self._counters = counters
        self._outbox = Outbox(settings.outbox_limit)
        self._link: Link | None = None
        self.why_no_link = "not connected yet"  # to be kept current by the owner
        self._stopped = False

    async def publish(self, message: Message, limit: float) -> Delivery:
        """Send within ``limit`` seconds; wait for the acknowledgement."""
        if self._stopped:
            self._counters.dropped_stopped += 1
            return Dropped(_STOPPED)
        if fault := topic_fault(message.topic):
            self._counters.dropped_invalid += 1
            return Dropped(f"topic {message.topic[:200]!r} {fault}")
        now, loop = _now(), asyncio.get_running_loop()
        entry = Entry(message, now, now + limit, loop.create_future())
        if not self._outbox.add(entry):
            self._counters.dropped_full += 1
            return Dropped(f"outbox full: {self._settings.outbox_limit} messages wait for the broker")
        timer = loop.call_later(limit, self._expire, entry)
        self._pump()
        try:
            return await entry.answer
        finally:
            timer.cancel()
            self._outbox.give_up(entry)  # it still waits only if the caller was cancelled

    def start(self) -> None:
        """Take messages (again)."""
        self._stopped = False

    def stop(self) -> None:
        """Drop what is here, and what still comes."""
        self._stopped = True
        self._link = None
        for entry in self._outbox.clear():
            if not entry.answer.done():
                self._counters.dropped_stopped += 1
                entry.answer.set_result(Dropped(_STOPPED))

    def link_up(self, link: Link) -> None:
        """Send what waits, over this link from now on."""
        self._link = link
        self._pump()

    def link_down(self) -> None:
        """Keep what was not acknowledged for the next link."""
        self._link = None
        self._counters.resent += self._outbox.recover()

    def acknowledged(self, link: Link, packet_id: int, refusal: str) -> None:
        """The broker took the message with this id, or refused it. Other links' ids mean nothing."""
        if link is not self._link:
            return
        entry = self._outbox.acknowledged(packet_id)
        if entry is not None and not entry.answer.done():
            if refusal:
                self._counters.refused += 1
                entry.answer.set_result(Dropped(f"refused by the broker: {refusal}"))
            else:
                self._counters.published += 1
                entry.answer.set_result(Delivered(_now() - entry.given_at))
        self._pump()

    def _pump(self) -> None:
        """Send what waits, as far as the window of unacknowledged messages lets us."""
        while (link := self._link) is not None:
            now = _now()
            entry = self._outbox.next(link.window, now)
            if entry is None:
                return
            left = entry.deadline - now
            size = len(entry.message.payload) + len(entry.message.topic.encode()) + _HEADROOM
            if left <= 0:
                self._expire(entry)
            elif size > link.packet_limit:
                self._counters.dropped_invalid += 1
                self._drop(entry, f"larger than the broker takes, {link.packet_limit} bytes")
            elif (packet_id := link.publish(entry.message, left)) is not None:
                self._outbox.sent(entry, packet_id, now)
            else:
                return  # the link is breaking; it will tell

    def _expire(self, entry: Entry) -> None:
        if entry.answer.done():
            return
        age = entry.deadline - entry.given_at
        self._counters.dropped_expired += 1
        if entry.attempts:
            self._drop(entry, f"sent, but not acknowledged by the broker within {age:g} s")
        else:
            why = self.why_no_link if self._link is None else "the broker does not keep up"
            self._drop(entry, f"not sent within {age:g} s: {why}")
        if entry.sent_at is not None and self._link is not None and self._link.unsent():
            self._link.abort()  # its bytes are still on this side: they must not leave any more

    def _drop(self, entry: Entry, reason: str) -> None:
        self._outbox.give_up(entry)
        if not entry.answer.done():
            entry.answer.set_result(Dropped(reason))


def _now() -> float:
    """Seconds that no setting of the clock moves and that go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
