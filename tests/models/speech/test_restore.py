from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.inference import find
from models.speech.checkpoint import Settings, load_student, start
from models.speech.export import write_artefact
from models.speech.network import Student, StudentShape
from models.speech.restore import restore

SHAPE = StudentShape(width=32, hidden=64, kernel=7, ahead=(1, 2))


@torch.no_grad()
def _student() -> Student:
    """Every weight its own: the exporter keeps equal constants once, and training leaves none equal."""
    torch.manual_seed(1)
    student = Student(SHAPE).eval()
    for parameter in student.parameters():
        parameter.add_(0.05 * torch.randn_like(parameter))
    return student


@torch.no_grad()
def test_a_student_comes_back_out_of_its_artefact(tmp_path: Path):
    student = _student()
    write_artefact(student, tmp_path, "1", "a test")
    again = restore(find("speech", tmp_path)).eval()
    rows = torch.randn(1, 120, 41) * 3 + 8
    assert again.shape == SHAPE
    for name, value in student.state_dict().items():
        rounding = float(value.abs().max()) / 120  # of 8 bits
        torch.testing.assert_close(again.state_dict()[name], value, atol=rounding, rtol=0)
    np.testing.assert_allclose(again(rows).exp(), student(rows).exp(), atol=0.05)


def test_an_artefact_of_another_shape_is_refused(tmp_path: Path):
    write_artefact(_student(), tmp_path, "1", "a test")
    manifest = tmp_path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"hidden": 64', '"hidden": 48'))
    with pytest.raises(ValueError, match="no weight of shape"):
        restore(find("speech", tmp_path))


def test_a_restored_student_can_be_trained_on(tmp_path: Path):
    write_artefact(_student(), tmp_path, "1", "a test")
    state = start(tmp_path, SHAPE, Settings(steps=1), torch.device("cpu"))
    state.student.load_state_dict(restore(find("speech", tmp_path)).state_dict())
    state.save(tmp_path)
    assert load_student(tmp_path / "checkpoint.pt", "student").shape == SHAPE
    assert start(tmp_path, SHAPE, Settings(steps=1), torch.device("cpu")).step == 0
