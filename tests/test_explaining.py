"""Explanations of decisions, in words, in JSON and as a picture."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image

from assistant.errors import ConfigError
from assistant.events import Hypothesis, Why
from assistant.explaining import Drawer, explanation, explanation_account, likeliest, words_shown
from assistant.understanding.scene import Said, Scene
from devices.model import Area, Home
from tests.judging import NEVER, SURE, RulesModel
from tests.understanding.homes import NOW, device

BY_VISION = Why(0.25, 0.75, 0.0, "fusion")
HOME = Home.of(
    areas=[Area("den", "Den")],
    devices=[device("light.desk", "Desk Lamp", "den"), device("fan.den", "Fan", "den")],
)


def scene(*texts: str, home: Home = HOME) -> Scene:
    """Somebody said one of these."""
    said = Said(tuple(Hypothesis(text, 0.9 - 0.2 * rank) for rank, text in enumerate(texts)))
    return Scene(home, NOW, 12.0, said if texts else None)


def test_it_is_told_in_shares_words_and_things() -> None:
    shown = scene("desk lamp on", "fan on")
    assert explanation(shown, RulesModel().judge(shown), BY_VISION) == [
        "speech  0.25  ██████",
        "vision  0.75  ██████████████████",
        "home    0.00",
        "decided by vision",
        'said  "desk lamp on"',
        '  or  "fan on" 0.70',
        "0.40  Desk Lamp (light.desk)  ← desk 0.50, lamp 0.50",
        "0.40  Fan (fan.den)  ← fan 1.00",
        "0.02  Den (den)",
    ]


def test_without_words_or_a_model_there_is_less_to_tell() -> None:
    nothing = Why(0.0, 0.0, 0.0, "templates")
    assert explanation(scene(), None, nothing)[3:] == [
        "decided by nothing in particular (templates)",
        "nothing was said",
    ]
    words = Why(1.0, 0.0, 0.0, "templates")
    assert explanation(scene("fan on"), None, words)[3:] == [
        "decided by speech (templates)",
        'said  "fan on"',
    ]


def test_the_json_form_says_the_same() -> None:
    shown = scene("desk lamp on")
    told = explanation_account(shown, RulesModel().judge(shown), BY_VISION)
    assert (told["by"], told["deciding"]) == ("fusion", "vision")
    assert told["things"] == [
        {"id": "light.desk", "name": "Desk Lamp", "chance": SURE, "looked": {"desk": 0.5, "lamp": 0.5}},
        {"id": "den", "name": "Den", "chance": NEVER, "looked": {}},
        {"id": "fan.den", "name": "Fan", "chance": NEVER, "looked": {}},
    ]


def test_the_likeliest_things_are_told_and_no_more() -> None:
    many = Home.of(devices=[device(f"light.l{n}", f"lamp {n}") for n in range(30)])
    shown = scene("lamp 17 on", home=many)
    found = likeliest(shown, RulesModel().judge(shown))
    assert [thing.id for thing in found] == ["light.l17", "light.l0", "light.l1", "light.l2", "light.l3"]


def test_a_word_of_several_hypotheses_is_told_once() -> None:
    shown = scene("desk lamp on", "desk lamps on")
    assert words_shown(shown) == ("desk", "lamp", "on", "desk", "lamps", "on")
    assert dict(likeliest(shown, RulesModel().judge(shown))[0].words)["desk"] == pytest.approx(2 / 3)


def test_it_is_drawn_whatever_names_there_are(tmp_path: Path) -> None:
    odd = Home.of(devices=[device(f"light.l{n}", f"$x_{n}^{{ lamp") for n in range(30)])
    shown = scene("lamp on", home=odd)
    Drawer().draw("$1: x", shown, RulesModel().judge(shown), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert min(picture.size) > 300


@pytest.mark.parametrize("name", ["nowhere/a.png", "a.nonsense"])
def test_a_drawing_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    shown = scene("fan on")
    with pytest.raises(ConfigError, match=r"--plot .*: cannot be written"):
        Drawer().draw("x", shown, RulesModel().judge(shown), tmp_path / name)


def test_without_matplotlib_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ConfigError, match=r"pip install 'lares\[bench\]'"):
        Drawer()
