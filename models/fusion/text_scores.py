"""Intents and slots of sentences alone, as corpora label them, against what the model says.

A verb, a kind of things and tagged words are a reading as good as Home Assistant's intent with slots. What
annotators did not mark is told by the intent: which way a light changes, and what domain is switched. A name
that no word says ("an espresso please" is labelled coffee) is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.events import Hypothesis
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Said, Scene
from devices.model import Home, Kind
from models.language.utterance import Slot, Utterance

_LEVELS = ("brightness", "volume_level")
_INTENTS = {
    Verb.ON: "HassTurnOn", Verb.OFF: "HassTurnOff", Verb.BRIGHTER: "HassLightSet",
    Verb.DIMMER: "HassLightSet", Verb.COLOR: "HassLightSet", Verb.TEMPERATURE: "HassClimateSetTemperature",
    Verb.LOUDER: "HassSetVolumeRelative", Verb.QUIETER: "HassSetVolumeRelative",
    Verb.MUTE: "HassMediaPlayerMute", Verb.UNMUTE: "HassMediaPlayerUnmute", Verb.NEXT: "HassMediaNext",
    Verb.PAUSE: "HassMediaPause", Verb.TIME: "HassGetCurrentTime", Verb.DATE: "HassGetCurrentDate",
    Verb.NEVERMIND: "HassNevermind", Verb.TIMER: "HassStartTimer",
}  # fmt: skip
_WAYS = {
    Verb.BRIGHTER: ("change", "up"), Verb.DIMMER: ("change", "down"),
    Verb.LOUDER: ("volume_step", "up"), Verb.QUIETER: ("volume_step", "down"),
}  # fmt: skip
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """``intent``: None for what is not for a home; ``slots``: names and words."""

    intent: str | None
    slots: frozenset[Pair] = frozenset()


def scene_of(text: str) -> Scene:
    """A sentence said to us, nobody knows where."""
    return Scene(Home(), 0.0, 12.0, Said((Hypothesis(text, 1.0),), 1.0))


def told(verb: Verb, kind: Kind, words: Sequence[str], tags: Sequence[Tag]) -> Reading:
    """The model's reading."""
    if verb is Verb.NOTHING:
        return Reading(None)
    spans = [(tag, " ".join(word for _, word in run))
             for tag, run in groupby(zip(tags, words, strict=True), key=lambda pair: pair[0])
             if tag is not Tag.NONE]  # fmt: skip
    loud = kind is Kind.MEDIA_PLAYER
    slots = {(_LEVELS[loud] if tag is Tag.LEVEL else tag.value, said) for tag, said in spans}
    if verb in _WAYS:
        slots.add(_WAYS[verb])
    named = any(tag in (Tag.NAME, Tag.COFFEE) for tag, _ in spans)
    if verb in (Verb.ON, Verb.OFF) and not named and kind in (Kind.LIGHT, Kind.SWITCH):
        slots.add(("domain", kind.value))
    return Reading(_intent(verb, kind, {tag for tag, _ in spans}), frozenset(slots))


def wanted(one: Utterance) -> Reading:
    """What the corpus says, in the same form."""
    if one.intent is None:
        return Reading(None)
    slots = {(slot.name, slot.text) for slot in _merged(s for s in one.slots if s.spoken)}
    implied = {s.name: s.text for s in one.slots if not s.spoken}
    set_to = any(one.slot(name) is not None for name in ("brightness", "color"))
    if "change" in implied and not set_to:
        slots.add(("change", implied["change"]))
    if "volume_step" in implied:
        slots.add(("volume_step", implied["volume_step"]))
    named = any(name in ("name", "coffee_type") for name, _ in slots)
    if implied.get("domain") in ("light", "switch") and one.intent.startswith("HassTurn") and not named:
        slots.add(("domain", implied["domain"]))
    return Reading(one.intent, frozenset(slots))


def _intent(verb: Verb, kind: Kind, tags: set[Tag]) -> str:
    if verb is Verb.LEVEL:
        return "HassSetVolume" if kind is Kind.MEDIA_PLAYER else "HassLightSet"
    if verb is Verb.START:
        return "HassVacuumCleanArea" if Tag.AREA in tags else "HassVacuumStart"
    if verb is Verb.STATE:
        return "HassClimateGetTemperature" if kind is Kind.CLIMATE else "HassGetState"
    return _INTENTS.get(verb, verb.value)


def _merged(slots: Iterable[Slot]) -> list[Slot]:
    """Slots of one name that stand side by side are one: the model has no word for where one ends."""
    out: list[Slot] = []
    for slot in sorted(slots, key=lambda slot: slot.start):
        last = out[-1] if out else None
        if last is not None and last.name == slot.name and last.end + 1 == slot.start:
            out[-1] = Slot(slot.name, f"{last.text} {slot.text}", last.start, slot.end)
        else:
            out.append(slot)
    return out
