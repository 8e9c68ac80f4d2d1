"""Typed reading of one entity's configuration, announced or declared; every fault names key and value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from devices.errors import CannotCommand, DeviceError
from devices.homeassistant.payloads import Payload, Unreadable
from devices.homeassistant.templates import Template, TemplateFailed, template
from devices.messages import Message
from devices.topics import topic_fault

_TEXT_LIMIT = 4_096
_LIST_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Inlet:
    """A topic on which something is told, and the template that gets it out."""

    topic: str
    template: Template | None = None

    def text(self, payload: Payload) -> str:
        """What is told, trimmed; "" if nothing. Raises TemplateFailed."""
        if self.template is None:
            return payload.text.strip()
        told = self.template.value(payload)
        return "" if told is None or told == "None" else told

    def number(self, payload: Payload) -> float | None:
        """The number told; None if nothing is. Raises Unreadable for what is no finite number."""
        text = self.text(payload)
        return None if text in ("", "None", "null", "unknown", "unavailable") else number(text)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A topic to which something is sent, and the template that wraps it."""

    topic: str
    qos: int = 0
    retain: bool = False
    template: Template | None = None

    def send(self, value: object, **more: object) -> Message:
        """The message; ``value`` and ``more`` are the template's variables. Raises CannotCommand."""
        text = str(value)
        if self.template is not None:
            try:
                text = self.template.command({"value": value, **more})
            except TemplateFailed as error:
                raise CannotCommand(f"{self.topic}: {error}") from error
        return Message(self.topic, text.encode(errors="replace"), qos=self.qos, retain=self.retain)


class Options:
    """One entity's keys, in full form. All methods raise DeviceError naming key, value and mend."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, key: str) -> bool:
        """True if the key is given and not null."""
        return self._values.get(key) is not None

    def raw(self, key: str) -> object:
        """The value as it came; None if absent."""
        return self._values.get(key)

    def nulled(self, key: str) -> bool:
        """True if the key is given as null, which switches some payloads off."""
        return key in self._values and self._values[key] is None

    def optional(self, key: str) -> str | None:
        """A text, or None. Numbers and booleans read as Home Assistant writes them: ``1``, ``True``."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, (str, int, float)) or len(str(value)) > _TEXT_LIMIT:
            raise _fault(key, value, "give a text")
        return str(value)

    def text(self, key: str, default: str) -> str:
        """A text, or the default."""
        value = self.optional(key)
        return default if value is None else value

    def number(self, key: str, default: float) -> float:
        """A finite number, or the default."""
        value = self._values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise _fault(key, value, "give a number")
        try:
            return number(value)
        except Unreadable:
            raise _fault(key, value, "give a number") from None

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false, or the default."""
        value = self._values.get(key)
        if value is None:
            return default
        known = {"true": True, "1": True, "yes": True, "on": True}
        known |= {"false": False, "0": False, "no": False, "off": False}
        if (flag := known.get(str(value).lower())) is None:
            raise _fault(key, value, "give true or false")
        return flag

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts (one text counts as a list of it), or the default."""
        value = self._values.get(key)
        if value is None:
            return default
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, (list, tuple)) or len(items) > _LIST_LIMIT:
            raise _fault(key, value, f"give a list of at most {_LIST_LIMIT} texts")
        if not all(isinstance(item, (str, int, float)) and len(str(item)) <= _TEXT_LIMIT for item in items):
            raise _fault(key, value, "give texts in the list")
        return tuple(map(str, items))

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of some words; the first is the default."""
        value = self.text(key, allowed[0])
        if value not in allowed:
            raise _fault(key, value, f"give one of {', '.join(allowed)}")
        return value

    def topic(self, key: str) -> str | None:
        """A topic without wildcards, or None."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise _fault(key, value, "give a topic")
        if fault := topic_fault(value):
            raise DeviceError(f"{key}: {value[:80]!r} {fault}; give a topic to publish on")
        return value

    def template(self, key: str) -> Template | None:
        """A compiled template, or None."""
        source = self.optional(key)
        if not source:
            return None
        try:
            return template(source)
        except DeviceError as error:
            raise DeviceError(f"{key}: {source[:60]!r} {error}") from error

    def inlet(self, topic_key: str, *template_keys: str) -> Inlet | None:
        """Where something is told, or None if there is no such topic. The first template that is given
        is used; ``value_template`` where none is named."""
        topic = self.topic(topic_key)
        if topic is None:
            return None
        given = next((key for key in template_keys or ("value_template",) if self.has(key)), None)
        return Inlet(topic, None if given is None else self.template(given))

    def outlet(
        self, topic_key: str, template_key: str | None = "command_template", *, risky: bool = False
    ) -> Outlet | None:
        """Where to send something, or None. What is ``risky`` is never retained: it would act again
        whenever the device comes back."""
        topic = self.topic(topic_key)
        if topic is None:
            return None
        qos = self.number("qos", 0)
        if qos not in (0, 1, 2):
            raise _fault("qos", self.raw("qos"), "give 0, 1 or 2")
        retain = self.flag("retain") and not risky
        return Outlet(topic, int(qos), retain, self.template(template_key) if template_key else None)

    def needed(
        self, topic_key: str, template_key: str | None = "command_template", *, risky: bool = False
    ) -> Outlet:
        """Where to send something; a fault if there is no such topic."""
        outlet = self.outlet(topic_key, template_key, risky=risky)
        if outlet is None:
            raise DeviceError(f"{topic_key}: is missing; give the topic for its commands")
        return outlet


def number(text: object) -> float:
    """A finite number from a text or number. Raises Unreadable."""
    try:
        value = float(str(text))
    except ValueError:
        raise Unreadable(f"{str(text)[:40]!r} is not a number") from None
    if not math.isfinite(value):
        raise Unreadable(f"{str(text)[:40]!r} is not a finite number")
    return value


def _fault(key: str, value: object, mend: str) -> DeviceError:
    return DeviceError(f"{key}: {_shown(value)} is not usable; {mend}")


def _shown(value: object) -> str:
    return repr(value)[:80] if isinstance(value, (str, int, float)) else f"a {type(value).__name__}"
