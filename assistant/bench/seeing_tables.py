"""The tables of `assistant bench seeing`, one function a set."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.bench.seeing_cost import cost_of
from assistant.bench.seeing_peers import MediaPipeSeen, Peers, mediapipe_on, vww_on
from assistant.bench.seeing_scores import (
    GestureCount,
    Seen,
    finder_count,
    gesture_counts,
    look_at,
    presence_count,
    sighted,
)
from assistant.bench.seeing_sets import ROOMS, T1, T1_OPEN, T3, WEBCAM, PictureSet, picture_set
from assistant.bench.seeing_turns import direction_rows, pointing_rows
from assistant.bench.table import print_table
from assistant.seeing.models import SeeingModels

_PRESENCE = ("cctv", "coco", "scene15", "subhi", "eduart")


@dataclass
class Benched:
    """What all tables of one run share; a set is looked at once, by us and by each peer."""

    data: Path
    models: SeeingModels
    peers: Peers | None = None
    split: str = "test"
    every: int = 1
    scores: Path | None = None
    _seen: dict[str, list[Seen]] = field(default_factory=dict)
    _peer: dict[str, dict[str, MediaPipeSeen]] = field(default_factory=dict)

    def set(self, source: str) -> PictureSet:
        """One source of the split asked for."""
        return picture_set(self.data, source, self.split, every=self.every)

    def look(self, pictures: PictureSet) -> list[Seen]:
        """Ours, and written down where asked for."""
        if pictures.name not in self._seen:
            seen = self._seen[pictures.name] = look_at(self.models, pictures)
            if self.scores is not None:
                with self.scores.open("a", encoding="utf-8") as out:
                    out.writelines(json.dumps(asdict(s.picture) | asdict(s.observation)) + "\n" for s in seen)
        return self._seen[pictures.name]

    def mediapipe(self, pictures: PictureSet) -> dict[str, MediaPipeSeen]:
        """The peer's, if it is at hand."""
        if self.peers is not None and pictures.name not in self._peer:
            self._peer[pictures.name] = mediapipe_on(self.peers, pictures)
        return self._peer.get(pictures.name, {})


def t1_tables(bench: Benched) -> None:
    """The wide pictures: each class, then the sums of the bars."""
    pictures = bench.set("t1")
    mine, theirs = gesture_counts(bench.look(pictures), T1, bench.mediapipe(pictures))
    print_table("T1: 380 wide pictures, whole pipeline (right; read as any command)",
                _CLASS_HEAD, _class_rows(mine, theirs, T1))  # fmt: skip
    commands = [label for label in mine.pictures if label in T1]
    others = [label for label in mine.pictures if label not in T1 and label != T1_OPEN]
    print_table("T1: commands right (bar 88 %), other gestures read as one (bar 10 %)",
                ("", "ours", "MediaPipe + rules"),
                [("commands right", _share(mine, commands, "right"), _share(theirs, commands, "right")),
                 ("others misread", _share(mine, others, "commands"), _share(theirs, others, "commands")),
                 ("open hand's back as palm", _share(mine, [T1_OPEN], "commands"),
                  _share(theirs, [T1_OPEN], "commands"))])  # fmt: skip


def t3_tables(bench: Benched) -> None:
    """Webcam frames of one hand, and the finder on all."""
    pictures = bench.set("subhi")
    seen, peer = bench.look(pictures), bench.mediapipe(pictures)
    alone = [one for one in seen if one.picture.label in T3]
    mine, theirs = gesture_counts(alone, T3, peer)
    print_table("T3: webcam frames, one hand (bar 90 % each)",
                _CLASS_HEAD, _class_rows(mine, theirs, T3))  # fmt: skip
    _finder_table(bench, "T3", seen)


def webcam_tables(bench: Benched) -> None:
    """Other people and rooms: gestures, real directions, the finder."""
    pictures = bench.set("eduart")
    seen, peer = bench.look(pictures), bench.mediapipe(pictures)
    mine, theirs = gesture_counts([one for one in seen if one.picture.label], WEBCAM, peer)
    print_table("Webcam, other people and rooms: gestures", _CLASS_HEAD,
                _class_rows(mine, theirs, WEBCAM))  # fmt: skip
    head = ("shown", "pictures", "right of those read as point", "read as point")
    print_table("Webcam: direction of people who point, by the surest hand", head, pointing_rows(seen))
    _finder_table(bench, "webcam", seen)


