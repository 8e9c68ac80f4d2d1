"""The kinds of scenes in which nothing is wanted of the home."""

from __future__ import annotations

from assistant.events import Gesture
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Scene
from models.fusion.marked import unmarked
from models.fusion.scenes import Labelled, Stage, empty_room, maybe_watching, watching
from models.fusion.wanted import by_area, full_name, here, need, sentence, written

_COMMANDS = (full_name, by_area, here, need, sentence, written)


def television(stage: Stage) -> Labelled | None:
    """Speech with nobody there: the TV commands, or chats. Not for us."""
    chance = stage.rng.random()
    if chance < 0.55:
        order = stage.pick(_COMMANDS)(stage)
        if order is None or order.scene.said is None:
            return None
        text = order.scene.said.hypotheses[0].text
    else:
        text = stage.pick(stage.sayings.idle) if chance < 0.75 else _strange(stage)
    scene = stage.scene(text, empty_room(stage), woken=bool(stage.rng.random() < 0.15))
    return _unmeant(scene, "television")


def conversation(stage: Stage) -> Labelled | None:
    """People talk with each other."""
    text = stage.pick(stage.sayings.idle) if stage.rng.random() < 0.6 else _strange(stage)
    scene = stage.scene(text, maybe_watching(stage), woken=False)
    return _unmeant(scene, "conversation")


def nobody_speaks(stage: Stage) -> Labelled | None:
    """Hands move and nobody says anything."""
    gesture = stage.pick((Gesture.OTHER, Gesture.FIST, Gesture.POINT, Gesture.OK))
    return _unmeant(stage.scene(None, watching(stage, gesture=gesture)), "gesture only")


def strange(stage: Stage) -> Labelled | None:
    """Said to us after the wake phrase, and nothing a home can do."""
    text = unmarked(_strange(stage))
    scene = stage.scene(text.text, maybe_watching(stage), woken=True)
    tags = (Tag.NONE,) * len(text.tags)
    return Labelled(scene, "out of scope", True, False, Verb.NOTHING, frozenset(), True, tags)


def _unmeant(scene: Scene, kind: str) -> Labelled:
    return Labelled(scene, kind, False, False, Verb.NOTHING, frozenset(), False)


def _strange(stage: Stage) -> str:
    return stage.pick(stage.sayings.strange)
