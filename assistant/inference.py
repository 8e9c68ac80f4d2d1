"""Loads what was learned: an artefact's file, checked against its manifest, as a session of one thread."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime

from assistant.errors import ModelError

ARTIFACTS = Path(__file__).resolve().parent.parent / "models" / "artifacts"
_AGAIN = "reinstall the assistant, or make the model anew (see models/README.md)"


@dataclass(frozen=True)
class Artifact:
    """An artefact whose file is what its manifest says. ``manifest``: the JSON object."""

    name: str
    version: str
    file: Path
    manifest: dict[str, Any]


def find(name: str, folder: Path | None = None) -> Artifact:
    """The artefact of this name. Raises ModelError: what is missing or wrong, and what to do."""
    where = folder or ARTIFACTS / name
    listing = where / "manifest.json"
    try:
        manifest = json.loads(listing.read_text(encoding="utf-8"))
        file = where / str(manifest["file"])
        content = file.read_bytes()
        wanted, version = str(manifest["sha256"]), str(manifest["version"])
    except FileNotFoundError as error:
        raise ModelError(f"model '{name}': {error.filename} is missing: {_AGAIN}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"model '{name}': {listing} cannot be read ({error!r}): {_AGAIN}") from error
    if hashlib.sha256(content).hexdigest() != wanted:
        raise ModelError(
            f"model '{name}': {file} is not the file its manifest names (wrong sha256): {_AGAIN}"
        )
    return Artifact(name, version, file, manifest)


def session(artifact: Artifact) -> onnxruntime.InferenceSession:
    """An onnxruntime session on one thread that never spins. Raises ModelError."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Two spinning threads on a busy board were 2-2.5 times slower.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # keeps the resident set small; the tensors are tiny
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(artifact.file), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(
            f"model '{artifact.name}': {artifact.file} does not load ({error}): {_AGAIN}"
        ) from error


def number(artifact: Artifact, key: str) -> float:
    """Of its manifest. Raises ModelError."""
    value = artifact.manifest.get(key)
    if not isinstance(value, int | float):
        raise ModelError(
            f"model '{artifact.name}': its manifest has no number {key!r}: reinstall the assistant"
        )
    return float(value)
