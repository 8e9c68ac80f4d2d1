"""Turns what a validator complains of into lines a person can act on."""

from __future__ import annotations

import difflib
import inspect
import typing
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.document import Document, KeyPath, Problem

_SHOWN = 12  # choices listed; more would hide the point


def did_you_mean(wanted: str, there: Iterable[str]) -> str:
    """The nearest of what there is, or the list of it."""
    choices = sorted(set(there))
    near = difflib.get_close_matches(wanted, choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not choices:
        return "there is none"
    return f"there are: {', '.join(choices[:_SHOWN])}" + (", …" if len(choices) > _SHOWN else "")


def validation_problems(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    """Every complaint of the validator, once, at its line."""
    found: dict[KeyPath, Problem] = {}
    for complaint in error.errors(include_url=False):
        problem_path, problem = _problem(complaint, document, model)
        found.setdefault(problem_path, problem)
    return sorted(found.values(), key=lambda problem: problem.line)


def _problem(complaint: Any, document: Document, model: type[BaseModel]) -> tuple[KeyPath, Problem]:
    # Which member of a union was tried is no key of the file.
    path: KeyPath = tuple(step for step in complaint["loc"] if not str(step).startswith("<"))
    kind, value = complaint["type"], complaint["input"]
    if kind == "extra_forbidden":
        key = str(path[-1])
        if key == "password":
            mend = "put it in the environment or a credential and name that in password_from"
            return path, document.problem(path, "a password does not belong in this file", mend=mend)
        mend = did_you_mean(key, _keys(model, path[:-1]))
        return path, document.problem(path, "unknown key", mend=mend)
    if kind == "missing":
        return path, document.problem(path, "is missing", mend="add it")
    # A union adds the names of its members to the path; only what stands in the file counts.
    while path and path not in document.lines:
        path = path[:-1]
    if kind == "string_type" and isinstance(value, bool):
        return path, document.problem(path, "must be text", value=value, mend="put the word in quotes")
    if kind == "string_type" and isinstance(value, int | float):
        return path, document.problem(path, "must be text", value=value, mend="put it in quotes")
    if kind in ("model_type", "dict_type"):
        return path, document.problem(path, "must have keys of its own under it", value=value)
    if kind == "value_error":
        return path, document.problem(path, str(complaint["ctx"]["error"]))
    if kind in ("enum", "literal_error") and isinstance(value, str):
        choices = [
            word.strip(" '") for word in str(complaint["ctx"]["expected"]).replace(" or ", ",").split(",")
        ]
        return path, document.problem(
            path, "is not one of the choices", value=value, mend=did_you_mean(value, choices)
        )
    if kind == "string_pattern_mismatch":
        mend = _PATTERNS.get(str(complaint["ctx"]["pattern"])[:12], "change it")
        return path, document.problem(path, "has characters that cannot be there", value=value, mend=mend)
    message = str(complaint["msg"]).replace("Input should", "must").replace("Value error, ", "")
    return path, document.problem(path, message[:1].lower() + message[1:], value=value)


_PATTERNS = {
    r"^[a-z0-9][a-z0-9_]{0,39}$"[:12]: "use lower-case letters, digits and _",
    r"^[^+#\x00]+$"[:12]: "a topic here has no + and no #",
    r"^[a-z_]+\.[a-z0-9_]{1,100}$"[:12]: "write kind.name, as in light.kitchen",
}


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that may stand at a path."""
    for step in path:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        inner = _model_in(field.annotation) if field else None
        model = inner or model
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)
