"""When a sentence is not understood because of one name: which words name nothing here."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from hassil import Intents, recognize_all
from hassil.intents import IntentData, SlotList
from hassil.models import UnmatchedTextEntity

_NAMES = frozenset({"name", "area", "floor"})
_RESULTS_LIMIT = 50  # templates that nearly match; the first few decide
_WORDS_LIMIT = 6  # a name of more words is no name, but a sentence nobody knows


def unknown_words(text: str, intents: Intents, lists: dict[str, SlotList], area: str | None) -> str | None:
    """The words that would have to be a name for the sentence to be understood, or None.

    Of several readings the one with the fewest unknown words and the most known ones.
    """
    best: tuple[int, int, str] | None = None
    results = recognize_all(
        text,
        _without_domains(intents),
        slot_lists=lists,
        intent_context={"area": area} if area else None,
        allow_unmatched_entities=True,
    )
    for count, result in enumerate(results):
        if count >= _RESULTS_LIMIT:
            break
        if len(result.unmatched_entities_list) != 1 or not result.text_chunks_matched:
            continue
        unmatched = result.unmatched_entities_list[0]
        if not isinstance(unmatched, UnmatchedTextEntity) or unmatched.name not in _NAMES:
            continue
        words = unmatched.text.strip()
        if words and len(words.split()) <= _WORDS_LIMIT:
            reading = (len(words.split()), -result.text_chunks_matched, words)
            best = reading if best is None or reading < best else best
    return best[2] if best else None


class _Known:
    """Makes `Intents`, which has no hash, a key by identity."""

    def __init__(self, intents: Intents) -> None:
        self.intents = intents

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.intents is self.intents

    def __hash__(self) -> int:
        return id(self.intents)


def _without_domains(intents: Intents) -> Intents:
    return _relaxed(_Known(intents))


@lru_cache(maxsize=4)
def _relaxed(known: _Known) -> Intents:
    """The same templates, but a name may be of any kind: an unknown one is of none."""
    return replace(
        known.intents,
        intents={
            name: replace(intent, data=[_any_kind(data) for data in intent.data])
            for name, intent in known.intents.intents.items()
        },
    )


def _any_kind(data: IntentData) -> IntentData:
    if "domain" not in data.requires_context:
        return data
    context = {key: value for key, value in data.requires_context.items() if key != "domain"}
    relaxed = replace(data, requires_context=context)
    # Parsing is most of the cost; the templates are the same.
    relaxed.__dict__["sentences"] = data.sentences
    return relaxed
