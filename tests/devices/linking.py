"""A link to a broker with everything it tells written down, and other parties for it to meet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from devices.broker import Broker, BrokerSettings, LinkStatus
from devices.messages import Message

PATIENCE = 10.0  # seconds a test waits for what must come; it comes in milliseconds


def settings(port: int, **changes: object) -> BrokerSettings:
    """For a broker of this machine, with short waits."""
    quick = BrokerSettings("127.0.0.1", port, retry_min=0.05, retry_max=0.5)
    return replace(quick, **changes)  # type: ignore[arg-type]


class Recorded:
    """A `Broker` together with all messages and statuses it gave."""

    def __init__(self, chosen: BrokerSettings) -> None:
        self.messages: list[Message] = []
        self.statuses: list[LinkStatus] = []
        self.broker = Broker(chosen, on_message=self.messages.append, on_status=self.statuses.append)

    async def message(self, payload: bytes) -> Message:
        """Wait for a message with this payload."""
        await until(lambda: any(m.payload == payload for m in self.messages))
        return next(m for m in self.messages if m.payload == payload)

    async def told(self, words: str) -> LinkStatus:
        """Wait for a status with these words in its reason."""
        await until(lambda: any(words in s.reason for s in self.statuses))
        return next(s for s in self.statuses if words in s.reason)


@asynccontextmanager
async def started(chosen: BrokerSettings) -> AsyncIterator[Recorded]:
    """A link that has been started, connected or not."""
    recorded = Recorded(chosen)
    await recorded.broker.start()
    try:
        yield recorded
    finally:
        await recorded.broker.stop()


@asynccontextmanager
async def linked(chosen: BrokerSettings, *filters: str) -> AsyncIterator[Recorded]:
    """A link that is connected and subscribed."""
    async with started(chosen) as recorded:
        await recorded.broker.wait_connected(PATIENCE)
        if filters:
            recorded.broker.subscribe([*filters, "linking/ready"])
            while not any(m.topic == "linking/ready" for m in recorded.messages):
                await recorded.broker.publish(Message("linking/ready", b"?"))
                await asyncio.sleep(0.02)
            recorded.messages[:] = [m for m in recorded.messages if m.topic != "linking/ready"]
        yield recorded


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so; TimeoutError if it does not become so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  # conditions of all sorts
            await asyncio.sleep(0.005)


@asynccontextmanager
async def server(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    """A TCP server of one's own; gives its port."""
    sessions: set[asyncio.Task[None]] = set()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            await serve(reader, writer)

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(session(reader, writer))
        sessions.add(task)
        task.add_done_callback(sessions.discard)
        task.add_done_callback(lambda _: writer.transport.abort())

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for task in sessions:
            task.cancel()
        if sessions:
            await asyncio.wait(sessions)
        await asyncio.sleep(0)  # the transports close in the next turn of the loop


async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """What a hanging broker does: read on, say nothing."""
    while await reader.read(65536):
        pass


CONNACK_5 = bytes([0x20, 3, 0, 0, 0])  # accepted, in MQTT 5


def packet(kind: int, body: bytes) -> bytes:
    """An MQTT control packet."""
    length, size = b"", len(body)
    while True:
        size, digit = divmod(size, 128)
        length += bytes([digit | (0x80 if size else 0)])
        if not size:
            return bytes([kind]) + length + body
