"""Values that words tell: how bright, how warm, which colour, and by how much.

The language's own number words and colours are read by hassil, as in templates; what people say instead of a
number ("half", "full power") is in the language's table.
"""

from __future__ import annotations

from functools import lru_cache

from hassil import Intents, recognize_best
from home_assistant_intents import get_intents

from assistant.texts import texts_of

_PERCENT = "%|percent|prozent|pour cent|por ciento"
_DEGREES = "°|degrees|grad|degrés|grados|°C|°F"
_LISTS = {
    "brightness": f"{{brightness}}[[ ]({_PERCENT})]",
    "temperature": f"{{temperature}}[[ ]({_DEGREES})]",
    "color": "{color}",
}


def percent(words: str, language: str) -> float | None:
    """0-100 as said, or None if the words tell no share."""
    said = words.casefold().strip()
    levels = texts_of(language).levels()
    known = next((value for phrase, value in levels if phrase == said), None)
    if known is not None:
        return known
    found = _value(said, "brightness", language)
    if found is not None:
        return float(found)
    # "the lowest level", "up to full power": the words for it among others.
    return next((value for phrase, value in levels if f" {phrase} " in f" {said} "), None)


def degrees(words: str, language: str) -> float | None:
    """A temperature as said, in the home's own unit."""
    found = _value(words, "temperature", language)
    return None if found is None else float(found)


def color(words: str, language: str) -> str | None:
    """The colour's name in Home Assistant's words; the last word that is one."""
    said = words.split()
    found = (_value(part, "color", language) for part in (words, *reversed(said)))
    return next((str(one) for one in found if one is not None), None)


def _value(words: str, name: str, language: str) -> int | float | str | None:
    intents = _intents(name, language)
    result = None if intents is None else recognize_best(words, intents)
    if result is None or not result.entities_list:
        return None
    value = result.entities_list[0].value
    return value if isinstance(value, int | float | str) else None


@lru_cache(maxsize=16)
def _intents(name: str, language: str) -> Intents | None:
    package = get_intents(language)
    if package is None or name not in package["lists"]:
        return None
    blocks = {"Value": {"data": [{"sentences": [_LISTS[name]]}]}}
    return Intents.from_dict(
        {"language": language, "intents": blocks, "lists": {name: package["lists"][name]},
         "skip_words": package.get("skip_words", [])}
    )  # fmt: skip
