"""Undoing the last deed: the states its devices had before it, of what it changed and nothing else.

What leaves no state to return to (a scene, a vacuum that set off, a message, a timer) is refused, and so
is what nobody knows the former state of. An undo is a deed itself: undone, it is done again.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.events import Decision, Intent, Publish, Refuse, TimerOrder
from assistant.understanding.carrying import Cannot, carry_out, spoken_name
from assistant.understanding.memory import Deed
from assistant.understanding.targets import Chosen, Situation
from devices.model import Capability, Command, Device
from devices.state import Playback, State


def undone(deed: Deed, intent: Intent, situation: Situation) -> list[Decision]:
    """What brings back how things were: a command or a question about it, and what cannot be brought back."""
    home, texts = situation.home, situation.texts
    states: dict[str, State] = {}
    refused: list[str] = []
    for device_id, commands in _by_device(deed).items():
        device = home.devices.get(device_id)
        if device is None:
            refused.append(texts.say("gone", names=spoken_name(home, device_id)))
            continue
        back = restoring(device, deed.was(device_id), commands)
        if isinstance(back, Cannot):
            refused.append(texts.say(back.key, name=device.name))
        elif back.told():
            states[device_id] = back
    if any(isinstance(step, TimerOrder) for step in deed.steps):
        refused.append(texts.say("undo_timer"))
    if any(isinstance(step, Publish) for step in deed.steps):
        refused.append(texts.say("undo_message"))
    out: list[Decision] = []
    if states:
        found = Chosen(tuple(home.devices[d] for d in states), "as it was before the last command")
        out.append(carry_out(intent, situation, found, lambda device, _: states[device.id]))
    elif not refused:
        refused.append(texts.say("undo_same"))
    if refused:
        out.append(Refuse(f"not to be undone: {' '.join(refused)}", " ".join(refused), intent))
    return out


def restoring(device: Device, before: State, commands: Iterable[Command]) -> State | Cannot:
    """What a device must be told to be as it was; nothing if the commands changed nothing."""
    wish = State()
    for command in commands:
        if command.trigger is not None:
            return Cannot("undo_trigger")
        wish = wish.merged(command.desired)
    if wish.activity is not None:
        return Cannot("undo_trigger")
    if before.on is False and (wish.on or wish.playback is Playback.PLAYING):
        # Off again is all that can be seen; a brightness or colour would switch it on to be set.
        return State(on=False)
    back = State()
    for name in wish.told():
        was = _was(name, device, before)
        if not was.told():
            return Cannot("undo_unknown")
        back = back.merged(was)
    same = all(getattr(wish, name) == getattr(back, name) for name in back.told())
    return State() if same else back


def _by_device(deed: Deed) -> dict[str, list[Command]]:
    found: dict[str, list[Command]] = {}
    for step in deed.steps:
        if isinstance(step, Command):
            found.setdefault(step.device, []).append(step)
    return found


def _was(name: str, device: Device, before: State) -> State:
    """The former value of what a command changed; of colours the one it showed, of covers how far open."""
    if name in ("color", "color_temperature"):
        # A lamp in white may tell its white as a colour too; then the colour is how it looked.
        return _only(before, "color" if before.color is not None else "color_temperature")
    if name in ("open", "position"):
        between = before.position is not None and 0 < before.position < 100
        if name == "position" or (between and device.can(Capability.POSITION)):
            return _only(before, "position")
    return _only(before, name)


def _only(state: State, name: str) -> State:
    return State(**{name: getattr(state, name)})
