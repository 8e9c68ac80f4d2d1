"""The kinds of scenes in which something is wanted: how it is expressed, and what decides it."""

from __future__ import annotations

from assistant.events import Gesture
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Commanded, Look
from devices.model import Area, Device, Kind
from models.fusion.marked import mark, unmarked
from models.fusion.names import AREAS, thing_name
from models.fusion.sayings import VERBS
from models.fusion.scenes import Labelled, Stage, maybe_watching, watching

THAT = ("that", "this", "that one", "this one", "that over there", "that thing", "that one there")
HERE = ("in here", "here", "in this room")
_FAR = 60.0  # degrees between a finger and a thing that it surely does not mean
_HISTORY = 0.15  # share of scenes in which something else was done shortly before
_PUT_OFF = 0.03  # share of orders that are not for now


def wanted(
    stage: Stage,
    kind: str,
    text: str,
    verb: Verb,
    targets: list[Device],
    *,
    words: bool,
    looks: tuple[Look, ...] | None = None,
    clear: bool = True,
    commanded: tuple[Commanded, ...] = (),
    of: Kind | None = None,
    placed: bool = True,
    room: Area | None = None,
) -> Labelled:
    """A scene in which somebody says ``text`` (marked) to us and means ``targets``; ``room``: as named."""
    if not commanded and kind not in ("that", "pointing") and stage.rng.random() < _HISTORY:
        other = stage.pick(list(stage.made.home.devices.values()))
        commanded = (Commanded(other.id, float(stage.rng.uniform(2, 60))),)
    seen = maybe_watching(stage) if looks is None else looks
    if stage.rng.random() < _PUT_OFF and verb is not Verb.STATE and placed:
        text = f"{text} {stage.sayings.not_now(stage.rng)}"
    said = unmarked(text)
    kinds = {d.kind for d in targets}
    scene = stage.scene(said.text, seen, commanded=commanded)
    things = frozenset((*(d.id for d in targets), *(() if room is None else (room.id,))))
    return Labelled(scene, kind, True, clear, verb, things, words, said.tags,
                    of or (kinds.pop() if len(kinds) == 1 else None), placed)  # fmt: skip


def full_name(stage: Stage) -> Labelled | None:
    """A thing by its whole name, wherever it is; the finger may point elsewhere."""
    home = stage.made.home
    device = stage.pick([d for d in home.devices.values() if d.kind in VERBS])
    shared = [d for d in home.devices.values() if d.name == device.name and d.kind is device.kind]
    verb, the = stage.verb(device), "" if stage.rng.random() < 0.2 else "the "
    looks, room = None, None
    if stage.rng.random() < 0.15:
        looks = watching(stage, gesture=Gesture.POINT)
    it = f"{the}{_name(device)}"
    if len(shared) > 1:
        room = home.areas.get(device.area or "")
        if room is None or sum(d.area == device.area for d in shared) > 1:
            return None
        it = stage.pick((f"{it} in the {_area(room)}", f"the {_area(room)} {_name(device)}"))
    text = stage.sayings.order(verb, it, stage.rng)
    return wanted(stage, "full name", text, verb, [device], words=True, looks=looks, room=room)


def shared_name(stage: Stage) -> Labelled | None:
    """A name that several things bear: the one where the speaker is, else a question."""
    devices = list(stage.made.home.devices.values())
    names = [d.name for d in devices]
    alike = [d for d in devices if d.kind in VERBS and names.count(d.name) > 1 and d.area is not None]
    if not alike:
        return None
    device = stage.pick(alike)
    shared = [d for d in alike if d.name == device.name and d.kind is device.kind]
    verb = stage.verb(device)
    text = stage.sayings.order(verb, f"the {_name(device)}", stage.rng)
    close = [d for d in shared if d.area == stage.area]
    found = wanted(stage, "shared name", text, verb, close if len(close) == 1 else shared, words=False,
                   clear=len(close) == 1 or len(shared) == 1)  # fmt: skip
    return found if found.scene.area is not None or len(close) != 1 else None


