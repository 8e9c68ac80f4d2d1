"""Videos for tests, written by FFmpeg itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # [height, width, 3] red, green, blue


def flat(level: int, width: int = 320, height: int = 240) -> Picture:
    """A picture of one grey."""
    return np.full((height, width, 3), level, dtype=np.uint8)


def textured(width: int = 320, height: int = 240, seed: int = 0) -> Picture:
    """Soft coloured blobs, as a room has them."""
    coarse = np.random.default_rng(seed).integers(0, 256, (height // 40, width // 40, 3))
    rows, columns = np.arange(height) * coarse.shape[0] // height, np.arange(width) * coarse.shape[1] // width
    return coarse[rows][:, columns].astype(np.uint8)


def levels(count: int) -> list[Picture]:
    """Pictures that tell their number by their grey: 20, 25, 30, …"""
    return [flat(20 + 5 * number) for number in range(count)]


def write(
    path: Path,
    pictures: Iterable[Picture],
    *,
    rate: float = 30,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    format: str | None = None,
    options: dict[str, str] | None = None,
    prepare: Callable[[av.VideoStream], None] = lambda stream: None,
) -> Path:
    """A video of these pictures, all of one size."""
    with av.open(str(path), "w", format=format) as container:
        stream = container.add_stream(codec, rate=Fraction(rate).limit_denominator(1000))
        stream.pix_fmt = pixels
        stream.options = options or {}
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
                prepare(stream)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
