"""What the shipped vision models make of real hands, for composed scenes.

`python -m models.fusion.gesture_table --data DIR --out FILE`; DIR is the folder of `make train-vision`. Whole
frames are looked at as they are; crops of hands are laid on empty rooms first, as large as hands are in wide
photos: these pictures are put together, their hands are not. Where a split has few pictures each is looked at
again, mirrored and cut. FILE has a line for each hand that was found, see `models.fusion.sights`. ``truth``:
degrees, where the person was told to point; ``taught``: where the teacher's keypoints point; ``side``: the
hand's, of the picture's height; ``missed``: the share of such hands of the split that were not found.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from assistant.bench.table import print_table
from assistant.events import Gesture, Hand
from assistant.seeing.boxes import overlap
from assistant.seeing.gestures import INDEX_BASE, INDEX_TIP
from assistant.seeing.hands import SINGLE, Hands
from assistant.seeing.models import SeeingModels
from models.fusion.names import SPLITS
from models.vision.batches import box_of
from models.vision.meanings import meaning
from models.vision.packs import Item, Luma, Pack
from models.vision.pictures import HOME_ROOMS
from models.vision.row import Box
from models.vision.train import packs

KEY = ("split", "gesture", "source", "label")
GESTURES = tuple(gesture.value for gesture in Gesture)
SOURCES, ROOMS = ("subhi", "eduart", "t1", "hagrid"), "scene15"
# The webcam's labels are a person's own left and right, and it does not mirror.
TOLD = {"right": 180.0, "left": 0.0, "up": 90.0, "down": -90.0}
ROOM = (640, 480)  # px
SIDES = (0.25, 0.7)  # of crops, of the picture's height: then about as many are missed as in T1, by class
CUT = 0.15  # of a frame's sides at most, when it is looked at again
SAME = 0.3  # of intersection over union, from which a hand is the labelled one
MOST, LOOKS = 300, 10  # rows of a gesture and split; looks at a picture


@dataclass(frozen=True, eq=False)
class Labelled:
    """A picture of a pack, and what its one hand shows."""

    pack: str
    item: Item
    luma: Luma
    gesture: Gesture


@dataclass(frozen=True, eq=False)
class View:
    """One look at a labelled hand. ``place``: where it is, px, None if nobody told. Angles in degrees."""

    luma: Luma
    place: Box | None
    truth: float | None
    taught: float | None


@dataclass
class Table:
    """``rows``: lines to be. ``looks``: how many there were, by split, gesture, source and label."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    looks: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def of(self, *key: str) -> list[dict[str, Any]]:
        """Rows whose key has all of these."""
        return [row for row in self.rows if {*key} <= {row[name] for name in KEY}]

    def count(self, *key: str) -> int:
        """Looks whose key has all of these."""
        return sum(number for known, number in self.looks.items() if {*key} <= {*known})

    def missed(self, *key: str) -> float:
        """Share of such looks that found no hand; 1 without any."""
        return 1.0 - len(self.of(*key)) / max(1, self.count(*key))


def labelled(found: Sequence[Pack]) -> dict[tuple[str, Gesture], dict[str, list[Labelled]]]:
    """By split and gesture, then by pack. One person or session stays in the split that has most of it."""
    hands: dict[tuple[str, Gesture], dict[str, list[Labelled]]] = {}
    for pack in found:
        shares: dict[str, Counter[str]] = {}
        for item in pack.items:
            shares.setdefault(item.group, Counter())[item.split] += 1
        for index, item in enumerate(pack.items):
            gesture = None if item.label is None else shown(item.label)
            own = item.split in SPLITS and item.split == shares[item.group].most_common(1)[0][0]
            if own and gesture is not None:
                one = Labelled(pack.name, item, pack.luma(index), gesture)
                hands.setdefault((item.split, gesture), {}).setdefault(pack.name, []).append(one)
    return hands


def shown(label: str) -> Gesture | None:
    """What a hand with this label shows."""
    return Gesture.POINT if label in TOLD else meaning(label, 0.0)


