"""What can be said of a thing beside the others: the best said name, and where fingers point."""

from __future__ import annotations

import math

import pytest

from assistant.events import Direction, Gesture, Hand, Observation, Pointing
from assistant.understanding.grams import words_of
from assistant.understanding.relations import MOST, aims_of, radians_of, rivals, said_share, shortlist
from assistant.understanding.scene import Commanded, Look, Scene
from devices.model import Area, Home
from tests.understanding.homes import NOW, device

ROOMS = [Area("hall", "Hall"), Area("attic", "Attic")]


def scene(house: Home, area: str | None = None, commanded: tuple[Commanded, ...] = ()) -> Scene:
    return Scene(house, NOW, 12.0, area=area, commanded=commanded)


def heard(*texts: str) -> list[frozenset[str]]:
    return [frozenset(words_of(text)) for text in texts]


def finger(angle: float, spread: float = 9.0, *, camera: str = "eye", area: str | None = "hall") -> Look:
    pointing = Pointing(Direction.LEFT, angle, spread)
    hand = Hand((0, 0, 9, 9), 0.9, Gesture.POINT, (0.0,) * 8, ((0.0, 0.0),) * 21, pointing)
    return Look(Observation(camera, 0.0, True, 0.9, 1, (hand,), area), 0.1)


def aims(*looks: Look, bearing: str | float | None = "left") -> tuple[float, float]:
    """Of the one device of the hall."""
    house = Home.of(areas=ROOMS, devices=[device("light.a", "Lamp", "hall", bearing=bearing)])
    return aims_of(scene(house), looks)["light.a"]


# --- names -------------------------------------------------------------------------------------


def test_the_share_of_a_name_is_that_of_its_best_name_in_the_best_hypothesis() -> None:
    said = heard("turn on the desk", "turn on the desk lamp")
    assert said_share(("Desk Lamp",), said) == 1.0
    assert said_share(("Reading Lamp", "Old Desk Lamp Upstairs"), said) == 0.5
    assert said_share(("Desk Lamp",), []) == said_share((), said) == said_share(("",), said) == 0.0


def test_the_best_said_name_leads_alone() -> None:
    house = Home.of(devices=[device("light.a", "Desk Lamp"), device("light.b", "Floor Lamp")])
    assert rivals(scene(house), heard("the desk lamp")) == {
        "light.a": (1.0, 1.0, 0.0), "light.b": (0.0, 0.0, 0.0)
    }  # fmt: skip


def test_those_that_are_called_the_same_share_the_lead_and_one_has_it_alone_in_its_room() -> None:
    house = Home.of(
        areas=ROOMS,
        devices=[
            device("light.a", "Spot", "hall"), device("light.b", "Spot", "attic"),
            device("light.c", "Spot", "attic"),
        ],
    )  # fmt: skip
    said = heard("turn on the spot")
    assert rivals(scene(house, "hall"), said) == {
        "light.a": (1.0, 1 / 3, 1.0), "light.b": (1.0, 1 / 3, 0.0), "light.c": (1.0, 1 / 3, 0.0)
    }  # fmt: skip
    assert rivals(scene(house, "attic"), said)["light.b"] == (1.0, 1 / 3, 0.5)


def test_where_no_name_is_said_or_nothing_at_all_none_leads() -> None:
    house = Home.of(devices=[device("light.a", "Desk Lamp"), device("light.b", "Floor Lamp")])
    for said in (heard("good morning"), []):
        assert set(rivals(scene(house), said).values()) == {(0.0, 0.0, 0.0)}
    assert rivals(scene(Home()), heard("the desk lamp")) == {}


def test_a_device_without_a_room_is_in_nobody_s_room() -> None:
    house = Home.of(devices=[device("light.a", "Spot")])
    assert rivals(scene(house, None), heard("the spot")) == {"light.a": (1.0, 1.0, 0.0)}


# --- fingers -----------------------------------------------------------------------------------


