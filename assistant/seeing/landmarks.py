"""Reads the hand in a square: keypoints and how sure they are, fingers, mouth, palm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.inference import find, number, session
from assistant.seeing.boxes import Box
from assistant.seeing.frames import Luma
from assistant.seeing.scaling import square, standardised

LANDMARKS = "landmarks"


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

    @property
    def box(self) -> Box:
        """The box that holds the keypoints, px of the frame."""
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


class LandmarkModel:
    """Reads the hand in a square. Raises ModelError if its artefact is not usable."""

    def __init__(self, folder: Path | None = None) -> None:
        artifact = find(LANDMARKS, folder)
        self.threshold = number(artifact, "threshold")
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
