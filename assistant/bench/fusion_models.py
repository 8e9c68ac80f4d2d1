"""What a fusion bench compares: the shipped model and others, on one set of composed scenes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.errors import ConfigError
from assistant.inference import ARTIFACTS
from assistant.understanding.fusion import FUSION, FusionModel, Judgement
from assistant.understanding.scene import Scene, without
from models.fusion.kinds import KINDS
from models.fusion.people import sayings_of
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable
from models.language.utterance import Utterance, read

SHIPPED = "shipped"
LACKING = ("speech", "vision", "sensors")
_NOWHERE = np.zeros((0, 0), np.float32)
Content = TypeVar("Content")


@dataclass(frozen=True, slots=True, eq=False)
class Contender:
    """A model under a name for the tables. ``lacks``: modalities that it never saw and is not shown;
    ``folder``: where it lies, None for one that is no file."""

    name: str
    model: FusionModel
    lacks: tuple[str, ...] = ()
    folder: Path | None = None

    def judge(self, scene: Scene) -> Judgement:
        """What it makes of a scene, but for where it looked, of which a thousand scenes are many bytes."""
        judged = self.model.judge(without(scene, *self.lacks) if self.lacks else scene)
        return replace(judged, looked=_NOWHERE)


def lacks_of(name: str) -> tuple[str, ...]:
    """The modalities that a model of this name was made without: "no-vision", "no-vision-sensors"."""
    begin, *parts = name.split("-")
    return tuple(parts) if begin == "no" and parts and set(parts) <= set(LACKING) else ()


def contenders_of(shipped: Path | None, named: Sequence[str]) -> list[Contender]:
    """The shipped model, or the one in this folder instead, then those given as NAME=FOLDER. Raises
    ConfigError and ModelError."""
    first = ARTIFACTS / FUSION if shipped is None else shipped
    found = [Contender(SHIPPED if shipped is None else shipped.name, FusionModel(first), folder=first)]
    for text in named:
        name, _, folder = text.partition("=")
        if not name or not folder:
            raise ConfigError(f"--models {text}: not NAME=FOLDER; for example early=../early")
        if name in {one.name for one in found}:
            raise ConfigError(f"--models {text}: there is a {name} already; name them apart")
        found.append(Contender(name, FusionModel(Path(folder)), lacks_of(name), Path(folder)))
    return found


@dataclass
class Bench:
    """What all tables of one run share; each model judges the scenes once. ``contenders``: the first is the
    one that the others are compared with."""

    contenders: Sequence[Contender]
    scenes: Sequence[Labelled]
    sayings: Sayings
    table: GestureTable = field(default_factory=GestureTable)
    utterances: Sequence[Utterance] = ()
    seed: int = 0
    _judged: dict[str, list[Judgement]] = field(default_factory=dict)

    @property
    def first(self) -> Contender:
        """The model that the others are compared with."""
        return self.contenders[0]

    def judged(self, contender: Contender) -> list[Judgement]:
        """What it says of each scene."""
        if contender.name not in self._judged:
            self._judged[contender.name] = [contender.judge(one.scene) for one in self.scenes]
        return self._judged[contender.name]


def bench_of(
    contenders: Sequence[Contender], text: Path, gestures: Path | None, count: int, seed: int
) -> Bench:
    """A bench with ``count`` scenes of the test split. Raises ConfigError for files that cannot be read."""
    utterances = _read(text, "models.language.corpora", read)
    sayings = _read(text, "models.language.corpora", lambda file: sayings_of("test", file))
    table = GestureTable()
    if gestures is not None:
        table = _read(gestures, "scores of real hands", lambda file: GestureTable.load(file, "test"))
    rng = np.random.default_rng(seed)
    scenes = [compose("test", sayings, table, rng, KINDS) for _ in range(count)]
    return Bench(contenders, scenes, sayings, table, utterances, seed)


def _read(file: Path, what: str, reader: Callable[[Path], Content]) -> Content:
    try:
        return reader(file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{file}: cannot be read ({error!r}); give a file of {what}") from error
