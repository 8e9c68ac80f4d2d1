"""What HWU64's and SLURP's `hue` intents want of a light: on, off, brighter, darker, a colour, a mood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.language.places import whereabouts
from models.language.utterance import NOTHING, Meaning, Reader, Slot
from models.language.words import COLOR, LIGHTS, NUMBER, WARMTH, apart, direction, spans, trimmed

_ABOUT_LIGHT = re.compile(
    r"light|lamp|bright|dark|dim|glow|chandelier|shade|\bmood|ambiance|colou?r|hue|lit\b"
)
_TO = re.compile(r"(?:to|at|on|level|by)(?: level)? ?")


def _lights(text: str, entities: Sequence[Slot]) -> list[Slot]:
    """Without names that only say "light", for which there is a domain."""
    found = [s for s in whereabouts(text, entities) if s.name != "name" or not set(s.text.split()) <= LIGHTS]
    if not any(slot.name == "name" for slot in found):
        found += spans(
            "name",
            r"\b(?:(?:desk|bedside|table|overhead) )(?:lamp|light)s?\b|\b(?:lamps?|chandelier)\b",
            text,
        )
    return found


def switched(on: bool) -> Reader:
    """Of a label that says on or off; some of its sentences say the other, or to dim."""

    def light(text: str, entities: Sequence[Slot]) -> Meaning:
        slots = _lights(text, entities)
        if _pointless(text, slots):
            return NOTHING
        if text.startswith("did i leave"):
            return "HassGetState", apart([*slots, Slot("domain", "light"), Slot("state", "on")])
        if not on and re.search(r"\bdown the light", text) and not re.search(r"\b(?:off|shut)\b", text):
            return light_set(text, entities, "down")
        off = not on or re.search(r"\b(?:lights|turn) out\b", text)
        return "HassTurnOff" if off else "HassTurnOn", apart([*slots, Slot("domain", "light")])

    return light


def _pointless(text: str, slots: Sequence[Slot]) -> bool:
    """Without a light, a place or a property: "by remote sensor", "change background"."""
    return all(slot.name == "name" for slot in slots) and not _ABOUT_LIGHT.search(text)


def light_set(text: str, entities: Sequence[Slot], change: str | None) -> Meaning:
    """A light's brightness, colour or mood; ``change`` as the label says, the words say better."""
    if only := re.search(r"\b(?:lights|turn) out\b|\blights on$|\ball the lights on\b", text):
        intent = "HassTurnOff" if "out" in only[0] else "HassTurnOn"
        return intent, apart([*_lights(text, entities), Slot("domain", "light")])
    colors: list[Slot] = []
    for entity in entities:
        if entity.name == "color_type":
            colors.append(_color(text, entity))
        elif entity.name == "change_amount" or (
            entity.name == "time" and change and text[: entity.start].endswith(" to ")
        ):
            colors.append(_amount(text, entity))
    others = [entity for entity in entities if all(entity.end != color.end for color in colors)]
    slots = colors + _lights(text, others)
    if not colors:
        slots += [_color(text, said) for said in spans("color_type", COLOR, text)]
        slots += spans("temperature", WARMTH, text)
        slots += spans("brightness", rf"\bto (?:level )?({NUMBER}(?: percent)?)\b", text)
    if _pointless(text, slots):
        return NOTHING
    turn = direction(text) or change
    if change and turn and not re.search(r"\bcolou?r", text):
        slots.append(Slot("change", turn))
    return "HassLightSet", apart(slots)


def _color(text: str, entity: Slot) -> Slot:
    if text[: entity.start].endswith("from "):
        return trimmed(entity, "old_color", "the")
    if COLOR.search(entity.text):
        return trimmed(entity, "color", "the|shine|dim")
    return trimmed(entity, "temperature" if WARMTH.search(entity.text) else "mood", "the")


def _amount(text: str, entity: Slot) -> Slot:
    """ "to fifty percent" is a brightness, "by twenty percent" and "a little" are an amount."""
    lead = _TO.match(entity.text)
    before = text[: entity.start]
    by = (lead[0] if lead else before).rstrip().endswith("by")
    name = "change_amount" if by or not (lead or before.endswith(("to ", "brightness "))) else "brightness"
    return trimmed(entity, name, "to|at|on|by|level")
