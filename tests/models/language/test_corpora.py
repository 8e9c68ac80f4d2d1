"""The three corpora: folds, splits that are reserved, rows that were given up, clones that are not there."""

import json
import sys
from pathlib import Path

import pytest

from models.language import corpora
from models.language.corpora import cross_validation, main
from models.language.utterance import read
from tests.models.language.making import CLINC, HWU, SLURP, clinc_file, collected, fold, rows, slurp_lines

LIGHTS = ("turn off the lights", {})


def test_every_sentence_of_a_test_set_knows_its_fold(tmp_path: Path) -> None:
    files = fold(1, "iot_hue_lightoff", LIGHTS) | fold(10, "weather_query", ("is it cold", {}))
    found = {u.text: (u.folds, u.scenario, u.original_intent) for u in collected(tmp_path, hwu=files)}
    assert found == {
        "turn off the lights": ((1,), "iot", "iot_hue_lightoff"),
        "is it cold": ((10,), "weather", "weather_query"),
    }


def test_sentences_that_are_alike_once_they_are_plain_come_once_with_all_their_folds(tmp_path: Path) -> None:
    files = fold(2, "iot_hue_lightoff", LIGHTS) | fold(7, "iot_hue_lightoff", ("Turn off the Lights.", {}))
    (only,) = collected(tmp_path, hwu=files)
    assert only.folds == (2, 7)


def test_rows_that_annotators_gave_up_are_dropped(tmp_path: Path) -> None:
    files = rows(
        ("iot", "hue_lightoff", "", "turn off the [house_place : kitchen] light"),
        ("iot", "hue_lightoff", "IRR_XL", "banana"),
        ("iot", "hue_lightoff", "MOD_XL", "lights off"),
        ("iot", "hue_lightoff", "", "null"),
    )
    found = collected(tmp_path, hwu=files)
    assert [u.text for u in found] == ["turn off the kitchen light", "lights off"]
    assert found[0].slot("area") == "kitchen"


def test_a_row_of_all_annotations_gets_the_fold_that_tests_it_and_others_get_none(tmp_path: Path) -> None:
    files = fold(4, "iot_hue_lightoff", LIGHTS) | rows(
        ("iot", "hue_lightoff", "", "Turn off the lights"), ("iot", "hue_lightoff", "", "lights off")
    )
    assert {u.text: u.folds for u in collected(tmp_path, hwu=files)} == {
        "turn off the lights": (4,),
        "lights off": (),
    }


def test_a_clone_without_the_file_of_all_annotations_says_so_and_gives_its_folds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(collected(tmp_path, hwu=fold(1, "iot_hue_lightoff", LIGHTS))) == 1
    assert "only what its folds test was read" in capsys.readouterr().out


def test_a_fold_is_tested_on_what_was_not_trained_on(tmp_path: Path) -> None:
    files = fold(1, "iot_hue_lightoff", LIGHTS) | fold(2, "iot_hue_lightoff", ("lights off", {}))
    files |= rows(("general", "quirky", "", "turn off the lights"), ("general", "quirky", "", "what is up"))
    clinc = clinc_file(train=[("roll a die", "roll_dice")])
    trained, tested = cross_validation(collected(tmp_path, hwu=files, clinc=clinc), 1)
    assert [u.text for u in tested] == ["turn off the lights"]
    assert sorted(u.text for u in trained) == ["lights off", "what is up"]


def test_of_slurp_only_devel_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    content = corpora.content
    monkeypatch.setattr(corpora, "content", lambda c, path: opened.append(path) or content(c, path))
    poison = slurp_lines(("iot", "hue_lightoff", "poison"))
    files = {
        "dataset/slurp/devel.jsonl": slurp_lines(("iot", "hue_lightoff", "lights off")),
        "dataset/slurp/test.jsonl": poison,
        "dataset/slurp/train.jsonl": poison,
        "experiments/predictions/gold.jsonl": poison,
    }
    (only,) = collected(tmp_path, slurp=files)
    assert (only.text, only.split, only.original_intent) == ("lights off", "devel", "iot_hue_lightoff")
    assert opened == ["dataset/slurp/devel.jsonl"]


def test_of_clinc_the_test_parts_are_left_out(tmp_path: Path) -> None:
    files = clinc_file(
        train=[("turn on the fan", "smart_home")],
        val=[("next song please", "next_song")],
        test=[("poison", "smart_home")],
        oos_train=[("how is glue made", "oos")],
        oos_val=[("who won", "oos")],
        oos_test=[("poison", "oos")],
    )
    assert [(u.text, u.split, u.scenario, u.intent) for u in collected(tmp_path, clinc=files)] == [
        ("turn on the fan", "train", "home", "HassTurnOn"),
        ("next song please", "val", "home", "HassMediaNext"),
        ("how is glue made", "train", "oos", None),
        ("who won", "val", "oos", None),
    ]


def test_a_clone_that_is_not_there_is_one_line_that_says_what_to_clone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert collected(tmp_path) == []
    lines = capsys.readouterr().out.splitlines()
    assert [name in line for name, line in zip((HWU, SLURP, CLINC), lines, strict=True)] == [True] * 3
    assert "clone github.com/clinc/oos-eval to it" in lines[2]


def test_the_command_writes_a_line_a_sentence_and_prints_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    collected(
        tmp_path, slurp={"dataset/slurp/devel.jsonl": slurp_lines(("iot", "hue_lightoff", "lights off"))}
    )
    out = tmp_path / "new" / "utterances.jsonl"
    monkeypatch.setattr(sys, "argv", ["corpora", "--clones", str(tmp_path), "--out", str(out)])
    main()
    assert "slurp  devel  HassTurnOff" in capsys.readouterr().out
    assert json.loads(out.read_text())["slots"] == [["domain", "light", -1, -1]]
    (only,) = read(out)
    assert (only.slot("domain"), only.slots[0].spoken) == ("light", False)
