"""The time, the date, small talk about itself, and "never mind"."""

from __future__ import annotations

from datetime import datetime

from assistant.events import Act, Decision, Intent
from assistant.texts.templates import response
from assistant.understanding.targets import Situation


def _time(intent: Intent, situation: Situation) -> Decision:
    local = datetime.fromtimestamp(situation.now)
    said = response(situation.texts.language, intent.name, "default", {"time": local.time()})
    return Act(intent, answer=said or f"{local:%H:%M}", reason="local time of this machine")


def _date(intent: Intent, situation: Situation) -> Decision:
    local = datetime.fromtimestamp(situation.now)
    said = response(situation.texts.language, intent.name, "default", {"date": local.date()})
    return Act(intent, answer=said or f"{local:%Y-%m-%d}", reason="local date of this machine")


def _respond(intent: Intent, situation: Situation) -> Decision:
    # The package's answers speak of Home Assistant's server and makers; ours are our own.
    known = situation.texts.has(intent.response)
    answer = situation.texts.say(intent.response) if known else ""
    return Act(intent, answer=answer, reason="about itself")


def _nevermind(intent: Intent, situation: Situation) -> Decision:
    return Act(intent, answer="", reason="never mind")


HANDLERS = {
    "HassGetCurrentTime": _time,
    "HassGetCurrentDate": _date,
    "HassRespond": _respond,
    "HassNevermind": _nevermind,
}
