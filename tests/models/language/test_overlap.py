"""Sentences that stand in both of two corpora."""

import sys
from pathlib import Path

import pytest

from models.language.overlap import kinds, main, without
from models.language.utterance import Utterance, write

TESTED = ["turn off the kitchen light", "lights on"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("lights on", "alike"),
        ("hey olly lights on please", "but for a greeting"),
        ("turn off the bedroom light", "but for a word"),
        ("alexa turn off the light", "but for a word"),
        ("turn off the big kitchen light", "but for a word"),
        ("turn on the bedroom light", None),
        ("lights off", None),
    ],
)
def test_two_sentences_are_as_near_as_this(text: str, kind: str | None) -> None:
    assert kinds([text], TESTED).get(text) == kind


def _said(text: str, corpus: str) -> Utterance:
    return Utterance(text, corpus, "train", (), "iot", "iot_x", "HassTurnOn")


def test_what_is_near_to_the_tested_is_not_trained_on() -> None:
    trained = [_said(text, "hwu") for text in ("olly lights on", "turn off the den light", "dim it")]
    assert [u.text for u in without(trained, [_said(text, "slurp") for text in TESTED])] == ["dim it"]


def test_the_command_counts_what_corpora_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write([_said("lights on", "hwu"), _said("lights on", "slurp"), _said("dim it", "slurp")], tmp_path / "f")
    monkeypatch.setattr(sys, "argv", ["overlap", str(tmp_path / "f")])
    main()
    lines = capsys.readouterr().out.splitlines()
    assert any("slurp" in line and "2: 1 alike, 0" in line for line in lines)
