"""Pictures of hands, people and rooms, from public repositories to files and rows.

`python -m models.vision.pictures --clones DIR --out DIR` reads git clones (bare or not) named
``owner+name``, writes their pictures under OUT/<source>/ and one OUT/<source>.rows a source, a JSON
`Row` a line. Clone only what `SOURCES` lists; licences are as the repositories state them.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from models.repository import clone_of, content, contents, names
from models.vision.complete import coco_json, text_lists
from models.vision.row import Box, Row, by_hash
from models.vision.yolo import yolo_box, yolo_hands, yolo_people

HOME_ROOMS = ("bedroom", "kitchen", "livingroom", "office")

Reader = Callable[[list[str], Callable[[str], bytes]], Iterator[tuple[str, Row]]]


@dataclass(frozen=True)
class Source:
    """Where pictures lie, under which licence, and how their paths are to be understood.

    ``read`` gives the path in the repository and the row, whose own path is set afterwards.
    """

    name: str
    repository: str
    licence: str
    folder: str
    read: Reader
    commit: str = "HEAD"


def hagrid_crops(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """Crops named ``…/<class>/<photo>.jpg``; the same crop lies in several folders."""
    seen = set()
    for path in sorted(paths):
        label, photo = path.split("/")[-2], path.split("/")[-1][:36]
        if path.endswith(".jpg") and (label, photo) not in seen:
            seen.add((label, photo))
            yield path, Row("", "crop", photo, by_hash(photo, 0.1, "dev", "train"), label=label)


def digits(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """Sign-language digits: more hands and people; their classes are not ours."""
    for path in paths:
        yield path, Row("", "crop", path, "train")


def subhi(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """Webcam frames with boxes; the recording sessions named in `_SUBHI_DEV` choose thresholds."""
    hands: dict[str, list[tuple[str, Box]]] = {}
    for listing in ("data/train_labels.csv", "data/test_labels.csv"):
        for line in csv.DictReader(io.StringIO(content(listing).decode())):
            box = tuple(float(line[key]) for key in ("xmin", "ymin", "xmax", "ymax"))
            hands.setdefault(line["filename"], []).append((line["class"], box))  # type: ignore[arg-type]
    for path in paths:
        name = path.split("/")[-1]
        if name in hands and path.split("/")[-2] in ("train", "test"):
            session = name.rsplit("pic", 1)[0]
            split = "test" if "/test/" in path else "dev" if session in _SUBHI_DEV else "train"
            labels = [label for label, _ in hands[name]]
            yield path, Row("", "scene", session or name, split, labels[0] if len(labels) == 1 else None,
                            tuple(box for _, box in hands[name]), people=True)  # fmt: skip


_SUBHI_DEV = ("25_", "96_", "35_", "14_")


def cctv(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """Folders 1 and 0: with and without people. `packs` splits them by near-duplicates."""
    for path in paths:
        yield path, Row("", "scene", path, "by-look", people=path.split("/")[-2] == "1",
                        boxes=() if path.split("/")[-2] == "0" else None)  # fmt: skip


def scene15(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """Fifteen kinds of scenes without people (streets, where some may walk, are left out)."""
    for path in paths:
        place = path.split("/")[-2].lower()
        if place in ("street", "insidecity", "tallbuilding", "suburb", "store", "industrial", "highway"):
            continue
        split = by_hash(path, 0.15, "dev", "train")
        if place in HOME_ROOMS:
            split = by_hash("test " + path, 0.3, "test", split)
        yield path, Row("", "scene", path, split, label=place, boxes=(), people=False, bodies=())


def coco(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """COCO pictures with YOLO boxes; class 0 is person."""
    for path in paths:
        part, name = path.split("/")[-2:]
        listing = f"object_detection/labels/{part}/{name.rsplit('.', 1)[0]}.txt"
        lines = [line.split() for line in content(listing).decode().splitlines()]
        found = [tuple(float(v) for v in line[1:5]) for line in lines if line and line[0] == "0"]
        shares = tuple((x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y, w, h in found)
        yield path, Row("", "scene", name, "test" if part.startswith("val") else "train",
                        people=bool(found), bodies=shares, boxes=None if found else ())  # fmt: skip


def hagrid_wide(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """The 380 wide pictures of test T1."""
    for path in paths:
        yield path, Row("", "scene", path, "test", label=path.split("/")[-2])


def webcam(most: int) -> Reader:
    """Webcam frames of gesturing people in one folder a class or person, without boxes; ``most`` of each."""

    def read(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
        folders: dict[str, list[str]] = {}
        for path in sorted(paths):
            if path.lower().endswith((".jpg", ".jpeg", ".png")):
                folders.setdefault(path.rsplit("/", 1)[0], []).append(path)
        for folder, inside in folders.items():
            split = by_hash(folder, 0.12, "dev", "train")
            for path in inside[:: max(1, len(inside) // most)][:most]:
                yield path, Row("", "scene", folder, split, people=True)

    return read


def eduart(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """People at a webcam who point left, right, up and down: one recording to learn from (half of its
    frames), the others a test (a quarter)."""
    learned = [path for path in sorted(paths) if path.split("/")[-1].startswith("frame_")]
    tested = [path for path in sorted(paths) if path not in set(learned)]
    for path in learned[::2] + tested[::4]:
        listing = path.replace("images_", "labels_").rsplit(".", 1)[0] + ".txt"
        lines = [line.split() for line in content(listing).decode().splitlines()]
        labels = [_EDUART[int(line[0])] for line in lines if len(line) == 5]
        if labels:
            boxes = tuple(yolo_box(line) for line in lines if len(line) == 5)
            label = labels[0] if len(labels) == 1 else None
            split = "test" if path in tested else by_hash(path, 0.1, "dev", "train")
            yield path, Row("", "scene", path, split, label=label, boxes=boxes, people=True)


_EDUART = ("down", "left", "no_gesture", "right", "stop", "thumbs_up", "up")
# Parts of collections that are not the collector's to give, by the beginnings of their names.
_NOT_FREE = ("egohands", "youtube", "Screen-Recording", "restaurant", "bistro", "pool", "piscina", "prison",
             "CARDS", "PUZZLE", "JENGA", "CHESS", "int")  # fmt: skip
_FROM_ABOVE = ("DJI",)  # drones


def pets(paths: list[str], content: Callable[[str], bytes]) -> Iterator[tuple[str, Row]]:
    """Cats and dogs, hard for a people finder; `packs` leaves out those with people in the teacher's eyes."""
    for path in sorted(paths):
        if path.endswith(".jpg") and by_hash(path, 0.6, "yes", "no") == "yes":
            split = by_hash("dev " + path, 0.12, "dev", "train")
            yield path, Row("", "scene", path, split, people=False, bodies=(), boxes=())


