"""The filters, tests and functions that templates of MQTT devices use. All pure, all on plain data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar, cast

from jinja2 import Undefined, UndefinedError
from jinja2.exceptions import SecurityError

SIZE_LIMIT = 65_536  # characters or items, of any value a template makes, those inside it included

_MISSING = object()
_T = TypeVar("_T")


class TooMuch(SecurityError):
    """A template asked for more work or memory than it gets."""


def bounded(value: _T) -> _T:
    """The value itself. Raises TooMuch if it and what is in it are more than SIZE_LIMIT together."""
    waiting: list[object] = [value]
    size = 0
    while waiting:
        match waiting.pop():
            case str() as text:
                size += len(text)
            case dict() as mapping:
                size += len(mapping)
                waiting += [*mapping.keys(), *mapping.values()]
            case list() | tuple() as items:
                size += len(items)
                waiting += items
        if size > SIZE_LIMIT:
            raise TooMuch(f"makes a value of more than {SIZE_LIMIT} characters or items")
    return value


def _given(value: object) -> object:
    if isinstance(value, Undefined):
        raise UndefinedError("not told in this payload")
    return value


def to_float(value: object, default: object = _MISSING) -> object:
    """A float; ``default`` for what is none, else ValueError."""
    try:
        return float(cast(str, _given(value)))
    except (TypeError, ValueError, UndefinedError):
        if default is _MISSING:
            raise
        return default


def to_int(value: object, default: object = _MISSING, base: int = 10) -> object:
    """A whole number, cut off towards zero; ``default`` for what is none, else ValueError."""
    try:
        if isinstance(value, str) and base != 10:
            return int(value, base)
        return int(float(cast(str, _given(value))))
    except (TypeError, ValueError, OverflowError, UndefinedError):
        if default is _MISSING:
            raise
        return default


def to_bool(value: object, default: object = _MISSING) -> object:
    """True for on, yes, true, enable and 1; False for their opposites."""
    word = str(_given(value)).strip().lower()
    if word in ("1", "true", "yes", "on", "enable", "1.0"):
        return True
    if word in ("0", "false", "no", "off", "disable", "0.0"):
        return False
    if default is _MISSING:
        raise ValueError(f"{word[:40]!r} is neither true nor false")
    return default


def rounded(value: object, precision: int = 0, method: str = "common", default: object = _MISSING) -> object:
    """Rounded to ``precision`` digits (-12 to 12); methods common, ceil, floor and half."""
    number = cast(float, to_float(value, default))
    if not isinstance(number, float) or not math.isfinite(number):
        return number
    scale = 10.0 ** max(-12, min(12, precision))
    match method:
        case "ceil":
            number = math.ceil(number * scale) / scale
        case "floor":
            number = math.floor(number * scale) / scale
        case "half":
            number = round(number * 2) / 2
        case _:
            number = round(number, precision)
    return int(number) if precision == 0 and method != "half" else number


def is_defined(value: object) -> object:
    """The value; a template that asks for what the payload does not hold tells nothing."""
    return _given(value)


def iif(
    value: object, if_true: object = True, if_false: object = False, if_none: object = _MISSING
) -> object:
    """One of two values (three with ``if_none``)."""
    if value is None and if_none is not _MISSING:
        return if_none
    return if_true if value else if_false


def to_json(value: object) -> str:
    """Compact JSON text."""
    return json.dumps(bounded(_given(value)), separators=(",", ":"), ensure_ascii=False)


def from_json(value: object) -> object:
    """What a JSON text says."""
    return json.loads(str(_given(value)))


def is_number(value: object) -> bool:
    """True for what reads as a finite number."""
    try:
        return math.isfinite(float(cast(str, value)))
    except (TypeError, ValueError, UndefinedError):
        return False


def default(value: object, fallback: object = "", falsy: bool = False) -> object:
    """The value, or ``fallback`` where it is not told."""
    return fallback if isinstance(value, Undefined) or (falsy and not value) else value


def _number(value: object) -> float:
    return cast(float, to_float(value))


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(bounded(_given(value)))


def _items(value: object) -> list[object]:
    return list(cast(Iterable[object], _given(value)))


def _replace(value: object, old: object, new: object) -> str:
    text, before, after = _text(value), str(old), str(new)
    if text.count(before) * len(after) > 65536:
        raise ValueError("replace would make a text too long")
    return text.replace(before, after)


def _join(value: object, separator: object = "") -> str:
    parts, glue = [str(part) for part in bounded(_items(value))], str(separator)
    if len(glue) * len(parts) + sum(map(len, parts)) > 65536:
        raise ValueError("join would make a text too long")
    return glue.join(parts)


def _format(value: object, *args: object) -> str:
    return cast(str, bounded_percent(_text(value), bounded(args)))


def bounded_percent(text: str, args: object) -> object:
    """``text % args`` with widths of at most three digits. Raises ValueError for others."""
    digits = 0
    for character in text:
        digits = digits + 1 if character.isdigit() else 0
        if digits > 3 or character == "*":
            raise ValueError("a width in a format is too large")
    return text % args


FILTERS: Mapping[str, Callable[..., object]] = {
    "abs": lambda value: abs(_number(value)),
    "add": lambda value, amount, default=_MISSING: cast(float, to_float(value, default)) + amount,
    "bitwise_and": lambda value, other: cast(int, to_int(value)) & cast(int, to_int(other)),
    "bitwise_or": lambda value, other: cast(int, to_int(value)) | cast(int, to_int(other)),
    "bool": to_bool,
    "capitalize": lambda value: _text(value).capitalize(),
    "count": lambda value: len(_items(value)),
    "d": default,
    "default": default,
    "first": lambda value: next(iter(_items(value)), ""),
    "float": to_float,
    "format": _format,
    "from_json": from_json,
    "iif": iif,
    "int": to_int,
    "is_defined": is_defined,
    "is_number": is_number,
    "join": _join,
    "last": lambda value: next(reversed(_items(value)), ""),
    "length": lambda value: len(_items(value)),
    "list": _items,
    "lower": lambda value: _text(value).lower(),
    "max": lambda value: max(_items(value), default=""),  # type: ignore[type-var]
    "min": lambda value: min(_items(value), default=""),  # type: ignore[type-var]
    "multiply": lambda value, by, default=_MISSING: cast(float, to_float(value, default)) * _number(by),
    "replace": _replace,
    "reverse": lambda value: list(reversed(_items(value))),
    "round": rounded,
    "sort": lambda value: sorted(_items(value)),  # type: ignore[type-var]
    "string": _text,
    "sum": lambda value: sum(_number(item) for item in _items(value)),
    "title": lambda value: _text(value).title(),
    "to_json": to_json,
    "tojson": to_json,
    "trim": lambda value: _text(value).strip(),
    "upper": lambda value: _text(value).upper(),
}

FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "bool": to_bool,
    "float": to_float,
    "iif": iif,
    "int": to_int,
    "is_number": is_number,
    "max": lambda *values: max(_items(values[0]) if len(values) == 1 else values),
    "min": lambda *values: min(_items(values[0]) if len(values) == 1 else values),
    "round": rounded,
}
