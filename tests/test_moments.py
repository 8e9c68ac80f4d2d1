"""What came with a sentence: the wake phrase of just now, and what cameras saw in the last seconds."""

from __future__ import annotations

from assistant.events import Direction, Gesture, Hand, Heard, Hypothesis, Observation, Pointing, Woken
from assistant.moments import SEEN_LIMIT, WOKEN_SECONDS, Moments
from assistant.understanding.scene import SEEN_SECONDS
from devices.model import Home


def _heard(text: str = "lights on") -> Heard:
    return Heard(text, 0.8, (Hypothesis(text, 0.8), Hypothesis("lights off", 0.5)), level_db=17.0)


def _seen(at: float) -> Observation:
    return Observation("eye", at, True, 0.9, 1)


def test_a_wake_phrase_counts_for_the_sentence_after_it() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    assert moments.heard(_heard(), 103.0).said.wake == 0.7
    assert moments.heard(_heard(), 106.0).said.wake is None


def test_a_wake_phrase_of_long_ago_counts_for_none() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    assert moments.heard(_heard(), 100.0 + WOKEN_SECONDS + 0.1).said.wake is None


def test_all_that_may_have_been_said_is_told_once_the_best_first() -> None:
    said = Moments(Home()).heard(_heard(), 1.0).said
    assert [one.text for one in said.hypotheses] == ["lights on", "lights off"]
    assert said.noise == 17.0


def test_what_was_seen_ages_and_is_forgotten() -> None:
    moments = Moments(Home())
    for tenth in range(60):
        moments.see(_seen(10.0 + tenth / 10))
    looks = moments.heard(_heard(), 16.0).looks
    assert 4 <= len(looks) <= 7
    assert all(look.age <= SEEN_SECONDS for look in looks)
    moments.forget()
    assert moments.heard(_heard(), 16.0).looks == ()


def test_what_was_written_was_not_heard() -> None:
    moment = Moments(Home()).written("lights on", 5.0)
    assert not moment.by_ear
    assert moment.said.hypotheses == (Hypothesis("lights on", 1.0),)


def _pointing(at: float, camera: str = "eye") -> Observation:
    hand = Hand((0, 0, 9, 9), 0.9, Gesture.POINT, (0.0,) * 8, ((0.0, 0.0),) * 21,
                Pointing(Direction.LEFT, 180.0, 9.0))  # fmt: skip
    return Observation(camera, at, True, 0.9, 1, (hand,))


def test_a_wake_phrase_counts_for_as_long_as_a_sentence_may_take() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    assert moments.heard(_heard(), 100.0 + WOKEN_SECONDS).said.wake == 0.7


def test_a_wake_phrase_that_came_too_late_is_not_kept_for_the_next_sentence() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    moments.heard(_heard(), 130.0)
    assert moments.heard(_heard(), 101.0).said.wake is None


def test_the_last_wake_phrase_counts() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.9), 100.0)
    moments.wake(Woken("hey lares", 0.0, 0.6), 102.0)
    assert moments.heard(_heard(), 103.0).said.wake == 0.6


def test_what_is_written_meanwhile_takes_no_wake_phrase_away() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    assert moments.written("lights on", 101.0).said.wake == 1.0
    assert moments.heard(_heard(), 102.0).said.wake == 0.7


def test_a_sentence_that_was_heard_came_by_ear_with_its_confidence() -> None:
    moment = Moments(Home()).heard(_heard(), 1.0)
    assert moment.by_ear
    assert moment.said.hypotheses[0] == Hypothesis("lights on", 0.8)
    assert 0.0 <= moment.hour < 24.0


def test_what_was_seen_comes_with_what_is_written_too() -> None:
    moments = Moments(Home())
    moments.see(_seen(4.9))
    (look,) = moments.written("lights on", 5.0).looks
    assert look.observation == _seen(4.9)
    assert abs(look.age - 0.1) < 1e-9


def test_of_many_looks_those_that_point_are_kept_of_each_camera() -> None:
    moments = Moments(Home())
    for frame in range(60):
        at = 10.0 + frame / 30
        moments.see(_pointing(at) if frame == 45 else _seen(at))
        moments.see(_pointing(at, "other") if frame == 20 else Observation("other", at, True, 0.0, 0))
    looks = moments.heard(_heard(), 12.0).looks
    pointed = {look.observation.camera: look.observation.seconds for look in looks if look.observation.hands}
    assert pointed == {"eye": 10.0 + 45 / 30, "other": 10.0 + 20 / 30}
    assert len(looks) <= 10
    assert [look.age for look in looks] == sorted(look.age for look in looks)


def test_what_was_seen_long_before_a_sentence_is_not_part_of_its_moment() -> None:
    moments = Moments(Home())
    moments.see(_pointing(10.0))
    assert moments.heard(_heard(), 10.0 + SEEN_SECONDS + 0.1).looks == ()


def test_what_is_seen_after_the_cameras_open_again_counts() -> None:
    moments = Moments(Home())
    moments.see(_pointing(10.0))
    moments.forget()
    moments.see(_seen(10.5))
    (look,) = moments.heard(_heard(), 11.0).looks
    assert look.observation.hands == ()


def test_however_fast_cameras_are_no_more_is_remembered_than_the_limit() -> None:
    moments = Moments(Home())
    moments.see(_pointing(10.0))
    for frame in range(SEEN_LIMIT):
        moments.see(_seen(10.0 + frame / 1000))
    assert all(not look.observation.hands for look in moments.heard(_heard(), 10.5).looks)
