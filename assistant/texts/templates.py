"""home-assistant-intents' reply templates, rendered in Jinja's sandbox.

They are written for Home Assistant's objects; what a template asks for that we cannot give makes
it useless rather than an error, and the caller has a text of its own for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from home_assistant_intents import get_intents
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment


@dataclass(frozen=True, slots=True)
class StateView:
    """What templates see as ``state``; compares equal to its state word, as they expect."""

    state: str
    state_with_unit: str
    domain: str
    name: str

    def __eq__(self, other: object) -> bool:
        return self.state == (other.state if isinstance(other, StateView) else other)

    def __hash__(self) -> int:
        return hash(self.state)


@dataclass(frozen=True, slots=True)
class QueryView:
    """What templates see as ``query``: the devices that are as asked, and those that are not."""

    matched: tuple[StateView, ...] = ()
    unmatched: tuple[StateView, ...] = ()


def response(
    language: str,
    intent: str,
    key: str,
    slots: Mapping[str, object],
    state: StateView | None = None,
    query: QueryView | None = None,
) -> str | None:
    """The reply to an intent; None if there is no usable template for it."""
    template = _template(language, intent, key)
    if template is None:
        return None
    try:
        text = template.render(slots=slots, state=state, query=query or QueryView())
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError):
        return None  # it wanted something of Home Assistant's that we do not have
    said = " ".join(text.split()).replace(" ,", ",")
    return None if not said or "None" in said else said


@cache
def _template(language: str, intent: str, key: str) -> Template | None:
    text = _responses(language).get(intent, {}).get(key)
    if not text:
        return None
    try:
        return _ENVIRONMENT.from_string(text)
    except TemplateError:
        return None


@cache
def _responses(language: str) -> Mapping[str, Mapping[str, str]]:
    # Only the replies are kept; the sentences of a language are megabytes.
    for code in (language, language.partition("-")[0]):
        data = get_intents(code)
        if data:
            replies: Mapping[str, Mapping[str, str]] = data.get("responses", {}).get("intents", {})
            return replies
    return {}


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
