"""What people wrote to home assistants, as sayings into which any home's names can be put.

Splits follow HWU64's published folds: 1-8 to learn from, 9 to choose by, 10 to test; CLINC's val tests what
is no command. SLURP is not used here: most of it stands in HWU.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.understanding.meant import Tag, Verb
from devices.model import Kind
from models.fusion.marked import mark
from models.fusion.sayings import Human, Sayings
from models.language.utterance import Slot, Utterance, read

DEV_FOLD, TEST_FOLD = 9, 10
_PLAIN = {
    "HassTurnOn": Verb.ON, "HassTurnOff": Verb.OFF, "HassVacuumStart": Verb.START,
    "HassVacuumCleanArea": Verb.START, "HassMediaPause": Verb.PAUSE, "HassMediaPlayerMute": Verb.MUTE,
    "HassMediaPlayerUnmute": Verb.UNMUTE, "HassMediaNext": Verb.NEXT, "HassSetVolume": Verb.LEVEL,
    "HassGetState": Verb.STATE, "HassClimateGetTemperature": Verb.STATE, "HassNevermind": Verb.NEVERMIND,
    "HassClimateSetTemperature": Verb.TEMPERATURE, "HassGetCurrentTime": Verb.TIME,
    "HassGetCurrentDate": Verb.DATE, "HassStartTimer": Verb.TIMER,
}  # fmt: skip
_KINDS = {
    "light": Kind.LIGHT, "switch": Kind.SWITCH, "fan": Kind.FAN, "cover": Kind.COVER,
    "media_player": Kind.MEDIA_PLAYER, "vacuum": Kind.VACUUM,
}  # fmt: skip
_TAGS = {"brightness": Tag.LEVEL, "volume_level": Tag.LEVEL} | {tag.value: tag for tag in Tag}
_OPEN = ("when", "old_color", "mood", "duration", "coffee_type")  # besides: what no verb of ours does at once
_PLACED = frozenset(_PLAIN.values()) - {Verb.STATE, Verb.TIME, Verb.DATE, Verb.NEVERMIND, Verb.TIMER} | {
    Verb.BRIGHTER, Verb.DIMMER, Verb.COLOR, Verb.LOUDER, Verb.QUIETER, Verb.LEVEL,
}  # fmt: skip


def sayings_of(split: str, file: Path) -> Sayings:
    """Ours and people's. Raises FileNotFoundError."""
    return sayings_from(split, [one for one in read(file) if split_of(one) == split])


def sayings_from(split: str, told: Sequence[Utterance]) -> Sayings:
    """Ours of a split, with these of people's."""
    human = [found for one in told if (found := human_of(one)) is not None]
    return Sayings.of(split, human, strange_of(told))


def split_of(one: Utterance) -> str | None:
    """Where a sentence belongs; None for those that are kept out."""
    if one.corpus == "clinc":
        return "train" if one.split == "train" else "test"
    if one.corpus != "hwu":
        return None
    return "test" if TEST_FOLD in one.folds else "dev" if DEV_FOLD in one.folds else "train"


def heldout(told: Iterable[Utterance]) -> frozenset[str]:
    """Sentences that nothing may be learned from, not even what another model makes of them."""
    return frozenset(one.text for one in told if split_of(one) != "train")


def strange_of(told: Iterable[Utterance]) -> tuple[str, ...]:
    """Sentences that ask nothing of a home."""
    return tuple(one.text for one in told if one.intent is None and one.scenario != "iot")


def human_of(one: Utterance) -> Human | None:
    """What somebody asks of a home, with its words marked; None where it asks nothing."""
    verb = verb_of(one)
    if verb is None:
        return None
    spoken = [slot for slot in one.slots if slot.spoken and slot.name in _TAGS]
    places = [slot.name for slot in spoken if slot.name in ("name", "area")]
    placed = verb in _PLACED and len(set(places)) == len(places)
    placed = placed and not any(one.slot(name) is not None for name in _OPEN)
    placed = placed and (verb is not Verb.COLOR or one.slot("color") is not None)
    as_said = _marked(one.text, spoken)
    anywhere = _marked(one.text, spoken, {name: f"{{{name}}}" for name in set(places)}) if placed else None
    return Human(as_said, verb, _kind(one), anywhere, "name" in places, "area" in places)


def verb_of(one: Utterance) -> Verb | None:
    """What is to be done."""
    intent = one.intent or ""
    if intent == "HassLightSet":
        if one.slot("color") is not None:
            return Verb.COLOR
        if one.slot("brightness") is not None:
            return Verb.LEVEL
        return {"up": Verb.BRIGHTER, "down": Verb.DIMMER}.get(one.slot("change") or "", Verb.COLOR)
    if intent == "HassSetVolumeRelative":
        return Verb.LOUDER if one.slot("volume_step") == "up" else Verb.QUIETER
    return _PLAIN.get(intent)


def _marked(text: str, spoken: Sequence[Slot], instead: dict[str, str] | None = None) -> str:
    for slot in sorted(spoken, key=lambda slot: -slot.start):
        words = (instead or {}).get(slot.name, slot.text)
        text = f"{text[: slot.start]}{mark(_TAGS[slot.name], words)}{text[slot.end :]}"
    return text


def _kind(one: Utterance) -> Kind | None:
    intent, domain = one.intent or "", one.slot("domain")
    if domain is not None:
        return _KINDS.get(domain)
    if intent == "HassLightSet":
        return Kind.LIGHT
    if intent.startswith("HassVacuum"):
        return Kind.VACUUM
    if intent.startswith("HassClimate"):
        return Kind.CLIMATE
    return Kind.MEDIA_PLAYER if intent.startswith(("HassSetVolume", "HassMedia")) else None
