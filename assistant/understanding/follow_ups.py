"""Sentences about the last command ("turn it off", "a bit brighter", "undo that"): templates to intents.

The templates are part of the language tables. They are tried only on what no sentence of Home Assistant's
and none of the user's matches, so they take nothing away from those. The intents are Home Assistant's where
it has one for the verb, and have a slot ``reference`` that says how the devices are spoken of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hassil import Intents, recognize_best
from home_assistant_intents import get_intents

from assistant.events import Intent, Slot
from assistant.texts import texts_of
from assistant.texts.table import languages
from assistant.understanding.plan_steps import Quantity, stepping
from assistant.understanding.references import Reference
from devices.model import Kind

UNDO, AGAIN, OTHER, MORE, PERCENT = "LaresUndo", "LaresAgain", "LaresOther", "LaresMore", "LaresPercent"
_PREFIX = "FollowUp "  # of the names of their blocks in a grammar
_REFERENCES = frozenset(reference.value for reference in Reference)
_SPOKEN_OF = (Reference.IT, Reference.THEM, Reference.OTHER)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What sentences of a key mean. ``kinds``: a home without any of these need not hear them.
    ``heard``: whether they are listened for at all."""

    intent: Intent
    kinds: tuple[Kind, ...] = ()
    heard: bool = True


def _plain(name: str, *kinds: Kind, response: str = "default", heard: bool = True) -> _Meaning:
    return _Meaning(Intent(name, response=response), kinds, heard)


def _step(quantity: Quantity, up: bool, *kinds: Kind) -> _Meaning:
    return _Meaning(stepping(quantity, up), kinds)


_MOVED = (Kind.COVER, Kind.VALVE)
_MEANINGS: Mapping[str, _Meaning] = {
    "turn_on": _plain("HassTurnOn"),
    "turn_off": _plain("HassTurnOff"),
    "open": _plain("HassOpenCover", *_MOVED),
    "close": _plain("HassCloseCover", *_MOVED),
    "stop": _plain("HassStopMoving", *_MOVED),
    "lock": _plain("HassTurnOn", Kind.LOCK, response="lock"),
    "unlock": _plain("HassTurnOff", Kind.LOCK, response="lock"),
    # "Resume" by itself is a sentence of Home Assistant's, and a recorded one was heard as "resume it".
    "pause": _plain("HassMediaPause", Kind.MEDIA_PLAYER, heard=False),
    "resume": _plain("HassMediaUnpause", Kind.MEDIA_PLAYER, heard=False),
    "percent": _plain(PERCENT, *_MOVED, Kind.LIGHT, Kind.FAN, Kind.MEDIA_PLAYER),
    "color": _plain("HassLightSet", Kind.LIGHT),
    "degrees": _plain("HassClimateSetTemperature", Kind.CLIMATE),
    "brighter": _step(Quantity.BRIGHTNESS, True, Kind.LIGHT),
    "dimmer": _step(Quantity.BRIGHTNESS, False, Kind.LIGHT),
    "louder": _step(Quantity.VOLUME, True, Kind.MEDIA_PLAYER),
    "quieter": _step(Quantity.VOLUME, False, Kind.MEDIA_PLAYER),
    "warmer": _step(Quantity.TEMPERATURE, True, Kind.CLIMATE),
    "cooler": _step(Quantity.TEMPERATURE, False, Kind.CLIMATE),
    "faster": _step(Quantity.SPEED, True, Kind.FAN),
    "slower": _step(Quantity.SPEED, False, Kind.FAN),
    "open_more": _step(Quantity.POSITION, True, *_MOVED),
    "close_more": _step(Quantity.POSITION, False, *_MOVED),
    "more": _Meaning(Intent(MORE, (Slot("step", "up"),))),
    "less": _Meaning(Intent(MORE, (Slot("step", "down"),))),
    "again": _plain(AGAIN),
    "undo": _plain(UNDO),
    "other": _plain(OTHER),
}


def is_follow_up(intent: Intent) -> bool:
    """True for an intent that only the last command gives a meaning."""
    return intent.get("reference") in _REFERENCES  # an own sentence may have a slot of that name


def follow_up(text: str, language: str) -> Intent | None:
    """What a sentence asks of the last command; None if it is no such sentence."""
    intents = _written(language)
    found = None if intents is None else recognize_best(text, intents)
    if found is None:
        return None
    meant = _MEANINGS[found.intent.name.removeprefix(_PREFIX)].intent
    slots = (Slot(e.name, e.value, e.text.strip()) for e in found.entities_list)
    return Intent(meant.name, (*meant.slots, *slots), text, meant.response)


def follow_up_blocks(language: str, kinds: Collection[str]) -> dict[str, Any]:
    """Intents of a speech grammar for a home with devices of these kinds; none in most languages.

    Single words are left out: of 153 recordings that were no command one was taken for "louder".
    """
    heard = {
        key: meaning.heard and (not meaning.kinds or not set(meaning.kinds).isdisjoint(kinds))
        for key, meaning in _MEANINGS.items()
    }
    return _as_intents([key for key in _MEANINGS if heard[key]], language, lambda said: " " in said)


@lru_cache(maxsize=4)
def _written(language: str) -> Intents | None:
    package, intents = get_intents(language), _as_intents(_MEANINGS, language)
    if package is None or not intents:
        return None
    used = {word for key in _MEANINGS for s in texts_of(language).follow_ups(key) for word in s.split()}
    # hassil takes skipped words out of what was said; none that a template is made of ("noch einmal").
    skipped = [word for word in package.get("skip_words", ()) if not used.intersection(word.split())]
    lists = {name: package["lists"][name] for name in ("brightness", "color", "temperature")}
    return Intents.from_dict(
        {"language": language, "intents": intents, "lists": lists, "skip_words": skipped}
    )


def _as_intents(
    keys: Iterable[str], language: str, wanted: Callable[[str], bool] = lambda said: True
) -> dict[str, Any]:
    if language.partition("-")[0] not in languages():
        return {}  # another language's table is no help: its words are not said
    found = {key: list(_blocks(filter(wanted, texts_of(language).follow_ups(key)), language)) for key in keys}
    return {_PREFIX + key: {"data": blocks} for key, blocks in found.items() if blocks}


def _blocks(sentences: Iterable[str], language: str) -> Iterator[dict[str, Any]]:
    """A block for each way of speaking of the devices. ``<which>`` is each of them in turn."""
    rules, sentences = texts_of(language).follow_up_rules(), tuple(sentences)
    for reference in _SPOKEN_OF:
        said = [s for s in sentences if f"<{reference}>" in s or "<which>" in s]
        if said:
            which = {"which": rules[reference], **rules}
            yield {"sentences": said, "expansion_rules": which, "slots": {"reference": reference.value}}
    unsaid = [s for s in sentences if not any(f"<{name}>" in s for name in (*_SPOKEN_OF, "which"))]
    if unsaid:
        yield {"sentences": unsaid, "expansion_rules": rules, "slots": {"reference": Reference.LAST.value}}
