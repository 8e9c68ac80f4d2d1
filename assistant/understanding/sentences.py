"""Text to intents: Home Assistant's sentence templates over this home's own names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hassil import Intents, recognize_best
from hassil.intents import SlotList
from hassil.recognize import RecognizeResult
from home_assistant_intents import get_intents, get_languages, get_speech_to_phrase_intents

from assistant.errors import LanguageError
from assistant.events import Intent, NotUnderstood, Slot
from assistant.understanding.also_heard import also_heard
from assistant.understanding.compound import Compounds
from assistant.understanding.custom import CustomSentences
from assistant.understanding.follow_ups import follow_up, follow_up_blocks
from assistant.understanding.slots import NameLists, devices_named
from assistant.understanding.unknown import unknown_words
from devices.model import Home

__all__ = ["Sentences", "SpeechSentences", "devices_named", "speech_sentences"]

TEXT_LIMIT = 300  # characters; no sentence of a person to a lamp is longer
_PARTS_LIMIT = 4  # commands in one sentence
# "Play" and any words ("mets ça en pause"): what is known word by word is the better reading.
_ANY_WORDS = frozenset({"HassMediaSearchAndPlay"})


class Sentences:
    """Recognises sentences of a language, and the user's own, over the names of ``home``.

    Follows the home: when devices come, go or are renamed, the next sentence knows.
    Raises LanguageError for a language there are no sentences for.
    """

    def __init__(self, home: Home, language: str = "en", custom: CustomSentences | None = None) -> None:
        self._home = home
        self._custom = custom
        self._language = language
        self._intents: Intents | None = _package_intents(language)
        self._lists = NameLists(home)
        self._compounds = Compounds(language, self._one, limit=_PARTS_LIMIT)

    @classmethod
    def only(cls, custom: CustomSentences, home: Home | None = None) -> Sentences:
        """Recognises the user's own sentences and nothing else."""
        self = cls.__new__(cls)
        self._home = home or Home()
        self._custom = custom
        self._language = custom.language
        self._intents = None
        self._lists = NameLists(self._home)
        self._compounds = Compounds(custom.language, self._one, limit=_PARTS_LIMIT)
        return self

    def recognize(self, text: str, *, area: str | None = None) -> tuple[Intent, ...] | NotUnderstood:
        """The intent of a sentence spoken in ``area``; several if it holds several commands."""
        text = " ".join(text.split())
        if not text or len(text) > TEXT_LIMIT:
            return NotUnderstood(
                text[:TEXT_LIMIT], "nothing was said" if not text else "too long to be a command"
            )
        if self._lists.revision != self._home.revision:
            self._lists = NameLists(self._home)
        whole = self._one(text, area)
        # A wildcard swallows anything, "and" included: there, two plain commands are the better reading.
        if whole is not None and not _greedy(whole):
            return (whole,)
        if parts := self._compounds.split(text, area):
            return parts
        if whole is not None:
            return (whole,)
        return self._miss(text, area)

    def _one(self, text: str, area: str | None) -> Intent | None:
        lists = self._lists.for_text(text)
        if self._custom is not None and (found := _match(text, self._custom.intents, lists, area)):
            return found
        if self._intents is None:
            return None
        found = _match(text, self._intents, lists, area)
        if found is None or found.name in _ANY_WORDS:
            return follow_up(text, self._language) or found
        return found

    def _miss(self, text: str, area: str | None) -> NotUnderstood:
        if self._intents is not None:
            lists = self._lists.for_text(text)
            unknown = unknown_words(text, self._intents, lists, area)
            if unknown and not self._lists.mentioned(unknown):
                return NotUnderstood(text, f"nothing here is called {unknown!r}", unknown)
        return NotUnderstood(text, "no sentence like this is known")


@dataclass(frozen=True, slots=True)
class SpeechSentences:
    """Sentences meant for ears: templates and the lists of this home's names."""

    intents: Intents
    lists: dict[str, SlotList]


