"""How people say what they want, with the names left out, so that any home's can be put in: ours (`phrases`,
`needs`, `talk`), kept apart by split, and beside them real ones (see `people`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from assistant.understanding.meant import Tag, Verb
from devices.model import Kind
from models.fusion.marked import mark
from models.fusion.needs import NEEDS
from models.fusion.orders import ORDERS
from models.fusion.phrases import NOT_NOW, POLITE, TAILS
from models.fusion.talk import ASIDE, IDLE

V = Verb
# What can be done with a kind, commonest first.
VERBS: dict[Kind, tuple[Verb, ...]] = {
    Kind.LIGHT: (V.ON, V.OFF, V.BRIGHTER, V.DIMMER, V.LEVEL, V.COLOR), Kind.SWITCH: (V.ON, V.OFF),
    Kind.FAN: (V.ON, V.OFF, V.LEVEL), Kind.COVER: (V.OPEN, V.CLOSE, V.LEVEL),
    Kind.LOCK: (V.LOCK, V.UNLOCK),
    Kind.CLIMATE: (V.WARMER, V.COOLER, V.TEMPERATURE, V.ON, V.OFF), Kind.VACUUM: (V.START, V.DOCK),
    Kind.SCENE: (V.ON,),
    Kind.MEDIA_PLAYER: (
        V.PLAY, V.PAUSE, V.LOUDER, V.QUIETER, V.ON, V.OFF, V.MUTE, V.NEXT, V.LEVEL, V.UNMUTE,
    ),
}  # fmt: skip
_SPLIT = ("train", "train", "train", "dev", "test")  # of every five in a row
COLORS = ("red", "green", "blue", "yellow", "orange", "purple", "pink", "white", "turquoise", "warm white")
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_POLITE, _TAIL = 0.15, 0.12  # shares of orders with such words
Option = TypeVar("Option")


@dataclass(frozen=True)
class Human:
    """What somebody wrote, marked. ``anywhere``: with {name} and {area} where these stood, None if it is
    nothing that any home could do at once; ``names``, ``areas``: whether it has them."""

    text: str
    verb: Verb
    kind: Kind | None
    anywhere: str | None = None
    names: bool = False
    areas: bool = False


@dataclass(frozen=True)
class Sayings:
    """Those of one split. ``strange``: sentences to an assistant that are no commands to a home; ``idle``:
    what people say to each other."""

    split: str
    human: tuple[Human, ...] = ()
    strange: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    orders: Mapping[Verb, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[tuple[str, Verb, Kind], ...] = ()

    @classmethod
    def of(cls, split: str, human: Sequence[Human] = (), strange: Sequence[str] = ()) -> Sayings:
        """Ours of this split, with those of people."""
        return cls(
            split, tuple(human), (*strange, *_part(ASIDE, split)), _part(IDLE, split), _part(NOT_NOW, split),
            {verb: _part(texts, split) for verb, texts in ORDERS.items()}, _part(NEEDS, split),
        )  # fmt: skip

    def order(self, verb: Verb, it: str, rng: np.random.Generator) -> str:
        """A sentence that wants this done to ``it``, its values marked."""
        texts = self.orders[verb]
        text = texts[int(rng.integers(len(texts)))]
        text = text.format(
            it=it, value=number(int(rng.integers(1, 21)) * 5, rng),
            degrees=number(int(rng.integers(15, 27)), rng), color=COLORS[int(rng.integers(len(COLORS)))],
        )  # fmt: skip
        if rng.random() < _POLITE:
            text = f"{POLITE[int(rng.integers(len(POLITE)))]} {text}"
        return f"{text} {TAILS[int(rng.integers(len(TAILS)))]}" if rng.random() < _TAIL else text

    def not_now(self, rng: np.random.Generator) -> str:
        """Words that put a command off, marked."""
        return mark(Tag.WHEN, self.later[int(rng.integers(len(self.later)))])


def number(value: int, rng: np.random.Generator) -> str:
    """0-100 as it is said or written."""
    if rng.random() < 0.5:
        return str(value)
    if value == 100:
        return "one hundred" if rng.random() < 0.5 else "a hundred"
    tens, ones = divmod(value, 10)
    if value < 20:
        return _ONES[value]
    return f"{_TENS[tens]} {_ONES[ones]}" if ones else _TENS[tens]


def _part(options: Sequence[Option], split: str) -> tuple[Option, ...]:
    return tuple(one for i, one in enumerate(options) if _SPLIT[i % 5] == split)
