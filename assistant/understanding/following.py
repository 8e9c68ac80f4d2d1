"""What a sentence about the last command does: the same verbs as with names, on what is remembered.

"It" is as good as the name of what was commanded last, so all that holds for names holds for it: what a
device cannot do is said, risky things are asked first, devices that are offline are called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.events import Act, Decision, Intent, Refuse
from assistant.understanding.carrying import carry_out, guarded, spoken_name
from assistant.understanding.follow_ups import AGAIN, MORE, OTHER, PERCENT, UNDO
from assistant.understanding.memory import Deed, Group, Memory
from assistant.understanding.plan import SUPPORTED, planned
from assistant.understanding.plan_steps import STEP, VOLUME, Quantity, has, stepping, touched
from assistant.understanding.references import Reference, referred
from assistant.understanding.targets import Choice, Chosen, Found, Missing, Referent, Situation
from assistant.understanding.undo import undone
from devices.model import Command, Device, Kind

# What a share of something is, by the kind of thing: intent and slot of Home Assistant's.
_PERCENT = {
    Kind.LIGHT: ("HassLightSet", "brightness"),
    Kind.COVER: ("HassSetPosition", "position"),
    Kind.VALVE: ("HassSetPosition", "position"),
    Kind.FAN: ("HassFanSetSpeed", "percentage"),
    Kind.MEDIA_PLAYER: ("HassSetVolume", "volume_level"),
    Kind.CLIMATE: ("HassClimateSetTemperature", "temperature"),  # "set it to 21"
}
# Repeated, these are worked out anew from the state; all others wish for the same state again.
_RELATIVE = frozenset({STEP, VOLUME, "HassToggle"})


def follow(intent: Intent, memory: Memory, situation: Situation) -> list[Decision]:
    """The decisions on an intent of `follow_ups`."""
    deed = memory.last(situation.now, situation.area)
    done = memory.last(situation.now, situation.area, done=True)
    if intent.name == UNDO:
        if done is None:
            return [Refuse("nothing to undo", situation.texts.say("nothing_to_undo"), intent)]
        return undone(done, intent, situation)
    if intent.name == AGAIN:
        if done is None:
            return [Refuse("nothing to repeat", situation.texts.say("nothing_to_repeat"), intent)]
        return [_repeated(act, situation) for act in done.acts if act.steps]
    if intent.name == OTHER:
        return [_other(intent, done, situation)]
    if intent.name == MORE and intent.get("reference") == Reference.LAST:
        return [_more(intent, done, situation)]
    return [_verb(intent, deed, situation)]


def follow_to(intent: Intent, found: Found, situation: Situation) -> Decision:
    """The decision on an intent that says "that", for devices that something else than memory tells."""
    asked = _resolved(intent, found)
    if isinstance(found, Missing) or asked is None:
        return _refused(intent, found, situation)
    return _planned(asked, situation, Referent(found))


def left_behind(intents: Sequence[Intent], memory: Memory, situation: Situation) -> tuple[Group, ...]:
    """What "the other one" is after a command to the other one: what was commanded before."""
    deed = memory.last(situation.now, situation.area)
    other = intents[0].name == OTHER or intents[0].get("reference") == Reference.OTHER
    if deed is None or len(intents) != 1 or not other:
        return ()
    names = situation.texts.all_of([spoken_name(situation.home, device) for device in deed.devices])
    return (Group(names, deed.devices),)


def _repeated(act: Act, situation: Situation) -> Decision:
    home, texts = situation.home, situation.texts
    commands = {step.device: step for step in act.steps if isinstance(step, Command)}
    if not commands:
        return guarded(replace(act, reason=f"again: {act.reason}"), situation)
    devices = tuple(home.devices[d] for d in commands if d in home.devices)
    if not devices:
        names = texts.all_of(tuple(commands))
        return Refuse(f"no longer in this home: {names}", texts.say("gone", names=names), act.intent)
    found = Chosen(devices, "again, as the last command")
    if act.intent.name in _RELATIVE:
        return _planned(act.intent, situation, Referent(found, strict=False))
    wishes = {device: step.trigger or step.desired for device, step in commands.items()}
    return carry_out(act.intent, situation, found, lambda device, _: wishes[device.id])


def _other(intent: Intent, deed: Deed | None, situation: Situation) -> Decision:
    """The last command once more, for the other device."""
    found = referred(Reference.OTHER, deed, situation)
    if deed is None or isinstance(found, Missing):
        return _refused(intent, found, situation)
    intents = [act.intent for act in deed.acts if act.steps]
    if len(intents) != 1 or intents[0].name not in SUPPORTED:
        return Refuse("the last sentence was no single command", situation.texts.say("nothing_meant"), intent)
    return _planned(intents[0], situation, Referent(found, strict=False))


def _more(intent: Intent, deed: Deed | None, situation: Situation) -> Decision:
    """More or less of what was changed last, if there is only one such thing."""
    last = None if deed is None else touched(deed.acts, situation.home.devices.values())
    if last is None or last.quantity is Quantity.POSITION:
        # Of a blind, "more" is as much of its cloth as of the light.
        return Refuse("nothing that there is more or less of", situation.texts.say("which_more"), intent)
    devices = tuple(situation.home.devices[d] for d in last.devices)
    up = last.up == (intent.get("step") == "up")
    meant = Referent(Chosen(devices, f"{last.quantity.value.replace('_', ' ')} was changed last"))
    return _planned(stepping(last.quantity, up, text=intent.text), situation, meant)


def _verb(intent: Intent, deed: Deed | None, situation: Situation) -> Decision:
    reference = Reference(str(intent.get("reference")))
    if reference is Reference.LAST:
        # "A bit brighter": what was commanded last, if it is something bright; else what is near.
        return _planned(intent, situation, _near_at_hand(intent, deed, situation))
    return follow_to(intent, referred(reference, deed, situation), situation)


def _planned(intent: Intent, situation: Situation, meant: Referent | None) -> Decision:
    return planned(intent, replace(situation, meant=meant))


def _near_at_hand(intent: Intent, deed: Deed | None, situation: Situation) -> Referent | None:
    quantity = Quantity.VOLUME if intent.name == VOLUME else Quantity(str(intent.get("quantity")))
    known = [situation.home.devices[d] for d in deed.devices if d in situation.home.devices] if deed else []
    fitting = tuple(device for device in known if has(device, quantity))
    return Referent(Chosen(fitting, "what was commanded last")) if fitting else None


def _resolved(intent: Intent, found: Found) -> Intent | None:
    """The intent for these devices, where its sentence leaves it to them; None if they differ in it."""
    kinds = {device.kind for device in _devices(found)}
    if intent.name == PERCENT:
        meanings = {_PERCENT.get(kind) for kind in kinds}
        (meaning,) = meanings if len(meanings) == 1 else (None,)
        if meaning is None:
            return None
        name, slot = meaning
        slots = tuple(replace(s, name=slot) if s.name == "percent" else s for s in intent.slots)
        return replace(intent, name=name, slots=slots)
    if intent.name == MORE:
        quantities = [q for q in Quantity if all(has(device, q) for device in _devices(found))]
        reference = tuple(s for s in intent.slots if s.name == "reference")
        up = intent.get("step") == "up"
        return stepping(quantities[0], up, *reference, text=intent.text) if quantities else None
    return intent


def _devices(found: Found) -> Sequence[Device]:
    if isinstance(found, Choice):
        return [device for _, devices in found.groups for device in devices]
    return found.devices if isinstance(found, Chosen) else ()


def _refused(intent: Intent, found: Found, situation: Situation) -> Refuse:
    if isinstance(found, Missing):
        return Refuse(found.why, found.say, intent)
    names = situation.texts.all_of([device.name for device in _devices(found)])
    return Refuse(f"not for {names}; {found.why}", situation.texts.say("cannot_it", names=names), intent)
