"""What people wrote to home assistants, as sayings into which any home's names can be put.

Splits follow HWU64's published folds: 1-8 to learn from, 9 to choose by, 10 to test; CLINC's val tests what
is no command. SLURP is not used here: most of it stands in HWU.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.understanding.meant import Verb
from devices.model import Kind
from models.fusion.sayings import Human, Sayings
from models.language.utterance import Utterance, read

DEV_FOLD, TEST_FOLD = 9, 10
_PLAIN = {
    "HassTurnOn": Verb.ON, "HassTurnOff": Verb.OFF, "HassVacuumStart": Verb.START,
    "HassMediaPause": Verb.PAUSE,
}  # fmt: skip
_RELATIVE = {
    ("HassLightSet", "up"): Verb.BRIGHTER, ("HassLightSet", "down"): Verb.DIMMER,
    ("HassSetVolumeRelative", "up"): Verb.LOUDER, ("HassSetVolumeRelative", "down"): Verb.QUIETER,
}  # fmt: skip
_KINDS = {
    "light": Kind.LIGHT, "switch": Kind.SWITCH, "fan": Kind.FAN, "cover": Kind.COVER,
    "media_player": Kind.MEDIA_PLAYER, "vacuum": Kind.VACUUM,
}  # fmt: skip
_OPEN = ("when", "old_color", "mood")  # what the words hold besides, and no verb of ours can do now


def sayings_of(split: str, file: Path) -> Sayings:
    """Ours and people's. Raises FileNotFoundError."""
    told = [one for one in read(file) if split_of(one) == split]
    human = [found for one in told if (found := human_of(one)) is not None]
    return Sayings.of(split, human, strange_of(told))


def split_of(one: Utterance) -> str | None:
    """Where a sentence belongs; None for those that are kept out."""
    if one.corpus == "clinc":
        return "train" if one.split == "train" else "test"
    if one.corpus != "hwu":
        return None
    return "test" if TEST_FOLD in one.folds else "dev" if DEV_FOLD in one.folds else "train"


def strange_of(told: Iterable[Utterance]) -> tuple[str, ...]:
    """Sentences that ask nothing of a home."""
    return tuple(one.text for one in told if one.intent is None and one.scenario != "iot")


def human_of(one: Utterance) -> Human | None:
    """The sentence with its name and area left out; None where a home could not do just that at once."""
    verb = _verb(one)
    if verb is None or any(one.slot(name) is not None for name in _OPEN):
        return None
    places = [slot for slot in one.slots if slot.spoken and slot.name in ("name", "area")]
    if len({slot.name for slot in places}) < len(places):
        return None  # two of them: two things are wanted
    text = one.text.replace("{", "").replace("}", "")
    for slot in sorted(places, key=lambda slot: -slot.start):
        text = f"{text[: slot.start]}{{{slot.name}}}{text[slot.end :]}"
    names = {slot.name for slot in places}
    return Human(text, verb, _kind(one), "name" in names, "area" in names)


def _verb(one: Utterance) -> Verb | None:
    intent = one.intent or ""
    if intent in _PLAIN:
        return _PLAIN[intent]
    if one.slot("color") is not None and intent == "HassLightSet":
        return Verb.COLOR
    change = one.slot("change")
    if one.slot("brightness") is not None and intent == "HassLightSet":
        return Verb.BRIGHTNESS
    return _RELATIVE.get((intent, change or ""))


def _kind(one: Utterance) -> Kind | None:
    domain = one.slot("domain")
    if domain is not None:
        return _KINDS.get(domain)
    if one.intent == "HassLightSet":
        return Kind.LIGHT
    if one.intent == "HassVacuumStart":
        return Kind.VACUUM
    return Kind.MEDIA_PLAYER if (one.intent or "").startswith(("HassSetVolume", "HassMedia")) else Kind.SWITCH
