"""The intent of a verb that the fusion model found, with the values that the words tell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.events import Intent, Slot
from assistant.understanding.meant import Verb
from assistant.understanding.plan_steps import Quantity, stepping
from assistant.understanding.values import color, degrees, percent
from devices.model import Kind

_V, _K = Verb, Kind
_LOCKING, _UNLOCKING = Intent("HassTurnOn", response="lock"), Intent("HassTurnOff", response="lock")
_PLAIN: dict[Verb, Intent] = {
    _V.ON: Intent("HassTurnOn"), _V.OFF: Intent("HassTurnOff"), _V.LOCK: _LOCKING, _V.UNLOCK: _UNLOCKING,
    _V.OPEN: Intent("HassOpenCover"), _V.CLOSE: Intent("HassCloseCover"),
    _V.PLAY: Intent("HassMediaUnpause"), _V.PAUSE: Intent("HassMediaPause"), _V.NEXT: Intent("HassMediaNext"),
    _V.MUTE: Intent("HassMediaPlayerMute"), _V.UNMUTE: Intent("HassMediaPlayerUnmute"),
    _V.START: Intent("HassVacuumStart"), _V.DOCK: Intent("HassVacuumReturnToBase"),
    _V.STATE: Intent("HassGetState", response="one"), _V.TIME: Intent("HassGetCurrentTime"),
    _V.DATE: Intent("HassGetCurrentDate"), _V.NEVERMIND: Intent("HassNevermind"),
}  # fmt: skip
# What a verb means for a kind for which it is not the usual one.
_OF_KIND: dict[tuple[Verb, Kind], Intent] = {
    (_V.OPEN, _K.LOCK): _UNLOCKING, (_V.CLOSE, _K.LOCK): _LOCKING, (_V.PLAY, _K.LIGHT): Intent("HassTurnOn"),
    (_V.START, _K.LAWN_MOWER): Intent("HassLawnMowerStartMowing"),
    (_V.DOCK, _K.LAWN_MOWER): Intent("HassLawnMowerDock"), (_V.START, _K.SWITCH): Intent("HassTurnOn"),
}  # fmt: skip
_STEPS: dict[Verb, tuple[Quantity, bool]] = {
    _V.BRIGHTER: (Quantity.BRIGHTNESS, True), _V.DIMMER: (Quantity.BRIGHTNESS, False),
    _V.WARMER: (Quantity.TEMPERATURE, True), _V.COOLER: (Quantity.TEMPERATURE, False),
    _V.LOUDER: (Quantity.VOLUME, True), _V.QUIETER: (Quantity.VOLUME, False),
}  # fmt: skip
_LEVELS: dict[Kind, tuple[str, str]] = {
    _K.LIGHT: ("HassLightSet", "brightness"), _K.COVER: ("HassSetPosition", "position"),
    _K.VALVE: ("HassSetPosition", "position"), _K.FAN: ("HassFanSetSpeed", "percentage"),
    _K.MEDIA_PLAYER: ("HassSetVolume", "volume_level"),
}  # fmt: skip
WITHOUT_THINGS = frozenset({_V.TIME, _V.DATE, _V.NEVERMIND})


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a sentence told. ``text``: all of it; the rest: words for each value, or empty."""

    text: str
    language: str
    level: str = ""
    amount: str = ""
    color: str = ""
    temperature: str = ""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A value that the verb needs is not in the words. ``slot``: which; ``words``: what was taken for it."""

    slot: str
    words: str


def intent_of(verb: Verb, kind: Kind, said: Wording) -> Intent | Unsaid | None:
    """Home Assistant's intent; None if the verb is nothing for such things."""
    if verb in _STEPS:
        return _step(*_STEPS[verb], said)
    match verb:
        case Verb.LEVEL:
            return _level(kind, said)
        case Verb.COLOR:
            value = color(said.color, said.language) if said.color else None
            return (
                Unsaid("color", said.color) if value is None else _set("HassLightSet", "color", value, said)
            )
        case Verb.TEMPERATURE:
            wanted = degrees(said.temperature, said.language) if said.temperature else None
            if wanted is None:
                return Unsaid("temperature", said.temperature)
            return _set("HassClimateSetTemperature", "temperature", wanted, said)
    plain = _OF_KIND.get((verb, kind), _PLAIN.get(verb))
    return None if plain is None else replace(plain, text=said.text, response=plain.response or "default")


def _step(quantity: Quantity, up: bool, said: Wording) -> Intent:
    by = percent(said.amount, said.language) if said.amount else None
    if by is None or quantity is Quantity.TEMPERATURE:
        return stepping(quantity, up, text=said.text)
    if quantity is Quantity.VOLUME:
        step = Slot("volume_step", round(by if up else -by), said.amount)
        return Intent("HassSetVolumeRelative", (step,), said.text, "default")
    return stepping(quantity, up, Slot("amount", by, said.amount), text=said.text)


def _level(kind: Kind, said: Wording) -> Intent | Unsaid | None:
    if kind not in _LEVELS:
        return None
    name, slot = _LEVELS[kind]
    words = said.level or said.amount
    value = percent(words, said.language) if words else None
    return Unsaid(slot, words) if value is None else _set(name, slot, value, said)


def _set(name: str, slot: str, value: float | str, said: Wording) -> Intent:
    told = round(value) if isinstance(value, float) and value.is_integer() else value
    return Intent(name, (Slot(slot, told, said.text),), said.text, "default")
