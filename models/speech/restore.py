"""A student out of the artefact that ships, so that training goes on where no checkpoint is left.

`python -m models.speech.restore --run DIR` writes DIR/checkpoint.pt at step 0 with the artefact's
weights, its 8-bit ones made floats again; `models.speech.train --run DIR` then goes on from there.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

from assistant.inference import Artifact, find
from models.speech.checkpoint import Settings, start
from models.speech.network import Student, StudentShape

_QUANTIZED = "_quantized"


def restore(artifact: Artifact) -> Student:
    """The student whose streaming form the artefact is; off by its rounding to 8 bits.

    Raises ValueError if it holds other weights than a student of its shape has.
    """
    shape = artifact.manifest["shape"]
    student = Student(StudentShape(**{**shape, "ahead": tuple(shape["ahead"])}))
    held = {each.name: numpy_helper.to_array(each) for each in onnx.load(artifact.file).graph.initializer}
    plain = {name.removeprefix("student."): value for name, value in held.items() if "student." in name}
    # The exporter renames the weights of linear layers, but keeps them in the order of their use.
    linear = iter([_floats(held, name) for name in held if name.endswith(_QUANTIZED)])
    weights = {}
    for name, value in student.state_dict().items():
        found = plain[name] if name in plain else next(linear, np.zeros(0)).T
        if found.shape != value.shape:
            raise ValueError(f"{artifact.file}: no weight of shape {tuple(value.shape)} for {name}")
        weights[name] = torch.from_numpy(np.ascontiguousarray(found, np.float32).copy())
    student.load_state_dict(weights)
    return student


def _floats(held: dict[str, npt.NDArray[np.generic]], name: str) -> npt.NDArray[np.float32]:
    base = name.removesuffix(_QUANTIZED)
    whole = held[name].astype(np.float32) - held[f"{base}_zero_point"].astype(np.float32)
    return np.asarray(whole * held[f"{base}_scale"].astype(np.float32), np.float32)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Begin a run with the weights of the artefact.")
    parser.add_argument("--artefact", type=Path, help="its folder; without, the one that ships")
    parser.add_argument("--run", type=Path, required=True)
    given = parser.parse_args()
    student = restore(find("speech", given.artefact))
    given.run.mkdir(parents=True, exist_ok=True)
    state = start(given.run, student.shape, Settings(steps=1), torch.device("cpu"))
    state.student.load_state_dict(student.state_dict())
    state.average.load_state_dict(student.state_dict())
    state.save(given.run)


if __name__ == "__main__":
    main()
