"""The gesture head: from what the landmark student says of labelled crops, turned and worn, to gestures.

`python -m models.vision.meanings --data DIR --version V [--models DIR] [--out DIR] [--steps N]` trains it and
writes models/artifacts/gestures, with the threshold chosen on dev. It learns from the shipped landmark
model's own answers, mistakes included, so run it again whenever that model is new.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from assistant.events import Gesture
from assistant.inference import ARTIFACTS
from assistant.seeing.boxes import overlap
from assistant.seeing.gestures import FEATURES, features
from assistant.seeing.landmarks import LANDMARKS, LandmarkModel
from assistant.seeing.models import GESTURES
from models.quantize import export_onnx, quantize, write_manifest
from models.vision.batches import box_of
from models.vision.crops import hand_sample, turned_sample
from models.vision.network import GestureHead
from models.vision.packs import Item, Luma, Pack
from models.vision.train import packs

NAMES = tuple(gesture.value for gesture in Gesture)
# What a labelled hand means. An open hand that shows its back is no "stop": when in doubt, nothing is done.
MEANING = {
    "palm": Gesture.PALM, "stop": Gesture.PALM, "fist": Gesture.FIST, "like": Gesture.LIKE,
    "dislike": Gesture.DISLIKE, "ok": Gesture.OK, "one": Gesture.POINT, "mute": Gesture.MUTE,
}  # fmt: skip
# The same of frames of a webcam that show one hand, by how many fingers it holds up or where it points.
FRAMES = {
    "0-hand": Gesture.FIST, "1-hand": Gesture.POINT, "2-hand": Gesture.OTHER, "3-hand": Gesture.OTHER,
    "4-hand": Gesture.OTHER, "5-hand": Gesture.PALM, "left": Gesture.POINT, "right": Gesture.POINT,
    "down": Gesture.POINT, "stop": Gesture.PALM, "thumbs_up": Gesture.LIKE,
}  # fmt: skip
FRAME_LOOKS = 4  # at a frame for one at a crop: there are few, and they are what cameras see
UPRIGHT = 40.0  # degrees a thumb or a finger on the lips may lean
FALSE_SHARE = 0.06  # of other hands on dev, read as a command at the threshold


@dataclass(frozen=True, eq=False)
class Examples:
    """``features`` [n, FEATURES], ``labels`` [n]."""

    features: NDArray[np.float32]
    labels: NDArray[np.int64]


def meaning(label: str, turn: float) -> Gesture | None:
    """What a hand with this label means, turned by so many degrees; None where it is nothing clear."""
    gesture = MEANING.get(label) or FRAMES.get(label, Gesture.OTHER)
    turn = abs((turn + 180) % 360 - 180)
    if gesture in (Gesture.LIKE, Gesture.DISLIKE):
        if turn <= UPRIGHT:
            return gesture
        if turn >= 180 - UPRIGHT:
            return Gesture.LIKE if gesture is Gesture.DISLIKE else Gesture.DISLIKE
        return Gesture.OTHER if 60 <= turn <= 120 else None
    if gesture is Gesture.MUTE and turn > UPRIGHT:
        return None
    return gesture


def examples(packs: Sequence[Pack], split: str, models: Path, *, looks: int, seed: int) -> Examples:
    """``looks`` at every labelled crop of a split, through the landmark model; 0: one, as it came."""
    model = LandmarkModel(models / LANDMARKS)
    rng = np.random.default_rng(seed)
    backgrounds: list[Luma] = [
        pack.luma(i) for pack in packs for i in pack.of_split("train") if pack.items[i].boxes == ()
    ]
    rows, labels = [], []
    for pack in packs:
        for index in pack.of_split(split):
            item = pack.items[index]
            if item.label is None or not _shows_one_hand(item):
                continue
            if looks == 0:
                crop = hand_sample(pack, index, 0, rng, [], augment=False).luma
                rows.append(features(model.of_crop(crop, (0.5, 0.5), 1.0)))
                labels.append(NAMES.index((meaning(item.label, 0.0) or Gesture.OTHER).value))
            for look in range(looks if item.kind == "crop" else FRAME_LOOKS * looks):
                # The first look is nearly as it came; later ones are turned by any angle.
                turn = float(rng.normal(0, 15) if look % 2 == 0 else rng.uniform(-180, 180))
                gesture = meaning(item.label, turn)
                if gesture is None:
                    continue
                crop = turned_sample(pack, index, turn, rng, backgrounds)
                seen = model.of_crop(crop, (0.5, 0.5), 1.0)
                rows.append(features(seen))
                labels.append(NAMES.index(gesture.value))
    return Examples(np.array(rows, np.float32), np.array(labels, np.int64))


def _shows_one_hand(item: Item) -> bool:
    """A crop, or a labelled frame with one hand, seen by the teacher where people say it is."""
    if item.kind == "crop":
        return bool(item.hands)
    boxes = item.boxes or ()
    if item.label not in (*FRAMES, *MEANING) or len(item.hands) != 1 or len(boxes) != 1:
        return False
    return overlap(boxes[0], box_of(item.hands[0].keypoints)) > 0.3


def fit(train: Examples, dev: Examples, steps: int, *, seed: int = 1) -> GestureHead:
    """Train the head; prints how it does on dev."""
    torch.manual_seed(seed)
    head = GestureHead(FEATURES, len(NAMES))
    optimiser = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=1e-3)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    rows, labels = torch.from_numpy(train.features), torch.from_numpy(train.labels)
    counts = np.bincount(train.labels, minlength=len(NAMES))
    weights = torch.tensor(1.0 / np.sqrt(np.maximum(counts, 1)), dtype=torch.float32)
    for step in range(1, steps + 1):
        chosen = torch.randint(len(rows), (256,))
        worn = rows[chosen] + 0.03 * torch.randn(256, FEATURES)
        loss = functional.cross_entropy(
            head(worn), labels[chosen], weights / weights.mean(), label_smoothing=0.02
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        fall.step()
        if step % 1000 == 0 or step == steps:
            right = (chances(head, dev).argmax(axis=1) == dev.labels).mean()
            print(
                json.dumps(
                    {"step": step, "loss": round(float(loss.detach()), 3), "dev": round(float(right), 4)}
                )
            )
    return head


@torch.no_grad()
def chances(head: GestureHead, given: Examples) -> NDArray[np.float32]:
    """[n, gestures], each row sums to 1."""
    return np.asarray(head.eval()(torch.from_numpy(given.features)).softmax(dim=1).numpy(), np.float32)


def chosen_threshold(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The least score at which no more than FALSE_SHARE of other hands pass as a command."""
    other = NAMES.index(Gesture.OTHER.value)
    strangers = scores[labels == other, :other].max(axis=1)
    return round(float(max(0.5, np.quantile(strangers, 1 - FALSE_SHARE))), 2) if len(strangers) else 0.5


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=ARTIFACTS, help="folder with the landmark model")
    parser.add_argument("--out", type=Path, default=ARTIFACTS)
    parser.add_argument("--version", required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--looks", type=int, default=2, help="at every crop")
    args = parser.parse_args()
    found = packs(args.data)
    train = examples(found, "train", args.models, looks=args.looks, seed=1)
    dev = examples(found, "dev", args.models, looks=0, seed=2)
    head = fit(train, dev, args.steps)
    threshold = chosen_threshold(chances(head, dev), dev.labels)
    write(head, train, args.out / GESTURES, args.version, threshold)
    print(f"threshold {threshold}")


def write(head: GestureHead, train: Examples, out: Path, version: str, threshold: float) -> None:
    """``gestures.onnx`` in 8 bits, and its manifest."""
    out.mkdir(parents=True, exist_ok=True)
    plain, target = out / "plain.onnx", out / "gestures.onnx"
    axes = {"features": {0: "hands"}, "logits": {0: "hands"}}
    export_onnx(head, torch.zeros(1, FEATURES), plain, inputs="features", outputs=("logits",), axes=axes)
    quantize(
        plain, target, ({"features": train.features[i : i + 1]} for i in range(0, len(train.labels), 101))
    )
    plain.unlink()
    more = {"labels": list(NAMES), "threshold": threshold,
            "threshold_from": f"dev photos: {FALSE_SHARE:.0%} of other hands pass as a command"}  # fmt: skip
    write_manifest(target, GESTURES, version, "python -m models.vision.meanings", more)


if __name__ == "__main__":
    main()
