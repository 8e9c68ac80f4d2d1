"""What the fusion model learns: `python -m models.fusion.task VARIANT --text FILE --run DIR`.

Scenes are composed anew for every batch; those of one batch have homes of about one size, so that little of
it is padding. Vision and sensors are left out of some where nothing depends on them: a modality that is
missing at home was missing in training as well (modality dropout).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from assistant.events import Hypothesis
from assistant.understanding.fusion import INPUTS
from assistant.understanding.scene import Said, Scene, without
from assistant.understanding.shown import Shown, show
from devices.model import Home
from models.fusion.batches import NOTHING, Target, inputs, target_of, targets
from models.fusion.echoes import Echo, Echoes
from models.fusion.homes import made
from models.fusion.kinds import KINDS
from models.fusion.loss import echo_loss, verdict_loss
from models.fusion.network import MultimodalModel, Verdict
from models.fusion.people import heldout, sayings_of
from models.fusion.sayings import Sayings
from models.fusion.scenes import Labelled, Maker, compose, composed
from models.fusion.sights import GestureTable
from models.fusion.variants import VARIANTS, WIDTH
from models.language.utterance import read
from models.training import add_arguments, settings_of, train

MISSING = {"vision": 0.25, "sensors": 0.25}  # of the scenes in which nothing depends on them
DEV_SCENES = 800
TARGETS = ("addressed", "clear", "placed", "verb", "kind", "meant", "tags")
ECHOES = ("words", "word_features", "words_there")  # of sentences alone, with their vectors behind
ECHO = 1.0  # weight of what a sentence encoder says
_SCENES = 4  # in one home: a home costs as much as they do
_AHEAD = 8  # batches composed together, to be sorted by the size of their homes
_DEPENDS = {
    "vision": ("pointing", "contradiction", "television", "gesture only", "pointing unseen"),
    "sensors": (),
}
Row = tuple[Shown, Target]


class FusionTask:
    """See `models.training.Task`. ``echoes``: what a sentence encoder says of sentences; none teaches
    without. ``missing``: modalities that this model never sees; ``things``: how many each home has."""

    def __init__(self, variant: str, learned: Sayings, dev: Sayings, table: GestureTable, *,
                 width: int = WIDTH, echoes: Echoes | None = None, missing: frozenset[str] = frozenset(),
                 kinds: Mapping[str, tuple[float, Maker]] = KINDS,
                 things: int | None = None) -> None:  # fmt: skip
        self._variant, self._learned, self._table, self._width = variant, learned, table, width
        self._things = things
        self._echoes, self._missing, self._kinds = echoes, missing, dict(kinds)
        self._ready: list[list[Row]] = []
        rng = np.random.default_rng(11)
        self._home, self._left = made(learned.split, rng, things), 0
        dev_scenes = [
            compose("dev", dev, GestureTable(), rng, KINDS) for _ in range(DEV_SCENES if dev.human else 40)
        ]
        self._dev = [_lacking(one, missing) for one in dev_scenes]

    def network(self) -> nn.Module:
        """See `Task`."""
        return VARIANTS[self._variant](self._width)

    def batch(self, size: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
        """Arrays of scenes, and what is right."""
        if not self._ready:
            rows = [self._row(rng) for _ in range(_AHEAD * size)]
            rows.sort(key=lambda row: len(row[0].things))
            self._ready = [rows[start : start + size] for start in range(0, len(rows), size)]
            rng.shuffle(self._ready)
        scenes = _tensors(self._ready.pop())
        return scenes if self._echoes is None else scenes + _echo_tensors(self._echoes.some(size, rng))

    def loss(self, net: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        """See `verdict_loss` and `echo_loss`."""
        given, right = _apart(batch)
        loss = verdict_loss(net(**given), right, given["things_there"])
        echoes = batch[len(INPUTS) + len(TARGETS) :]
        if not echoes or not isinstance(net, MultimodalModel):
            return loss
        *words, vectors = echoes
        return loss + ECHO * echo_loss(net.echoed(*words), vectors)

    @torch.no_grad()
    def look(self, net: nn.Module, device: torch.device) -> dict[str, float]:
        """Share of dev's scenes judged rightly, by kind and in all."""
        found: dict[str, list[bool]] = defaultdict(list)
        for start in range(0, len(self._dev), 50):
            part = self._dev[start : start + 50]
            batch = _tensors([_row(one) for one in part])
            given, right = _apart(tuple(one.to(device) for one in batch))
            for one, ok in zip(part, rightly(net(**given), right).tolist(), strict=True):
                found[one.kind].append(ok)
        told = {name: round(float(np.mean(oks)), 3) for name, oks in sorted(found.items())}
        return {"right": round(float(np.mean([ok for oks in found.values() for ok in oks])), 4)} | told

    def _row(self, rng: np.random.Generator) -> Row:
        one = None
        while one is None:
            if self._left == 0:
                self._home, self._left = made(self._learned.split, rng, self._things), _SCENES
            self._left -= 1
            one = composed(self._home, self._learned, self._table, rng, self._kinds)
        return _row(_lacking(_dropped(one, rng), self._missing))


