"""The teacher's script as its own environment runs it, with a stand-in for mediapipe that sees a dot."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.models.vision.making import file

SCRIPT = Path(__file__).parents[3] / "models" / "vision" / "mediapipe_teacher.py"
# All 21 keypoints are where the picture is brightest; a dot in the right half is no hand, so that crops
# show whether their mirror image is tried. A picture without light holds nobody.
MEDIAPIPE = """
from types import SimpleNamespace as Of
import numpy as np

def brightest(picture):
    height, width = picture.shape[:2]
    y, x = np.unravel_index(picture.sum(axis=2).argmax(), (height, width))
    return Of(x=(x + 0.5) / width, y=(y + 0.5) / height, visibility=1.0), picture.max() > 100

class Hands:
    def __init__(self, **given): pass
    def process(self, picture):
        point, light = brightest(picture)
        if not light or point.x > 0.5:
            return Of(multi_hand_landmarks=None, multi_handedness=None)
        side = Of(classification=[Of(score=0.75, label="Left")])
        return Of(multi_hand_landmarks=[Of(landmark=[point] * 21)], multi_handedness=[side])

class Pose:
    def __init__(self, **given): pass
    def process(self, picture):
        point, light = brightest(picture)
        return Of(pose_landmarks=Of(landmark=[point] * 5) if light else None)

class FaceDetection:
    def __init__(self, **given): pass
    def process(self, picture):
        box = Of(xmin=0.25, ymin=0.5, width=0.5, height=0.25)
        return Of(detections=[Of(location_data=Of(relative_bounding_box=box))])

solutions = Of(hands=Of(Hands=Hands), pose=Of(Pose=Pose), face_detection=Of(FaceDetection=FaceDetection))
"""


def _dot(width: int, height: int, x: float, y: float) -> bytes:
    rows, columns = np.mgrid[0:height, 0:width] + 0.5
    far = (columns - x) ** 2 + (rows - y) ** 2
    return file((250 * np.exp(-far / 18)).astype(np.uint8))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    (tmp_path / "mediapipe.py").write_text(MEDIAPIPE)
    kinds = {"left.png": ("crop", _dot(70, 100, 20, 30)), "right.png": ("crop", _dot(120, 60, 90, 45)),
             "frame.png": ("scene", _dot(320, 240, 80, 60)), "dark.png": ("crop", _dot(50, 50, 900, 900)),
             "broken.png": ("scene", b"no picture")}  # fmt: skip
    for name, (_, raw) in kinds.items():
        (tmp_path / name).write_bytes(raw)
    rows = [json.dumps({"path": name, "kind": kind}) + "\n" for name, (kind, _) in kinds.items()]
    (tmp_path / "home.rows").write_text("".join(rows))
    return tmp_path


def _run(folder: Path) -> dict[str, Any]:
    given = [folder / "home.rows", "--pictures", folder, "--out", folder / "out.jsonl", "--jobs", 1]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    subprocess.run(
        [sys.executable, SCRIPT, *map(str, given)], env=environment, check=True, capture_output=True
    )
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]
    assert len({line["path"] for line in lines}) == len(lines)
    return {line["path"]: line for line in lines}


def test_help_needs_no_mediapipe_and_nothing_of_the_project(tmp_path: Path) -> None:
    command = [sys.executable, "-I", str(SCRIPT), "--help"]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "mediapipe 0.10.21" in told
    assert "--pictures" in told


def test_what_is_seen_is_told_in_pixels_and_a_crop_is_looked_at_in_the_mirror_too(pictures: Path) -> None:
    seen = _run(pictures)
    for name, size, dot in (("left.png", [70, 100], (20, 30)), ("right.png", [120, 60], (90, 45)),
                            ("frame.png", [320, 240], (80, 60))):  # fmt: skip
        assert seen[name]["size"] == size
        (hand,) = seen[name]["hands"]
        assert np.array(hand["keypoints"]).shape == (21, 2)
        np.testing.assert_allclose(hand["keypoints"][7], dot, atol=1.5)
        assert (hand["score"], hand["right"]) == (0.75, float(name == "right.png"))
    np.testing.assert_allclose(seen["frame.png"]["bodies"], [[80, 60, 80, 60]], atol=1.5)
    assert seen["frame.png"]["faces"] == [[80, 120, 240, 180]]
    assert set(seen["frame.png"]["seconds"]) == {"hands", "bodies", "faces"}
    for name, size in (("dark.png", [50, 50]), ("broken.png", [0, 0])):
        assert (seen[name]["size"], seen[name]["hands"]) == (size, [])


def test_run_again_it_goes_on_where_it_was_cut_even_within_a_line(pictures: Path) -> None:
    kept = {"path": "left.png", "size": [1, 1], "hands": [], "bodies": [], "faces": []}
    (pictures / "out.jsonl").write_text(json.dumps(kept) + "\n" + '{"path": "frame.png", "si')
    seen = _run(pictures)
    assert seen["left.png"] == kept
    assert len(seen) == 5
    assert len(seen["frame.png"]["hands"]) == 1
