"""Rows, pictures and what the teacher saw, joined in packs."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.vision import packs
from models.vision.packs import (
    CROP_SIDE,
    SCENE_SIDE,
    Item,
    Luma,
    Pack,
    photos_of_tests,
    read_rows,
    split_by_look,
    write_pack,
)
from models.vision.row import Row
from tests.models.vision.making import crop, file, hand, packed, room

NOTHING: dict[str, Any] = {"hands": [], "bodies": [], "faces": []}


def _data(folder: Path, rows: list[Row], pictures: dict[str, bytes], taught: dict[str, Any]) -> Path:
    """DATA with one source "home": rows, files, and the teacher's lines by path."""
    (folder / "home").mkdir(exist_ok=True)
    for path, raw in pictures.items():
        (folder / path).write_bytes(raw)
    (folder / "home.rows").write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows))
    lines = [json.dumps({"path": path} | NOTHING | seen) + "\n" for path, seen in taught.items()]
    (folder / "home.taught.jsonl").write_text("".join(lines))
    return folder


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    full = Item(
        "p", "scene", "g", "dev", 30, 20, "ok", boxes=((1.0, 2.0, 3.0, 4.0),), people=True,
        bodies=((0.0, 0.0, 9.0, 9.0),), hands=crop("c", None, "dev")[0].hands,
        seen=((5.0, 5.0, 6.0, 6.0),), faces=((7.0, 7.0, 8.0, 8.0),),
    )  # fmt: skip
    pictures = [crop("a", "ok", "train"), (full, room(30, 20, 3)), crop("b", None, "dev", seed=4)]
    read = packed(tmp_path, "home", pictures)
    assert read.items == [item for item, _ in pictures]
    for index, (_, luma) in enumerate(pictures):
        np.testing.assert_array_equal(read.luma(index), luma)
    assert (read.of_split("dev"), read.of_split("train"), read.of_split("test")) == ([1, 2], [0], [])


def test_whoever_has_a_pack_open_keeps_it_when_it_is_made_anew(tmp_path: Path) -> None:
    old_item, old_luma = crop("a", "ok", "train", seed=1)
    old = packed(tmp_path, "home", [(old_item, old_luma)])
    new = packed(tmp_path, "home", [crop("b", "fist", "train", seed=2)] * 2)
    np.testing.assert_array_equal(old.luma(0), old_luma)
    assert (len(old.items), len(new.items)) == (1, 2)
    assert sorted(file.name for file in (tmp_path / "packs").iterdir()) == ["home.jsonl", "home.luma"]


def test_a_writing_that_breaks_leaves_the_pack_as_it_was(tmp_path: Path) -> None:
    good = [crop("a", "ok", "train")]
    packed(tmp_path, "home", good)
    broken: Any = iter([crop("b", "ok", "train"), "not a picture"])
    with pytest.raises(ValueError, match="unpack"):
        write_pack(tmp_path / "packs" / "home", broken)
    assert Pack(tmp_path / "packs" / "home").items == [good[0][0]]


def test_a_pack_without_pictures_opens(tmp_path: Path) -> None:
    assert packed(tmp_path, "home", []).items == []


