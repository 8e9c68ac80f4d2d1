"""A whole training on four recordings: pack, train, be killed, go on, export, hear."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.hearing.encoder import Encoder, SpeechModel
from assistant.hearing.phones import BLANK
from assistant.hearing.recordings import read_wav
from models.speech.export import write_artefact
from models.speech.network import StudentShape
from models.speech.packs import open_pack, read_manifest, write_pack
from models.speech.train import Data, Settings, load_student, train

DEMO = Path(__file__).parents[3] / "assistant" / "demo"
SAID = {"1_light_on.flac": "turn on the kitchen light"}
SHAPE = StudentShape(width=48, hidden=96, kernel=9, ahead=(1, 1, 1))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    lines = [
        {
            "path": str(DEMO / name),
            "text": text,
            "speaker": "x",
            "corpus": "demo",
            "split": "train",
            "role": "speech",
        }
        for name, text in SAID.items()
    ]
    unsayable = {**lines[0], "path": str(folder / "missing.flac")}
    text = "\n".join(json.dumps(line) for line in [*lines, unsayable]) + '\n{"path": "cut'
    (folder / "demo.jsonl").write_text(text)
    assert write_pack(list(read_manifest(folder / "demo.jsonl")), folder / "pack") == len(SAID)
    return folder / "pack"


def test_a_pack_holds_the_sound_and_its_phones(pack: Path) -> None:
    held = open_pack(pack)
    np.testing.assert_array_equal(held.sound(0), read_wav(DEMO / "1_light_on.flac"))
    assert len(held.said(0)) == len(
        ["T", "ER", "N", "AA", "N", "DH", "AH", "K", "IH", "CH", "AH", "N", "L", "AY", "T"]
    )


def test_training_learns_goes_on_where_it_was_cut_and_ends_as_a_model(pack: Path, tmp_path: Path) -> None:
    data = Data((pack,), (1.0,), (pack,))
    run = tmp_path / "run"
    settings = Settings(steps=20, rate=3e-3, warm_up=5, seconds=12.0, average=0.9)
    train(run, data, settings, SHAPE, every=10)
    shutil.copy(run / "checkpoint.pt", tmp_path / "early.pt")
    state = train(
        run, data, Settings(steps=60, rate=3e-3, warm_up=5, seconds=12.0, average=0.9), SHAPE, every=10
    )
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == [10, 20, 30, 40, 50, 60]
    assert log[-1]["ctc"] < 0.6 * log[0]["ctc"]
    assert state.step == 60
    early, late = load_student(tmp_path / "early.pt"), load_student(run / "checkpoint.pt")
    assert not torch.equal(early.head.weight, late.head.weight)
    write_artefact(late, tmp_path / "speech", "1", "a test")
    logs = Encoder(SpeechModel(tmp_path / "speech")).feed(read_wav(DEMO / "1_light_on.flac"))
    np.testing.assert_allclose(np.exp(logs).sum(axis=1), 1.0, atol=1e-3)
    assert (logs.argmax(axis=1) == BLANK).mean() > 0.3
