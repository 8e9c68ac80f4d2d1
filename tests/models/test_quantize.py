"""Networks of torch as ONNX files: in 32 bits and in 8, with short names, and a manifest."""

import json
import logging
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from assistant.inference import find, session
from models.quantize import export_onnx, quantize, shorten, write_manifest

EXAMPLE = torch.zeros(1, 1, 16, 16)


class _Small(nn.Module):
    """Two convolutions and a branch, as the students have them."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(1, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6), nn.ReLU())
        self.second, self.told = nn.Conv2d(6, 2, 1), nn.Linear(6, 3)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        seen = self.first(x)
        wide = nn.functional.interpolate(seen, scale_factor=2.0)
        return self.second(wide), self.told(seen.mean(dim=(2, 3)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("onnx") / "whole.onnx"
    axes = {"x": {0: "n", 2: "h", 3: "w"}, "wide": {0: "n", 2: "h", 3: "w"}, "told": {0: "n"}}
    export_onnx(_Small(), EXAMPLE, path, inputs="x", outputs=("wide", "told"), axes=axes)
    return path


def _feeds(count: int) -> list[dict[str, np.ndarray]]:
    rng = np.random.default_rng(1)
    return [{"x": rng.uniform(-0.5, 0.5, (1, 1, 16, 16)).astype(np.float32)} for _ in range(count)]


def _run(file: Path, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"]).run(None, feed)


def test_an_exported_network_says_what_torch_says_at_any_size(whole: Path) -> None:
    torch.manual_seed(3)
    net = _Small().eval()
    given = np.random.default_rng(0).uniform(-1, 1, (3, 1, 24, 32)).astype(np.float32)
    with torch.no_grad():
        wanted = net(torch.from_numpy(given))
    for mine, other in zip(_run(whole, {"x": given}), wanted, strict=True):
        np.testing.assert_allclose(mine, other.numpy(), atol=1e-5)


def test_without_axes_a_network_takes_the_example_s_size_alone(tmp_path: Path) -> None:
    export_onnx(_Small(), EXAMPLE, tmp_path / "x.onnx", inputs="x", outputs=("wide", "told"))
    assert [out.shape for out in _run(tmp_path / "x.onnx", _feeds(1)[0])] == [(1, 2, 16, 16), (1, 3)]
    with pytest.raises(Exception, match="dimension"):
        _run(tmp_path / "x.onnx", {"x": np.zeros((2, 1, 16, 16), np.float32)})


def test_eight_bits_say_nearly_the_same_and_leave_nothing_behind(whole: Path, tmp_path: Path) -> None:
    quantize(whole, tmp_path / "small.onnx", _feeds(30))
    assert [file.name for file in tmp_path.iterdir()] == ["small.onnx"]
    for feed in _feeds(5):
        for mine, other in zip(_run(tmp_path / "small.onnx", feed), _run(whole, feed), strict=True):
            assert abs(mine - other).max() < 0.04 * np.ptp(other) + 0.01
    held = {tensor.data_type for tensor in onnx.load(tmp_path / "small.onnx").graph.initializer}
    assert onnx.TensorProto.INT8 in held


def test_nodes_that_are_named_stay_in_32_bits(whole: Path, tmp_path: Path) -> None:
    keep = [node.name for node in onnx.load(whole).graph.node if node.op_type in ("Conv", "Gemm")]
    quantize(whole, tmp_path / "kept.onnx", _feeds(3), keep=keep)
    held = {tensor.data_type for tensor in onnx.load(tmp_path / "kept.onnx").graph.initializer}
    assert onnx.TensorProto.INT8 not in held


def test_quantizing_leaves_the_logging_of_everybody_else_alone(whole: Path, tmp_path: Path) -> None:
    before = logging.getLogger().level
    quantize(whole, tmp_path / "small.onnx", _feeds(1))
    assert logging.getLogger().level == before


def test_short_names_change_no_output_and_a_good_part_of_the_size(whole: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.onnx"
    short.write_bytes(whole.read_bytes())
    shorten(short)
    onnx.checker.check_model(onnx.load(short), full_check=True)
    for feed in _feeds(3):
        for mine, other in zip(_run(short, feed), _run(whole, feed), strict=True):
            np.testing.assert_array_equal(mine, other)
    assert short.stat().st_size < 0.9 * whole.stat().st_size
    graph = onnx.load(short).graph
    assert {value.name for value in (*graph.input, *graph.output)} == {"x", "wide", "told"}
    assert max(len(held.name) for held in graph.initializer) <= 2


def test_inner_names_never_meet_outer_ones(tmp_path: Path) -> None:
    file = tmp_path / "letters.onnx"
    export_onnx(_Small(), EXAMPLE, file, inputs="a", outputs=("b", "c"))
    feed = {"a": _feeds(1)[0]["x"]}
    before = _run(file, feed)
    shorten(file)
    for mine, other in zip(_run(file, feed), before, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_a_manifest_makes_a_file_an_artefact(whole: Path, tmp_path: Path) -> None:
    file = tmp_path / "small.onnx"
    file.write_bytes(whole.read_bytes())
    write_manifest(file, "small", "7", "a test", {"threshold": 0.25})
    artifact = find("small", tmp_path)
    assert (artifact.version, artifact.file) == ("7", file)
    assert artifact.manifest["threshold"] == 0.25
    assert session(artifact).get_inputs()[0].name == "x"
    assert set(json.loads((tmp_path / "manifest.json").read_text())) == {
        "name", "version", "file", "sha256", "made_by", "licence", "threshold",
    }  # fmt: skip
