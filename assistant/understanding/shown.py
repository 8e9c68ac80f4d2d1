"""A scene as the arrays that the fusion model takes: words, sights, things (areas and devices), the moment.

Every row says what it is itself; what belongs together (a camera's hand and the lamp it points at, a word and
the name it is part of) is for the model's attention to find. Nothing is left out for being absent: an empty
modality has no rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.events import Hand, Hypothesis
from assistant.understanding.grams import GRAMS, NAME_GRAMS, grams, name_grams, words_of
from assistant.understanding.relations import aims_of, radians_of, rivals, said_share, shortlist
from assistant.understanding.scene import SEEN_SECONDS, Climate, Look, Scene
from devices.model import Area, Device, Home, Kind, Risk
from devices.state import Playback, State

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

HYPOTHESES = 3  # of what was said; the fourth was never the right one
WORDS = 24  # of each: no command is longer
SIGHTS = 12  # hands and cameras, the latest first
KINDS = tuple(Kind)
WORD_FEATURES = 5
SIGHT_FEATURES = 20
THING_FEATURES = len(KINDS) + 32
MOMENT_FEATURES = 14


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """``words``: [w, GRAMS] buckets, 0 where there is none, and [w, WORD_FEATURES]. ``sights``:
    [s, SIGHT_FEATURES] and buckets of their camera's area [s, NAME_GRAMS]. ``things``: buckets of names
    [t, NAME_GRAMS], of their area's [t, NAME_GRAMS], and [t, THING_FEATURES]; first the areas, then the
    devices, of a large home those that matter. ``moment``: [MOMENT_FEATURES]. ``ids``: of the things, [t]."""

    words: Ints
    word_features: Floats
    sights: Floats
    sight_areas: Ints
    names: Ints
    areas: Ints
    things: Floats
    moment: Floats
    ids: tuple[str, ...]


def show(scene: Scene) -> Shown:
    """The arrays. Values that are no numbers count as unknown."""
    hypotheses = scene.said.hypotheses[:HYPOTHESES] if scene.said else ()
    looks = tuple(look for look in scene.looks if 0 <= look.age <= SEEN_SECONDS)
    words, word_features = _words(hypotheses)
    sights, sight_areas = _sights(looks, scene)
    heard = [frozenset(words_of(h.text)) for h in hypotheses]
    watched = frozenset(look.observation.area for look in looks)
    chosen = shortlist(scene, heard, watched)
    aims = aims_of(scene, looks)
    named = rivals(scene, heard)
    areas = [_area_row(area, scene, heard, watched) for area in scene.home.areas.values()]
    devices = [[*_device_row(device, scene, heard, watched), *named[device.id], *aims[device.id]]
               for device in chosen]  # fmt: skip
    called = [name_grams((a.name, *a.aliases)) for a in scene.home.areas.values()]
    called += [name_grams((d.name, *d.aliases)) for d in chosen]
    within = [_area_grams(scene.home, a.id) for a in scene.home.areas.values()]
    within += [_area_grams(scene.home, d.area) for d in chosen]
    return Shown(
        words, word_features, sights, sight_areas, _padded(called, NAME_GRAMS), _padded(within, NAME_GRAMS),
        _rows([*areas, *devices], THING_FEATURES), _moment(scene, bool(looks)),
        (*scene.home.areas, *(d.id for d in chosen)),
    )  # fmt: skip


def _words(hypotheses: tuple[Hypothesis, ...]) -> tuple[Ints, Floats]:
    buckets: list[tuple[int, ...]] = []
    rows: list[list[float]] = []
    for rank, hypothesis in enumerate(hypotheses):
        said = words_of(hypothesis.text)[:WORDS]
        for place, word in enumerate(said):
            buckets.append(grams(word))
            rows.append([float(rank == 0), rank / HYPOTHESES, _known(hypothesis.confidence), place / WORDS,
                         float(any(c.isdigit() for c in word))])  # fmt: skip
    return _padded(buckets, GRAMS), _rows(rows, WORD_FEATURES)


def _sights(looks: tuple[Look, ...], scene: Scene) -> tuple[Floats, Ints]:
    rows: list[list[float]] = []
    within: list[tuple[int, ...]] = []
    for look in sorted(looks, key=lambda one: one.age):
        seen = look.observation
        here = float(seen.area is not None and seen.area == scene.area)
        common = [_known(seen.presence), min(seen.persons, 4) / 4, look.age / SEEN_SECONDS, here]
        for hand in (None, *seen.hands):
            rows.append([float(hand is None), *common, *_hand(hand)])
            within.append(_area_grams(scene.home, seen.area))
    return _rows(rows[:SIGHTS], SIGHT_FEATURES), _padded(within[:SIGHTS], NAME_GRAMS)


def _hand(hand: Hand | None) -> list[float]:
    if hand is None:
        return [0.0] * 15
    scores = [_known(score) for score in (*hand.scores, *[0.0] * 8)[:8]]
    if hand.pointing is None or not math.isfinite(hand.pointing.angle):
        return [*scores, _known(hand.score), 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    angle, spread = math.radians(hand.pointing.angle), _known(hand.pointing.spread, 45.0) / 45
    sure = math.exp(-spread)
    return [*scores, _known(hand.score), 1.0, math.cos(angle), math.sin(angle), spread,
            sure * math.cos(angle), sure * math.sin(angle)]  # fmt: skip


def _area_row(
    area: Area, scene: Scene, heard: list[frozenset[str]], watched: frozenset[str | None]
) -> list[float]:
    return [
        *([0.0] * len(KINDS)), 1.0, *([0.0] * 14), *_places(area.id, scene, watched),
        *_said((area.name, *area.aliases), heard), 0.0, 0.0,
        *_climate(scene.climates.get(area.id, Climate())), *([0.0] * 5),
    ]  # fmt: skip


def _device_row(
    device: Device, scene: Scene, heard: list[frozenset[str]], watched: frozenset[str | None]
) -> list[float]:
    state = scene.home.state(device.id)
    active = _active(state)
    levels = (state.brightness, state.position, state.volume, state.speed)
    level = next((value for value in levels if value is not None), None)
    changed = None if state.changed_at is None else max(0.0, scene.now - state.changed_at)
    touched = next((c for c in scene.commanded if c.device == device.id), None)
    bearing = radians_of(device.bearing)
    area = scene.home.areas.get(device.area or "")
    return [
        *(float(device.kind is kind) for kind in KINDS), 0.0,
        float(active is True), float(active is False), float(state.available is False),
        _known(level) / 100, float(level is not None),
        *_recent(changed), *_recent(touched.age if touched else None), float(bool(touched and touched.last)),
        float(bearing is not None), math.cos(bearing) if bearing is not None else 0.0,
        math.sin(bearing) if bearing is not None else 0.0, float(device.risk is Risk.CONFIRM),
        *_places(device.area, scene, watched), *_said((device.name, *device.aliases), heard),
        *(_said((area.name, *area.aliases), heard) if area else (0.0, 0.0)),
        *_climate(scene.climates.get(device.area or "", Climate())),
    ]  # fmt: skip


def _active(state: State) -> bool | None:
    """On, open, unlocked or playing."""
    if state.locked is not None:
        return not state.locked
    if state.open is not None:
        return state.open
    if state.playback is not None:
        return state.playback is Playback.PLAYING
    return state.on


def _places(area: str | None, scene: Scene, watched: frozenset[str | None]) -> tuple[float, float]:
    """In the microphone's area; in that of a camera that sees something."""
    return float(area is not None and area == scene.area), float(area is not None and area in watched)


