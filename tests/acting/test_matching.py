from __future__ import annotations

import pytest

from assistant.acting.matching import clash, patience, satisfies
from devices.model import Command, Kind, Trigger
from devices.state import Color, Moving, State


@pytest.mark.parametrize(
    ("state", "desired"),
    [
        (State(on=True, brightness=40.4), State(brightness=40.0)),
        (State(color=Color(250, 20, 10)), State(color=Color(255, 0, 0))),
        (State(color=Color(128, 0, 0)), State(color=Color(255, 0, 0))),
        (State(color_temperature=2702), State(color_temperature=2700)),
        (State(open=True, position=60.0), State(open=True)),
        (State(open=False, position=0.0), State(open=False)),
        (State(position=49.0, moving=Moving.STOPPED), State(position=50.0)),
        (State(target_temperature=21.5), State(target_temperature=21.3)),
        (State(speed=66.0), State(speed=50.0)),
        (State(locked=True), State(locked=True)),
        (State(on=True), State()),
    ],
)
def test_a_state_within_the_tolerance_satisfies(state: State, desired: State) -> None:
    assert satisfies(state, desired)


@pytest.mark.parametrize(
    ("state", "desired"),
    [
        (State(), State(on=True)),
        (State(on=False), State(on=True)),
        (State(on=True, brightness=50.0), State(brightness=40.0)),
        (State(on=True), State(on=True, brightness=40.0)),
        (State(color=Color(255, 120, 0)), State(color=Color(255, 0, 0))),
        (State(color_temperature=4000), State(color_temperature=2700)),
        (State(open=False, moving=Moving.CLOSING), State(open=False)),
        (State(position=50.0, moving=Moving.OPENING), State(position=50.0)),
        (State(target_temperature=22.0), State(target_temperature=21.0)),
        (State(locked=True, jammed=True), State(locked=True)),
        (State(mode="heat"), State(mode="cool")),
    ],
)
def test_a_state_beyond_the_tolerance_does_not(state: State, desired: State) -> None:
    assert not satisfies(state, desired)


def test_commands_clash_when_they_want_different_things() -> None:
    on, off = Command("light.a", State(on=True)), Command("light.a", State(on=False))
    assert clash(on, off)
    assert not clash(on, Command("light.a", State(brightness=30.0)))
    assert clash(Command("cover.a", State(open=True)), Command("cover.a", trigger=Trigger.STOP))
    assert clash(Command("light.a", State(brightness=30.0)), off)


def test_slow_things_are_given_more_time() -> None:
    assert patience(Kind.LOCK).second > patience(Kind.LIGHT).second
    assert patience(Kind.COVER).moving >= 30
