"""Messages on their way out: waiting for a link, or sent and not yet acknowledged. Pure."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from devices.messages import Delivery, Message

SUSPECT_AFTER = 1.0
"""Seconds without acknowledgement after which a broker gets nothing more. Answers take milliseconds,
and what lies unread on the machine of a broker that hangs cannot be called back: it fires late."""


@dataclass(eq=False, slots=True)
class Entry:
    """One message. Times are seconds of one clock that never jumps back."""

    message: Message
    given_at: float
    deadline: float
    answer: asyncio.Future[Delivery]
    sent_at: float | None = None  # over the present link
    attempts: int = 0  # times sent, over any link


class Outbox:
    """A bounded queue in which nothing is sent past its deadline.

    An entry is in one of two places: waiting in the order given, or in flight under its
    packet id. When a link breaks, `recover` puts those in flight back in front.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: dict[Entry, None] = {}  # ordered, and removal from the middle costs nothing
        self._in_flight: dict[int, Entry] = {}  # oldest first

    def __len__(self) -> int:
        return len(self._waiting) + len(self._in_flight)

    def add(self, entry: Entry) -> bool:
        """Queue an entry; False, and nothing done, when the outbox is full."""
        if len(self) >= self._limit:
            return False
        self._waiting[entry] = None
        return True

    def next(self, window: int, now: float) -> Entry | None:
        """The entry to send now, left where it is; None while the broker is behind.

        It is behind with ``window`` messages unacknowledged, or with one for `SUSPECT_AFTER`.
        """
        oldest = next(iter(self._in_flight.values()), None)
        if len(self._in_flight) >= window:
            return None
        if oldest is not None and oldest.sent_at is not None and now - oldest.sent_at > SUSPECT_AFTER:
            return None
        return next(iter(self._waiting), None)

    def sent(self, entry: Entry, packet_id: int, now: float) -> None:
        """The entry was handed to the link under this packet id."""
        del self._waiting[entry]
        self._in_flight[packet_id] = entry
        entry.sent_at = now
        entry.attempts += 1

    def acknowledged(self, packet_id: int) -> Entry | None:
        """Take out the entry with this packet id; None if there is none."""
        return self._in_flight.pop(packet_id, None)

    def give_up(self, entry: Entry) -> None:
        """Never send the entry (again). In flight it keeps its place until acknowledged: it does
        occupy the broker, and it may show that the broker hangs."""
        self._waiting.pop(entry, None)

    def recover(self) -> int:
        """The link broke: those in flight go back in front, in their order, unless answered by now.

        Returns how many.
        """
        back = [entry for entry in self._in_flight.values() if not entry.answer.done()]
        for entry in back:
            entry.sent_at = None
        self._in_flight.clear()
        self._waiting = dict.fromkeys([*back, *self._waiting])
        return len(back)

    def clear(self) -> list[Entry]:
        """Take out and return everything."""
        everything = [*self._in_flight.values(), *self._waiting]
        self._in_flight.clear()
        self._waiting.clear()
        return everything