def test_a_finger_towards_a_thing_is_likely_to_mean_it_and_less_so_the_further_it_is_off() -> None:
    chances = [aims(finger(angle))[0] for angle in (180.0, 165.0, 150.0, 90.0, 0.0)]
    assert chances[0] == pytest.approx(1.0)
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < 0.01


def test_directions_on_both_sides_of_the_half_turn_are_near_each_other() -> None:
    assert aims(finger(-175.0))[0] == pytest.approx(aims(finger(175.0))[0])
    assert aims(finger(-179.0), bearing=179.0)[0] > 0.98


def test_the_less_sure_the_angle_the_less_it_tells_things_apart() -> None:
    assert aims(finger(150.0, spread=40.0))[0] > aims(finger(150.0, spread=2.0))[0]


@pytest.mark.parametrize("spread", [math.nan, math.inf])
def test_a_spread_that_is_no_number_is_taken_for_a_wide_one(spread: float) -> None:
    assert aims(finger(150.0, spread)) == aims(finger(150.0, 45.0))


@pytest.mark.parametrize("angle", [math.nan, math.inf, -math.inf])
def test_an_angle_that_is_no_number_points_nowhere(angle: float) -> None:
    assert aims(finger(angle)) == (0.0, 0.0)
    assert aims(finger(angle), finger(180.0)) == aims(finger(180.0))


def test_cameras_that_disagree_halve_the_chance() -> None:
    at, away = finger(180.0), finger(0.0, camera="other")
    assert aims(at, away)[0] == pytest.approx((aims(at)[0] + aims(away)[0]) / 2)
    assert aims(at, away) == aims(away, at)


@pytest.mark.parametrize("bearing", [None, "north", math.nan, math.inf])
def test_a_thing_of_which_nobody_told_where_it_is_is_not_pointed_at_though_somebody_points(
    bearing: str | float | None,
) -> None:
    assert aims(finger(180.0), bearing=bearing) == (0.0, 1.0)
    assert aims(bearing=bearing) == (0.0, 0.0)


def test_a_finger_counts_in_the_room_of_its_camera_only() -> None:
    assert aims(finger(180.0, area="attic")) == (0.0, 0.0)
    assert aims(finger(180.0, area=None)) == (0.0, 0.0)


def test_a_hand_that_does_not_point_is_no_finger() -> None:
    hand = Hand((0, 0, 9, 9), 0.9, Gesture.PALM, (0.0,) * 8, ((0.0, 0.0),) * 21)
    assert aims(Look(Observation("eye", 0.0, True, 0.9, 1, (hand,), "hall"), 0.1)) == (0.0, 0.0)


def test_bearings_are_words_or_degrees_counter_clockwise_from_the_right() -> None:
    assert [radians_of(one) for one in ("right", "up", "left", "down")] == pytest.approx(
        [0.0, math.pi / 2, math.pi, 3 * math.pi / 2]
    )
    assert radians_of(45.0) == pytest.approx(math.pi / 4)


# --- homes larger than the model is shown --------------------------------------------------------


def crowd(count: int) -> Home:
    devices = [device(f"light.d{n}", f"Lamp {n}", "hall" if n % 2 else "attic") for n in range(count)]
    return Home.of(areas=ROOMS, devices=devices)


def test_a_home_that_is_small_enough_is_shown_whole() -> None:
    house = crowd(MOST)
    assert shortlist(scene(house), heard("lamp 7"), frozenset()) == tuple(house.devices.values())


def test_of_a_large_home_what_was_said_done_or_is_here_is_shown_in_the_home_s_order() -> None:
    house = crowd(500)
    moment = scene(house, "hall", commanded=(Commanded("light.d444", 2.0),))
    shown = [one.id for one in shortlist(moment, heard("turn on lamp 498"), frozenset())]
    assert {"light.d498", "light.d444"} <= set(shown)
    assert MOST <= len(shown) <= MOST + 1
    assert shown == [one for one in house.devices if one in shown]
    assert sum(house.devices[one].area == "hall" for one in shown) >= MOST - 2
