"""Messages on their way out: waiting for a link, or sent and not yet acknowledged. Pure."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from devices.messages import Delivery, Message


@dataclass(eq=False, slots=True)
class Entry:
    """One message. Times are seconds of one clock that never jumps back."""

    message: Message
    given_at: float
    deadline: float
    answer: asyncio.Future[Delivery]
    sent: bool = False  # on the present link


class Outbox:
    """A bounded queue in which nothing is sent past its deadline.

    An entry is in one of two places: ``waiting`` in the order given, or ``in flight`` under its
    packet id. When a link breaks, `recover` puts those in flight back in front.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: dict[Entry, None] = {}  # ordered, and removal from the middle costs nothing
        self._in_flight: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self._waiting) + len(self._in_flight)

    @property
    def in_flight(self) -> int:
        """How many are sent and not acknowledged."""
        return len(self._in_flight)

    def add(self, entry: Entry) -> bool:
        """Queue an entry; False, and nothing done, when the outbox is full."""
        if len(self) >= self._limit:
            return False
        self._waiting[entry] = None
        return True

    def first(self) -> Entry | None:
        """The entry to send next, left where it is."""
        return next(iter(self._waiting), None)

    def sent(self, entry: Entry, packet_id: int) -> None:
        """The entry was handed to the link under this packet id."""
        del self._waiting[entry]
        self._in_flight[packet_id] = entry
        entry.sent = True

    def acknowledged(self, packet_id: int) -> Entry | None:
        """Take out the entry with this packet id; None if it was given up already."""
        return self._in_flight.pop(packet_id, None)

    def remove(self, entry: Entry) -> None:
        """Take an entry out wherever it is."""
        if entry in self._waiting:
            del self._waiting[entry]
            return
        for packet_id, other in self._in_flight.items():
            if other is entry:
                del self._in_flight[packet_id]
                return

    def recover(self) -> int:
        """The link broke: those in flight go back in front, in their order. Returns how many."""
        back = list(self._in_flight.values())
        for entry in back:
            entry.sent = False
        self._in_flight.clear()
        self._waiting = dict.fromkeys([*back, *self._waiting])
        return len(back)

    def clear(self) -> list[Entry]:
        """Take out and return everything."""
        everything = [*self._in_flight.values(), *self._waiting]
        self._in_flight.clear()
        self._waiting.clear()
        return everything
