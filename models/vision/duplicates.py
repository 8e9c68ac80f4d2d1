"""Takes out of training the photos that a test has too.

`python -m models.vision.duplicates --data DIR --of hagrid --test t1`: a hand of the one pack is laid on a
hand of the other by their keypoints; where these agree and the pixels correlate, it is the same photo,
and everything of its group gets the split "left-out".
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vision.packs import Pack

RESIDUAL = 0.06  # of a hand's span; two looks of the teacher at one photo differ by .02-.04
CORRELATION = (
    0.92  # of the patches: of 35,000 crops 80 lie above it, about as many as chance shares with a test of 380
)
SIDE = 32  # px of the patches


def shared_groups(train: Pack, test: Pack) -> dict[str, float]:
    """Groups of ``train`` that show a photo of ``test``, with their correlation."""
    known = [(i, hand) for i, item in enumerate(train.items) for hand in item.hands]
    if not known:
        return {}
    points = np.array([hand.keypoints for _, hand in known], np.float32)
    shapes, _ = _shape(points)
    found: dict[str, float] = {}
    for index, item in enumerate(test.items):
        for hand in item.hands:
            there = np.array(hand.keypoints, np.float32)
            shape, _ = _shape(there[None])
            # Complex numbers: the best turn and scale of one shape onto another is their inner product.
            fit = np.abs(shapes.conj() @ shape[0])
            close = np.flatnonzero(2 - 2 * fit < (2 * RESIDUAL) ** 2)
            for which in close:
                i = known[which][0]
                correlation = _correlation(train, i, points[which], test, index, there)
                if correlation > CORRELATION:
                    group = train.items[i].group
                    found[group] = max(found.get(group, 0.0), correlation)
    return found


def _shape(points: NDArray[np.float32]) -> tuple[NDArray[np.complex64], NDArray[np.complex64]]:
    """Keypoints [n, 21, 2] as unit complex vectors around their centres, and the centres."""
    numbers = points[..., 0] + 1j * points[..., 1]
    centres = numbers.mean(axis=1, keepdims=True)
    centred = numbers - centres
    return (centred / np.linalg.norm(centred, axis=1, keepdims=True)).astype(np.complex64), centres


def _correlation(
    train: Pack, i: int, own: NDArray[np.float32], test: Pack, j: int, other: NDArray[np.float32]
) -> float:
    """Of the pixels of both hands, laid on each other."""
    low, high = other.min(axis=0), other.max(axis=0)
    to_patch = np.array([[SIDE, 0, -SIDE * low[0]], [0, SIDE, -SIDE * low[1]]], np.float32)
    to_patch /= float(max(high - low))
    onto, _ = cv2.estimateAffinePartial2D(own, other)
    if onto is None:
        return 0.0
    both = (to_patch @ np.vstack([onto, [0, 0, 1]])).astype(np.float32)
    one = cv2.warpAffine(train.luma(i), both, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    two = cv2.warpAffine(test.luma(j), to_patch.astype(np.float32), (SIDE, SIDE))
    return float(np.corrcoef(one.ravel(), two.ravel())[0, 1])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--of", required=True)
    parser.add_argument("--test", required=True)
    args = parser.parse_args()
    file = args.data / "packs" / args.of
    groups = shared_groups(Pack(file), Pack(args.data / "packs" / args.test))
    lines = file.with_suffix(".jsonl").read_text().splitlines()
    kept = [json.loads(line) for line in lines]
    for item in kept:
        if item["group"] in groups:
            item["split"] = "left-out"
    new = file.with_suffix(".jsonl.new")
    new.write_text("".join(json.dumps(item) + "\n" for item in kept))
    new.replace(file.with_suffix(".jsonl"))
    print(f"{len(groups)} groups of {args.of} show a photo of {args.test}; left out of training")


if __name__ == "__main__":
    main()
