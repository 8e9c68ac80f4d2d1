"""What the fusion model learns: `python -m models.fusion.task VARIANT --text FILE --run DIR`.

Scenes are composed anew for every batch. Vision and sensors are left out of some where nothing depends
on them: a modality that is missing at home was missing in training as well (modality dropout).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from assistant.understanding.fusion import INPUTS
from assistant.understanding.shown import show
from models.fusion.batches import inputs, target_of, targets, without
from models.fusion.kinds import KINDS
from models.fusion.loss import verdict_loss
from models.fusion.network import Verdict
from models.fusion.people import sayings_of
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable
from models.fusion.variants import VARIANTS, WIDTH
from models.training import add_arguments, settings_of, train

MISSING = {"vision": 0.25, "sensors": 0.25}  # of the scenes in which nothing depends on them
DEV_SCENES = 600
TARGETS = ("addressed", "clear", "verb", "meant")
_DEPENDS = {
    "vision": ("pointing", "contradiction", "television", "gesture only", "pointing unseen"),
    "sensors": (),
}


class FusionTask:
    """See `models.training.Task`."""

    def __init__(
        self, variant: str, train: Sayings, dev: Sayings, table: GestureTable, width: int = WIDTH
    ) -> None:
        self._variant, self._train, self._table, self._width = variant, train, table, width
        rng = np.random.default_rng(11)
        self._dev = [compose("dev", dev, table, rng, KINDS) for _ in range(DEV_SCENES if dev.human else 40)]

    def network(self) -> nn.Module:
        """See `Task`."""
        return VARIANTS[self._variant](self._width)

    def batch(self, size: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Arrays of scenes, and what is right."""
        scenes = [compose("train", self._train, self._table, rng, KINDS) for _ in range(size)]
        return _tensors([_dropped(one, rng) for one in scenes])

    def loss(self, net: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        """See `verdict_loss`."""
        given = dict(zip(INPUTS, batch[: len(INPUTS)], strict=True))
        right = dict(zip(TARGETS, batch[len(INPUTS) :], strict=True))
        return verdict_loss(net(**given), right, given["things_there"])

    @torch.no_grad()
    def look(self, net: nn.Module, device: torch.device) -> dict[str, float]:
        """Share of dev's scenes judged rightly, by kind and in all."""
        found: dict[str, list[bool]] = defaultdict(list)
        for start in range(0, len(self._dev), 50):
            part = self._dev[start : start + 50]
            batch = [one.to(device) for one in _tensors(part)]
            verdict = net(**dict(zip(INPUTS, batch[: len(INPUTS)], strict=True)))
            right = dict(zip(TARGETS, batch[len(INPUTS) :], strict=True))
            for one, ok in zip(part, rightly(verdict, right).tolist(), strict=True):
                found[one.kind].append(ok)
        told = {name: round(float(np.mean(oks)), 3) for name, oks in sorted(found.items())}
        return {"right": round(float(np.mean([ok for oks in found.values() for ok in oks])), 4)} | told


def rightly(verdict: Verdict, right: dict[str, Tensor]) -> Tensor:
    """[b]: the right things and verb for what is clear, a question for what is not, nothing for the rest."""
    addressed = (verdict.addressed > 0) == (right["addressed"] > 0.5)
    verb = verdict.verb.argmax(dim=1) == right["verb"]
    some = right["meant"].amax(dim=1) > 0
    clear = (verdict.clear > 0) == (right["clear"] > 0.5)
    things = ((verdict.pointer > 0) == (right["meant"] > 0.5)).all(dim=1)
    unclear = right["clear"] < 0.5
    which = torch.where(unclear, clear, clear & things)
    meant = torch.where(some, verb & which, verb)
    return addressed & torch.where(right["addressed"] > 0.5, meant, torch.ones_like(meant))


def _dropped(one: Labelled, rng: np.random.Generator) -> Labelled:
    missing = frozenset(
        name for name, share in MISSING.items() if one.kind not in _DEPENDS[name] and rng.random() < share
    )
    if not missing or (one.kind in ("here", "need") and one.scene.area is None):
        return one
    return Labelled(without(one.scene, missing), one.kind, one.addressed, one.clear, one.verb, one.targets,
                    one.words_enough)  # fmt: skip


def _tensors(scenes: Sequence[Labelled]) -> tuple[Tensor, ...]:
    shown = [show(one.scene) for one in scenes]
    given = inputs(shown)
    right = targets(
        [target_of(one, rows) for one, rows in zip(scenes, shown, strict=True)], given["things"].shape[1]
    )
    return (*(given[name] for name in INPUTS), *(right[name] for name in TARGETS))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("variant", choices=sorted(VARIANTS))
    parser.add_argument("--text", type=Path, required=True, help="what models.language.corpora wrote")
    parser.add_argument("--gestures", type=Path, help="scores of real hands, see models.fusion.sights")
    add_arguments(parser)
    args = parser.parse_args()
    table = GestureTable.load(args.gestures, "train") if args.gestures else GestureTable()
    learned, dev = (sayings_of(split, args.text) for split in ("train", "dev"))
    task = FusionTask(args.variant, learned, dev, table)
    train(task, args.run, settings_of(args))
    print(json.dumps({"run": str(args.run)}))


if __name__ == "__main__":
    main()
