"""Fixtures that any test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.friend import Friend
from tests.mosquitto import Certificates, Mosquitto


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A running mosquitto that lets everybody in."""
    with Mosquitto(tmp_path) as broker:
        yield broker


@pytest.fixture
def friend(mosquitto: Mosquitto) -> Iterator[Friend]:
    """Another client on that broker."""
    one = Friend(mosquitto.port)
    yield one
    one.close()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority with a server's and a client's certificate."""
    return Certificates.make(tmp_path_factory.mktemp("certificates"))
