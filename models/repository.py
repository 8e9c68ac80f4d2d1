"""Reads files out of a git clone, bare or not, also where parts of it are absent."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

AT_ONCE = 200  # paths; little enough to ask before the first answer is read


def clone_of(clones: Path, repository: str) -> Path | None:
    """Where the clone of ``owner/name`` lies in a folder of clones named ``owner+name``, if it does."""
    folder = clones / repository.replace("/", "+")
    places = (folder, folder / "repo" / ".git", folder / "repo")
    return next((p for p in places if (p / "HEAD").exists() or (p / ".git").exists()), None)


def names(clone: Path, folder: str = "", commit: str = "HEAD") -> list[str]:
    """Paths under a folder of a commit, the newest one if not told."""
    listed = _git(clone, "ls-tree", "-r", "-z", "--name-only", commit, *([folder] if folder else []))
    return [name.decode() for name in listed.split(b"\0") if name]


def content(clone: Path, path: str, commit: str = "HEAD") -> bytes:
    """One file; nothing where the clone lacks it."""
    return _git(clone, "cat-file", "blob", f"{commit}:{path}")


def contents(clone: Path, paths: Sequence[str], commit: str = "HEAD") -> Iterator[bytes]:
    """Many files of a commit, through few processes, in order; an absent one is empty."""
    start = 0
    while start < len(paths):
        asked = paths[start : start + AT_ONCE]
        lines = "".join(f"{commit}:{path}\n" for path in asked)
        found = list(_blobs(_git(clone, "cat-file", "--batch", asked=lines.encode())))
        if len(found) < len(asked):  # git ends at one that a partial clone promises and cannot get
            found.append(b"")
        yield from found
        start += len(found)


def _blobs(answer: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        head = answer[at:end].split()
        if head[-1] == b"missing":
            yield b""
            at = end + 1
        else:
            size = int(head[-1])
            yield answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1


def _git(clone: Path, *words: str, asked: bytes = b"") -> bytes:
    command = ["git", "-C", str(clone), *words]
    return subprocess.run(command, input=asked, capture_output=True, check=False).stdout  # noqa: S603