SOURCES = (
    Source("hagrid", "Shadowfax221/553.806_Capstone_HandGesture", "CC BY-SA 4.0 variant", "datasets",
           hagrid_crops),
    Source("digits", "ardamavi/Sign-Language-Digits-Dataset", "Apache-2.0", "Dataset", digits),
    Source("subhi", "SubhiH/HandsDataset", "Apache-2.0", "images", subhi),
    Source("cctv", "Mouso00/Human-Detection-Dataset-", "none stated", "human detection dataset", cctv),
    Source("scene15", "jaaumeadrover/Landscape-Image-Classification", "none stated", "data", scene15),
    Source("coco", "lightly-ai/coco128_yolo", "COCO terms", "images", coco),
    Source("rps", "potatohunter69/RockPaperScissors", "CC BY 4.0", "Rock-Paper-Scissors-1",
           yolo_hands(skip=_NOT_FREE)),
    Source("dwivedi", "dwivedi1997/Hand-Gesture-YOLOv8", "CC BY 4.0", "", yolo_hands()),
    Source("letters", "Beastojenisto/AmericanSignLanguageDetectorYOLOv8", "public domain",
           "American-Sign-Language-Letters-1", yolo_hands(every=3)),
    Source("emre", "emrecandir9/custom-gesture-dataset", "MIT", "dataset/photos", webcam(most=20)),
    Source("anthon", "anthoniusadi/Hand-dataset", "none stated", "hand", webcam(most=55)),
    Source("eduart", "EduArt-Robotik/gesture_dataset", "none stated", "images_with_thumbs_up", eduart),
    Source("brian", "brianhuster/human-dataset", "CC BY 4.0", "",
           yolo_people(share=0.3, skip=_FROM_ABOVE, all_of=("000000",))),
    Source("lobby", "Rohith3330/DEEPSORT_FINAL", "CC BY 4.0", "person-1", yolo_people(share=0.12)),
    Source("retail", "H-ottr/retail-monitor", "CC BY 4.0", "Person-1", yolo_people(share=0.4),
           commit="d8ee28ce06284aae9539b9cbf2dc5069bf4f590b"),
    Source("loitering", "H-ottr/retail-monitor", "CC BY 4.0", "Who's-Loitering-2",
           yolo_people(share=1.0, kinds=("1", "2", "3")), commit="d8ee28ce06284aae9539b9cbf2dc5069bf4f590b"),
    Source("tinycoco", "lizhogn/tiny_coco_dataset", "MIT", "tiny_coco", coco_json),
    Source("flat", "Cartucho/mAP", "Apache-2.0", "input", text_lists),
    Source("pets", "134DAY/DogCatScannerAI-Project", "MIT", "dataset", pets),
    Source("t1", "andrewchen3019/vlm-edge-hagrid", "CC BY-SA 4.0",
           "data/hagrid_380_resize336/images", hagrid_wide),
)  # fmt: skip


def bring(source: Source, clone: Path, out: Path) -> int:
    """Write one source's pictures and rows; returns how many."""
    there, at = names(clone, source.folder, source.commit), source.commit
    found = list(source.read(there, lambda path: content(clone, path, at)))
    lines = []
    out.mkdir(parents=True, exist_ok=True)
    for (path, row), raw in zip(found, contents(clone, [path for path, _ in found], at), strict=True):
        if not raw:
            continue
        target = out / source.name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        lines.append(json.dumps(asdict(row) | {"path": f"{source.name}/{path}"}))
    (out / f"{source.name}.rows").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def main() -> None:
    """Bring every source that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    args = parser.parse_args()
    for source in SOURCES:
        if args.only and source.name not in args.only:
            continue
        clone = clone_of(args.clones, source.repository)
        if clone is None:
            there = args.clones / source.repository.replace("/", "+")
            print(f"{source.name}: {there} is not there; clone github.com/{source.repository} to it")
            continue
        print(f"{source.name}: {bring(source, clone, args.out)} pictures")


if __name__ == "__main__":
    main()
