"""How people say what they want, with the name left out, so that any home's can be put in.

Templates hold {name}, {area}, {kind} (a word for the kind of thing) and {value}. Real ones, from people asked
how they would say it (see `models.language.corpora`), come beside ours; both are kept apart by split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.understanding.meant import Verb
from devices.model import Kind

V = Verb
WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.LIGHT: ("light", "lamp"), Kind.SWITCH: ("plug", "thing", "switch"), Kind.FAN: ("fan",),
    Kind.COVER: ("blind", "curtain", "shutter"), Kind.LOCK: ("lock", "door"),
    Kind.CLIMATE: ("heating", "thermostat"), Kind.MEDIA_PLAYER: ("tv", "music", "speaker"),
    Kind.VACUUM: ("vacuum", "robot"), Kind.SCENE: ("scene",),
}  # fmt: skip
# What can be done with a kind, commonest first.
VERBS: dict[Kind, tuple[Verb, ...]] = {
    Kind.LIGHT: (V.ON, V.OFF, V.BRIGHTER, V.DIMMER, V.BRIGHTNESS, V.COLOR), Kind.SWITCH: (V.ON, V.OFF),
    Kind.FAN: (V.ON, V.OFF), Kind.COVER: (V.OPEN, V.CLOSE), Kind.LOCK: (V.LOCK, V.UNLOCK),
    Kind.CLIMATE: (V.WARMER, V.COOLER, V.TEMPERATURE), Kind.VACUUM: (V.START, V.DOCK), Kind.SCENE: (V.ON,),
    Kind.MEDIA_PLAYER: (V.PLAY, V.PAUSE, V.LOUDER, V.QUIETER, V.ON, V.OFF),
}  # fmt: skip
# {it} is a name, "the light", "that", "it", "the lights in the kitchen"…
ORDERS: dict[Verb, tuple[str, ...]] = {
    V.ON: ("turn on {it}", "turn {it} on", "switch {it} on", "switch on {it}", "{it} on", "put {it} on",
           "can you turn on {it}", "please turn {it} on", "could you switch {it} on for me", "start {it}",
           "i want {it} on", "i need {it} on please", "get {it} going", "activate {it}", "light up {it}"),
    V.OFF: ("turn off {it}", "turn {it} off", "switch {it} off", "switch off {it}", "{it} off",
            "put {it} off", "can you turn {it} off", "please switch off {it}", "kill {it}", "shut {it} off",
            "stop {it}", "could you kill {it}", "i do not need {it} any more", "no more {it}", "cut {it}"),
    V.BRIGHTER: ("make {it} brighter", "brighten {it}", "{it} brighter please", "turn up {it}",
                 "{it} a bit brighter", "more light from {it}", "raise {it} a little",
                 "can {it} be brighter"),
    V.DIMMER: ("dim {it}", "make {it} darker", "make {it} less bright", "turn down {it}", "{it} a bit dimmer",
               "lower {it}", "tone {it} down", "can {it} be less bright"),
    V.BRIGHTNESS: ("set {it} to {value} percent", "{it} to {value} percent", "dim {it} to {value} percent",
                   "put {it} at {value} percent", "make {it} {value} percent bright", "{it} {value} percent"),
    V.COLOR: ("make {it} {color}", "turn {it} {color}", "set {it} to {color}", "change {it} to {color}",
              "i want {it} {color}", "{it} in {color}", "give {it} a {color} colour"),
    V.WARMER: ("make it warmer with {it}", "turn up {it}", "{it} warmer", "raise {it} a bit", "turn {it} up"),
    V.COOLER: ("turn down {it}", "{it} cooler", "lower {it} a bit", "turn {it} down", "less heat from {it}"),
    V.TEMPERATURE: ("set {it} to {degrees} degrees", "{it} to {degrees}", "put {it} at {degrees} degrees",
                    "heat {it} to {degrees}", "make {it} {degrees} degrees"),
    V.OPEN: ("open {it}", "can you open {it}", "{it} open", "pull {it} up", "raise {it}", "let {it} up"),
    V.CLOSE: ("close {it}", "shut {it}", "{it} down", "lower {it}", "draw {it}", "please close {it}"),
    V.LOCK: ("lock {it}", "please lock {it}", "is {it} locked if not lock it", "bolt {it}", "secure {it}"),
    V.UNLOCK: ("unlock {it}", "open {it}", "please unlock {it}", "undo {it}", "can you unlock {it}"),
    V.PLAY: ("play something on {it}", "resume {it}", "play {it}", "continue on {it}", "start {it} again"),
    V.PAUSE: ("pause {it}", "stop {it}", "hold {it}", "stop playing on {it}", "silence {it}"),
    V.LOUDER: ("turn up {it}", "{it} louder", "make {it} louder", "raise the volume of {it}",
              "i can hardly hear {it}"),
    V.QUIETER: ("turn down {it}", "{it} quieter", "make {it} quieter", "lower the volume of {it}",
               "{it} is too loud"),
    V.START: ("start {it}", "send {it} out", "let {it} clean", "run {it}", "have {it} clean up"),
    V.DOCK: ("send {it} home", "dock {it}", "{it} back to its dock", "stop {it} and send it back",
             "{it} go home"),
    V.STATE: ("is {it} on", "what is {it} doing", "tell me about {it}", "is {it} still on", "how is {it}"),
}  # fmt: skip
# Needs that name nothing: what would help, and the kind of thing that does it.
NEEDS: tuple[tuple[str, Verb, Kind], ...] = (
    ("it is too dark in here", V.ON, Kind.LIGHT), ("i can not see a thing", V.ON, Kind.LIGHT),
    ("it is so dark", V.ON, Kind.LIGHT), ("i need some light", V.ON, Kind.LIGHT),
    ("let there be light", V.ON, Kind.LIGHT), ("it is getting dark", V.ON, Kind.LIGHT),
    ("i am going to sleep now", V.OFF, Kind.LIGHT), ("we do not need light any more", V.OFF, Kind.LIGHT),
    ("i want to sleep", V.OFF, Kind.LIGHT), ("darkness please", V.OFF, Kind.LIGHT),
    ("it is too bright in here", V.DIMMER, Kind.LIGHT), ("the light hurts my eyes", V.DIMMER, Kind.LIGHT),
    ("i am cold", V.WARMER, Kind.CLIMATE), ("it is freezing in here", V.WARMER, Kind.CLIMATE),
    ("it is chilly", V.WARMER, Kind.CLIMATE), ("i am too hot", V.COOLER, Kind.CLIMATE),
    ("it is boiling in here", V.COOLER, Kind.CLIMATE), ("it is too warm", V.COOLER, Kind.CLIMATE),
    ("it is too loud", V.QUIETER, Kind.MEDIA_PLAYER), ("i can not hear it", V.LOUDER, Kind.MEDIA_PLAYER),
    ("be quiet over there", V.QUIETER, Kind.MEDIA_PLAYER), ("the floor is dirty", V.START, Kind.VACUUM),
    ("there are crumbs everywhere", V.START, Kind.VACUUM), ("somebody spilled flour", V.START, Kind.VACUUM),
    ("the sun blinds me", V.CLOSE, Kind.COVER), ("let some sun in", V.OPEN, Kind.COVER),
    ("people can look in", V.CLOSE, Kind.COVER), ("i want to see the sky", V.OPEN, Kind.COVER),
)  # fmt: skip
_SPLIT = ("train", "train", "train", "dev", "test")  # of every five in a row
COLORS = ("red", "green", "blue", "yellow", "orange", "purple", "pink", "white", "turquoise", "warm white")


@dataclass(frozen=True)
class Human:
    """What somebody wrote. ``text`` has {name} and {area} where they stood."""

    text: str
    verb: Verb
    kind: Kind | None
    names: bool
    areas: bool


@dataclass(frozen=True)
class Sayings:
    """Those of one split. ``strange``: sentences that are no commands to a home."""

    split: str
    human: tuple[Human, ...] = ()
    strange: Sequence[str] = ()
    orders: Mapping[Verb, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[tuple[str, Verb, Kind], ...] = ()

    @classmethod
    def of(cls, split: str, human: Sequence[Human] = (), strange: Sequence[str] = ()) -> Sayings:
        """Ours of this split, with those of people."""
        orders = {
            verb: tuple(t for i, t in enumerate(texts) if _SPLIT[i % 5] == split)
            for verb, texts in ORDERS.items()
        }
        needs = tuple(need for i, need in enumerate(NEEDS) if _SPLIT[i % 5] == split)
        return cls(split, tuple(human), strange, orders, needs)

    def order(self, verb: Verb, it: str, rng: np.random.Generator) -> str:
        """A sentence that wants this done to ``it``."""
        texts = self.orders[verb]
        text = texts[int(rng.integers(len(texts)))]
        return text.format(it=it, value=int(rng.integers(1, 20)) * 5, degrees=int(rng.integers(16, 26)),
                           color=COLORS[int(rng.integers(len(COLORS)))])  # fmt: skip
