"""From frames to observations in a painted world, and which models run for them."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.events import Gesture, Observation
from assistant.seeing.frames import Frame, Luma
from assistant.seeing.observer import GAP_SECONDS, Observer, ObserverSettings, observe_picture
from tests.seeing.painted import PaintedModels, hand, person, room

RATE = 10.0


def shown(luma: Luma, seconds: float = 0.0, size: tuple[int, int] | None = None) -> Frame:
    """A frame of a camera; of its own size if no other is given."""
    return Frame(luma, size or (luma.shape[1], luma.shape[0]), round(seconds * RATE), seconds)


class Scene:
    """An observer before which pictures pass, ten a second from second 100 on."""

    def __init__(self) -> None:
        self.models = PaintedModels()
        self.observer = Observer(self.models, ObserverSettings("door", "hall"))
        self.now = 100.0

    def show(self, *pictures: Luma) -> list[Observation]:
        """What each of them shows."""
        seen = []
        for picture in pictures:
            seen.append(self.observer.feed(shown(picture, self.now), self.now))
            self.now += 1 / RATE
        return seen


def palm(step: int = 0) -> Luma:
    """Somebody shows a palm, and moves it a little."""
    return hand(person(room()), Gesture.PALM, left=200 + 6 * (step % 2))


def test_an_observation_tells_where_when_and_what() -> None:
    (seen,) = Scene().show(palm())
    assert (seen.camera, seen.area, seen.seconds, seen.number) == ("door", "hall", 100.0, 1000)
    assert (seen.moving, seen.persons, seen.presence) == (True, 1, 0.9)
    assert len(seen.hands) == 1
    assert seen.compute_seconds >= 0


def test_on_a_still_scene_no_model_runs() -> None:
    scene = Scene()
    scene.show(*[palm()] * 25)
    calls = scene.models.calls
    seen = scene.show(*[palm()] * 50)
    assert scene.models.calls == calls
    assert not any(observation.moving or observation.hands for observation in seen)
    assert {observation.presence for observation in seen} == {0.9}  # who is there, still is


def test_in_an_empty_room_hands_are_not_looked_for() -> None:
    scene = Scene()
    scene.show(room(), *[hand(room(), Gesture.PALM, left=10 * i) for i in range(10)])
    people, hands, landmarks = scene.models.calls
    assert people > 0
    assert (hands, landmarks) == (0, 0)


def test_people_are_looked_for_twice_a_second_and_hands_in_each_frame() -> None:
    scene = Scene()
    seen = scene.show(*[palm(i) for i in range(20)])
    people, hands, landmarks = scene.models.calls
    assert people == 4
    assert hands == 4  # a hand that is followed is not searched for
    assert landmarks >= 20
    assert seen[-1].hands[0].gesture is Gesture.PALM


def test_a_hand_is_followed_when_its_person_is_hidden() -> None:
    scene = Scene()
    scene.show(*[palm(i) for i in range(8)])
    seen = scene.show(*[hand(room(), Gesture.PALM, left=200 + 6 * (i % 2)) for i in range(8)])
    assert (seen[-1].presence, seen[-1].persons) == (0.0, 0)
    assert len(seen[-1].hands) == 1


def test_in_the_dark_no_model_runs_and_nobody_is_seen() -> None:
    scene = Scene()
    scene.show(palm())
    calls = scene.models.calls
    noise = np.random.default_rng(0)
    dark = [np.clip(noise.normal(3, 1.5, (240, 320)), 0, 255).astype(np.uint8) for _ in range(5)]
    seen = scene.show(*dark)
    assert scene.models.calls == calls
    assert seen[-1].moving
    assert (seen[-1].presence, seen[-1].persons, seen[-1].hands) == (0.0, 0, ())


def test_after_a_gap_votes_and_looks_begin_anew() -> None:
    scene = Scene()
    assert scene.show(*[palm(i) for i in range(10)])[-1].hands[0].gesture is Gesture.PALM
    people = scene.models.people.calls
    scene.now += GAP_SECONDS + 0.1
    (seen,) = scene.show(palm())
    assert seen.hands[0].gesture is Gesture.OTHER
    assert scene.models.people.calls == people + 1


def test_after_a_reset_all_begins_anew() -> None:
    scene = Scene()
    scene.show(*[palm()] * 40)
    scene.observer.reset()
    (seen,) = scene.show(palm())
    assert seen.moving
    assert seen.persons == 1
    scene.observer.reset()
    (seen,) = scene.show(room())
    assert (seen.moving, seen.persons, seen.presence) == (True, 0, 0.0)


def test_a_gesture_held_still_is_seen_for_as_long_as_the_gate_lingers() -> None:
    scene = Scene()
    scene.show(*[person(room())] * 30)
    seen = scene.show(*[palm()] * 18)
    assert seen[-1].hands[0].gesture is Gesture.PALM


def test_a_clock_that_was_set_back_stops_nothing() -> None:
    scene = Scene()
    scene.show(*[palm(i) for i in range(5)])
    scene.now = 3.0
    seen = scene.show(*[palm(i) for i in range(10)], *[room()] * 30)
    assert seen[9].hands[0].gesture is Gesture.PALM
    assert scene.models.people.calls > 3
    assert (seen[-1].moving, seen[-1].persons) == (False, 0)


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (7, 7), (1, 640), (640, 1), (640, 480), (30, 640), (2000, 1500)]
)
def test_pictures_of_any_size_are_observed(width: int, height: int) -> None:
    models = PaintedModels()
    seen = observe_picture(models, shown(room(width, height)))
    assert (seen.moving, seen.persons, seen.hands) == (True, 0, ())
    black = Frame(np.zeros((height, width), np.uint8), (width, height))
    assert observe_picture(models, black).persons == 0


def test_a_camera_may_change_its_size() -> None:
    scene = Scene()
    seen = scene.show(palm(), palm()[:200, :300], room(640, 480), palm())
    assert [len(observation.hands) for observation in seen] == [1, 1, 0, 1]


def test_a_picture_alone_is_told_at_one_look_in_pixels_of_the_source() -> None:
    seen = observe_picture(PaintedModels(), shown(palm(), size=(1280, 960)))
    assert seen.hands[0].gesture is Gesture.PALM
    assert seen.hands[0].box == pytest.approx((800, 320, 960, 480), abs=6)


def test_of_a_narrow_picture_the_longer_side_tells_the_scale() -> None:
    """Shrunk to working size, 45 × 5000 px are 6 × 640: the 6 is rounded, the 640 is not."""
    narrow = shown(np.zeros((640, 6), np.uint8), size=(45, 5000))
    assert narrow.scale == pytest.approx(5000 / 640)
