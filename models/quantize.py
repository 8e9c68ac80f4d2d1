"""Networks of torch to ONNX, in 32 bits and in 8, and the manifest beside what ships."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

Feed = Mapping[str, NDArray[np.float32]]


def export_onnx(
    net: nn.Module,
    example: Tensor,
    path: Path,
    *,
    inputs: str,
    outputs: Sequence[str],
    axes: Mapping[str, Mapping[int, str]] | None = None,
) -> None:
    """ONNX in 32 bits; ``axes``: which axes of which input or output may have any length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the older exporter, which writes what quantizes best
        torch.onnx.export(
            net.eval().cpu(), (example,), str(path), opset_version=17, input_names=[inputs],
            output_names=list(outputs), dynamic_axes={k: dict(v) for k, v in (axes or {}).items()},
            dynamo=False,
        )  # fmt: skip


class _Reader(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds: Iterator[Feed] = iter(feeds)

    def get_next(self) -> Feed | None:
        """As onnxruntime asks for it."""
        return next(self._feeds, None)


def quantize(source: Path, target: Path, feeds: Iterable[Feed], *, keep: Sequence[str] = ()) -> None:
    """8-bit weights per channel and activations, whose ranges are chosen on ``feeds``. Nodes named in
    ``keep`` stay in 32 bits."""
    prepared = target.with_suffix(".prepared.onnx")
    with errors_only():
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared), str(target), _Reader(feeds), quant_format=QuantFormat.QDQ, per_channel=True,
            weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8, nodes_to_exclude=list(keep),
            calibrate_method=CalibrationMethod.MinMax,
            op_types_to_quantize=["Conv", "Add", "Concat", "Resize", "Gemm"],
            extra_options={"ActivationSymmetric": False},
        )  # fmt: skip
    prepared.unlink()
    shorten(target)


@contextmanager
def errors_only() -> Iterator[None]:
    """onnxruntime's quantizer warns of what we know, through the root logger."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


def shorten(file: Path) -> None:
    """Give everything inside a network a name of a few letters: a quarter of a small file is names."""
    model = onnx.load(file)
    outside = {value.name for value in (*model.graph.input, *model.graph.output)}
    free = (name for name in (f"{number:x}" for number in count(1)) if name not in outside)
    names: dict[str, str] = {name: name for name in ("", *outside)}

    def short(name: str) -> str:
        if name not in names:
            names[name] = next(free)
        return names[name]

    del model.graph.value_info[:]
    for node in model.graph.node:
        node.name = ""
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
    for held in model.graph.initializer:
        held.name = short(held.name)
    onnx.save(model, file)


def write_manifest(file: Path, name: str, version: str, made_by: str, more: Mapping[str, Any]) -> None:
    """``manifest.json`` beside the artefact's file."""
    manifest = {
        "name": name, "version": version, "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "made_by": made_by, "licence": "the project's own", **more,
    }  # fmt: skip
    (file.parent / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
