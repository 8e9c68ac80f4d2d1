"""What a scene asks of a finder's cells, and what its loss makes of the answers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.seeing.boxes import STRIDE, decode
from models.vision.finder_loss import UNSURE, batch_of, cells, finder_loss
from models.vision.finding import SIZES, HandTask, PeopleTask, known_hands
from models.vision.packs import Item, Luma, Pack, Taught
from models.vision.row import Box
from models.vision.scenes import Scene
from tests.models.vision.making import crop, drawn, hand, packed, room

EMPTY = np.zeros((160, 192), np.uint8)
BODY: Box = (60.0, 20.0, 140.0, 145.0)
DRAWN: Box = (15.0, 55.0, 75.0, 115.0)
Known = tuple[Item, Luma]


def _answer(scene: Scene, sure: float) -> torch.Tensor:
    """What a finder that learned the scene by heart would say: its boxes, as sure as this."""
    kind, boxes = cells(scene)
    y, x = (np.mgrid[0 : kind.shape[0], 0 : kind.shape[1]] + 0.5) * STRIDE
    sides = np.stack((x - boxes[0], y - boxes[1], boxes[2] - x, boxes[3] - y)) / STRIDE
    logits = np.where(kind == 1, sure, -sure)
    return torch.from_numpy(np.concatenate((logits[None], sides)).astype(np.float32))[None]


def test_the_middle_of_a_box_is_positive_and_around_it_nobody_knows() -> None:
    kind, sides = cells(Scene(EMPTY, ((32.0, 40.0, 112.0, 104.0),)))
    assert kind.shape == (20, 24)
    assert kind[9, 9] == kind[8, 8] == 1.0
    assert sides[:, 9, 9].tolist() == [32.0, 40.0, 112.0, 104.0]
    assert kind[9, 6] == UNSURE
    assert kind[1, 1] == kind[18, 22] == kind[9, 14] == 0.0
    assert 4 <= (kind == 1).sum() < (kind == UNSURE).sum()


@pytest.mark.parametrize("corner", [(31.0, 47.0), (36.0, 44.0), (0.0, 0.0), (189.0, 157.0)])
def test_a_box_smaller_than_a_cell_still_has_one(corner: tuple[float, float]) -> None:
    kind, _ = cells(Scene(EMPTY, ((*corner, corner[0] + 3, corner[1] + 3),)))
    assert (kind == 1).sum() >= 1


def test_of_boxes_within_one_another_the_small_one_wins_its_cells() -> None:
    large, small = (16.0, 16.0, 176.0, 144.0), (84.0, 68.0, 108.0, 92.0)
    for order in ((large, small), (small, large)):
        kind, sides = cells(Scene(EMPTY, order))
        assert sides[:, 10, 12].tolist() == [*small]
        assert [*large] in sides[:, kind == 1].T.tolist()


def test_unsure_places_are_neither_unless_a_known_box_lies_there() -> None:
    whole = (-1e4, -1e4, 1e4, 1e4)
    kind, _ = cells(Scene(EMPTY, ((80.0, 64.0, 112.0, 96.0),), unsure=(whole,)))
    assert set(np.unique(kind)) == {UNSURE, 1.0}
    kind, _ = cells(Scene(EMPTY, (), unsure=((0.0, 0.0, 96.0, 160.0),)))
    assert (kind[:, :12] == UNSURE).all()
    assert (kind[:, 12:] == 0).all()


def test_what_cells_ask_for_is_what_boxes_decode() -> None:
    boxes = ((16.0, 24.0, 56.0, 80.0), (100.0, 40.0, 180.0, 150.0))
    found = decode(_answer(Scene(EMPTY, boxes), 6.0)[0].numpy(), 0.5)
    assert sorted(f.box for f in found) == [pytest.approx(box) for box in boxes]


def test_the_loss_is_least_for_the_right_answer() -> None:
    scene = Scene(EMPTY, ((40.0, 40.0, 100.0, 110.0),))
    _, *targets = batch_of([scene])
    right, nothing = _answer(scene, 8.0), _answer(Scene(EMPTY, ()), 8.0)
    shifted = right + torch.tensor([0.0, 2.0, 0.0, -2.0, 0.0]).reshape(1, 5, 1, 1)
    losses = [float(finder_loss(out, *targets)) for out in (right, shifted, nothing, -right)]
    assert losses[0] < 0.01
    assert losses[0] < losses[1] < losses[2] < losses[3]


def test_where_only_somebody_is_known_to_be_there_the_surest_cells_learn_it() -> None:
    whole = (0.0, 0.0, 192.0, 160.0)
    out = torch.zeros(1, 5, 20, 24, requires_grad=True)
    pulls = []
    for some in (True, False, None):
        _, *targets = batch_of([Scene(EMPTY, (), unsure=(whole,), some=some)])
        loss = finder_loss(out, *targets)
        pulls.append(float(torch.autograd.grad(loss, out)[0][:, 0].sum()))
    assert pulls[0] < 0 < pulls[1]
    assert pulls[2] == 0


def test_pictures_go_in_as_finders_see_them_at_work() -> None:
    scenes = [Scene(np.full((160, 192), light, np.uint8), ()) for light in (0, 255)]
    luma, kind, boxes, some = batch_of(scenes)
    assert (luma.shape, kind.shape, boxes.shape) == ((2, 1, 160, 192), (2, 20, 24), (2, 4, 20, 24))
    assert (float(luma.min()), float(luma.max())) == (-0.5, 0.5)
    assert some.tolist() == [UNSURE, UNSURE]


def _scene(name: str, split: str = "train", *, hands: Sequence[float] = (), **known: object) -> Known:
    """A room with a drawn, taught hand at each of these x."""
    points = [hand(50.0, (x, 60.0)) for x in hands]
    luma = room(200, 150, len(name))
    for each in points:
        luma = drawn(each, luma)
    taught = tuple(Taught(each, 0.9) for each in points)
    return Item(name, "scene", name, split, 200, 150, hands=taught, **known), luma  # type: ignore[arg-type]


def test_hands_are_those_people_drew_and_others_the_teacher_saw() -> None:
    item, _ = _scene("a", hands=(20.0, 120.0), boxes=(DRAWN,))
    drawn_one, seen = known_hands(item)
    assert drawn_one == DRAWN
    xs, ys = zip(*item.hands[1].keypoints, strict=True)
    assert seen[0] < min(xs) < max(xs) < seen[2]
    assert seen[1] < min(ys) < max(ys) < seen[3]


@pytest.fixture
def home(tmp_path: Path) -> list[Pack]:
    """Crops, a scene with boxes, one the teacher saw a hand in, people, and an empty room."""
    pictures = [
        crop("crop", "ok", "train"),
        _scene("drawn", boxes=(DRAWN,), hands=(20.0,), people=True),
        _scene("seen", hands=(120.0,), people=True, seen=(BODY,)),
        _scene("somebody", people=True, bodies=(BODY,)), _scene("room", boxes=(), people=False, bodies=()),
        _scene("dev", "dev", boxes=(DRAWN,), hands=(20.0,), people=True),
        _scene("empty dev", "dev", boxes=(), people=False),
    ]  # fmt: skip
    return [packed(tmp_path, "home", pictures)]


def test_scenes_of_hands_come_in_every_shape_with_and_without(home: list[Pack]) -> None:
    task = HandTask(home, width=4)
    shapes, kinds = set(), []
    for seed in range(12):
        luma, kind, _, some = task.batch(4, np.random.default_rng(seed))
        shapes.add(tuple(luma.shape[2:]))
        kinds += [set(each.unique().tolist()) for each in kind]
        assert set(some.tolist()) == {UNSURE}
    assert shapes == set(SIZES)
    assert {0.0} in kinds  # an empty room
    assert any(1.0 in each for each in kinds)


def test_scenes_of_people_tell_where_they_are_or_only_that(home: list[Pack]) -> None:
    task = PeopleTask(home, width=4)
    batches = [task.batch(4, np.random.default_rng(seed)) for seed in range(12)]
    some = {value for batch in batches for value in batch[3].tolist()}
    assert some == {0.0, 1.0, UNSURE}  # empty rooms; somebody whose body nobody drew; boxes
    for _, kind, _, told in batches:
        assert (kind[told == 0] == 0).all()
        assert (kind[told == 1] == UNSURE).all()


def test_a_look_past_somebody_does_not_say_that_somebody_is_there(tmp_path: Path) -> None:
    corner = _scene("corner", people=True, bodies=((0.0, 0.0, 12.0, 15.0),))
    packs = [packed(tmp_path, "home", [corner, _scene("room", boxes=(), people=False, bodies=())])]
    batches = [PeopleTask(packs).batch(8, np.random.default_rng(seed)) for seed in range(8)]
    kinds = [set(kind.unique().tolist()) for batch in batches for kind in batch[1]]
    assert {UNSURE} in kinds
    assert {value for batch in batches for value in batch[3].tolist()} == {0.0, UNSURE}


def test_dev_figures_are_told_at_work_scale(home: list[Pack]) -> None:
    hands, people = HandTask(home, width=4), PeopleTask(home, width=4)
    torch.manual_seed(0)
    told = hands.look(hands.network().eval(), torch.device("cpu"))
    assert told == {"recall": 0.0, "wrong": 0.0}  # a new finder finds nothing
    assert 0 <= people.look(people.network().eval(), torch.device("cpu"))["auc"] <= 1
