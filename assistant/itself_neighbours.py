"""What the assistants on one broker tell each other: who is there, and how well each heard a sentence.

===========================  ==============================================================
``assistant/<name>/status``  ``online`` / ``offline``, retained (see `itself`)
``assistant/<name>/claim``   JSON of a sentence that was just heard; QoS 0, never retained
===========================  ==============================================================

A claim tells how long ago the sentence ended, because the clocks of two boards differ; ``text`` and
``ended_at`` are for people who watch. Pure: builds and reads messages, sends nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from assistant.events import Heard
from assistant.itself import COMMAND_LIMIT, Unusable
from devices.messages import Message

CLAIM_LIMIT = 4 * COMMAND_LIMIT + 500  # bytes: the longest sentence, and the numbers about it
MOST_SECONDS = 20.0  # since the end of speech; a speech server may take 15
MOST_DECIBELS = 200.0  # either way; 16 bits have 96
_TOPIC = re.compile(r"assistant/([a-z0-9][a-z0-9_]{0,39})/(status|claim)")


@dataclass(frozen=True, slots=True)
class Claim:
    """``name`` heard a sentence that ended ``seconds_ago``. ``score`` 0-1: how sure it is of the words;
    ``level_db``: of the speech over the room's noise, None if it cannot tell; ``wait_seconds``: how
    long it waits for a better claim before it acts."""

    name: str
    score: float
    level_db: float | None
    seconds_ago: float
    wait_seconds: float

    @classmethod
    def of(cls, name: str, event: Heard, *, seconds_ago: float, wait_seconds: float) -> Claim:
        """For a sentence; rounded as it travels, because all who compare it must see the same numbers."""
        level = None if event.level_db is None else round(event.level_db, 1)
        return cls(name, round(event.confidence, 4), level, round(seconds_ago, 3), wait_seconds)


@dataclass(frozen=True, slots=True)
class Presence:
    """The assistant called ``name`` is on the broker, or no longer."""

    name: str
    online: bool


class ItselfAmongNeighbours:
    """Topics and messages of the assistant called ``name``, a slug."""

    filters = ("assistant/+/status", "assistant/+/claim")

    def __init__(self, name: str) -> None:
        self._name = name
        self.claim_topic = f"assistant/{name}/claim"

    def claim(self, own: Claim, event: Heard, ended_at: float) -> Message:
        """Our own; ``ended_at``: POSIX seconds of the end of speech."""
        body = {
            "name": self._name,
            "text": event.text[:COMMAND_LIMIT],
            "score": own.score,
            "level_db": own.level_db,
            "ended_at": round(ended_at, 3),
            "seconds_ago": own.seconds_ago,
            "wait_seconds": own.wait_seconds,
        }
        return Message(self.claim_topic, json.dumps(body, ensure_ascii=False).encode(), qos=0)

    def receive(self, message: Message) -> Claim | Presence | Unusable | None:
        """What an assistant tells; None for what none tells, and for a claim that was kept."""
        found = _TOPIC.fullmatch(message.topic)
        if found is None:
            return None
        name, what = found.groups()
        if what == "status":
            return Presence(name, message.payload == b"online")
        if message.retain or not message.payload:
            return None
        return _claim(name, message)


def _claim(name: str, message: Message) -> Claim | Unusable:
    size = len(message.payload)
    if size > CLAIM_LIMIT:
        return Unusable(message.topic, f"a claim of {size} bytes; none has more than {CLAIM_LIMIT}")
    try:
        body = json.loads(message.payload)
    except (ValueError, RecursionError):
        return Unusable(message.topic, "a claim that is no JSON")
    if not isinstance(body, dict) or body.get("name") != name:
        return Unusable(message.topic, f'a claim whose "name" is not "{name}"')
    score, ago = _number(body, "score", 0.0, 1.0), _number(body, "seconds_ago", 0.0, MOST_SECONDS)
    wait = _number(body, "wait_seconds", 0.0, 1.0)
    level = _number(body, "level_db", -MOST_DECIBELS, MOST_DECIBELS)
    if score is None or ago is None or wait is None or (level is None and body.get("level_db") is not None):
        return Unusable(message.topic, "a claim with a number missing or out of its range")
    return Claim(name, score, level, ago, wait)


def _number(body: dict[str, object], key: str, least: float, most: float) -> float | None:
    """None for what is no number in the range; NaN is in none."""
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        return None
    return float(value)
