"""Parts of the picture that nobody sees."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.errors import CameraError
from assistant.seeing.frames import Frame
from assistant.seeing.masks import Mask, masked

_LEFT = Mask(((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)))
_CORNER = Mask(((1.0, 1.0), (0.8, 1.0), (1.0, 0.8)))


def _white(width: int, height: int) -> Frame:
    return Frame(np.full((height, width), 255, dtype=np.uint8), (width * 2, height * 2), 7, 1.5)


def test_what_is_under_a_mask_is_black_and_the_rest_as_it_was() -> None:
    luma = masked(_white(640, 360), [_LEFT]).luma
    assert not luma[:, :320].any()
    assert (luma[:, 321:] == 255).all()


def test_masks_add_up() -> None:
    luma = masked(_white(640, 360), [_LEFT, _CORNER]).luma
    assert not luma[:, :320].any()
    assert luma[359, 639] == 0
    assert luma[0, 639] == 255


@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (1, 1), (33, 7)])
def test_a_mask_fits_every_size(width: int, height: int) -> None:
    everything = Mask(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    assert not masked(_white(width, height), [everything]).luma.any()


def test_the_rest_of_a_frame_stays_and_so_does_the_one_given() -> None:
    frame = _white(64, 48)
    seen = masked(frame, [_LEFT])
    assert (seen.size, seen.number, seen.seconds) == (frame.size, 7, 1.5)
    assert frame.luma.all()
    assert masked(frame, []) is frame


@pytest.mark.parametrize(
    ("points", "says"),
    [
        (((0.0, 0.0), (1.0, 1.0)), "mask of 2 corners: no area; give at least three"),
        (((0.0, 0.0), (640.0, 0.0), (1.0, 1.0)), r"mask corner \(640.0, 0.0\): outside the picture"),
        (((0.0, float("nan")), (1.0, 0.0), (1.0, 1.0)), "outside the picture"),
    ],
)
def test_what_is_no_polygon_of_the_picture_is_refused(
    points: tuple[tuple[float, float], ...], says: str
) -> None:
    with pytest.raises(CameraError, match=says):
        Mask(points)
