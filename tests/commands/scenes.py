"""Scenes for `assistant decide`: before a painted world, and with a model of plain rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assistant.cli import main
from assistant.events import Gesture
from tests.judging import RulesModel
from tests.seeing.painted import PaintedModels, hand, person, room

KEYS = ["id", "decision", "intent", "targets", "slots", "confidence", "addressed", "contributions"]
DEMO = Path(__file__).parents[2] / "assistant" / "demo"
HOME = """
areas: [{id: den, name: Den}, {id: hall, name: Hall}]
devices:
  - {id: light.up, name: reading lamp, area: den, bearing: up, mqtt: {initial: {"on": true}}}
  - {id: light.left, name: reading lamp, area: hall, bearing: left}
  - {id: light.kitchen, name: kitchen light, area: hall}
  - {id: lock.front, name: front door, area: hall, mqtt: {initial: {locked: true}}}
"""
WHICH = {"speech": {"text": "turn off the reading lamp"}}
Out = pytest.CaptureFixture[str]


def prepared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with a home and a picture of somebody who points up; the models are stand-ins."""
    monkeypatch.setattr("assistant.commands.decide.FusionModel", RulesModel)
    monkeypatch.setattr("assistant.commands.decide.SeeingModels", PaintedModels)
    (folder / "home.yaml").write_text(HOME)
    Image.fromarray(hand(person(room()), Gesture.POINT, left=240)).save(folder / "up.png")
    Image.fromarray(room()).save(folder / "empty.png")
    return folder


def write(folder: Path, *scenes: dict[str, object] | str) -> str:
    """A file of scenes, each at home if it does not say otherwise."""
    lines = [s if isinstance(s, str) else json.dumps({"home": "home.yaml", **s}) for s in scenes]
    (folder / "scenes.jsonl").write_text("\n".join(lines) + "\n")
    return str(folder / "scenes.jsonl")


def decide(
    capsys: Out, folder: Path, *scenes: dict[str, object] | str, more: tuple[str, ...] = ()
) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Status, the JSON of each scene, and the lines of complaint."""
    status = main(["decide", write(folder, *scenes), "--json", *more])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err.splitlines()
