"""The names of a home as hassil's slot lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hassil.intents import SlotList, TextSlotList

from devices.model import Device, Home

# Home Assistant's zones are places of persons; a home on MQTT knows the two that matter here.
_SPACES = re.compile(r"[-_\s]+")
_SILENT = re.compile(r"[.,?!;:¿¡\"'’]+")

NameEntry = tuple[str, str, dict[str, object]]
"""(as said, slot value, context)"""


def plain(text: str) -> str:
    """Text as names are compared: case-folded, without punctuation, in single spaces."""
    return _SPACES.sub(" ", _SILENT.sub("", text.casefold())).strip()


def devices_named(home: Home, name: str) -> tuple[Device, ...]:
    """Devices that bear this name or alias, in any case. Several may."""
    wanted = plain(name)
    return tuple(d for d in home.devices.values() if any(plain(n) == wanted for n in (d.name, *d.aliases)))


def name_entries(home: Home) -> list[NameEntry]:
    """Every way to say a device, once a kind. The slot value is the device's name, or where several
    devices share what is said, what is said: `devices_named` finds them all again."""
    sharers: dict[str, set[str]] = {}
    for device in home.devices.values():
        for said in (device.name, *device.aliases):
            sharers.setdefault(plain(said), set()).add(device.id)
    entries: dict[tuple[str, str], NameEntry] = {}
    for device in home.devices.values():
        for said in (device.name, *device.aliases):
            key = plain(said)
            alone = len(sharers[key]) == 1 and len(sharers[plain(device.name)]) == 1
            context: dict[str, object] = {"domain": device.kind.value}
            if device.device_class:
                context["device_class"] = device.device_class
            if key:
                entries.setdefault((key, device.kind.value), (said, device.name if alone else said, context))
    return list(entries.values())


def area_entries(home: Home) -> list[NameEntry]:
    """Every way to say an area; the slot value is its id."""
    return [
        (said, area.id, {})
        for area in home.areas.values()
        for said in (area.name, *area.aliases)
        if plain(said)
    ]


def floor_entries(home: Home) -> list[NameEntry]:
    """Every way to say a floor; the slot value is its id."""
    return [(said, f.id, {}) for f in home.floors.values() for said in (f.name, *f.aliases) if plain(said)]


class NameLists:
    """The slot lists of a home; `for_text` gives those cut down to what a sentence mentions.

    That makes matching cost the same in a home of ten and of a thousand devices.
    """

    def __init__(self, home: Home) -> None:
        self.revision = home.revision
        self._entries = {
            "name": name_entries(home),
            "area": area_entries(home),
            "floor": floor_entries(home),
        }
        self._keyed = {
            list_name: [(plain(entry[0]), entry) for entry in entries]
            for list_name, entries in self._entries.items()
        }

    def all(self) -> dict[str, SlotList]:
        """Everything there is; for grammars."""
        return {name: _slot_list(name, entries) for name, entries in self._entries.items()}

    def mentioned(self, text: str) -> bool:
        """True if any name of the home occurs in the text."""
        heard = plain(text)
        return any(key in heard for keyed in self._keyed.values() for key, _ in keyed)

    def for_text(self, text: str) -> dict[str, SlotList]:
        """Only names that occur somewhere in the text, inside of words too ("Küchenlicht")."""
        heard = plain(text)
        return {
            name: _slot_list(name, (entry for key, entry in keyed if key in heard))
            for name, keyed in self._keyed.items()
        }


def _slot_list(name: str, entries: Iterable[NameEntry]) -> TextSlotList:
    # Names are no templates: a device called "lamp (old)" is called just that.
    return TextSlotList.from_tuples(entries, allow_template=False, name=name)
