"""The ``floors:``, ``areas:`` and ``devices:`` of config.yaml, which alone are a home file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictStr, model_validator

from assistant.config.mends import did_you_mean
from assistant.config.sections import Section, Slug, Text
from assistant.document import Document, KeyPath, Problem
from devices.defaults import default_capabilities, default_risk
from devices.errors import DeviceError
from devices.model import Area, Capability, Device, Floor, Home, Kind, Risk
from devices.simulated import check_options

DeviceId = Annotated[StrictStr, Field(pattern=r"^[a-z_]+\.[a-z0-9_]{1,100}$")]
Declared = tuple[tuple[Device, Mapping[str, object]], ...]


class FloorSection(Section):
    """One of ``floors``."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()


class AreaSection(Section):
    """One of ``areas``."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    floor: Slug | None = None


class DeviceSection(Section):
    """One of ``devices``."""

    id: DeviceId
    name: Text
    kind: Kind | None = None
    area: Slug | None = None
    aliases: tuple[Text, ...] = ()
    device_class: Text | None = None
    unit: Text | None = None
    capabilities: tuple[Capability, ...] | None = None
    modes: tuple[Text, ...] = ()
    bearing: Literal["left", "right", "up", "down"] | Annotated[float, Field(strict=True)] | None = None
    confirm: StrictBool | None = None
    dialect: Literal["simulated", "zigbee2mqtt", "tasmota", "homeassistant"] = "simulated"
    mqtt: dict[StrictStr, object] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _kind_is_known(self) -> DeviceSection:
        prefix = self.id.partition(".")[0]
        if self.kind is None and prefix not in [kind.value for kind in Kind]:
            raise ValueError(f"{prefix!r} is no kind of device; give 'kind:' or begin the id with a kind")
        return self

    def device(self, confirmed: frozenset[str]) -> Device:
        """The device as the rooms know it; ``confirmed`` are the ids of config's ``confirm:``."""
        kind = self.kind or Kind(self.id.partition(".")[0])
        risk = default_risk(kind, self.device_class)
        if self.id in confirmed or self.confirm:
            risk = Risk.CONFIRM
        elif self.confirm is False:
            risk = Risk.NORMAL
        can = default_capabilities(kind) if self.capabilities is None else frozenset(self.capabilities)
        return Device(
            id=self.id,
            name=self.name,
            kind=kind,
            area=self.area,
            aliases=self.aliases,
            device_class=self.device_class,
            unit=self.unit,
            capabilities=can,
            modes=self.modes,
            risk=risk,
            bearing=self.bearing,
            dialect=self.dialect,
        )


class HomeSections(Section):
    """What config.yaml and a home file have in common."""

    floors: tuple[FloorSection, ...] = ()
    areas: tuple[AreaSection, ...] = ()
    devices: tuple[DeviceSection, ...] = ()
    confirm: tuple[DeviceId, ...] = ()

    def home(self, *, with_devices: bool = True) -> Home:
        """A fresh `Home` of the floors, areas and (unless the registry adds them) devices."""
        return Home.of(
            floors=[Floor(f.id, f.name, f.aliases) for f in self.floors],
            areas=[Area(a.id, a.name, a.aliases, a.floor) for a in self.areas],
            devices=[device for device, _ in self.declared()] if with_devices else (),
        )

    def declared(self) -> Declared:
        """Every declared device with the options of its dialect."""
        confirmed = frozenset(self.confirm)
        return tuple((section.device(confirmed), section.mqtt) for section in self.devices)


class HomeFile(HomeSections):
    """A home file by itself: `assistant say --home FILE`."""


def home_problems(data: Mapping[str, object], document: Document) -> list[Problem]:
    """References to what is not there, ids and names that are there twice, options of no device.

    Works on plain data, so that these are told along with everything else that is wrong.
    """
    floors, areas, devices = (_items(data, section) for section in ("floors", "areas", "devices"))
    floor_ids = [str(item.get("id")) for _, item in floors]
    area_ids = [str(item.get("id")) for _, item in areas]
    problems = [
        *_doubles(document, "floors", floors, "id"),
        *_doubles(document, "areas", areas, "id"),
        *_doubles(document, "areas", areas, "name"),
        *_doubles(document, "devices", devices, "id"),
    ]
    for i, area in areas:
        problems += unknown(document, ("areas", i, "floor"), area.get("floor"), floor_ids, "floor")
    for i, device in devices:
        problems += unknown(document, ("devices", i, "area"), device.get("area"), area_ids, "area")
        problems += _option_problems(document, i, device)
    return problems


def unknown(document: Document, path: KeyPath, wanted: object, there: list[str], what: str) -> list[Problem]:
    """A problem if something is named that does not exist."""
    if not isinstance(wanted, str) or wanted in there:
        return []
    return [document.problem(path, f"no such {what}", value=wanted, mend=did_you_mean(wanted, there))]


_Items = list[tuple[int, Mapping[str, object]]]


def _items(data: Mapping[str, object], section: str) -> _Items:
    items = data.get(section)
    return (
        [(i, item) for i, item in enumerate(items) if isinstance(item, dict)]
        if isinstance(items, list)
        else []
    )


def _doubles(document: Document, section: str, items: _Items, key: str) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for i, item in items:
        value = item.get(key)
        if not isinstance(value, str):
            continue
        if value.casefold() in first:
            earlier = document.line((section, first[value.casefold()], key))
            message = f"is there twice, first on line {earlier}"
            path: KeyPath = (section, i, key)
            problems.append(document.problem(path, message, value=value, mend="give each its own"))
        first.setdefault(value.casefold(), i)
    return problems


def _option_problems(document: Document, index: int, device: Mapping[str, object]) -> list[Problem]:
    options = device.get("mqtt")
    if device.get("dialect", "simulated") != "simulated" or not isinstance(options, dict):
        return []  # a dialect's own declare() checks the rest, when the registry is built
    try:
        check_options("", options)
    except DeviceError as error:
        key, _, complaint = str(error).partition(": ")[2].partition(": ")
        path: KeyPath = ("devices", index, *key.split("."))
        return [document.problem(path, complaint)]
    return []
