"""How decisions are told in the log and on MQTT."""

from __future__ import annotations

from dataclasses import replace

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
    Why,
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
        "confidence": 1.0,
        "reason": "the only one of this name",
    }


def test_confidence_and_what_spoke_for_it_are_told() -> None:
    weighed = replace(ACT, confidence=0.912345, why=Why(0.25, 0.75, 0.0, "fusion"))
    account = decision_account(weighed, "that one on")
    assert account["confidence"] == 0.9123
    assert account["why"] == {"speech": 0.25, "vision": 0.75, "home": 0.0, "by": "fusion"}
    assert decision_account(Ignore("not meant for us"), "x")["confidence"] is None


@pytest.mark.parametrize(
    ("why", "end"),
    [
        (Why(0.25, 0.75, 0.0, "fusion"), "light.kitchen on → confirmed 0.21 s (by vision)"),
        (Why(0.5, 0.2, 0.3, "fusion"), "light.kitchen on → confirmed 0.21 s (by speech)"),
        (Why(0.0, 0.0, 0.0, "fusion"), "light.kitchen on → confirmed 0.21 s"),
        (Why(1.0, 0.0, 0.0, "templates"), "light.kitchen on → confirmed 0.21 s"),
        (None, "light.kitchen on → confirmed 0.21 s"),
    ],
)
def test_the_modality_that_decided_ends_the_line(why: Why | None, end: str) -> None:
    outcome = Confirmed(ON, Evidence.STATE, 0.2134)
    assert log_line("heard", "x", replace(ACT, why=why), [outcome], 1.0) == f'heard "x" 1.00 → {end}'


def test_what_is_ignored_tells_the_modality_too() -> None:
    ignored = Ignore("not meant for us", Why(0.0, 0.4, 0.6, "fusion"))
    assert log_line("heard", "x", ignored, [], 1.0).endswith("ignored: not meant for us (by home)")


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
