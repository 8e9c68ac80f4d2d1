"""Where, which and when, as annotators of HWU64 and SLURP marked it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.language.utterance import Slot
from models.language.words import AREA, CLAUSE, DURATION, NO_AREA, OF_LIGHTS, spans, trimmed

_ARTICLES = "the|my|our|your|a|an|this|in|all|one of my"
_WHEN = frozenset({"time", "date", "timeofday", "general_frequency"})


def whereabouts(text: str, entities: Sequence[Slot]) -> list[Slot]:
    """Areas, names and times; where no area is marked, rooms that are named all the same."""
    found: list[Slot] = []
    for entity in entities:
        if entity.name == "house_place":
            found += _place(text, entity)
        elif entity.name == "device_type":
            found.append(trimmed(entity, "name", _ARTICLES))
        elif entity.name in _WHEN:
            found.append(Slot("duration" if _lasts(text, entity) else "when", *entity[1:]))
    if not any(slot.name in ("when", "duration") for slot in found):
        found += spans("when", CLAUSE, text) or spans("duration", rf"\bfor ({DURATION})\b", text)
    if not any(slot.name == "area" for slot in found):
        found += spans("area", AREA, text)
    return found


def _lasts(text: str, entity: Slot) -> bool:
    later = entity.name != "time" or re.search(r"^(?:in|until|after|during)\b|\bfrom now$", entity.text)
    soon = text[: entity.start].split()[-1:] in (["in"], ["until"], ["after"], ["approximately"])
    return bool(re.search(r"\b(?:second|minute|hour|day)s?$", entity.text)) and not later and not soon


def _place(text: str, entity: Slot) -> list[Slot]:
    if entity.text in OF_LIGHTS:
        after = re.match(r" lights?\b", text[entity.end :])
        end = entity.end + (after.end() if after else 0)
        return [Slot("name", text[entity.start : end], entity.start, end)]
    area = trimmed(entity, "area", _ARTICLES)
    return [] if set(area.text.split()) <= NO_AREA else [area]
