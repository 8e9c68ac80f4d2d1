"""Words by which a sentence shows what it wants, for meanings that the corpora do not write down.

Everything here works on `models.language.utterance.plain_text`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.language.utterance import Slot

_DIGIT = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half"
)
NUMBER = rf"(?:\d+|(?:{_DIGIT})(?: (?:{_DIGIT}))*)"
UNIT = r"(?:second|minute|hour|sec|min)s?"
DURATION = rf"(?:half an hour|an? {UNIT}|{NUMBER} {UNIT})(?: and (?:a half|{NUMBER} {UNIT}))?"

_ROOMS = (
    r"(?:(?:living|dining|media|game|guest|mud|study|drawing|laundry) ?room|bed ?room|bath ?room|play ?room|"
    r"kitchen|hall ?way|hall|garage|den|office|front porch|porch|patio|balcony|garden|back ?yard|"
    r"basement|attic|closet|lounge|lobby|stairs)"
)
AREA = re.compile(
    rf"\b(?:(?:upstairs|master) )?{_ROOMS}s?\b(?: (?:one|two|three|\d)\b)?|"
    r"\b(?:upstairs|downstairs|outdoors?|outside)\b"
)
# Where the speaker is, or everything: no area's name.
NO_AREA = frozenset(
    {"room", "rooms", "here", "house", "home", "apartment", "flat", "whole", "interior", "floor", "floors"}
    | {"carpet", "carpets", "furniture", "cleaning", "outside", "the"}
)
OF_LIGHTS = frozenset({"overhead", "ceiling", "corner"})  # told of as places, meant as which light
LIGHTS = frozenset({"all", "every", "the", "of", "light", "lights", "lighting", "my", "these", "on"})
SOCKETS = frozenset(
    {"wemo", "smart", "plug", "plugs", "socket", "sockets", "outlet", "outlets", "switch", "point"}
)
DEVICE = re.compile(
    r"\b(?:(?:smart |wemo |lamp |plug )*(?:plug socket|socket|plug|outlet|wemo)s?|tv|fan|radio|oven|"
    r"door lock|wi ?fi|laundry)\b"
)
COLOR = re.compile(
    r"\b(?:white|red|orange|yellow|green|blue|purple|brown|pink|turquoise|cyan|magenta|violet|gold|lavender|"
    r"lime|black)(?:der|d?ish|y)?\b|\bredder\b"
)
WARMTH = re.compile(r"\b(?:warm|cool|cold)(?:er)?(?: tone)?\b")

_UP = re.compile(
    r"\b(?:up|increased?|raised?|rise|high(?:er)?|louder|loudly|loud|brighten\w*|brightener|brighter|bright|"
    r"more(?! softly)|lighten|boost\w*|max(?:imum)?|greater|bumped)\b"
)
_DOWN = re.compile(
    r"\b(?:down|decreased?|reduce|low(?:er|ered)?|lessen|less|minimize|attenuate|dim|dimmer|dimmed|"
    r"darken|darker|quieter|softer|softly|limit)\b"
)
_TOO_MUCH = re.compile(r"\btoo (?:loud|bright|high|much)\b")
_TOO_LITTLE = re.compile(r"\btoo (?:low|dark|quiet|soft|dim)\b|\bhear\b")
ON = re.compile(r"\b(?:on|start|begin|enable|activate|initiate|available|power up|run|switch the)\b")
OFF = re.compile(
    r"\b(?:off|out|disable|deactivate|deactive|shut|shutoff|cut|cease|stop|power down|close|no lights|"
    r"not want|not be active|dont need)\b"
)
QUESTION = re.compile(
    r"^(?:(?:hey|hi|olly|alexa|siri|google|please) )*"
    r"(?:how (?:do|can|to|does)\b|explain how|what\b|whats\b|what's\b|is there|is the coffee|does|"
    r"did(?! i leave)|show me the available)"
)
CLAUSE = re.compile(r"\b(?:when|while|until|till|if|before|after|whenever) (?:i|you|said|my|the|it)\b.*$")


def direction(text: str) -> str | None:
    """Up or down, if the words say just one of them; what is too loud shall go down."""
    if bool(_TOO_MUCH.search(text)) != bool(_TOO_LITTLE.search(text)):
        return "down" if _TOO_MUCH.search(text) else "up"
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    return None if up == down else "up" if up else "down"


def spans(name: str, pattern: re.Pattern[str] | str, text: str) -> list[Slot]:
    """Every place where a pattern is found, as a slot; its group 1 if it has one."""
    found = re.finditer(pattern, text)
    return [Slot(name, m[m.re.groups and 1], *m.span(m.re.groups and 1)) for m in found]


def trimmed(slot: Slot, name: str, lead: str) -> Slot:
    """The slot under a new name, without leading words such as "the"; empty if nothing is left."""
    begin = re.match(rf"(?:(?:{lead})(?: |$))*", slot.text)
    skip = begin.end() if begin else 0
    return Slot(name, slot.text[skip:], slot.start + skip, slot.end)


def apart(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """In order of place, each once; of two that overlap the first given; those nowhere at the end."""
    kept: list[Slot] = []
    for slot in slots:
        free = all(slot.end <= other.start or slot.start >= other.end for other in kept if other.spoken)
        if slot not in kept and slot.text and (not slot.spoken or free):
            kept.append(slot)
    return tuple(sorted(kept, key=lambda slot: (not slot.spoken, slot.start)))
