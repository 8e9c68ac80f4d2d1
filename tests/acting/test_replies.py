from __future__ import annotations

import pytest

from assistant.acting.replies import Replies
from assistant.acting.timers import TimerFinished, Timers
from assistant.events import (
    Act,
    Ask,
    Confirmed,
    Evidence,
    Failed,
    Ignore,
    Intent,
    Outcome,
    Publish,
    Refuse,
    Slot,
    TimerOrder,
    TimerVerb,
    Unconfirmed,
)
from devices.messages import Message
from devices.model import Command, Device, Home, Kind
from devices.state import State

HOME = Home.of(
    devices=[
        Device("light.lamp", "Lamp", Kind.LIGHT),
        Device("light.desk", "Desk", Kind.LIGHT),
        Device("lock.door", "Door", Kind.LOCK),
    ]
)
LAMP, DESK = Command("light.lamp", State(on=True)), Command("light.desk", State(on=True))
DOOR = Command("lock.door", State(locked=True))


def turned_on(*commands: Command, response: str = "default", name: str = "HassTurnOn") -> Act:
    return Act(Intent(name, response=response), commands, tuple(c.device for c in commands))


def confirmed(command: Command) -> Outcome:
    return Confirmed(command, Evidence.STATE, 0.2)


def test_what_was_confirmed_is_said_in_the_words_of_the_intent() -> None:
    replies = Replies("en", HOME)
    assert replies.reply(turned_on(LAMP), [confirmed(LAMP)]) == "Turned on the light."
    assert (
        replies.reply(turned_on(LAMP, response="lights_area"), [confirmed(LAMP)]) == "Turned on the lights."
    )
    brightness = Act(
        Intent("HassClimateSetTemperature", (Slot("temperature", 21.0),), response="default"), (LAMP,)
    )
    assert replies.reply(brightness, [confirmed(LAMP)]) == "Temperature set to 21 degrees."


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Lamp eingeschaltet."), ("fr", "Allumé."), ("es", "Se ha activado la luz.")]
)
def test_in_every_language_something_is_said(language: str, said: str) -> None:
    assert Replies(language, HOME).reply(turned_on(LAMP), [confirmed(LAMP)]) == said


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Unconfirmed(LAMP, 5.0, "it never reported the wanted state"), "Lamp did not confirm."),
        (Failed(LAMP, "it is offline"), "Lamp is offline."),
        (Failed(LAMP, "not connected for 5 s"), "I could not reach Lamp."),
        (Unconfirmed(DOOR, 1.0, "it reports that it is jammed"), "Door is jammed."),
    ],
)
def test_what_was_not_confirmed_is_never_said_to_be_done(outcome: Outcome, said: str) -> None:
    assert Replies("en", HOME).reply(turned_on(LAMP), [outcome]) == said


def test_of_several_those_that_failed_are_named() -> None:
    outcomes = [confirmed(LAMP), Unconfirmed(DESK, 5.0)]
    assert Replies("en", HOME).reply(turned_on(LAMP, DESK), outcomes) == "Desk did not confirm."


def test_an_intent_without_a_template_is_still_answered() -> None:
    replies = Replies("en", HOME)
    assert replies.reply(turned_on(LAMP, name="MyOwn"), [confirmed(LAMP)]) == "Done."
    step = Publish(Message("coffee/set"))
    own = Act(Intent("MakeCoffee"), (step,))
    assert replies.reply(own, [Confirmed(step, Evidence.DELIVERED, 0.1)]) == "Sent."
    assert replies.reply(own, [Failed(step, "not connected")]) == "I could not send that."


def test_questions_refusals_answers_and_silence() -> None:
    replies = Replies("en", HOME)
    assert replies.reply(Ask(Intent("X"), "Really?")) == "Really?"
    assert replies.reply(Refuse("because", "No.")) == "No."
    assert replies.reply(Ignore("not for us")) == ""
    assert replies.reply(Act(Intent("HassGetState"), answer="Yes.")) == "Yes."


def told(timers: Timers, order: TimerOrder, now: float = 0.0) -> str:
    result = timers.apply(order, now)
    act = Act(Intent("HassStartTimer"), (order,))
    return Replies("en", HOME).reply(act, [result.outcome], [result])


def test_timers_are_told_as_they_stand() -> None:
    timers = Timers()
    assert told(timers, TimerOrder(TimerVerb.STATUS)) == "There is no such timer."
    assert (
        told(timers, TimerOrder(TimerVerb.START, 300, name="pizza"))
        == "Timer pizza: 5 minutes, starting now."
    )
    assert told(timers, TimerOrder(TimerVerb.STATUS), 60.0) == "Pizza: 4 minutes left."
    assert told(timers, TimerOrder(TimerVerb.ADD, 60), 60.0) == "5 minutes left."
    assert told(timers, TimerOrder(TimerVerb.PAUSE), 60.0) == "Timer paused."
    assert told(timers, TimerOrder(TimerVerb.START, 60)) == "1 minute, starting now."
    assert "2 such timers" in told(timers, TimerOrder(TimerVerb.CANCEL))
    assert told(timers, TimerOrder(TimerVerb.CANCEL_ALL)) == "2 timers cancelled."
    assert told(timers, TimerOrder(TimerVerb.START, 120, command="turn on the lamp")) == (
        "In 2 minutes: turn on the lamp."
    )


def test_a_finished_timer_says_which_it_was() -> None:
    replies = Replies("en", HOME)
    assert replies.timer_finished(TimerFinished(300)) == "A timer of 5 minutes is over."
    assert replies.timer_finished(TimerFinished(300, "pizza")) == "The pizza timer is over."
    assert "turn on the lamp" in replies.timer_finished(TimerFinished(300, command="turn on the lamp"))
