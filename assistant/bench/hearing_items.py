"""Recorded commands and what each of them means: what the hearing benches measure against.

Two sets, as they lie in shared/data/real: ``coffee`` (orders, heard with the custom sentences beside
them) and ``home`` (home_commands, heard with the names of a home).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.commands.hear import HearResult
from assistant.errors import ConfigError
from assistant.events import Intent
from assistant.understanding.sentences import Sentences

_Thing = TypeVar("_Thing")

SETS = ("coffee", "home")
AREA = "office"  # where the recordings of home_commands were made: "the lights" there are the office's


@dataclass(frozen=True)
class Item:
    """A recording, and the intent and slots that are right; no intent where it must be refused."""

    path: Path
    intent: str | None
    slots: dict[str, str]

    def right(self, result: HearResult) -> bool:
        """Nothing too little, nothing too much."""
        if not result.accepted or self.intent is None:
            return not result.accepted and self.intent is None
        return (result.intent, _plain_slots(result.slots)) == (self.intent, self.slots)

    def means(self, intent: Intent) -> bool:
        """An intent is the one of this recording, with its very slots."""
        return (intent.name, _plain_slots({s.name: s.value for s in intent.slots})) == (
            self.intent,
            self.slots,
        )


def coffee_items(folder: Path) -> list[Item]:
    """The orders of ``folder``/labels.json that have a recording, by name. Raises ConfigError."""
    try:
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{folder}: no labels.json ({error.strerror}); --data names the wrong folder"
        ) from error
    found = {path.name: path for path in folder.rglob("*.flac")}
    return [
        Item(found[name], label["intent"], _plain_slots(label["slots"]))
        for name, label in sorted(labels.items())
        if name in found
    ]


def home_items(folder: Path, sentences: Sentences, area: str | None) -> list[Item]:
    """A file's name is its sentence; what that means as text is what it must mean as speech.

    Files named oov_* must be refused, and so must a sentence that the templates do not know (it is
    told on standard output). ``area``: id of the area where it is said. Raises ConfigError.
    """
    paths = sorted(folder.glob("*.flac"))
    if not paths:
        raise ConfigError(f"{folder}: no recordings (*.flac); --data names the wrong folder")
    items = []
    for path in paths:
        intents = sentences.recognize(path.stem, area=area)
        known = intents[0] if isinstance(intents, tuple) and not path.stem.startswith("oov") else None
        slots = {slot.name: slot.value for slot in known.slots} if known else {}
        if known is None and not path.stem.startswith("oov"):
            print(f"{path.name}: the templates do not know this sentence; it counts as one to refuse")
        items.append(Item(path, known.name if known else None, _plain_slots(slots)))
    return items


def every(things: Sequence[_Thing], step: int) -> list[_Thing]:
    """Every ``step``-th, the first included. Raises ConfigError for a step below 1."""
    if step < 1:
        raise ConfigError(f"--every {step}: give 1 for all, 10 for a tenth")
    return list(things[::step])


def _plain_slots(slots: Mapping[str, object]) -> dict[str, str]:
    return {name: _plain(str(value)) for name, value in slots.items()}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9%_. ]", "", text.lower()).split())