def looked(models: SeeingModels, found: Sequence[Pack], rooms: Pack, *, most: int = MOST, looks: int = LOOKS,
           seed: int = 1) -> Table:  # fmt: skip
    """Look until there are ``most`` rows of each split and gesture, at packs in turn."""
    rng, table = np.random.default_rng(seed), Table()
    empty = {s: [i for i in rooms.of_split(s) if rooms.items[i].label in HOME_ROOMS] for s in SPLITS}
    for (split, gesture), sources in sorted(labelled(found).items()):
        rows = []
        for one, look in _in_turn(sources.values(), looks, rng):
            if one.item.kind == "crop":
                view = laid(one, rooms.luma(int(rng.choice(empty[split]))), rng)
            else:
                view = framed(one, rng, CUT if look else 0.0)
            view = mirrored(view) if look and rng.random() < 0.5 else view
            table.looks[split, gesture.value, one.pack, one.item.label or ""] += 1
            if (hand := seen(models, view)) is not None:
                rows.append(_row(split, one, view, hand))
            if len(rows) == most:
                break
        table.rows += rows
    missed = {key: round(table.missed(*key), 3) for key in {known[:2] for known in table.looks}}
    for row in table.rows:
        row["missed"] = missed[row["split"], row["gesture"]]
    return table


def _in_turn(
    sources: Iterable[Sequence[Labelled]], looks: int, rng: np.random.Generator
) -> Iterator[tuple[Labelled, int]]:
    queues = [[some[i] for i in rng.permutation(len(some))] for some in sources]
    turns = zip_longest(*([(one, look) for look in range(looks) for one in queue] for queue in queues))
    return (one for several in turns for one in several if one is not None)


def framed(one: Labelled, rng: np.random.Generator, cut: float) -> View:
    """A whole frame, or what is left when up to so much of its sides is cut beside the hand."""
    luma, item = one.luma, one.item
    place = item.boxes[0] if item.boxes and len(item.boxes) == 1 else None
    if place is None and len(item.hands) == 1:
        place = box_of(item.hands[0].keypoints)
    height, width = luma.shape
    inner = place or (0.0, 0.0, float(width), float(height))
    room = (inner[0] / width, inner[1] / height, 1 - inner[2] / width, 1 - inner[3] / height)
    left, top, right, bottom = (float(rng.uniform(0, max(0.0, min(cut / 2, share)))) for share in room)
    x, y = int(left * width), int(top * height)
    luma = luma[y : height - int(bottom * height), x : width - int(right * width)]
    moved = place and (place[0] - x, place[1] - y, place[2] - x, place[3] - y)
    return View(luma, moved, TOLD.get(item.label or ""), taught_angle(one, place))


def laid(one: Labelled, room: Luma, rng: np.random.Generator) -> View:
    """A crop on the picture of a room; hands that point also by quarter turns, since they do in homes."""
    quarters = int(rng.integers(4)) if one.gesture is Gesture.POINT else 0
    crop = Image.fromarray(np.rot90(one.luma, quarters))
    scale = ROOM[1] * float(np.exp(rng.uniform(*np.log(SIDES)))) / max(crop.size)
    width, height = (max(8, round(length * scale)) for length in crop.size)
    picture = np.array(Image.fromarray(room).resize(ROOM))
    left, top = int(rng.integers(ROOM[0] - width + 1)), int(rng.integers(ROOM[1] - height + 1))
    picture[top : top + height, left : left + width] = np.asarray(crop.resize((width, height)))
    place, taught = (left, top, left + width, top + height), taught_angle(one, None)
    return View(picture, place, None, None if taught is None else wrapped(taught + 90.0 * quarters))


def mirrored(view: View) -> View:
    """Left for right."""
    width = view.luma.shape[1]
    place = view.place and (width - view.place[2], view.place[1], width - view.place[0], view.place[3])
    truth, taught = (None if a is None else wrapped(180.0 - a) for a in (view.truth, view.taught))
    return View(np.ascontiguousarray(view.luma[:, ::-1]), place, truth, taught)


