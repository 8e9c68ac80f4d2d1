"""The Wyoming protocol, as much as a client of speech recognition needs.

An event is one line of JSON ``{"type", "data"?, "data_length"?, "payload_length"?}``, then
``data_length`` bytes of JSON that add to ``data``, then ``payload_length`` bytes of payload.
Written out here because the public client is asyncio and a recogniser is not.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import urlsplit

from assistant.errors import GrammarError, LaresError

MAX_LINE = 64 * 1024  # bytes of the JSON line; real ones have a few hundred
MAX_PART = 1024 * 1024  # bytes of data or payload; a transcript has a few hundred


class WyomingError(LaresError):
    """The other side does not speak the protocol, or says more than it may."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens: ``host`` and ``port``, or the ``path`` of a Unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def parse(cls, uri: str) -> Address:
        """Reads ``tcp://host:port`` or ``unix:///path``. Raises GrammarError."""
        try:
            parts = urlsplit(uri)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme == "tcp" and parts.hostname and port and parts.path in ("", "/"):
            return cls(parts.hostname, port)
        if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
            return cls(path=parts.path)
        raise GrammarError(
            f"'{uri}' is no address of a Wyoming server: give tcp://HOST:PORT, such as "
            "tcp://192.168.1.5:10300, or unix:///PATH"
        )

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.path or f"{host}:{self.port}"

    def connect(self, timeout: float) -> socket.socket:
        """A connection; ``timeout`` seconds bound it and every later call on it. Raises OSError."""
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection


@dataclass(frozen=True, slots=True)
class Message:
    """One event of the protocol."""

    type: str
    data: Mapping[str, object] = field(default_factory=dict)
    payload: bytes = b""


def encode(message: Message) -> bytes:
    """The bytes of an event."""
    header: dict[str, object] = {"type": message.type}
    data = json.dumps(dict(message.data), ensure_ascii=False).encode() if message.data else b""
    if data:
        header["data_length"] = len(data)
    if message.payload:
        header["payload_length"] = len(message.payload)
    return json.dumps(header).encode() + b"\n" + data + message.payload


def read(stream: BinaryIO) -> Message:
    """The next event. Raises WyomingError if it is none, EOFError at the end, OSError."""
    line = stream.readline(MAX_LINE)
    if not line:
        raise EOFError
    if not line.endswith(b"\n"):
        raise WyomingError("a line without end came")
    header = _object(line)
    kind, data = header.get("type"), header.get("data") or {}
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise WyomingError("something that is no event of the protocol came")
    more = _exactly(stream, header.get("data_length"))
    if more:
        data = {**data, **_object(more)}
    return Message(kind, data, _exactly(stream, header.get("payload_length")))


def _object(text: bytes) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WyomingError("something that is no event of the protocol came")
    return found


def _exactly(stream: BinaryIO, length: object) -> bytes:
    if length is None:
        return b""
    if not isinstance(length, int) or not 0 <= length <= MAX_PART:
        raise WyomingError(f"an event of {str(length)[:20]} bytes was announced, {MAX_PART} is the limit")
    part = stream.read(length)
    if len(part) < length:
        raise EOFError
    return part
