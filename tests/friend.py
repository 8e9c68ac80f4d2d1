"""Another client on the broker."""

from __future__ import annotations

import time

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from tests.daemon import PATIENCE


class Friend:
    """Publishes, and remembers what it sees."""

    def __init__(self, port: int) -> None:
        self.seen: list[tuple[str, bytes]] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_connect = lambda client, *_: client.subscribe("#", qos=1)
        self._client.on_message = lambda client, userdata, m: self.seen.append((m.topic, m.payload))
        self._client.reconnect_delay_set(0.1, 0.5)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, topic: str, payload: str, *, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(PATIENCE)

    def sees(self, topic: str, payload: bytes | None = None, *, after: int = 0) -> bytes:
        """Wait for a message; its payload."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for seen, told in self.seen[after:]:
                if seen == topic and (payload is None or told == payload):
                    return told
            time.sleep(0.02)
        raise AssertionError(f"{topic} {payload!r} did not come; seen: {self.seen[-20:]}")

    def count(self, topic: str) -> int:
        """How many messages it has seen there."""
        return sum(seen == topic for seen, _ in self.seen)
