"""`assistant decide` as a user calls it: what it prints, draws and complains of."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.cli import main
from tests.commands.scenes import KEYS, WHICH, Out, decide, prepared, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return prepared(tmp_path, monkeypatch)


def test_what_is_unreadable_is_one_line_each_and_the_others_are_decided(folder: Path, capsys: Out) -> None:
    (folder / "bad.wav").write_bytes(b"RIFF")
    (folder / "bad.yaml").write_text("devices: [{id: light.a}, {id: 3}]\n")
    say = {"speech": {"text": "turn on the kitchen light"}}
    scenes: list[dict[str, object] | str] = [
        "{bad",
        {"home": "gone.yaml"},
        {"home": "bad.yaml"},
        {"home": {"devices": [{"id": "light.a"}]}},
        say | {"area": "moon"},
        {"speech": {"wav": "bad.wav"}},
        {"speech": {"wav": "gone.wav"}},
        {"speech": {"wav": "x" * 300}},
        say | {"frames": ["gone.png"]},
        say | {"frames": ["bad.wav"]},
        say | {"now": "soon"},
        say,
    ]
    status, (told,), errors = decide(capsys, folder, *scenes)
    assert (status, told["decision"], told["id"]) == (2, "act", 12)
    assert len(errors) == 11
    for number, error in enumerate(errors, start=1):
        assert error.startswith(f"assistant decide: {folder}/scenes.jsonl:{number}: ")
    assert "(and 2 more)" in errors[2]
    assert errors[3].endswith("home: devices[0].name: is missing; add it")


def test_a_file_that_is_not_there_is_one_line(folder: Path, capsys: Out) -> None:
    good = write(folder, {"speech": {"text": "turn on the kitchen light"}})
    assert main(["decide", str(folder / "gone.jsonl"), good, "--json"]) == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert err.startswith(f"assistant decide: {folder}/gone.jsonl:1: cannot be read: ")


def test_sensors_that_say_nothing_are_a_warning(folder: Path, capsys: Out) -> None:
    scene = {
        "speech": {"text": "turn on the kitchen light"},
        "sensors": {"sensor.moon": "1", "light.up": "?"},
    }
    status, (told,), warnings = decide(capsys, folder, scene)
    assert (status, told["decision"], len(warnings)) == (0, "act", 2)
    assert warnings[0].startswith(f"assistant decide: {folder}/scenes.jsonl:1: sensors: sensor.moon: ")


def test_without_the_model_templates_decide_and_it_is_said_once(
    folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("assistant.inference.ARTIFACTS", folder)
    status, told, errors = decide(capsys, folder, WHICH, WHICH | {"area": "den"}, {})
    assert status == 0
    assert len(errors) == 1
    assert errors[0].startswith("assistant decide: model 'fusion': ")
    assert [one["decision"] for one in told] == ["ask", "act", "ignore"]
    assert [one["addressed"] for one in told] == [1.0, 1.0, 0.0]
    assert told[1]["contributions"] == {"speech": 1.0, "vision": 0.0, "home": 0.0}


def test_the_table_for_people_has_a_line_a_scene_and_why_below(folder: Path, capsys: Out) -> None:
    assert main(["decide", write(folder, {"id": "up", **WHICH, "frames": ["up.png"]}), "--explain"]) == 0
    head, row, *why = capsys.readouterr().out.splitlines()
    assert head.split() == ["scene", "decision", "sure", "for", "us", "speech", "vision", "home", "what"]
    assert row.split()[:4] == ["up", "act", "0.95", "0.95"]
    assert row.endswith("HassTurnOff light.up")
    assert [line.split()[0] for line in why[:3]] == ["speech", "vision", "home"]
    assert why[5] == "    0.95  reading lamp (light.up)  ← reading 0.50, lamp 0.50"
    assert len(why) == 10


def test_json_holds_the_explanation_if_it_is_asked_for(folder: Path, capsys: Out) -> None:
    _, (told,), _ = decide(capsys, folder, WHICH | {"frames": ["up.png"]}, more=("--explain",))
    assert list(told) == [*KEYS, "explanation"]
    assert told["explanation"]["things"][0]["id"] == "light.up"


def test_what_was_looked_at_is_drawn_a_file_a_scene(folder: Path, capsys: Out) -> None:
    plot = ("--plot", str(folder / "seen.png"))
    _, told, notes = decide(capsys, folder, WHICH, {}, WHICH, more=plot)
    assert len(told) == 3
    assert sorted(path.name for path in folder.glob("seen*")) == ["seen-2.png", "seen.png"]
    assert [note.split(": ")[2] for note in notes] == ["nothing to draw"]


def test_without_matplotlib_nothing_is_begun(
    folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    status, told, errors = decide(capsys, folder, WHICH, more=("--plot", "x.png"))
    assert (status, told) == (2, [])
    assert errors == ["assistant decide: --plot needs matplotlib: pip install 'lares[bench]'"]


def test_language_and_own_sentences_come_from_the_config(folder: Path, capsys: Out) -> None:
    (folder / "own.yaml").write_text(
        "language: en\nintents: {MakeCoffee: {data: [{sentences: ['make coffee']}]}}\n"
    )
    (folder / "config.yaml").write_text(
        "sentences: {files: [own.yaml], actions: {MakeCoffee: {topic: coffee, say: Soon.}}}\n"
    )
    more = ("--config", str(folder / "config.yaml"))
    _, (told,), _ = decide(capsys, folder, {"speech": {"text": "make coffee"}}, more=more)
    assert (told["decision"], told["intent"]) == ("act", "MakeCoffee")
    german = {"speech": {"text": "schalte kitchen light ein"}}
    _, (told,), _ = decide(capsys, folder, german, more=("--language", "de"))
    assert told["targets"] == ["light.kitchen"]
    status, told, errors = decide(capsys, folder, german, german, more=("--language", "tlh"))
    assert (status, told, len(errors)) == (2, [], 2)
