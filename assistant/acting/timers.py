"""Timers: a plain clockwork. ``now`` is monotonic seconds, so that a corrected clock ends none early."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.events import Confirmed, Evidence, Failed, Outcome, TimerOrder, TimerVerb

# A home of timers that nobody can keep apart any more; and the longest that a sentence can say.
LIMIT = 50
LONGEST = 100 * 3600


class TimerProblem(StrEnum):
    """Why an order was not carried out."""

    NONE = "there is no such timer"
    SEVERAL = "several timers fit"
    TOO_MANY = "there are too many timers"
    TOO_LONG = "that is too long"
    NO_DURATION = "no duration was given"


@dataclass(frozen=True, slots=True)
class TimerView:
    """A timer as it stands. ``start_seconds``: what it was set for; ``left``: seconds to go."""

    start_seconds: int
    left: int
    paused: bool = False
    name: str | None = None
    area: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class TimerResult:
    """What became of an order, and the timers it was about: those changed, asked for, or in doubt."""

    order: TimerOrder
    timers: tuple[TimerView, ...] = ()
    problem: TimerProblem | None = None

    @property
    def outcome(self) -> Outcome:
        """The result as the outcome of a step."""
        if self.problem is not None:
            return Failed(self.order, self.problem.value)
        return Confirmed(self.order, Evidence.STATE, 0.0)


@dataclass(frozen=True, slots=True)
class TimerFinished:
    """A timer has ended. ``command`` is a sentence to carry out now, as if said in ``area``."""

    start_seconds: int
    name: str | None = None
    area: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class _Timer:
    """Running towards ``ends`` (monotonic), or paused with ``left`` seconds to go."""

    start_seconds: int
    ends: float
    left: float | None = None
    name: str | None = None
    area: str | None = None
    command: str | None = None

    def remaining(self, now: float) -> float:
        return max(0.0, self.ends - now if self.left is None else self.left)

    def view(self, now: float) -> TimerView:
        left = round(self.remaining(now))
        return TimerView(self.start_seconds, left, self.left is not None, self.name, self.area, self.command)


class Timers:
    """All timers of the home, by number."""

    def __init__(self) -> None:
        self._timers: dict[int, _Timer] = {}
        self._next = 1

    def __len__(self) -> int:
        return len(self._timers)

    def apply(self, order: TimerOrder, now: float) -> TimerResult:
        """Carry out an order; a problem changes nothing."""
        if order.verb is TimerVerb.START:
            return self._start(order, now)
        if order.verb is TimerVerb.CANCEL_ALL:
            return self._cancel_all(order, now)
        fitting = self._fitting(order)
        views = tuple(self._timers[i].view(now) for i in fitting)
        if not fitting:
            # "How long is left" with no timer is a question with an answer, all the same.
            return TimerResult(order, problem=TimerProblem.NONE)
        if order.verb is TimerVerb.STATUS:
            return TimerResult(order, views)
        if len(fitting) > 1:
            return TimerResult(order, views, TimerProblem.SEVERAL)
        return self._change(order, fitting[0], now)

    def feed(self, now: float) -> tuple[TimerFinished, ...]:
        """Timers that have ended by now, the earliest first; each is told once."""
        over = [(t.ends, i) for i, t in self._timers.items() if t.left is None and t.ends <= now]
        ended = [self._timers.pop(i) for _, i in sorted(over)]
        return tuple(TimerFinished(t.start_seconds, t.name, t.area, t.command) for t in ended)

    def _start(self, order: TimerOrder, now: float) -> TimerResult:
        if order.seconds <= 0:
            return TimerResult(order, problem=TimerProblem.NO_DURATION)
        if order.seconds > LONGEST:
            return TimerResult(order, problem=TimerProblem.TOO_LONG)
        if len(self._timers) >= LIMIT:
            views = tuple(t.view(now) for t in self._timers.values())
            return TimerResult(order, views, TimerProblem.TOO_MANY)
        area = order.area or order.near
        timer = _Timer(order.seconds, now + order.seconds, None, order.name, area, order.command)
        self._timers[self._next] = timer
        self._next += 1
        return TimerResult(order, (timer.view(now),))

    def _cancel_all(self, order: TimerOrder, now: float) -> TimerResult:
        gone = [i for i, t in self._timers.items() if order.area is None or t.area == order.area]
        return TimerResult(order, tuple(self._timers.pop(i).view(now) for i in gone))

    def _change(self, order: TimerOrder, number: int, now: float) -> TimerResult:
        timer = self._timers[number]
        if order.verb is TimerVerb.CANCEL:
            del self._timers[number]
            return TimerResult(order, (timer.view(now),))
        if order.verb is TimerVerb.PAUSE:
            changed = replace(timer, left=timer.remaining(now))
        elif order.verb is TimerVerb.RESUME:
            changed = replace(timer, ends=now + timer.remaining(now), left=None)
        else:
            change = order.seconds if order.verb is TimerVerb.ADD else -order.seconds
            seconds = max(0.0, timer.remaining(now) + change)
            if seconds > LONGEST:
                return TimerResult(order, (timer.view(now),), TimerProblem.TOO_LONG)
            changed = replace(timer, ends=now + seconds, left=None if timer.left is None else seconds)
        self._timers[number] = changed
        return TimerResult(order, (changed.view(now),))

    def _fitting(self, order: TimerOrder) -> list[int]:
        """Timers that the order can mean; of several, those it can do something to, then those nearby."""
        fitting = [i for i, t in self._timers.items() if _fits(order, t)]
        paused = {TimerVerb.PAUSE: False, TimerVerb.RESUME: True}.get(order.verb)
        if paused is not None and len(fitting) > 1:
            fitting = [i for i in fitting if (self._timers[i].left is not None) == paused] or fitting
        if order.near is not None and len(fitting) > 1 and order.verb is not TimerVerb.STATUS:
            close = [i for i in fitting if self._timers[i].area == order.near]
            fitting = close or fitting
        return fitting


def _fits(order: TimerOrder, timer: _Timer) -> bool:
    if order.name is not None and _folded(order.name) != _folded(timer.name or ""):
        return False
    if order.start_seconds is not None and order.start_seconds != timer.start_seconds:
        return False
    return order.area is None or order.area == timer.area


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
