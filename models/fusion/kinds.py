"""All kinds of scenes, and how often each comes up."""

from __future__ import annotations

from models.fusion.scenes import Maker
from models.fusion.unwanted import conversation, nobody_speaks, strange, television
from models.fusion.wanted import (
    absent,
    by_area,
    contradiction,
    full_name,
    here,
    need,
    pointed,
    pronoun,
    sentence,
    shared_name,
    that_alone,
    two,
    written,
)

KINDS: dict[str, tuple[float, Maker]] = {
    "full name": (3.0, full_name), "shared name": (1.5, shared_name), "area": (2.0, by_area),
    "here": (2.0, here), "absent": (1.2, absent), "pointing": (3.0, pointed), "that": (1.0, that_alone),
    "pronoun": (1.5, pronoun), "need": (1.5, need), "two": (0.7, two), "written": (2.5, written),
    "sentence": (2.5, sentence), "contradiction": (0.5, contradiction), "television": (1.5, television),
    "out of scope": (2.0, strange), "conversation": (1.5, conversation), "gesture only": (0.4, nobody_speaks),
}  # fmt: skip
