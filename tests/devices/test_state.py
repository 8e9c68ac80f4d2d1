"""How reports add up to what a device is doing."""

from __future__ import annotations

import json

from devices.messages import Message
from devices.model import Device, Home, Kind
from devices.simulated import decode_state
from devices.simulated_home import SimulatedHome
from devices.state import Color, State

RED, WHITE = State(on=True, color=Color(255, 0, 0)), State(color_temperature=2700)


def test_a_lamp_shows_a_color_or_a_white_whichever_it_told_last() -> None:
    home = Home.of(devices=[Device("light.a", "lamp", Kind.LIGHT)])
    for report in (RED, WHITE):
        home.update("light.a", report, 1.0)
    assert home.state("light.a") == State(on=True, color_temperature=2700, changed_at=1.0)
    home.update("light.a", RED, 2.0)
    assert home.state("light.a") == State(on=True, color=Color(255, 0, 0), changed_at=2.0)


def test_a_lamp_that_tells_both_at_once_is_believed() -> None:
    both = RED.merged(WHITE)
    assert State().after(both) == both
    assert both.after(State(brightness=40.0)) == both.merged(State(brightness=40.0))


def test_a_simulated_lamp_does_so_too() -> None:
    simulated = SimulatedHome([(Device("light.a", "lamp", Kind.LIGHT), {})])
    for wish in ({"color": [255, 0, 0]}, {"color_temperature": 2700}):
        (told,) = simulated.receive(Message("simulated/light.a/set", json.dumps(wish).encode()))
    assert decode_state(told.payload) == State(on=True, color_temperature=2700)
