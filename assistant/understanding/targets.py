"""Which devices an intent means. Narrows, asks or refuses; never widens.

A name that several devices share is narrowed by the area said, else by the microphone's area, else
it is a question. A kind without a name means the area said, else the microphone's; "all of them
everywhere" only where the sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.events import Intent
from assistant.texts import Texts
from assistant.understanding.slots import devices_named, plain
from devices.model import Device, Home, Kind

# As many names as a person can hold in mind while hearing the question.
MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan depends on besides the intent. ``area``: of the microphone; ``now``: POSIX seconds;
    ``meant``: what it is about, where the conversation tells that and not the sentence."""

    home: Home
    area: str | None
    now: float
    texts: Texts
    meant: Referent | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """These, and why these."""

    devices: tuple[Device, ...]
    why: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these groups, by label; nobody can tell which. ``question`` is the text that asks."""

    groups: tuple[tuple[str, tuple[Device, ...]], ...]
    why: str
    question: str = "ask_which"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """None: what to say, and why."""

    say: str
    why: str


Found = Chosen | Choice | Missing


@dataclass(frozen=True, slots=True)
class Referent:
    """What "it" stands for. ``strict``: for verbs of its own kind only, as nobody named it."""

    found: Found
    strict: bool = True


def find(
    intent: Intent,
    situation: Situation,
    kinds: Iterable[Kind],
    *,
    only_one: bool = False,
    rest: Iterable[Kind] = (),
) -> Found:
    """The devices of these kinds that the intent's name, area, floor, domain and class mean.

    ``only_one``: with no area to go by, the only such device of the home will do. ``rest``: what a
    name may stand for if nothing of ``kinds`` is called so.
    """
    domains = several(intent, "domain")
    wanted = {k for k in kinds if not domains or k in domains}
    if situation.meant is not None:
        return _meant(situation.meant, wanted, set(rest), situation)
    name = intent.get("name")
    if name is not None:
        return _named(intent, str(name), situation, wanted, set(rest))
    return _of_kind(intent, situation, wanted, only_one)


def several(intent: Intent, slot: str) -> tuple[str, ...]:
    """The values of a slot that may hold several, ``door,window``; none if it is not there."""
    value = intent.get(slot)
    return () if value is None else tuple(v.strip() for v in str(value).split(","))


def said_area(intent: Intent) -> str | None:
    """The area that was said, rather than taken from the microphone."""
    area = intent.get("area")
    return None if area is None or intent.context_area else str(area)


def near(intent: Intent, situation: Situation) -> str | None:
    """The area of whoever speaks."""
    if intent.context_area and (area := intent.get("area")) is not None:
        return str(area)
    return situation.area


def area_name(home: Home, area: str | None) -> str:
    """How an area is called; its id if it is not known."""
    if area is None:
        return ""
    return home.areas[area].name if area in home.areas else area


def _meant(meant: Referent, kinds: set[Kind], rest: set[Kind], situation: Situation) -> Found:
    found, rest = meant.found, set() if meant.strict else rest
    if isinstance(found, Missing):
        return found
    groups = found.groups if isinstance(found, Choice) else (("", found.devices),)
    fitting = [(label, fit) for label, all_ in groups if (fit := _usable(all_, kinds, rest))]
    if isinstance(found, Choice) and len(fitting) > 1:
        return replace(found, groups=tuple(fitting))
    if fitting:
        return Chosen(fitting[0][1], found.why)
    names = situation.texts.all_of([d.name for _, devices in groups for d in devices])
    return Missing(situation.texts.say("cannot_it", names=names), f"not for {names}; {found.why}")


def _usable(devices: tuple[Device, ...], kinds: set[Kind], rest: set[Kind]) -> tuple[Device, ...]:
    return tuple(d for d in devices if d.kind in kinds) or tuple(d for d in devices if d.kind in rest)


def _named(intent: Intent, name: str, situation: Situation, kinds: set[Kind], rest: set[Kind]) -> Found:
    texts, home = situation.texts, situation.home
    called = devices_named(home, name)
    if not called:
        return Missing(texts.say("unknown", name=name), f"nothing is called {name!r}")
    # What is called so but is of another kind stays in, for the reason why it cannot.
    devices = _of_class(_usable(called, kinds, rest) or called[:1], intent)
    place, inside = _place(intent, situation)
    if place is not None:
        there = tuple(d for d in devices if inside(d))
        if not there:
            say = texts.say("name_not_in_area", name=name, area=place)
            return Missing(say, f"no {name!r} in {place}")
        if len(there) == 1:
            return Chosen(there, f"only {there[0].name} in {place}, as said")
        return choice_of(there, home, name)
    if len(devices) == 1:
        return Chosen(devices, f"only {devices[0].name} is called so")
    here = near(intent, situation)
    close = tuple(d for d in devices if here is not None and d.area == here)
    if len(close) == 1:
        return Chosen(close, f"only {close[0].name} in {area_name(home, here)}, area of the microphone")
    return choice_of(close or devices, home, name)


def _of_kind(intent: Intent, situation: Situation, kinds: set[Kind], only_one: bool) -> Found:
    texts, home = situation.texts, situation.home
    devices = _of_class(tuple(d for d in home.devices.values() if d.kind in kinds), intent, strict=True)
    things = texts.things(*several(intent, "device_class"), *sorted(kinds))
    if not devices:
        return Missing(texts.say("none_in_home", things=things), f"no {things} in this home")
    if intent.response.endswith("_all"):
        return Chosen(devices, f"all {things}, as said", everywhere=True)
    place, inside = _place(intent, situation)
    said = place is not None
    here = near(intent, situation)
    if not said and here is not None:
        place, inside = area_name(home, here), _Inside(frozenset({here}))
    by = "as said" if said else "area of the microphone"
    if there := tuple(d for d in devices if inside(d)):
        return Chosen(there, f"{things} in {place}, {by}")
    if only_one and not said:
        alone = Chosen(devices, f"the only one of the {things}")
        return alone if len(devices) == 1 else choice_of(devices, home)
    if place is not None:
        say = texts.say("none_in_area", things=things, area=place)
        return Missing(say, f"no {things} in {place}, {by}")
    return _by_area(devices, home, texts, things)


def _place(intent: Intent, situation: Situation) -> tuple[str | None, _Inside]:
    """The area or floor that was said, by name, and which devices are in it."""
    home = situation.home
    area, floor = said_area(intent), intent.get("floor")
    if area is not None:
        return area_name(home, area), _Inside(frozenset({area}))
    if floor is not None:
        known = home.floors.get(str(floor))
        areas = frozenset(a.id for a in home.areas.values() if a.floor == floor)
        return (known.name if known else str(floor)), _Inside(areas)
    return None, _Inside(frozenset())


@dataclass(frozen=True, slots=True)
class _Inside:
    areas: frozenset[str]

    def __call__(self, device: Device) -> bool:
        return device.area in self.areas


def _of_class(devices: tuple[Device, ...], intent: Intent, *, strict: bool = False) -> tuple[Device, ...]:
    wanted = several(intent, "device_class")
    if not wanted:
        return devices
    matching = tuple(d for d in devices if d.device_class in wanted)
    return matching if strict else matching or devices


def _by_area(devices: Sequence[Device], home: Home, texts: Texts, things: str) -> Found:
    areas = list(dict.fromkeys(d.area for d in devices if d.area is not None))
    if not areas or len(areas) > MOST_LABELS:
        return Missing(texts.say("which_area"), f"{things} are in {len(areas)} areas and none was said")
    groups = tuple((area_name(home, a), tuple(d for d in devices if d.area == a)) for a in areas)
    why = f"no area was said, and the microphone has none; {things} are in several"
    return Choice(groups, why, "which_area_of")


def choice_of(devices: tuple[Device, ...], home: Home, name: str = "") -> Choice:
    """One of these devices, by what tells them apart."""
    labels, by_area = _labels(devices, home)
    groups = tuple((label, (device,)) for label, device in zip(labels, devices, strict=True))
    question = "ask_which_named" if by_area and name else "ask_which"
    return Choice(groups, f"{len(devices)} devices fit", question, name)


def _labels(devices: Sequence[Device], home: Home) -> tuple[list[str], bool]:
    """What tells these devices apart when spoken; True if it is their areas."""
    areas = [area_name(home, d.area) for d in devices]
    names = [d.name for d in devices]
    if _distinct(names):
        return names, False
    if all(areas) and _distinct(areas):
        return areas, True
    both = [f"{name} {area}".strip() for name, area in zip(names, areas, strict=True)]
    if _distinct(both):
        return both, False
    return [d.id.replace("_", " ").replace(".", " ") for d in devices], False


def _distinct(labels: Sequence[str]) -> bool:
    return len({plain(label) for label in labels}) == len(labels)
