"""Value and command templates of MQTT devices: compiled once, bounded in size and in steps."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from jinja2 import Template as CompiledTemplate
from jinja2 import TemplateError, UndefinedError

from devices.errors import DeviceError
from devices.homeassistant.payloads import NOT_JSON, Payload
from devices.homeassistant.sandbox import STEPS, Sandbox
from devices.homeassistant.template_filters import SIZE_LIMIT

TEMPLATE_LIMIT = 4_096  # characters; the longest in known firmwares is under 2,000
_KEPT = 4_096  # compiled templates; 1,000 devices of one make share a few dozen

_SANDBOX = Sandbox()
_PATH = re.compile(r"\{\{-?\s*value_json((?:\.[A-Za-z_]\w*|\[(?:'[^'\\]*'|\"[^\"\\]*\")\])+)\s*-?\}\}")
_STEP = re.compile(r"\.(\w+)|\['([^']*)'\]|\[\"([^\"]*)\"\]")
_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


class TemplateFailed(DeviceError):
    """A template cannot work on what it was given."""


class Template:
    """One compiled template. Raises DeviceError where the text cannot be one."""

    def __init__(self, source: str) -> None:
        if len(source) > TEMPLATE_LIMIT:
            raise DeviceError(f"is a template of {len(source)} characters, more than {TEMPLATE_LIMIT}")
        self.source = source
        self._path: tuple[str, ...] = ()
        self._compiled: CompiledTemplate | None = None
        if (simple := _PATH.fullmatch(source.strip())) is not None:
            self._path = tuple(next(filter(None, step), "") for step in _STEP.findall(simple[1]))
        else:
            self._compiled = _compiled(source)

    def value(self, payload: Payload) -> str | None:
        """What the template makes of a payload; None where the payload does not tell it.

        Raises TemplateFailed naming the template and what went wrong.
        """
        if self._compiled is None:
            return self._looked_up(payload)
        variables: dict[str, object] = {"value": payload.text}
        if payload.json is not NOT_JSON:
            variables["value_json"] = payload.json
        return self._render(self._compiled, variables, len(payload.text))

    def command(self, variables: Mapping[str, object]) -> str:
        """The payload of a command. Raises TemplateFailed."""
        compiled = self._compiled or _compiled(self.source)
        made = self._render(compiled, variables, 0)
        if made is None:
            raise TemplateFailed(f"the command template {self.source[:60]!r} asks for what is not known")
        return made

    def _looked_up(self, payload: Payload) -> str | None:
        """The commonest form, ``{{ value_json.a.b }}``, at a fifth of the time a rendering takes."""
        value = payload.json
        for key in self._path:
            if not isinstance(value, dict) or key not in value:
                return None
            value = value[key]
        try:
            return str(value)
        except RecursionError:
            raise TemplateFailed(f"{self.source[:60]!r} is nested too deeply to be told") from None

    def _render(self, compiled: CompiledTemplate, variables: Mapping[str, object], size: int) -> str | None:
        _SANDBOX.left, _SANDBOX.payload_weight = STEPS, 1 + size // 4_096
        chunks, length = [], 0
        try:
            for chunk in compiled.root_render_func(compiled.new_context(dict(variables))):
                chunks.append(chunk)
                length += len(chunk)
                if length > SIZE_LIMIT:
                    raise TemplateFailed(f"the template {self.source[:60]!r} makes more than {SIZE_LIMIT}")
        except UndefinedError:
            return None
        except _FAULTS as error:
            raise TemplateFailed(f"the template {self.source[:60]!r} fails: {str(error)[:120]}") from error
        return "".join(chunks).strip()


@functools.lru_cache(maxsize=_KEPT)
def template(source: str) -> Template:
    """The compiled template of a text, from the cache if it is there. Raises DeviceError."""
    return Template(source)


def _compiled(source: str) -> CompiledTemplate:
    try:
        code = _SANDBOX.compile(_SANDBOX.checked(source))
        return CompiledTemplate.from_code(_SANDBOX, code, _SANDBOX.globals)
    except (TemplateError, SyntaxError, RecursionError, ValueError, MemoryError) as error:
        raise DeviceError(f"is not a usable template: {' '.join(str(error).split())[:120]}") from error
