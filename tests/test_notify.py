"""The service manager is told how we are, on a real datagram socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.notify import Notifier


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def _notifier(manager: socket.socket, **more: str) -> Notifier:
    return Notifier({"NOTIFY_SOCKET": manager.getsockname(), **more})


def test_a_life_is_told_in_the_words_of_systemd(manager: socket.socket) -> None:
    notifier = _notifier(manager, WATCHDOG_USEC="30000000")
    assert notifier.watchdog_seconds == 30.0
    notifier.ready("listening\nto you")
    notifier.alive()
    notifier.reloading()
    notifier.stopping()
    notifier.close()
    told = [manager.recv(1000).decode() for _ in range(4)]
    assert told[:2] == ["READY=1\nSTATUS=listening to you", "WATCHDOG=1"]
    assert told[2].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert told[3] == "STOPPING=1"


def test_an_abstract_socket_is_reached_too() -> None:
    name = f"lares-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name)
        listening.settimeout(5)
        notifier = Notifier({"NOTIFY_SOCKET": "@" + name})
        notifier.status("fine")
        notifier.close()
        assert listening.recv(100) == b"STATUS=fine"


def test_a_watchdog_meant_for_another_process_is_not_fed(manager: socket.socket) -> None:
    notifier = _notifier(manager, WATCHDOG_USEC="1000000", WATCHDOG_PID="1")
    assert notifier.watchdog_seconds is None
    notifier.alive()
    notifier.status("here")
    notifier.close()
    assert manager.recv(100) == b"STATUS=here"


def test_nothing_happens_where_no_service_manager_is_or_it_has_gone(tmp_path: Path) -> None:
    Notifier({}).ready("fine")
    gone = Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")})
    gone.ready("fine")
    gone.close()
    gone.ready("after closing")
