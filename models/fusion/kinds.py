"""The kinds of scenes: how what is wanted is expressed, and what decides it."""

from __future__ import annotations

from assistant.events import Gesture
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Commanded, Look
from devices.model import Device, Kind
from models.fusion.sayings import VERBS
from models.fusion.scenes import Labelled, Maker, Stage, empty_room, maybe_watching, watching

_THAT = ("that", "this", "that one", "this one", "that over there", "that thing")
_HERE = ("in here", "here", "in this room")
_FAR = 60.0  # degrees between a finger and a thing that it surely does not mean


def _right(
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
) -> Labelled:
    seen = maybe_watching(stage) if looks is None else looks
    scene = stage.scene(text, seen, commanded=commanded)
    return Labelled(scene, kind, True, clear, verb, frozenset(d.id for d in targets), words)


def full_name(stage: Stage) -> Labelled | None:
    """A thing by its whole name, wherever it is; the finger may point elsewhere."""
    home = stage.made.home
    device = stage.pick([d for d in home.devices.values() if d.kind in VERBS])
    shared = [d for d in home.devices.values() if d.name == device.name and d.kind is device.kind]
    verb, the = stage.verb(device), "" if stage.rng.random() < 0.2 else "the "
    looks = None
    if stage.rng.random() < 0.15:
        looks = watching(stage, gesture=Gesture.POINT)
    if len(shared) == 1:
        return _right(stage, "full name", stage.sayings.order(verb, the + device.name, stage.rng), verb,
                      [device], words=True, looks=looks)  # fmt: skip
    area = home.areas.get(device.area or "")
    if area is None or sum(d.area == device.area for d in shared) > 1:
        return None
    it = f"{the}{device.name} in the {area.name}"
    return _right(stage, "full name", stage.sayings.order(verb, it, stage.rng), verb, [device], words=True,
                  looks=looks)  # fmt: skip


def by_area(stage: Stage) -> Labelled | None:
    """All things of a kind in a room that is named."""
    home = stage.made.home
    device = stage.pick([d for d in home.devices.values() if d.kind in VERBS and d.kind is not Kind.SCENE])
    area = home.areas.get(device.area or "")
    if area is None:
        return None
    verb, word = stage.verb(device), stage.word(device.kind)
    it = stage.pick((f"the {word}s in the {area.name}", f"the {area.name} {word}s", f"the {area.name} {word}",
                     f"all {word}s in the {area.name}", f"the {word} in the {area.name}"))  # fmt: skip
    targets = [d for d in home.in_area(area.id) if d.kind is device.kind]
    return _right(stage, "area", stage.sayings.order(verb, it, stage.rng), verb, targets, words=True)


def here(stage: Stage) -> Labelled | None:
    """Things of a kind where the speaker is: "turn off the lights"."""
    things = stage.here()
    if not things:
        return None
    kind = stage.pick([d for d in things if d.kind is not Kind.SCENE] or things).kind
    targets, verb, word = stage.here(kind), stage.verb(stage.here(kind)[0]), stage.word(kind)
    it = stage.pick((f"the {word}s", f"the {word}", f"all {word}s {stage.pick(_HERE)}"))
    found = _right(stage, "here", stage.sayings.order(verb, it, stage.rng), verb, targets, words=False)
    everywhere = [d for d in stage.made.home.devices.values() if d.kind is kind]
    if found.scene.area is None and not found.scene.looks and len(everywhere) > len(targets):
        return None
    return found


def pointed(stage: Stage) -> Labelled | None:
    """ "Turn that on", with a finger that points at one thing the camera can tell from the others."""
    things = [d for d in stage.here() if d.id in stage.made.bearings and d.bearing is not None]
    if not things:
        return None
    device = stage.pick(things)
    verb = stage.verb(device)
    word = stage.word(device.kind)
    it = stage.pick((*_THAT, f"that {word}", f"this {word}"))
    looks = watching(stage, gesture=Gesture.POINT, towards=stage.made.bearings[device.id])
    seen = any(h.pointing is not None for look in looks for h in look.observation.hands)
    able = [d for d in things if verb in VERBS[d.kind]]
    if not seen and len(able) > 1:
        return _right(stage, "pointing unseen", stage.sayings.order(verb, it, stage.rng), verb, able,
                      words=False, looks=looks, clear=False)  # fmt: skip
    return _right(stage, "pointing", stage.sayings.order(verb, it, stage.rng), verb, [device], words=False,
                  looks=looks)  # fmt: skip


def that_alone(stage: Stage) -> Labelled | None:
    """ "Turn that on", and no camera to see what: the only thing it can be, or a question."""
    things = [d for d in stage.here() if d.kind is not Kind.SCENE]
    if not things:
        return None
    device = stage.pick(things)
    verb = stage.verb(device)
    able = [d for d in things if verb in VERBS[d.kind]]
    text = stage.sayings.order(verb, stage.pick(_THAT), stage.rng)
    return _right(stage, "that", text, verb, able, words=False, looks=(), clear=len(able) == 1)


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
    return _right(stage, "pronoun", text, verb, [device], words=False, commanded=tuple(history))


