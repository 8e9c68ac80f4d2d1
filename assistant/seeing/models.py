"""The students at work: two finders, the landmark net and the gesture head, each an ONNX session."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.events import Gesture
from assistant.inference import ARTIFACTS, find, number, session
from assistant.seeing.boxes import Found, decode, scaled
from assistant.seeing.frames import Luma
from assistant.seeing.landmarks import LANDMARKS, LandmarkModel
from assistant.seeing.scaling import for_finder
from assistant.seeing.sightings import evidence_of

HANDS, PEOPLE, GESTURES = "hands", "people", "gestures"


class Finder:
    """Finds hands, or people. Raises ModelError if its artefact is not usable."""

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self.artifact = find(name, folder)
        self.threshold = number(self.artifact, "threshold")
        self._session = session(self.artifact)

    def grid(self, luma: Luma) -> tuple[NDArray[np.float32], float]:
        """What the network says of a frame, [5, h, w] (see `boxes.decode`), and the scale to its px."""
        picture, scale = for_finder(luma)
        (grid,) = self._session.run(None, {"luma": picture[None, None]})
        return grid[0], scale

    def find(self, luma: Luma, threshold: float | None = None) -> tuple[Found, ...]:
        """Boxes in px of the frame, best first."""
        grid, scale = self.grid(luma)
        return tuple(
            Found(scaled(f.box, 1 / scale), f.score)
            for f in decode(grid, self.threshold if threshold is None else threshold)
        )


class GestureModel:
    """What keypoints mean. Raises ModelError if its artefact is not usable."""

    def __init__(self, folder: Path | None = None) -> None:
        artifact = find(GESTURES, folder)
        if artifact.manifest.get("labels") != [gesture.value for gesture in Gesture]:
            raise ModelError(
                f"model '{GESTURES}': its labels are those of another release: reinstall the assistant"
            )
        self.threshold = number(artifact, "threshold")
        self._session = session(artifact)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """[features] (see `gestures.features`) to one chance a `Gesture`."""
        (logits,) = self._session.run(None, {"features": features[None]})
        chances = np.exp(logits[0] - logits[0].max())
        return np.asarray(chances / chances.sum(), np.float32)


class SeeingModels:
    """All four. ``folder`` holds one folder an artefact; the shipped ones if not given. Raises ModelError."""

    def __init__(self, folder: Path = ARTIFACTS) -> None:
        self.hands = Finder(HANDS, folder / HANDS)
        self.people = Finder(PEOPLE, folder / PEOPLE)
        self.evidence = evidence_of(self.hands.artifact)
        self.landmarks = LandmarkModel(folder / LANDMARKS)
        self.gestures = GestureModel(folder / GESTURES)
