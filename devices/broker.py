"""The one MQTT link: keeps itself connected, and sends nothing that has grown too old."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable

from devices.errors import BrokerError
from devices.link import Link, LinkEvents
from devices.link_failures import LinkFailure
from devices.link_settings import BrokerSettings, LinkCounters, LinkStatus, TlsSettings
from devices.messages import Delivery, Message
from devices.reconnect import Reconnect
from devices.sender import Sender
from devices.subscriptions import Subscriptions
from devices.topics import topic_fault

__all__ = ["Broker", "BrokerSettings", "LinkCounters", "LinkStatus", "TlsSettings"]


class Broker:
    """The link to the MQTT broker, and a `devices.messages.Publisher`.

    ``on_message`` gets what arrives on the subscribed filters, ``on_status`` each change of the
    link; both are called in the event loop, and an error in them costs that one call only.
    All methods are to be called in the event loop that start() ran in.

    What happens to a message given to publish(): it waits in the outbox while there is no link,
    is sent, and is done when the broker acknowledges it. If the link breaks before that it is sent
    again over the next one (so a broker may see it twice: QoS 1 is "at least once"), all within
    its age limit. After its age limit it is never sent, and the link is cut if its bytes are still
    on this side. What cannot be called back is a message that already lies on the machine of a
    broker that hangs. MQTT 5 brokers are told the age limit too.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        *,
        on_message: Callable[[Message], None],
        on_status: Callable[[LinkStatus], None],
    ) -> None:
        self.settings = settings
        self.counters = LinkCounters()
        self.status = LinkStatus(False, f"{settings.address}: not started")
        self._on_message = on_message
        self._on_status = on_status
        self._sender = Sender(settings, self.counters)
        self._subscriptions = Subscriptions(settings.address, self.counters)
        self._link: Link | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    @property
    def connected(self) -> bool:
        """True while a broker accepts us."""
        return self._link is not None

    async def start(self) -> None:
        """Begin to connect, and keep at it for ever; returns at once.

        Raises BrokerError for what can never work: certificate files that cannot be read,
        topics that MQTT does not allow, a link that is started already.
        """
        if self._keeper is not None:
            raise BrokerError(f"{self.settings.address}: this MQTT link is started already; stop it first")
        if self.settings.tls is not None:
            self.settings.tls.context()
        for message in (self.settings.will, self.settings.birth, self.settings.farewell):
            if message is not None and (fault := topic_fault(message.topic)):
                raise BrokerError(f"topic {message.topic!r} {fault}; correct it")
        self._sender.start()
        self._keeper = asyncio.create_task(self._keep_linked(), name="mqtt link")

    async def wait_connected(self, timeout: float) -> None:  # noqa: ASYNC109  # the reason is ours to tell
        """Return when connected; after ``timeout`` seconds raise BrokerError with the latest reason."""
        try:
            async with asyncio.timeout(timeout):
                while not self.connected:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise BrokerError(self.status.reason) from None

    async def stop(self) -> None:
        """Drop what waits, publish the farewell if there is one, and leave; within about a second."""
        link, self._link = self._link, None
        self._sender.stop()
        self._subscriptions.link_down()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        if link is not None:
            await link.close(self.settings.farewell)
        self._tell(LinkStatus(False, f"{self.settings.address}: stopped"))
        await asyncio.sleep(0)  # so that on_status has been called when this returns

    def subscribe(self, filters: Iterable[str]) -> tuple[str, ...]:
        """Add topic filters for this and every later link. Returns those that MQTT does not allow.

        Call it at any time. A filter that is there already is not asked for again. What the broker
        refuses is logged and counted.
        """
        return self._subscriptions.add(filters)

    def unsubscribe(self, filters: Iterable[str]) -> None:
        """Take topic filters away; unknown ones are fine."""
        self._subscriptions.remove(filters)

    async def publish(self, message: Message, *, age_limit: float | None = None) -> Delivery:
        """Send; wait for the acknowledgement. After ``age_limit`` seconds it is dropped for good.

        QoS 0 counts as delivered when written to the socket; QoS 2 is sent as 1. If the caller is
        cancelled, a message not yet sent is dropped. Bad topics are Dropped, with the reason. So is
        what an access rule of the broker forbids, but in MQTT 5 only: 3.1.1 acknowledges it all the same.
        """
        limit = self.settings.age_limit if age_limit is None else age_limit
        return await self._sender.publish(message, limit)

    async def _keep_linked(self) -> None:
        reconnect = Reconnect(self.settings, random.SystemRandom().random)
        loop = asyncio.get_running_loop()
        while True:
            link = Link(self.settings, reconnect.protocol, self._events(), self.counters)
            try:
                await link.open()
                reconnect.connected()
                self._up(link, LinkStatus(True, self._greeting(reconnect), reconnect.protocol))
                began = loop.time()
                failure = await asyncio.shield(link.lost)
                wait = reconnect.lost(failure.failure, loop.time() - began)
                reason = str(failure) + reconnect.hint
                self._down()
            except LinkFailure as refusal:
                wait = reconnect.failed(refusal.failure)
                reason = str(refusal)
            if wait > 0:
                self._tell(LinkStatus(False, reason, retry_in=wait))
            await asyncio.sleep(wait)

    def _greeting(self, reconnect: Reconnect) -> str:
        return f"{self.settings.address}: connected, MQTT {reconnect.protocol}"

    def _events(self) -> LinkEvents:
        return LinkEvents(self._on_message, self._sender.acknowledged, self._subscriptions.refused)

    def _up(self, link: Link, status: LinkStatus) -> None:
        self._link = link
        self.counters.connects += 1
        self._subscriptions.link_up(link)
        if self.settings.birth is not None:
            link.publish(self.settings.birth)
        self._sender.link_up(link)
        self._tell(status)

    def _down(self) -> None:
        self._link = None
        self._subscriptions.link_down()
        self._sender.link_down()

    def _tell(self, status: LinkStatus) -> None:
        """By way of the loop, so that an error in on_status cannot end the keeping of the link."""
        told = (self.status.connected, self.status.reason)
        self.status = status
        self._sender.why_no_link = status.reason
        self._changed.set()
        if told != (status.connected, status.reason):
            asyncio.get_running_loop().call_soon(self._on_status, status)
