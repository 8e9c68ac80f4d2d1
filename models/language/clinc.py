"""Intents of CLINC150 in Home Assistant's words; it has no slots, so they are found by their words."""

from __future__ import annotations

import re

from models.language.meanings import clock, level_slots, never_mind
from models.language.utterance import NOTHING, Meaning, Slot
from models.language.words import AREA, DURATION, NUMBER, QUESTION, apart, direction, spans

_THING = r"\b(?:fans?|tv|furnace|ac|car|vehicle|lights?|doors?)\b"
_TEMPERATURE = re.compile(r"\btemp(?:erature|eraure)?\b")
_LOCKED = re.compile(r"\block(?:s|ed)?\b|\bsecure(?:ly)?\b")
_ASKS = re.compile(
    r"^(?:are|did|has|what|what's|tell me|could you tell|can you tell|can you see|can you verify|confirm|"
    r"check|see if)\b"
)


def meaning(label: str, text: str) -> Meaning:
    """What a label of CLINC means by a plain text."""
    if label == "next_song":
        asks = QUESTION.match(text) or text == "what's next on the list"
        return NOTHING if asks else ("HassMediaNext", ())
    if label == "timer":
        return NOTHING if QUESTION.match(text) else ("HassStartTimer", _timer(text))
    if label == "change_volume":
        return _volume(text)
    if label == "smart_home":
        return _home(text)
    if label in ("time", "date"):
        return clock(text), ()
    if label == "cancel":
        return _hushed(text)
    # Among the ways to whisper is "lower the volume".
    return (
        _volume(text)
        if label == "whisper_mode" and re.search(r"\bvolume\b(?! to whisper)", text)
        else NOTHING
    )


def _hushed(text: str) -> Meaning:
    """Among the ways to cancel are "mute" and "pause"."""
    if re.search(r"\b(?:mute|silence|quiet)\b", text):
        return "HassMediaPlayerMute", ()
    return ("HassMediaPause", ()) if text == "pause" else never_mind(text)


def _timer(text: str) -> tuple[Slot, ...]:
    """ "10 minute", "an hour", "4 pm"."""
    return apart([*spans("duration", rf"\b{DURATION}\b", text), *spans("when", rf"\b{NUMBER} [ap]m\b", text)])


def _volume(text: str) -> Meaning:
    level = level_slots(text) or spans("volume_level", rf"\bvolume (?:level )?(?:of )?({NUMBER})\b", text)
    if level and level[0].name == "volume_level":
        return "HassSetVolume", tuple(level)
    turn = direction(text)
    return ("HassSetVolumeRelative", apart([*level, Slot("volume_step", turn)])) if turn else NOTHING


def _home(text: str) -> Meaning:
    names = [s for s in spans("name", _THING, text) if not s.text.startswith(("light", "door"))]
    areas = spans("area", AREA, text)
    if _LOCKED.search(text):
        lock = Slot("domain", "lock")
        if _ASKS.match(text):
            return "HassGetState", apart([lock, Slot("state", "locked")])
        return "HassTurnOn", apart([*spans("name", r"\bdoors?\b", text), lock])
    if re.search(r"\bwho\b|\bdoor|\bdoof|knocking|\boven\b", text):
        return NOTHING  # nobody's business of a home on MQTT: faces, and ovens that it has no dialect for
    if _TEMPERATURE.search(text) or re.search(r"\bac\b", text):
        said = spans("temperature", rf"\b(?:to|at|temperature|in) ({NUMBER})\b", text)[:1]
        if said:
            return "HassClimateSetTemperature", apart([*said, *areas])
        return "HassClimateGetTemperature", apart([*names, *areas])
    if re.search(r"\bdown\b|\bdim|\blow\b", text):
        return "HassLightSet", apart([*areas, Slot("change", "down")])
    if (not names and "light" not in text) or text.startswith("switch "):
        return NOTHING
    return "HassTurnOn", apart([*names, *areas, *([] if names else [Slot("domain", "light")])])
