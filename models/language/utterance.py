"""A sentence somebody said, what it means, and where its words say so.

All corpora are cleaned by the one `plain_text`, so that a model meets at home what it was taught with.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

NOWHERE = -1  # start and end of a slot that no word of the sentence says
_ENTITY = re.compile(r"\[\s*(\w+)\s*:+\s*([^\[\]]*?)\s*\]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_QUOTES = re.compile(r"[‘’`´]")
_SAID = (
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"(?<=\d)\.(?=\d)"), " point "),
    (re.compile(r"\$\s?(\d+)"), r"\1 dollars"),
    (re.compile(r"\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"(?<=\d)([ap]m)\b"), r" \1"),
    (re.compile(r"%"), " percent "),
    (re.compile(r"&"), " and "),
    (re.compile(r"\+"), " plus "),
    (re.compile(r"="), " equals "),
    (re.compile(r"@"), " at "),
    (re.compile(r"°"), " degrees "),
)


class Slot(NamedTuple):
    """``name`` is said by ``text``, the characters from ``start`` to ``end`` of the sentence.

    What the meaning holds but no word says (that "brighten it" is a change "up") has the value for
    ``text`` and stands `NOWHERE`.
    """

    name: str
    text: str
    start: int = NOWHERE
    end: int = NOWHERE

    @property
    def spoken(self) -> bool:
        """True if words of the sentence say it."""
        return self.start != NOWHERE


Meaning = tuple[str | None, tuple[Slot, ...]]
"""Home Assistant's intent, None where the home is not meant, and the slots."""
Reader = Callable[[str, Sequence[Slot]], Meaning]
"""From a plain text and what was annotated in it to what it means."""

NOTHING: Meaning = (None, ())


@dataclass(frozen=True)
class Utterance:
    """One sentence. ``intent`` is Home Assistant's, None if the home is not meant.

    ``folds``: the published test sets that hold it; ``original_intent``: the label of the corpus.
    """

    text: str
    corpus: str
    split: str  # train, val or devel
    folds: tuple[int, ...]
    scenario: str
    original_intent: str
    intent: str | None
    slots: tuple[Slot, ...] = ()

    def slot(self, name: str) -> str | None:
        """What the first slot of this name says."""
        return next((slot.text for slot in self.slots if slot.name == name), None)


def plain_text(text: str) -> str:
    """Text as a speech recogniser writes it: lower-case words of ASCII letters, digits and inner
    apostrophes, in single spaces.

    Accents are dropped, signs that are said become words ("50%" is "50 percent", "8.5" is "8 point
    5", "$4" is "4 dollars"), digits stay digits, any other sign parts words ("8:30" is "8 30").
    """
    flat = unicodedata.normalize("NFKD", _QUOTES.sub("'", text)).lower()
    for sign, word in _SAID:
        flat = sign.sub(word, flat)
    letters = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(_WORD.findall(letters))


def unannotated(annotated: str) -> tuple[str, list[Slot]]:
    """The bare text of "make it [color : red]", and the entities with their places in it."""
    bare, entities, at = "", [], 0
    for found in _ENTITY.finditer(annotated):
        bare += annotated[at : found.start()]
        entities.append(Slot(found[1], found[2], len(bare), len(bare) + len(found[2])))
        bare, at = bare + found[2], found.end()
    return bare + annotated[at:], entities


def located(raw: str, entities: Iterable[Slot]) -> list[Slot]:
    """The entities of a raw text as whole words of its plain text."""
    text = plain_text(raw)
    words = text.split()
    found = []
    for entity in entities:
        before, until = (plain_text(raw[:place]).split() for place in (entity.start, entity.end))
        # A word that begins before the entity ("[today]s" is the other case) belongs to it.
        first = len(before) - (before != words[: len(before)])
        if len(until) > first:
            found.append(words_slot(entity.name, text, first, len(until)))
    return found


def words_slot(name: str, text: str, first: int, last: int) -> Slot:
    """A slot of the words from ``first`` up to but not including ``last``."""
    words = text.split()
    start = len(" ".join(words[:first])) + (first > 0)
    said = " ".join(words[first:last])
    return Slot(name, said, start, start + len(said))


def write(utterances: Sequence[Utterance], path: Path) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(asdict(utterance)) + "\n" for utterance in utterances)
    path.write_text(lines, encoding="utf-8")


def read(path: Path) -> list[Utterance]:
    """What `write` wrote. Raises OSError."""
    return [_utterance(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _utterance(line: dict[str, Any]) -> Utterance:
    slots = tuple(Slot(*slot) for slot in line["slots"])
    return Utterance(**{**line, "folds": tuple(line["folds"]), "slots": slots})