def wrapped(angle: float) -> float:
    """Degrees, at least -180 and below 180."""
    return (angle + 180.0) % 360.0 - 180.0


def taught_angle(one: Labelled, place: Box | None) -> float | None:
    """Where the index finger points by the teacher, degrees; None if the hand shows something else."""
    hands = [h for h in one.item.hands if place is None or overlap(box_of(h.keypoints), place) >= SAME]
    if one.gesture is not Gesture.POINT or not hands:
        return None
    (x, y), (tip_x, tip_y) = hands[0].keypoints[INDEX_BASE], hands[0].keypoints[INDEX_TIP]
    return round(float(np.degrees(np.arctan2(y - tip_y, tip_x - x))), 1)


def seen(models: SeeingModels, view: View) -> Hand | None:
    """The labelled hand as the pipeline has it; where nobody told the place, the surest hand."""
    hands, place = Hands(models, SINGLE).look(view.luma), view.place
    there = [hand for hand in hands if place is None or overlap(hand.box, place) >= SAME]
    return max(there, key=lambda h: overlap(h.box, place) if place else h.score, default=None)


def _row(split: str, one: Labelled, view: View, hand: Hand) -> dict[str, Any]:
    pointing = hand.pointing and {"angle": hand.pointing.angle, "spread": hand.pointing.spread}
    side = max(hand.box[2] - hand.box[0], hand.box[3] - hand.box[1]) / view.luma.shape[0]
    return {"split": split, "gesture": one.gesture.value, "scores": list(hand.scores),
            "hand": round(hand.score, 4), "pointing": pointing, "truth": view.truth, "taught": view.taught,
            "source": one.pack, "label": one.item.label, "picture": one.item.path,
            "side": round(side, 3)}  # fmt: skip


def tell(table: Table) -> None:
    """Rows, misses and errors of angles, for people."""
    hands, ways, errors = [], [], []
    for split, gesture in ((split, gesture) for split in SPLITS for gesture in GESTURES):
        of = table.of(split, gesture)
        right = sum(row["scores"][GESTURES.index(gesture)] > 0.5 for row in of) / max(1, len(of))
        each = [f"{source} {table.missed(split, gesture, source):.2f} of {count}"
                for source in SOURCES if (count := table.count(split, gesture, source))]  # fmt: skip
        hands.append((f"{split} {gesture}", str(len(of)), str(len({row["picture"] for row in of})),
                      f"{right:.2f}", f"{table.missed(split, gesture):.2f}", ", ".join(each)))  # fmt: skip
    for split, way in ((split, way) for split in SPLITS for way in TOLD):
        of = [row for row in table.of(split, way) if row["pointing"]]
        looks, missed = str(table.count(split, way)), f"{table.missed(split, way):.2f}"
        ways.append((f"{split} {way}", looks, missed, str(len(of))))
    for split, by in ((split, by) for split in SPLITS for by in ("truth", "taught")):
        of = [row for row in table.of(split) if row["pointing"] and row[by] is not None]
        off = [abs(wrapped(row["pointing"]["angle"] - row[by])) for row in of] or [np.nan]
        told = np.quantile(off, (0.5, 0.75, 0.9, 0.95, 1.0))
        errors.append((f"{split}, {by}", str(len(of)), *(f"{degrees:.0f}" for degrees in told)))
    print_table("Hands", ("", "rows", "pictures", "right", "missed", "missed by source, of looks"), hands)
    print_table("People who point", ("", "looks", "missed", "read as pointing"), ways)
    print_table("Degrees off", ("", "hands", "half", "3/4", "90 %", "95 %", "all"), errors)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="What the shipped vision models make of real hands.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=MOST, help="rows of a gesture and split")
    args = parser.parse_args()
    (rooms,) = packs(args.data, (ROOMS,))
    table = looked(SeeingModels(), packs(args.data, SOURCES), rooms, most=args.most)
    args.out.write_text("".join(json.dumps(row) + "\n" for row in table.rows), encoding="utf-8")
    tell(table)


if __name__ == "__main__":
    main()
