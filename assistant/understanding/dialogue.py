"""One question that waits for its answer.

A question is open for a few seconds. What is said meanwhile is yes, no, or one of the choices; any
other sentence is a new command and drops the question. When the time is up nothing is done, and a
late "yes" does nothing either.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.events import Act, Ask
from assistant.texts import Texts
from assistant.understanding.memory import Group
from assistant.understanding.slots import plain

# Long enough to hear the question to its end and decide; short enough that a "yes" said to
# somebody else a little later opens no door.
ANSWER_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Origin:
    """What a question came from. ``area``: where the command was said; ``others``: what could have been
    chosen instead of what it is about now."""

    area: str | None = None
    others: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """An open question. Times are POSIX seconds."""

    ask: Ask
    asked_at: float
    deadline: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Picked:
    """An answer chose this act. ``sure``: it was a plain yes to a plain question."""

    act: Act
    question: str
    sure: bool
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Declined:
    """The answer was no."""

    ask: Ask


class Dialogue:
    """Keeps the open question, and reads answers to it."""

    def __init__(self, texts: Texts, seconds: float = ANSWER_SECONDS) -> None:
        self._seconds = seconds
        self._yes = frozenset(plain(word) for word in texts.answers("yes"))
        self._no = frozenset(plain(word) for word in texts.answers("no"))
        self._fillers = frozenset(plain(word) for word in texts.answers("fillers"))
        self._ordinals = tuple(frozenset(plain(w) for w in words) for words in texts.ordinals())
        self._pending: Pending | None = None

    @property
    def pending(self) -> Pending | None:
        """The open question, if there is one."""
        return self._pending

    def ask(self, ask: Ask, now: float, origin: Origin | None = None) -> None:
        """Open a question; one that was open is dropped."""
        self._pending = Pending(ask, now, now + self._seconds, origin or Origin())

    def drop(self) -> None:
        """Forget the question."""
        self._pending = None

    def expire(self, now: float) -> Ask | None:
        """The question that nobody answered in time, once."""
        pending = self._pending
        # A clock that was set back must not keep a door's question open.
        if pending is None or pending.asked_at <= now <= pending.deadline:
            return None
        self._pending = None
        return pending.ask

    def answer(self, text: str, now: float) -> Picked | Declined | None:
        """What a sentence answers; None if it is no answer, or nothing was asked. Closes the question
        if it is answered."""
        self.expire(now)
        if self._pending is None:
            return None
        ask, origin, said = self._pending.ask, self._pending.origin, plain(text)
        if said in self._no:
            self._pending = None
            return Declined(ask)
        chosen = self._chosen(ask, said)
        if chosen is None:
            return None
        self._pending = None
        return Picked(chosen, ask.question, sure=not ask.labels, origin=_without_chosen(origin, ask, chosen))

    def is_answer_word(self, text: str) -> bool:
        """True for a bare yes or no, which means nothing when nothing was asked."""
        return plain(text) in self._yes

    def plain_answer(self, yes: bool) -> str | None:
        """The word that answers the open question so, for who nods or waves instead of speaking; None if
        nothing was asked, or a choice, to which yes is no answer."""
        if self._pending is None or (yes and self._pending.ask.labels):
            return None
        return min(self._yes if yes else self._no)

    def answers(self) -> tuple[str, ...]:
        """Phrases that would be understood as an answer now; none if nothing was asked."""
        if self._pending is None:
            return ()
        ask = self._pending.ask
        if not ask.labels:
            return (*sorted(self._yes), *sorted(self._no))
        ordinals = [w for words in self._ordinals[: len(ask.labels)] for w in sorted(words) if w.isalpha()]
        labels = [plain(label) for label in ask.labels]
        # "the bedroom", "bedroom please": what people say around a label, one word of it.
        around = [way for label in labels for word in sorted(self._fillers)
                  for way in (f"{word} {label}", f"{label} {word}")]  # fmt: skip
        return (*dict.fromkeys((*labels, *around, *ordinals)), *sorted(self._no))

    def _chosen(self, ask: Ask, said: str) -> Act | None:
        if not ask.labels:
            return ask.options[0] if said in self._yes and ask.options else None
        words = said.split()
        labels = [plain(label).split() for label in ask.labels]
        # "the reading lamp in the bedroom": a label, and words that were in the question too.
        around = self._fillers | set(plain(ask.question).split()).difference(*labels)
        hits = [
            option
            for label, option in zip(labels, ask.options, strict=True)
            if (rest := _without(words, label)) is not None and around.issuperset(rest)
        ]
        if len(hits) == 1:
            return hits[0]
        return self._counted(ask, words) if not hits else None

    def _counted(self, ask: Ask, words: list[str]) -> Act | None:
        for ordinal, option in zip(self._ordinals, ask.options, strict=False):
            named = [word for word in words if word in ordinal]
            if named and all(word in ordinal or word in self._fillers for word in words):
                return option
        return None


def _without_chosen(origin: Origin, ask: Ask, chosen: Act) -> Origin:
    if not ask.labels:
        return origin
    options = zip(ask.labels, ask.options, strict=True)
    return Origin(origin.area, tuple(Group(label, o.targets) for label, o in options if o is not chosen))


def _without(words: list[str], label: list[str]) -> list[str] | None:
    """The words around a label; None if it is not among them."""
    for start in range(len(words) - len(label) + 1):
        if words[start : start + len(label)] == label:
            return words[:start] + words[start + len(label) :]
    return None
