"""Which hands are looked at, what turning and mirroring does to angles, and what is written of real hands."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.events import Gesture
from assistant.seeing.models import SeeingModels
from models.fusion.gesture_table import SIDES, Labelled, Table, framed, labelled, laid, looked, mirrored, tell
from models.fusion.sights import GestureTable
from models.vision.packs import Item, Luma, Taught
from tests.models.vision.making import crop, packed, room

REAL = Path(__file__).parents[4] / "shared" / "data" / "real" / "hands"


def frame(name: str, label: str | None, split: str, group: str = "") -> tuple[Item, Luma]:
    luma = room(80, 60, 1)
    boxes = ((20.0, 10.0, 50.0, 40.0),)
    return Item(name, "scene", group or name, split, 80, 60, label=label, boxes=boxes, people=True), luma


def dotted(kind: str, label: str) -> Labelled:
    """A finger that points right and a little up, with a white dot at its tip on black."""
    points = [(10.0, 40.0)] * 21
    points[5], points[8] = (20.0, 30.0), (45.0, 20.0)
    luma = np.zeros((60, 60), np.uint8)
    luma[17:24, 42:49] = 255
    box = ((5.0, 15.0, 50.0, 45.0),)
    item = Item("p", kind, "p", "train", 60, 60, label=label, boxes=box, hands=(Taught(tuple(points), 0.9),))
    return Labelled("pack", item, luma, Gesture.POINT)


def test_hands_with_a_label_stay_in_the_split_that_has_most_of_their_group(tmp_path: Path) -> None:
    pictures = [
        frame("a", "5-hand", "train", "one"), frame("b", "5-hand", "train", "one"),
        frame("c", "5-hand", "test", "one"), frame("d", "1-hand", "test"), frame("e", None, "train"),
        frame("f", "up", "dev"), frame("g", "palm", "left-out"),
    ]  # fmt: skip

    found = labelled([packed(tmp_path, "subhi", pictures)])

    assert {(key, one.item.path) for key, packs in found.items() for one in packs["subhi"]} == {
        (("train", Gesture.PALM), "a"), (("train", Gesture.PALM), "b"),
        (("test", Gesture.POINT), "d"), (("dev", Gesture.POINT), "f"),
    }  # fmt: skip


def test_a_crop_is_laid_whole_into_a_room_and_turned_with_its_angle() -> None:
    rng, angles = np.random.default_rng(1), set()
    for _ in range(20):
        view = laid(dotted("crop", "one"), np.full((30, 40), 60, np.uint8), rng)
        view = mirrored(view) if rng.random() < 0.5 else view
        assert view.place is not None
        assert view.taught is not None
        assert view.truth is None
        left, top, right, bottom = view.place
        assert 0 <= left < right <= 640
        assert 0 <= top < bottom <= 480
        assert SIDES[0] * 480 - 1 <= right - left <= SIDES[1] * 480 + 1
        # From the middle of the crop the dot lies to the right and up by about the finger's angle.
        y, x = np.argwhere(view.luma > 200).mean(axis=0)
        dot = np.degrees(np.arctan2((top + bottom) / 2 - y, x - (left + right) / 2))
        assert abs((dot - view.taught + 180) % 360 - 180) < 20
        angles.add(round(view.taught / 90) % 4)
    assert angles == {0, 1, 2, 3}


def test_a_frame_is_cut_beside_the_hand_only() -> None:
    one, rng = dotted("scene", "left"), np.random.default_rng(2)
    whole = framed(one, rng, 0.0)
    assert whole.luma.shape == (60, 60)
    assert whole.truth == 0.0  # a person's left is the picture's right

    for _ in range(10):
        cut = framed(one, rng, 0.3)
        assert cut.place is not None
        assert cut.place[0] >= 0
        assert cut.place[2] <= cut.luma.shape[1]
        assert cut.place[3] - cut.place[1] == 30.0
        assert (cut.luma == 255).sum() == 49
    assert mirrored(whole).truth == -180.0


def test_shares_of_missed_hands_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"split": "dev", "gesture": "point", "source": "eduart", "label": "up", "picture": "p",
           "scores": [0, 0, 0, 0, 0, 0.9, 0, 0.1], "truth": 90.0, "taught": None,
           "pointing": {"angle": 78.0, "spread": 5.0}}  # fmt: skip
    table = Table([row])
    table.looks["dev", "point", "eduart", "up"] = 4

    tell(table)

    assert table.missed("dev", "point") == 0.75
    lines = {line.split("  ")[1].strip(): line.split() for line in capsys.readouterr().out.splitlines()[1:]
             if line.startswith("  ")}  # fmt: skip
    assert lines["dev point"][-4:] == ["eduart", "0.75", "of", "4"]
    assert lines["dev up"][-3:] == ["4", "0.75", "1"]
    assert lines["dev, truth"][2:4] == ["1", "12"]


@pytest.mark.real
def test_rows_of_real_hands_are_read_by_the_composer(tmp_path: Path) -> None:
    if not REAL.exists():
        pytest.skip("no recordings of people here")
    told = json.loads((REAL / "labels.json").read_text())
    pictures = []
    for name, known in told.items():
        luma = np.asarray(Image.open(REAL / name).convert("L"))
        box = (float(known["box"][0]), float(known["box"][1]), float(known["box"][2]), float(known["box"][3]))
        item = Item(
            name, "scene", name, "train", luma.shape[1], luma.shape[0], known["fingers"], (box,), True
        )
        pictures.append((item, luma))
    packs = [
        packed(tmp_path, "subhi", pictures),
        packed(tmp_path, "hagrid", [crop("drawn", "like", "train")]),
    ]
    empty = Item("r", "scene", "r", "train", 60, 40, "kitchen", (), False), room(60, 40, 3)

    table = looked(SeeingModels(), packs, packed(tmp_path, "scene15", [empty]), most=6, looks=2)
    file = tmp_path / "gestures.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in table.rows))
    read = GestureTable.load(file, "train")

    assert {"palm", "fist", "point", "other"} <= set(read.rows)
    assert max(map(len, read.rows.values())) <= 6
    for name in ("palm", "fist"):
        assert np.mean(np.array(read.rows[name]), axis=0).argmax() == list(Gesture).index(Gesture(name))
    assert all(0.0 <= row["missed"] < 1.0 for row in table.rows)
    assert GestureTable.load(file, "dev").rows == {}
