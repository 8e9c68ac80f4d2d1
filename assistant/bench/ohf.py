"""Reads sentence tests in the form of OHF-Voice/intents: ``tests/<language>/<Intent>/<slots>.yaml``.

A file has floors, areas and entities by name, and groups of sentences with the slots they mean. An
area marked ``context_area`` is the speaker's; where a file has none, but sentences that need one, a
nameless room of ours is it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.errors import ConfigError
from devices.model import Kind
from devices.names import slug

SPEAKER_AREA = "speakers_room"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sentence means. ``slots`` by Home Assistant's names; areas and floors as names."""

    intent: str
    slots: Mapping[str, object]
    speaker: str = SPEAKER_AREA

    def difference(self, got: Mapping[str, object]) -> str:
        """The first slot that is missing, wrong or too much; "" if none.

        The speaker's own area may be filled in, and so may a kind of device that the sentence implies.
        """
        for name, value in self.slots.items():
            if name not in got:
                return f"{name} missing"
            if not _same(name, value, got[name]):
                return f"{name} wrong"
        extra = [name for name in got if name not in self.slots and not self._implied(name, got[name])]
        return f"{extra[0]} too much" if extra else ""

    def _implied(self, name: str, value: object) -> bool:
        return name == "domain" or (name == "area" and value == self.speaker)


@dataclass(frozen=True, slots=True)
class TestFile:
    """One file: ``home`` is a home file's content, ``area`` the speaker's."""

    __test__ = False  # no test of ours, whatever pytest thinks of the name

    path: Path
    intent: str
    home: Mapping[str, object]
    area: str
    sentences: tuple[tuple[str, Expected], ...]


def read_tests(folder: Path) -> list[TestFile]:
    """Every test of a language. Raises ConfigError for a file that cannot be read."""
    return [_read(path) for path in sorted(folder.glob("*/*.yaml"))]


def _read(path: Path) -> TestFile:
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        areas = _named(body, "areas")
        floors = dict.fromkeys([f["name"] for f in _named(body, "floors")])
        floors |= dict.fromkeys(a["floor"] for a in areas if a.get("floor"))
        marked = [a["name"] for a in areas if a.get("context_area")]
        intent, speaker = path.parent.name, slug(marked[0]) if marked else SPEAKER_AREA
        sentences = [
            (sentence, Expected(intent, group.get("slots") or {}, speaker))
            for group in body.get("tests") or ()
            for sentence in group["sentences"] or ()
        ]
        home = {
            "floors": [{"id": slug(name), "name": name} for name in floors],
            "areas": [_area(a) for a in areas] + [{"id": SPEAKER_AREA, "name": SPEAKER_AREA}],
            "devices": _devices(_named(body, "entities"), areas),
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: not a sentence test: {type(error).__name__}: {error}") from error
    return TestFile(path, intent, home, speaker, tuple(sentences))


def _named(body: Mapping[str, object], key: str) -> list[dict[str, str]]:
    items = body.get(key) or []
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _area(area: Mapping[str, str]) -> dict[str, str]:
    floor = {"floor": slug(area["floor"])} if area.get("floor") else {}
    return {"id": slug(area["name"]), "name": area["name"], **floor}


def _devices(entities: Sequence[Mapping[str, object]], areas: Sequence[Mapping[str, str]]) -> list[object]:
    kinds = {kind.value for kind in Kind}
    known = {area["name"] for area in areas}
    devices: dict[str, dict[str, object]] = {}
    for entity in entities:
        name, kind = str(entity["name"]), str(entity["domain"])
        if kind not in kinds:  # weather, todo, …: nothing that is commanded by MQTT
            continue
        attributes = entity.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        device: dict[str, object] = {"id": f"{kind}.{slug(name)}", "name": name, "kind": kind}
        if entity.get("area") in known:
            device["area"] = slug(str(entity["area"]))
        if isinstance(device_class := attributes.get("device_class"), str):
            device["device_class"] = device_class
        devices.setdefault(str(device["id"]), device)
    return list(devices.values())


def _same(name: str, expected: object, got: object) -> bool:
    if isinstance(expected, list):
        return any(_same(name, one, got) for one in expected)
    if name in ("area", "floor", "preferred_area_id", "preferred_floor_id"):
        return slug(str(expected)) == str(got)
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return float(expected) == float(got)
    wanted = _word(expected)
    return wanted == _word(got) or wanted in [_word(part) for part in str(got).split(",")]


def _word(value: object) -> str:
    return str(value).casefold().strip()
