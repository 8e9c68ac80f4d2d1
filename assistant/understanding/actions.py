"""What the user's own intents do: publish a message, or stand for other sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.events import Intent
from devices.messages import Message

# What a slot may not put into a topic: levels, wildcards, and what a topic cannot hold.
_NOT_IN_TOPIC = frozenset("/+#\0\n\r")


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """An MQTT message with ``{slot}`` where a slot's value goes; ``{{`` and ``}}`` are braces."""

    topic: str
    payload: str = ""
    qos: int = 1
    retain: bool = False


@dataclass(frozen=True, slots=True)
class CustomAction:
    """One of ``message`` and ``commands``. ``commands``: sentences that are carried out in its place,
    with ``{slot}`` as in messages. ``say``: the reply instead of the usual one."""

    message: MessageTemplate | None = None
    commands: tuple[str, ...] = ()
    say: str | None = None


class SlotProblem(ValueError):
    """A slot is missing, or its value cannot be used where the template wants it."""


def filled(template: MessageTemplate, intent: Intent) -> Message:
    """The message for an intent. Raises SlotProblem naming the slot."""
    for slot in intent.slots:
        if "{" + slot.name + "}" in template.topic and set(str(slot.value)) & _NOT_IN_TOPIC:
            raise SlotProblem(f"slot {slot.name}: {str(slot.value)!r} cannot be part of a topic")
    topic, payload = fill(template.topic, intent), fill(template.payload, intent)
    return Message(topic, payload.encode(), template.qos, template.retain)


def fill(template: str, intent: Intent) -> str:
    """A template with the values of the intent's slots. Raises SlotProblem naming what is missing."""
    return _replaced(template, {slot.name: str(slot.value) for slot in intent.slots})


def _replaced(template: str, values: Mapping[str, str]) -> str:
    # Not str.format: that would let a template reach into attributes and choke on plain JSON.
    out, rest = [], template
    while rest:
        head, brace, tail = rest.partition("{")
        out.append(head.replace("}}", "}"))
        if not brace:
            break
        if tail.startswith("{"):
            out.append("{")
            rest = tail[1:]
            continue
        name, closed, after = tail.partition("}")
        if not closed or not name.isidentifier():
            out.append("{")  # a brace of the user's JSON
            rest = tail
            continue
        if name not in values:
            raise SlotProblem(f"slot {name} was not said; there are: {', '.join(sorted(values)) or 'none'}")
        out.append(values[name])
        rest = after
    return "".join(out)
