"""The home of a scene: read once from its file or object, and made anew for each scene."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from assistant.config import Config, load_home, load_pronounce
from assistant.config.home import HomeFile, home_problems
from assistant.config.mends import validation_problems
from assistant.document import Document, KeyPath
from assistant.errors import ConfigError
from devices.model import Home
from devices.simulated import check_options

HOMES_KEPT = 64  # scenes of one home mostly follow each other; a large home is some 10 MB
LONG_AGO = 86_400.0  # seconds before a scene, for a state that nobody says when it began
_DEEPEST = 8  # keys: devices[0].mqtt.initial.color[0] is the longest path of a home
_OBJECT = "home"  # how a home that is no file is called in errors


@dataclass(frozen=True, slots=True, eq=False)
class SceneHome:
    """What a home file says. ``pronounce``: of a whole config.yaml, else empty."""

    sections: HomeFile
    pronounce: Mapping[str, str] = field(default_factory=dict)

    def made(self, now: float) -> Home:
        """A fresh home at POSIX seconds ``now``, in the states that ``mqtt: {initial: …}`` gives."""
        home = self.sections.home()
        for device, options in self.sections.declared():
            if device.dialect == "simulated":
                home.update(device.id, check_options(device.id, options), now - LONG_AGO)
        return home


class SceneHomes:
    """The homes of a file of scenes, each read once."""

    def __init__(self) -> None:
        self._of_file = lru_cache(maxsize=HOMES_KEPT)(_of_file)
        self._of_object = lru_cache(maxsize=HOMES_KEPT)(_of_object)

    def find(self, given: Path | Mapping[str, object]) -> SceneHome:
        """The home of a path or an object. Raises ConfigError."""
        return self._of_file(given) if isinstance(given, Path) else self._of_object(json.dumps(given))


def area_of(home: Home, said: str | None) -> str | None:
    """The id of an area given by id, name or alias. Raises ConfigError if there is none such."""
    if said is None:
        return None
    wanted = said.casefold().strip()
    for area in home.areas.values():
        if wanted in (name.casefold() for name in (area.id, area.name, *area.aliases)):
            return area.id
    raise ConfigError(f"area: {said!r}: no such area; there are: {', '.join(home.areas) or 'none'}")


def _of_file(path: Path) -> SceneHome:
    return SceneHome(load_home(path), load_pronounce(path))


def _of_object(text: str) -> SceneHome:
    content = json.loads(text)
    others = Config.model_fields.keys() - HomeFile.model_fields.keys()
    data = {key: value for key, value in content.items() if key not in others}
    document = Document(_OBJECT, data, dict.fromkeys(_paths(data), 1))
    problems = home_problems(data, document)
    try:
        found = SceneHome(HomeFile.model_validate(data))
    except ValidationError as error:
        problems = validation_problems(error, document, HomeFile) + problems
    if problems:
        # All of it stands on one line, which is the scene's.
        raise ConfigError("\n".join(str(p).replace(f"{_OBJECT}:1: ", f"{_OBJECT}: ", 1) for p in problems))
    return found


def _paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """All that stands in plain values, as far down as a home goes."""
    yield path
    if len(path) >= _DEEPEST:
        return
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, inner in inside:
        yield from _paths(inner, (*path, key))
