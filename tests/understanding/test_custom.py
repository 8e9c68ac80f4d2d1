"""Files of custom sentences: what is wrong in them is told with file, line and way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ConfigError
from assistant.understanding.custom import load_custom_sentences

FILE = """language: en
intents:
  Paint:
    data:
      - sentences: ["paint it {shade} {count} times"]
lists:
  shade:
    values: VALUES
  count:
    range: RANGE
"""


def _load(folder: Path, values: str = "[red]", numbers: str = "{from: 1, to: 9}") -> None:
    file = folder / "paint.yaml"
    file.write_text(FILE.replace("VALUES", values).replace("RANGE", numbers))
    load_custom_sentences([file])


def test_words_templates_and_pairs_are_values(tmp_path: Path) -> None:
    _load(
        tmp_path, values='[red, "7", {in: (dark|deep) blue, out: navy}]', numbers="{from: 0, to: 0, step: 2}"
    )


@pytest.mark.parametrize(
    "values", ["[]", "[red, null]", "[{out: navy}]", "['']", "[true]", "[7]", "['(red']"]
)
def test_values_that_cannot_be_said_are_refused(tmp_path: Path, values: str) -> None:
    with pytest.raises(ConfigError, match=r"paint\.yaml:\d+.*lists.*shade"):
        _load(tmp_path, values=values)


@pytest.mark.parametrize(
    "numbers",
    ["{from: 1, to: 9, step: 0}", "{from: 9, to: 1}", "{from: 1}", "{from: a, to: 9}", "[1, 9]", "null"],
)
def test_ranges_that_lead_nowhere_are_refused(tmp_path: Path, numbers: str) -> None:
    with pytest.raises(ConfigError, match=r"paint\.yaml:\d+.*lists.*count.*no range"):
        _load(tmp_path, numbers=numbers)
