"""Runs templates that come from the network: what they may do is listed, and how much of it is counted.

jinja2's sandbox keeps templates from reaching Python's inside; it does not bound memory or time. So
every loop, operator, filter and call here is paid from a budget of steps, and sizes have limits.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sized
from itertools import islice
from typing import Any, cast

from jinja2 import Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from devices.homeassistant.template_filters import (
    FILTERS,
    FUNCTIONS,
    SIZE_LIMIT,
    TooMuch,
    bounded,
    bounded_percent,
)

STEPS = 50_000
"""Steps one rendering may take; the templates of known firmwares take fewer than 500. At 1-3 us a
step, the most hostile one is stopped within a fraction of a second."""
_BITS = 4_096  # of a whole number
_DEPTH = 60  # of nested expressions; compiled Python allows about 90

_METHODS = frozenset(
    """
    get keys values items split rsplit splitlines strip lstrip rstrip lower upper title capitalize
    startswith endswith find count index isdigit isnumeric isalpha replace join format
    """.split()  # noqa: SIM905
)
_REFUSED = (
    nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Include, nodes.Import, nodes.FromImport,
    nodes.Extends, nodes.Block, nodes.With, nodes.AssignBlock, nodes.Scope,
    nodes.ScopedEvalContextModifier, nodes.EvalContextModifier,
)  # fmt: skip


class Sandbox(ImmutableSandboxedEnvironment):
    """Environment for templates of devices. One rendering at a time: the budget is the sandbox's."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(self) -> None:
        super().__init__(optimized=False, cache_size=0, finalize=bounded)
        self.left = STEPS
        self.payload_weight = 1
        self.filters = {name: self._paid(f) for name, f in FILTERS.items()}
        self.filters |= {"-loop": self._loop, "-concat": self._concat, "-kept": bounded}
        self.globals = {**FUNCTIONS, "range": self._range}
        self._functions = tuple(self.globals.values())
        kept = ("defined", "undefined", "none", "number", "string", "mapping", "sequence", "iterable",
                "boolean", "true", "false", "integer", "float", "in", "eq", "ne", "lt", "le", "gt", "ge",
                "even", "odd", "divisibleby", "sameas", "equalto", "lessthan", "greaterthan")  # fmt: skip
        self.tests = {name: self.tests[name] for name in kept if name in self.tests}

    def checked(self, source: str) -> nodes.Template:
        """The parsed template, loops and joins put under the budget. Raises TemplateSyntaxError."""
        tree = self.parse(source)
        _check_depth(tree)
        for node in tree.find_all(_REFUSED):
            raise TemplateSyntaxError(f"{type(node).__name__.lower()} is not allowed here", node.lineno)
        for loop in list(tree.find_all(nodes.For)):
            if loop.recursive:
                raise TemplateSyntaxError("recursive loops are not allowed here", loop.lineno)
            weight = nodes.Const(1 + sum(1 for _ in loop.find_all(nodes.Node)), lineno=loop.lineno)
            loop.iter = _filtered("-loop", loop.iter, weight)
        for kept in tree.find_all(nodes.Assign):
            kept.node = _filtered("-kept", kept.node)
        return cast(nodes.Template, _Joins().visit(tree))

    def pay(self, steps: int) -> None:
        """Take steps from the budget. Raises TooMuch when it is spent."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch("the template takes too many steps")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``left operator right``, refused before it is made if it would be too large."""
        self.pay(1 + (_size(left) + _size(right)) // 64)
        if operator == "+":
            _fits(_size(left) + _size(right))
        elif operator == "*":
            for value, times in ((left, right), (right, left)):
                if isinstance(value, (list, tuple)):
                    raise TooMuch("lists may not be multiplied here")
                _fits(_size(value) * abs(times) if isinstance(times, int) else 0)
            _whole(left, right, lambda a, b: a.bit_length() + b.bit_length())
        elif operator == "**":
            _whole(left, right, lambda a, b: a.bit_length() * abs(b))
        elif isinstance(left, str):
            return bounded_percent(left, bounded(right))
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Only our functions, and those methods of text and mappings that cannot blow up."""
        if isinstance(_owner(obj), (str, dict, list)):
            return getattr(obj, "__name__", "") in _METHODS
        return any(obj is function for function in self._functions)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call, paid for by the size of what it works on."""
        if not self.is_safe_callable(obj):
            raise SecurityError(f"{getattr(obj, '__name__', 'this')} may not be called here")
        owner = _owner(obj)
        self.pay(1 + (_size(owner) + sum(map(_size, args))) // 16)
        name = getattr(obj, "__name__", "")
        if isinstance(owner, str) and name == "replace":
            return FILTERS["replace"](owner, *args[:2])
        if isinstance(owner, str) and name == "join":
            return FILTERS["join"](args[0] if args else (), owner)
        if isinstance(owner, str) and name == "format":
            _check_format(owner)
            bounded([args, kwargs])
        return super().call(context, obj, *args, **kwargs)

    def _paid(self, function: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(function)
        def paid(*args: object, **kwargs: object) -> object:
            self.pay(1 + sum(map(_size, args)) // 16)
            return function(*args, **kwargs)

        return paid

    def _loop(self, items: Iterable[object], weight: int) -> list[object]:
        if isinstance(items, Undefined):
            return []
        taken = list(islice(items, SIZE_LIMIT))
        self.pay(len(taken) * weight * self.payload_weight)
        return taken

    def _concat(self, parts: list[object]) -> str:
        texts = [str(part) for part in bounded(parts)]
        _fits(sum(map(len, texts)))
        self.pay(1 + sum(map(len, texts)) // 64)
        return "".join(texts)

    def _range(self, *bounds: int) -> range:
        numbers = range(*bounds)
        if len(numbers) > 1_000:
            raise TooMuch("range is longer than 1000")
        return numbers


class _Joins(NodeTransformer):
    """Puts ``a ~ b`` under the budget."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Turn the operator into our own filter."""
        self.generic_visit(node)
        return _filtered("-concat", nodes.List(node.nodes, lineno=node.lineno))


def _filtered(name: str, value: nodes.Node, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, value), name, list(args), [], None, None, lineno=value.lineno)


def _check_depth(tree: nodes.Node) -> None:
    level: list[nodes.Node] = [tree]
    for _ in range(_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise TemplateSyntaxError("is nested too deeply", 1)


def _owner(method: object) -> object:
    """Whose method it is; jinja2 wraps a text's ``format``."""
    return getattr(getattr(method, "__wrapped__", method), "__self__", None)


def _check_format(text: str) -> None:
    bounded_percent(text.replace("%", ""), ())  # the same bound on widths
    depth = 0
    for character in text.replace("{{", "").replace("}}", ""):
        depth += (character == "{") - (character == "}")
        if depth > 1:
            raise ValueError("a format within a format is not allowed here")


def _size(value: object) -> int:
    return len(value) if isinstance(value, Sized) and not isinstance(value, Undefined) else 0


def _fits(size: int) -> None:
    if size > SIZE_LIMIT:
        raise TooMuch(f"makes a value of more than {SIZE_LIMIT} characters or items")


def _whole(left: object, right: object, bits: Callable[[int, int], int]) -> None:
    if isinstance(left, int) and isinstance(right, int) and bits(left, right) > _BITS:
        raise TooMuch(f"makes a number of more than {_BITS} bits")
