"""What the networks are shown of a picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.seeing.frames import Luma
from assistant.seeing.scaling import CROP, FINDER_SIDE, GRAIN, for_finder, square, standardised


def ramp(width: int = 200, height: int = 120) -> Luma:
    """Each pixel tells its column."""
    return np.broadcast_to(np.arange(width, dtype=np.uint8), (height, width)).copy()


@settings(max_examples=60, deadline=None)
@given(width=st.integers(1, 640), height=st.integers(1, 640))
def test_a_picture_of_any_shape_fits_the_finder(width: int, height: int) -> None:
    shown, scale = for_finder(np.full((height, width), 255, np.uint8))
    rows, columns = shown.shape
    assert rows % GRAIN == columns % GRAIN == 0
    assert max(rows, columns) <= FINDER_SIDE
    inner = max(1, round(height * scale)), max(1, round(width * scale))
    assert (shown[: inner[0], : inner[1]] == 0.5).all()
    assert (shown[inner[0] :] == 0).all()
    assert (shown[:, inner[1] :] == 0).all()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 5000), (5000, 1), (4000, 3000), (2, 1)])
def test_tiny_and_huge_pictures_do_too(width: int, height: int) -> None:
    shown, scale = for_finder(np.full((height, width), 100, np.uint8))
    assert shown.dtype == np.float32
    assert max(shown.shape) <= FINDER_SIDE
    assert scale > 0


def test_its_scale_leads_back_to_the_picture() -> None:
    luma = np.zeros((480, 640), np.uint8)
    luma[200:280, 400:480] = 255
    shown, scale = for_finder(luma)
    rows, columns = np.nonzero(shown > 0.3)
    assert (columns.min() / scale, (columns.max() + 1) / scale) == pytest.approx((400, 480), abs=4)
    assert (rows.min() / scale, (rows.max() + 1) / scale) == pytest.approx((200, 280), abs=4)


def test_squarer_pictures_are_made_smaller_so_that_all_cost_the_same() -> None:
    wide, _ = for_finder(np.zeros((360, 640), np.uint8))
    usual, _ = for_finder(np.zeros((480, 640), np.uint8))
    even, _ = for_finder(np.zeros((640, 640), np.uint8))
    assert wide.size <= usual.size
    assert even.size <= 1.4 * usual.size


@pytest.mark.parametrize("side", [20.0, 64.0, 90.5])
@pytest.mark.parametrize("x", [100.0, 91.25])
def test_a_square_is_cut_where_it_was_asked_for(x: float, side: float) -> None:
    crop = square(ramp(), (x, 60.0), side).astype(float)
    assert crop.shape == (CROP, CROP)
    steps = (np.arange(CROP) + 0.5) / CROP
    assert crop[32] == pytest.approx(x - side / 2 + steps * side - 0.5, abs=1.01)


def test_beyond_the_picture_its_edge_is_drawn_out() -> None:
    crop = square(ramp(), (0.0, 60.0), 100.0)
    assert (crop[:, :30] == 0).all()
    assert crop[0, -1] == pytest.approx(50, abs=2)
    crop = square(ramp(), (200.0, 120.0), 100.0)
    assert (crop[:, 34:] == 199).all()


@pytest.mark.parametrize("centre", [(-500.0, 60.0), (900.0, 60.0), (100.0, -500.0), (100.0, 700.0)])
def test_a_square_all_outside_is_the_edge_alone(centre: tuple[float, float]) -> None:
    crop = square(ramp(), centre, 50.0)
    if centre[0] in (-500.0, 900.0):
        assert (crop == (0 if centre[0] < 0 else 199)).all()
    else:
        assert (np.abs(np.diff(crop.astype(int), axis=0)) == 0).all()


@pytest.mark.parametrize("side", [0.3, 1.0, 2000.0])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1), (200, 120)])
def test_squares_of_any_side_of_pictures_of_any_size(width: int, height: int, side: float) -> None:
    crop = square(np.full((height, width), 77, np.uint8), (width / 2, height / 2), side)
    assert crop.shape == (CROP, CROP)
    assert (crop == 77).all()


def test_a_square_inside_and_one_over_the_edge_agree_where_both_see() -> None:
    luma = np.random.default_rng(0).integers(0, 255, (120, 200)).astype(np.uint8)
    wider = np.pad(luma, 40, mode="edge")
    assert (square(luma, (10.0, 20.0), 64.0) == square(wider, (50.0, 60.0), 64.0)).all()


def test_light_and_contrast_do_not_matter_to_the_landmark_net() -> None:
    crop = np.random.default_rng(0).integers(20, 100, (CROP, CROP)).astype(np.uint8)
    told = standardised(crop)
    assert (float(told.mean()), float(told.std())) == pytest.approx((0.0, 1.0), abs=1e-4)
    assert standardised((2 * crop + 10).astype(np.uint8)) == pytest.approx(told, abs=1e-3)


@pytest.mark.parametrize("level", [0, 130, 255])
def test_a_flat_crop_stays_flat(level: int) -> None:
    assert (standardised(np.full((CROP, CROP), level, np.uint8)) == 0).all()


def test_the_grain_of_the_dark_is_not_blown_up() -> None:
    dark = np.random.default_rng(0).integers(0, 3, (CROP, CROP)).astype(np.uint8)
    assert float(np.abs(standardised(dark)).max()) < 0.5
