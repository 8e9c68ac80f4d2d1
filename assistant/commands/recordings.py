"""Recordings named on a command line, folders of them included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.errors import AudioError

SUFFIXES = (".wav", ".flac", ".ogg", ".aiff", ".aif", ".au")


def recordings(paths: Iterable[Path]) -> Iterator[Path | AudioError]:
    """Every file as it was named, and the recordings of each folder by name; an error for an empty one."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
        yield from inside
        if not inside:
            yield AudioError(f"{path}: no recording in this folder; name wav, flac or ogg files")
