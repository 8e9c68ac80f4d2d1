"""The assistant as a device on MQTT: plain topics for scripts, and Home Assistant discovery.

Plain topics, all under ``assistant/<name>/``:

=================  =====================================================================
``status``         ``online`` / ``offline``, retained; the link's will sets it offline
``heard``          JSON of what was heard, or why nothing was (never retained)
``decision``       JSON of the last decision and its outcome (retained)
``say``            the reply as text, for a loudspeaker elsewhere (never retained)
``listening``      ``ON`` / ``OFF``, retained: is the microphone open
``listening/set``  ``ON`` / ``OFF``: open or close it
``latency``        milliseconds from the end of speech to the command's publication, retained
``command``        inwards: a sentence as if spoken; text, or JSON ``{"text": …, "area": …}``
=================  =====================================================================

Cameras have topics of their own, see `itself_cameras`; what several assistants tell each other, see
`itself_neighbours`. Pure: builds and reads messages, sends nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.events import Heard, NotHeard
from assistant.itself_cameras import ItselfCamera
from devices.messages import Message

# Longer than any sentence a person says; what is longer is no command.
COMMAND_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A sentence that came over MQTT, to be treated as if spoken in ``area``."""

    text: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class ListeningSwitch:
    """Somebody wants the microphone open or closed."""

    on: bool


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message to us that cannot be used: one line saying why."""

    topic: str
    reason: str


Order = SpokenText | ListeningSwitch | Unusable


class Itself:
    """Topics and messages of one assistant called ``name`` (a slug); ``cameras``: slugs of its cameras."""

    def __init__(
        self,
        name: str,
        *,
        discovery_prefix: str = "homeassistant",
        version: str = "",
        cameras: tuple[str, ...] = (),
    ) -> None:
        self.base = f"assistant/{name}"
        self._name = name
        self._version = version
        self._cameras = cameras
        self.status_topic = f"{self.base}/status"
        self.command_topic = f"{self.base}/command"
        self.switch_topic = f"{self.base}/listening/set"
        self.discovery_topic = f"{discovery_prefix}/device/lares_{name}/config"

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """Topics on which orders arrive."""
        return (self.command_topic, self.switch_topic)

    def online(self) -> Message:
        """Birth message."""
        return Message(self.status_topic, b"online", retain=True)

    def offline(self) -> Message:
        """Will, and last message of a clean stop."""
        return Message(self.status_topic, b"offline", retain=True)

    def receive(self, message: Message) -> Order | None:
        """What a message to us asks for; None when it is not for us, or is a kept one.

        A retained command is one of unknown age, and commands expire: it is not carried out.
        """
        if message.topic not in self.subscriptions or message.retain or not message.payload:
            return None
        try:
            text = message.payload[: 4 * COMMAND_LIMIT + 1].decode().strip()
        except UnicodeDecodeError:
            return Unusable(message.topic, "the payload is not UTF-8 text; send a sentence or JSON")
        if message.topic == self.switch_topic:
            return _switch(message.topic, text)
        return _spoken(message.topic, text)

    def heard(self, event: Heard | NotHeard) -> Message:
        """What was heard, or the best guess and why it does not count."""
        if isinstance(event, Heard):
            body: dict[str, object] = {"accepted": True, "text": event.text, "confidence": event.confidence}
        else:
            body = {
                "accepted": False,
                "why": event.why.value,
                "best_guess": event.best_guess,
                "confidence": event.confidence,
                "threshold": event.threshold,
            }
        body |= {"area": event.area, "audio_seconds": round(event.audio_seconds, 2)}
        return _json(f"{self.base}/heard", body)

    def decision(self, body: dict[str, object]) -> Message:
        """The last decision in the short form that `assistant say` prints, with its outcome."""
        return _json(f"{self.base}/decision", body, retain=True)

    def say(self, text: str) -> Message:
        """A reply, for whoever plays it."""
        return Message(f"{self.base}/say", text.encode())

    def listening(self, on: bool) -> Message:
        """Whether the microphone's stream is open."""
        return Message(f"{self.base}/listening", b"ON" if on else b"OFF", retain=True)

    def latency(self, milliseconds: float) -> Message:
        """End of speech to published command."""
        return Message(f"{self.base}/latency", f"{milliseconds:.0f}".encode(), retain=True)

    def discovery(self) -> Message:
        """Home Assistant device discovery: one retained message announces all entities."""
        name = f"lares_{self._name}"
        device: dict[str, object] = {
            "identifiers": [name],
            "name": self._name.replace("_", " ").title(),
            "model": "Lares",
        }
        if self._version:
            device["sw_version"] = self._version
        entities: dict[str, Mapping[str, object]] = {**self._entities()}
        for camera in self._cameras:
            entities |= ItselfCamera(self.base, camera).components()
        components = {key: {**entity, "unique_id": f"{name}_{key}"} for key, entity in entities.items()}
        body: dict[str, object] = {
            "device": device,
            "origin": {"name": "Lares"},
            "availability_topic": self.status_topic,
            "components": components,
        }
        return _json(self.discovery_topic, body, retain=True)

    def _entities(self) -> dict[str, dict[str, str]]:
        return {
            "heard": {
                "platform": "sensor",
                "name": "Last heard",
                "icon": "mdi:ear-hearing",
                "state_topic": f"{self.base}/heard",
                # Home Assistant refuses states over 255 characters.
                "value_template": "{{ (value_json.text or value_json.best_guess or '–')[:255] }}",
                "json_attributes_topic": f"{self.base}/heard",
            },
            "decision": {
                "platform": "sensor",
                "name": "Last decision",
                "icon": "mdi:head-cog-outline",
                "state_topic": f"{self.base}/decision",
                "value_template": "{{ value_json.decision }}",
                "json_attributes_topic": f"{self.base}/decision",
            },
            "latency": {
                "platform": "sensor",
                "name": "Latency",
                "device_class": "duration",
                "unit_of_measurement": "ms",
                "state_topic": f"{self.base}/latency",
                "entity_category": "diagnostic",
            },
            "listening": {
                "platform": "switch",
                "name": "Listening",
                "icon": "mdi:microphone",
                "state_topic": f"{self.base}/listening",
                "command_topic": self.switch_topic,
            },
        }


def _json(topic: str, body: dict[str, object], *, retain: bool = False) -> Message:
    return Message(topic, json.dumps(body, ensure_ascii=False).encode(), retain=retain)


def _switch(topic: str, text: str) -> Order:
    if text.upper() in ("ON", "OFF"):
        return ListeningSwitch(text.upper() == "ON")
    return Unusable(topic, f"{text[:40]!r} is neither ON nor OFF")


def _spoken(topic: str, text: str) -> Order:
    area = None
    if text.startswith("{"):
        try:
            body = json.loads(text)
        except ValueError:
            return Unusable(topic, 'starts like JSON but is none; send {"text": "…"} or the sentence alone')
        except RecursionError:
            return Unusable(topic, "is JSON nested too deeply")
        text, area = body.get("text"), body.get("area")
        if not isinstance(text, str) or not (area is None or isinstance(area, str)):
            return Unusable(topic, '"text" must be a string, and "area" an area id if it is given')
    if len(text) > COMMAND_LIMIT:
        return Unusable(topic, f"is longer than {COMMAND_LIMIT} characters")
    return SpokenText(text, area) if text.strip() else Unusable(topic, "holds no words")
