"""`assistant say` as a user calls it."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.config import load_config
from assistant.simulation import Simulation
from devices.broker import BrokerSettings
from devices.simulated_home import SimulatedHome
from tests.mosquitto import Mosquitto

HOME = """
areas:
  - {id: kitchen, name: Kitchen, aliases: [galley]}
  - {id: hall, name: Hall}
devices:
  - {id: light.kitchen, name: kitchen light, area: kitchen, mqtt: {initial: {"on": true}}}
  - {id: light.hall, name: hall light, area: hall, capabilities: [on_off], mqtt: {responds: false}}
  - {id: lock.front, name: front door, area: hall, mqtt: {initial: {locked: true}}}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)  # no config.yaml there
    (tmp_path / "home.yaml").write_text(HOME)
    return "home.yaml"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["say", *arguments, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sentence_is_one_json_object(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = said(capsys, "turn on the hall light", "--home", home, "--dry-run")
    assert line.pop("parts") == [line]
    assert line == {
        "text": "turn on the hall light",
        "intent": "HassTurnOn",
        "slots": {"name": "hall light"},
        "targets": ["light.hall"],
        "decision": "act",
        "confidence": 1.0,
        "reason": "only hall light is called so",
        "say": "",
    }


def test_the_area_is_that_of_the_microphone(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = said(capsys, "turn off the lights", "--home", home, "--dry-run", "--area", "galley")
    assert line["targets"] == ["light.kitchen"]


def test_states_come_from_the_home_file(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = said(capsys, "is the front door locked", "--home", home, "--dry-run")
    assert line["say"] == "Yes."


def test_a_line_each_and_each_stands_for_itself(
    home: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "unlock the front door\n\nyes\nturn on the kitchen light and lock the front door\nopen sesame\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    answers = said(capsys, "-", "--home", home, "--dry-run")
    assert [a["decision"] for a in answers] == ["ask", "ignore", "act", "refuse"]
    assert [p["targets"] for p in answers[2]["parts"]] == [["light.kitchen"], ["lock.front"]]


def test_several_sentences_are_one_conversation_with_a_memory(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = (
        "turn off the kitchen light",
        "undo that",
        "undo that",
        "unlock the front door",
        "yes",
        "lock it",
    )
    lines = said(capsys, *texts, "--home", home, "--dry-run")
    assert [(line["decision"], line["targets"]) for line in lines] == [
        ("act", ["light.kitchen"]),
        ("act", ["light.kitchen"]),
        ("act", ["light.kitchen"]),
        ("ask", ["lock.front"]),
        ("act", ["lock.front"]),
        ("act", ["lock.front"]),
    ]
    assert lines[1]["intent"] == "LaresUndo"


def test_what_is_undone_is_told_in_words(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentences = ["turn off the kitchen light", "undo that", "make it purple"]
    assert main(["say", *sentences, "--home", home, "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert 'say "undo that" → light.kitchen on (as it was before the last command)' in out


def test_a_line_does_not_remember_the_one_before(
    home: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("turn off the kitchen light\nundo that\n"))
    assert [line["decision"] for line in said(capsys, "-", "--home", home, "--dry-run")] == ["act", "refuse"]


def test_without_json_it_is_told_in_words(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "set the hall light to 40 percent", "--home", home, "--dry-run"]) == 0
    assert "hall light cannot be dimmed." in capsys.readouterr().out.lower()


def test_another_language(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = said(capsys, "schalte kitchen light ein", "--home", home, "--dry-run", "--language", "de")
    assert line["targets"] == ["light.kitchen"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["--home", "home.yaml", "--dry-run", "--area", "attic"],
            "'attic': no such area; there are: kitchen, hall",
        ),
        (["--home", "home.yaml", "--dry-run", "--language", "tlh"], "no sentences for it"),
        (["--home", "nowhere.yaml", "--dry-run"], "nowhere.yaml"),
        (["--home", "home.yaml"], "give --config FILE, or --dry-run"),
        ([], "give --home FILE or --config FILE"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(
    home: str, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    assert main(["say", "turn on the hall light", *arguments]) == 2
    assert complaint in capsys.readouterr().err


@contextmanager
def simulated(config: Path) -> Iterator[None]:
    """The devices of a config, alive on its broker, in a thread as in another process."""
    loaded = load_config(config)
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def live() -> None:
        settings = BrokerSettings("127.0.0.1", loaded.broker.port, client_id="test")
        simulation = Simulation(settings, SimulatedHome(loaded.declared()))
        await simulation.start()
        await asyncio.sleep(0.3)
        ready.set()
        await over.wait()
        await simulation.stop()

    thread = threading.Thread(target=loop.run_until_complete, args=(live(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


def test_on_a_broker_the_device_itself_confirms(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Mosquitto(tmp_path) as broker:
        config = tmp_path / "config.yaml"
        config.write_text(f"broker: {{host: 127.0.0.1, port: {broker.port}}}\n{HOME}")
        lines = "turn off the kitchen light\nunlock the front door\nyes\n"
        lines += "set a timer for 5 minutes\nis the front door locked\nundo that\n"
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        with simulated(config):
            off, question, yes, timer, locked, undone = said(capsys, "-")
    outcomes = [line["outcome"] for line in (off, question, yes, timer, undone)]
    assert [[o["outcome"] for o in some] for some in outcomes] == [
        ["confirmed"],
        [],
        ["confirmed"],
        ["failed"],
        ["confirmed"],
    ]
    assert undone["targets"] == ["lock.front"]  # the timer failed: it is not what was done last
    assert off["say"] == "Turned off the light."
    assert question["say"] == "Really unlock front door?"
    assert locked["say"] == "No, front door is unlocked."


def test_a_broker_that_is_not_there_is_one_clear_line(
    home: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.commands.say_live.CONNECT_SECONDS", 0.5)
    (tmp_path / "config.yaml").write_text(f"broker: {{host: 127.0.0.1, port: 1}}\n{HOME}")
    assert main(["say", "turn on the hall light"]) == 2
    assert "127.0.0.1:1" in capsys.readouterr().err
