"""Labels of HWU64 and SLURP in Home Assistant's words.

`meaning` reads what annotators marked and what the words say; `models.language.corpora` tells what
is noisy in it. A label that is not in `_READERS` is out of scope: the assistant has no such service
(mail, calendars, weather, searching for music, alarms, lists).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from models.language.lights import light_set, switched
from models.language.places import whereabouts
from models.language.utterance import NOTHING, Meaning, Reader, Slot
from models.language.words import (
    DEVICE,
    DURATION,
    NUMBER,
    OFF,
    ON,
    QUESTION,
    SOCKETS,
    apart,
    direction,
    spans,
    trimmed,
)

_CLEANING = re.compile(r"vac|clean|hoover|roomba|robot|dust|dirt|carpet|suck")
_SOUND = re.compile(
    r"mut(?:e|ed)\b|silen|quiet|volume|sound|audio|speaker|noise|music|media|radio|television|player"
)
_PAUSE = re.compile(r"^(?:please )?(?:pause|stop playing)(?! yourself)")
_SKIP = re.compile(
    r"\bskip (?:(?:to )?(?:the )?next |this |the )?(?:song|track)\b|^(?:please )?song next|^change song|"
    r"^play next|\bmove to the next song"
)
_RADIO = re.compile(
    r"(?:(?:hey|olly|please|can|could|would|you) )*(?:(?:turn|switch|put) on (?:the )?radio|"
    r"(?:turn|put) the radio on)(?: now| please)*"
)
_NEVER_MIND = re.compile(r"\bcancel|\babort|\bnever ?mind|\bforget (?:it|that)")
_FOR = re.compile(r"\b(?:for|of|before) (?:my|the) $")  # what a socket is switched for
_CLOCK = re.compile(
    r"(?:(?:what|what's|whats|which|is|the|it|now|right|currently|current|please|tell|me|can|could|would|you|give|"
    r"let|know|i|need|to|like|want|do|have|exact|exactly|correct|show|hey|hello|olly|just|telling|mind|get|may|"
    r"hour|minute|and|say|on|does|how|how's|time|date|day|of|week|month|full|today|today's|todays|actual|in|"
    r"american|format)(?: |$))+"
)


def meaning(label: str, text: str, entities: Sequence[Slot]) -> Meaning:
    """What ``scenario_intent`` means by a plain text with annotated entities."""
    reader = _READERS.get(label)
    if reader is None or (label.startswith("iot_") and QUESTION.match(text)):
        return NOTHING
    return reader(text, entities)


def clock(text: str) -> str | None:
    """Whether the time or the date of here and now is asked."""
    words = set(text.split())
    if not _CLOCK.fullmatch(text):
        return None
    if "time" in words:
        return "HassGetCurrentTime"
    return "HassGetCurrentDate" if words & {"date", "day", "today"} else None


def never_mind(text: str) -> Meaning:
    """Of the ways to stop an assistant, those that take back what was said."""
    return ("HassNevermind", ()) if _NEVER_MIND.search(text) and not QUESTION.match(text) else NOTHING


def _socket(on: bool) -> Reader:
    def socket(text: str, entities: Sequence[Slot]) -> Meaning:
        slots = [_whole(text, s) for s in whereabouts(text, entities) if not _FOR.search(text[: s.start])]
        if not any(slot.name == "name" for slot in slots):
            slots += spans("name", DEVICE, text)[:1]
        light = re.search(r"\blights?\b(?! socket)", text)
        if re.search(r"\belse\b", text) or not (ON.search(text) or OFF.search(text)):
            return NOTHING
        names = [set(slot.text.split()) for slot in slots if slot.name == "name"]
        if not names and not light:
            return NOTHING
        if not names or all(name <= SOCKETS for name in names):
            slots.append(Slot("domain", "switch" if names else "light"))
        says_on, says_off = bool(ON.search(text)), bool(OFF.search(text))
        return "HassTurnOn" if (says_on if says_on != says_off else on) else "HassTurnOff", apart(slots)

    return socket


def _whole(text: str, slot: Slot) -> Slot:
    """The name with the "socket" behind it, which annotators often left out."""
    more = re.match(r" (?:socket|plug|outlet)\b", text[slot.end :]) if slot.name == "name" else None
    end = slot.end + (more.end() if more else 0)
    return Slot(slot.name, text[slot.start : end], slot.start, end)


def _clean(text: str, entities: Sequence[Slot]) -> Meaning:
    if not _CLEANING.search(text):
        return NOTHING
    found = whereabouts(text, entities)
    slots = apart([s for s in found if s.name != "name" or not s.text.endswith("ing")])
    room = any(slot.name == "area" for slot in slots)
    return "HassVacuumCleanArea" if room else "HassVacuumStart", slots


def _coffee(text: str, entities: Sequence[Slot]) -> Meaning:
    if re.search(r"\border\b", text) and re.search(r"coffee shop|starbucks", text):
        return NOTHING
    slots = whereabouts(text, entities)
    slots += [entity for entity in entities if entity.name == "coffee_type"]
    if not any(slot.name == "name" for slot in slots):
        slots += spans("name", r"\b(?:mr )?coffees?\b", text)[:1]
    found = apart(slots)
    named = any(slot.name == "name" for slot in found)
    return "HassTurnOn", found if named else (*found, Slot("name", "coffee"))


def _volume(change: str | None) -> Reader:
    def volume(text: str, entities: Sequence[Slot]) -> Meaning:
        slots = whereabouts(text, entities)
        if change is None and (speech_only(text) or QUESTION.match(text)):
            return NOTHING
        if re.search(r"\bunmute|\bbring back talking", text):
            return "HassMediaPlayerUnmute", apart(slots)
        amounts = [entity for entity in entities if entity.name == "change_amount"]
        level = level_slots(text, amounts)
        if level and level[0].name == "volume_level":
            return "HassSetVolume", apart([*level, *slots])
        if change is None:
            paused = _PAUSE.match(text)
            return "HassMediaPause" if paused else "HassMediaPlayerMute", apart(slots)
        turn = Slot("volume_step", direction(text) or change)
        return "HassSetVolumeRelative", apart([*level, *slots, turn])

    return volume


def speech_only(text: str) -> bool:
    """Told to be silent itself, the assistant is no media player."""
    return not _SOUND.search(text) and not _PAUSE.match(text)


def level_slots(text: str, amounts: Sequence[Slot] = ()) -> list[Slot]:
    """A volume that is said: ``volume_level`` to be set, ``change_amount`` to go up or down by."""
    if not amounts:
        amounts = spans(
            "change_amount", rf"\b((?:to|at|on|by) (?:the )?(?:level |number )?{NUMBER}(?: percent)?)\b", text
        )
    found = []
    for amount in amounts:
        lead = re.match(r"(?:to|at|on|by)\b", amount.text)
        before = text[: amount.start].split()[-1:]
        sets = (lead[0] if lead else "".join(before)) in ("to", "at", "on", "the")
        found.append(
            trimmed(amount, "volume_level" if sets else "change_amount", "to|at|on|by|the|level|number")
        )
    return found


def _player(text: str, entities: Sequence[Slot]) -> Meaning:
    if _SKIP.search(text) and not any(entity.name.endswith("_name") for entity in entities):
        return "HassMediaNext", ()
    return NOTHING


def _timer(text: str, entities: Sequence[Slot]) -> Meaning:
    """Timers among the alarms and events."""
    lasts = spans("duration", rf"\btimer for ({DURATION})\b", text)
    return ("HassStartTimer", tuple(lasts)) if lasts else NOTHING


def _radio(text: str, entities: Sequence[Slot]) -> Meaning:
    return ("HassTurnOn", tuple(spans("name", r"\bradio\b", text))) if _RADIO.fullmatch(text) else NOTHING


_READERS: Mapping[str, Reader] = {
    "iot_hue_lighton": switched(True),
    "iot_hue_lightoff": switched(False),
    "iot_hue_lightup": lambda text, entities: light_set(text, entities, "up"),
    "iot_hue_lightdim": lambda text, entities: light_set(text, entities, "down"),
    "iot_hue_lightchange": lambda text, entities: light_set(text, entities, None),
    "iot_wemo_on": _socket(True),
    "iot_wemo_off": _socket(False),
    "iot_cleaning": _clean,
    "iot_coffee": _coffee,
    "audio_volume_up": _volume("up"),
    "audio_volume_down": _volume("down"),
    "audio_volume_mute": _volume(None),
    "music_settings": _player,
    "play_music": _player,
    "play_radio": _radio,
    "alarm_set": _timer,
    "calendar_set": _timer,
    "datetime_query": lambda text, entities: (clock(text), ()),
    "general_commandstop": lambda text, entities: never_mind(text),
}
