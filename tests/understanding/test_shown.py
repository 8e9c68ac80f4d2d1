"""What the fusion model is shown of a moment."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from assistant.events import Direction, Gesture, Hand, Hypothesis, Observation, Pointing
from assistant.understanding.grams import GRAMS, NAME_GRAMS
from assistant.understanding.relations import MOST
from assistant.understanding.scene import SEEN_SECONDS, Climate, Commanded, Look, Said, Scene
from assistant.understanding.shown import (
    HYPOTHESES,
    KINDS,
    MOMENT_FEATURES,
    SIGHT_FEATURES,
    SIGHTS,
    THING_FEATURES,
    WORD_FEATURES,
    WORDS,
    Shown,
    show,
)
from devices.model import Area, Device, Home, Kind, Risk
from devices.state import State

NOW = 1.7e9
AFTER = len(KINDS)  # where a thing's other features begin


def home() -> Home:
    """Two rooms, two lamps, and a lock."""
    made = Home.of(
        areas=[Area("kitchen", "Kitchen"), Area("study", "Study", ("office",))],
        devices=[
            Device("light.desk", "desk lamp", Kind.LIGHT, area="study", bearing="left"),
            Device("light.ceiling", "ceiling light", Kind.LIGHT, area="kitchen", bearing=30.0),
            Device("lock.door", "front door", Kind.LOCK, risk=Risk.CONFIRM),
        ],
    )
    made.update("light.desk", State(on=True, brightness=40.0), NOW - 30)
    return made


def pointing(angle: float = 180.0) -> Hand:
    """A hand that surely points there."""
    scores = tuple(float(gesture is Gesture.POINT) for gesture in Gesture)
    where = Pointing(Direction.LEFT, angle, 9.0)
    return Hand((0, 0, 50, 50), 0.9, Gesture.POINT, scores, ((25.0, 25.0),) * 21, where)


def look(*hands: Hand, age: float = 0.5, area: str | None = "study") -> Look:
    """A camera's frame with somebody in it."""
    return Look(Observation("camera", 1.0, True, 0.8, 1, hands=hands, area=area), age)


def scene(text: str | None = "turn on the desk lamp") -> Scene:
    """Said in the study."""
    said = None if text is None else Said((Hypothesis(text, 0.9),), 0.8, 20.0)
    return Scene(home(), NOW, 21.0, said, area="study")


def thing(shown: Shown, name: str) -> np.ndarray:
    """The features of one, without its kind."""
    return shown.things[shown.ids.index(name), AFTER:]


def test_every_array_has_the_width_it_says() -> None:
    shown = show(replace(scene(), looks=(look(pointing()),)))
    assert shown.words.shape == (5, GRAMS)
    assert shown.word_features.shape == (5, WORD_FEATURES)
    assert shown.sights.shape == (2, SIGHT_FEATURES)
    assert shown.sight_areas.shape == (2, NAME_GRAMS)
    assert shown.names.shape == shown.areas.shape == (5, NAME_GRAMS)
    assert shown.things.shape == (5, THING_FEATURES)
    assert shown.moment.shape == (MOMENT_FEATURES,)
    assert shown.ids == ("kitchen", "study", "light.desk", "light.ceiling", "lock.door")


def test_what_is_missing_has_no_rows() -> None:
    shown = show(Scene(Home(), NOW, 3.0))
    assert [len(a) for a in (shown.words, shown.sights, shown.names, shown.things)] == [0, 0, 0, 0]
    assert np.isfinite(shown.moment).all()


def test_a_name_that_was_said_whole_is_told_from_one_half_said() -> None:
    shown = show(scene())
    desk, ceiling = thing(shown, "light.desk"), thing(shown, "light.ceiling")
    said = slice(17, 19)  # the share of its best name, and whether all of it
    assert desk[said].tolist() == [1.0, 1.0]
    assert ceiling[said].tolist() == [0.0, 0.0]
    assert thing(show(scene("turn on the lamp")), "light.desk")[said].tolist() == [0.5, 0.0]
    assert thing(show(scene("lights in the office")), "study")[said].tolist() == [1.0, 1.0]  # an alias


