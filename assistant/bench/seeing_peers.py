"""MediaPipe and MLPerf Tiny's Visual Wake Words on the same pictures, each in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.bench.seeing_sets import PictureSet
from assistant.errors import CameraError
from assistant.seeing.boxes import Box

_SCRIPTS = Path(__file__).resolve().parents[2] / "models" / "vision"


@dataclass(frozen=True)
class Peers:
    """``python``: of an environment with mediapipe 0.10.21 and ai-edge-litert; ``vww``: the model's file."""

    python: Path
    vww: Path | None = None


@dataclass(frozen=True)
class MediaPipeSeen:
    """What MediaPipe saw in one picture. ``hands``: keypoints [21][2] px."""

    hands: tuple[tuple[tuple[float, float], ...], ...]
    bodies: tuple[Box, ...]
    faces: tuple[Box, ...]


def mediapipe_on(peers: Peers, pictures: PictureSet) -> dict[str, MediaPipeSeen]:
    """By path. Raises CameraError with what its script said."""
    with tempfile.TemporaryDirectory() as scratch:
        rows, out = Path(scratch) / "rows", Path(scratch) / "out"
        rows.write_text(
            "".join(json.dumps({"path": p.path, "kind": "scene"}) + "\n" for p in pictures.pictures)
        )
        _run(peers, "mediapipe_teacher.py", [rows, "--pictures", pictures.data, "--out", out, "--jobs", "1"])
        return {line["path"]: _seen(line) for line in map(json.loads, out.read_text().splitlines())}


def vww_on(peers: Peers, pictures: PictureSet) -> dict[str, float]:
    """The chance of a person by path. Raises CameraError with what its script said."""
    if peers.vww is None:
        return {}
    with tempfile.TemporaryDirectory() as scratch:
        rows, out = Path(scratch) / "rows", Path(scratch) / "out"
        rows.write_text("".join(json.dumps({"path": p.path}) + "\n" for p in pictures.pictures))
        _run(peers, "vww_peer.py", [peers.vww, rows, "--pictures", pictures.data, "--out", out])
        return {line["path"]: float(line["person"]) for line in map(json.loads, out.read_text().splitlines())}


def _run(peers: Peers, script: str, words: Sequence[Path | str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own script, with the interpreter the user named
        [str(peers.python), str(_SCRIPTS / script), *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise CameraError(f"{script} with {peers.python} failed: {said[-1]}")


def _seen(line: dict[str, Any]) -> MediaPipeSeen:
    def boxes(found: list[list[float]]) -> tuple[Box, ...]:
        return tuple((b[0], b[1], b[2], b[3]) for b in found)

    hands = tuple(tuple((x, y) for x, y in hand["keypoints"]) for hand in line["hands"])
    return MediaPipeSeen(hands, boxes(line["bodies"]), boxes(line["faces"]))


def mediapipe_seconds(peers: Peers, folder: Path, path: str, times: int) -> float:
    """Mean CPU seconds of hands, pose and face on one picture, after a first look. Raises CameraError."""
    with tempfile.TemporaryDirectory() as scratch:
        rows, out = Path(scratch) / "rows", Path(scratch) / "out"
        rows.write_text((json.dumps({"path": path, "kind": "scene"}) + "\n") * (times + 1))
        _run(peers, "mediapipe_teacher.py", [rows, "--pictures", folder, "--out", out, "--jobs", "1"])
        lines = [json.loads(line) for line in out.read_text().splitlines()][1:]
    return sum(sum(line["seconds"].values()) for line in lines) / max(1, len(lines))
