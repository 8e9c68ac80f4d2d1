"""What seeing costs: CPU time a frame with a hand in view and on a still scene, size on disk, memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from assistant.bench.seeing_peers import Peers, mediapipe_seconds
from assistant.bench.seeing_sets import PictureSet
from assistant.errors import CameraError
from assistant.inference import ARTIFACTS
from assistant.seeing.frames import Frame
from assistant.seeing.landmarks import LANDMARKS
from assistant.seeing.models import GESTURES, HANDS, PEOPLE, SeeingModels
from assistant.seeing.observer import Observer
from assistant.seeing.pictures import read_picture

FRAMES = 60
PICTURES = 5  # each shown for FRAMES frames


@dataclass(frozen=True)
class Table:
    """For `print_table`."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def cost_of(models: SeeingModels, pictures: PictureSet, peers: Peers | None) -> list[Table]:
    """All tables. Raises CameraError."""
    chosen = [p for p in pictures.pictures if p.boxes and len(p.boxes) == 1][
        :: max(1, len(pictures.pictures) // PICTURES)
    ]
    frames = [read_picture(pictures.data / p.path) for p in chosen]
    moving = [_milliseconds(models, frame, moving=True) for frame in frames]
    still = [_milliseconds(models, frame, moving=False) for frame in frames]
    rows = [
        (
            "a hand in view, moving",
            f"{median(m for m, _ in moving):.2f}",
            f"{np.mean([s for _, s in moving]):.2f}",
        ),
        (
            "still scene, with grain",
            f"{median(m for m, _ in still):.2f}",
            f"{np.mean([s for _, s in still]):.2f}",
        ),
    ]
    if peers is not None:
        seconds = [mediapipe_seconds(peers, pictures.data, p.path, 20) for p in chosen]
        chain = 1000 * float(np.median(seconds))
        rows.append(("MediaPipe: hands, pose, face", f"{chain:.2f}", "–"))
        rows.append(("times ours, hand in view", f"{chain / median(m for m, _ in moving):.1f}", "–"))
    names = (HANDS, PEOPLE, LANDMARKS, GESTURES)
    sizes = [sum(f.stat().st_size for f in (ARTIFACTS / name).glob("*.onnx")) for name in names]
    disk = [(name, f"{size / 1000:.0f}") for name, size in zip(names, sizes, strict=True)]
    return [
        Table("CPU time a frame, ms (one thread; bars 6 and 1.5)", ("scene", "median", "hands seen"), rows),
        Table("Size, kB (bar 1,000)", ("model", "kB"), [*disk, ("together", f"{sum(sizes) / 1000:.0f}")]),
        Table(
            "Memory, MB (bar 60)",
            ("", "MB"),
            [("added to a daemon that hears", f"{added_memory() / 1e6:.0f}")],
        ),
    ]


def _milliseconds(models: SeeingModels, frame: Frame, *, moving: bool) -> tuple[float, float]:
    """Mean CPU time a frame after the first second, and hands seen a frame, before a camera of 10 frames
    a second that shakes, or only has grain."""
    rng = np.random.default_rng(3)
    observer = Observer(models)
    times, hands = [], []
    for number in range(FRAMES):
        shift = rng.integers(-3, 4, 2) if moving else (0, 0)
        shaken = np.roll(frame.luma, tuple(int(s) for s in shift), axis=(0, 1))
        grain = rng.normal(0, 2, frame.luma.shape)
        luma = np.clip(shaken + grain, 0, 255).astype(np.uint8)
        seen = observer.feed(replace(frame, luma=luma), number / 10)
        if number >= (10 if moving else 30):  # a still scene is looked at for two seconds first
            times.append(seen.compute_seconds)
            hands.append(len(seen.hands))
    return 1000 * float(np.mean(times)), float(np.mean(hands))


_CHILD = """
import numpy as np
def resident():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmRSS")).split()[1]) * 1024
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.quiet import voice_activity
kept = SpeechModel(), voice_activity()
before = resident()
from assistant.seeing.frames import Frame
from assistant.seeing.live import LiveCamera
from assistant.seeing.models import SeeingModels
from assistant.seeing.observer import Observer
models = SeeingModels()
observer = Observer(models)
rng = np.random.default_rng(0)
for number in range(30):
    luma = rng.integers(0, 255, (480, 640), dtype=np.uint8)
    observer.feed(Frame(luma, (640, 480), number, number / 10), number / 10)
    models.hands.find(luma)
    models.landmarks.read(luma, (320.0, 240.0), 200.0)
print("added", resident() - before)
"""


def added_memory() -> int:
    """Resident bytes that seeing adds to a process that hears. Linux only. Raises CameraError."""
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=False)  # noqa: S603
    added = re.search(r"^added (\d+)$", done.stdout, re.MULTILINE)
    if added is None:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise CameraError(f"memory of seeing could not be measured: {said[-1]}")
    return int(added[1])
