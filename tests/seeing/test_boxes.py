"""From a finder's grid to boxes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.seeing.boxes import LIMIT, STRIDE, Box, decode, overlap

Grid = NDArray[np.float32]


def grid(rows: int = 18, columns: int = 24) -> Grid:
    """Nothing anywhere; boxes of one cell about each cell's centre."""
    made = np.full((5, rows, columns), 0.5, np.float32)
    made[0] = -9.0
    return made


def put(made: Grid, row: int, column: int, logit: float, sides: tuple[float, float, float, float]) -> None:
    """A cell that is so sure of a box with these distances, in cells."""
    made[:, row, column] = (logit, *sides)


def test_an_empty_grid_has_no_box() -> None:
    assert decode(grid(), 0.5) == ()


def test_a_cell_tells_its_box_in_pixels_of_the_finders_picture() -> None:
    made = grid()
    put(made, 4, 10, 2.0, (1.0, 2.0, 3.0, 4.0))
    (found,) = decode(made, 0.5)
    x, y = 10.5 * STRIDE, 4.5 * STRIDE
    assert found.box == (x - 8, y - 16, x + 24, y + 32)
    assert found.score == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_only_cells_over_the_threshold_count() -> None:
    made = grid()
    put(made, 2, 2, 0.1, (1, 1, 1, 1))
    put(made, 12, 12, -0.1, (1, 1, 1, 1))
    assert len(decode(made, 0.5)) == 1
    assert len(decode(made, 0.4)) == 2
    assert len(decode(made, 0.6)) == 0


def test_of_cells_that_mean_the_same_the_surest_is_kept() -> None:
    made = grid()
    for column, logit in ((10, 1.0), (11, 3.0), (12, 2.0)):  # each its own way to the same box
        put(made, 6, column, logit, (column - 6, 4, 18 - column, 4))
    (found,) = decode(made, 0.5)
    assert found.score == pytest.approx(1 / (1 + np.exp(-3.0)))


def test_two_hands_side_by_side_are_two_the_surer_first() -> None:
    made = grid()
    put(made, 6, 4, 1.0, (2, 2, 2, 2))
    put(made, 6, 9, 2.0, (2, 2, 2, 2))
    assert [round(f.box[0] / STRIDE, 1) for f in decode(made, 0.5)] == [7.5, 2.5]


def test_a_grid_sure_of_itself_everywhere_is_looked_at_only_so_far() -> None:
    made = grid()
    made[0] = 5.0
    assert len(decode(made, 0.5)) == LIMIT


@pytest.mark.parametrize(("threshold", "count"), [(0.0, 1), (1.0, 0)])
def test_thresholds_at_the_ends_are_thresholds(threshold: float, count: int) -> None:
    made = grid()
    made[0] = -30.0
    put(made, 3, 3, 9.0, (1, 1, 1, 1))
    assert len(decode(made, threshold)) == count


def test_what_is_no_number_is_no_box() -> None:
    made = grid()
    made[0] = np.nan
    assert decode(made, 0.1) == ()


edge = st.floats(-50, 50)
boxes = st.tuples(edge, edge, st.floats(0.1, 50), st.floats(0.1, 50)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


@given(one=boxes, other=boxes)
def test_overlap_is_a_share_and_the_same_both_ways(one: Box, other: Box) -> None:
    assert 0.0 <= overlap(one, other) <= 1.0 + 1e-9
    assert overlap(one, other) == pytest.approx(overlap(other, one))
    assert overlap(one, one) == pytest.approx(1.0)


def test_boxes_that_only_touch_or_have_no_area_do_not_overlap() -> None:
    assert overlap((0, 0, 1, 1), (1, 0, 2, 1)) == 0.0
    assert overlap((0, 0, 0, 0), (0, 0, 0, 0)) == 0.0
    assert overlap((2, 2, 1, 1), (0, 0, 3, 3)) == 0.0
