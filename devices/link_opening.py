"""From settings to a paho client whose socket is connected and whose CONNECT is sent."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
import struct
import threading

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.errors import BrokerError
from devices.link_failures import Failure, LinkFailure, not_connected
from devices.link_settings import BrokerSettings, Protocol, TlsSettings

PACKET_LIMIT = 16 * 1024 * 1024
"""Largest packet, in bytes, that an MQTT 5 broker is allowed to send us; bounds the memory one can take.
Four times the payload limit, so that what is too large is still seen and counted."""

_VERSIONS = {"5": MQTTProtocolVersion.MQTTv5, "3.1.1": MQTTProtocolVersion.MQTTv311}


async def connected_client(settings: BrokerSettings, protocol: Protocol) -> paho.Client:
    """Look up, connect, shake hands and send CONNECT in a thread: each step may block for seconds.

    Raises LinkFailure. When cancelled, the thread closes what it still opens.
    """
    attempt = _Attempt(settings, protocol)
    # A daemon thread and not the loop's executor, because a name lookup that hangs must not hold
    # up the end of the program.
    threading.Thread(target=attempt.run, name="mqtt-connect", daemon=True).start()
    try:
        await attempt.done
    except (OSError, ValueError) as error:
        attempt.abandon()
        raise not_connected(settings, error) from error
    except asyncio.CancelledError:
        attempt.abandon()
        raise
    return attempt.client


class _Attempt:
    """One attempt to connect; whoever of loop and thread is last to know closes an unwanted socket."""

    def __init__(self, settings: BrokerSettings, protocol: Protocol) -> None:
        self.client = _client(settings, protocol)
        self._settings = settings
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()
        self._lock = threading.Lock()
        self._finished = False
        self._abandoned = False

    def run(self) -> None:
        """The thread."""
        error: OSError | ValueError | None = None
        try:
            _connect(self.client, self._settings, self._protocol)
        except (OSError, ValueError) as problem:
            error = problem
        with self._lock:
            self._finished = True
            if self._abandoned:
                discard(self.client)  # the loop may be closed by now
            else:
                self._loop.call_soon_threadsafe(self._settle, error)

    def abandon(self) -> None:
        """Nobody waits any more."""
        with self._lock:
            self._abandoned = True
            if self._finished:
                discard(self.client)

    def _settle(self, error: OSError | ValueError | None) -> None:
        if self.done.done():
            return
        if error is not None:
            self.done.set_exception(error)
        else:
            self.done.set_result(None)


def discard(client: paho.Client) -> None:
    """Close the client's socket at once. What is unsent in the kernel's buffers is thrown away too."""
    sock = client.socket()
    if sock is None:
        return
    if isinstance(sock, socket.socket) and sock.fileno() >= 0:
        # Linger 0 makes close() a reset: a command still in the send buffer must not arrive
        # minutes later, when the network comes back.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _connect(client: paho.Client, settings: BrokerSettings, protocol: Protocol) -> None:
    if protocol == "5":
        # Session expiry stays 0: what was sent to us while we were away is old, and not to be carried out.
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho has no types here
        properties.MaximumPacketSize = PACKET_LIMIT
        client.connect(
            settings.host, settings.port, settings.keepalive, clean_start=True, properties=properties
        )
    else:
        client.connect(settings.host, settings.port, settings.keepalive)
    sock = client.socket()
    if not isinstance(sock, socket.socket):
        raise ConnectionResetError("the connection was closed at once")
    # Commands are small and wanted now: no waiting to fill a packet.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _client(settings: BrokerSettings, protocol: Protocol) -> paho.Client:
    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id=settings.client_id or f"lares-{secrets.token_hex(6)}",
        protocol=_VERSIONS[protocol],
        clean_session=True if protocol == "3.1.1" else None,
        reconnect_on_failure=False,
    )
    client.connect_timeout = settings.connect_timeout
    client.max_inflight_messages = 0  # ours is the window: paho shall queue nothing
    if settings.username is not None:
        client.username_pw_set(settings.username, settings.password)
    if settings.will is not None:
        will = settings.will
        client.will_set(will.topic, will.payload, min(will.qos, 1), will.retain)
    if settings.tls is not None:
        client.tls_set_context(_context(settings.tls, settings.address))
    return client


class _TidySocket(ssl.SSLSocket):
    """Closes itself when the handshake fails; paho would leave that to the garbage collector."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def _context(tls: TlsSettings, address: str) -> ssl.SSLContext:
    """Read anew for each connection, so that a renewed certificate needs no restart."""
    try:
        context = tls.context()
    except BrokerError as error:
        raise LinkFailure(f"{address}: {error}", Failure.REFUSED) from error
    context.sslsocket_class = _TidySocket
    return context
