"""Composed scenes: what is said to be right can be told from what is shown, and splits share nothing."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from assistant.events import Gesture
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from models.fusion.homes import APART, LARGEST, SMALLEST, made
from models.fusion.kinds import KINDS
from models.fusion.names import SPLITS, split_of
from models.fusion.needs import NEEDS
from models.fusion.orders import ORDERS
from models.fusion.sayings import VERBS, Sayings
from models.fusion.scenes import Labelled, compose
from models.fusion.sights import GestureTable, Shows, hand


@pytest.fixture(scope="module")
def scenes() -> dict[str, list[Labelled]]:
    """Some of every kind, of the train split."""
    rng, sayings = np.random.default_rng(3), Sayings.of("train")
    found: dict[str, list[Labelled]] = defaultdict(list)
    for _ in range(400):
        one = compose("train", sayings, GestureTable(), rng, KINDS)
        found[one.kind].append(one)
    return found


def test_all_kinds_come_up(scenes: dict[str, list[Labelled]]) -> None:
    rare, of_people = {"contradiction"}, {"written", "sentence"}  # and nobody's sentences are here
    assert set(KINDS) - rare - of_people <= set(scenes)


def test_the_same_seed_makes_the_same_scenes() -> None:
    sayings = Sayings.of("dev")
    one, other = (compose("dev", sayings, GestureTable(), np.random.default_rng(7), KINDS) for _ in range(2))
    assert (one.kind, one.verb, one.targets) == (other.kind, other.verb, other.targets)
    assert one.scene.home.devices == other.scene.home.devices


def test_targets_are_things_of_the_home_that_can_do_it(scenes: dict[str, list[Labelled]]) -> None:
    for one in (one for found in scenes.values() for one in found):
        devices = [name for name in one.targets if name in one.scene.home.devices]
        for name in devices:
            assert one.verb in VERBS[one.scene.home.devices[name].kind]
        assert set(one.targets) - set(devices) <= set(one.scene.home.areas)
        there = one.addressed and one.verb is not Verb.NOTHING and one.kind != "absent"
        assert bool(devices) == there


def test_every_word_said_has_its_tag(scenes: dict[str, list[Labelled]]) -> None:
    for one in (one for found in scenes.values() for one in found):
        if one.tags and one.scene.said is not None:
            assert len(one.tags) == len(words_of(one.scene.said.hypotheses[0].text))
    named = [one for one in scenes["full name"] if Tag.NAME in one.tags]
    assert len(named) == len(scenes["full name"])


def test_nothing_here_is_called_as_what_is_absent(scenes: dict[str, list[Labelled]]) -> None:
    for one in scenes["absent"]:
        said = one.scene.said.hypotheses[0].text if one.scene.said else ""
        name = " ".join(w for w, t in zip(words_of(said), one.tags, strict=True) if t is Tag.NAME)
        assert not one.clear
        assert name not in {device.name for device in one.scene.home.devices.values()}


def test_a_full_name_is_that_of_one_thing(scenes: dict[str, list[Labelled]]) -> None:
    for one in scenes["full name"]:
        (target,) = one.targets & set(one.scene.home.devices)
        wanted = one.scene.home.devices[target]
        text = max(one.scene.said.hypotheses, key=lambda h: len(h.text)).text if one.scene.said else ""
        twins = [
            d for d in one.scene.home.devices.values() if d.name == wanted.name and d.kind is wanted.kind
        ]
        area = one.scene.home.areas.get(wanted.area or "")
        assert len(twins) == 1 or (area is not None and area.name.split()[0][:2] in text)


def test_what_is_pointed_at_is_where_the_finger_points(scenes: dict[str, list[Labelled]]) -> None:
    away = []
    for one in scenes["pointing"]:
        (target,) = one.targets
        bearing = one.scene.home.devices[target].bearing
        degrees = {"right": 0.0, "up": 90.0, "left": 180.0, "down": 270.0}.get(str(bearing), bearing)
        hands = [h for look in one.scene.looks for h in look.observation.hands if h.pointing]
        away += [
            abs((h.pointing.angle - float(degrees or 0.0) + 180) % 360 - 180) for h in hands if h.pointing
        ]
    assert np.median(away) < 15


def test_that_with_nothing_to_see_is_clear_only_if_it_can_be_one_thing(
    scenes: dict[str, list[Labelled]],
) -> None:
    assert all(one.clear == (len(one.targets) == 1) for one in scenes["that"])
    assert all(one.scene.looks == () for one in scenes["that"])


def test_it_is_what_was_commanded_last(scenes: dict[str, list[Labelled]]) -> None:
    for one in scenes["pronoun"]:
        assert {c.device for c in one.scene.commanded if c.last} == one.targets


def test_what_nobody_says_to_us_has_nobody_there_or_no_wake_phrase(scenes: dict[str, list[Labelled]]) -> None:
    for one in scenes["television"]:
        assert all(look.observation.persons == 0 for look in one.scene.looks)
    assert all(one.scene.said and one.scene.said.wake is None for one in scenes["conversation"])


def test_no_name_and_no_sentence_is_in_two_splits() -> None:
    for split in SPLITS:
        home = made(split, np.random.default_rng(1), 80).home
        assert {split_of(device.name) for device in home.devices.values()} == {split}
    sayings = [Sayings.of(split) for split in SPLITS]
    for verb in ORDERS:
        parts = [set(one.orders[verb]) for one in sayings]
        assert all(parts)
        assert sum(map(len, parts)) == len(set.union(*parts)) == len(ORDERS[verb])
    assert sum(len(one.needs) for one in sayings) == len(NEEDS)


def test_homes_are_small_and_large_and_their_things_can_be_told_apart() -> None:
    rng = np.random.default_rng(5)
    sizes = [len(made("train", rng).home.devices) for _ in range(60)]
    assert SMALLEST <= min(sizes) < 10 < 80 < max(sizes) <= LARGEST
    home = made("train", rng, 60)
    for area in home.home.areas:
        angles = sorted(home.bearings[d.id] for d in home.home.in_area(area) if d.id in home.bearings)
        assert all(b - a >= APART for a, b in pairwise(angles))


def test_real_scores_of_hands_are_used_where_there_are_some() -> None:
    real = tuple(float(gesture is Gesture.POINT) for gesture in Gesture)
    table = GestureTable({"point": (real,)})
    seen = hand(Shows(Gesture.POINT, 90.0), table, np.random.default_rng(0))
    assert seen is not None
    assert seen.scores == real
    assert seen.pointing is not None
    assert abs(seen.pointing.angle - 90) < 60


def test_hands_that_are_never_found_are_never_seen() -> None:
    table = GestureTable({}, {"point": 1.0})
    assert hand(Shows(Gesture.POINT), table, np.random.default_rng(0)) is None
