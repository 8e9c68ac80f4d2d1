"""The user's own sentences, in Home Assistant's custom-sentence form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hassil import Intents
from hassil.errors import HassilError
from hassil.expression import Expression, Group, ListReference, RuleReference
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from assistant.document import Document, KeyPath, Problem, read_document
from assistant.errors import ConfigError

_KEYS = ("language", "intents", "lists", "expansion_rules", "skip_words", "settings")
_HOME_LISTS = frozenset({"name", "area", "floor"})  # filled from the home


@dataclass(frozen=True, slots=True)
class CustomSentences:
    """Parsed sentences; ``intents`` holds their lists and rules too."""

    language: str
    intents: Intents

    @property
    def names(self) -> frozenset[str]:
        """The intents they give."""
        return frozenset(self.intents.intents)

    def added_to(self, other: Intents) -> Intents:
        """``other`` with these on top; an intent in both has the templates of both."""
        merged = dict(other.intents)
        for name, intent in self.intents.intents.items():
            present = merged.get(name)
            merged[name] = intent if present is None else replace(present, data=[*present.data, *intent.data])
        return replace(
            other,
            intents=merged,
            slot_lists={**other.slot_lists, **self.intents.slot_lists},
            expansion_rules={**other.expansion_rules, **self.intents.expansion_rules},
        )


def load_custom_sentences(paths: Iterable[Path], language: str | None = None) -> CustomSentences:
    """Read files of custom sentences and check them whole.

    Raises ConfigError with every problem: file, line, key path, and what to do.
    """
    documents = [read_document(path) for path in paths]
    problems = [problem for document in documents for problem in _checked(document, language)]
    if problems:
        raise ConfigError.of(problems)
    merged: dict[str, Any] = {"language": language or "en", "intents": {}, "lists": {}, "expansion_rules": {}}
    for document in documents:
        body = document.data
        assert isinstance(body, dict)  # noqa: S101 - checked above
        merged["language"] = language or body["language"]
        for name, intent in body["intents"].items():
            merged["intents"].setdefault(name, {"data": []})["data"] += intent["data"]
        merged["lists"] |= body.get("lists") or {}
        merged["expansion_rules"] |= body.get("expansion_rules") or {}
    problems = [problem for document in documents for problem in _unresolved(document, merged)]
    if problems:
        raise ConfigError.of(problems)
    return CustomSentences(merged["language"], Intents.from_dict(merged))


def _checked(document: Document, language: str | None) -> list[Problem]:
    body = document.data
    if not isinstance(body, dict):
        return [document.problem((), "holds no sentences", mend="begin with 'language:' and 'intents:'")]
    problems = list(document.problems)
    for key in body:
        if key not in _KEYS:
            problems.append(document.problem((key,), "unknown key", mend=f"there are: {', '.join(_KEYS)}"))
    if not isinstance(body.get("language"), str):
        problems.append(document.problem(("language",), "is missing", mend="add 'language: en'"))
    elif language is not None and body["language"] != language:
        mend = f"the assistant speaks {language!r}; change one of them"
        problems.append(
            document.problem(("language",), "is another language", value=body["language"], mend=mend)
        )
    for key in ("lists", "expansion_rules"):
        if not isinstance(body.get(key) or {}, dict):
            problems.append(document.problem((key,), "must be a mapping", value=body[key]))
    intents = body.get("intents")
    if not isinstance(intents, dict) or not intents:
        problems.append(document.problem(("intents",), "has no intents", mend="add at least one"))
        return problems
    for name, intent in intents.items():
        problems += _checked_intent(document, ("intents", name), intent)
    return problems + _checked_lists(document, body.get("lists") or {})


def _checked_intent(document: Document, path: KeyPath, intent: object) -> list[Problem]:
    data = intent.get("data") if isinstance(intent, dict) else None
    if not isinstance(data, list) or not data:
        return [document.problem(path, "has no 'data:' list", mend="data: [{sentences: [...]}]")]
    problems = []
    for i, block in enumerate(data):
        sentences = block.get("sentences") if isinstance(block, dict) else None
        where = (*path, "data", i)
        if not isinstance(sentences, list) or not sentences:
            problems.append(document.problem(where, "has no 'sentences:' list", mend="add a sentence"))
            continue
        for j, sentence in enumerate(sentences):
            problems += _checked_template(document, (*where, "sentences", j), sentence)
    return problems


def _checked_lists(document: Document, lists: Mapping[str, object]) -> list[Problem]:
    problems = []
    for name, body in lists.items():
        if not isinstance(body, dict) or not ({"values", "range", "wildcard"} & body.keys()):
            problems.append(
                document.problem(
                    ("lists", name), "has neither values, range nor wildcard", mend="values: [..]"
                )
            )
        elif "values" in body:
            problems += _checked_values(document, ("lists", name, "values"), body["values"])
        elif "range" in body:
            problems += _checked_range(document, ("lists", name, "range"), body["range"])
    return problems


def _checked_values(document: Document, path: KeyPath, values: object) -> list[Problem]:
    if not isinstance(values, list) or not values:
        return [document.problem(path, "is empty", mend="add values")]
    problems = []
    for i, value in enumerate(values):
        words = value.get("in") if isinstance(value, dict) else value
        if not isinstance(words, str) or not words.strip():
            mend = "write words in quotes, or {in: words, out: value}"
            problems.append(document.problem((*path, i), "is no value", value=value, mend=mend))
        else:
            problems += _checked_template(document, (*path, i), words)
    return problems


def _checked_range(document: Document, path: KeyPath, numbers: object) -> list[Problem]:
    """``from``, ``to`` and ``step`` are whole numbers that lead upwards."""
    given = numbers if isinstance(numbers, dict) else {}
    first, last, step = (given.get(key, default) for key, default in (("from", ""), ("to", ""), ("step", 1)))
    whole = all(isinstance(number, int) and not isinstance(number, bool) for number in (first, last, step))
    if whole and first <= last and step >= 1:
        return []
    mend = "for example {from: 0, to: 100, step: 5}"
    return [document.problem(path, "is no range", value=numbers, mend=mend)]


def _checked_template(document: Document, path: KeyPath, sentence: object) -> list[Problem]:
    if not isinstance(sentence, str) or not sentence.strip():
        return [document.problem(path, "is no sentence", value=sentence, mend="write it in quotes")]
    try:
        parse_sentence(sentence)
    except (HassilError, ParseError, ValueError) as error:
        mend = "check its brackets ( ) [ ] { } < >"
        return [document.problem(path, f"template cannot be read: {error}", value=sentence, mend=mend)]
    return []


def _unresolved(document: Document, merged: Mapping[str, Any]) -> list[Problem]:
    """References to lists and rules that are nowhere."""
    body = document.data
    assert isinstance(body, dict)  # noqa: S101 - checked before
    problems = []
    templates: list[tuple[KeyPath, str]] = [
        (("intents", name, "data", i, "sentences", j), sentence)
        for name, intent in body["intents"].items()
        for i, block in enumerate(intent["data"])
        for j, sentence in enumerate(block["sentences"])
    ]
    templates += [(("expansion_rules", n), rule) for n, rule in (body.get("expansion_rules") or {}).items()]
    for path, template in templates:
        problems += _checked_template(document, path, template) if path[0] == "expansion_rules" else []
        for kind, name in _references(template):
            known = (
                merged["lists"].keys() | _HOME_LISTS if kind == "list" else merged["expansion_rules"].keys()
            )
            if name not in known:
                there = ", ".join(sorted(known)) or "none"
                problems.append(
                    document.problem(path, f"no such {kind}", value=name, mend=f"there are: {there}")
                )
    return problems


def _references(template: str) -> list[tuple[str, str]]:
    try:
        return _within(parse_sentence(template).expression)
    except (HassilError, ParseError, ValueError):
        return []


def _within(expression: Expression) -> list[tuple[str, str]]:
    if isinstance(expression, ListReference):
        return [("list", expression.list_name)]
    if isinstance(expression, RuleReference):
        return [("rule", expression.rule_name)]
    if isinstance(expression, Group):
        return [reference for item in expression.items for reference in _within(item)]
    return []
