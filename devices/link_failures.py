"""Why a link cannot be made or broke: one line each with where, what, and what to do."""

from __future__ import annotations

import socket
import ssl
from enum import Enum, auto

from paho.mqtt.reasoncodes import ReasonCode

from devices.errors import BrokerError
from devices.link_settings import BrokerSettings


class Failure(Enum):
    """What kind of failure it was, as far as the next attempt depends on it."""

    UNREACHABLE = auto()  # no connection, or one that broke
    REFUSED = auto()  # the broker or its certificate says no; trying again soon is no use
    HUNG_UP = auto()  # closed, or silent, where the answer to CONNECT belongs
    VERSION = auto()  # the broker does not speak this version of MQTT


class LinkFailure(BrokerError):
    """A link that could not be made or broke; ``failure`` says which way."""

    def __init__(self, reason: str, failure: Failure) -> None:
        super().__init__(reason)
        self.failure = failure


_TLS_MEND = (
    "check that this is the broker's TLS port, and set tls.certificate and tls.key if it asks for them"
)


def not_connected(settings: BrokerSettings, error: OSError | ValueError) -> LinkFailure:
    """The failure behind an exception of name lookup, connecting or the TLS handshake."""
    at, unreachable = settings.address, Failure.UNREACHABLE
    match error:
        case ssl.SSLCertVerificationError():
            why = f"{at}: the broker's certificate is not trusted ({error.verify_message})"
            mend = "set tls.ca to the certificate of its authority, and host to a name the certificate holds"
            return LinkFailure(f"{why}; {mend}", Failure.REFUSED)
        case ssl.SSLError():
            why = f"{at}: no TLS there ({error.reason or error})"
            return LinkFailure(f"{why}; use the broker's TLS port, often 8883, or leave tls out", unreachable)
        case socket.gaierror():
            return LinkFailure(f"{at}: no such host ({error.strerror}); correct host", unreachable)
        case ConnectionRefusedError():
            why = f"{at}: nothing listens there"
            return LinkFailure(f"{why}; start the broker, or correct its host and port", unreachable)
        case ConnectionResetError() | BrokenPipeError() if settings.tls is not None:
            why = f"{at}: closed by the other side where TLS begins"
            return LinkFailure(f"{why}; {_TLS_MEND}", unreachable)
        case TimeoutError():
            why = f"{at}: no answer within {settings.connect_timeout:g} s"
            mend = "check that the broker runs, that host and port are right, and the firewall"
            return LinkFailure(f"{why}; {mend}", unreachable)
        case OSError():
            why = f"{at}: {error.strerror or error}"
            return LinkFailure(f"{why}; check the network, and the broker's host and port", unreachable)
        case _:
            return LinkFailure(f"{at}: not an address ({error}); correct host and port", unreachable)


_MENDS = {
    "Bad user name or password": "correct username and password",
    "Not authorized": "correct username and password, and give a client certificate if it asks for one",
    "Client identifier not valid": "set another client_id",
    "Banned": "remove the ban at the broker",
    "Session taken over": "another client uses this client_id; give each its own",
    "Packet too large": "raise the broker's limit of packet size",
    "Connection rate exceeded": "raise the broker's limit of connections",
    "Server shutting down": "start it again",
}


def refused(settings: BrokerSettings, code: ReasonCode) -> LinkFailure:
    """The failure behind a CONNACK that says no."""
    name = code.getName()
    if name == "Unsupported protocol version":
        why = f"{settings.address}: the broker does not speak MQTT {settings.protocol}"
        return LinkFailure(f"{why}; set protocol to auto", Failure.VERSION)
    mend = _MENDS.get(name, "see the broker's log")
    passing = name in ("Server unavailable", "Server busy")
    kind = Failure.UNREACHABLE if passing else Failure.REFUSED
    return LinkFailure(f"{settings.address}: refused by the broker, {name.lower()}; {mend}", kind)


def hung_up(settings: BrokerSettings, detail: str) -> LinkFailure:
    """The broker closed the connection where its answer to CONNECT belongs."""
    why = f"{settings.address}: the broker closed the connection without an answer"
    if "certificate" in detail.lower():
        why = f"{settings.address}: the broker wants another client certificate ({detail})"
        return LinkFailure(f"{why}; set tls.certificate and tls.key", Failure.REFUSED)
    said = f" ({detail})" if detail else ""
    return LinkFailure(
        f"{why}{said}; check that the port is its MQTT port, with TLS or without", Failure.HUNG_UP
    )


def silent(settings: BrokerSettings) -> LinkFailure:
    """The broker took the connection and said nothing."""
    why = f"{settings.address}: connected, but no MQTT answer within {settings.connect_timeout:g} s"
    return LinkFailure(f"{why}; check that it is an MQTT broker and not stuck", Failure.HUNG_UP)


def lost(settings: BrokerSettings, code: ReasonCode, *, told_by_broker: bool) -> LinkFailure:
    """A standing link broke, or the broker said why it ends it."""
    name = code.getName()
    if name == "Keep alive timeout" and not told_by_broker:
        why = f"{settings.address}: the broker has gone silent for {settings.keepalive} s"
        return LinkFailure(f"{why}; check that it runs and is not stuck", Failure.UNREACHABLE)
    if not told_by_broker:
        return LinkFailure(f"{settings.address}: connection lost; trying again", Failure.UNREACHABLE)
    mend = _MENDS.get(name, "trying again")
    kind = Failure.REFUSED if name in ("Session taken over", "Not authorized", "Banned") else None
    reason = f"{settings.address}: ended by the broker, {name.lower()}; {mend}"
    return LinkFailure(reason, kind or Failure.UNREACHABLE)


def choked(settings: BrokerSettings) -> LinkFailure:
    """The broker sent bytes that are not MQTT."""
    why = f"{settings.address}: the broker sent what is not MQTT"
    return LinkFailure(f"{why}; check that the port is its MQTT port", Failure.UNREACHABLE)


def given_up(settings: BrokerSettings) -> LinkFailure:
    """We closed the link ourselves."""
    return LinkFailure(f"{settings.address}: link closed on this side", Failure.UNREACHABLE)
