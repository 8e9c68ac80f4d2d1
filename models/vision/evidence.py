"""How the hand finder's word and the landmark net's are weighed: fitted on dev, with both as they ship.

`python -m models.vision.evidence --data DIR [--models DIR]` writes into the finder's manifest from which
score a box is read at all, the weights, and the chance from which it counts as a hand.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.inference import ARTIFACTS
from assistant.seeing.boxes import Found, overlap
from assistant.seeing.landmarks import LANDMARKS, LandmarkModel
from assistant.seeing.models import HANDS, Finder
from assistant.seeing.sightings import ASKED, HandEvidence, reading
from models.vision.finding import known_hands
from models.vision.packs import Item, Pack
from models.vision.pictures import HOME_ROOMS
from models.vision.train import packs

START = {"weights": {"found": 1.0, "first": 0.5, "second": 0.5, "bias": 0.0}, "threshold": 0.5}
LEAST = 0.1  # score of a box that may be asked about
BOXES_A_FRAME = 1.0  # in pictures without people; what a search may cost where there is nothing
FALSE_A_FRAME = 0.008  # hands seen in them
PULL = 1e-2  # of the weights towards zero, for few pictures


@dataclass(frozen=True)
class Candidate:
    """A box of a dev picture: three chances, whether it is on a hand, and whether the picture has people."""

    chances: tuple[float, float, float]
    hand: bool
    empty: bool


def candidates(finder: Finder, landmarks: LandmarkModel, found: Sequence[Pack]) -> Iterator[list[Candidate]]:
    """The boxes of each dev picture whose hands are known, at most as many as are asked about."""
    for pack in found:
        for index in pack.of_split("dev"):
            item = pack.items[index]
            if item.kind != "scene" or (item.boxes is None and not item.hands):
                continue
            luma = pack.luma(index)
            empty = empty_indoors(pack, item)
            boxes = finder.find(luma, LEAST)[:ASKED]
            yield [_candidate(landmarks, luma, box, item, empty=empty) for box in boxes]


def empty_indoors(pack: Pack, item: Item) -> bool:
    """A home room or CCTV without people, where false hands are counted. Mountains, street signs and cats are
    to be seen through as well, but they are not what a camera at home looks at for hours."""
    kept = item.split == "dev" and item.boxes == () and not item.hands and item.people is False
    return kept and item.label in (None, *HOME_ROOMS) and pack.name not in ("pets", "coco", "tinycoco")


def _candidate(
    landmarks: LandmarkModel, luma: NDArray[np.uint8], box: Found, item: Item, *, empty: bool
) -> Candidate:
    first = reading(landmarks, luma, box.box)
    second = reading(landmarks, luma, first.box)
    hand = any(overlap(box.box, known) > 0.4 for known in known_hands(item))
    return Candidate((box.score, first.hand, second.hand), hand, empty)


def fit(known: Sequence[Candidate], steps: int = 60) -> NDArray[np.float64]:
    """Weights [4] of a logistic regression, by Newton's method. What is half on a hand counts as none."""
    rows = np.array([_terms(one) for one in known])
    hand = np.array([one.hand for one in known], float)
    share = np.where(hand > 0, 0.5 / max(hand.mean(), 1e-6), 0.5 / max(1 - hand.mean(), 1e-6))
    weights = np.zeros(4)
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (share * (chance - hand)) / len(rows) + PULL * weights
        bend = (rows.T * (share * chance * (1 - chance))) @ rows / len(rows) + PULL * np.eye(4)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def _terms(one: Candidate) -> NDArray[np.float64]:
    chances = np.clip(np.array(one.chances), 1e-4, 1 - 1e-4)
    return np.append(np.log(chances / (1 - chances)), 1.0)


def choose(seen: Sequence[Sequence[Candidate]], pictures: int) -> dict[str, object]:
    """What the manifest shall say. ``pictures``: how many of them are empty."""
    asked = sorted((c.chances[0] for one in seen for c in one if c.empty), reverse=True)
    most = int(BOXES_A_FRAME * pictures)
    least = _just_above(asked[most], LEAST, 0.6) if len(asked) > most else LEAST
    known = [c for one in seen for c in one if c.chances[0] >= least]
    if not any(c.hand for c in known) or all(c.hand for c in known):
        return {"threshold": least, "evidence": START}
    weights = fit(known).tolist()
    rule = HandEvidence((weights[0], weights[1], weights[2], weights[3]), 0.0)
    false = sorted((rule.chance(*c.chances) for c in known if c.empty), reverse=True)
    allowed = int(FALSE_A_FRAME * pictures)
    threshold = _just_above(false[allowed], 0.2, 0.99) if len(false) > allowed else 0.5
    passed = np.mean([rule.chance(*c.chances) >= threshold for c in known if c.hand])
    told = (
        f"{len(seen)} dev pictures, {pictures} home rooms and CCTV without people: {BOXES_A_FRAME:g} boxes "
        f"of these are read, {FALSE_A_FRAME:g} taken for hands; of boxes on hands {passed:.3f}"
    )
    names = ("found", "first", "second", "bias")
    weighed = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return {"threshold": least, "threshold_from": told,
            "evidence": {"weights": weighed, "threshold": threshold}}  # fmt: skip


def _just_above(value: float, low: float, high: float) -> float:
    return min(max(math.floor(value * 1000 + 1) / 1000, low), high)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=ARTIFACTS)
    args = parser.parse_args()
    listing = args.models / HANDS / "manifest.json"
    found = packs(args.data)
    finder, landmarks = Finder(HANDS, listing.parent), LandmarkModel(args.models / LANDMARKS)
    seen = list(candidates(finder, landmarks, found))
    empty = sum(empty_indoors(pack, item) for pack in found for item in pack.items)
    chosen = choose(seen, empty)
    listing.write_text(json.dumps(json.loads(listing.read_text()) | chosen, indent=2) + "\n")
    print(json.dumps(chosen))


if __name__ == "__main__":
    main()
