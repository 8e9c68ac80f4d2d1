"""`assistant bench home` runs whole, on a small home."""

from __future__ import annotations

import pytest

from assistant.bench.made_home import commands_for, made_home
from assistant.bench.table import quantile
from assistant.cli import main


def test_the_tables_name_ours_and_the_peer(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--devices", "10", "20", "--sentences", "5"]
    assert main(["bench", "home", *sizes, "--only", "text"]) == 0
    told = capsys.readouterr().out
    assert "20 devices: text to intent" in told
    assert "hassil over all names (peer)" in told


def test_no_message_of_the_traffic_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "home", "--devices", "50", "--messages", "2000", "--only", "traffic"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "live home" in line or "peer)" in line]
    assert [line.split()[-1] for line in lines] == ["2,000", "2,000"]


def test_sentences_name_devices_of_the_home() -> None:
    home = made_home(100)
    names = [d.name for d in home.devices.values()]
    assert all(any(name in text for name in names) for text in commands_for(home, 20))


def test_a_quantile_is_a_value_that_was_there() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([1.0], 0.95) == 1.0
