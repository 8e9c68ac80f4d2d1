"""The trained student as the artefact that ships: streaming ONNX, weights in 8 bits, a manifest.

`python -m models.speech.export --run DIR --out models/artifacts/speech --version V`. The linear layers
are quantized dynamically (weights per channel, activations per call), which measured best on
onnxruntime; depthwise convolutions and norms stay in 32 bits: they are 3 % of the work.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import tempfile
import warnings
from dataclasses import asdict
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from assistant.hearing.features import BANDS, HOP, RATE, WINDOW
from assistant.hearing.phones import PHONES
from models.speech.checkpoint import load_student
from models.speech.network import Student
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
    logging.getLogger().setLevel(logging.ERROR)  # it advises pre-processing, which changes nothing here
    quantize_dynamic(source, target, op_types_to_quantize=["MatMul", "Gemm"], per_channel=True,
                     weight_type=QuantType.QInt8)  # fmt: skip


def write_artefact(
    student: Student, out: Path, version: str, made_by: str, *, whole: bool = False, blank_cost: float = 0.0
) -> Path:
    """``speech.onnx`` and ``manifest.json`` in ``out``. ``whole``: keep 32 bits, for comparison.

    ``blank_cost``: nats by which silence is made less likely on the board, chosen on development data.
    """
    out.mkdir(parents=True, exist_ok=True)
    target = out / "speech.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "float.onnx"
        export_float(student, plain)
        if whole:
            target.write_bytes(plain.read_bytes())
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
    parser.add_argument("--blank-cost", type=float, default=0.0, help="nats taken from silence")
    given = parser.parse_args()
    student = load_student(given.run / "checkpoint.pt", given.which)
    target = write_artefact(
        student, given.out, given.version, "python -m models.speech.export", whole=given.whole,
        blank_cost=given.blank_cost,
    )  # fmt: skip
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, look-ahead {student.shape.look_ahead_ms} ms")


if __name__ == "__main__":
    main()
