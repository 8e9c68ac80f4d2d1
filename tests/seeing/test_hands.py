"""Hands from frame to frame, in a painted world."""

from __future__ import annotations

import pytest

from assistant.events import Direction, Gesture, Hand
from assistant.seeing.frames import Luma
from assistant.seeing.hands import SINGLE, Hands, HandSettings
from tests.seeing.painted import PaintedModels, hand, room

VOTES = HandSettings()


def palm(left: int = 200) -> Luma:
    """The room with a palm in it."""
    return hand(room(), Gesture.PALM, left)


def the_hand(hands: Hands, luma: Luma) -> Hand:
    """The only hand it sees."""
    (seen,) = hands.look(luma)
    return seen


def test_a_hand_is_told_in_pixels_of_the_picture_it_came_from() -> None:
    (seen,) = Hands(PaintedModels()).look(palm(), scale=2.5)
    assert seen.box == pytest.approx((500, 200, 600, 300), abs=3)
    assert len(seen.keypoints) == 21
    assert all(500 <= x <= 602 and 200 <= y <= 302 for x, y in seen.keypoints)
    assert sum(seen.scores) == pytest.approx(1.0, abs=1e-3)
    assert seen.score == 1.0


def test_an_empty_room_has_no_hands() -> None:
    hands = Hands(PaintedModels())
    assert hands.look(room()) == ()
    assert not hands.following


def test_a_moving_hand_keeps_its_number_and_is_searched_for_only_now_and_then() -> None:
    models = PaintedModels()
    hands = Hands(models)
    numbers = {the_hand(hands, palm(60 + 8 * step)).track for step in range(20)}
    assert len(numbers) == 1
    assert models.hands.calls == 1 + 19 // VOTES.search_every


def test_a_hand_that_is_gone_is_lost_and_one_that_comes_has_a_new_number() -> None:
    hands = Hands(PaintedModels())
    first = the_hand(hands, palm())
    assert hands.look(room()) == ()
    assert not hands.following
    assert the_hand(hands, palm()).track != first.track


def test_a_second_hand_is_found_while_the_first_is_followed() -> None:
    hands = Hands(PaintedModels())
    first = the_hand(hands, palm(40))
    both = hand(palm(40), Gesture.FIST, left=220)
    seen = [hands.look(both) for _ in range(VOTES.search_every + VOTES.needed)]
    assert [len(found) for found in seen[:: len(seen) - 1]] == [1, 2]
    assert {h.track: h.gesture for h in seen[-1]} == {
        first.track: Gesture.PALM,
        first.track + 1: Gesture.FIST,
    }


def test_no_more_hands_are_followed_than_are_allowed() -> None:
    crowd = room(640, 240)
    for left in range(10, 610, 70):
        crowd = hand(crowd, Gesture.PALM, left)
    hands = Hands(PaintedModels())
    for _ in range(12):
        assert len(hands.look(crowd)) == VOTES.most


@pytest.mark.parametrize("frames", [1, 12])
def test_a_hand_whose_arm_is_taken_for_a_hand_too_is_one_hand(frames: int) -> None:
    hands = Hands(PaintedModels(doubled=True))
    seen = [hands.look(palm()) for _ in range(frames)]
    assert {len(found) for found in seen} == {1}
    assert len({found[0].track for found in seen}) == 1


def test_of_two_hands_that_become_one_the_one_that_is_seen_is_not_lost() -> None:
    hands, numbers = Hands(PaintedModels()), []
    for step in range(0, 100, 4):  # a fist goes behind a palm
        both = hand(hand(room(), Gesture.FIST, left=100 + step), Gesture.PALM, left=200)
        numbers.append({h.track for h in hands.look(both) if h.box[0] >= 190})
    assert all(numbers)
    assert len(set.intersection(*numbers)) == 1
    assert the_hand(hands, palm()).gesture is Gesture.PALM


# --- votes -------------------------------------------------------------------------------------


def told(pictures: list[Luma]) -> list[Gesture]:
    """The gesture of the one hand in each."""
    hands = Hands(PaintedModels())
    return [the_hand(hands, picture).gesture for picture in pictures]


def test_a_gesture_needs_five_votes_of_eight() -> None:
    assert told([palm()] * 6) == [Gesture.OTHER] * 4 + [Gesture.PALM] * 2


def test_three_frames_of_something_else_do_not_outvote_it_but_four_do() -> None:
    fist = hand(room(), Gesture.FIST)
    assert told([palm()] * 8 + [fist] * 3)[-1] is Gesture.PALM
    assert told([palm()] * 8 + [fist] * 4)[-1] is Gesture.OTHER
    assert told([palm()] * 8 + [fist] * 5)[-1] is Gesture.FIST


def test_votes_that_are_not_sure_do_not_count() -> None:
    models = PaintedModels()
    models.gestures.sure = models.gestures.threshold - 0.05
    hands = Hands(models)
    seen = [the_hand(hands, palm()) for _ in range(10)]
    assert {h.gesture for h in seen} == {Gesture.OTHER}
    assert max(seen[-1].scores) == pytest.approx(models.gestures.sure, abs=1e-3)


def test_a_reset_forgets_votes_and_hands() -> None:
    hands = Hands(PaintedModels())
    for _ in range(8):
        hands.look(palm())
    hands.reset()
    assert not hands.following
    assert the_hand(hands, palm()).gesture is Gesture.OTHER


def test_of_a_picture_that_stands_alone_one_look_is_enough() -> None:
    for gesture in Gesture:
        (seen,) = Hands(PaintedModels(), SINGLE).look(hand(room(), gesture))
        assert seen.gesture is gesture


def test_only_a_pointing_hand_points() -> None:
    (pointing,) = Hands(PaintedModels(), SINGLE).look(hand(room(), Gesture.POINT))
    assert pointing.pointing is not None
    assert pointing.pointing.direction is Direction.UP
    (other,) = Hands(PaintedModels(), SINGLE).look(palm())
    assert other.pointing is None


@pytest.mark.parametrize("left", [0, 280])
def test_a_hand_at_the_edge_is_a_hand(left: int) -> None:
    hands = Hands(PaintedModels())
    assert {the_hand(hands, palm(left)).track for _ in range(5)} == {1}


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 400), (400, 1), (40, 40)])
def test_pictures_of_any_size_are_looked_at(width: int, height: int) -> None:
    assert Hands(PaintedModels()).look(room(width, height)) == ()
    everywhere = room(width, height)
    everywhere[:] = 250
    assert len(Hands(PaintedModels()).look(everywhere)) <= 1
