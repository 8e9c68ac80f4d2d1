"""The pronunciation dictionary that ships: sorted lines in one compressed file, read when words are wanted.

The file is zlib's; inside are lines ``word ways``, sorted by bytes, every phone one character (see
`code`). All 120,000 words take 2 MB while they are looked into, and nothing afterwards.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import ModelError
from assistant.hearing.phones import PHONES
from assistant.inference import find

NAME = "lexicon"
_LARGEST = 16 << 20  # bytes unpacked; a damaged file must not fill the memory
_FIRST = 65  # "A": the first phone's character

Ways = dict[str, tuple[str, ...]]  # pronunciations of words: ARPAbet, space between phones


def code(phones: str) -> str:
    """One character a phone: "K IY" in the file's writing. Raises ValueError for what is no phone."""
    return "".join(chr(_FIRST + PHONES.index(phone)) for phone in phones.split())


def _decode(way: bytes) -> str:
    return " ".join(PHONES[character - _FIRST] for character in way)


def pack(ways: Ways) -> bytes:
    """The file's content for these words."""
    lines = (f"{word} {' '.join(code(way) for way in ways[word])}".encode() for word in ways)
    return zlib.compress(b"\n" + b"\n".join(sorted(lines)) + b"\n", 9)


def unpack(content: bytes) -> Ways:
    """Every word of a file's content, as `pack` took it."""
    lines = (line.split(b" ") for line in _inflate(content).strip(b"\n").split(b"\n"))
    return {word.decode(): tuple(_decode(way) for way in ways) for word, *ways in lines}


def look_up(words: Iterable[str], folder: Path | None = None) -> Ways:
    """What the dictionary knows of these lower-case words. Raises ModelError if it is missing or damaged."""
    artifact = find(NAME, folder)
    try:
        text = _inflate(artifact.file.read_bytes())
        found = {word: _line(text, word.encode()) for word in set(words)}
        return {word: tuple(_decode(way) for way in ways) for word, ways in found.items() if ways}
    except (OSError, ValueError, IndexError, zlib.error) as error:
        raise ModelError(f"model '{NAME}': {artifact.file} cannot be read ({error}): reinstall it") from error


def _inflate(content: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(content, _LARGEST)
    if not unpacker.eof:
        raise ValueError("cut off, or larger than any dictionary")
    return text


def _line(text: bytes, word: bytes) -> list[bytes]:
    """The ways of one word, by halving: lines are sorted, and text begins and ends with a line feed."""
    wanted = word + b" "
    low, high = 0, len(text) - 1  # both at line feeds; the word's line, if any, lies between
    while low < high:
        start = text.rfind(b"\n", low, (low + high) // 2 + 1) + 1
        end = text.index(b"\n", start)
        line = text[start:end]
        if line.startswith(wanted):
            return line[len(wanted) :].split(b" ")
        if line < wanted:
            low = end
        else:
            high = start - 1
    return []
