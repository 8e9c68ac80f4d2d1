"""From chosen devices to a decision: commands for those that can, reasons for those that cannot,
and a question before anything risky."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.events import Act, Ask, Decision, Intent, Refuse
from assistant.understanding.targets import Choice, Chosen, Found, Missing, Situation, area_name
from devices.model import Command, Device, Home, Kind, Risk, Trigger
from devices.state import State

# A sentence that says "all" is obeyed for lights; of anything else, this many at once is asked first.
MANY = 10
_HARMLESS = frozenset({Kind.LIGHT})


@dataclass(frozen=True, slots=True)
class Cannot:
    """A device cannot do this, or not this much: key of the text that says so, and its values."""

    key: str
    low: float | None = None
    high: float | None = None


Wish = Callable[[Device, State], State | Trigger | Cannot]


def carry_out(intent: Intent, situation: Situation, found: Found, wish: Wish) -> Decision:
    """Wish the same of every device that was found."""
    if isinstance(found, Missing):
        return Refuse(found.why, found.say, intent)
    if isinstance(found, Chosen):
        act = _act(intent, situation, found.devices, wish, found.why)
        return guarded(act, situation, everywhere=found.everywhere)
    return _ask(intent, situation, found, wish)


def guarded(decision: Act | Refuse, situation: Situation, *, everywhere: bool = False) -> Decision:
    """The decision; a yes/no question instead if any of its steps is risky or there are too many."""
    if isinstance(decision, Refuse):
        return decision
    texts = situation.texts
    commands = [s for s in decision.steps if isinstance(s, Command)]
    risky = [c for c in commands if is_risky(situation.home, c)]
    if risky:
        names = texts.all_of([spoken_name(situation.home, c.device) for c in risky])
        question = texts.say(confirm_key(risky[0]), names=names)
        return Ask(decision.intent, question, (decision,), reason=f"risky, so asked first: {names}")
    kinds = {situation.home.devices[c.device].kind for c in commands if c.device in situation.home.devices}
    if (everywhere or len(commands) > MANY) and not kinds <= _HARMLESS:
        question = texts.say("confirm_many", count=len(commands))
        return Ask(decision.intent, question, (decision,), reason=f"{len(commands)} devices at once")
    return decision


def is_risky(home: Home, command: Command) -> bool:
    """True for what a wrong hearing must not do: unlock, open a way in, or touch what the owner
    wants to be asked about. Making safe (lock, close, stop, switch off) is never risky."""
    device = home.devices.get(command.device)
    if device is None or device.risk is not Risk.CONFIRM:
        return False
    wish = command.desired
    if device.kind not in (Kind.LOCK, Kind.COVER, Kind.VALVE):
        return wish.told() != ("on",) or wish.on is not False
    closes = wish.open is False or wish.position == 0
    return not (command.trigger is Trigger.STOP or wish.locked or closes)


def spoken_name(home: Home, device_id: str) -> str:
    """How a device is called; its id once it has gone."""
    device = home.devices.get(device_id)
    return device.name if device else device_id


def _ask(intent: Intent, situation: Situation, choice: Choice, wish: Wish) -> Decision:
    texts = situation.texts
    tried = [(label, _act(intent, situation, group, wish, choice.why)) for label, group in choice.groups]
    able = [(label, act) for label, act in tried if isinstance(act, Act)]
    if not able:
        refusal = tried[0][1]
        return (
            refusal if isinstance(refusal, Refuse) else Refuse(choice.why, texts.say("unsupported"), intent)
        )
    if len(able) == 1:
        label, act = able[0]
        return guarded(replace(act, reason=f"{choice.why}, only {label} can do this"), situation)
    labels = tuple(label for label, _ in able)
    said = texts.one_of(labels)
    question = texts.say(choice.question, name=choice.name, labels=said, areas=said)
    return Ask(intent, question, tuple(act for _, act in able), labels, choice.why)


def _act(
    intent: Intent, situation: Situation, devices: tuple[Device, ...], wish: Wish, why: str
) -> Act | Refuse:
    home, texts = situation.home, situation.texts
    wishes = [(d, wish(d, home.state(d.id))) for d in devices]
    commands = [_command(d, w) for d, w in wishes if not isinstance(w, Cannot)]
    if not commands:
        device, cannot = wishes[0]
        assert isinstance(cannot, Cannot)  # noqa: S101 - no commands means every wish is one
        say = texts.say(cannot.key, name=device.name, low=_number(cannot.low), high=_number(cannot.high))
        return Refuse(f"{device.id}: {say}", say, intent)
    online = [c for c in commands if home.state(c.device).available is not False]
    if not online:
        names = texts.all_of([spoken_name(home, c.device) for c in commands])
        return Refuse(f"offline: {names}", texts.say("offline", names=names), intent)
    if left := len(devices) - len(commands):
        why = f"{why}; {left} that cannot do this left out"
    # Those offline stay in: they fail by name, rather than being passed over in silence.
    return Act(intent, tuple(commands), tuple(c.device for c in commands), reason=why)


def _command(device: Device, wish: State | Trigger | Cannot) -> Command:
    if isinstance(wish, Trigger):
        return Command(device.id, trigger=wish)
    assert isinstance(wish, State)  # noqa: S101 - the caller sorted out what cannot be done
    return Command(device.id, wish)


def confirm_key(command: Command) -> str:
    """Key of the text that asks whether to do this."""
    wish = command.desired
    if wish.locked is False:
        return "confirm_unlock"
    if wish.open or wish.position:
        return "confirm_open"
    if wish.on is not None and wish.told() == ("on",):
        return "confirm_on" if wish.on else "confirm_off"
    return "confirm_change"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def in_area(situation: Situation, device: Device) -> str:
    """``the lamp in the kitchen``; the name alone if it has no area."""
    if device.area is None:
        return device.name
    return situation.texts.in_area(device.name, area_name(situation.home, device.area))
