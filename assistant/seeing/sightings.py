"""Hands in a frame, on the word of two networks: the finder names a box, the landmark net reads it twice.

Either alone takes cupboard handles, elbows and cats' ears for hands; they seldom err alike. Their chances are
weighed as a logistic regression does, by weights fitted on dev pictures (`models.vision.evidence`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import ModelError
from assistant.inference import Artifact
from assistant.seeing.boxes import Box, Found
from assistant.seeing.frames import Luma
from assistant.seeing.landmarks import LandmarkModel, Landmarks
from assistant.seeing.scaling import MARGIN

ASKED = 4  # boxes of a frame that are read at most, the surest first: each costs up to two readings


@dataclass(frozen=True, slots=True)
class HandEvidence:
    """``weights``: of the logits of the finder's score and of both readings, and a bias. ``threshold``: of
    the chance they give."""

    weights: tuple[float, float, float, float]
    threshold: float

    def chance(self, found: float, first: float, second: float) -> float:
        """That there is a hand, 0-1, from three chances."""
        terms = (*(_logit(share) for share in (found, first, second)), 1.0)
        total = sum(weight * term for weight, term in zip(self.weights, terms, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def hopeless(self, found: float, first: float) -> bool:
        """True if not even a sure second reading would do."""
        return self.chance(found, first, 1.0) < self.threshold


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A hand: the finder's ``box``, px of the frame, how it was read, and the ``chance`` that it is one."""

    box: Box
    landmarks: Landmarks
    chance: float


def sightings(
    found: Iterator[Found],
    luma: Luma,
    landmarks: LandmarkModel,
    evidence: HandEvidence,
    margin: float = MARGIN,
) -> Iterator[Sighting]:
    """Those of the finder's boxes that are hands, one by one, so that nothing is read in vain."""
    for number, candidate in enumerate(found):
        if number >= ASKED:
            return
        first = reading(landmarks, luma, candidate.box, margin)
        if evidence.hopeless(candidate.score, first.hand):
            continue
        # The second reading is centred as in training, and sees through most of what the first did not.
        second = reading(landmarks, luma, first.box, margin)
        chance = evidence.chance(candidate.score, first.hand, second.hand)
        if chance >= evidence.threshold:
            yield Sighting(candidate.box, second, chance)


def reading(landmarks: LandmarkModel, luma: Luma, box: Box, margin: float = MARGIN) -> Landmarks:
    """What the landmark net sees in the square about a box of keypoints."""
    x, y, side = square_about(box, margin)
    return landmarks.read(luma, (x, y), side)


def square_about(box: Box, margin: float = MARGIN, around: float = 1.0) -> tuple[float, float, float]:
    """Centre x, y and side, px, of the square that is read about a box; ``around``: how much larger the box
    is than that of the keypoints."""
    side = margin * max((box[2] - box[0]) / around, (box[3] - box[1]) / around, 8.0)
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, side


def evidence_of(artifact: Artifact) -> HandEvidence:
    """What the finder's manifest says. Raises ModelError."""
    told = artifact.manifest.get("evidence")
    try:
        weights = tuple(float(told["weights"][key]) for key in ("found", "first", "second", "bias"))  # type: ignore[index]
        threshold = float(told["threshold"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"model '{artifact.name}': its manifest has no usable 'evidence': reinstall the assistant"
        ) from error
    return HandEvidence((weights[0], weights[1], weights[2], weights[3]), threshold)


def _logit(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
