"""Which of several assistants that heard the same sentence acts on it: the one that heard it best.

Every assistant compares the same claims by the same rule, so they need no referee. One that hears the end
of the sentence much later than another finds that the other has acted, and leaves it to that one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.itself_neighbours import Claim, Presence

SAME_SECONDS = 1.0  # between the ends of one sentence as two microphones hear them
NEARER_DECIBELS = 3.0  # more over its noise is a nearer microphone; less is chance and taste of microphones
NEIGHBOURS_LIMIT = 64  # assistants kept in mind; a house has a dozen, more is a script
# Of the time that a claim waits, the part in which an answer to it still arrives. Who comes later does not
# answer at all, so that the first one acts and nobody waits for the other.
_IN_TIME = 0.75
_CLAIMS_LIMIT = 4  # of one assistant; a sentence a second is more than anybody says


@dataclass(frozen=True, slots=True)
class Left:
    """The sentence is left to the assistant called ``to``; ``why``: the end of a line of the log."""

    to: str
    why: str


@dataclass(frozen=True, slots=True)
class _Kept:
    claim: Claim
    arrived_at: float  # seconds of our own clock

    @property
    def ended_at(self) -> float:
        return self.arrived_at - self.claim.seconds_ago

    @property
    def closed_at(self) -> float:
        """From then on a better claim comes too late."""
        return self.arrived_at + _IN_TIME * self.claim.wait_seconds


class Claims:
    """What the neighbours of the assistant called ``name`` told. ``now``: monotonic seconds of this board;
    other boards' clocks are never looked at."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._kept: dict[str, deque[_Kept]] = {}  # the neighbour heard of last comes last
        self._present: set[str] = set()

    @property
    def alone(self) -> bool:
        """True while no neighbour is known to be on the broker."""
        return not self._present

    def forget(self) -> None:
        """The link is lost: who is there will be told anew."""
        self._present.clear()
        self._kept.clear()

    def feed(self, news: Claim | Presence, now: float) -> None:
        """Take on what an assistant told; what is told under our own name is our own."""
        if news.name == self._name:
            return
        if isinstance(news, Claim):
            kept = self._kept.pop(news.name, None) or deque(maxlen=_CLAIMS_LIMIT)
            kept.append(_Kept(news, now))
            self._kept[news.name] = kept
            if len(self._kept) > NEIGHBOURS_LIMIT:
                del self._kept[next(iter(self._kept))]
        elif not news.online:
            self._present.discard(news.name)
        elif len(self._present) < NEIGHBOURS_LIMIT:
            self._present.add(news.name)

    def decide(self, own: Claim, now: float) -> Left | None:
        """Whom to leave the sentence to that we claimed at ``now``; None: it is ours, so far."""
        ours = _Kept(own, now)
        others = [kept for name in self._kept if (kept := self._same(name, ours)) is not None]
        closed = [kept for kept in others if kept.closed_at <= now]
        if closed:
            first = min(closed, key=lambda kept: (kept.closed_at, kept.claim.name))
            return Left(first.claim.name, f"it was {now - first.arrived_at:.2f} s sooner")
        claims = [own, *(kept.claim for kept in others)]
        chosen = best(claims)
        return None if chosen is own else Left(chosen.name, _why(own, chosen, claims))

    def _same(self, name: str, ours: _Kept) -> _Kept | None:
        """The neighbour's claim for the same sentence; the nearest in time of several."""
        there = [k for k in self._kept[name] if abs(k.ended_at - ours.ended_at) <= SAME_SECONDS]
        return min(there, key=lambda kept: abs(kept.ended_at - ours.ended_at), default=None)


def best(claims: Sequence[Claim]) -> Claim:
    """Of those not far below the loudest over its noise, the surest; of equals the first by name. Who
    cannot tell how loud it was is not held to be far.

    All are compared at once: in pairs, each of three could be worse than another, and nobody would act.
    """
    least = _loudest(claims) - NEARER_DECIBELS
    near = [claim for claim in claims if claim.level_db is None or claim.level_db >= least]
    return min(near, key=lambda claim: (-claim.score, claim.name))


def _loudest(claims: Sequence[Claim]) -> float:
    return max((claim.level_db for claim in claims if claim.level_db is not None), default=0.0)


def _why(own: Claim, chosen: Claim, claims: Sequence[Claim]) -> str:
    loudest = _loudest(claims)
    if own.level_db is not None and own.level_db < loudest - NEARER_DECIBELS:
        return f"it heard better ({loudest:.0f} dB > {own.level_db:.0f} dB over the noise)"
    if chosen.score > own.score:
        return f"it heard better ({chosen.score:.2f} > {own.score:.2f})"
    return f"it heard as well ({chosen.score:.2f}), and comes first by name"
