"""What is known of a picture before it is packed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Row:
    """One picture. ``kind``: crop (one hand fills it) or scene. What nobody labelled is None.

    ``boxes``: of hands, px; ``people``: is anybody there; ``bodies``: boxes of people, px.
    Pictures of one ``group`` (photo, person, near-duplicates) are on the same side of a split.
    """

    path: str
    kind: str
    group: str
    split: str  # train, dev or test
    label: str | None = None
    boxes: tuple[Box, ...] | None = None
    people: bool | None = None
    bodies: tuple[Box, ...] | None = None


def by_hash(group: str, share: float, then: str, otherwise: str) -> str:
    """``then`` for this share of groups, the same ones for ever."""
    return then if zlib.crc32(group.encode()) % 1000 < 1000 * share else otherwise
