"""A dialect to talk to in tests: announce, tell, command."""

from __future__ import annotations

import json

from devices.homeassistant import HomeAssistantDialect
from devices.messages import Announced, Change, Message, Reported
from devices.model import Command, Device, Trigger
from devices.state import State


class House:
    """One dialect, fed and asked in the short forms tests are written in."""

    def __init__(self, dialect: HomeAssistantDialect | None = None) -> None:
        self.dialect = dialect or HomeAssistantDialect()

    def config(self, topic: str, body: object) -> tuple[Change, ...]:
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.dialect.receive(Message(f"homeassistant/{topic}/config", payload, retain=True))

    def add(self, component: str, **options: object) -> Device:
        (change,) = self.config(f"{component}/thing", options)
        assert isinstance(change, Announced), change
        return change.device

    def tell(self, topic: str, body: object) -> tuple[Change, ...]:
        if isinstance(body, bytes):
            payload = body
        else:
            payload = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        return self.dialect.receive(Message(topic, payload))

    def state(self, topic: str, body: object) -> State | None:
        """The state one message tells of the only device on its topic; None if it tells nothing."""
        changes = self.tell(topic, body)
        if not changes:
            return None
        (change,) = changes
        assert isinstance(change, Reported), change
        return change.state

    def send(self, device: Device, desired: State | None = None, trigger: Trigger | None = None) -> list:  # type: ignore[type-arg]
        """Topics and payloads of a command, JSON payloads parsed."""
        messages = self.dialect.encode(Command(device.id, desired or State(), trigger))
        return [(m.topic, _parsed(m.payload.decode())) for m in messages]


def _parsed(text: str) -> object:
    return json.loads(text) if text.startswith("{") else text
