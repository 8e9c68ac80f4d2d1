"""How decisions are told in the log and on MQTT."""

from __future__ import annotations

import pytest

from assistant.account import decision_account, log_line, outcome_account, state_words, step_words
from assistant.events import (
    Act,
    Ask,
    Confirmed,
    Evidence,
    Failed,
    Ignore,
    Intent,
    Publish,
    Refuse,
    Slot,
    TimerOrder,
    TimerVerb,
    Unconfirmed,
)
from devices.messages import Message
from devices.model import Command, Trigger
from devices.state import Activity, Color, Moving, State

ON = Command("light.kitchen", State(on=True))
INTENT = Intent("HassTurnOn", (Slot("name", "Kitchen light", "kitchen light"),), "kitchen light on")
ACT = Act(INTENT, (ON,), ("light.kitchen",), reason="the only one of this name")


def test_a_confirmed_command_is_one_line_from_ear_to_state() -> None:
    outcome = Confirmed(ON, Evidence.STATE, 0.2134)
    line = log_line("heard", "kitchen light on", ACT, [outcome], 0.931)
    assert line == 'heard "kitchen light on" 0.93 → light.kitchen on → confirmed 0.21 s'


def test_what_only_the_broker_vouches_for_is_not_called_confirmed() -> None:
    scene = Command("scene.evening", trigger=Trigger.ACTIVATE)
    line = log_line("heard", "evening", ACT, [Confirmed(scene, Evidence.DELIVERED, 0.01)], 1.0)
    assert line.endswith("→ scene.evening activate → sent 0.01 s")


def test_a_silent_device_and_a_failed_one_are_told_apart() -> None:
    outcomes = [Unconfirmed(ON, 6.0), Failed(ON, "offline")]
    line = log_line("heard", "on", ACT, outcomes, 1.0)
    assert "unconfirmed after 6.0 s: it did not answer" in line
    assert line.endswith("light.kitchen on → failed: offline")


@pytest.mark.parametrize(
    ("decision", "end"),
    [
        (Ignore("nobody is there"), "ignored: nobody is there"),
        (Refuse("no lights in garage", "There are none."), "refused: no lights in garage"),
        (Ask(INTENT, "Which one?"), "asked: Which one?"),
        (Act(INTENT, answer="It is on."), "HassTurnOn → It is on."),
    ],
)
def test_whatever_is_not_carried_out_says_why(decision: Act | Ask | Ignore | Refuse, end: str) -> None:
    assert log_line("heard", "x", decision, [], 0.5) == f'heard "x" 0.50 → {end}'


def test_the_json_form_names_intent_slots_targets_and_reason() -> None:
    assert decision_account(ACT, "kitchen light on") == {
        "text": "kitchen light on",
        "intent": "HassTurnOn",
        "slots": {"name": "Kitchen light"},
        "targets": ["light.kitchen"],
        "decision": "act",
        "reason": "the only one of this name",
    }


def test_a_question_is_about_every_device_it_offers_once() -> None:
    other = Act(INTENT, (), ("light.desk", "light.kitchen"))
    assert decision_account(Ask(INTENT, "Which?", (ACT, other)), "x")["targets"] == [
        "light.kitchen",
        "light.desk",
    ]


def test_no_intent_is_null_and_not_an_empty_name() -> None:
    account = decision_account(Refuse("not understood", "Sorry."), "blah")
    assert account["intent"] is None
    assert account["slots"] == {}


def test_outcomes_carry_their_evidence_or_their_reason() -> None:
    assert outcome_account(Confirmed(ON, Evidence.STATE, 0.25))["evidence"] == "state"
    assert outcome_account(Failed(ON, "expired"))["reason"] == "expired"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (ON, "light.kitchen on"),
        (Command("light.desk", State(on=True, brightness=40.0)), "light.desk on, brightness 40 %"),
        (Command("cover.blinds", trigger=Trigger.STOP), "cover.blinds stop"),
        (TimerOrder(TimerVerb.START, 300), "timer start 300 s"),
        (TimerOrder(TimerVerb.CANCEL_ALL), "timer cancel_all"),
        (Publish(Message("shed/coffee", b"espresso")), "publish shed/coffee"),
    ],
)
def test_a_step_is_a_few_words(step: Command | TimerOrder | Publish, words: str) -> None:
    assert step_words(step) == words


def test_a_state_is_told_in_words_with_units() -> None:
    assert state_words(State(reading=21.5), "°C") == "21.5 °C"
    assert state_words(State(locked=False, jammed=True)) == "unlocked, jammed"
    assert (
        state_words(State(open=True, position=30.0, moving=Moving.OPENING)) == "open, position 30 %, opening"
    )
    assert state_words(State(color=Color(255, 0, 16), activity=Activity.DOCKED)) == "#ff0010, docked"
    assert state_words(State()) == ""
