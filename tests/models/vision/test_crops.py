"""What the landmark net learns from: keypoints stay on the hand however the crop is taken."""

from pathlib import Path

import numpy as np
import pytest

from assistant.seeing.scaling import CROP
from models.vision.batches import Hands, box_of, empty_place
from models.vision.crops import (
    STRETCHED,
    UNKNOWN,
    empty_sample,
    finger_shape,
    hand_sample,
    labelled_sample,
    turned_sample,
    worn,
)  # fmt: skip
from models.vision.packs import Item, Luma, Pack, Taught
from tests.models.vision.making import crop, drawn, hand, packed, room

SEEDS = range(12)
TOLD = ("hand", "thumb", "index", "middle", "ring", "little", "mouth", "palm")


@pytest.fixture(scope="module")
def dots(tmp_path_factory: pytest.TempPathFactory) -> list[Pack]:
    """One pack a keypoint of a hand: black, with a soft bright dot there and nowhere else."""
    folder = tmp_path_factory.mktemp("dots")
    points = hand(84.0, (8.0, 8.0))
    y, x = np.mgrid[0:100, 0:100]
    packs = []
    for number in (0, 4, 8, 12, 17, 20):
        far = (x - points[number][0]) ** 2 + (y - points[number][1]) ** 2
        luma = (255 * np.exp(-far / (2 * 2.5**2))).astype(np.uint8)
        item = Item(str(number), "crop", "g", "train", 100, 100, hands=(Taught(points, 0.9),))
        packs.append(packed(folder, str(number), [(item, luma)]))
    return packs


