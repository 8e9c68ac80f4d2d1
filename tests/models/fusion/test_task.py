"""Learning to judge scenes: a short run gets somewhere, and what counts as right is right."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from assistant.understanding.fusion import INPUTS
from models.fusion.batches import NOTHING
from models.fusion.network import VERBS, Verdict
from models.fusion.sayings import Sayings
from models.fusion.sights import GestureTable
from models.fusion.task import TARGETS, FusionTask, rightly
from models.training import Settings, train


def _task() -> FusionTask:
    return FusionTask("hybrid", Sayings.of("train"), Sayings.of("dev"), GestureTable(), width=16)


def test_a_short_run_learns_and_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    torch.manual_seed(1)
    task = _task()
    few = Settings(steps=6, size=8, rate=5e-3, warm_up=1, look=6, average=0.5)
    given = task.batch(16, np.random.default_rng(2))
    before = float(task.loss(task.network(), given).detach())
    net = train(task, tmp_path / "run", few, workers=0)
    net = train(task, tmp_path / "run", Settings(**(vars(few) | {"steps": 12})), workers=0)
    assert float(task.loss(net, given).detach()) < before
    assert (tmp_path / "run" / "log.jsonl").read_text().count('"right"') == 2


def test_a_batch_is_what_the_network_takes_and_what_is_right() -> None:
    batch = _task().batch(5, np.random.default_rng(0))
    assert len(batch) == len(INPUTS) + len(TARGETS)
    given = dict(zip(INPUTS, batch, strict=False))
    assert given["words"].shape[0] == 5
    right = dict(zip(TARGETS, batch[len(INPUTS) :], strict=True))
    assert given["things"].shape[:2] == given["things_there"].shape == right["meant"].shape
    assert given["words"].shape[:2] == right["tags"].shape


def _verdict(addressed: float, clear: float, verb: int, pointer: list[float]) -> Verdict:
    verbs = torch.zeros(1, VERBS)
    verbs[0, verb] = 5.0
    rest = torch.zeros(1)
    return Verdict(torch.tensor([addressed]), torch.tensor([clear]), verbs, rest, torch.tensor([pointer]),
                   rest, rest)  # fmt: skip


def _right(addressed: float, clear: float, verb: int, meant: list[float]) -> dict[str, Tensor]:
    return {
        "addressed": torch.tensor([addressed]), "clear": torch.tensor([clear]), "placed": torch.tensor([1.0]),
        "verb": torch.tensor([verb]), "meant": torch.tensor([meant]),
    }  # fmt: skip


def test_all_things_that_are_meant_and_no_other_are_right() -> None:
    right = _right(1, 1, 3, [1, 1, 0])
    assert rightly(_verdict(2, 2, 3, [1, 1, -1]), right).tolist() == [True]
    for wrong in (_verdict(2, 2, 3, [1, -1, -1]), _verdict(2, 2, 3, [1, 1, 1]), _verdict(2, 2, 4, [1, 1, -1]),
                  _verdict(-2, 2, 3, [1, 1, -1]), _verdict(2, -2, 3, [1, 1, -1])):  # fmt: skip
        assert rightly(wrong, right).tolist() == [False]


def test_where_nothing_is_clear_a_question_is_right() -> None:
    assert rightly(_verdict(2, -2, 3, [-1, -1]), _right(1, 0, 3, [1, 1])).tolist() == [True]
    assert rightly(_verdict(2, 2, 3, [1, 1]), _right(1, 0, 3, [1, 1])).tolist() == [False]


def test_what_was_not_meant_for_us_only_has_to_be_left_alone() -> None:
    assert rightly(_verdict(-2, 2, 3, [1, 1]), _right(0, 0, NOTHING, [0, 0])).tolist() == [True]
    assert rightly(_verdict(2, 2, NOTHING, [-1, -1]), _right(0, 0, NOTHING, [0, 0])).tolist() == [False]
