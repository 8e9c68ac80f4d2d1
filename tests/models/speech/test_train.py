"""A whole training on one recording: pack, train, be cut, go on, export, hear."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.hearing.encoder import Encoder, SpeechModel
from assistant.hearing.recordings import read_wav
from models.speech.checkpoint import Settings, load_student
from models.speech.evaluate import artefact_errors, phone_errors
from models.speech.export import write_artefact
from models.speech.network import Student, StudentShape
from models.speech.packs import open_pack, read_manifest, write_pack
from models.speech.train import Data, train

RECORDING = Path(__file__).parents[3] / "assistant" / "demo" / "1_light_on.flac"
SHAPE = StudentShape(width=48, hidden=96, kernel=9, ahead=(1, 1, 1))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    known = {"text": "turn on the kitchen light", "speaker": "x", "corpus": "demo", "split": "train"}
    clip = {**known, "path": str(RECORDING), "role": "speech"}
    lines = [json.dumps(line) for line in (clip, {**clip, "path": str(folder / "missing.flac")})]
    (folder / "demo.jsonl").write_text("\n".join(lines) + '\n{"path": "cut while it was wri')
    assert write_pack(list(read_manifest(folder / "demo.jsonl")), folder / "pack") == 1
    return folder / "pack"


def test_a_pack_holds_the_sound_and_its_phones(pack: Path) -> None:
    held = open_pack(pack)
    np.testing.assert_array_equal(held.sound(0), read_wav(RECORDING))
    assert len(held.said(0)) == len(
        ["T", "ER", "N", "AA", "N", "DH", "AH", "K", "IH", "CH", "AH", "N", "L", "AY", "T"]
    )


def test_training_learns_goes_on_where_it_was_cut_and_ends_as_a_model(pack: Path, tmp_path: Path) -> None:
    data = Data((pack,), (1.0,), (pack,))
    run = tmp_path / "run"
    settings = Settings(steps=10, rate=3e-3, warm_up=5, seconds=12.0, average=0.9)
    train(run, data, settings, SHAPE, every=5)
    shutil.copy(run / "checkpoint.pt", tmp_path / "early.pt")
    assert train(run, data, replace(settings, steps=30), SHAPE, every=5).step == 30
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == [5, 10, 15, 20, 25, 30]
    assert log[-1]["ctc"] < 0.5 * log[0]["ctc"]
    early, late = load_student(tmp_path / "early.pt"), load_student(run / "checkpoint.pt")
    assert not torch.equal(early.head.weight, late.head.weight)
    write_artefact(late, tmp_path / "speech", "1", "a test")
    logs = Encoder(SpeechModel(tmp_path / "speech")).feed(read_wav(RECORDING))
    assert len(logs) > 50
    np.testing.assert_allclose(np.exp(logs).sum(axis=1), 1.0, atol=1e-3)
    _ways_to_quantize_agree(late, pack, tmp_path)


def _ways_to_quantize_agree(student: Student, pack: Path, folder: Path) -> None:
    held = open_pack(pack)
    write_artefact(student, folder / "whole", "1", "a test", whole=True)
    write_artefact(student, folder / "fixed", "1", "a test", fixed=held)
    whole, fixed = (SpeechModel(folder / name) for name in ("whole", "fixed"))
    assert fixed.artifact.file.stat().st_size < 0.6 * whole.artifact.file.stat().st_size
    errors = artefact_errors(whole, held)
    assert errors == pytest.approx(phone_errors(student, held), abs=0.15)
    assert artefact_errors(fixed, held) == pytest.approx(errors, abs=0.15)
