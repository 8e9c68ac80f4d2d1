"""`assistant check`: all mistakes at once, then what the machine and the broker say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli import main
from tests.mosquitto import Mosquitto, free_port

HOME = """
hearing: {{microphone: none}}
replies: {{speak: false}}
broker: {{host: 127.0.0.1, port: {port}, username: lares, password_from: MQTT_TEST}}
devices: [{{id: light.a, name: big lamp{more}}}]
"""


def _findings(
    file: Path, capsys: pytest.CaptureFixture[str], text: str
) -> tuple[int, dict[str, tuple[str, str]]]:
    file.write_text(text)
    status = main(["check", str(file), "--json"])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return status, {line["check"]: (line["level"], line["message"]) for line in told}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MQTT_TEST", "secret")
    return tmp_path / "config.yaml"


def test_all_mistakes_are_printed_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("langauge: en\nhearing: {area: kitchn}\nareas: [{id: kitchen, name: K}]\n")
    assert main(["check", str(file)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:1: langauge: unknown key; did you mean 'language'?",
        f"{file}:2: hearing.area: no such area ('kitchn'); did you mean 'kitchen'?",
    ]


def test_a_missing_file_is_status_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_with_all_well_everything_is_named(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Mosquitto(tmp_path, users={"lares": "secret"}) as broker:
        status, found = _findings(file, capsys, HOME.format(port=broker.port, more=""))
    assert status == 0
    assert {level for level, _ in found.values()} == {"ok"}
    assert found.keys() == {
        *("config", "sentences", "hearing", "models", "microphone", "replies", "camera", "broker"),
    }
    assert "connected" in found["broker"][1]


def test_a_wrong_password_says_so(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Mosquitto(tmp_path, users={"lares": "other"}) as broker:
        status, found = _findings(file, capsys, HOME.format(port=broker.port, more=""))
    assert status == 1
    assert found["broker"][0] == "problem"
    assert f"127.0.0.1:{broker.port}" in found["broker"][1]
    assert "password" in found["broker"][1]


def test_no_broker_there_is_a_problem_with_its_address(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    status, found = _findings(file, capsys, HOME.format(port=port, more=""))
    assert status == 1
    assert f"127.0.0.1:{port}" in found["broker"][1]


def test_a_secret_that_is_nowhere_is_a_problem(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MQTT_TEST")
    status, found = _findings(file, capsys, HOME.format(port=1, more=""))
    assert status == 1
    assert "no environment variable MQTT_TEST is set" in found["broker"][1]


def test_what_a_dialect_cannot_take_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ", dialect: tasmota, mqtt: {topik: a}"
    status, found = _findings(file, capsys, HOME.format(port=free_port(), more=more))
    assert status == 1
    assert "light.a: mqtt.topik: not an option" in found["devices"][1]


def test_a_device_to_ask_about_that_is_not_declared_is_a_warning(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "confirm: [light.big]\n" + HOME.format(port=free_port(), more="")
    found = _findings(file, capsys, text)[1]
    assert found["devices"][0] == "warning"
    assert "light.big is not declared here" in found["devices"][1]


def test_a_language_nobody_speaks_is_a_problem(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = _findings(file, capsys, "language: tlh\nhearing: {microphone: none}\n")
    assert status == 1
    assert "'tlh'" in found["sentences"][1]


def test_a_microphone_that_is_named_but_not_there_is_a_problem(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"hearing: {{microphone: No Such Thing}}\nembedded_broker: {{port: {free_port()}}}\n"
    status, found = _findings(file, capsys, text)
    assert status == 1
    assert "'No Such Thing': is not there" in found["microphone"][1]
