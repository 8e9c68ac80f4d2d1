"""Questions about the home, answered from what its devices have reported.

Asking harms nobody, so a question without an area is about the whole home; what no device has
told is said to be unknown, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import Act, Decision, Intent, Refuse
from assistant.texts.templates import QueryView, response
from assistant.understanding.carrying import in_area
from assistant.understanding.slots import devices_named
from assistant.understanding.status import degrees, is_as_asked, status, status_words, view
from assistant.understanding.targets import Situation, area_name, near, said_area, several
from devices.model import Device, Kind
from devices.state import State


@dataclass(frozen=True, slots=True)
class _Count:
    """Devices that are as asked, those that are not, and those nobody knows about."""

    matched: tuple[Device, ...]
    unmatched: tuple[Device, ...]
    unknown: tuple[Device, ...]


def _get_state(intent: Intent, situation: Situation) -> Decision:
    devices = _asked(intent, situation)
    if isinstance(devices, Refuse):
        return devices
    targets = tuple(d.id for d in devices)
    wanted = intent.get("state")
    if intent.get("name") is not None:
        answer = " ".join(_one(d, wanted, situation, alone=len(devices) == 1) for d in devices)
        return Act(intent, targets=targets, answer=answer, reason=_told(devices, situation))
    if wanted is None:
        answer = " ".join(_one(d, None, situation, alone=False) for d in devices[:5])
        return Act(intent, targets=targets, answer=answer, reason=_told(devices, situation))
    count = _counted(devices, str(wanted), situation)
    told = f"{len(count.matched)} are, {len(count.unmatched)} are not, {len(count.unknown)} not known"
    return Act(intent, targets=targets, answer=_many(count, intent, situation), reason=told)


def _asked(intent: Intent, situation: Situation) -> tuple[Device, ...] | Refuse:
    """The devices that a question is about, never none."""
    home, texts, name = situation.home, situation.texts, intent.get("name")
    domains, classes = several(intent, "domain"), several(intent, "device_class")
    pool = tuple(home.devices.values()) if name is None else devices_named(home, str(name))
    if not pool and name is not None:
        say = texts.say("unknown", name=name)
        return Refuse(f"nothing is called {name!r}", say, intent)
    if Kind.COVER in domains and name is None:
        domains = (*domains, Kind.BINARY_SENSOR)  # a contact tells of a door as well as its motor
    kind = tuple(d for d in pool if not domains or d.kind in domains)
    fitting = tuple(d for d in kind if not classes or d.device_class in classes)
    fitting = fitting or (kind if name is not None else ())
    if name is not None:
        fitting = _answerable(fitting or pool, intent)
    there = _inside(fitting, intent, situation)
    if there:
        return there
    place = _place(intent, situation)
    things = texts.things(*classes, *domains)
    if name is not None and place:
        say = texts.say("name_not_in_area", name=name, area=place)
    elif place and fitting:
        say = texts.say("none_in_area", things=things, area=place)
    else:
        say = texts.say("none_in_home", things=things)
    return Refuse(f"no such {name or things} {'in ' + place if place else 'in this home'}", say, intent)


def _answerable(devices: tuple[Device, ...], intent: Intent) -> tuple[Device, ...]:
    # "Is the front door locked" is for the lock of that name, "is it open" for the sensor.
    if intent.response == "where":
        return tuple(d for d in devices if d.kind is Kind.PERSON) or devices
    wanted = intent.get("state")
    if wanted in ("locked", "unlocked"):
        return tuple(d for d in devices if d.kind is Kind.LOCK) or devices
    if wanted in ("open", "closed", "opening", "closing"):
        fit = (Kind.COVER, Kind.VALVE, Kind.BINARY_SENSOR)
        return tuple(d for d in devices if d.kind in fit) or devices
    return devices


def _inside(devices: tuple[Device, ...], intent: Intent, situation: Situation) -> tuple[Device, ...]:
    area, floor, here = said_area(intent), intent.get("floor"), near(intent, situation)
    if area is not None:
        return tuple(d for d in devices if d.area == area)
    if floor is not None:
        areas = {a.id for a in situation.home.areas.values() if a.floor == floor}
        return tuple(d for d in devices if d.area in areas)
    if intent.context_area:  # "here"
        return tuple(d for d in devices if d.area == here)
    close = tuple(d for d in devices if here is not None and d.area == here)
    # Of several that share a name, the one nearby is meant.
    return close if close and intent.get("name") is not None else devices


def _place(intent: Intent, situation: Situation) -> str:
    area, floor = said_area(intent), intent.get("floor")
    if floor is not None and area is None:
        known = situation.home.floors.get(str(floor))
        return known.name if known else str(floor)
    return area_name(situation.home, area or (near(intent, situation) if intent.context_area else None))


def _one(device: Device, wanted: object, situation: Situation, *, alone: bool) -> str:
    texts, state = situation.texts, situation.home.state(device.id)
    name = device.name if alone else in_area(situation, device)
    words = status_words(device, state, texts)
    if words is None:
        key = "offline" if state.available is False else "not_known"
        return texts.say(key, name=name, names=name)
    if wanted is None:
        place = device.kind is Kind.PERSON and status(device, state) not in ("home", "not_home")
        return texts.say("is_at" if place else "is_state", name=name, state=words)
    if is_as_asked(device, state, str(wanted), texts):
        return texts.say("yes") if alone else texts.say("is_state", name=name, state=words)
    return texts.say("is_state_no" if alone else "is_state", name=name, state=words)


def _counted(devices: tuple[Device, ...], wanted: str, situation: Situation) -> _Count:
    home, texts = situation.home, situation.texts
    known = {d.id: is_as_asked(d, home.state(d.id), wanted, texts) for d in devices}
    return _Count(
        tuple(d for d in devices if known[d.id]),
        tuple(d for d in devices if known[d.id] is False),
        tuple(d for d in devices if known[d.id] is None),
    )


def _many(count: _Count, intent: Intent, situation: Situation) -> str:
    texts, home = situation.texts, situation.home
    unknown = texts.all_of(_told_apart(count.unknown, situation))
    caveat = f" {texts.say('not_known_some', names=unknown)}" if unknown else ""
    if not count.matched and not count.unmatched:
        return caveat.strip()
    if intent.response == "all" and not count.unmatched and caveat:
        return caveat.strip()  # all that is known are; whether all are, nobody knows
    matched = tuple(view(d, home.state(d.id), texts) for d in count.matched)
    unmatched = tuple(view(d, home.state(d.id), texts) for d in count.unmatched)
    first = (matched or unmatched)[0]
    word = texts.state(str(intent.get("state")))
    slots = {**{s.name: s.value for s in intent.slots}, "state": word}
    key = intent.response or "any"
    said = response(texts.language, intent.name, key, slots, first, QueryView(matched, unmatched))
    return f"{_sentence(said or _plain(count, key, situation))}{caveat}"


def _told_apart(devices: tuple[Device, ...], situation: Situation) -> list[str]:
    """Names, with the area where several devices share one."""
    names = [d.name for d in devices]
    return [in_area(situation, d) if names.count(d.name) > 1 else d.name for d in devices]


def _plain(count: _Count, key: str, situation: Situation) -> str:
    texts = situation.texts
    if key == "how_many":
        return str(len(count.matched))
    names = texts.all_of([d.name for d in count.matched])
    if key.startswith("which"):
        return names or texts.say("no")
    return texts.say("no" if (count.unmatched and key == "all") or not count.matched else "yes")


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _told(devices: tuple[Device, ...], situation: Situation) -> str:
    said = (f"{d.id} is {status(d, situation.home.state(d.id)) or 'not known'}" for d in devices)
    return ", ".join(said)


def _get_temperature(intent: Intent, situation: Situation) -> Decision:
    home, texts, name = situation.home, situation.texts, intent.get("name")
    area = said_area(intent) or near(intent, situation)
    pool = tuple(home.devices.values()) if name is None else devices_named(home, str(name))
    here = tuple(d for d in pool if area is None or name is not None or d.area == area)
    told = [(d, value) for d in here if (value := _temperature(d, home.state(d.id))) is not None]
    told.sort(key=lambda pair: pair[0].kind is not Kind.CLIMATE)
    if not told or (name is None and area is None and len(told) > 1):
        where = area_name(home, area)
        say = texts.say("no_temperature", area=where) if where else texts.say("no_temperature_here")
        if name is not None:
            say = texts.say("not_known", name=name)
        return Refuse(f"{len(told)} temperatures {'in ' + where if where else 'and no area'}", say, intent)
    device, value = told[0]
    reading = degrees(value, device, texts)
    answer = texts.say("reading", name=device.name, reading=reading)
    if name is None and device.area is not None:
        answer = texts.say("temperature_is", reading=reading, area=area_name(home, device.area))
    return Act(intent, targets=(device.id,), answer=answer, reason=f"{device.id} measures {value:g}")


def _temperature(device: Device, state: State) -> float | None:
    if state.available is False:
        return None
    if device.kind is Kind.CLIMATE:
        return state.temperature
    measures = device.kind is Kind.SENSOR and device.device_class == "temperature"
    return float(state.reading) if measures and isinstance(state.reading, int | float) else None


HANDLERS = {"HassGetState": _get_state, "HassClimateGetTemperature": _get_temperature}
