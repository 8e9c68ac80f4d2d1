"""The filters we want, and the asking for them on every link."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from devices.link import Link
from devices.link_settings import LinkCounters
from devices.topics import filter_fault

_log = logging.getLogger(__name__)

_DEBOUNCE = 0.05  # seconds in which calls of add() and remove() are gathered into few packets


class Subscriptions:
    """Keeps what the broker was asked for equal to what is wanted."""

    def __init__(self, address: str, counters: LinkCounters) -> None:
        self._address = address
        self._counters = counters
        self._wanted: dict[str, None] = {}  # ordered
        self._asked: set[str] = set()  # of the present link
        self._link: Link | None = None
        self._due: asyncio.TimerHandle | None = None

    def add(self, filters: Iterable[str]) -> tuple[str, ...]:
        """Want these too. Returns those that MQTT does not allow; they are left out."""
        invalid = []
        for name in filters:
            if fault := filter_fault(name):
                _log.warning("filter %r %s; not subscribed", name[:200], fault)
                invalid.append(name)
            else:
                self._wanted[name] = None
        self._soon()
        return tuple(invalid)

    def remove(self, filters: Iterable[str]) -> None:
        """Want these no longer; unknown ones are fine."""
        for name in filters:
            self._wanted.pop(name, None)
        self._soon()

    def link_up(self, link: Link) -> None:
        """Ask a new link for everything at once."""
        self._link = link
        self._asked = set()
        self._ask()

    def link_down(self) -> None:
        """There is no link to ask."""
        self._link = None
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def refused(self, filters: tuple[str, ...], why: str) -> None:
        """The broker said no to these."""
        self._counters.refused += len(filters)
        named = ", ".join(filters[:5]) + (", …" if len(filters) > 5 else "")
        _log.warning("%s: subscription to %s refused: %s; allow it at the broker", self._address, named, why)

    def _soon(self) -> None:
        if self._link is not None and self._due is None:
            self._due = asyncio.get_running_loop().call_later(_DEBOUNCE, self._ask)

    def _ask(self) -> None:
        self._due = None
        if self._link is None:
            return
        self._link.unsubscribe([name for name in self._asked if name not in self._wanted])
        self._link.subscribe([name for name in self._wanted if name not in self._asked])
        self._asked = set(self._wanted)
