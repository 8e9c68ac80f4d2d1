"""`assistant devices`: what there is, by file and by broker."""

from __future__ import annotations

import json
from pathlib import Path

import paho.mqtt.publish
import pytest

from assistant.cli import main
from tests.mosquitto import Mosquitto

HOME = """
areas: [{id: kitchen, name: Kitchen, aliases: [galley]}, {id: hall, name: Hall}]
devices:
  - {id: light.kitchen, name: kitchen light, area: kitchen, mqtt: {initial: {"on": true}}}
  - {id: sensor.hall, name: hall temperature, area: hall, unit: °C, mqtt: {initial: {reading: 19.5}}}
"""


def _listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, object]]:
    assert main(["devices", "--json", *arguments]) == 0
    return {d["id"]: d for d in map(json.loads, capsys.readouterr().out.splitlines())}


def test_a_home_file_is_listed_with_its_initial_states(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(HOME)
    found = _listed(capsys, "--home", str(file))
    assert found["light.kitchen"]["state"] == "on"
    assert found["sensor.hall"]["state"] == "19.5 °C"
    assert list(_listed(capsys, "--home", str(file), "--area", "galley")) == ["light.kitchen"]


def test_the_table_is_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(HOME)
    assert main(["devices", "--home", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["area", "id", "names", "dialect", "state"]
    assert lines[-1] == "2 devices"


def test_an_area_nobody_knows_is_status_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(HOME)
    assert main(["devices", "--home", str(file), "--area", "attic"]) == 2
    assert "there are: kitchen, hall" in capsys.readouterr().err


def test_what_announced_itself_on_the_broker_is_listed_with_its_state(
    tmp_path: Path, mosquitto: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    announced = {"dn": "Plug", "fn": ["Desk plug"], "mac": "AA", "t": "plug", "ft": "%prefix%/%topic%/"}
    announced |= {"tp": ["cmnd", "stat", "tele"], "rl": [1]}
    paho.mqtt.publish.multiple(
        [
            ("tasmota/discovery/AA/config", json.dumps(announced), 1, True),
            ("tele/plug/STATE", '{"POWER": "ON"}', 1, True),
        ],
        hostname="127.0.0.1",
        port=mosquitto.port,
    )
    file = tmp_path / "config.yaml"
    file.write_text(f"broker: {{host: 127.0.0.1, port: {mosquitto.port}}}\n{HOME}")
    found = _listed(capsys, "--config", str(file))
    assert found["switch.desk_plug"]["state"] == "on"
    assert found["switch.desk_plug"]["dialect"] == "tasmota"
    assert found["light.kitchen"]["state"] == ""
