"""What people say to a home that home-assistant-intents' set for speech lacks, in English so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_LIGHTS = {"domain": "light"}
_PLAYER = {"domain": "media_player"}
_HERE = {"area": {"slot": True}}


def also_heard(language: str) -> Mapping[str, Sequence[dict[str, Any]]]:
    """Blocks of templates by intent; they use the package's own lists. None for most languages."""
    return _ENGLISH if language.partition("-")[0] == "en" else {}


def _block(
    *sentences: str, context: Mapping[str, object] | None = None, slots: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return {"sentences": list(sentences), "requires_context": context or {}, "slots": slots or {}}


_ENGLISH: dict[str, list[dict[str, Any]]] = {
    "HassTurnOn": [
        _block("turn on all [of] the lights in [the] {area}", slots=_LIGHTS),
        _block("(activate|run|start) [the] {name} [scene]", context={"domain": "scene"}),
        _block("(run|start|activate) [the] {name} [script]", context={"domain": "script"}),
    ],
    "HassTurnOff": [_block("turn off all [of] the lights in [the] {area}", slots=_LIGHTS)],
    "HassLightSet": [
        _block("(set|turn|change) [the] {name} [to] {color}", context=_LIGHTS),
        _block("(set|turn|change) [the] lights in [the] {area} to {color}", slots=_LIGHTS),
        _block("(set|turn|change) [the] {area} lights to {color}", slots=_LIGHTS),
    ],
    "HassStartTimer": [
        _block(
            "[set] [a] timer for {timer_hours:hours} hour[s] [and] {timer_minutes:minutes} minute[s]",
            "[set] [a] timer for {timer_minutes:minutes} minute[s] [and] {timer_seconds:seconds} second[s]",
        ),
    ],
    "HassMediaNext": [
        _block("next", "skip", context=_HERE),
        _block("(next|skip) on [the] {name}", context=_PLAYER),
    ],
    "HassMediaPrevious": [_block("previous on [the] {name}", context=_PLAYER)],
    "HassMediaPause": [_block("pause", context=_HERE), _block("pause [the] {name}", context=_PLAYER)],
    "HassMediaUnpause": [_block("resume", context=_HERE), _block("resume [the] {name}", context=_PLAYER)],
}