def _brightest(luma: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Which of the brightest pixels is next to a place, both in shares of the side (a margin that is
    mirrored shows the dot twice)."""
    y, x = np.nonzero(luma >= luma.min() + 0.8 * np.ptp(luma))
    places = (np.stack((x, y), axis=1) + 0.5) / CROP
    return places[np.linalg.norm(places - near, axis=1).argmin()]


@pytest.mark.parametrize("augment", [False, True])
def test_keypoints_are_where_the_crop_shows_them_mirrored_turned_and_worn(
    dots: list[Pack], augment: bool
) -> None:
    away, mirrored = [], set()
    for seed in SEEDS:
        for pack in dots:
            sample = hand_sample(pack, 0, 0, np.random.default_rng(seed), [], augment=augment)
            mirrored.add(_mirrored(sample.points))
            there = sample.points[int(pack.name)]
            if (abs(there - 0.5) < 0.45).all():
                away.append(np.linalg.norm(_brightest(sample.luma, there) - there))
    assert len(away) > 40
    assert max(away) < 0.04  # of the side: wear blurs and moves by two pixels or three
    assert mirrored == ({False, True} if augment else {False})


def _mirrored(points: np.ndarray) -> bool:
    up, across = points[9] - points[0], points[17] - points[5]
    return bool(up[0] * across[1] - up[1] * across[0] < 0)


def test_without_augmenting_the_hand_is_upright_in_the_middle(dots: list[Pack]) -> None:
    points = hand_sample(dots[0], 0, 0, np.random.default_rng(0), [], augment=False).points
    low, high = points.min(axis=0), points.max(axis=0)
    np.testing.assert_allclose((low + high) / 2, 0.5, atol=1e-5)
    assert max(high - low) == pytest.approx(1 / 1.35)
    assert points[12, 1] < points[9, 1] < points[0, 1]


def test_augmented_crops_turn_shift_and_stretch_every_way(dots: list[Pack]) -> None:
    samples = [hand_sample(dots[0], 0, 0, np.random.default_rng(seed), []) for seed in range(200)]
    up = np.array([s.points[9] - s.points[0] for s in samples])
    turns = np.degrees(np.arctan2(up[:, 0], -up[:, 1]))
    assert np.histogram(turns, bins=4, range=(-180, 180))[0].min() > 15
    assert (abs(turns) < 40).mean() > 0.5
    spans = np.array([np.ptp(s.points, axis=0).max() for s in samples])
    assert spans.min() < 0.62 < 0.85 < spans.max()


@pytest.mark.parametrize(("turn", "up"), [(90, (1, 0)), (180, (0, 1)), (-90, (-1, 0))])
def test_a_turn_that_is_asked_for_is_the_turn_that_is_made(
    dots: list[Pack], turn: int, up: tuple[int, int]
) -> None:
    wrist, middle = dots[0], dots[3]
    for seed in range(6):
        crops = [turned_sample(pack, 0, turn, np.random.default_rng(seed), []) for pack in (wrist, middle)]
        # Seen from far on its own side, so that a mirrored margin does not matter.
        far = 0.5 - 0.25 * np.array(up), 0.5 + 0.25 * np.array(up)
        at_wrist, at_tip = (_brightest(seen, near) for seen, near in zip(crops, far, strict=True))
        leaning = (at_tip - at_wrist) / np.linalg.norm(at_tip - at_wrist)
        assert float(leaning @ up) > np.cos(np.radians(20))


def test_around_a_crop_another_picture_may_be_seen(dots: list[Pack]) -> None:
    white = np.full((120, 90), 255, np.uint8)

    def light(backgrounds: list[Luma], seed: int) -> float:
        luma = hand_sample(dots[2], 0, 0, np.random.default_rng(seed), backgrounds).luma
        return float((luma > (luma.min() + luma.max()) / 2).mean())

    assert max(light([], seed) for seed in range(40)) < 0.1
    assert 5 < sum(light([white], seed) > 0.1 for seed in range(40)) < 35


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("fist", "1 00000 0 ?"), ("palm", "1 11111 0 1"), ("stop_inverted", "1 ?1111 0 0"),
        ("mute", "1 ?1000 1 ?"), ("like", "1 10000 0 ?"), ("three2", "1 11100 0 ?"),
    ],
)  # fmt: skip
def test_labels_tell_fingers_mouth_and_palm_and_leave_open_what_people_do_differently(
    label: str, told: str, tmp_path: Path
) -> None:
    pack = packed(tmp_path, "crops", [crop("a", label, "train")])
    sample = hand_sample(pack, 0, 0, np.random.default_rng(0), [])
    marks = {UNKNOWN: "?", 0.0: "0", 1.0: "1"}
    said = "".join(marks[float(value)] for value in sample.told)
    assert said == told.replace(" ", "")


def test_every_class_tells_of_five_fingers() -> None:
    assert all(len(fingers) == 5 and set(fingers) <= {0, 1, None} for fingers in STRETCHED.values())


@pytest.mark.parametrize("label", [None, "none", "street"])
def test_without_such_a_label_the_keypoints_tell_the_fingers(label: str | None, tmp_path: Path) -> None:
    pack = packed(tmp_path, "crops", [crop("a", label, "train", (1, 1, 0, 0, 1))])
    told = dict(zip(TOLD, hand_sample(pack, 0, 0, np.random.default_rng(0), []).told, strict=True))
    assert told == {
        "hand": 1, "thumb": UNKNOWN, "index": 1, "middle": 0, "ring": 0, "little": 1,
        "mouth": UNKNOWN, "palm": UNKNOWN,
    }  # fmt: skip


@pytest.mark.parametrize("fingers", [(1, 1, 1, 1, 1), (0, 0, 0, 0, 0), (0, 1, 0, 0, 0), (1, 0, 1, 1, 0)])
@pytest.mark.parametrize("turn", [0, 75, 200])
def test_finger_shapes_are_read_off_at_any_turn(fingers: tuple[int, ...], turn: int) -> None:
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    points = np.array(hand(50.0, stretched=fingers)) @ np.array([[cos, sin], [-sin, cos]])
    assert finger_shape(points.astype(np.float32)) == (None, *fingers[1:])


def test_a_finger_half_bent_is_neither() -> None:
    points = np.array(hand(100.0), np.float32)
    points[8] = points[6] + 0.2 * (points[6] - points[0]) / 2 + (14.0, 0.0)
    assert finger_shape(points)[1] is None


def test_an_empty_place_says_no_hand_and_nothing_else() -> None:
    sample = empty_sample(room(120, 90, 1), (60.0, 45.0, 40.0), np.random.default_rng(0))
    assert sample.luma.shape == (CROP, CROP)
    assert np.isnan(sample.points).all()
    assert sample.told.tolist() == [0.0, *[UNKNOWN] * 7]


def test_a_hand_that_only_people_saw_has_fingers_by_its_label_and_no_keypoints() -> None:
    for label, told in (("mute", [1, UNKNOWN, 1, 0, 0, 0, 1, UNKNOWN]), (None, [1, *[UNKNOWN] * 7])):
        sample = labelled_sample(room(120, 90, 1), (60, 45, 40), label, np.random.default_rng(0), [])
        assert np.isnan(sample.points).all()
        assert sample.told.tolist() == told


def test_wear_keeps_shape_and_bounds() -> None:
    for seed in range(40):
        seen = worn(room(64, 48, 1), np.random.default_rng(seed))
        assert (seen.shape, seen.dtype) == ((48, 64), np.float32)
        assert seen.min() >= 0
        assert seen.max() <= 255


def _scene(name: str, boxes: tuple[tuple[float, float, float, float], ...] | None, *, taught: bool = False,
           faces: tuple[tuple[float, float, float, float], ...] = ()) -> tuple[Item, Luma]:  # fmt: skip
    luma = room(200, 150, 7)
    points = hand(60.0, (100.0, 60.0))
    hands = (Taught(points, 0.9),) if taught else ()
    item = Item(name, "scene", name, "train", 200, 150, boxes=boxes, hands=hands, faces=faces)
    return item, drawn(points, luma) if taught else luma


def test_empty_places_hold_no_hand_and_are_often_faces(tmp_path: Path) -> None:
    face = (20.0, 20.0, 50.0, 60.0)
    pack = packed(tmp_path, "home", [_scene("a", ((90.0, 50.0, 170.0, 140.0),), taught=True, faces=(face,))])
    rng = np.random.default_rng(0)
    found = [place for _ in range(100) if (place := empty_place(pack, 0, rng)) is not None]
    assert len(found) > 60
    for x, y, side in found:
        wide = min(x + side / 2, 170) - max(x - side / 2, 90)
        high = min(y + side / 2, 140) - max(y - side / 2, 50)
        assert max(0, wide) * max(0, high) <= 0.2 * 80 * 90
    assert 20 < sum((x, y) == (35.0, 40.0) for x, y, _ in found) < 80


def test_where_hands_are_everywhere_there_is_no_empty_place(tmp_path: Path) -> None:
    tiles = tuple((x, y, x + 10.0, y + 10.0) for x in range(-200, 400, 10) for y in range(-200, 400, 10))
    pack = packed(tmp_path, "home", [_scene("a", tiles)])
    assert {empty_place(pack, 0, np.random.default_rng(seed)) for seed in range(20)} == {None}


def test_batches_have_hands_and_a_fifth_of_empty_places_of_their_split_alone(tmp_path: Path) -> None:
    pictures = [crop("a", "ok", "train"), crop("b", "palm", "dev"), _scene("room", ())]
    packs = [packed(tmp_path, "home", pictures)]
    batch = Hands(packs, "train").batch(200, np.random.default_rng(0))
    assert (batch.luma.shape, batch.points.shape, batch.told.shape) == (
        (200, 1, CROP, CROP), (200, 21, 2), (200, 8),
    )  # fmt: skip
    empty = batch.told[:, 0] == 0
    assert 0.1 < empty.mean() < 0.3
    assert np.isnan(batch.points[empty]).all()
    assert (batch.told[~empty, 7] == UNKNOWN).all()  # "ok" says nothing of the palm; "palm" is dev's
    assert [len(seen.told) for seen in Hands(packs, "dev").all(16, 100)] == [1]


def test_the_box_of_a_hand_holds_all_its_points() -> None:
    assert box_of(((3.0, 4.0), (1.0, 9.0), (2.0, 2.0))) == (1.0, 2.0, 3.0, 9.0)
