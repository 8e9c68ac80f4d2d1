"""A conversation in which every command is obeyed."""

from __future__ import annotations

from assistant.events import Act, Decision
from assistant.understanding.understanding import Understanding
from devices.model import Command, Home
from tests.understanding.homes import NOW, home


class Talk:
    """A conversation a second a sentence, about a home whose devices do as they are told."""

    def __init__(self, made: Home | None = None, area: str | None = None, language: str = "en") -> None:
        self.home = made or home()
        self.understanding = Understanding(self.home, language)
        self.area = area
        self.now = NOW

    def all(self, text: str) -> tuple[Decision, ...]:
        """Every decision on a sentence, carried out."""
        self.now += 1.0
        decisions = self.understanding.decide(text, area=self.area, now=self.now)
        for decision in decisions:
            for step in decision.steps if isinstance(decision, Act) else ():
                if isinstance(step, Command):
                    self.home.update(step.device, step.desired, self.now)
        return decisions

    def say(self, text: str) -> Decision:
        """The one decision on a sentence, carried out."""
        (decision,) = self.all(text)
        return decision
