"""Confidence and thresholds of an exported model, on composed dev scenes: `python -m models.fusion.choose`.

The confidence is fitted to how often all of a judgement is right (Platt 1999). ``addressed``: the highest
chance that no more than LOST of the sentences that were meant for us fall below. ``act``: the least
confidence from which on no more than WRONG of the readings are wrong; ``ask``: from which on a reading is
right rather than wrong. What was chosen stands in the manifest.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.inference import ARTIFACTS
from assistant.understanding.fusion import FUSION, FusionModel, Judgement, confidence
from assistant.understanding.meant import Verb
from assistant.understanding.policy import MEANT
from models.fusion.kinds import KINDS
from models.fusion.people import sayings_of
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable

LOST = 0.02
WRONG = 0.02
_STEPS = 60
Floats = NDArray[np.float64]


def right(one: Labelled, judged: Judgement) -> bool:
    """Whether all of a judgement is right: meant for us or not, the verb, clear or not, and which things."""
    if (judged.addressed >= MEANT) != one.addressed or not one.addressed:
        return (judged.addressed >= MEANT) == one.addressed
    if judged.verb is not one.verb or one.verb is Verb.NOTHING or not one.placed:
        return judged.verb is one.verb
    if (judged.clear >= MEANT) != one.clear or not one.clear:
        return (judged.clear >= MEANT) == one.clear
    return {name for name, chance in judged.things.items() if chance >= MEANT} == set(one.targets)


def fitted(parts: Floats, hits: NDArray[np.bool_]) -> list[float]:
    """Weights of a logistic function of ``parts`` [n, 4] and a constant, by Newton's method; a little of a
    pull to 0 keeps them finite where all is right."""
    given = np.column_stack((parts, np.ones(len(parts))))
    weights, pull = np.zeros(given.shape[1]), 1e-3 * np.eye(given.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(given @ weights, -30, 30)))
        slope = given.T @ (chance - hits) + pull @ weights
        curve = (given * (chance * (1 - chance))[:, None]).T @ given + pull
        weights -= np.linalg.solve(curve, slope)
    return [round(float(weight), 4) for weight in weights]


def least(scores: Floats, wrong: NDArray[np.bool_], share: float) -> float:
    """The least score from which on no more than ``share`` of the rows are wrong."""
    order = np.argsort(-scores)
    rate = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    fine = np.nonzero(rate <= share)[0]
    return float(scores[order][fine[-1]]) if len(fine) else 1.0


def chosen(judged: Sequence[Judgement], scenes: Sequence[Labelled]) -> tuple[list[float], dict[str, float]]:
    """The weights of the confidence, and the thresholds by name."""
    hits = np.array([right(one, said) for one, said in zip(scenes, judged, strict=True)])
    asked = np.array([one.addressed and one.verb is not Verb.NOTHING and one.placed for one in scenes])
    parts = np.array([said.assurance() for said in judged])
    weights = fitted(parts, hits)
    sure = np.array([confidence(said, weights) for said in judged])
    meant = [said.addressed for one, said in zip(scenes, judged, strict=True) if one.addressed]
    told = {
        "addressed": max(MEANT, float(np.quantile(meant, LOST))) if meant else MEANT,
        "act": least(sure[asked], ~hits[asked], WRONG),
        "ask": least(sure[asked], ~hits[asked], 0.5),
    }
    return weights, {name: round(min(value, 0.99), 3) for name, value in told.items()}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", type=Path, required=True, help="what models.language.corpora wrote")
    parser.add_argument("--gestures", type=Path, help="scores of real hands, see models.fusion.sights")
    parser.add_argument("--model", type=Path, default=ARTIFACTS / FUSION)
    parser.add_argument("--scenes", type=int, default=4000)
    args = parser.parse_args()
    table = GestureTable.load(args.gestures, "dev") if args.gestures else GestureTable()
    rng, sayings, model = np.random.default_rng(21), sayings_of("dev", args.text), FusionModel(args.model)
    scenes = [compose("dev", sayings, table, rng, KINDS) for _ in range(args.scenes)]
    weights, thresholds = chosen([model.judge(one.scene) for one in scenes], scenes)
    path = args.model / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest |= {"confidence": weights, "thresholds": thresholds,
                 "chosen_on": f"{args.scenes} composed dev scenes, seed 21"}  # fmt: skip
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({"confidence": weights, "thresholds": thresholds}))


if __name__ == "__main__":
    main()
