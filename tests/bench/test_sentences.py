"""The reader of public sentence tests, and the judge of what `say` made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bench.ohf import SPEAKER_AREA, Expected, read_tests
from assistant.cli import main
from assistant.errors import ConfigError

TEST = """
language: en
floors: [{name: Ground Floor}]
areas:
  - {name: Living Room, floor: Ground Floor, context_area: true}
entities:
  - {name: Reading Lamp, domain: light, area: Living Room}
  - {name: Forecast, domain: weather}
tests:
  - sentences: [switch on the reading lamp, "turn off nothing of the kind"]
    slots: {name: Reading Lamp}
    response: fine
  - sentences: [turn on the lights in the living room]
    slots: {area: Living Room, domain: light}
    response: fine
"""


def _tests(folder: Path, text: str = TEST) -> Path:
    (folder / "en" / "HassTurnOn").mkdir(parents=True)
    (folder / "en" / "HassTurnOn" / "name.yaml").write_text(text)
    return folder


def test_a_file_brings_its_own_home_and_the_speakers_area(tmp_path: Path) -> None:
    (file,) = read_tests(_tests(tmp_path) / "en")
    assert file.area == "living_room"
    assert [d["id"] for d in file.home["devices"]] == ["light.reading_lamp"]  # type: ignore[attr-defined]
    assert len(file.sentences) == 3


def test_what_is_no_test_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"name\.yaml: not a sentence test"):
        read_tests(_tests(tmp_path, "tests: [{}]") / "en")


@pytest.mark.parametrize(
    ("slots", "got", "difference"),
    [
        ({"area": "Living Room"}, {"area": "living_room"}, ""),
        ({"brightness": 50}, {"brightness": 50.0}, ""),
        ({"brightness": 50}, {"brightness": 5}, "brightness wrong"),
        ({"name": "TV"}, {}, "name missing"),
        ({}, {"name": "TV"}, "name too much"),
        ({}, {"domain": "light", "area": SPEAKER_AREA}, ""),
        ({}, {"area": "kitchen"}, "area too much"),
    ],
)
def test_slots_are_compared_by_what_they_mean(
    slots: dict[str, object], got: dict[str, object], difference: str
) -> None:
    assert Expected("X", slots).difference(got) == difference


def test_the_bench_counts_what_say_understood_and_classes_what_it_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "sentences", "--tests", str(_tests(tmp_path)), "--misses"]) == 0
    told = capsys.readouterr().out
    assert "2 of 3 right: 66.7 %" in told
    assert "not understood: 'turn off nothing of the kind'" in told