def _finder_table(bench: Benched, name: str, seen: list[Seen]) -> None:
    count = finder_count(bench.models, seen)
    hands, frames = max(1, count.hands), max(1, count.frames)
    row = (str(count.hands), f"{count.found / hands:.3f}", f"{count.read / hands:.3f}",
           f"{100 * count.false / frames:.1f}")  # fmt: skip
    head = ("labelled", "found at IoU .5", "read (keypoints)", "read elsewhere, per 100 frames")
    print_table(f"{name}: hands", head, [row])


def empty_tables(bench: Benched) -> None:
    """False hands where nobody is."""
    rows = []
    for name, pictures in _empty_sets(bench):
        seen = bench.look(pictures)
        boxes = sum(len(bench.models.hands.find(one.frame.luma)) for one in seen)
        hands = sum(len(sighted(bench.models, one.frame)) for one in seen)
        read = sum(len(one.observation.hands) for one in seen)
        commands = sum(hand.gesture != "other" for one in seen for hand in one.observation.hands)
        count = max(1, len(seen))
        rows.append(
            (name, str(len(seen)), *(f"{100 * n / count:.2f}" for n in (boxes, hands, read, commands)))
        )
    head = ("set", "frames", "boxes read", "taken for hands", "where somebody seems to be", "as commands")
    print_table("Pictures without people: false hands per 100 frames (bar 1)", head, rows)


def _empty_sets(bench: Benched) -> list[tuple[str, PictureSet]]:
    rooms, cctv = bench.set("scene15"), bench.set("cctv")
    return [
        ("home rooms", PictureSet("rooms", rooms.data, tuple(p for p in rooms.pictures if p.label in ROOMS))),
        ("CCTV", PictureSet("cctv-empty", cctv.data, tuple(p for p in cctv.pictures if p.people is False))),
    ]


def presence_tables(bench: Benched) -> None:
    """Recall and false alarms of each set."""
    rows = []
    for source in _PRESENCE:
        pictures = bench.set(source)
        scores = {one.picture.path: one.observation.presence for one in bench.look(pictures)}
        mine = presence_count(pictures, scores, bench.models.people.threshold)
        row = [source, str(mine.people), str(mine.empty), *mine.share()]
        peers = bench.peers
        vww = presence_count(pictures, vww_on(peers, pictures) if peers else {}, 0.5)
        row += vww.share()
        teacher = {
            path: float(bool(s.bodies or s.faces or s.hands)) for path, s in bench.mediapipe(pictures).items()
        }
        row += presence_count(pictures, teacher, 0.5).share()
        rows.append(row)
    head = ("set", "with", "without", "ours", "false", "VWW", "false", "MediaPipe", "false")
    print_table("Presence: recall and false alarms", head, rows)


def direction_tables(bench: Benched) -> None:
    """Hands turned by us."""
    rows = direction_rows(bench.models, bench.data)
    print_table("Directions: pointing hands of dev photos, turned by us (synthetic rotation; bar 95 %)",
                ("turned to", "hands", "right sector", "mean error, degrees"), rows)  # fmt: skip


def cost_tables(bench: Benched) -> None:
    """Time a frame, size and memory."""
    for table in cost_of(bench.models, bench.set("subhi"), bench.peers):
        print_table(table.title, table.head, table.rows)


_CLASS_HEAD = ("class", "means", "ours", "commands", "MediaPipe + rules", "commands")


def _class_rows(mine: GestureCount, theirs: GestureCount, meanings: dict[str, str]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for label in sorted(mine.pictures, key=lambda label: (label not in meanings, label)):
        own = f"{mine.right[label]} of {mine.pictures[label]}", str(mine.commands[label])
        peer = str(theirs.right.get(label, "–")), str(theirs.commands.get(label, "–"))
        rows.append((label, meanings.get(label, "–"), *own, *peer))
    return rows


def _share(count: GestureCount, labels: Sequence[str], what: str) -> str:
    whole = sum(count.pictures.get(label, 0) for label in labels)
    part = sum((count.right if what == "right" else count.commands).get(label, 0) for label in labels)
    return f"{part} of {whole} ({part / whole:.3f})" if whole else "–"


TABLES: dict[str, Callable[[Benched], None]] = {
    "t1": t1_tables,
    "t3": t3_tables,
    "webcam": webcam_tables,
    "empty": empty_tables,
    "presence": presence_tables,
    "directions": direction_tables,
    "cost": cost_tables,
}
