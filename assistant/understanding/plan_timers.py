"""Orders to timers. Whether a timer is there is known only to those who keep them."""

from __future__ import annotations

from assistant.events import Act, Decision, Intent, Refuse, TimerOrder, TimerVerb
from assistant.understanding.targets import Situation, near, said_area

_UNITS = (("hours", 3600), ("minutes", 60), ("seconds", 1))


def _order(verb: TimerVerb, intent: Intent, situation: Situation) -> Decision:
    seconds = _seconds(intent, "")
    if verb in (TimerVerb.START, TimerVerb.ADD, TimerVerb.REMOVE) and not seconds:
        return Refuse("no duration was said", situation.texts.say("timer_no_duration"), intent)
    name, command = intent.get("name"), intent.get("conversation_command")
    here = near(intent, situation)
    starts = verb is TimerVerb.START
    order = TimerOrder(
        verb,
        seconds or 0,
        start_seconds=None if starts else _seconds(intent, "start_"),
        name=None if name is None else str(name).strip(),
        area=(said_area(intent) or here) if starts else said_area(intent),
        command=None if command is None else str(command).strip(),
        near=here,
    )
    return Act(intent, (order,), reason=f"timer {verb.value.replace('_', ' ')}")


def _seconds(intent: Intent, prefix: str) -> int | None:
    """A duration in seconds; None if none was said."""
    said = [(intent.get(prefix + unit), factor) for unit, factor in _UNITS]
    numbers = [value * factor for value, factor in said if isinstance(value, int | float)]
    return round(sum(numbers)) if numbers else None


HANDLERS = {
    "HassStartTimer": lambda i, s: _order(TimerVerb.START, i, s),
    "HassCancelTimer": lambda i, s: _order(TimerVerb.CANCEL, i, s),
    "HassCancelAllTimers": lambda i, s: _order(TimerVerb.CANCEL_ALL, i, s),
    "HassIncreaseTimer": lambda i, s: _order(TimerVerb.ADD, i, s),
    "HassDecreaseTimer": lambda i, s: _order(TimerVerb.REMOVE, i, s),
    "HassPauseTimer": lambda i, s: _order(TimerVerb.PAUSE, i, s),
    "HassUnpauseTimer": lambda i, s: _order(TimerVerb.RESUME, i, s),
    "HassTimerStatus": lambda i, s: _order(TimerVerb.STATUS, i, s),
}
