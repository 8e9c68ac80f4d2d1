"""The socket of a paho client, driven by the event loop: no thread, no blocking call."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import ssl
import struct
import sys
import termios
from collections.abc import Callable

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

from devices.link_opening import discard

_CHUNK_SECONDS = 0.005
"""Longest stretch of reading before the loop may do something else; a microphone frame is 32 ms."""


class Wire:
    """Calls paho when the socket can be read or written, and each second for its keep-alive.

    ``handled`` is to be raised by the owner for each packet that reaches it: it tells a read
    that got something from one that did not. ``after_reading`` is called outside of paho.
    ``choked`` is called when paho could not digest what the broker sent.
    """

    def __init__(
        self, client: paho.Client, *, after_reading: Callable[[], None], choked: Callable[[], None]
    ) -> None:
        self.handled = 0
        self._client = client
        self._after_reading = after_reading
        self._choked = choked
        self._loop = asyncio.get_running_loop()
        self._socket = client.socket()
        self._watched = -1 if self._socket is None else self._socket.fileno()
        self._ticking: asyncio.TimerHandle | None = None
        if self.alive:
            self._watch()

    @property
    def alive(self) -> bool:
        """True until the socket is closed by either side."""
        return self._watched >= 0

    def unsent(self) -> bool:
        """True while bytes of ours have not reached the broker's machine: closing still stops them."""
        if not self.alive:
            return False
        if self._client.want_write():
            return True
        queued = fcntl.ioctl(self._watched, termios.TIOCOUTQ, struct.pack("i", 0))
        return int.from_bytes(queued, sys.byteorder) > 0

    def close(self) -> None:
        """Close now; nothing unsent leaves any more."""
        self._unwatch()
        client = self._client
        client.on_socket_close = None
        client.on_socket_register_write = client.on_socket_unregister_write = None
        discard(client)

    def _watch(self) -> None:
        client, loop, watched = self._client, self._loop, self._watched
        client.on_socket_close = lambda *_: self._unwatch()
        client.on_socket_register_write = lambda *_: loop.add_writer(watched, self._writable)
        client.on_socket_unregister_write = lambda *_: self._nothing_to_write()
        loop.add_reader(watched, self._readable)
        if client.want_write():
            loop.add_writer(watched, self._writable)
        self._ticking = loop.call_later(1.0, self._tick)
        loop.call_soon(self._readable)  # TLS may hold the broker's answer already

    def _unwatch(self) -> None:
        if self._watched >= 0:
            self._loop.remove_reader(self._watched)
            self._loop.remove_writer(self._watched)
            self._watched = -1
        if self._ticking is not None:
            self._ticking.cancel()

    def _readable(self) -> None:
        """Read packets for a bounded time; the rest waits its turn in the loop."""
        until = self._loop.time() + _CHUNK_SECONDS
        self._acknowledge_at_once()
        try:
            more = True
            while more and self.alive:
                before = self.handled
                self._guarded(self._client.loop_read)
                self._after_reading()
                more = self.handled != before and self._loop.time() < until
        finally:
            # Bytes that TLS has decrypted already do not make the socket readable again.
            if self.alive and isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
                self._loop.call_soon(self._readable)

    def _acknowledge_at_once(self) -> None:
        """mosquitto holds a packet back until the one before is acknowledged (Nagle), and Linux takes
        up to 40 ms for that unless told otherwise, again and again. A command's echo waits as long.
        """
        if isinstance(self._socket, socket.socket) and self.alive:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _nothing_to_write(self) -> None:
        if self.alive:
            self._loop.remove_writer(self._watched)

    def _writable(self) -> None:
        self._guarded(self._client.loop_write)

    def _tick(self) -> None:
        self._ticking = self._loop.call_later(1.0, self._tick)
        self._guarded(self._client.loop_misc)

    def _guarded(self, work: Callable[[], MQTTErrorCode]) -> None:
        """Run paho. Bytes that it fails on end the link, else it would read them again for ever."""
        sound = False
        try:
            work()
            sound = True
        finally:
            if not sound:
                self._choked()
