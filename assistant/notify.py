"""Talks to systemd: the sd_notify protocol of systemd.exec(5), a datagram on $NOTIFY_SOCKET."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping


class Notifier:
    """Says how the service is doing; says nothing where nobody listens."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # "@" stands for the NUL byte of an abstract socket.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if address else None
        if self._socket is not None:
            self._socket.setblocking(False)
        self._watchdog_usec = _watchdog_usec(environment)

    @property
    def watchdog_seconds(self) -> float | None:
        """Systemd restarts us after so many seconds without `alive`; None if it does not watch."""
        return self._watchdog_usec / 1e6 if self._watchdog_usec else None

    def ready(self, status: str) -> None:
        """Started, or done reloading."""
        self._send(f"READY=1\nSTATUS={_line(status)}")

    def reloading(self) -> None:
        """A new configuration is being looked at; `ready` ends it."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def status(self, status: str) -> None:
        """One line for ``systemctl status``."""
        self._send(f"STATUS={_line(status)}")

    def alive(self) -> None:
        """Feed the watchdog."""
        if self._watchdog_usec:
            self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """On the way out."""
        self._send("STOPPING=1")

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, state: str) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(state.encode(), self._address)
        except OSError:
            return  # systemd is restarting itself, or busy; it asks for no more than the next one


def _watchdog_usec(environment: Mapping[str, str]) -> int:
    ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    usec = environment.get("WATCHDOG_USEC", "")
    return int(usec) if ours and usec.isdigit() else 0


def _line(text: str) -> str:
    return " ".join(text.split())
