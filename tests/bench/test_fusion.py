"""`assistant bench fusion`: what counts as right, and the tables of models that are known beforehand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import assistant.bench.fusion_models as fusion_models
from assistant.bench.fusion_calibration import PICTURE, calibration, draw_curves
from assistant.bench.fusion_cost import cost, sizes
from assistant.bench.fusion_models import Bench, lacks_of
from assistant.bench.fusion_report import Number, Report, Share, tell
from assistant.bench.fusion_scenes import by_kind, missing, rightly, shuffled, with_other
from assistant.bench.fusion_scores import Interval
from assistant.cli import main
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Climate
from models.fusion.scenes import CAMERA, Labelled
from models.language.utterance import Utterance, write
from tests.bench.fusion_oracle import NO, VERBS, YES, bench_of_oracle, judgement, scenes_of
from tests.judging import RulesModel

Out = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def scenes() -> list[Labelled]:
    return scenes_of(60)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return bench_of_oracle()


def _first(scenes: list[Labelled], *kinds: str) -> Labelled:
    return next(one for one in scenes if one.kind in kinds)


def _rows(report: Report) -> dict[str, list[object]]:
    return {str(row[0]): list(row[1:]) for row in report.rows}


def _sure_of(verb: Verb) -> np.ndarray:
    return np.array([YES if one is verb else 0.0 for one in VERBS], np.float32)


def test_what_is_right_is_right(scenes: list[Labelled]) -> None:
    assert all(rightly(one, judgement(one)) for one in scenes)


def test_of_what_is_clear_all_things_count_and_rooms_do_not(scenes: list[Labelled]) -> None:
    one = _first(scenes, "full name")
    things = judgement(one).things
    (device,) = one.targets & set(one.scene.home.devices)
    other = next(name for name in one.scene.home.devices if name != device)
    room = next(iter(one.scene.home.areas))
    assert rightly(one, judgement(one, things=things | {room: YES}))
    assert rightly(one, judgement(one, clear=NO))  # it is told whether it asks by the system's table
    assert not rightly(one, judgement(one, things=things | {other: YES}))
    assert not rightly(one, judgement(one, things=things | {device: NO}))
    assert not rightly(one, judgement(one, addressed=NO))
    assert not rightly(one, judgement(one, verbs=_sure_of(Verb.NOTHING)))


def test_of_what_is_not_clear_that_and_the_verb_count(scenes: list[Labelled]) -> None:
    one = _first(scenes, "absent")
    some = dict.fromkeys(one.scene.home.devices, YES)
    assert rightly(one, judgement(one, things=some))
    assert not rightly(one, judgement(one, clear=YES))
    assert not rightly(one, judgement(one, addressed=NO))
    assert not rightly(one, judgement(one, verbs=_sure_of(Verb.TIME)))


def test_of_things_that_nobody_knows_only_the_verb_counts(scenes: list[Labelled]) -> None:
    one = replace(_first(scenes, "absent"), kind="sentence", placed=False)
    assert rightly(one, judgement(one, clear=YES))
    assert not rightly(one, judgement(one, verbs=_sure_of(Verb.TIME)))


def test_of_what_is_not_meant_or_not_for_a_home_nothing_else_counts(scenes: list[Labelled]) -> None:
    talk, strange = _first(scenes, "television", "conversation"), _first(scenes, "out of scope")
    assert rightly(talk, judgement(talk, verbs=_sure_of(Verb.ON)))
    assert not rightly(talk, judgement(talk, addressed=YES))
    assert rightly(strange, judgement(strange, clear=YES))
    assert not rightly(strange, judgement(strange, verbs=_sure_of(Verb.ON)))


def test_each_kind_has_its_row_and_others_are_compared_with_the_first(bench: Bench) -> None:
    report = by_kind(bench)
    rows, kinds = _rows(report), {one.kind for one in bench.scenes}
    assert kinds <= set(rows)
    assert "composed scenes, not recorded" in report.title
    assert all(str(rows[kind][1]) == "100.0" for kind in kinds)
    answerable = sum(one.answerable for one in bench.scenes)
    assert rows["answerable"] == [answerable, Interval(1, 1, 1, answerable), Interval(0, 0, 0, answerable)]
    count, nothing, apart = rows["answerable: more than knowing"]
    assert (count, nothing, str(apart)) == (answerable, None, "-100.0 (-100.0 to -100.0)")
    assert rows["answerable, words are not enough"][0] == sum(
        one.answerable and not one.words_enough for one in bench.scenes
    )


def test_modalities_are_left_out_where_they_are_there(bench: Bench) -> None:
    rows = _rows(missing(bench))
    spoken = [one for one in bench.scenes if one.scene.said is not None]
    nothing = sum(one.verb is Verb.NOTHING for one in spoken)  # also without words
    count, all_there, left_out, *peer = rows["speech: all"]
    assert (count, str(all_there), peer) == (len(spoken), "100.0", [None, None])
    assert isinstance(left_out, Interval)
    assert left_out.value == pytest.approx(nothing / len(spoken))
    assert rows["vision: all"][0] == sum(bool(one.scene.looks) for one in bench.scenes)
    deaf, apart = rows["vision: answerable"][3:]
    assert str(deaf).startswith("0.0")
    assert str(apart) == "+100.0 (+100.0 to +100.0)"


def test_speech_of_another_scene_is_no_longer_what_was_said(bench: Bench) -> None:
    rows = _rows(shuffled(bench))
    assert set(rows) == {"vision", "sensors", "speech"}
    assert str(rows["speech"][5]).startswith("0.0")
    assert str(rows["vision"][2]).startswith("100.0")


def test_what_another_saw_is_seen_where_we_are(scenes: list[Labelled]) -> None:
    first, other = [one.scene for one in scenes if one.scene.looks and one.scene.area][:2]
    seen = with_other(first, other, "vision").looks
    assert [look.age for look in seen] == [look.age for look in other.looks]
    ours = [look.observation.area for look in seen if look.observation.camera == CAMERA]
    assert set(ours) == {first.area}
    told = replace(other, climates={"elsewhere": Climate(lux=3.0)})
    assert with_other(first, told, "sensors").climates == {area: Climate(lux=3.0) for area in first.climates}


def test_a_confidence_that_is_never_wrong_decides_everything(bench: Bench, tmp_path: Path) -> None:
    rows = _rows(calibration(bench))
    assert str(rows["calibration error, %"][0]) == "1.00"
    assert str(rows["decided at 0.5 % risk, %"][0]) == "100.0"
    assert str(rows["decided at 0.5 % risk, %"][1]) != "100.0"
    assert draw_curves(bench, tmp_path / "new").read_bytes()[:4] == b"\x89PNG"


def test_costs_are_told_for_each_size_of_home(bench: Bench) -> None:
    report = cost(bench.first, sizes=(5,), count=2)
    assert [str(row[0]).partition(":")[0] for row in report.rows] == ["5 devices"] * 4
    assert all(isinstance(row[1], Number) and row[1].value > 0 for row in report.rows)
    assert sizes(bench.contenders).rows == []  # these are no files


@pytest.mark.parametrize(
    ("name", "lacks"),
    [("no-vision", ("vision",)), ("no-vision-sensors", ("vision", "sensors")), ("no-cat", ()), ("early", ()),
     ("no", ())],
)  # fmt: skip
def test_a_name_tells_what_a_model_never_saw(name: str, lacks: tuple[str, ...]) -> None:
    assert lacks_of(name) == lacks


def test_a_table_is_one_json_object(capsys: Out) -> None:
    nan = float("nan")
    row = ["a", 3, Share(0.5, 2), Interval(0.1, 0.0, 0.2, 9), Number(1.25), None, Number(nan), Share(nan, 0)]
    tell(Report("what", ("",), [row]), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][0] == [
        "a", 3, {"value": 0.5, "of": 2}, {"value": 0.1, "low": 0.0, "high": 0.2, "of": 9}, 1.25, None, None,
        {"value": None, "of": 0},
    ]  # fmt: skip
    assert told["table"] == "what"


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sentences, and models of plain rules wherever one is looked for."""
    monkeypatch.setattr(fusion_models, "FusionModel", lambda folder: RulesModel())
    file = tmp_path / "sentences.jsonl"
    write([Utterance("what a day", "clinc", "val", (), "oos", "oos", None),
           Utterance("lights on", "hwu", "train", (10,), "iot", "lighton", "HassTurnOn")], file)  # fmt: skip
    return file


