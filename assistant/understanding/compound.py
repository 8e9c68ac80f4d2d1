"""Two commands in one sentence: "turn off the kitchen light and close the blinds".

A sentence is split only where every part is a command by itself, or becomes one with the verb
of its neighbour ("turn off the lamp and the fan"). Otherwise it is not split, and nothing is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.events import Intent

Parse = Callable[[str, str | None], Intent | None]

_CONJUNCTIONS = {
    "en": ("and then", "and", "then"),
    "de": ("und dann", "und", "dann"),
    "fr": ("et puis", "et", "puis"),
    "es": ("y luego", "y después", "y", "e", "luego"),
    "it": ("e poi", "e", "poi"),
    "nl": ("en dan", "en", "dan"),
}
_VERB_WORDS = 3  # "turn off the": the longest beginning that is borrowed
_TAIL_WORDS = 4  # "to forty percent please"


class Compounds:
    """Splits by the conjunctions of a language, at most into ``limit`` parts."""

    def __init__(self, language: str, parse: Parse, *, limit: int) -> None:
        words = _CONJUNCTIONS.get(language.partition("-")[0], ())
        either = "|".join(re.escape(word) for word in words)
        self._joint = re.compile(rf"(?:,\s*)?\b(?:{either})\b\s+|,\s+", re.IGNORECASE) if words else None
        self._parse = parse
        self._limit = limit

    def split(self, text: str, area: str | None) -> tuple[Intent, ...]:
        """The intents of all parts in their order, or none if the sentence does not split."""
        if self._joint is None:
            return ()
        return self._split(text, area, self._limit)

    def _split(self, text: str, area: str | None, parts: int) -> tuple[Intent, ...]:
        if parts < 2 or self._joint is None:
            return ()
        for joint in self._joint.finditer(text):
            left, right = text[: joint.start()].strip(" ,"), text[joint.end() :].strip(" ,")
            if not left or not right:
                continue
            first = self._first(left, right, area)
            if first is None:
                continue
            rest = self._rest(left, right, first, area, parts - 1)
            if rest:
                return (_located(first, rest[0]), *rest)
        return ()

    def _first(self, left: str, right: str, area: str | None) -> Intent | None:
        """The first part by itself; but a mere name, which alone would be switched on, with what is done to
        its neighbour first ("the lamp and the fan off")."""
        alone = self._parse(left, area)
        if alone is None or _is_name(alone, left):
            return self._with_tail(left, right, area) or alone
        return alone

    def _rest(self, left: str, right: str, first: Intent, area: str | None, parts: int) -> tuple[Intent, ...]:
        # A further joint first: "the lamp and the fan" is no name, though a wildcard might take it.
        if more := self._split(right, area, parts):
            return more
        # The neighbour's verb before none: alone, "the fan" would mean "turn on the fan".
        words = left.split()
        for count in range(1, min(_VERB_WORDS, len(words) - 1) + 1):
            verb = " ".join(words[:count])
            joined = self._parse(f"{verb} {right}", area)
            if joined is not None and joined.name == first.name:
                return (joined,)
            more = self._split(f"{verb} {right}", area, parts)
            if more and all(part.name == first.name for part in more):
                return more
        alone = self._parse(right, area)
        return (alone,) if alone else ()

    def _with_tail(self, left: str, right: str, area: str | None) -> Intent | None:
        """ "set the lamp [to 40 %]" and "the ceiling light to 40 %"."""
        words = right.split()
        for count in range(1, min(_TAIL_WORDS, len(words) - 1) + 1):
            tailed = self._parse(f"{left} {' '.join(words[-count:])}", area)
            if tailed is not None and not tailed.context_area:
                return tailed
        return None


def _located(first: Intent, second: Intent) -> Intent:
    """Where only the second of two like commands names an area, it is meant for both."""
    said = next((s for s in second.slots if s.name == "area" and s.text), None)
    if not first.context_area or said is None or first.name != second.name:
        return first
    slots = tuple(said if slot.name == "area" else slot for slot in first.slots)
    return replace(first, slots=slots, context_area=False)


def _is_name(intent: Intent, text: str) -> bool:
    """True if the words are a name, with an article at most."""
    said = max((len(slot.text.split()) for slot in intent.slots if slot.name == "name"), default=0)
    return said > 0 and len(text.split()) - said <= 1
