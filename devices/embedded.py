"""The broker that is started when none is configured: amqtt in this process, for this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import logging
from typing import Final

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter

from devices.embedded_amqtt import RepairedBroker
from devices.errors import BrokerError

_LISTENER: Final = "default"
_CONNECT_SECONDS = 10.0  # a client that says nothing for so long after connecting is hung up on
_VERSION_5: Final = 5
_UNSUPPORTED_VERSION: Final = bytes([0x20, 3, 0, 0x84, 0])  # CONNACK of MQTT 5, section 3.2.2.2

# amqtt reports each client that goes away, and each MQTT 5 client it cannot serve, as a warning or
# an error; what concerns us of that, `devices.broker` says. `transitions` is its state machine.
_NOISY = {"amqtt": logging.CRITICAL, "transitions": logging.WARNING}


class EmbeddedBroker:
    """An MQTT 3.1.1 broker on a loopback address, without passwords, keeping nothing on disk.

    Clients that speak MQTT 5 are told so; amqtt itself would misread them and leave them hanging.
    Measured on one core of a server, with publisher and subscriber in the same process: 2,700
    messages/s at QoS 1, 1,460 with 1,000 filters subscribed, 580 with 3,000. Enough for a home that
    is tried out; for more, or for devices on other machines, install mosquitto.

    ``port`` 0 picks a free one.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 1883) -> None:
        self.host = host
        self._wanted_port = port
        self._port = port
        self._server: asyncio.Server | None = None
        self._broker: RepairedBroker | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port it listens on; once started never 0."""
        return self._port

    async def start(self) -> None:
        """Listen. Raises BrokerError if the host is not loopback or the port cannot be had."""
        if self._server is not None:
            raise BrokerError(f"embedded broker: already started on port {self.port}")
        _check_loopback(self.host)
        for name, level in _NOISY.items():
            logging.getLogger(name).setLevel(level)
        broker = RepairedBroker(
            {
                # The socket is ours: amqtt's own listener cannot tell which free port it got.
                "listeners": {_LISTENER: {"type": "external", "bind": self.host}},
                "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
            }
        )
        try:
            server = await asyncio.start_server(self._connected, self.host, self._wanted_port)
        except OSError as error:
            raise _cannot_listen(self.host, self._wanted_port, error) from error
        self._port = server.sockets[0].getsockname()[1]
        self._server, self._broker = server, broker
        await broker.start()

    async def stop(self) -> None:
        """Close the port and every connection; returns when nothing of it runs any more."""
        server, self._server = self._server, None
        broker, self._broker = self._broker, None
        if server is None or broker is None:
            return
        server.close()
        await broker.shutdown()
        for session in self._sessions:
            session.cancel()
        if self._sessions:
            await asyncio.wait(self._sessions)
            await asyncio.sleep(0)  # the transports close in the next turn of the loop
        await server.wait_closed()
        self._port = self._wanted_port

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = asyncio.create_task(self._serve(reader, writer), name="embedded broker session")
        self._sessions.add(session)
        session.add_done_callback(self._sessions.discard)
        # Here and not in the task: one that is cancelled before its first step runs no "finally".
        session.add_done_callback(lambda _: writer.transport.abort())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                start = await _start_of_connect(reader)
            if start[-1] == _VERSION_5:
                writer.write(_UNSUPPORTED_VERSION)
                await writer.drain()
            elif self._broker is not None:
                replayed = _Replaying(reader, start)
                await self._broker.external_connected(replayed, StreamWriterAdapter(writer), _LISTENER)
        except (OSError, EOFError, TimeoutError):
            pass  # the client is gone, or was none


async def _start_of_connect(reader: asyncio.StreamReader) -> bytes:
    """A CONNECT packet up to and with its protocol version, the last byte. Raises EOFError."""
    read = await reader.readexactly(2)
    while read[-1] & 0x80 and len(read) < 5:  # the packet's length: 7 bits a byte, 4 bytes at most
        read += await reader.readexactly(1)
    read += await reader.readexactly(2)
    name_length = int.from_bytes(read[-2:])
    if name_length > len("MQIsdp"):  # the longest name a version of MQTT has
        raise EOFError("not a CONNECT packet")
    return read + await reader.readexactly(name_length + 1)


class _Replaying(StreamReaderAdapter):  # type: ignore[misc]  # amqtt ships no types
    """Gives what was read ahead once more, then goes on with the stream."""

    def __init__(self, reader: asyncio.StreamReader, ahead: bytes) -> None:
        super().__init__(reader)
        self._ahead = ahead

    async def read(self, n: int = -1) -> bytes:
        if not self._ahead:
            rest: bytes = await super().read(n)
            return rest
        if n < 0:
            n = len(self._ahead)
        given, self._ahead = self._ahead[:n], self._ahead[n:]
        return given + (await super().read(n - len(given)) if len(given) < n else b"")


def _check_loopback(host: str) -> None:
    with contextlib.suppress(ValueError):
        if host == "localhost" or ipaddress.ip_address(host).is_loopback:
            return
    raise BrokerError(
        f"embedded broker: {host} is not a loopback address, and this broker asks for no password; "
        "use 127.0.0.1, or install mosquitto to serve other machines"
    )


def _cannot_listen(host: str, port: int, error: OSError) -> BrokerError:
    if error.errno == errno.EADDRINUSE:
        why = "the port is taken, perhaps by another broker"
        mend = "name that broker in the configuration, or choose another port"
    elif error.errno == errno.EACCES:
        why, mend = "ports below 1024 need root", "choose a higher port"
    else:
        why, mend = error.strerror or str(error), "choose another host or port"
    return BrokerError(f"embedded broker: cannot listen on {host}:{port}: {why}; {mend}")
