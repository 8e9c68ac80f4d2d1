"""Files out of small real clones: whole ones, bare ones, and ones that lack a part."""

import subprocess
from pathlib import Path

import pytest

from models.repository import AT_ONCE, clone_of, content, contents, names
from tests.models.vision.making import clone


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    files = {"a/one.txt": "first\n", "a/d ü/two.bin": b"\n\0\n", "b.txt": "", "c": "last"}
    return clone(tmp_path / "whole", files)


def _git(folder: Path, *words: str) -> str:
    answer = subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True)
    return answer.stdout.strip()


def _partial(whole: Path, to: Path, *, brought: str) -> Path:
    """A clone that was promised every file, has got one of them, and has lost its origin."""
    _git(whole, "config", "uploadpack.allowFilter", "true")
    _git(whole, "config", "uploadpack.allowAnySHA1InWant", "true")
    _git(whole.parent, "clone", "-q", "--bare", "--filter=blob:none", whole.as_uri(), str(to))
    content(to, brought)
    whole.rename(whole.with_name("gone"))
    return to


def test_files_are_listed_by_folder_with_any_name(whole: Path) -> None:
    assert names(whole) == ["a/d ü/two.bin", "a/one.txt", "b.txt", "c"]
    assert names(whole, "a") == ["a/d ü/two.bin", "a/one.txt"]
    assert names(whole, "nothing here") == []


def test_files_are_read_alone_and_together_to_the_byte(whole: Path) -> None:
    assert content(whole, "a/d ü/two.bin") == b"\n\0\n"
    assert list(contents(whole, names(whole))) == [b"\n\0\n", b"first\n", b"", b"last"]


@pytest.mark.parametrize("absent", ["zz", "a/no such", "is a blob"])
def test_a_file_that_is_not_there_is_empty_whatever_its_name(whole: Path, absent: str) -> None:
    assert content(whole, absent) == b""
    assert list(contents(whole, ["c", absent, "a/one.txt"])) == [b"last", b"", b"first\n"]


def test_a_file_whose_object_was_lost_is_empty(whole: Path) -> None:
    lost = _git(whole, "rev-parse", "HEAD:a/one.txt")
    (whole / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert content(whole, "a/one.txt") == b""
    assert list(contents(whole, names(whole))) == [b"\n\0\n", b"", b"", b"last"]


def test_a_partial_clone_gives_what_it_has(whole: Path, tmp_path: Path) -> None:
    partial = _partial(whole, tmp_path / "partial", brought="c")
    assert len(names(partial)) == 4
    assert content(partial, "a/one.txt") == b""
    assert list(contents(partial, [*names(partial), "c", "a/one.txt"])) == [
        b"",
        b"",
        b"",
        b"last",
        b"last",
        b"",
    ]


def test_more_files_than_are_asked_for_at_once_come_in_order(tmp_path: Path) -> None:
    files = {f"{number:04}.txt": f"{number}" * 50 for number in range(2 * AT_ONCE + 3)}
    many = clone(tmp_path / "many", files)
    assert [raw.decode() for raw in contents(many, names(many))] == list(files.values())


def test_an_older_commit_can_be_read(whole: Path) -> None:
    first = _git(whole, "rev-parse", "HEAD")
    clone(whole, {"c": "newer", "d": "new"})
    assert "d" in names(whole)
    assert "d" not in names(whole, commit=first)
    assert (content(whole, "c"), content(whole, "c", first)) == (b"newer", b"last")


def test_clones_are_found_by_owner_and_name_bare_or_not(whole: Path, tmp_path: Path) -> None:
    places = {"x/plain": "x+plain", "x/inside": "x+inside/repo", "x/bare": "x+bare"}
    for repository, place in places.items():
        bare = ["--bare"] if repository == "x/bare" else []
        _git(tmp_path, "clone", "-q", *bare, str(whole), str(tmp_path / "clones" / place))
        found = clone_of(tmp_path / "clones", repository)
        assert found is not None
        assert content(found, "c") == b"last"
    assert clone_of(tmp_path / "clones", "x/nobody") is None
