"""When to try the broker again, and with which version of MQTT. Pure: chance and times come from outside."""

from __future__ import annotations

from collections.abc import Callable

from devices.link_failures import Failure
from devices.link_settings import BrokerSettings, Protocol

SETTLED = 10.0
"""A link that stood this many seconds was sound: the next wait starts small again. Shorter ones keep the
wait growing, so that two clients that throw each other out do not do so many times a second."""


class Reconnect:
    """The wait before each attempt (doubling, with jitter) and the protocol to use in it."""

    def __init__(self, settings: BrokerSettings, chance: Callable[[], float]) -> None:
        """``chance`` gives numbers in 0..1; the jitter keeps many clients from coming back in step."""
        self._settings = settings
        self._chance = chance
        self._wait = settings.retry_min
        self._spoken: Protocol | None = None  # what this broker has accepted last
        self._short_lives = 0  # links in a row that broke before they were settled
        self.protocol: Protocol = "3.1.1" if settings.protocol == "3.1.1" else "5"

    def connected(self) -> None:
        """The broker accepted ``protocol``."""
        self._spoken = self.protocol

    def failed(self, failure: Failure) -> float:
        """An attempt failed: seconds to wait before the next one."""
        if self._settings.protocol == "auto" and self._other_version(failure):
            self.protocol = "3.1.1" if self.protocol == "5" else "5"
            if self.protocol == "3.1.1":
                return 0.0  # it is the version, not the broker: no reason to wait
        return self._next_wait(failure)

    def lost(self, failure: Failure, lived: float) -> float:
        """A link that stood for ``lived`` seconds broke: seconds to wait before the next attempt."""
        self._short_lives += 1
        if lived >= SETTLED:
            self._wait = self._settings.retry_min
            self._short_lives = 0
        return self._next_wait(failure)

    @property
    def hint(self) -> str:
        """What a row of short-lived links means. Brokers of MQTT 3.1.1, and mosquitto to 2.0.11 in
        MQTT 5 too, do not tell a client that another one has taken its place."""
        if self._short_lives < 3:
            return ""
        return (
            f"; {self._short_lives} times in a row soon after connecting: give each client its own client_id"
        )

    def _other_version(self, failure: Failure) -> bool:
        """A broker may die between CONNECT and its answer, so one that has spoken 5 is not doubted."""
        if failure is Failure.VERSION:
            return True
        return failure is Failure.HUNG_UP and (self.protocol == "3.1.1" or self._spoken != "5")

    def _next_wait(self, failure: Failure) -> float:
        if failure in (Failure.REFUSED, Failure.VERSION):
            return self._settings.retry_refused * (0.8 + 0.4 * self._chance())
        wait, self._wait = self._wait, min(self._wait * 2, self._settings.retry_max)
        return wait * (0.5 + 0.5 * self._chance())
