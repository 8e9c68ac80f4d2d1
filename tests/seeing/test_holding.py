"""A gesture is meant when it is held."""

from __future__ import annotations

import pytest

from assistant.events import Direction, Gesture, Gestured, Hand, Observation, Pointing
from assistant.seeing.holding import GestureHold, HoldSettings, mean_pointing

PRESENCE = 0.4
Shown = Gesture | tuple[Gesture, ...] | None


def hand(gesture: Gesture, track: int, pointing: Pointing | None = None) -> Hand:
    scores = tuple(0.93 if g is gesture else 0.01 for g in Gesture)
    return Hand((0, 0, 9, 9), 0.9, gesture, scores, ((0.0, 0.0),) * 21, pointing, track)


class Showing:
    """Observations pass before a `GestureHold`, ``rate`` a second; eighths are exact in floats."""

    def __init__(self, rate: float = 8.0, start: float = 64.0) -> None:
        self.hold = GestureHold(HoldSettings(presence=PRESENCE))
        self.now = start
        self._rate = rate

    def show(
        self, *shown: Shown, presence: float = 0.9, first_track: int = 1, moving: bool = True
    ) -> list[Gestured]:
        """What is meant while this is shown: a gesture, several hands at once, or none, a frame each."""
        meant = []
        for gestures in shown:
            several = gestures if isinstance(gestures, tuple) else () if gestures is None else (gestures,)
            hands = tuple(hand(g, first_track + i) for i, g in enumerate(several))
            seen = Observation("door", self.now, moving, presence, 1, hands, "hall")
            gestured = self.hold.feed(seen)
            meant += [gestured] if gestured else []
            self.now += 1 / self._rate
        return meant

    def show_for(self, seconds: float, gesture: Shown, **more: float) -> list[Gestured]:
        """The same all the time."""
        return self.show(*[gesture] * round(seconds * self._rate), **more)  # type: ignore[arg-type]


def names(meant: list[Gestured]) -> list[str]:
    return [gestured.gesture.value for gestured in meant]


def test_a_gesture_held_for_half_a_second_is_meant_once() -> None:
    showing = Showing()
    assert showing.show_for(0.5, Gesture.PALM) == []
    (meant,) = showing.show_for(10.0, Gesture.PALM)
    assert meant == Gestured(Gesture.PALM, 0.93, 0.5, "door", "hall")


@pytest.mark.parametrize("rate", [1.0, 2.0, 10.0, 32.0, 60.0])
def test_half_a_second_is_half_a_second_at_any_rate(rate: float) -> None:
    showing = Showing(rate)
    frames = 0
    while not showing.show(Gesture.LIKE):
        frames += 1
        assert frames < 100
    assert 0.5 <= frames / rate < 0.5 + 2.0 / rate


def test_it_is_meant_again_when_it_is_shown_again() -> None:
    showing = Showing()
    for _ in range(3):
        assert names(showing.show_for(1.0, Gesture.PALM)) == ["palm"]
        assert showing.show_for(2.0, None) == []


def test_the_same_gesture_shown_at_once_again_is_not_meant_twice() -> None:
    showing = Showing()
    assert names(showing.show_for(0.7, Gesture.LIKE)) == ["like"]
    showing.show_for(0.5, None)
    assert showing.show_for(6.0, Gesture.LIKE, first_track=2) == []


def test_a_hand_that_is_lost_and_found_again_still_shows_the_same() -> None:
    """Else a thumb held up for long would answer the next question, too."""
    showing = Showing()
    assert names(showing.show_for(4.0, Gesture.LIKE)) == ["like"]
    for track in range(2, 6):
        showing.show_for(0.5, Gesture.OTHER, first_track=track)  # it takes votes until it is a thumb again
        assert showing.show_for(4.0, Gesture.LIKE, first_track=track) == []


def test_what_was_held_until_nothing_moved_is_not_meant_again_when_something_does() -> None:
    showing = Showing()
    assert names(showing.show_for(2.5, Gesture.PALM)) == ["palm"]
    for track in range(2, 5):
        showing.show_for(60.0, None, moving=False)
        showing.show_for(0.5, Gesture.OTHER, first_track=track)
        assert showing.show_for(3.0, Gesture.PALM, first_track=track) == []


def test_a_hand_that_was_lowered_before_nothing_moved_shows_anew() -> None:
    showing = Showing()
    assert names(showing.show_for(1.0, Gesture.PALM)) == ["palm"]
    showing.show_for(2.0, None)  # so long the gate stays open after the last motion
    showing.show_for(60.0, None, moving=False)
    assert names(showing.show_for(1.0, Gesture.PALM, first_track=2)) == ["palm"]


def test_another_gesture_waits_for_the_end_of_the_cool_down() -> None:
    showing = Showing()
    assert names(showing.show_for(0.625, Gesture.FIST)) == ["fist"]  # meant at 0.5 s
    assert showing.show_for(1.875, Gesture.PALM) == []
    (meant,) = showing.show_for(1.0, Gesture.PALM)
    assert (meant.gesture, meant.held_seconds) == (Gesture.PALM, 1.88)