def test_large_pictures_are_scaled_and_all_places_with_them(tmp_path: Path) -> None:
    wide = file(room(2 * SCENE_SIDE, SCENE_SIDE, 1))
    row = Row("home/a.png", "scene", "a", "train", people=True, boxes=((0.25, 0.5, 0.5, 1.0),),
              bodies=((100.0, 20.0, 300.0, 440.0),))  # fmt: skip
    seen = {
        "hands": [{"keypoints": hand(100.0), "score": 0.8}],
        "bodies": [[2, 4, 6, 8]],
        "faces": [[0, 0, 50, 60]],
    }
    data = _data(tmp_path, [row], {"home/a.png": wide}, {"home/a.png": seen})
    ((item, luma),) = read_rows(data, "home")
    assert luma.shape == (item.height, item.width) == (SCENE_SIDE // 2, SCENE_SIDE)
    assert item.boxes == ((0.25 * SCENE_SIDE, 0.25 * SCENE_SIDE, 0.5 * SCENE_SIDE, 0.5 * SCENE_SIDE),)
    assert item.bodies == ((50.0, 10.0, 150.0, 220.0),)
    assert (item.seen, item.faces) == (((1.0, 2.0, 3.0, 4.0),), ((0.0, 0.0, 25.0, 30.0),))
    np.testing.assert_allclose(item.hands[0].keypoints, hand(50.0))


def test_colours_become_luma_and_small_crops_keep_their_size(tmp_path: Path) -> None:
    rows = [Row(f"home/{name}.png", "crop", name, "train") for name in ("small", "large")]
    Image.new("RGB", (20, 10), (255, 0, 0)).save(tmp_path / "red.png")
    files = {"home/small.png": (tmp_path / "red.png").read_bytes(), "home/large.png": file(room(80, 320, 2))}
    small, large = read_rows(_data(tmp_path, rows, files, {}), "home")
    assert small[1].shape == (10, 20)
    assert int(small[1].mean()) == round(0.299 * 255)
    assert large[1].shape == (CROP_SIDE, CROP_SIDE // 4)
    assert (small[0].hands, small[0].boxes) == ((), None)


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    rows = [Row(f"home/{name}", "crop", name, "train") for name in ("a.png", "README.md", "absent.png")]
    files = {"home/a.png": file(room(20, 20, 1)), "home/README.md": b"# pictures"}
    assert [item.group for item, _ in read_rows(_data(tmp_path, rows, files, {}), "home")] == ["a.png"]


def test_nothing_is_learned_from_a_copy_of_a_picture_that_is_a_test_elsewhere(tmp_path: Path) -> None:
    number = "000000000139"
    names = {split: f"home/{number}_{split}.png" for split in ("train", "dev", "test")}
    rows = [Row(path, "scene", path, split) for split, path in names.items()]
    data = _data(tmp_path, rows, dict.fromkeys(names.values(), file(room(40, 30, 1))), {})
    tested = photos_of_tests(data)
    assert tested == {number}
    assert [item.split for item, _ in read_rows(data, "home", tested)] == ["test"]
    assert len(list(read_rows(data, "home"))) == 3


def test_a_room_said_to_be_empty_does_not_teach_with_somebody_in_it_but_tests(tmp_path: Path) -> None:
    splits = ("train", "dev", "test")
    rows = [Row(f"home/{split}.png", "scene", split, split, people=False) for split in splits]
    files = {row.path: file(room(20, 20, 1)) for row in rows}
    seen = {row.path: {"bodies": [[0, 0, 9, 9]]} for row in rows}
    assert [item.split for item, _ in read_rows(_data(tmp_path, rows, files, seen), "home")] == ["test"]


def _looks(count: int, frames: int) -> list[tuple[Item, Luma]]:
    """So many rooms, each in so many frames that differ by a little noise."""
    rng = np.random.default_rng(0)
    found = []
    for number in range(count):
        still = room(64, 48, number).astype(np.float32)
        for frame in range(frames):
            luma = np.clip(still + rng.normal(0, 3, still.shape), 0, 255).astype(np.uint8)
            found.append((Item(f"{number}/{frame}", "scene", f"{number}/{frame}", "by-look", 64, 48), luma))
    return found


def test_near_duplicates_are_on_one_side_of_the_split() -> None:
    placed = split_by_look(_looks(40, 3))
    by_room: dict[str, set[tuple[str, str]]] = {}
    for item, _ in placed:
        by_room.setdefault(item.path.split("/")[0], set()).add((item.group, item.split))
    assert all(len(places) == 1 for places in by_room.values())
    splits = [split for ((_, split),) in by_room.values()]
    assert 8 < splits.count("test") < 32
    assert set(splits) == {"train", "dev", "test"}


def test_the_command_packs_every_source_and_splits_by_look_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = {f"home/{number}.png": file(luma) for number, (_, luma) in enumerate(_looks(6, 1))}
    rows = [Row(path, "scene", path, "by-look", people=False, boxes=()) for path in pictures]
    data = _data(tmp_path, rows, pictures, {})
    (data / "other.rows").write_text("")
    monkeypatch.setattr(sys, "argv", ["packs", "--data", str(data)])
    packs.main()
    assert capsys.readouterr().out.splitlines() == ["home: 6 pictures", "other: 0 pictures"]
    home = Pack(data / "packs" / "home")
    assert "by-look" not in {item.split for item in home.items}
    assert [replace(item, group="", split="") for item in home.items] == [
        Item(path, "scene", "", "", 64, 48, people=False, boxes=()) for path in pictures
    ]
