"""What the shipped vision models make of real hands: `python -m models.fusion.gesture_table --data DIR --out FILE`.

DIR is the folder of `make train-vision`. Whole frames are looked at as they are; hand crops are laid on pictures
of empty rooms first, as large as hands are in wide photos (so these pictures are put together, their hands are
not). Where a split has few pictures, each is looked at again, mirrored and cut. FILE has a line for each hand that
was found, see `models.fusion.sights`; beyond that its ``source``, ``label`` and ``picture``, its ``side`` as a
share of the picture's height, ``taught``: where it points by the teacher's keypoints, degrees, and ``missed``: the
share of such hands of the split that were not found. ``truth`` is where the person was told to point.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

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

SOURCES, ROOMS = ("subhi", "eduart", "t1", "hagrid"), "scene15"
# The webcam's labels are a person's own left and right, and it does not mirror.
TOLD = {"right": 180.0, "left": 0.0, "up": 90.0, "down": -90.0}
ROOM = (640, 480)  # px
# Hands' sides as shares of the picture's: from below to above most of T1's (.2, .45, .72: a tenth, half, nine
# tenths). Then about as many are missed as in T1, class by class.
SIDES = (0.25, 0.7)
CUT = 0.85  # of a frame's sides is kept at least when it is looked at again
SAME = 0.3  # of intersection over union, from which a hand is the labelled one
MOST, LOOKS = 300, 10  # rows of a gesture and split; looks at a picture


@dataclass(frozen=True, eq=False)
class Labelled:
    """Picture ``index`` of a pack, and what its one hand shows."""

    pack: Pack
    index: int
    gesture: Gesture

    @property
    def item(self) -> Item:
        """What is known of it."""
        return self.pack.items[self.index]


@dataclass(frozen=True, eq=False)
class View:
    """One look at a labelled hand. ``place``: where it is, px, None if nobody told. Degrees as the look shows."""

    luma: Luma
    place: Box | None
    truth: float | None
    taught: float | None


@dataclass
class Table:
    """``rows``: lines to be; ``looks`` and ``found``: how many there were, by split, gesture and source."""

    rows: list[dict[str, object]] = field(default_factory=list)
    looks: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def missed(self, split: str, gesture: str, source: str | None = None) -> float:
        """Share of looks that found no hand; 0 without any look."""
        looks, found = (
            sum(n for key, n in count.items() if key[:2] == (split, gesture) and source in (None, key[2]))
            for count in (self.looks, self.found)
        )
        return 1.0 - found / looks if looks else 0.0


def labelled(found: Sequence[Pack]) -> dict[tuple[str, Gesture], list[list[Labelled]]]:
    """By split and gesture a list for each pack; a person or session stays in the split that has most of it."""
    hands: dict[tuple[str, Gesture], list[list[Labelled]]] = {}
    for pack in found:
        shares: dict[str, Counter[str]] = {}
        for item in pack.items:
            shares.setdefault(item.group, Counter())[item.split] += 1
        own: dict[tuple[str, Gesture], list[Labelled]] = {}
        for index, item in enumerate(pack.items):
            known = item.label is not None and item.split == shares[item.group].most_common(1)[0][0]
            if known and item.split in SPLITS and (gesture := shown(item.label or "")) is not None:
                own.setdefault((item.split, gesture), []).append(Labelled(pack, index, gesture))
        for key, some in own.items():
            hands.setdefault(key, []).append(some)
    return hands


def shown(label: str) -> Gesture | None:
    """What a hand with this label shows."""
    return Gesture.POINT if label in TOLD else meaning(label, 0.0)


def looked(
    models: SeeingModels,
    found: Sequence[Pack],
    rooms: Pack,
    *,
    most: int = MOST,
    looks: int = LOOKS,
    seed: int = 1,
) -> Table:
    """Look until there are ``most`` rows of each split and gesture, at packs in turn."""
    rng, table = np.random.default_rng(seed), Table()
    empty = {s: [i for i in rooms.of_split(s) if rooms.items[i].label in HOME_ROOMS] for s in SPLITS}
    for (split, gesture), sources in sorted(labelled(found).items()):
        count = 0
        for one, look in _in_turn(sources, looks, rng):
            if one.item.kind == "crop":
                view = laid(one, rooms.luma(int(rng.choice(empty[split]))), rng)
            else:
                view = framed(one, rng, again=look > 0)
            key = (split, gesture.value, one.pack.name)
            hand = seen(models, view)
            table.looks[key] += 1
            if hand is None:
                continue
            table.found[key] += 1
            table.rows.append(_row(split, one, view, hand))
            count += 1
            if count == most:
                break
    for row in table.rows:
        row["missed"] = round(table.missed(str(row["split"]), str(row["gesture"])), 3)
    return table


def _in_turn(
    sources: Sequence[Sequence[Labelled]], looks: int, rng: np.random.Generator
) -> Iterator[tuple[Labelled, int]]:
    queues = [[some[i] for i in rng.permutation(len(some))] for some in sources]
    for several in zip_longest(*([(one, n) for n in range(looks) for one in queue] for queue in queues)):
        yield from (one for one in several if one is not None)


def framed(one: Labelled, rng: np.random.Generator, *, again: bool) -> View:
    """A whole frame, as it is or, ``again``, mirrored or not and cut beside the hand."""
    luma, item = one.pack.luma(one.index), one.item
    place = item.boxes[0] if item.boxes and len(item.boxes) == 1 else None
    if place is None and len(item.hands) == 1:
        place = box_of(item.hands[0].keypoints)
    truth, taught = TOLD.get(item.label or ""), taught_angle(one, place)
    if not again:
        return View(luma, place, truth, taught)
    height, width = luma.shape
    held = place or (0.0, 0.0, float(width), float(height))
    left, top = (int(rng.uniform(0, min((1 - CUT) * n / 2, max(held[i], 0))))
                 for i, n in enumerate((width, height)))  # fmt: skip
    right, bottom = (int(np.ceil(rng.uniform(max((1 + CUT) * n / 2, min(held[i + 2], n)), n)))
                     for i, n in enumerate((width, height)))  # fmt: skip
    luma = luma[top:bottom, left:right]
    moved = place and (place[0] - left, place[1] - top, place[2] - left, place[3] - top)
    view = View(luma, moved, truth, taught)
    return mirrored(view) if rng.random() < 0.5 else view


def laid(one: Labelled, room: Luma, rng: np.random.Generator) -> View:
    """A crop on the picture of a room; hands that point also by quarter turns, since they do in homes."""
    quarters = int(rng.integers(4)) if one.gesture is Gesture.POINT else 0
    crop = Image.fromarray(np.rot90(one.pack.luma(one.index), quarters))
    side = ROOM[1] * float(np.exp(rng.uniform(*np.log(SIDES))))
    scale = side / max(crop.size)
    width, height = (max(8, round(length * scale)) for length in crop.size)
    picture = np.array(Image.fromarray(room).resize(ROOM))
    left, top = int(rng.integers(ROOM[0] - width + 1)), int(rng.integers(ROOM[1] - height + 1))
    picture[top : top + height, left : left + width] = np.asarray(crop.resize((width, height)))
    taught = taught_angle(one, None)
    view = View(picture, (left, top, left + width, top + height), None,
                None if taught is None else wrapped(taught + 90.0 * quarters))  # fmt: skip
    return mirrored(view) if rng.random() < 0.5 else view


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
    """Where the labelled hand's index finger points by the teacher, degrees; None if it shows something else."""
    hands = [h for h in one.item.hands if place is None or overlap(box_of(h.keypoints), place) >= SAME]
    if one.gesture is not Gesture.POINT or not hands:
        return None
    (x, y), (tip_x, tip_y) = hands[0].keypoints[INDEX_BASE], hands[0].keypoints[INDEX_TIP]
    return round(float(np.degrees(np.arctan2(y - tip_y, tip_x - x))), 1)


