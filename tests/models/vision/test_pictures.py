"""Rows and files out of small clones laid out like the real ones."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from models.vision import pictures
from models.vision.pictures import SOURCES, bring
from tests.models.vision.making import clone, file, room

PICTURE = file(room(32, 24, 1))
Rows = list[dict[str, Any]]


def _brought(name: str, folder: Path, files: dict[str, bytes | str]) -> Rows:
    source = next(source for source in SOURCES if source.name == name)
    count = bring(source, clone(folder / "clone", files), folder / "out")
    rows = [json.loads(line) for line in (folder / "out" / f"{name}.rows").read_text().splitlines()]
    assert len(rows) == count
    assert all((folder / "out" / row["path"]).stat().st_size for row in rows)
    return rows


def test_a_crop_that_lies_in_two_folders_is_taken_once_by_its_class(tmp_path: Path) -> None:
    photo = "00ca2a9c-56ab-4561-aee5-8d7675d6a0e8"
    places = (f"a/ok/{photo}.jpg", f"b/ok/{photo}.jpg", f"b/fist/{photo}.jpg", f"a/ok/{photo}.txt")
    rows = _brought("hagrid", tmp_path, {f"datasets/{place}": PICTURE for place in places})
    assert [(row["label"], row["group"], row["kind"]) for row in rows] == [
        ("ok", photo, "crop"), ("fist", photo, "crop"),
    ]  # fmt: skip
    assert len({row["split"] for row in rows}) == 1


def test_splits_do_not_move_when_pictures_come_and_go(tmp_path: Path) -> None:
    photos = {f"datasets/a/ok/{number:036}.jpg": PICTURE for number in range(200)}
    before = {row["group"]: row["split"] for row in _brought("hagrid", tmp_path / "1", photos)}
    after = {row["group"]: row["split"] for row in
             _brought("hagrid", tmp_path / "2", dict(list(photos.items())[::2]))}  # fmt: skip
    assert after.items() <= before.items()
    assert 5 < sum(split == "dev" for split in before.values()) < 40


def test_webcam_frames_have_boxes_in_pixels_and_sessions_for_groups(tmp_path: Path) -> None:
    head = "filename,width,height,class,xmin,ymin,xmax,ymax\n"
    lines = ["25_pic1.png,800,600,five,10,20,110,220", "25_pic1.png,800,600,one,300,20,400,120"]
    files = {
        "data/train_labels.csv": head + "\n".join(lines) + "\n",
        "data/test_labels.csv": head + "7_pic3.png,800,600,two,1,2,3,4\n",
    } | {f"images/{path}": PICTURE for path in
         ("train/25_pic1.png", "test/7_pic3.png", "all/7_pic3.png", "train/unlabelled.png")}  # fmt: skip
    test, dev = sorted(_brought("subhi", tmp_path, files), key=lambda row: row["path"])
    assert (test["split"], test["group"], test["label"]) == ("test", "7_", "two")
    assert (dev["split"], dev["group"], dev["label"]) == ("dev", "25_", None)
    assert dev["boxes"] == [[10, 20, 110, 220], [300, 20, 400, 120]]


def test_what_nobody_said_of_a_room_is_not_made_up(tmp_path: Path) -> None:
    files = {f"human detection dataset/{kind}/a.png": PICTURE for kind in (0, 1)}
    empty, manned = _brought("cctv", tmp_path, files)
    assert (empty["people"], empty["boxes"]) == (False, [])
    assert (manned["people"], manned["boxes"], manned["bodies"]) == (True, None, None)
    assert {empty["split"], manned["split"]} == {"by-look"}


def test_streets_are_left_out_and_no_room_trains_and_tests(tmp_path: Path) -> None:
    places = ("street", "bedroom", "forest")
    files = {f"data/{place}/{number}.png": PICTURE for place in places for number in range(20)}
    rows = _brought("scene15", tmp_path, files)
    found = {(row["label"], row["split"]) for row in rows}
    assert found >= {("bedroom", "test"), ("bedroom", "train"), ("forest", "train")}
    assert not {("forest", "test"), ("street", "train")} & found


def test_coco_boxes_are_of_people_alone_in_shares(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "images/train2017/a.jpg": PICTURE, "images/val2017/b.jpg": PICTURE,
        "object_detection/labels/train2017/a.txt": "0 0.5 0.5 0.2 0.4\n45 0.1 0.1 0.1 0.1\n",
        "object_detection/labels/val2017/b.txt": "45 0.1 0.1 0.1 0.1\n",
    }  # fmt: skip
    manned, empty = _brought("coco", tmp_path, files)
    assert manned["bodies"] == [[pytest.approx(v) for v in (0.4, 0.3, 0.6, 0.7)]]
    assert (manned["people"], manned["boxes"], manned["split"]) == (True, None, "train")
    assert (empty["people"], empty["boxes"], empty["split"]) == (False, [], "test")


def test_of_many_frames_of_one_person_a_few_are_taken_for_one_side(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"hand/ann/{n:03}.JPG": PICTURE for n in range(130)}
    rows = _brought("anthon", tmp_path, files | {"hand/bob/1.png": PICTURE, "hand/bob/notes.txt": "x"})
    assert [len([row for row in rows if row["group"] == f"hand/{name}"]) for name in ("ann", "bob")] == [
        55,
        1,
    ]
    assert len({row["split"] for row in rows if row["group"] == "hand/ann"}) == 1


def test_of_who_points_where_one_recording_is_learned_from_and_the_others_are_a_test(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {}
    for recording in ("frame_", "frame2_"):
        for number in range(9):
            files[f"images_with_thumbs_up/{recording}{number}.png"] = PICTURE
            label = "3 0.5 0.5 0.2 0.2\n" if number != 4 else ""
            files[f"labels_with_thumbs_up/{recording}{number}.txt"] = label
    rows = _brought("eduart", tmp_path, files)
    tested = [Path(row["path"]).stem for row in rows if row["split"] == "test"]
    assert tested == ["frame2_0", "frame2_8"]
    learned = {Path(row["path"]).stem for row in rows if row["split"] in ("train", "dev")}
    assert learned == {"frame_0", "frame_2", "frame_6", "frame_8"}
    assert {row["label"] for row in rows} == {"right"}


def test_a_picture_that_the_clone_lacks_is_left_out(tmp_path: Path) -> None:
    assert len(_brought("digits", tmp_path, {"Dataset/0/a.png": PICTURE, "Dataset/0/b.png": b""})) == 1


def test_a_source_without_pictures_has_a_list_without_lines(tmp_path: Path) -> None:
    assert _brought("t1", tmp_path, {"readme": "moved"}) == []


def test_the_command_brings_what_is_there_and_says_what_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clone(tmp_path / "clones" / "134DAY+DogCatScannerAI-Project" / "repo",
          {f"dataset/cats/{number}.jpg": PICTURE for number in range(30)})  # fmt: skip
    given = ["--clones", tmp_path / "clones", "--out", tmp_path / "out", "--only", "pets", "t1"]
    monkeypatch.setattr(sys, "argv", ["pictures", *map(str, given)])
    pictures.main()
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"pets: {len((tmp_path / 'out' / 'pets.rows').read_text().splitlines())} pictures"
    assert "clone github.com/andrewchen3019/vlm-edge-hagrid to it" in said[1]
    assert len(said) == 2
