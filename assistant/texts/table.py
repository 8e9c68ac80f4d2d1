"""The table of one language: texts by key, lists of words, durations and enumerations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

FALLBACK = "en"  # for languages that have sentences, but no table yet
_LONGEST_LIST = 4  # more names than this, said aloud, nobody remembers


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The texts of ``language``; ``table`` is its YAML file."""

    language: str
    table: Mapping[str, object]

    def say(self, key: str, **values: object) -> str:
        """The text of a key of ``say:``, filled in and with a capital first letter."""
        text = self._mapping("say")[key].format(**values)
        return text[:1].upper() + text[1:]

    def has(self, key: str) -> bool:
        """True if there is such a text."""
        return key in self._mapping("say")

    def state(self, word: str) -> str:
        """How a state of Home Assistant's is called; itself if it has no name."""
        return self._mapping("states").get(word, word)

    def things(self, *keys: str | None) -> str:
        """The plural of the first kind or device class that has one."""
        names = self._mapping("things")
        return next((names[key] for key in keys if key is not None and key in names), names["devices"])

    def in_area(self, name: str, area: str) -> str:
        """``the lamp in the kitchen``."""
        return str(self.table["in_area"]).format(name=name, area=area)

    def all_of(self, names: Sequence[str]) -> str:
        """``a, b and c``; of many, the first few and how many more."""
        if len(names) > _LONGEST_LIST:
            shown = names[: _LONGEST_LIST - 1]
            more = str(self.table["more"])
            return more.format(items=", ".join(shown), count=len(names) - len(shown))
        return self._joined("and", names)

    def one_of(self, names: Sequence[str]) -> str:
        """``a, b or c``."""
        return self._joined("or", names)

    def duration(self, seconds: int) -> str:
        """``1 hour and 5 minutes``; 0 is ``0 seconds``."""
        parts = (("hours", seconds // 3600), ("minutes", seconds // 60 % 60), ("seconds", seconds % 60))
        said = [self._counted(unit, n) for unit, n in parts if n]
        return self.all_of(said or [self._counted("seconds", 0)])

    def percent(self, value: float) -> str:
        """``40 percent``."""
        return str(self.table["percent"]).format(value=f"{value:.0f}")

    def number(self, value: float) -> str:
        """A number without needless zeros, with the decimal sign of the language."""
        return f"{round(value, 1):g}".replace(".", str(self.table.get("decimal", ".")))

    def answers(self, kind: str) -> tuple[str, ...]:
        """Words of ``answers:``: ``yes``, ``no`` or ``fillers``."""
        return tuple(self._answers()[kind])

    def ordinals(self) -> tuple[tuple[str, ...], ...]:
        """How the first, second, … of several is called."""
        return tuple(tuple(words) for words in self._answers()["ordinals"])

    def follow_ups(self, key: str) -> tuple[str, ...]:
        """Templates of what is said about the last command: ``turn_off``, ``brighter``, ``undo``, …"""
        return tuple(self._follow_ups()["sentences"][key])

    def follow_up_rules(self) -> Mapping[str, str]:
        """What these templates use: ``it``, ``them``, ``other`` and ``bit``."""
        return self._follow_ups()["rules"]  # type: ignore[return-value]  # the shape is tested for every language

    def levels(self) -> tuple[tuple[str, float], ...]:
        """What people say instead of a share in percent, the longest first."""
        found = [(phrase, float(share)) for share, said in self._levels().items() for phrase in said]
        return tuple(sorted(found, key=lambda pair: -len(pair[0])))

    def _levels(self) -> Mapping[str, Sequence[str]]:
        return self.table["levels"]  # type: ignore[return-value]  # the shape is tested for every language

    def _follow_ups(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        return self.table["follow_ups"]  # type: ignore[return-value]  # the shape is tested for every language

    def _answers(self) -> Mapping[str, Sequence[str]]:
        return self.table["answers"]  # type: ignore[return-value]  # the shape is tested for every language

    def _mapping(self, name: str) -> Mapping[str, str]:
        return self.table[name]  # type: ignore[return-value]  # the shape is tested for every language

    def _joined(self, word: str, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return str(self.table[word]).format(first=", ".join(names[:-1]), last=names[-1])

    def _counted(self, unit: str, n: int) -> str:
        forms: Sequence[str] = self.table[unit]  # type: ignore[assignment]  # tested for every language
        return forms[n != 1].format(n=n)


@cache
def texts_of(language: str) -> Texts:
    """The table of a language (``en``, ``de-CH``, …); English where there is none."""
    for name in (language, language.partition("-")[0], FALLBACK):
        if name in languages():
            text = (files("assistant.texts") / f"{name}.yaml").read_text("utf-8")
            # All scalars are strings here: 'no', 'on' and 'yes' are words, not truths.
            return Texts(language, yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - makes strings only
    raise AssertionError("the English table is part of the package")


@cache
def languages() -> frozenset[str]:
    """Codes of the languages that have a table."""
    folder = files("assistant.texts")
    return frozenset(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))
