"""The teacher: MediaPipe's hands, bodies and faces on pictures. Development only, in its own environment.

`VENV/bin/python models/vision/mediapipe_teacher.py ROWS.jsonl --pictures DIR --out FILE.jsonl` needs
mediapipe 0.10.21 (which pins numpy below 2), and nothing of this project: a line of ROWS has "path" and
"kind" ("crop": one hand fills the picture, "scene": anything). It writes one line a row:
{"path", "size": [w, h], "hands": [{"keypoints": [[x, y] * 21], "score", "right"}],
"bodies": [box], "faces": [box], "seconds": {"hands", "bodies", "faces"}}, places in pixels, CPU time of all
its threads. Run again, it goes on where it was cut.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

CROP_SIDE = 140  # px of the longer side a crop is scaled to, in a picture of 320: 90 % of hands are found so
CROP_PICTURE = 320
CONFIDENCE = 0.3  # below it, what MediaPipe finds is rarely a hand

_models: dict[str, Any] = {}


def _load() -> None:
    import cv2
    import mediapipe

    cv2.setNumThreads(1)
    solutions = mediapipe.solutions
    _models["crop"] = solutions.hands.Hands(
        static_image_mode=True, max_num_hands=1, model_complexity=1, min_detection_confidence=CONFIDENCE
    )
    _models["scene"] = solutions.hands.Hands(
        static_image_mode=True, max_num_hands=4, model_complexity=1, min_detection_confidence=CONFIDENCE
    )
    _models["pose"] = solutions.pose.Pose(
        static_image_mode=True, model_complexity=1, min_detection_confidence=CONFIDENCE
    )
    _models["face"] = solutions.face_detection.FaceDetection(
        model_selection=1, min_detection_confidence=CONFIDENCE
    )


def _look(job: tuple[str, str, str]) -> str:
    import cv2

    folder, path, kind = job
    picture = cv2.imread(str(Path(folder) / path))
    if picture is None:
        return json.dumps({"path": path, "size": [0, 0], "hands": [], "bodies": [], "faces": []})
    height, width = picture.shape[:2]
    found: dict[str, Any] = {"path": path, "size": [width, height], "bodies": [], "faces": []}
    if kind == "crop":
        found["hands"] = _hands_of_crop(picture)
        return json.dumps(found)
    rgb, seconds = picture[:, :, ::-1].copy(), {}
    for name, model, read in (
        ("hands", "scene", _hands), ("bodies", "pose", _bodies), ("faces", "face", _faces),
    ):  # fmt: skip
        began = time.process_time()
        found[name] = read(_models[model].process(rgb), width, height)
        seconds[name] = round(time.process_time() - began, 5)
    return json.dumps(found | {"seconds": seconds})


def _hands_of_crop(picture: Any) -> list[dict[str, Any]]:
    """The hand that fills a crop; a mirror image is tried where the first look finds none."""
    import cv2

    height, width = picture.shape[:2]
    scale = CROP_SIDE / max(height, width)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    left, top = (CROP_PICTURE - small.shape[1]) // 2, (CROP_PICTURE - small.shape[0]) // 2
    right, bottom = CROP_PICTURE - small.shape[1] - left, CROP_PICTURE - small.shape[0] - top
    padded = cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REPLICATE)[:, :, ::-1]
    for mirrored in (False, True):
        seen = padded[:, ::-1].copy() if mirrored else padded.copy()
        for hand in _hands(_models["crop"].process(seen), CROP_PICTURE, CROP_PICTURE):
            points = [
                [((CROP_PICTURE - x if mirrored else x) - left) / scale, (y - top) / scale]
                for x, y in hand["keypoints"]
            ]
            return [hand | {"keypoints": points, "right": abs(mirrored - hand["right"])}]
    return []


def _hands(result: Any, width: int, height: int) -> list[dict[str, Any]]:
    hands = zip(result.multi_hand_landmarks or [], result.multi_handedness or [], strict=True)
    return [
        {
            "keypoints": [[round(p.x * width, 2), round(p.y * height, 2)] for p in points.landmark],
            "score": round(side.classification[0].score, 3),
            "right": float(side.classification[0].label == "Right"),
        }
        for points, side in hands
    ]


def _bodies(result: Any, width: int, height: int) -> list[list[float]]:
    if result.pose_landmarks is None:
        return []
    seen = [p for p in result.pose_landmarks.landmark if p.visibility > 0.5]
    if len(seen) < 5:  # a handful of joints is no body
        return []
    xs, ys = [p.x * width for p in seen], [p.y * height for p in seen]
    return [[max(0.0, min(xs)), max(0.0, min(ys)), min(float(width), max(xs)), min(float(height), max(ys))]]


def _faces(result: Any, width: int, height: int) -> list[list[float]]:
    boxes = [d.location_data.relative_bounding_box for d in result.detections or []]
    return [[b.xmin * width, b.ymin * height, (b.xmin + b.width) * width, (b.ymin + b.height) * height]
            for b in boxes]  # fmt: skip


def _done(out: Path) -> set[str]:
    """Pictures that have a line; a last one that was cut while it was written is taken away."""
    if not out.exists():
        return set()
    with out.open("rb+") as file:
        lines = file.read()
        whole = lines[: lines.rfind(b"\n") + 1]
        file.truncate(len(whole))
    return {json.loads(line)["path"] for line in whole.splitlines()}


def main() -> None:
    """Look at every picture that has no line yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    done = _done(args.out)
    rows = [json.loads(line) for line in args.rows.read_text().splitlines()]
    jobs = [(str(args.pictures), row["path"], row["kind"]) for row in rows if row["path"] not in done]
    with args.out.open("a") as out, get_context("spawn").Pool(args.jobs, _load) as pool:
        for number, line in enumerate(pool.imap(_look, jobs, chunksize=16), start=1):
            print(line, file=out, flush=number % 256 == 0)
            if number % 2048 == 0:
                print(f"{number} of {len(jobs)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
