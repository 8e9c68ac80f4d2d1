"""The students at work: two finders, the landmark net and the gesture head, each an ONNX session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.events import Gesture
from assistant.inference import ARTIFACTS, Artifact, find, session
from assistant.seeing.boxes import Found, decode, scaled
from assistant.seeing.frames import Luma
from assistant.seeing.scaling import for_finder, square, standardised

HANDS, PEOPLE, LANDMARKS, GESTURES = "hands", "people", "landmarks", "gestures"


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """``points``: [21, 2], px of the frame, MediaPipe's order. ``spread``: [21], px, one standard deviation.
    The rest are chances, 0-1: a hand at all, thumb to little finger stretched, before a mouth, palm to us."""

    points: NDArray[np.float32]
    spread: NDArray[np.float32]
    hand: float
    stretched: NDArray[np.float32]
    mouth: float
    palm: float


class Finder:
    """Finds hands, or people. Raises ModelError if its artefact is not usable."""

    def __init__(self, name: str, folder: Path | None = None) -> None:
        artifact = find(name, folder)
        self.threshold = _number(artifact, "threshold")
        self._session = session(artifact)

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


class LandmarkModel:
    """Reads the hand in a square. Raises ModelError if its artefact is not usable."""

    def __init__(self, folder: Path | None = None) -> None:
        artifact = find(LANDMARKS, folder)
        self.threshold = _number(artifact, "threshold")
        self._session = session(artifact)

    def read(self, luma: Luma, centre: tuple[float, float], side: float) -> Landmarks:
        """The square around ``centre`` (x, y) with this side, px; it may reach beyond the frame."""
        return self.of_crop(standardised(square(luma, centre, side)), centre, side)

    def of_crop(self, crop: NDArray[np.float32], centre: tuple[float, float], side: float) -> Landmarks:
        """``crop``: [64, 64], standardised."""
        heat, told = self._session.run(None, {"crop": crop[None, None]})
        share, spread = _places(heat[0])
        chances = 1.0 / (1.0 + np.exp(-told[0]))
        corner = np.array(centre, np.float32) - side / 2
        return Landmarks(
            corner + share * side,
            spread * side,
            float(chances[0]),
            chances[1:6],
            float(chances[6]),
            float(chances[7]),
        )


def _places(heat: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean place and its spread, in shares of the crop's side, of heatmap logits [21, h, w] (soft argmax,
    Sun et al. 2018, on a grid that reaches one cell beyond the edge)."""
    points, cells, _ = heat.shape
    flat = np.exp(heat.reshape(points, -1) - heat.reshape(points, -1).max(axis=1, keepdims=True))
    share = (flat / flat.sum(axis=1, keepdims=True)).reshape(heat.shape)
    grid = (0.5 + ((np.arange(cells, dtype=np.float32) + 0.5) / cells - 0.5) * (cells + 2) / cells).astype(
        np.float32
    )
    across, down = share.sum(axis=1), share.sum(axis=2)
    x, y = across @ grid, down @ grid
    variance = (across @ grid**2 - x**2 + down @ grid**2 - y**2) / 2
    return np.stack((x, y), axis=1), np.sqrt(np.maximum(variance, 0.0))


class GestureModel:
    """What keypoints mean. Raises ModelError if its artefact is not usable."""

    def __init__(self, folder: Path | None = None) -> None:
        artifact = find(GESTURES, folder)
        if artifact.manifest.get("labels") != [gesture.value for gesture in Gesture]:
            raise ModelError(
                f"model '{GESTURES}': its labels are those of another release: reinstall the assistant"
            )
        self.threshold = _number(artifact, "threshold")
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
        self.landmarks = LandmarkModel(folder / LANDMARKS)
        self.gestures = GestureModel(folder / GESTURES)


def _number(artifact: Artifact, key: str) -> float:
    value = artifact.manifest.get(key)
    if not isinstance(value, int | float):
        raise ModelError(
            f"model '{artifact.name}': its manifest has no number {key!r}: reinstall the assistant"
        )
    return float(value)
