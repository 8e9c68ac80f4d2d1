"""Reads files out of a git clone, bare or not, also where parts of it are absent."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path


def names(clone: Path, folder: str = "") -> list[str]:
    """Paths under a folder of the newest commit."""
    listed = _git(clone, "ls-tree", "-r", "-z", "--name-only", "HEAD", *([folder] if folder else []))
    return [name.decode() for name in listed.split(b"\0") if name]


def content(clone: Path, path: str) -> bytes:
    """One file; nothing where the clone lacks it."""
    return _git(clone, "cat-file", "blob", f"HEAD:{path}")


def contents(clone: Path, paths: Sequence[str]) -> Iterator[bytes]:
    """Many files through one process, in order; an absent one is empty."""
    command = ["git", "-C", str(clone), "cat-file", "--batch"]
    for start in range(0, len(paths), 200):  # little enough to ask before the first answer is read
        asked = "".join(f"HEAD:{path}\n" for path in paths[start : start + 200])
        answer = subprocess.run(command, input=asked.encode(), capture_output=True, check=True).stdout  # noqa: S603
        at = 0
        for _ in paths[start : start + 200]:
            end = answer.index(b"\n", at)
            head = answer[at:end].split()
            size = int(head[-1]) if head[-2:-1] == [b"blob"] else -1
            yield answer[end + 1 : end + 1 + size] if size >= 0 else b""
            at = end + 1 + (size + 1 if size >= 0 else 0)


def _git(clone: Path, *words: str) -> bytes:
    command = ["git", "-C", str(clone), *words]
    return subprocess.run(command, capture_output=True, check=False).stdout  # noqa: S603
