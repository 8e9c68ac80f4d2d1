"""Whether what was decided is what was wanted of a composed scene: the right things, and the verb done to
them. How bright, how warm and which colour is not looked at: values are read from words by plain rules."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from assistant.events import Act, Ask, Decision, Refuse, TimerOrder
from assistant.understanding.meant import Tag, Verb
from devices.model import Command, Trigger
from devices.state import Activity, Playback, State
from models.fusion.scenes import Labelled

# What is answered rather than done, by the intents that do so.
_ANSWERS: dict[Verb, tuple[str, ...]] = {
    Verb.STATE: ("HassGetState", "HassClimateGetTemperature"), Verb.TIME: ("HassGetCurrentTime",),
    Verb.DATE: ("HassGetCurrentDate",), Verb.NEVERMIND: ("HassNevermind",),
}  # fmt: skip


class Outcome(StrEnum):
    """What became of a scene."""

    RIGHT = "acted rightly"
    WRONG = "acted wrongly"
    OFFERED = "asked, offering it"  # a question of which one answer does the right thing
    ASKED = "asked otherwise"
    CANNOT = "it cannot"  # refused for the right thing's own sake: it is off, offline, or cannot do that
    REFUSED = "refused"
    IGNORED = "ignored"


ACTED = frozenset({Outcome.RIGHT, Outcome.WRONG})
WELL = frozenset({Outcome.RIGHT, Outcome.OFFERED, Outcome.CANNOT})


def outcome(one: Labelled, decisions: Sequence[Decision]) -> Outcome:
    """Of all decisions on a scene's sentence."""
    acts = [decision for decision in decisions if isinstance(decision, Act)]
    if acts:
        whole = len(acts) == len(decisions)
        return Outcome.RIGHT if whole and does(one, acts) else Outcome.WRONG
    asks = [decision for decision in decisions if isinstance(decision, Ask)]
    if asks:
        right = any(does(one, [option]) for ask in asks for option in ask.options)
        return Outcome.OFFERED if right else Outcome.ASKED
    refusals = [decision for decision in decisions if isinstance(decision, Refuse)]
    if refusals:
        return Outcome.CANNOT if any(_cannot(one, refusal) for refusal in refusals) else Outcome.REFUSED
    return Outcome.IGNORED


def does(one: Labelled, acts: Sequence[Act]) -> bool:
    """Whether these do what the scene was composed for, and nothing else. What is put off may not be done
    now; of sentences whose things nobody knows the verb counts."""
    if not one.addressed or one.verb is Verb.NOTHING:
        return False
    steps = [step for act in acts for step in act.steps]
    if Tag.WHEN in one.tags or one.verb is Verb.TIMER:
        return bool(steps) and all(isinstance(step, TimerOrder) for step in steps)
    if not steps:
        return all(act.intent.name in _ANSWERS.get(one.verb, ()) for act in acts)
    commands = [step for step in steps if isinstance(step, Command)]
    home = one.scene.home
    fitting = all(fits(one.verb, command, home.state(command.device)) for command in commands)
    if len(commands) < len(steps) or not fitting:
        return False
    if not one.placed:
        return True
    return one.answerable and {c.device for c in commands} == one.targets & home.devices.keys()


def fits(verb: Verb, command: Command, before: State) -> bool:
    """Whether a command does this to a thing that was so before; "brighter" at full light is full light."""
    wish, trigger = command.desired, command.trigger
    match verb:
        case Verb.ON:
            return wish.on is True or trigger is Trigger.ACTIVATE or wish.mode not in (None, "off")
        case Verb.OFF:
            return wish.on is False or wish.mode == "off"
        case Verb.BRIGHTER:
            return _moved(before.brightness, wish.brightness, up=True)
        case Verb.DIMMER:
            return _moved(before.brightness, wish.brightness, up=False)
        case Verb.LEVEL:
            told = {"brightness", "volume", "position", "speed"} & set(wish.told())
            return bool(told) or wish.on is False  # "to zero percent" switches off
        case Verb.COLOR:
            return wish.color is not None or wish.color_temperature is not None
        case Verb.WARMER:
            return _moved(before.target_temperature, wish.target_temperature, up=True)
        case Verb.COOLER:
            return _moved(before.target_temperature, wish.target_temperature, up=False)
        case Verb.TEMPERATURE:
            return wish.target_temperature is not None
        case Verb.OPEN:
            return wish.open is True or (wish.position or 0) > 0 or wish.locked is False
        case Verb.CLOSE:
            return wish.open is False or wish.position == 0 or wish.locked is True
        case Verb.LOCK:
            return wish.locked is True
        case Verb.UNLOCK:
            return wish.locked is False
        case Verb.PLAY:
            return wish.playback is Playback.PLAYING
        case Verb.PAUSE:
            return wish.playback is Playback.PAUSED
        case Verb.LOUDER:
            return _moved(before.volume, wish.volume, up=True)
        case Verb.QUIETER:
            return _moved(before.volume, wish.volume, up=False)
        case Verb.MUTE:
            return wish.muted is True
        case Verb.UNMUTE:
            return wish.muted is False
        case Verb.NEXT:
            return trigger is Trigger.NEXT
        case Verb.START:
            return wish.activity is Activity.WORKING or wish.on is True
        case Verb.DOCK:
            return wish.activity is Activity.RETURNING
    return False


def _moved(before: float | None, after: float | None, *, up: bool) -> bool:
    if before is None or after is None:
        return False
    return after >= before if up else after <= before


def _cannot(one: Labelled, refusal: Refuse) -> bool:
    """Reasons that begin with the thing's id, or say that it is offline (see `carrying`)."""
    if not one.answerable or refusal.intent is None:
        return False
    return refusal.reason.startswith(("offline: ", *(f"{name}: " for name in one.targets)))
