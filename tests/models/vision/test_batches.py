"""Batches for the landmark net: taught hands, hands that only people saw, mistakes, and empty places."""

from pathlib import Path

import numpy as np
import pytest

from assistant.seeing.scaling import MARGIN
from assistant.seeing.sightings import square_about
from models.vision.batches import Hands, missed_hands
from models.vision.crops import UNKNOWN
from models.vision.packs import Item, Mistaken, Pack, Taught, write_mistaken
from models.vision.train import packs
from tests.models.vision.making import crop, frame, hand, packed, room

BOX = (40.0, 30.0, 100.0, 90.0)


def _labelled(name: str, *, taught: bool) -> Item:
    hands = (Taught(hand(50.0, (45.0, 35.0)), 0.9),) if taught else ()
    return Item(name, "scene", name, "train", 200, 150, boxes=(BOX,), hands=hands)


def test_a_labelled_hand_is_missed_where_the_teacher_saw_none() -> None:
    assert list(missed_hands(_labelled("a", taught=True))) == []
    (square,) = missed_hands(_labelled("a", taught=False))
    assert square == (70.0, 60.0, pytest.approx(60 / 1.2 * MARGIN))  # a drawn box is a tenth larger around


def test_a_crop_is_all_hand_if_somebody_said_what_it_shows() -> None:
    for label, count in (("mute", 1), (None, 0)):
        item = Item("a", "crop", "a", "train", 80, 100, label=label)
        assert len(list(missed_hands(item))) == count
    assert list(missed_hands(crop("a", "palm", "train")[0])) == []


def test_what_the_finder_finds_is_read_in_a_square_about_it() -> None:
    assert square_about((10.0, 20.0, 50.0, 40.0)) == (30.0, 30.0, 40 * MARGIN)
    assert square_about((10.0, 20.0, 11.0, 21.0)) == (10.5, 20.5, 8 * MARGIN)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A taught crop, a missed hand, and a room with one mistake of the finder's in it."""
    packed(tmp_path, "crops", [crop("a", "palm", "train"), crop("b", "fist", "dev")])
    packed(tmp_path, "missed", [(_labelled("c", taught=False), room(200, 150, 3))])
    packed(tmp_path, "rooms", [frame("d", "train", people=False)])
    return tmp_path


def test_of_hands_that_the_teacher_missed_only_the_hand_is_told(data: Path) -> None:
    batch = Hands(packs(data), "train").batch(200, np.random.default_rng(0))
    hands, untaught = batch.told[:, 0] == 1, np.isnan(batch.points).all(axis=(1, 2))
    assert 0.6 < hands.mean() < 0.9
    assert (hands & untaught).sum() > 40
    assert (batch.told[hands & untaught, 1:] == UNKNOWN).all()
    assert (hands & ~untaught).sum() > 40


def test_the_finder_s_mistakes_are_a_good_part_of_the_empty_places(data: Path) -> None:
    white = room(200, 150, 5).copy()
    white[60:90, 100:130] = 255
    packed(data, "rooms", [(frame("d", "train", people=False)[0], white)])
    plain = Hands(packs(data), "train")
    assert plain.mistaken == []
    write_mistaken(data / "packs" / "rooms", [Mistaken(0, (100.0, 60.0, 130.0, 90.0), 0.7)])
    assert Pack(data / "packs" / "rooms").mistaken == [Mistaken(0, (100.0, 60.0, 130.0, 90.0), 0.7)]
    hands = Hands(packs(data), "train")
    assert _bright_middle(plain) + 0.2 < _bright_middle(hands)


def _bright_middle(hands: Hands) -> float:
    batch = hands.batch(300, np.random.default_rng(1))
    empty = batch.luma[batch.told[:, 0] == 0, 0]
    return float((empty[:, 24:40, 24:40].mean(axis=(1, 2)) > 0.8).mean())
