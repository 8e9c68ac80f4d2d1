"""The network in pieces, in ONNX and in 8 bits, against the network over the whole sound."""

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.errors import ModelError
from assistant.hearing.encoder import Encoder, SpeechModel
from assistant.hearing.features import log_mel, with_level
from assistant.hearing.recordings import read_wav
from models.speech.export import write_artefact
from models.speech.network import Student, StudentShape

DEMO = Path(__file__).parents[3] / "assistant" / "demo" / "1_light_on.flac"
SHAPE = StudentShape(width=32, hidden=64, kernel=7, ahead=(1, 2, 0))


@pytest.fixture(scope="module")
def student() -> Student:
    torch.manual_seed(3)
    return Student(SHAPE).eval()


@pytest.fixture(scope="module")
def model(student: Student, tmp_path_factory: pytest.TempPathFactory) -> SpeechModel:
    folder = tmp_path_factory.mktemp("speech")
    write_artefact(student, folder, "0", "a test", whole=True)
    return SpeechModel(folder)


@torch.no_grad()
def _whole(student: Student, sound: np.ndarray) -> np.ndarray:
    rows, _ = with_level(log_mel(sound))
    return student(torch.from_numpy(rows)[None])[0].numpy()


@pytest.mark.parametrize("size", [512, 100, 16_000])
def test_sound_in_pieces_gives_what_the_network_says_of_the_whole(
    student: Student, model: SpeechModel, size: int
) -> None:
    sound = read_wav(DEMO)
    encoder = Encoder(model)
    logs = np.concatenate([encoder.feed(sound[at : at + size]) for at in range(0, len(sound), size)])
    whole = _whole(student, sound)
    assert len(whole) - len(logs) <= model.delay + 4
    np.testing.assert_allclose(logs, whole[: len(logs)], atol=2e-3)


def test_the_end_of_the_sound_comes_out_before_the_next_begins(student: Student, model: SpeechModel) -> None:
    sound = read_wav(DEMO)
    encoder = Encoder(model)
    first = np.concatenate([encoder.feed(sound), encoder.finish()])
    again = np.concatenate([encoder.feed(sound), encoder.finish()])
    assert len(first) >= len(_whole(student, sound))
    np.testing.assert_array_equal(first, again)


def test_silence_weighs_less_by_the_models_own_cost(
    student: Student, model: SpeechModel, tmp_path: Path
) -> None:
    write_artefact(student, tmp_path, "0", "a test", whole=True, blank_cost=2.0)
    plain = Encoder(model).feed(read_wav(DEMO))
    costly = Encoder(SpeechModel(tmp_path)).feed(read_wav(DEMO))
    np.testing.assert_allclose(costly[:, 0], plain[:, 0] - 2.0, atol=1e-5)
    np.testing.assert_array_equal(costly[:, 1:], plain[:, 1:])


def test_eight_bits_say_the_same_almost_everywhere(student: Student, tmp_path: Path) -> None:
    sound = read_wav(DEMO)
    write_artefact(student, tmp_path, "0", "a test")
    logs = Encoder(SpeechModel(tmp_path)).feed(sound)
    whole = _whole(student, sound)[: len(logs)]
    assert (logs.argmax(1) == whole.argmax(1)).mean() > 0.9


def test_a_damaged_model_is_refused_by_its_hash(student: Student, tmp_path: Path) -> None:
    file = write_artefact(student, tmp_path, "0", "a test", whole=True)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    with pytest.raises(ModelError, match="wrong sha256"):
        SpeechModel(tmp_path)


def test_a_model_for_other_features_is_refused(student: Student, tmp_path: Path) -> None:
    write_artefact(student, tmp_path, "7", "a test", whole=True)
    listing = tmp_path / "manifest.json"
    listing.write_text(listing.read_text().replace('"hop": 160', '"hop": 200'))
    with pytest.raises(ModelError, match=r"version 7.*made for other features"):
        SpeechModel(tmp_path)


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json is missing"):
        SpeechModel(tmp_path)