def test_the_whole_bench_prints_what_is_asked_for(text: Path, tmp_path: Path, capsys: Out) -> None:
    words = ["bench", "fusion", "--text", str(text), "--scenes", "12", "--risky", "4", "--out", str(tmp_path)]
    words += ["--models", "early=somewhere", "--tables", "scenes", "missing", "system", "calibration", "text"]
    assert main([*words, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) == 10
    assert all("composed" in table["table"] and "not recorded" in table["table"] for table in told)
    assert told[0]["head"] == ["kind of scene", "scenes", "shipped", "early"]
    assert (tmp_path / PICTURE).exists()
    assert main([*words[:8], "--tables", "scenes"]) == 0
    assert "12 test scenes, % judged rightly" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--scenes", "0"], "give numbers above 0"),
        (["--models", "early"], "--models early: not NAME=FOLDER"),
        (["--models", "shipped=there"], "there is a shipped already"),
        (["--gestures", "/nowhere"], "/nowhere: cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_said(words: list[str], problem: str, text: Path, capsys: Out) -> None:
    assert main(["bench", "fusion", "--text", str(text), *words]) == 2
    assert problem in capsys.readouterr().err


def test_sentences_that_cannot_be_read_are_named(text: Path, capsys: Out) -> None:
    text.write_text("no json\n")
    assert main(["bench", "fusion", "--text", str(text)]) == 2
    assert "models.language.corpora" in capsys.readouterr().err