def rightly(verdict: Verdict, right: Mapping[str, Tensor]) -> Tensor:
    """[b]: the right things and verb for what is clear, a question for what is not, nothing for the rest."""
    addressed = (verdict.addressed > 0) == (right["addressed"] > 0.5)
    verb = verdict.verb.argmax(dim=1) == right["verb"]
    clear = (verdict.clear > 0) == (right["clear"] > 0.5)
    things = ((verdict.pointer > 0) == (right["meant"] > 0.5)).all(dim=1)
    which = torch.where(right["clear"] < 0.5, clear, clear & things)
    placed = (right["placed"] > 0.5) & (right["verb"] != NOTHING)
    meant = torch.where(placed, verb & which, verb)
    return addressed & torch.where(right["addressed"] > 0.5, meant, torch.ones_like(meant))


def _dropped(one: Labelled, rng: np.random.Generator) -> Labelled:
    missing = frozenset(
        name for name, share in MISSING.items() if one.kind not in _DEPENDS[name] and rng.random() < share
    )
    if not missing or (one.kind in ("here", "need", "written") and one.scene.area is None):
        return one
    return replace(one, scene=without(one.scene, *missing))


def _lacking(one: Labelled, missing: frozenset[str]) -> Labelled:
    return replace(one, scene=without(one.scene, *missing)) if missing else one


def _row(one: Labelled) -> Row:
    shown = show(one.scene)
    return shown, target_of(one, shown)


def _echo_tensors(echoes: Sequence[Echo]) -> tuple[Tensor, ...]:
    scenes = [Scene(Home(), 0.0, 0.0, Said((Hypothesis(echo.text, 1.0),))) for echo in echoes]
    given = inputs([show(scene) for scene in scenes])
    vectors = torch.from_numpy(np.stack([echo.vector for echo in echoes]).astype(np.float32))
    return (*(given[name] for name in ECHOES), vectors)


def _tensors(rows: Sequence[Row]) -> tuple[Tensor, ...]:
    given = inputs([row[0] for row in rows])
    right = targets([row[1] for row in rows], given["things"].shape[1], given["words"].shape[1])
    return (*(given[name] for name in INPUTS), *(right[name] for name in TARGETS))


def _apart(batch: tuple[Tensor, ...]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    given = dict(zip(INPUTS, batch[: len(INPUTS)], strict=True))
    return given, dict(zip(TARGETS, batch[len(INPUTS) : len(INPUTS) + len(TARGETS)], strict=True))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("variant", choices=sorted(VARIANTS))
    parser.add_argument("--text", type=Path, required=True, help="what models.language.corpora wrote")
    parser.add_argument("--echoes", type=Path, help="what models.fusion.echoes wrote")
    parser.add_argument("--gestures", type=Path, help="scores of real hands, see models.fusion.sights")
    parser.add_argument("--without", nargs="*", choices=("speech", "vision", "sensors"), default=[],
                        help="modalities this model never sees, for comparison")  # fmt: skip
    add_arguments(parser)
    args = parser.parse_args()
    table = GestureTable.load(args.gestures, "train") if args.gestures else GestureTable()
    learned, dev = (sayings_of(split, args.text) for split in ("train", "dev"))
    echoes = Echoes.load(args.echoes, apart=heldout(read(args.text))) if args.echoes else None
    task = FusionTask(args.variant, learned, dev, table, echoes=echoes, missing=frozenset(args.without))
    train(task, args.run, settings_of(args))
    print(json.dumps({"run": str(args.run)}))


if __name__ == "__main__":
    main()