def seen(models: SeeingModels, view: View) -> Hand | None:
    """The labelled hand as the pipeline has it; where nobody told the place, the surest hand."""
    hands = Hands(models, SINGLE).look(view.luma)
    if view.place is None:
        return max(hands, key=lambda hand: hand.score, default=None)
    best = max(hands, key=lambda hand: overlap(hand.box, view.place or hand.box), default=None)
    return best if best is not None and overlap(best.box, view.place) >= SAME else None


def _row(split: str, one: Labelled, view: View, hand: Hand) -> dict[str, object]:
    pointing = hand.pointing and {"angle": hand.pointing.angle, "spread": hand.pointing.spread}
    side = max(hand.box[2] - hand.box[0], hand.box[3] - hand.box[1]) / view.luma.shape[0]
    return {"split": split, "gesture": one.gesture.value, "scores": list(hand.scores),
            "hand": round(hand.score, 4), "pointing": pointing, "truth": view.truth, "taught": view.taught,
            "source": one.pack.name, "label": one.item.label, "picture": one.item.path,
            "side": round(side, 3)}  # fmt: skip


def tell(table: Table) -> None:
    """Rows, misses and errors of angles, for people."""
    keys = sorted({key[:2] for key in table.looks}, key=lambda key: (SPLITS.index(key[0]), key[1]))
    rows = []
    for split, gesture in keys:
        of = [row for row in table.rows if (row["split"], row["gesture"]) == (split, gesture)]
        right = sum(row["scores"][GESTURES.index(gesture)] > 0.5 for row in of)  # type: ignore[index]
        each = [f"{s} {table.missed(split, gesture, s):.2f} of {table.looks[split, gesture, s]}"
                for s in SOURCES if table.looks[split, gesture, s]]  # fmt: skip
        rows.append((f"{split} {gesture}", str(len(of)), str(len({row["picture"] for row in of})),
                     f"{right / max(1, len(of)):.2f}", f"{table.missed(split, gesture):.2f}",
                     ", ".join(each)))  # fmt: skip
    print_table("Hands found and missed", ("", "rows", "pictures", "right", "missed", "by source"), rows)
    told = []
    for split in SPLITS:
        for by in ("truth", "taught"):
            off = [abs(wrapped(row["pointing"]["angle"] - row[by])) for row in table.rows  # type: ignore[index, operator]
                   if row["split"] == split and row["pointing"] and row[by] is not None]  # fmt: skip
            if off:
                told.append((f"{split}, {by}", str(len(off)),
                             *(f"{q:.0f}" for q in np.quantile(off, (0.5, 0.75, 0.9, 0.95, 1.0)))))  # fmt: skip
    print_table("Degrees off, of hands read as pointing", ("", "hands", "half", "3/4", "90 %", "95 %", "all"),
                told)  # fmt: skip


GESTURES = tuple(gesture.value for gesture in Gesture)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=MOST, help="rows of a gesture and split")
    args = parser.parse_args()
    table = looked(SeeingModels(), packs(args.data, SOURCES), packs(args.data, (ROOMS,))[0], most=args.most)
    args.out.write_text("".join(json.dumps(row) + "\n" for row in table.rows), encoding="utf-8")
    tell(table)


if __name__ == "__main__":
    main()
