"""One picture of a camera, as all of seeing gets it: luma only, small enough to be cheap."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]

# Longer side of a frame that is worked on, px. A hand 3 m from a camera of 70° is 30 px of it;
# twice as much costs four times the time and tells no more.
WORKING_SIDE = 640


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """``luma``: [height, width] uint8, longer side at most WORKING_SIDE. ``size``: width and height
    of the picture it came from, px; what is seen is told in pixels of that one."""

    luma: Luma
    size: tuple[int, int]
    number: int = 0  # in its source, from 0
    seconds: float = 0.0  # monotonic clock of its arrival; for a file, position in it

    @property
    def scale(self) -> float:
        """Source pixels for one of ours. By the longer side: a shorter one is rounded by more."""
        return max(self.size) / int(max(self.luma.shape))


class Camera(Protocol):
    """Where pictures come from."""

    def frames(self) -> AsyncGenerator[Frame, None]:
        """The newest frame each time one is asked for; none queue up. Closing it closes the camera."""
        ...