def by_area(stage: Stage) -> Labelled | None:
    """All things of a kind in a room that is named."""
    home = stage.made.home
    device = stage.pick([d for d in home.devices.values() if d.kind in VERBS and d.kind is not Kind.SCENE])
    area = home.areas.get(device.area or "")
    if area is None:
        return None
    verb, word, room = stage.verb(device), stage.word(device.kind), _area(area)
    it = stage.pick((f"the {word}s in the {room}", f"the {room} {word}s", f"the {room} {word}",
                     f"all {word}s in the {room}", f"the {word} in the {room}", f"{room} {word}s",
                     f"all the {word}s in the {room}", f"everything {word} in the {room}"))  # fmt: skip
    targets = [d for d in home.in_area(area.id) if d.kind is device.kind]
    text = stage.sayings.order(verb, it, stage.rng)
    return wanted(stage, "area", text, verb, targets, words=True, room=area)


def here(stage: Stage) -> Labelled | None:
    """Things of a kind where the speaker is: "turn off the lights"."""
    things = stage.here()
    if not things:
        return None
    kind = stage.pick([d for d in things if d.kind is not Kind.SCENE] or things).kind
    targets, verb, word = stage.here(kind), stage.verb(stage.here(kind)[0]), stage.word(kind)
    it = stage.pick((f"the {word}s", f"the {word}", f"all {word}s {stage.pick(HERE)}", f"{word}s",
                     f"the {word} {stage.pick(HERE)}", f"all the {word}s {stage.pick(HERE)}"))  # fmt: skip
    found = wanted(stage, "here", stage.sayings.order(verb, it, stage.rng), verb, targets, words=False)
    everywhere = [d for d in stage.made.home.devices.values() if d.kind is kind]
    if found.scene.area is None and not found.scene.looks and len(everywhere) > len(targets):
        return None
    return found


def absent(stage: Stage) -> Labelled | None:
    """A thing, or a kind of things in a room, that this home does not have."""
    home = stage.made.home
    kind = stage.pick(tuple(VERBS))
    verbs = VERBS[kind]
    verb = verbs[int(stage.rng.integers(min(3, len(verbs))))]
    chance = stage.rng.random()
    if chance < 0.5:
        name, _ = thing_name(kind, stage.sayings.split, stage.rng)
        last = name.split()[-1]
        if any(last in d.name.split() for d in home.devices.values()):
            return None  # near enough to be a slip of the tongue
        it = f"the {mark(Tag.NAME, name)}"
    elif chance < 0.8:
        rooms = [a for a in AREAS if a.replace(" ", "_") not in home.areas]
        rooms += [a.name for a in home.areas.values() if all(d.kind is not kind for d in home.in_area(a.id))]
        it = f"the {stage.word(kind)}s in the {mark(Tag.AREA, stage.pick(rooms))}"
    else:
        if stage.here(kind):
            return None
        it = f"the {stage.word(kind)} {stage.pick(HERE)}"
    text = stage.sayings.order(verb, it, stage.rng)
    return wanted(stage, "absent", text, verb, [], words=False, clear=False, of=kind)


def pointed(stage: Stage) -> Labelled | None:
    """ "Turn that on", with a finger that points at one thing the camera can tell from the others."""
    things = [d for d in stage.here() if d.id in stage.made.bearings and d.bearing is not None]
    if not things:
        return None
    device = stage.pick(things)
    verb, word = stage.verb(device), stage.word(device.kind)
    it = stage.pick((*THAT, f"that {word}", f"this {word}", "it"))
    looks = watching(stage, gesture=Gesture.POINT, towards=stage.made.bearings[device.id])
    seen = any(h.pointing is not None for look in looks for h in look.observation.hands)
    able = [d for d in things if verb in VERBS[d.kind] and (word not in it or d.kind is device.kind)]
    text = stage.sayings.order(verb, it, stage.rng)
    if not seen and len(able) > 1:
        return wanted(stage, "pointing unseen", text, verb, able, words=False, looks=looks, clear=False)
    return wanted(stage, "pointing", text, verb, [device], words=False, looks=looks)


def that_alone(stage: Stage) -> Labelled | None:
    """ "Turn that on", and no camera to see what: the only thing it can be, or a question."""
    things = [d for d in stage.here() if d.kind is not Kind.SCENE]
    if not things:
        return None
    device = stage.pick(things)
    verb = stage.verb(device)
    able = [d for d in things if verb in VERBS[d.kind]]
    text = stage.sayings.order(verb, stage.pick(THAT), stage.rng)
    return wanted(stage, "that", text, verb, able, words=False, looks=(), clear=len(able) == 1)


