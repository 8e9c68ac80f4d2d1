"""Does anything move? A few thousand differences a frame decide whether any model runs at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assistant.seeing.frames import Luma

CELLS = (40, 30)  # across, down: a hand 3 m away is one cell


@dataclass(frozen=True, slots=True)
class MotionSettings:
    """Numbers chosen on the generated and recorded scenes of `assistant bench seeing`."""

    contrast: float = 6.0  # grey levels, of 255, by which a cell has to change, above the noise
    noise: float = 4.0  # times the usual change of all cells: a dark camera's grain is no motion
    share: float = 0.0015  # of the cells; two of 1,200
    linger_seconds: float = 2.0  # a hand held still for its gesture is to be seen to the end


class MotionGate:
    """``feed`` says whether a frame is worth looking at. The first one is."""

    def __init__(self, settings: MotionSettings = MotionSettings()) -> None:
        self._settings = settings
        self._before: NDArray[np.float32] | None = None
        self._usual = 1.0
        self._until = -np.inf

    def feed(self, luma: Luma, now: float) -> bool:
        """``now``: seconds of the frame, growing."""
        settings = self._settings
        small = Image.fromarray(luma).resize(CELLS, Image.Resampling.BOX)
        cells = np.asarray(small, np.float32)
        if self._before is None:
            self._before = cells
            self._until = now + settings.linger_seconds
            return True
        # Light that changes everywhere at once is a lamp or the exposure, not somebody.
        change = cells - self._before
        change = np.abs(change - np.median(change))
        usual = float(np.median(change))
        limit = settings.contrast + settings.noise * self._usual
        moved = float((change > limit).mean()) > settings.share
        self._usual += 0.1 * (usual - self._usual)
        # Slow things add up against an older picture; noise does not.
        self._before = cells if moved else self._before + np.float32(0.2) * (cells - self._before)
        if moved:
            self._until = now + settings.linger_seconds
        return now <= self._until