def test_another_gesture_that_ends_within_the_cool_down_is_not_meant() -> None:
    showing = Showing()
    assert names(showing.show_for(0.625, Gesture.FIST)) == ["fist"]
    assert showing.show_for(1.5, Gesture.LIKE) == []
    assert showing.show_for(5.0, None) == []


def test_two_frames_without_it_are_a_flicker_and_three_are_not() -> None:
    showing = Showing()
    palm, other = Gesture.PALM, Gesture.OTHER
    assert showing.show(palm, None, None) == []
    assert names(showing.show(palm, other, palm)) == ["palm"]
    showing = Showing()
    assert showing.show(palm, palm, palm, None, None, None, palm, palm, palm, palm) == []


def test_it_is_meant_in_a_frame_that_shows_it() -> None:
    showing = Showing()
    assert showing.show_for(0.5, Gesture.PALM) == []
    assert showing.show(None, None) == []
    assert names(showing.show(Gesture.PALM)) == ["palm"]


def test_a_change_of_the_gesture_begins_anew() -> None:
    showing = Showing()
    for gesture in (Gesture.PALM, Gesture.FIST) * 5:
        assert showing.show_for(0.4, gesture) == []


def test_without_a_person_in_the_picture_nothing_is_meant() -> None:
    showing = Showing()
    assert showing.show_for(5.0, Gesture.PALM, presence=PRESENCE - 0.01) == []
    assert showing.show_for(0.5, Gesture.PALM, presence=PRESENCE) == []
    assert names(showing.show_for(0.2, Gesture.PALM, presence=PRESENCE)) == ["palm"]


def test_a_hand_that_shows_nothing_in_particular_means_nothing() -> None:
    assert Showing().show_for(5.0, Gesture.OTHER) == []


def test_of_two_hands_that_show_the_same_one_is_meant() -> None:
    assert names(Showing().show_for(5.0, (Gesture.PALM, Gesture.PALM))) == ["palm"]


def test_two_hands_that_differ_are_meant_one_after_the_other() -> None:
    meant = Showing().show_for(5.0, (Gesture.FIST, Gesture.LIKE))
    assert names(meant) == ["fist", "like"]


def test_two_hands_do_not_hold_one_gesture_together() -> None:
    showing = Showing()
    for track in range(1, 9):
        assert showing.show_for(0.4, Gesture.PALM, first_track=track) == []


def test_a_clock_that_was_set_back_begins_anew_and_nothing_waits_for_the_old_time() -> None:
    showing = Showing()
    assert names(showing.show_for(1.0, Gesture.PALM)) == ["palm"]
    showing.now = 5.0
    assert showing.show_for(0.5, Gesture.LIKE) == []
    assert names(showing.show_for(1.0, Gesture.LIKE)) == ["like"]


def test_a_hand_held_for_an_hour_is_meant_once_and_fills_no_memory() -> None:
    showing = Showing(rate=2.0)
    assert names(showing.show_for(3600.0, Gesture.PALM)) == ["palm"]
    (held,) = showing.hold._held.values()
    assert len(held.scores) <= 50


def test_after_a_reset_a_gesture_has_to_be_held_anew() -> None:
    showing = Showing()
    showing.show_for(0.4, Gesture.PALM)
    showing.hold.reset()
    assert showing.show_for(0.5, Gesture.PALM) == []
    assert names(showing.show_for(0.5, Gesture.PALM)) == ["palm"]


# --- where it points ---------------------------------------------------------------------------


def looks(*angles: float, spread: float = 5.0) -> Pointing | None:
    return mean_pointing([Pointing(Direction.UP, angle, spread) for angle in angles])


def test_a_direction_is_the_mean_of_those_that_were_seen() -> None:
    told = looks(80, 90, 100)
    assert told is not None
    assert (told.direction, told.angle) == (Direction.UP, 90.0)


def test_left_is_left_on_both_sides_of_180_degrees() -> None:
    told = looks(170, -170)
    assert told is not None
    assert told.direction is Direction.LEFT
    assert abs(told.angle) == 180.0


def test_looks_that_disagree_widen_the_spread() -> None:
    same, apart = looks(45, 45, 45), looks(0, 45, 90)
    assert same is not None
    assert apart is not None
    assert same.spread == 5.0
    assert 30.0 < apart.spread < 60.0


def test_looks_all_around_are_of_no_direction_but_a_number() -> None:
    told = looks(0, 90, 180, -90)
    assert told is not None
    assert 180.0 < told.spread < 360.0
    assert mean_pointing([]) is None


def test_what_is_meant_points_where_it_was_held_to() -> None:
    hold = GestureHold(HoldSettings(presence=PRESENCE))
    for step in range(7):
        pointing = Pointing(Direction.LEFT, 175.0 + step, 4.0) if step != 3 else None
        pointing_hand = hand(Gesture.POINT, 1, pointing)
        meant = hold.feed(Observation("door", step / 10, True, 0.9, 1, (pointing_hand,)))
        if meant:
            break
    assert meant is not None
    assert meant.pointing is not None
    assert (meant.pointing.direction, round(meant.pointing.angle)) == (Direction.LEFT, 177)