def pronoun(stage: Stage) -> Labelled | None:
    """ "It": what was commanded just before."""
    home = stage.made.home
    device = stage.pick([d for d in home.devices.values() if d.kind in VERBS and d.kind is not Kind.SCENE])
    verb = stage.verb(device)
    history = [Commanded(device.id, float(stage.rng.uniform(1, 40)))]
    if stage.rng.random() < 0.4:
        other = stage.pick(list(home.devices.values()))
        if other.id != device.id:
            history.append(Commanded(other.id, history[0].age + float(stage.rng.uniform(10, 90)), last=False))
    text = stage.sayings.order(verb, "it", stage.rng)
    return wanted(stage, "pronoun", text, verb, [device], words=False, commanded=tuple(history))


def need(stage: Stage) -> Labelled | None:
    """ "It is too dark in here": a need that names nothing."""
    known = [n for n in stage.sayings.needs if stage.here(n[2])]
    if not known:
        return None
    text, verb, kind = stage.pick(known)
    found = wanted(stage, "need", text, verb, stage.here(kind), words=False)
    return None if found.scene.area is None and not found.scene.looks else found


def written(stage: Stage) -> Labelled | None:
    """As somebody wrote it when asked, with this home's names where theirs stood."""
    human = stage.pick([one for one in stage.sayings.human if one.anywhere] or [None])
    if human is None or human.anywhere is None:
        return None
    kind = human.kind or Kind.SWITCH
    able = [d for d in stage.made.home.devices.values() if d.kind is kind and human.verb in VERBS[kind]]
    able = [d for d in able if d.area is not None and (human.names or human.areas or d.area == stage.area)]
    if not able:
        return None
    device = stage.pick(able)
    area = stage.made.home.areas[device.area or ""]
    text = human.anywhere.replace("{name}", device.name).replace("{area}", area.name)
    targets = [d for d in able if d.area == device.area]
    if human.names:
        targets = [d for d in able if d.name == device.name and (d.area == area.id or not human.areas)]
        if len(targets) > 1:
            return None
    words = human.names or human.areas
    found = wanted(stage, "written", text, human.verb, targets, words=words,
                   room=area if human.areas else None)  # fmt: skip
    return found if words or found.scene.area is not None or found.scene.looks else None


def sentence(stage: Stage) -> Labelled | None:
    """Word for word what somebody wrote, in a home that it was not written for."""
    if not stage.sayings.human:
        return None
    human = stage.pick(stage.sayings.human)
    return wanted(stage, "sentence", human.text, human.verb, [], words=True, clear=False, of=human.kind,
                  placed=False)  # fmt: skip


def two(stage: Stage) -> Labelled | None:
    """Two things by name."""
    things = [d for d in stage.made.home.devices.values() if d.kind in (Kind.LIGHT, Kind.SWITCH)]
    names = [d.name for d in things]
    things = [d for d in things if names.count(d.name) == 1]
    if len(things) < 2:
        return None
    first, second = (things[int(i)] for i in stage.rng.permutation(len(things))[:2])
    verb = stage.pick((Verb.ON, Verb.OFF))
    it = f"the {_name(first)} and the {_name(second)}"
    return wanted(stage, "two", stage.sayings.order(verb, it, stage.rng), verb, [first, second], words=True)


def contradiction(stage: Stage) -> Labelled | None:
    """ "That lamp" with a finger at what is no lamp and far from any."""
    things = [d for d in stage.here() if d.id in stage.made.bearings]
    lights = stage.here(Kind.LIGHT)
    others = [d for d in things if d.kind is not Kind.LIGHT]
    if len(lights) < 2 or not others or any(d.id not in stage.made.bearings for d in lights):
        return None
    at = stage.made.bearings[stage.pick(others).id]
    if any(abs((stage.made.bearings[d.id] - at + 180) % 360 - 180) < _FAR for d in lights):
        return None
    verb = stage.pick((Verb.BRIGHTER, Verb.DIMMER))
    looks = watching(stage, gesture=Gesture.POINT, towards=at)
    return wanted(stage, "contradiction", stage.sayings.order(verb, "that lamp", stage.rng), verb, lights,
                  words=False, looks=looks, clear=False)  # fmt: skip


def _name(device: Device) -> str:
    return mark(Tag.NAME, device.name)


def _area(area: Area) -> str:
    return mark(Tag.AREA, area.name)
