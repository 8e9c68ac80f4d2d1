"""What was done last, and how things were before it: what "it", "again" and "undo that" stand on.

A deed is what one sentence did, be it said in one breath, or asked back and answered. Values, without a
clock: ``now`` is POSIX seconds, and each change gives a new memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.events import Act, Decision, Step
from devices.model import Command, Home
from devices.state import State

# Long enough to look at what was done and say another word about it; after it the talk in a room is
# about something else, and an "it" would touch what nobody thinks of any more.
MEMORY_SECONDS = 60.0
# Deeds kept: one for each of as many rooms as are spoken in at once. Of one room only the last counts,
# and the one before it while the last is still found to have failed.
KEPT = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Devices that go by one label, as in a question."""

    label: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """How a device was before the deed."""

    device: str
    state: State


@dataclass(frozen=True, slots=True)
class Deed:
    """What one sentence did. ``area``: where it was said, None if nobody knows; ``others``: what the
    question before it offered as well, or what was commanded before "the other one"."""

    acts: tuple[Act, ...]
    before: tuple[Before, ...]
    at: float
    area: str | None = None
    others: tuple[Group, ...] = ()

    @property
    def devices(self) -> tuple[str, ...]:
        """Ids of the devices it was about, each once."""
        return tuple(dict.fromkeys(device for act in self.acts for device in act.targets))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything it did, in order; nothing for a question about a device."""
        return tuple(step for act in self.acts for step in act.steps)

    def was(self, device: str) -> State:
        """How the device was before."""
        return next((b.state for b in self.before if b.device == device), State())


@dataclass(frozen=True, slots=True)
class Memory:
    """The last deeds, the newest at the end."""

    deeds: tuple[Deed, ...] = ()

    def fresh(self, now: float, area: str | None) -> tuple[Deed, ...]:
        """Deeds that somebody in ``area`` (None: nobody knows where) can mean, the newest first."""
        # A deed of the future was remembered before the clock was set back: nobody knows its age.
        return tuple(
            deed
            for deed in reversed(self.deeds)
            if 0 <= now - deed.at <= MEMORY_SECONDS and (None in (area, deed.area) or deed.area == area)
        )

    def last(self, now: float, area: str | None, *, done: bool = False) -> Deed | None:
        """The newest of these; ``done``: that did something, rather than answer a question."""
        return next((deed for deed in self.fresh(now, area) if deed.steps or not done), None)

    def after(
        self,
        decisions: Iterable[Decision],
        home: Home,
        now: float,
        area: str | None,
        others: tuple[Group, ...] = (),
    ) -> Memory:
        """The memory once these decisions are carried out; ``home`` is as it was before that."""
        acts = tuple(d for d in decisions if isinstance(d, Act) and _counts(d))
        if not acts:
            return self
        touched = dict.fromkeys(s.device for act in acts for s in act.steps if isinstance(s, Command))
        before = tuple(Before(device, home.state(device)) for device in touched)
        return Memory((*self.deeds, Deed(acts, before, now, area, others))[-KEPT:])

    def without(self, act: Act, failed: Iterable[Step]) -> Memory:
        """The memory without the steps of an act that turned out to have failed."""
        gone = tuple(failed)
        return Memory(tuple(left for deed in self.deeds if (left := _without(deed, act, gone)) is not None))


def _counts(act: Act) -> bool:
    # "Is the front door locked?" makes the front door what "it" is, a question about all lights does not.
    return bool(act.steps) or bool(act.targets and act.intent.get("name") is not None)


def _without(deed: Deed, act: Act, failed: tuple[Step, ...]) -> Deed | None:
    # By identity: the same command may have been given twice, and only one of them failed.
    if not failed or all(one is not act for one in deed.acts):
        return deed
    steps = tuple(step for step in act.steps if step not in failed)
    still = {step.device for step in steps if isinstance(step, Command)}
    left = replace(act, steps=steps, targets=tuple(t for t in act.targets if t in still))
    acts = tuple(one for one in (left if one is act else one for one in deed.acts) if one.steps)
    return replace(deed, acts=acts) if acts else None
