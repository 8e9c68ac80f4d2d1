"""Templates beside the fusion model: what hassil makes of sentences with Home Assistant's, and our few for
what was done last. It is given a home of all rooms and names that the sentences speak of, and a room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.events import Intent, NotUnderstood, Slot
from assistant.understanding.plan_steps import STEP, Quantity
from assistant.understanding.sentences import Sentences
from assistant.understanding.values import degrees, percent
from devices.defaults import default_capabilities
from devices.model import Area, Device, Home, Kind
from models.fusion.people import human_of
from models.fusion.text_scores import Pair, Reading
from models.language.utterance import Utterance

_HERE = "somewhere"  # where the sentences are said; no sentence names it
_LEVELS = ("brightness", "volume_level")
_WAYS = ("up", "down")
_LANGUAGE = "en"


def home_for(utterances: Iterable[Utterance]) -> Home:
    """A home with every room and name that these sentences speak of, a name of the kind it is told for."""
    areas: dict[str, Area] = {_HERE: Area(_HERE, "Somewhere")}
    devices: dict[str, Device] = {}
    for one in utterances:
        human = human_of(one)
        kind = (human.kind if human else None) or Kind.SWITCH
        for slot in one.slots:
            slug = slot.text.replace(" ", "_")
            if slot.spoken and slot.name == "area":
                areas[slug] = Area(slug, slot.text)
            elif slot.spoken and slot.name == "name":
                found = Device(f"{kind.value}.{slug}", slot.text, kind, _HERE,
                               capabilities=default_capabilities(kind))  # fmt: skip
                devices[found.id] = found
    return Home.of(areas=areas.values(), devices=devices.values())


class Peer:
    """Templates alone, over one home."""

    def __init__(self, home: Home) -> None:
        self._sentences = Sentences(home, _LANGUAGE)

    def read(self, text: str) -> Reading:
        """In the form of the corpora, values as numbers; no intent where no sentence is like this."""
        found = self._sentences.recognize(text, area=_HERE)
        if isinstance(found, NotUnderstood):
            return Reading(None)
        readings = {_reading(intent) for intent in found}
        return readings.pop() if len(readings) == 1 else Reading("several")


def _reading(intent: Intent) -> Reading:
    if intent.name == STEP:
        if intent.get("quantity") == Quantity.BRIGHTNESS:
            return Reading("HassLightSet", frozenset({("change", str(intent.get("step")))}))
        return Reading(STEP)
    slots = {pair for slot in intent.slots if (pair := _pair(slot, intent)) is not None}
    return Reading(intent.name, frozenset(slots))


def _pair(slot: Slot, intent: Intent) -> Pair | None:
    if slot.name == "domain":
        switched = intent.name.startswith("HassTurn") and intent.get("name") is None
        return ("domain", str(slot.value)) if switched and slot.value in ("light", "switch") else None
    if slot.name == "volume_step" and slot.value in _WAYS:
        return (slot.name, str(slot.value))
    spoken = slot.text and not (slot.name == "area" and intent.context_area)
    return _as_number(slot.name, slot.text) if spoken and slot.name != "reference" else None


def in_numbers(reading: Reading) -> Reading:
    """A reading with its values as numbers: "fifty percent" is "50"."""
    return Reading(reading.intent, frozenset(_as_number(name, text) for name, text in reading.slots))


def _as_number(name: str, text: str) -> Pair:
    value = None
    if name in _LEVELS or (name == "change" and text not in _WAYS):
        value = percent(text, _LANGUAGE)
    elif name == "temperature":
        value = degrees(text, _LANGUAGE)
    return (name, text.casefold() if value is None else f"{value:g}")


def recognized(peer: Peer, texts: Sequence[str]) -> list[Reading]:
    """What templates make of each sentence."""
    return [peer.read(text) for text in texts]
