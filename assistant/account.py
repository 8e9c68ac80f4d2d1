"""How a decision is told: the one log line, and the JSON that `say` prints and MQTT carries.

Pure functions of a decision and its outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.events import (
    Act,
    Ask,
    Confirmed,
    Decision,
    Evidence,
    Ignore,
    Intent,
    Outcome,
    Publish,
    Refuse,
    Step,
    TimerOrder,
    Unconfirmed,
    Why,
)
from devices.model import Command
from devices.state import Color, State


def verdict(decision: Decision) -> str:
    """``act``, ``ask``, ``ignore`` or ``refuse``."""
    return type(decision).__name__.lower()


def decision_account(decision: Decision, text: str) -> dict[str, object]:
    """One decision as `assistant say --json` prints it."""
    intent = None if isinstance(decision, Ignore) else decision.intent
    told: dict[str, object] = {
        "text": text,
        "intent": intent.name if intent else None,
        "slots": slots_account(intent),
        "targets": list(targets(decision)),
        "decision": verdict(decision),
        "confidence": None if isinstance(decision, Ignore) else round(decision.confidence, 4),
        "reason": decision.reason,
    }
    return told if decision.why is None else told | {"why": why_account(decision.why)}


def why_account(why: Why) -> dict[str, object]:
    """What spoke for a decision: shares of the modalities, 0-1, and who weighed them."""
    return {"speech": why.speech, "vision": why.vision, "home": why.home, "by": why.by}


def deciding(why: Why) -> str | None:
    """The modality that spoke most for a decision; None if none did."""
    return why.deciding if max(why.speech, why.vision, why.home) > 0 else None


def slots_account(intent: Intent | None) -> dict[str, object]:
    """The slots of an intent as a mapping; of no intent, nothing."""
    return {slot.name: slot.value for slot in intent.slots} if intent else {}


def targets(decision: Decision) -> tuple[str, ...]:
    """Ids of the devices a decision is about: those acted on, or those one of which is asked for."""
    if isinstance(decision, Act):
        return decision.targets
    if isinstance(decision, Ask):
        return tuple(dict.fromkeys(target for option in decision.options for target in option.targets))
    return ()


def outcome_account(outcome: Outcome) -> dict[str, object]:
    """What became of one step."""
    told: dict[str, object] = {"step": step_words(outcome.step), "outcome": verdict_of(outcome)}
    if isinstance(outcome, Confirmed):
        return told | {"evidence": outcome.evidence.value, "seconds": round(outcome.seconds, 3)}
    if isinstance(outcome, Unconfirmed):
        return told | {"seconds": round(outcome.waited_seconds, 3), "reason": outcome.reason}
    return told | {"reason": outcome.reason}


def verdict_of(outcome: Outcome) -> str:
    """``confirmed``, ``unconfirmed`` or ``failed``; what only the broker vouches for is ``sent``."""
    if isinstance(outcome, Confirmed) and outcome.evidence is Evidence.DELIVERED:
        return "sent"
    return type(outcome).__name__.lower()


def log_line(
    source: str, text: str, decision: Decision, outcomes: Sequence[Outcome], confidence: float
) -> str:
    """``heard "kitchen lamp on" 0.93 → light.kitchen on → confirmed 0.21 s``; at its end the modality that
    decided it, if more than the words was weighed: ``(by vision)``."""
    why = decision.why
    by = deciding(why) if why is not None and why.by == "fusion" else None
    end = f" (by {by})" if by else ""
    return f'{source} "{text}" {confidence:.2f} → {_became(decision, outcomes)}{end}'


def _became(decision: Decision, outcomes: Sequence[Outcome]) -> str:
    if isinstance(decision, Ignore):
        return f"ignored: {decision.reason}"
    if isinstance(decision, Refuse):
        return f"refused: {decision.reason}"
    if isinstance(decision, Ask):
        return f"asked: {decision.question}"
    if not outcomes:
        return f"{decision.intent.name} → {decision.answer or decision.reason or 'nothing to do'}"
    return "; ".join(f"{step_words(o.step)} → {_outcome_words(o)}" for o in outcomes)


def _outcome_words(outcome: Outcome) -> str:
    if isinstance(outcome, Confirmed):
        return f"{verdict_of(outcome)} {outcome.seconds:.2f} s"
    if isinstance(outcome, Unconfirmed):
        return f"unconfirmed after {outcome.waited_seconds:.1f} s: {outcome.reason or 'it did not answer'}"
    return f"failed: {outcome.reason}"


def step_words(step: Step) -> str:
    """A step in a few words: ``light.kitchen on``, ``timer start 300 s``, ``publish topic``."""
    if isinstance(step, Command):
        wish = step.trigger.value if step.trigger else state_words(step.desired)
        return f"{step.device} {wish}".strip()
    if isinstance(step, TimerOrder):
        return f"timer {step.verb.value}" + (f" {step.seconds} s" if step.seconds else "")
    if isinstance(step, Publish):
        return f"publish {step.message.topic}"


_YES_NO = {
    "on": ("on", "off"),
    "open": ("open", "closed"),
    "locked": ("locked", "unlocked"),
    "muted": ("muted", "unmuted"),
    "jammed": ("jammed", "not jammed"),
    "available": ("online", "offline"),
}
_UNITS = {"brightness": " %", "position": " %", "speed": " %", "volume": " %", "color_temperature": " K"}


def state_words(state: State, unit: str | None = None) -> str:
    """What a state tells, in a few words: ``on, brightness 40 %``. ``unit`` is a reading's."""
    return ", ".join(_field_words(name, getattr(state, name), unit) for name in state.told())


def _field_words(name: str, value: object, unit: str | None) -> str:
    if isinstance(value, bool):
        return _YES_NO[name][not value]
    if isinstance(value, Color):
        return f"#{value.red:02x}{value.green:02x}{value.blue:02x}"
    words = f"{value:g}" if isinstance(value, float) else str(value)
    if name == "reading":
        return f"{words} {unit}" if unit else words
    if name in ("moving", "playback", "activity", "mode"):
        return words
    return f"{name.replace('_', ' ')} {words}{_UNITS.get(name, '')}"
