"""amqtt's broker with three faults of version 0.12 put right; see each method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amqtt.broker import Broker
from amqtt.session import Session


class _Snapshots(dict[str, list[tuple[Session, int]]]):
    """A dict that may change while it is walked through."""

    def __iter__(self) -> Iterator[str]:
        return iter(list(super().__iter__()))

    def items(self) -> Any:
        return list(super().items())


class RepairedBroker(Broker):  # type: ignore[misc]  # amqtt ships no types
    """An `amqtt.broker.Broker`."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        # amqtt awaits while it walks through the subscriptions: a client that connects while
        # another subscribes was left half connected, and a message on its way to many could end
        # all delivering.
        self._subscriptions = _Snapshots()

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        # amqtt sends a client that connects the retained messages of everybody's subscriptions.
        if any(subscriber is session for subscriber, _ in self._subscriptions.get(subscription[0], ())):
            await super()._publish_retained_messages_for_subscription(subscription, session)

    async def _delete_session(self, client_id: str) -> None:
        # amqtt lets the old connection of a client id stand when a new one comes: both believe to
        # be connected, and the old one is deaf. MQTT 3.1.1, section 3.1.4 wants it closed.
        _, handler = self._sessions.get(client_id, (None, None))
        if handler is not None:
            await handler.handle_connection_closed()
        await super()._delete_session(client_id)