def test_the_speakers_room_is_told_at_its_things() -> None:
    shown = show(replace(scene(), looks=(look(area="kitchen"),)))
    here = slice(15, 17)  # the microphone's area, a camera's
    assert thing(shown, "light.desk")[here].tolist() == [1.0, 0.0]
    assert thing(shown, "light.ceiling")[here].tolist() == [0.0, 1.0]
    assert thing(shown, "lock.door")[here].tolist() == [0.0, 0.0]


def test_bearing_and_pointing_are_of_one_compass() -> None:
    shown = show(replace(scene(), looks=(look(pointing(180.0)),)))
    bearing = thing(shown, "light.desk")[11:14]
    assert bearing.tolist() == pytest.approx([1.0, -1.0, 0.0], abs=1e-6)
    hand = shown.sights[1]
    assert hand[15:17].tolist() == pytest.approx([-1.0, 0.0], abs=1e-6)
    assert thing(show(scene()), "light.ceiling")[12] == pytest.approx(math.cos(math.radians(30)))
    assert thing(show(scene()), "lock.door")[11:14].tolist() == [0.0, 0.0, 0.0]


def test_what_was_commanded_lately_is_told_and_fades() -> None:
    fresh, stale = (
        thing(show(replace(scene(), commanded=(Commanded("light.desk", age),))), "light.desk")[8:11]
        for age in (2.0, 300.0)
    )
    assert fresh[0] > 0.9 > 0.1 > stale[0]
    assert fresh[2] == stale[2] == 1.0
    assert thing(show(scene()), "light.desk")[8:11].tolist() == [0.0, 0.0, 0.0]


def test_frames_of_long_ago_or_of_the_future_are_not_shown_and_the_latest_come_first() -> None:
    ages = (1.5, 0.2, SEEN_SECONDS + 0.1, -1.0)
    shown = show(replace(scene(), looks=tuple(look(age=age) for age in ages)))
    assert shown.sights[:, 3].tolist() == pytest.approx([0.2 / SEEN_SECONDS, 1.5 / SEEN_SECONDS])


def test_no_more_is_shown_than_there_is_room_for() -> None:
    many = tuple(Hypothesis("lamp " * 60, 0.5) for _ in range(9))
    crowd = tuple(look(*[pointing()] * 4) for _ in range(9))
    shown = show(replace(scene(), said=Said(many), looks=crowd))
    assert len(shown.words) == HYPOTHESES * WORDS
    assert len(shown.sights) == SIGHTS


def test_what_is_no_number_counts_as_unknown() -> None:
    nan = float("nan")
    bad = replace(
        scene(), said=Said((Hypothesis("lamp", nan),), nan, nan), hour=21.0,
        looks=(Look(Observation("c", nan, True, nan, 1, (replace(pointing(nan), score=nan),)), 0.1),),
        climates={"study": Climate(nan, nan, nan)}, commanded=(Commanded("light.desk", nan),),
    )  # fmt: skip
    bad.home.states["light.desk"] = State(on=True, brightness=nan, changed_at=nan)
    shown = show(bad)
    for array in (shown.word_features, shown.sights, shown.things, shown.moment):
        assert np.isfinite(array).all()


def test_names_in_other_scripts_and_without_letters_are_shown() -> None:
    made = Home.of(
        devices=[Device("light.a", "照明", Kind.LIGHT), Device("light.b", "!!!", Kind.LIGHT, area="gone")]
    )
    shown = show(Scene(made, NOW, 1.0, Said((Hypothesis("照明", 1.0),))))
    assert thing(shown, "light.a")[18] == 1.0
    assert thing(shown, "light.b")[17:19].tolist() == [0.0, 0.0]


def test_of_a_large_home_what_was_named_done_or_is_near_is_shown() -> None:
    home = Home.of(areas=[Area(f"room_{i}", f"room {i}") for i in range(50)])
    for number in range(500):
        home.add(Device(f"light.{number}", f"lamp {number}", Kind.LIGHT, area=f"room_{number % 50}"))
    said = Said((Hypothesis("turn off lamp 417 please", 1.0),))
    shown = show(Scene(home, 0.0, 12.0, said, area="room_3", commanded=(Commanded("light.222", 9.0),)))
    assert len(shown.ids) - 50 <= MOST + 1
    assert {"light.417", "light.222", "light.3", "light.53"} <= set(shown.ids)
