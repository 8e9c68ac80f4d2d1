"""What an MQTT link is told, and what it tells: settings, status, counters."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from devices.errors import BrokerError
from devices.messages import Message

PAYLOAD_LIMIT = 4 * 1024 * 1024
"""Largest payload taken in, in bytes. zigbee2mqtt's ``bridge/devices`` is one retained message with
the definition of every device, 5-10 KB each, so 200 devices are 1-2 MB; twice that is the limit."""

Protocol = Literal["5", "3.1.1"]


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """TLS to the broker. All paths are PEM files; without ``ca`` the system's authorities are trusted.

    ``certificate`` and ``key`` identify this client and come together. ``insecure`` accepts any
    certificate of any host: the line is then encrypted, but may end at a stranger.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False

    def context(self) -> ssl.SSLContext:
        """The context for one connection. Raises BrokerError naming the file that cannot be used."""
        if (self.certificate is None) != (self.key is None):
            raise BrokerError("tls: certificate and key come together; give both or neither")
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except OSError as error:  # ssl.SSLError is one
            raise BrokerError(f"tls ca {self.ca}: {_why(error)}; give a readable PEM certificate") from error
        if self.certificate is not None:
            try:
                context.load_cert_chain(self.certificate, self.key)
            except OSError as error:
                files = f"tls certificate {self.certificate} with key {self.key}"
                raise BrokerError(f"{files}: {_why(error)}; give two readable PEM files") from error
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _why(error: OSError) -> str:
    return error.strerror or str(error)


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the broker is and how to speak to it. Times are seconds.

    ``client_id``: empty lets the link make up one of its own for each connection.
    ``protocol``: "auto" speaks MQTT 5, and 3.1.1 to a broker that hangs up on 5.
    ``keepalive``: a silent broker is given up after at most twice this.
    ``will``: published by the broker when the link breaks; ``birth``: published by us on each
    connect; ``farewell``: published by us in a clean stop.
    ``outbox_limit``: messages held at most, waiting or not yet acknowledged. 2,000 is
    "everything off" in a home of 1,000 devices, twice.
    ``age_limit``: a message not delivered within this is dropped, unless publish() is told otherwise.
    ``connect_timeout``: for the TCP connection, the TLS handshake and the broker's answer, each.
    ``retry_min``, ``retry_max``: bounds of the growing wait between attempts; ``retry_refused``:
    the wait after a refusal (a wrong password stays wrong, and brokers ban clients that hammer).
    """

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = None
    client_id: str = ""
    tls: TlsSettings | None = None
    protocol: Literal["auto", "5", "3.1.1"] = "auto"
    keepalive: int = 15
    will: Message | None = None
    birth: Message | None = None
    farewell: Message | None = None
    outbox_limit: int = 2000
    age_limit: float = 5.0
    payload_limit: int = PAYLOAD_LIMIT
    connect_timeout: float = 5.0
    retry_min: float = 0.25
    retry_max: float = 30.0
    retry_refused: float = 30.0

    @property
    def address(self) -> str:
        """``host:port`` for people; an IPv6 host in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """Whether the link stands; ``reason`` is one line: where, what happened, what to do.

    ``protocol`` is the version in use when connected; ``retry_in`` the seconds until the next
    attempt when not (None: none will follow).
    """

    connected: bool
    reason: str
    protocol: Protocol | None = None
    retry_in: float | None = None


@dataclass(slots=True)
class LinkCounters:
    """Counts since the link object was made."""

    connects: int = 0  # times the broker accepted us
    received: int = 0  # messages handed to on_message
    published: int = 0  # messages acknowledged
    resent: int = 0  # messages sent again because the link broke before their acknowledgement
    refused: int = 0  # messages and filters the broker said no to (MQTT 5 tells; 3.1.1 only for filters)
    dropped_expired: int = 0
    dropped_full: int = 0
    dropped_stopped: int = 0
    dropped_invalid: int = 0  # outgoing: topic or size that MQTT or this broker does not allow
    oversize: int = 0  # incoming, over payload_limit
    unreadable: int = 0  # incoming, topic not UTF-8