def _said(names: tuple[str, ...], heard: list[frozenset[str]]) -> tuple[float, float]:
    """The share of a name's words that were said, and whether all were."""
    best = said_share(names, heard)
    return best, float(best == 1.0)


def _climate(climate: Climate) -> list[float]:
    told = (climate.occupancy, climate.lux, climate.temperature)
    scaled = (_known(told[0]), math.log1p(max(0.0, _known(told[1]))) / 8, (_known(told[2], 20.0) - 20.0) / 10)
    return [part for value, share in zip(told, scaled, strict=True)
            for part in (float(value is not None and math.isfinite(value)), share)]  # fmt: skip


def _moment(scene: Scene, seeing: bool) -> Floats:
    said, turn = scene.said, 2 * math.pi * scene.hour / 24
    last = min((c.age for c in scene.commanded), default=None)
    values = [
        float(said is not None), float(seeing), float(bool(scene.climates)), float(scene.asked),
        math.sin(turn), math.cos(turn),
        float(said is not None and said.wake is not None), _known(said.wake if said else None),
        float(said is not None and said.noise is not None), _known(said.noise if said else None) / 30,
        *_recent(last), float(scene.area is not None), min(len(scene.home.devices), 100) / 100,
    ]  # fmt: skip
    return np.array(values, np.float32)


def _recent(age: float | None) -> tuple[float, float]:
    """How fresh it is, on the scale of half a minute and of ten."""
    if age is None or not math.isfinite(age):
        return 0.0, 0.0
    return math.exp(-max(0.0, age) / 30), math.exp(-max(0.0, age) / 600)


def _area_grams(home: Home, area: str | None) -> tuple[int, ...]:
    known = home.areas.get(area or "")
    return name_grams((known.name, *known.aliases)) if known else ()


def _known(value: float | None, otherwise: float = 0.0) -> float:
    return float(value) if value is not None and math.isfinite(value) else otherwise


def _padded(rows: list[tuple[int, ...]], width: int) -> Ints:
    found = np.zeros((len(rows), width), np.int64)
    for row, values in zip(found, rows, strict=True):
        row[: len(values)] = values[:width]
    return found


def _rows(rows: list[list[float]], width: int) -> Floats:
    return np.array(rows, np.float32).reshape(len(rows), width)
