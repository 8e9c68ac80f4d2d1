"""What understanding is shown: which looks are kept, and what a scene is without a modality."""

from __future__ import annotations

import pytest

from assistant.events import Direction, Gesture, Hand, Hypothesis, Observation, Pointing
from assistant.understanding.scene import (
    LOOKS_SECONDS,
    SEEN_SECONDS,
    Climate,
    Commanded,
    Look,
    Said,
    Scene,
    thinned,
    without,
)
from tests.understanding.homes import NOW, home

PALM = Hand((0, 0, 9, 9), 0.9, Gesture.PALM, (0.0,) * 8, ((0.0, 0.0),) * 21)
POINT = Hand((0, 0, 9, 9), 0.9, Gesture.POINT, (0.0,) * 8, ((0.0, 0.0),) * 21,
             Pointing(Direction.LEFT, 180.0, 9.0))  # fmt: skip


def look(age: float, *hands: Hand, camera: str = "eye") -> Look:
    return Look(Observation(camera, 100.0 - age, True, 0.9, 1, hands), age)


def whole() -> Scene:
    return Scene(
        home(), NOW, 12.0, Said((Hypothesis("lights on", 0.9),), 0.8), (look(0.1, POINT),), "kitchen",
        {"kitchen": Climate(1.0, 20.0, 21.0)}, (Commanded("light.ceiling", 3.0),), asked=True,
    )  # fmt: skip


# --- looks -------------------------------------------------------------------------------------


def test_of_looks_that_are_near_each_other_the_one_that_points_is_kept() -> None:
    pointing = look(0.3, POINT)
    assert thinned([look(0.1), look(0.2, PALM), pointing, look(0.4, PALM, PALM)]) == (pointing,)


def test_else_one_with_a_hand_else_the_newest() -> None:
    shown = look(0.4, PALM)
    assert thinned([look(0.1), shown, look(0.2)]) == (shown,)
    newest = look(0.1)
    assert thinned([look(0.3), newest, look(0.2)]) == (newest,)


def test_of_two_that_point_the_newer_is_kept() -> None:
    newer = look(0.1, POINT)
    assert thinned([look(0.2, POINT, POINT), newer]) == (newer,)


def test_a_second_of_frames_leaves_a_look_for_each_half_the_newest_first() -> None:
    kept = thinned(look(age / 30) for age in reversed(range(30)))
    assert [one.age for one in kept] == [0.0, LOOKS_SECONDS]


def test_each_camera_keeps_its_own() -> None:
    kept = thinned([look(0.1, POINT), look(0.2, camera="other")])
    assert [one.observation.camera for one in kept] == ["eye", "other"]


def test_what_was_seen_too_long_ago_or_is_still_to_come_is_left_out_even_if_it_points() -> None:
    assert thinned([look(SEEN_SECONDS + 0.1, POINT), look(-0.1, POINT)]) == ()
    assert len(thinned([look(SEEN_SECONDS, POINT)])) == 1
    assert thinned([]) == ()


def test_however_many_frames_there_are_few_looks_are_left() -> None:
    frames = [look(n / 100, camera=f"eye {n % 4}") for n in range(400)]
    assert len(thinned(frames)) <= 4 * (SEEN_SECONDS / LOOKS_SECONDS + 1)


# --- a scene without ---------------------------------------------------------------------------


def test_without_speech_nothing_was_said_and_all_else_is_as_it_was() -> None:
    scene, bare = whole(), without(whole(), "speech")
    assert bare.said is None
    assert (bare.looks, bare.climates, bare.commanded) == (scene.looks, scene.climates, scene.commanded)
    assert (bare.area, bare.asked) == ("kitchen", True)
    assert bare.home.states


def test_without_vision_nothing_was_seen() -> None:
    bare = without(whole(), "vision")
    assert bare.looks == ()
    assert bare.said == whole().said
    assert bare.climates
    assert bare.commanded


def test_without_sensors_rooms_tell_nothing_but_things_keep_their_states() -> None:
    bare = without(whole(), "sensors")
    assert bare.climates == {}
    assert bare.commanded
    assert bare.area == "kitchen"
    assert bare.home.states


def test_without_the_home_its_names_are_left_and_nothing_that_happened_in_it() -> None:
    scene = whole()
    bare = without(scene, "home")
    assert bare.home.devices == scene.home.devices
    assert bare.home.areas == scene.home.areas
    assert (bare.home.states, bare.climates, bare.commanded, bare.area) == ({}, {}, (), None)
    assert (bare.said, bare.looks) == (scene.said, scene.looks)


def test_the_scene_itself_stays_as_it_was() -> None:
    scene = whole()
    without(scene, "speech", "vision", "sensors", "home")
    assert scene.said is not None
    assert scene.looks
    assert scene.climates
    assert scene.home.states


@pytest.mark.parametrize("missing", [(), ("smell",)])
def test_without_nothing_it_is_the_same(missing: tuple[str, ...]) -> None:
    scene = whole()
    assert without(scene, *missing) is scene


def test_everything_may_be_missing_at_once() -> None:
    bare = without(whole(), "speech", "vision", "home", "sensors")
    assert (bare.said, bare.looks, bare.climates, bare.commanded) == (None, (), {}, ())
