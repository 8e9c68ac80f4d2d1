"""What the finders see: looks at frames, and hands laid on rooms, with boxes that hold them."""

import numpy as np
import pytest

from models.vision.packs import Item, Pack, Taught
from models.vision.row import Box
from models.vision.scenes import Canvas, finished, lay_hand, moved, view
from tests.models.vision.making import drawn, hand, packed, room

SIZE = (160, 192)
AS_IS = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def _frame(**known: object) -> Item:
    return Item("a", "scene", "a", "train", 320, 240, **known)  # type: ignore[arg-type]


def _block(box: Box) -> np.ndarray:
    """Dark, with this box in white."""
    luma = np.full((240, 320), 20, np.uint8)
    luma[int(box[1]) : int(box[3]), int(box[0]) : int(box[2])] = 255
    return luma


def test_a_box_is_where_the_look_shows_it() -> None:
    box = (120.0, 70.0, 200.0, 150.0)
    for seed in range(30):
        luma, warp = view(_frame(boxes=(box,)), _block(box), SIZE, np.random.default_rng(seed), (0.8, 1.2))
        there = moved(box, warp, SIZE)
        if there is None:
            continue
        left, top, right, bottom = (round(value) for value in there)
        inside = luma[top + 3 : bottom - 3, left + 3 : right - 3]
        assert (inside > 200).mean() > 0.75  # leaning a little, it does not fill its box's corners
        assert luma.shape == SIZE


def test_a_look_fits_the_whole_picture_or_a_part_as_zoom_says() -> None:
    item, luma = _frame(boxes=()), _block((0, 0, 320, 240))
    far = [view(item, luma, SIZE, np.random.default_rng(seed), (0.4, 0.5))[1] for seed in range(20)]
    near = [view(item, luma, SIZE, np.random.default_rng(seed), (2.0, 2.2))[1] for seed in range(20)]
    fit = 192 / 320
    for warps, low, high in ((far, 0.4, 0.5), (near, 2.0, 2.2)):
        scales = [abs(np.linalg.det(warp[:, :2])) ** 0.5 / fit for warp in warps]
        assert low - 1e-6 < min(scales) <= max(scales) < high + 1e-6


def test_the_margin_of_a_labelled_picture_never_mirrors_what_is_in_it() -> None:
    box = (0.0, 80.0, 60.0, 160.0)
    for seed in range(60):
        luma, _ = view(_frame(boxes=(box,)), _block(box), SIZE, np.random.default_rng(seed), (0.4, 0.5))
        white = (luma > 200).any(axis=0)
        edges = np.abs(np.diff(white.astype(int))).sum() + int(white[0]) + int(white[-1])
        assert edges <= 2 or white.all()  # one run of columns


@pytest.mark.parametrize(
    ("box", "left"),
    [
        ((10, 10, 50, 50), (10, 10, 50, 50)), ((-20, 10, 60, 50), (0, 10, 60, 50)),
        ((-50, 10, 40, 50), None), ((300, 10, 340, 50), None), ((-40, -40, 50, 50), None),
    ],
)  # fmt: skip
def test_of_a_box_at_the_edge_half_must_be_left(box: Box, left: Box | None) -> None:
    assert moved(box, AS_IS, SIZE) == left


@pytest.fixture(scope="module")
def hands(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """White hands on black, that nothing else is as bright as."""
    points = hand(84.0, (8.0, 8.0))
    item = Item("a", "crop", "a", "train", 100, 100, hands=(Taught(points, 0.9),))
    white = drawn(points, np.zeros((100, 100), np.uint8), light=255)
    return packed(tmp_path_factory.mktemp("hands"), "hands", [(item, white)])


def test_a_hand_that_is_laid_in_is_held_by_its_box(hands: Pack) -> None:
    sizes = []
    for seed in range(60):
        canvas = Canvas(np.full(SIZE, 128.0, np.float32))
        lay_hand(canvas, hands, 0, _no_arm(seed))
        if not canvas.boxes:  # less than half of it would be in the frame
            np.testing.assert_array_equal(canvas.luma, 128.0)
            continue
        (box,) = canvas.boxes
        rows, columns = np.nonzero(canvas.luma > 200)
        size = box[2] - box[0]
        slack = 2 + 0.05 * max(size, box[3] - box[1])  # the outline is thicker than its keypoints
        assert box[0] - slack <= columns.min() <= columns.max() <= box[2] + slack
        assert box[1] - slack <= rows.min() <= rows.max() <= box[3] + slack
        sizes.append(size)
    assert len(sizes) > 30
    assert min(sizes) < 25
    assert max(sizes) > 90


def _no_arm(seed: int) -> np.random.Generator:
    """Chances of which none falls below three quarters, so that no arm is drawn."""

    class Armless(np.random.Generator):
        def random(self, *args: object, **more: object) -> float:  # type: ignore[override]
            return max(0.76, float(super().random()))

    return Armless(np.random.PCG64(seed))


def test_an_arm_leaves_the_hand_and_its_box_as_they_are(hands: Pack) -> None:
    changed = 0
    for seed in range(30):
        canvas = Canvas(np.full(SIZE, 128.0, np.float32))
        lay_hand(canvas, hands, 0, np.random.default_rng(seed))
        for box in canvas.boxes:
            outside = np.ones(SIZE, bool)
            outside[int(box[1]) : int(box[3]) + 1, int(box[0]) : int(box[2]) + 1] = False
            changed += bool((abs(canvas.luma - 128)[outside] > 20).sum() > 30)
    assert 8 < changed < 30


def test_a_laid_hand_leaves_what_is_far_from_it(hands: Pack) -> None:
    striped = np.tile(np.float32([[0, 90]]), (160, 96))
    canvas = Canvas(striped.copy())
    lay_hand(canvas, hands, 0, np.random.default_rng(3))
    assert 0.3 < (canvas.luma == striped).mean() < 1.0


def test_a_finished_scene_is_worn_and_keeps_what_is_known() -> None:
    luma = room(96, 64, 1).astype(np.float32) * 3 - 100  # brighter and darker than a picture can be
    scene = finished(Canvas(luma, [(1, 2, 3, 4)], [(5, 6, 7, 8)]), np.random.default_rng(0), some=True)
    assert (scene.luma.dtype, scene.luma.shape) == (np.uint8, (64, 96))
    assert (scene.boxes, scene.unsure, scene.some) == (((1, 2, 3, 4),), ((5, 6, 7, 8),), True)
    assert np.corrcoef(scene.luma.ravel(), np.clip(luma, 0, 255).ravel())[0, 1] > 0.9