def speech_sentences(
    home: Home, language: str = "en", custom: CustomSentences | None = None
) -> SpeechSentences:
    """What a speech grammar is compiled from: the package's set for speech, completed by the intents
    it lacks, what is said about the last command, and the user's own. Raises LanguageError."""
    spoken = get_speech_to_phrase_intents(language)
    written = get_intents(language)
    if written is None:
        raise _no_language(language)
    if spoken is None:
        spoken = {**written, "intents": {}}
    intents = dict(spoken["intents"])
    for name, intent in written["intents"].items():
        if not name.startswith(_UNSPEAKABLE):
            intents[name] = _completed(name, intents.get(name), intent, language)
    kinds = {device.kind.value for device in home.devices.values()}
    intents = {
        name: {**intent, "data": [b for b in intent["data"] if _there(name, b, kinds)]}
        for name, intent in intents.items()
    }
    source: dict[str, Any] = {
        **spoken,
        "intents": {**intents, **follow_up_blocks(language, kinds)},
        "lists": {**written["lists"], **spoken["lists"]},
        "expansion_rules": {**written["expansion_rules"], **spoken["expansion_rules"]},
    }
    parsed = Intents.from_dict(source)
    if custom is not None:
        parsed = custom.added_to(parsed)
    return SpeechSentences(parsed, NameLists(home).all())


def _completed(
    name: str, spoken: dict[str, Any] | None, written: dict[str, Any], language: str
) -> dict[str, Any]:
    """An intent of the speech set with what people say beyond it, or one that the set lacks.

    Not the written set's own blocks: their telegraphic forms ("lamp out at kitchen") are what
    sound nobody meant is taken for.
    """
    if spoken is None:
        return written
    return {**spoken, "data": [*spoken["data"], *also_heard(language).get(name, ())]}


_ABOUT = {"HassVacuum": "vacuum", "HassLawnMower": "lawn_mower", "HassClimate": "climate"}


def _there(name: str, block: dict[str, Any], kinds: set[str]) -> bool:
    """False if the block is about kinds of devices this home has none of: less to mistake words for."""
    if name == "HassGetWeather":
        return True  # heard, to be refused as what it is instead of taken for something else
    about = block.get("inferred_domain") or block.get("slots", {}).get("domain")
    about = about or block.get("requires_context", {}).get("domain") or block.get("name_domains")
    about = about or next((kind for begins, kind in _ABOUT.items() if name.startswith(begins)), None)
    wanted = {about} if isinstance(about, str) else set(about or ())
    return not wanted or bool(wanted & kinds)


# Not worth hearing: their free text fits no grammar, and a mere "hi" is what noise sounds like.
_UNSPEAKABLE = ("HassBroadcast", "HassList", "HassShoppingList", "HassMediaSearch", "HassRespond")


@lru_cache(maxsize=4)
def _package_intents(language: str) -> Intents:
    source = get_intents(language)
    if source is None:
        raise _no_language(language)
    return Intents.from_dict(source)


def _no_language(language: str) -> LanguageError:
    known = ", ".join(sorted(get_languages()))
    return LanguageError(f"language {language!r}: there are no sentences for it; there are: {known}")


def _match(text: str, intents: Intents, lists: dict[str, SlotList], area: str | None) -> Intent | None:
    result = recognize_best(
        text,
        intents,
        slot_lists=lists,
        intent_context={"area": area} if area else None,
        best_slot_name="name",
    )
    return None if result is None else _intent(result, text)


def _intent(result: RecognizeResult, text: str) -> Intent:
    slots = tuple(
        Slot(entity.name, _value(entity.value), entity.text.strip()) for entity in result.entities_list
    )
    # An area that came from the context, not from words, is a slot without text.
    context_area = any(s.name == "area" and not s.text for s in slots)
    return Intent(result.intent.name, slots, text, result.response or "", context_area)


def _value(value: object) -> str | int | float:
    if isinstance(value, list):  # "light or switch": the templates mean any of them
        return ",".join(str(v) for v in value)
    return value if isinstance(value, str | int | float) else str(value)


def _greedy(intent: Intent) -> bool:
    return any(" and " in f" {slot.text.casefold()} " or len(slot.text.split()) > 3 for slot in intent.slots)
