"""Names as they come from the air: made safe to say, to print and to use as an id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from devices.model import Home

NAME_LIMIT = 100  # characters; longer is no name a person says

_MARKUP = re.compile(r"<[^<>]{0,100}>")
_SPLIT = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "ð": "d"})


def cleaned(name: str) -> str:
    """A name without markup, control and formatting characters, in single spaces, of bounded length."""
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in _MARKUP.sub(" ", name[: 4 * NAME_LIMIT])
        if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join(visible.split())[:NAME_LIMIT].strip()


def slug(name: str) -> str:
    """Lower-case ASCII with underscores, as Home Assistant makes ids; "unnamed" if nothing is left."""
    letters = unicodedata.normalize("NFKD", name[: 4 * NAME_LIMIT].casefold().translate(_LETTERS))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return _SPLIT.sub("_", plain).strip("_")[:NAME_LIMIT] or "unnamed"


def area_finder(home: Home) -> Callable[[str], str | None]:
    """A function from an area's id, name or alias, in any case, to its id; None if there is none."""
    known: dict[str, str] = {}
    for area in home.areas.values():
        for name in (area.id, area.name, *area.aliases):
            known.setdefault(slug(name), area.id)
    return lambda name: known.get(slug(name))
