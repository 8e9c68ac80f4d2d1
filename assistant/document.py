"""YAML with line numbers: plain values, and for each key path the line where it stands.

Refuses what a configuration never needs and an attacker likes: tags, megabytes, alias bombs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from assistant.errors import ConfigError

SIZE_LIMIT = 1_000_000  # bytes; a home of 1,000 devices is a fifth of it
NODES_LIMIT = 200_000  # after aliases are expanded
DEPTH_LIMIT = 50

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what is there, and what to do."""

    file: str
    line: int
    key: str
    value: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        value = f" ({self.value})" if self.value else ""
        return where + self.message + value + (f"; {self.mend}" if self.mend else "")


@dataclass(slots=True)
class Document:
    """A file's content as plain values; ``lines`` of every key path, 1 being the first."""

    file: str
    data: object = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: KeyPath) -> int:
        """The line of a key, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: KeyPath, message: str, *, value: object = None, mend: str = "") -> Problem:
        """A problem at this key."""
        shown = "" if value is None else shortly(value)
        return Problem(self.file, self.line(path), dotted(path), shown, message, mend)


def dotted(path: KeyPath) -> str:
    """``devices[3].area``."""
    words = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)
    return words.lstrip(".")


def shortly(value: object) -> str:
    """A value as it may stand in an error line."""
    words = repr(value)
    return words if len(words) <= 60 else words[:57] + "…"


def read_document(path: Path) -> Document:
    """Read a file. Raises ConfigError, with one Problem, when there is nothing to go on with.

    Duplicate keys do not stop it: they are in ``problems``.
    """
    return parse_document(_text(path), str(path))


def parse_document(text: str, file: str) -> Document:
    """The same from text; ``file`` is its name in errors."""
    document = Document(file)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        mend = "indent with spaces, not tabs" if "\\t" in what else "check indentation, colons and quotes"
        raise _fatal(file, mark.line + 1 if mark else 1, f"not valid YAML: {what}", mend) from None
    except RecursionError:
        raise _fatal(file, 1, "nested too deeply", "flatten it") from None
    if node is not None:
        document.data = _Reader(document).value(node, (), 0)
    return document


class _Reader:
    """Turns nodes into values, noting lines on the way."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._nodes = 0
        self._scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node, path: KeyPath, depth: int) -> object:
        self._nodes += 1
        line = node.start_mark.line + 1
        if self._nodes > NODES_LIMIT or depth > DEPTH_LIMIT:
            raise _fatal(self._document.file, line, "too much or too deep (aliases?)", "write it out plainly")
        self._document.lines.setdefault(path, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i), depth + 1) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise _fatal(self._document.file, line, "a key must be a word", "quote it")
            key = str(key_node.value)
            if key in found:
                earlier = self._document.lines[(*path, key)]
                problem = Problem(
                    self._document.file,
                    line,
                    dotted((*path, key)),
                    "",
                    f"is there twice, first on line {earlier}",
                    "keep one",
                )
                self._document.problems.append(problem)
            self._document.lines[(*path, key)] = line
            found[key] = self.value(value_node, (*path, key), depth + 1)
        return found

    def _scalar(self, node: yaml.Node) -> object:
        file, line = self._document.file, node.start_mark.line + 1
        try:
            return self._scalars.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError):
            raise _fatal(file, line, f"cannot be read: {shortly(node.value)}", "put it in quotes") from None


def _text(path: Path) -> str:
    file = str(path)
    try:
        with path.open("rb") as source:
            raw = source.read(SIZE_LIMIT + 1)
    except IsADirectoryError:
        raise _fatal(file, 1, "is a folder", "name the file in it") from None
    except FileNotFoundError:
        raise _fatal(file, 1, "there is no such file", "check the path") from None
    except OSError as error:
        raise _fatal(file, 1, f"cannot be read: {error.strerror}", "check its permissions") from None
    if len(raw) > SIZE_LIMIT:
        raise _fatal(file, 1, f"is larger than {SIZE_LIMIT} bytes", "is it the right file?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _fatal(file, line, "is not UTF-8 text", "save it as UTF-8") from None


def _fatal(file: str, line: int, message: str, mend: str) -> ConfigError:
    return ConfigError.of((Problem(file, line, "", "", message, mend),))
