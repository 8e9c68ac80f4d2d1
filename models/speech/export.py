"""The trained student as the artefact that ships: streaming ONNX, weights in 8 bits, a manifest.

`python -m models.speech.export --run DIR --out models/artifacts/speech --version V`. The linear layers
are quantized dynamically (weights per channel, activations per call), which measured best on
onnxruntime; depthwise convolutions and norms stay in 32 bits: they are 3 % of the work.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

from assistant.hearing.features import BANDS, HOP, RATE, WINDOW
from assistant.hearing.phones import PHONES
from models.quantize import errors_only
from models.speech.checkpoint import load_student
from models.speech.evaluate import rows_of
from models.speech.network import Student
from models.speech.packs import Pack, open_pack
from models.speech.streaming import StreamingStudent


def export_float(student: Student, path: Path) -> None:
    """Streaming ONNX in 32 bits, any number of outputs a call."""
    streaming = StreamingStudent(student.eval())
    kept, inputs = streaming.first_state()
    rows = torch.zeros(1, 12, kept.shape[2])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            streaming, (rows, kept, inputs, torch.zeros(1, dtype=torch.int64)), str(path), opset_version=17,
            input_names=["rows", "kept", "inputs", "seen"], output_names=["logs", "kept_next", "inputs_next"],
            dynamic_axes={"rows": {1: "rows"}, "logs": {1: "outputs"}}, dynamo=False,
        )  # fmt: skip
    model = onnx.load(path)
    model.metadata_props.append(onnx.StringStringEntryProto(key="delay", value=str(streaming.delay)))
    onnx.save(model, path)


def quantize(source: Path, target: Path) -> None:
    """8-bit weights of all linear layers, per channel."""
    with errors_only():  # it advises pre-processing, which changes nothing here
        quantize_dynamic(source, target, op_types_to_quantize=["MatMul", "Gemm"], per_channel=True,
                         weight_type=QuantType.QInt8)  # fmt: skip


class _Steps(CalibrationDataReader):  # type: ignore[misc]
    """What the streaming network is given while it hears clips, for choosing ranges of activations."""

    def __init__(self, source: Path, pack: Pack, clips: int) -> None:
        self._session = onnxruntime.InferenceSession(str(source))
        self._first = {i.name: i.shape for i in self._session.get_inputs()}
        self._steps = self._of(pack, clips)

    def _of(self, pack: Pack, clips: int) -> Iterator[dict[str, Any]]:
        for clip in np.linspace(0, len(pack) - 1, clips).astype(int):
            rows = rows_of(pack.sound(int(clip)))
            kept, inputs = rows[None, :6], np.zeros(self._first["inputs"], np.float32)
            for at in range(6, len(rows) - 12, 12):
                step = {"rows": rows[None, at : at + 12], "kept": kept, "inputs": inputs,
                        "seen": np.array([at // 3 - 2], np.int64)}  # fmt: skip
                yield step
                _, kept, inputs = self._session.run(None, step)

    def get_next(self) -> dict[str, Any] | None:
        """As onnxruntime asks for it."""
        return next(self._steps, None)


def quantize_fixed(source: Path, target: Path, pack: Pack, clips: int = 24) -> None:
    """The linear layers in 8 bits with fixed ranges of activations, chosen on clips of ``pack``."""
    quantize_static(source, target, _Steps(source, pack, clips), op_types_to_quantize=["MatMul", "Gemm"],
                    per_channel=True, quant_format=QuantFormat.QDQ, weight_type=QuantType.QInt8,
                    activation_type=QuantType.QUInt8)  # fmt: skip


def write_artefact(
    student: Student,
    out: Path,
    version: str,
    made_by: str,
    *,
    whole: bool = False,
    blank_cost: float = 0.0,
    fixed: Pack | None = None,
) -> Path:
    """``speech.onnx`` and ``manifest.json`` in ``out``. ``whole``: keep 32 bits, for comparison.

    ``fixed``: clips to choose fixed ranges on, instead of a range for each call.
    ``blank_cost``: nats by which silence is made less likely on the board, chosen on development data.
    """
    out.mkdir(parents=True, exist_ok=True)
    target = out / "speech.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "float.onnx"
        export_float(student, plain)
        if whole:
            target.write_bytes(plain.read_bytes())
        elif fixed is not None:
            quantize_fixed(plain, target, fixed)
        else:
            quantize(plain, target)
    manifest = {
        "name": "speech", "version": version, "file": target.name,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "made_by": made_by, "licence": "the project's own",
        "blank_cost": blank_cost, "labels": ["", *PHONES], "delay": sum(student.shape.ahead),
        "shape": asdict(student.shape),
        "features": {"rate": RATE, "window": WINDOW, "hop": HOP, "bands": BANDS},
    }  # fmt: skip
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return target


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Export the speech model's student.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("models/artifacts/speech"))
    parser.add_argument("--version", required=True)
    parser.add_argument("--which", choices=("average", "student"), default="average")
    parser.add_argument("--whole", action="store_true", help="32 bits, for comparison")
    parser.add_argument("--fixed", type=Path, help="pack to choose fixed ranges of activations on")
    parser.add_argument("--blank-cost", type=float, default=0.0, help="nats taken from silence")
    given = parser.parse_args()
    student = load_student(given.run / "checkpoint.pt", given.which)
    target = write_artefact(
        student, given.out, given.version, "python -m models.speech.export", whole=given.whole,
        blank_cost=given.blank_cost, fixed=open_pack(given.fixed) if given.fixed else None,
    )  # fmt: skip
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, look-ahead {student.shape.look_ahead_ms} ms")


if __name__ == "__main__":
    main()
