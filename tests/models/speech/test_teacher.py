"""The teacher's steps, with a small convolution in the place of the large encoder."""

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import nn

from assistant.bench.hearing_engines import Engine
from assistant.bench.hearing_teacher import ENCODER, WIDTH, outputs_of
from assistant.errors import ModelError
from assistant.hearing.grammar import phrases_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.recordings import read_wav
from models.speech.batches import open_source
from models.speech.packs import Pack, open_pack, read_manifest, write_pack
from models.speech.teacher import encode
from models.speech.teacher_head import Encoded, export, teach, train_head

DEMO = Path(__file__).parents[3] / "assistant" / "demo"


class _Small(nn.Module):
    """Rows as Moonshine's encoder has them: 288 numbers each 384 samples."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = nn.Conv1d(1, WIDTH, 511, stride=384)

    def forward(self, input_values: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        heard = self.rows((input_values * attention_mask)[:, None]).transpose(1, 2)
        return torch.tanh(3 * heard)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("encoder") / "small.onnx"
    given = (torch.zeros(1, 16_000), torch.ones(1, 16_000, dtype=torch.int64))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Small().eval(), given, path, input_names=["input_values", "attention_mask"], dynamo=False,
            dynamic_axes={"input_values": {1: "samples"}, "attention_mask": {1: "samples"}},
        )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Pack:
    folder = tmp_path_factory.mktemp("pack")
    said = {"1_light_on": "turn on the kitchen light", "6_answer_no": "no"}
    lines = []
    for name, text in said.items():
        soundfile.write(folder / f"{name}.flac", read_wav(DEMO / f"{name}.flac"), 16_000)
        clip = {"path": str(folder / f"{name}.flac"), "text": text, "speaker": "x", "corpus": "demo"}
        lines.append(json.dumps({**clip, "split": "train", "role": "speech"}))
    (folder / "manifest.jsonl").write_text("\n".join(lines))
    write_pack(list(read_manifest(folder / "manifest.jsonl")), folder / "pack")
    made = open_pack(folder / "pack")
    encode(made, encoder)
    return made


def test_the_head_learns_and_what_it_says_of_each_clip_is_kept(pack: Pack, tmp_path: Path, capsys) -> None:
    encoded = Encoded(pack)
    head = train_head([encoded], [encoded], tmp_path, steps=200, layers=1, frames=200)
    spoken = [json.loads(line)["ctc"] for line in capsys.readouterr().out.splitlines()]
    assert spoken[-1] < spoken[0]
    teach(encoded, head)
    source = open_source(pack)
    assert source.taught is not None
    assert source.taught_start is not None
    counts = [outputs_of(len(pack.sound(clip))) for clip in range(len(pack))]
    assert np.diff(source.taught_start).tolist() == counts
    assert source.taught.astype(np.float32).sum(axis=1) == pytest.approx(1.0, abs=0.01)


def test_what_was_taught_before_keeps_its_share(pack: Pack, tmp_path: Path) -> None:
    encoded = Encoded(pack)
    head = train_head([encoded], [], tmp_path, steps=1, layers=1, frames=200)
    teach(encoded, head)
    certain = np.zeros_like(np.asarray(open_source(pack).taught))
    certain[:, 7] = 1.0
    (pack.folder / "taught.f16").write_bytes(certain.tobytes())
    teach(encoded, head, 0.25)
    mixed = np.asarray(open_source(pack).taught, np.float32)
    assert (mixed[:, 7] >= 0.75).all()
    assert mixed.sum(axis=1) == pytest.approx(1.0, abs=0.01)


def test_an_exported_teacher_takes_its_pupils_place_in_the_bench(
    pack: Pack, encoder: Path, tmp_path: Path
) -> None:
    head = train_head([Encoded(pack)], [], tmp_path, steps=200, layers=1, frames=200)
    export(head, tmp_path)
    shutil.copyfile(encoder, tmp_path / f"{ENCODER}.onnx")
    engine = Engine("teacher", "lares", tmp_path)
    recognizer = engine.recognizer(phrases_grammar(["turn on the kitchen light", "no"]), Lexicon())
    heard = []
    for clip in range(len(pack)):
        recognizer.feed(np.array(pack.sound(clip)))
        result = recognizer.feed(np.empty(0, np.int16), final=True)
        heard.append(result.text if result else "")
    assert heard == ["turn on the kitchen light", "no"]


def test_a_teacher_without_its_encoder_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "head.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match=r"models\.speech\.teacher"):
        Engine("teacher", "lares", tmp_path).recognizer(phrases_grammar(["no"]), Lexicon())
