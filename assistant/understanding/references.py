"""What "it", "them" and "the other one" stand for: devices of the last deed, or nothing; never a guess."""

from __future__ import annotations

from enum import StrEnum

from assistant.understanding.memory import MEMORY_SECONDS, Deed, Group
from assistant.understanding.targets import Choice, Chosen, Found, Missing, Situation, choice_of
from devices.model import Device, Home


class Reference(StrEnum):
    """How a sentence speaks of devices without a name; the value of its slot ``reference``."""

    IT = "it"  # that one, the same one
    THEM = "them"
    OTHER = "other"
    LAST = "last"  # not at all: "a bit brighter", "again"


def referred(reference: Reference, deed: Deed | None, situation: Situation) -> Found:
    """The devices that are meant, or why nobody knows."""
    if deed is None:
        where = "" if situation.area is None else " here"
        return Missing(
            situation.texts.say("nothing_meant"), f"nothing was done{where} in {MEMORY_SECONDS:g} s"
        )
    if reference is Reference.OTHER:
        return _other(deed, situation)
    groups = [Group("", act.targets) for act in deed.acts if act.targets]
    if reference is Reference.THEM or len({group.devices for group in groups}) < 2:
        return _chosen(deed.devices, situation)
    return _one_of(groups, situation, "the last sentence was about several")


def _other(deed: Deed, situation: Situation) -> Found:
    if len(deed.others) == 1:
        return _chosen(deed.others[0].devices, situation, "the other that was there to choose")
    if deed.others:
        return _one_of(deed.others, situation, "several others were there to choose")
    say = situation.texts.say("no_other")
    if len(deed.devices) != 1:
        return Missing(say, f"the other of {len(deed.devices)} devices")
    one = situation.home.devices.get(deed.devices[0])
    if one is None or one.area is None:
        return Missing(say, f"nobody knows what else is where {deed.devices[0]} is")
    others = tuple(
        d
        for d in situation.home.in_area(one.area)
        if d.id != one.id and d.kind is one.kind and d.device_class == one.device_class
    )
    if not others:
        return Missing(say, f"{one.id} is the only one of its kind in {one.area}")
    if len(others) > 1:
        return choice_of(others, situation.home)
    return Chosen(others, f"the one other {one.kind.value} in {one.area}")


def _chosen(devices: tuple[str, ...], situation: Situation, why: str = "what was commanded last") -> Found:
    known = _there(devices, situation.home)
    if known:
        return Chosen(known, why)
    if not devices:
        return Missing(situation.texts.say("nothing_meant"), "what was done last was not about devices")
    names = situation.texts.all_of(devices)
    return Missing(situation.texts.say("gone", names=names), f"no longer in this home: {names}")


def _one_of(groups: list[Group] | tuple[Group, ...], situation: Situation, why: str) -> Found:
    """One group of several; by their labels, or by names where they have none."""
    known = [(group.label, _there(group.devices, situation.home)) for group in groups]
    labelled = tuple(
        (label or situation.texts.all_of([d.name for d in devices]), devices)
        for label, devices in known
        if devices
    )
    if len(labelled) < 2:
        return _chosen(tuple(d.id for _, devices in labelled for d in devices), situation)
    return Choice(labelled, why)


def _there(devices: tuple[str, ...], home: Home) -> tuple[Device, ...]:
    return tuple(home.devices[d] for d in devices if d in home.devices)