def need(stage: Stage) -> Labelled | None:
    """ "It is too dark in here": a need that names nothing."""
    known = [n for n in stage.sayings.needs if stage.here(n[2])]
    if not known:
        return None
    text, verb, kind = stage.pick(known)
    found = _right(stage, "need", text, verb, stage.here(kind), words=False)
    return None if found.scene.area is None and not found.scene.looks else found


def written(stage: Stage) -> Labelled | None:
    """As somebody wrote it when asked, with this home's names where theirs stood."""
    if not stage.sayings.human:
        return None
    human = stage.pick(stage.sayings.human)
    able = [d for d in stage.made.home.devices.values()
            if d.kind is human.kind and human.verb in VERBS[d.kind]]  # fmt: skip
    able = [d for d in able if d.area is not None and (human.names or human.areas or d.area == stage.area)]
    if not able:
        return None
    device = stage.pick(able)
    area = stage.made.home.areas[device.area or ""]
    text = human.text.replace("{name}", device.name).replace("{area}", area.name)
    targets = [d for d in able if d.area == device.area]
    if human.names:
        targets = [d for d in able if d.name == device.name and (d.area == area.id or not human.areas)]
        if len(targets) > 1:
            return None
    elif not human.areas and not stage.here():
        return None
    words = human.names or human.areas
    found = _right(stage, "written", text, human.verb, targets, words=words)
    return found if words or found.scene.area is not None or found.scene.looks else None


def two(stage: Stage) -> Labelled | None:
    """Two things by name."""
    things = [d for d in stage.made.home.devices.values() if d.kind in (Kind.LIGHT, Kind.SWITCH)]
    names = [d.name for d in things]
    things = [d for d in things if names.count(d.name) == 1]
    if len(things) < 2:
        return None
    first, second = (things[int(i)] for i in stage.rng.permutation(len(things))[:2])
    verb = stage.pick((Verb.ON, Verb.OFF))
    it = f"the {first.name} and the {second.name}"
    return _right(stage, "two", stage.sayings.order(verb, it, stage.rng), verb, [first, second], words=True)


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
    return _right(stage, "contradiction", stage.sayings.order(verb, "that lamp", stage.rng), verb, lights,
                  words=False, looks=looks, clear=False)  # fmt: skip


def television(stage: Stage) -> Labelled | None:
    """Speech with nobody there: the TV commands, or chats. Not for us."""
    if stage.rng.random() < 0.4 and stage.here():
        device = stage.pick(stage.here())
        text = stage.sayings.order(stage.verb(device), f"the {stage.word(device.kind)}", stage.rng)
    else:
        text = _strange(stage)
    scene = stage.scene(text, empty_room(stage), woken=bool(stage.rng.random() < 0.15))
    return Labelled(scene, "television", False, False, Verb.NOTHING, frozenset(), False)


def conversation(stage: Stage) -> Labelled | None:
    """People talk with each other."""
    scene = stage.scene(_strange(stage), maybe_watching(stage), woken=False)
    return Labelled(scene, "conversation", False, False, Verb.NOTHING, frozenset(), False)


def nobody_speaks(stage: Stage) -> Labelled | None:
    """Hands move and nobody says anything."""
    gesture = stage.pick((Gesture.OTHER, Gesture.FIST, Gesture.POINT, Gesture.OK))
    scene = stage.scene(None, watching(stage, gesture=gesture))
    return Labelled(scene, "gesture only", False, False, Verb.NOTHING, frozenset(), False)


def strange(stage: Stage) -> Labelled | None:
    """Said to us after the wake phrase, and nothing a home can do."""
    scene = stage.scene(_strange(stage), maybe_watching(stage), woken=True)
    return Labelled(scene, "out of scope", True, False, Verb.NOTHING, frozenset(), True)


def _strange(stage: Stage) -> str:
    known = stage.sayings.strange or ("what is the capital of peru", "tell me a joke", "who won the game")
    return stage.pick(known)


KINDS: dict[str, tuple[float, Maker]] = {
    "full name": (3.0, full_name), "area": (2.0, by_area), "here": (2.0, here), "pointing": (3.0, pointed),
    "that": (1.0, that_alone), "pronoun": (1.5, pronoun), "need": (1.0, need), "two": (0.7, two),
    "written": (4.0, written),
    "contradiction": (0.5, contradiction), "television": (1.5, television), "out of scope": (1.5, strange),
    "conversation": (1.0, conversation), "gesture only": (0.4, nobody_speaks),
}  # fmt: skip
