"""What is said about outcomes, timers, questions and refusals, in one language.

Only what the device itself confirmed is said to be done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.acting.timers import LONGEST, TimerFinished, TimerProblem, TimerResult, TimerView
from assistant.events import (
    Act,
    Ask,
    Decision,
    Failed,
    Ignore,
    Outcome,
    Publish,
    Refuse,
    TimerVerb,
    Unconfirmed,
)
from assistant.texts import texts_of
from assistant.texts.templates import response
from assistant.understanding.carrying import spoken_name
from assistant.understanding.status import view
from devices.model import Command, Home

_DONE = {
    TimerVerb.CANCEL: "timer_cancelled",
    TimerVerb.PAUSE: "timer_paused",
    TimerVerb.RESUME: "timer_resumed",
}


class Replies:
    """Texts about this home. Pure: nothing is spoken here."""

    def __init__(self, language: str, home: Home) -> None:
        self._home = home
        self._texts = texts_of(language)

    def reply(
        self, decision: Decision, outcomes: Sequence[Outcome] = (), timers: Sequence[TimerResult] = ()
    ) -> str:
        """What to say once a decision has been carried out; empty for nothing.

        ``outcomes`` are those of the decision's steps; ``timers`` the results of its timer orders.
        """
        if isinstance(decision, Ignore):
            return ""
        if isinstance(decision, Refuse):
            return decision.say
        if isinstance(decision, Ask):
            return decision.question
        if timers:
            return " ".join(self.timer(result) for result in timers)
        if trouble := self._trouble(outcomes):
            return trouble
        if decision.answer is not None:
            return decision.answer
        return self._done(decision, outcomes) if outcomes else ""

    def timer(self, result: TimerResult) -> str:
        """What became of an order to a timer."""
        if result.problem is not None:
            return self._timer_problem(result, result.problem)
        texts, verb = self._texts, result.order.verb
        if verb is TimerVerb.START:
            return self._started(result.timers[0])
        if verb is TimerVerb.CANCEL_ALL:
            return texts.say("timer_cancelled_all", count=len(result.timers))
        if verb is TimerVerb.STATUS:
            return " ".join(self._status(timer) for timer in result.timers)
        if verb in _DONE:
            return texts.say(_DONE[verb])
        return texts.say("timer_changed", duration=texts.duration(result.timers[0].left))

    def timer_finished(self, finished: TimerFinished) -> str:
        """A timer is over."""
        texts, duration = self._texts, self._texts.duration(finished.start_seconds)
        if finished.command is not None:
            return texts.say("timer_finished_command", duration=duration, command=finished.command)
        if finished.name:
            return texts.say("timer_finished_named", name=finished.name)
        return texts.say("timer_finished", duration=duration)

    def too_busy(self) -> str:
        """More commands are under way than can be."""
        return self._texts.say("too_busy")

    def _done(self, act: Act, outcomes: Sequence[Outcome]) -> str:
        slots = {slot.name: _whole(slot.value) for slot in act.intent.slots}
        first = next((t for t in act.targets if t in self._home.devices), None)
        seen = None
        if first is not None:
            device = self._home.devices[first]
            seen = view(device, self._home.state(first), self._texts)
            slots.setdefault("name", device.name)
        key = act.intent.response or "default"
        said = response(self._texts.language, act.intent.name, key, slots, seen)
        if said is None:
            published = all(isinstance(o.step, Publish) for o in outcomes)
            return self._texts.say("sent" if published else "done")
        said = said[:1].upper() + said[1:]
        return said if said.endswith((".", "!", "?")) else f"{said}."

    def _trouble(self, outcomes: Sequence[Outcome]) -> str:
        failed = [o for o in outcomes if isinstance(o, Failed)]
        silent = [o for o in outcomes if isinstance(o, Unconfirmed)]
        jammed = [o for o in silent if "jammed" in o.reason]
        offline = [o for o in failed if "offline" in o.reason]
        other = [o for o in failed if o not in offline and not isinstance(o.step, Publish)]
        said = [
            self._about("jammed", jammed),
            self._about("offline", offline),
            self._about("failed", other),
            self._about("unconfirmed", [o for o in silent if o not in jammed]),
        ]
        if any(isinstance(o.step, Publish) for o in failed):
            said.append(self._texts.say("publish_failed"))
        return " ".join(text for text in said if text)

    def _about(self, key: str, outcomes: Iterable[Outcome]) -> str:
        ids = dict.fromkeys(o.step.device for o in outcomes if isinstance(o.step, Command))
        if not ids:
            return ""
        return self._texts.say(key, names=self._texts.all_of([spoken_name(self._home, i) for i in ids]))

    def _started(self, timer: TimerView) -> str:
        texts, duration = self._texts, self._texts.duration(timer.start_seconds)
        if timer.command is not None:
            return texts.say("timer_started_command", duration=duration, command=timer.command)
        if timer.name:
            return texts.say("timer_started_named", name=timer.name, duration=duration)
        return texts.say("timer_started", duration=duration)

    def _status(self, timer: TimerView) -> str:
        texts, duration = self._texts, self._texts.duration(timer.left)
        if timer.paused:
            return texts.say("timer_status_paused", duration=duration)
        if timer.name:
            return texts.say("timer_status_named", name=timer.name, duration=duration)
        return texts.say("timer_status", duration=duration)

    def _timer_problem(self, result: TimerResult, problem: TimerProblem) -> str:
        keys = {
            TimerProblem.NONE: "timer_none",
            TimerProblem.SEVERAL: "timer_several",
            TimerProblem.TOO_MANY: "timer_too_many",
            TimerProblem.TOO_LONG: "timer_too_long",
            TimerProblem.NO_DURATION: "timer_no_duration",
        }
        longest = self._texts.duration(LONGEST)
        return self._texts.say(keys[problem], count=len(result.timers), duration=longest)


def _whole(value: object) -> object:
    """21 rather than 21.0, which nobody says."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
