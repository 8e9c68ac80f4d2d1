"""What MQTT allows as a topic and as a filter (MQTT 5.0, section 4.7)."""

from __future__ import annotations

_LONGEST = 65535  # bytes of UTF-8; the length travels in 16 bits


def topic_fault(topic: str) -> str:
    """What is wrong with a topic to publish on, as the end of a sentence; "" if nothing."""
    if "+" in topic or "#" in topic:
        return "holds a wildcard, + or #"
    return _text_fault(topic)


def filter_fault(name: str) -> str:
    """What is wrong with a filter to subscribe to, as the end of a sentence; "" if nothing."""
    levels = name.split("/")
    if any("#" in level and level != "#" for level in levels) or "#" in levels[:-1]:
        return "has a # that is not the whole last level"
    if any("+" in level and level != "+" for level in levels):
        return "has a + that is not a whole level"
    return _text_fault(name)


def _text_fault(text: str) -> str:
    if not text:
        return "is empty"
    if "\0" in text:
        return "holds a NUL character"
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "holds a lone surrogate, which UTF-8 has not"
    return f"is {size} bytes long, more than {_LONGEST}" if size > _LONGEST else ""
