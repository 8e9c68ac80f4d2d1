"""A trained student as the artefact that ships: ONNX in 8 bits, and its manifest.

`python -m models.vision.export landmarks|hands|people --data DIR --run DIR --version V [--out DIR]`.
Ranges of activations are chosen on train pictures as training wears them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from assistant.inference import ARTIFACTS
from assistant.seeing.models import HANDS, PEOPLE, Finder
from models.quantize import Feed, export_onnx, quantize, write_manifest
from models.training import Task, load
from models.vision.evidence import START, empty_indoors
from models.vision.network import LandmarkNet
from models.vision.packs import Pack
from models.vision.tasks import TASKS
from models.vision.train import packs

FALSE_SHARE = 0.025  # of empty pictures that may hold a person; of 0.1, 6 % on dev were 11 % on other rooms
CALIBRATION = 12  # batches of 16; more moved no figure


def export(task: Task, net: nn.Module, name: str, out: Path, version: str, *, whole: bool = False) -> Path:
    """``<name>.onnx`` and ``manifest.json`` in ``out``. ``whole``: in 32 bits, for comparison."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{name}.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        export_plain(net, plain)
        if whole:
            target.write_bytes(plain.read_bytes())
        else:
            quantize(plain, target, _feeds(task, name))
    more: dict[str, object] = {"threshold": 0.5}
    if name == HANDS:
        more = {"threshold": 0.3, "evidence": START}  # until `evidence` has chosen
    write_manifest(target, name, version, f"python -m models.vision.export {name}", more)
    return target


def choose_threshold(folder: Path, found: Sequence[Pack]) -> float:
    """Give the people finder the least score at which no more than FALSE_SHARE of dev pictures without
    anybody (home rooms and CCTV; pets are harder) hold a find, and say so in its manifest."""
    finder = Finder(PEOPLE, folder)
    grids = [
        finder.grid(pack.luma(index))[0][0].max()
        for pack in found
        for index in pack.of_split("dev")
        if empty_indoors(pack, pack.items[index])
    ]
    chosen = 0.5
    if grids:
        logit = float(np.quantile(grids, 1 - FALSE_SHARE))
        chosen = round(float(np.clip(1 / (1 + np.exp(-logit)), 0.2, 0.9)), 2)
    told = f"{len(grids)} dev home rooms and CCTV without people: {FALSE_SHARE:.0%} of them hold a find"
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"threshold": chosen, "threshold_from": told}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return chosen


def export_plain(net: nn.Module, path: Path) -> None:
    """In 32 bits, for any number of crops or a picture of any size."""
    if isinstance(net, LandmarkNet):
        axes = {"crop": {0: "hands"}, "heat": {0: "hands"}, "told": {0: "hands"}}
        export_onnx(net, torch.zeros(1, 1, 64, 64), path, inputs="crop", outputs=("heat", "told"), axes=axes)
    else:
        axes = {"luma": {2: "height", 3: "width"}, "grid": {2: "rows", 3: "columns"}}
        export_onnx(net, torch.zeros(1, 1, 160, 192), path, inputs="luma", outputs=("grid",), axes=axes)


def _feeds(task: Task, name: str) -> Iterator[Feed]:
    rng = np.random.default_rng(5)
    for _ in range(CALIBRATION):
        pictures = task.batch(16, rng)[0].numpy()
        if name == "landmarks":
            yield {"crop": pictures}
        else:
            for picture in pictures:
                yield {"luma": picture[None]}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", type=Path, default=ARTIFACTS)
    parser.add_argument("--whole", action="store_true", help="32 bits, for comparison")
    args = parser.parse_args()
    found = packs(args.data)
    task = TASKS[args.task](found)
    net = load(task, args.run)
    target = export(task, net, args.task, args.out / args.task, args.version, whole=args.whole)
    if args.task == PEOPLE:
        print(f"threshold {choose_threshold(target.parent, found)}")
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
