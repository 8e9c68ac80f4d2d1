"""What the gesture head is shown of a hand, and where a finger points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.events import Direction
from assistant.seeing.gestures import FEATURES, INDEX_BASE, INDEX_TIP, features, pointing, sector
from assistant.seeing.landmarks import Landmarks
from tests.seeing.painted import UPRIGHT

Points = NDArray[np.float32]
SHAPE = slice(0, 42)  # of the features: the keypoints themselves
TURNED = slice(42, 46)  # which way the hand and its thumb are turned in the picture

# A fist seen from the side of its thumb, which is stretched upwards.
THUMB_UP = UPRIGHT.copy()
THUMB_UP[8] = THUMB_UP[6] = (-0.1, -0.4)
THUMB_UP[12] = THUMB_UP[10] = (0.05, -0.4)
THUMB_UP = THUMB_UP @ np.array([[0.0, 1.0], [-1.0, 0.0]], np.float32)  # fingers to the right
THUMB_UP[[1, 2, 3, 4]] = [(0.2, -0.3), (0.25, -0.5), (0.25, -0.7), (0.25, -0.9)]


def seen(points: Points, spread: float = 0.02) -> Landmarks:
    """What the landmark net would tell of such a hand."""
    stretched = np.array([0.1, 0.2, 0.3, 0.4, 0.5], np.float32)
    return Landmarks(points.astype(np.float32), np.full(21, spread, np.float32), 0.9, stretched, 0.6, 0.7)


def turned(points: Points, degrees: float) -> Points:
    """Counter-clockwise in the picture, whose y goes down."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    return points @ turn


@given(scale=st.floats(5, 500), x=st.floats(-300, 900), y=st.floats(-300, 900), mirrored=st.booleans())
def test_place_size_and_side_of_a_hand_do_not_matter(
    scale: float, x: float, y: float, mirrored: bool
) -> None:
    points = UPRIGHT * np.array([-1.0 if mirrored else 1.0, 1.0], np.float32)
    moved = points * np.float32(scale) + np.array([x, y], np.float32)
    assert features(seen(moved)) == pytest.approx(features(seen(UPRIGHT)), abs=2e-3)


@given(degrees=st.floats(-180, 180))
def test_a_turned_hand_has_the_same_shape_and_tells_how_it_is_turned(degrees: float) -> None:
    told, upright = features(seen(turned(UPRIGHT, degrees))), features(seen(UPRIGHT))
    assert told[SHAPE] == pytest.approx(upright[SHAPE], abs=1e-3)
    expected = turned(upright[TURNED].reshape(2, 2), degrees)
    assert told[TURNED].reshape(2, 2) == pytest.approx(expected, abs=1e-3)


def test_the_features_are_as_many_as_the_head_takes_and_end_with_what_the_net_tells() -> None:
    told = features(seen(UPRIGHT))
    assert (told.shape, told.dtype) == ((FEATURES,), np.float32)
    assert told[-7:] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])


def test_a_thumb_up_and_a_thumb_down_differ_in_where_the_thumb_points() -> None:
    up = features(seen(THUMB_UP))
    down = features(seen(THUMB_UP * np.array([1.0, -1.0], np.float32)))  # the other hand, upside down
    assert up[SHAPE] == pytest.approx(down[SHAPE], abs=1e-4)
    assert up[45] < -0.9
    assert down[45] > 0.9


def test_an_open_hand_and_a_fist_differ_in_shape() -> None:
    assert np.abs(features(seen(UPRIGHT))[SHAPE] - features(seen(THUMB_UP))[SHAPE]).max() > 0.3


@pytest.mark.parametrize(
    "points",
    [
        np.zeros((21, 2)),
        np.full((21, 2), 123.456),
        np.full((21, 2), 1e6),
        np.stack((np.linspace(0, 9, 21), np.zeros(21)), axis=1),
        np.concatenate((np.zeros((20, 2)), np.ones((1, 2)))),
    ],
)
def test_keypoints_that_are_no_hand_give_numbers_all_the_same(points: Points) -> None:
    landmarks = seen(points)
    assert np.isfinite(features(landmarks)).all()
    told = pointing(landmarks)
    assert told is None or np.isfinite([told.angle, told.spread]).all()


# --- pointing ----------------------------------------------------------------------------------


def finger(degrees: float, length: float = 40.0, spread: float = 1.0) -> Landmarks:
    """A hand whose index finger points there, counter-clockwise from the right."""
    points = UPRIGHT * 100.0
    angle = np.radians(degrees)
    points[INDEX_TIP] = points[INDEX_BASE] + length * np.array([np.cos(angle), -np.sin(angle)])
    return seen(points, spread)


@pytest.mark.parametrize(
    ("degrees", "direction"),
    [
        (0, Direction.RIGHT),
        (44, Direction.RIGHT),
        (-44, Direction.RIGHT),
        (46, Direction.UP),
        (90, Direction.UP),
        (134, Direction.UP),
        (136, Direction.LEFT),
        (180, Direction.LEFT),
        (-136, Direction.LEFT),
        (-134, Direction.DOWN),
        (-90, Direction.DOWN),
        (-46, Direction.DOWN),
    ],
)
def test_a_finger_points_into_the_quarter_of_its_angle(degrees: float, direction: Direction) -> None:
    told = pointing(finger(degrees))
    assert told is not None
    assert told.direction is direction
    assert np.cos(np.radians(told.angle - degrees)) == pytest.approx(1.0, abs=1e-4)


@given(degrees=st.floats(-720, 720))
def test_an_angle_lies_in_the_quarter_of_which_it_is_nearest_to_the_middle(degrees: float) -> None:
    middles = {Direction.RIGHT: 0, Direction.UP: 90, Direction.LEFT: 180, Direction.DOWN: 270}
    apart = abs((degrees - middles[sector(degrees)] + 180) % 360 - 180)
    assert apart <= 45.0 + 1e-9


def test_the_less_sure_its_ends_and_the_shorter_the_finger_the_wider_the_spread() -> None:
    spreads = []
    for length, spread in ((40.0, 1.0), (40.0, 5.0), (10.0, 5.0)):
        told = pointing(finger(30, length, spread))
        assert told is not None
        spreads.append(told.spread)
    assert spreads == sorted(spreads)
    assert spreads[0] == pytest.approx(np.degrees(np.arctan2(np.sqrt(2), 40.0)), abs=0.06)


def test_a_finger_towards_the_camera_points_nowhere() -> None:
    assert pointing(finger(30, length=5.0, spread=5.0)) is None
    assert pointing(finger(30, length=0.0)) is None
