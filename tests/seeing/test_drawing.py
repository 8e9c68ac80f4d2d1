"""What was seen, drawn into the picture."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from assistant.events import Direction, Gesture, Hand, Observation, Pointing
from assistant.seeing.drawing import ARROW, BOX, LEAST_SIDE, POINT, drawn
from assistant.seeing.frames import Frame
from assistant.seeing.observer import observe_picture
from tests.seeing.painted import UPRIGHT, PaintedModels, hand, person, room

LEFT = Pointing(Direction.LEFT, 180.0, 6.0)


def frame(width: int = 640, height: int = 480, size: tuple[int, int] | None = None) -> Frame:
    return Frame(np.full((height, width), 90, np.uint8), size or (width, height))


def a_hand(left: float, top: float, side: float, pointing: Pointing | None = None) -> Hand:
    unit = (UPRIGHT - UPRIGHT.min(axis=0)) / np.ptp(UPRIGHT, axis=0) * side + (left, top)
    points = tuple((float(x), float(y)) for x, y in unit)
    scores = (0.9, *[0.1 / 7] * 7)
    return Hand((left, top, left + side, top + side), 0.9, Gesture.PALM, scores, points, pointing, 1)


def seen(*hands: Hand, moving: bool = True) -> Observation:
    return Observation("door", 0.0, moving, 0.8, 1, hands)


def places(picture: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box of the pixels that have it: left, top, right, bottom."""
    rows, columns = np.nonzero((np.asarray(picture) == colour).all(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_box_and_keypoints_are_where_the_hand_is() -> None:
    picture = drawn(frame(), seen(a_hand(300, 200, 120)))
    assert picture.size == (640, 480)
    left, _, right, bottom = places(picture, BOX)  # above it are the words
    assert (left, right, bottom) == pytest.approx((300, 420, 320), abs=3)
    assert places(picture, POINT) == pytest.approx((300, 200, 420, 320), abs=6)


def test_boxes_told_in_pixels_of_the_source_are_drawn_where_they_are_in_the_frame() -> None:
    picture = drawn(frame(size=(2560, 1920)), seen(a_hand(1200, 800, 480)))
    assert places(picture, POINT) == pytest.approx((300, 200, 420, 320), abs=6)


def test_a_small_picture_is_drawn_larger_so_that_the_words_can_be_read() -> None:
    picture = drawn(frame(80, 60), seen(a_hand(30, 20, 20)))
    assert max(picture.size) >= LEAST_SIDE
    assert places(picture, POINT) == pytest.approx((180, 120, 300, 240), abs=8)


def test_an_arrow_leads_from_the_finger_to_where_it_points() -> None:
    one = a_hand(300, 200, 120, LEFT)
    left, _, right, _ = places(drawn(frame(), seen(one)), ARROW)
    assert right == pytest.approx(one.keypoints[8][0], abs=8)
    assert left == pytest.approx(one.keypoints[8][0] - 72, abs=8)


def test_who_is_there_is_written_above() -> None:
    blank, still = drawn(frame(), seen()), drawn(frame(), seen(moving=False))
    for picture in (blank, still):
        assert (np.asarray(picture)[:40, :200] == 255).all(axis=2).any()
    assert blank.tobytes() != still.tobytes()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 640), (640, 1), (640, 3), (640, 640)])
@pytest.mark.parametrize("place", [(0.0, 0.0, 0.01), (-1.5, -1.5, 1.0), (0.9, 0.9, 2.0)])
def test_anything_can_be_drawn_anywhere(width: int, height: int, place: tuple[float, float, float]) -> None:
    left, top, side = (max(width, height) * share for share in place)
    picture = drawn(frame(width, height), seen(a_hand(left, top, side, LEFT), a_hand(left, top, side)))
    assert picture.mode == "RGB"


def test_the_frame_itself_is_left_as_it_was() -> None:
    one = frame()
    drawn(one, seen(a_hand(300, 200, 120, LEFT)))
    assert (one.luma == 90).all()


def test_what_the_observer_sees_can_be_drawn() -> None:
    luma = hand(person(room()), Gesture.POINT)
    one = Frame(luma, (320, 240))
    picture = drawn(one, observe_picture(PaintedModels(), one))
    assert places(picture, POINT)[2] / (picture.width / 320) == pytest.approx(240, abs=3)
