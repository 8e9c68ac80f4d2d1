"""The motion gate on generated scenes: what opens it, what does not, and when it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from assistant.seeing.frames import Luma
from assistant.seeing.motion import MotionGate, MotionSettings

RATE = 10.0
LINGER = MotionSettings().linger_seconds


def room(width: int = 320, height: int = 240, seed: int = 1) -> Luma:
    """Soft blobs of 40 to 180."""
    coarse = np.random.default_rng(seed).integers(40, 180, (6, 8)).astype(np.uint8)
    rows, columns = np.arange(height) * 6 // height, np.arange(width) * 8 // width
    return coarse[rows][:, columns]


def grainy(luma: Luma, seed: int, grain: float = 3.0) -> Luma:
    """What a sensor makes of it."""
    noise = np.random.default_rng(seed).normal(0.0, grain, luma.shape)
    return np.clip(luma + noise, 0, 255).astype(np.uint8)


def with_hand(luma: Luma, x: float, y: int = 100, side: int = 16, brighter: int = 70) -> Luma:
    """A bright square; 16 px of 320 are a hand 3 m away."""
    changed = luma.astype(np.int16)
    left = round(x)
    changed[y : y + side, left : left + side] += brighter
    return np.clip(changed, 0, 255).astype(np.uint8)


def fed(gate: MotionGate, pictures: Iterable[Luma], start: float = 0.0) -> list[bool]:
    """What it says of each, ten a second."""
    return [gate.feed(picture, start + number / RATE) for number, picture in enumerate(pictures)]


def closed_gate() -> MotionGate:
    """One that has looked at the still, grainy room for five seconds, till 5.0."""
    gate = MotionGate()
    fed(gate, (grainy(room(), seed) for seed in range(50)))
    return gate


def test_the_first_frame_is_worth_a_look() -> None:
    assert MotionGate().feed(room(), 1000.0)


def test_a_still_room_closes_it_however_grainy() -> None:
    told = fed(MotionGate(), (grainy(room(), seed) for seed in range(80)))
    assert all(told[: int(LINGER * RATE)])
    assert not any(told[int(LINGER * RATE) + 1 :])


def test_pitch_dark_with_all_its_grain_is_still() -> None:
    dark = np.full((240, 320), 4, np.uint8)
    told = fed(MotionGate(), (grainy(dark, seed, grain=12.0) for seed in range(60)))
    assert not any(told[int(LINGER * RATE) + 1 :])


@pytest.mark.parametrize("brighter", [70, -35])
def test_a_hand_across_the_room_opens_it(brighter: int) -> None:
    gate = closed_gate()
    hands = [grainy(with_hand(room(), 60 + 6 * i, brighter=brighter), 100 + i) for i in range(10)]
    assert any(fed(gate, hands, 5.0)[:2])


def test_a_hand_held_still_is_seen_to_the_end_of_its_gesture() -> None:
    gate = closed_gate()
    told = fed(gate, (grainy(with_hand(room(), 80), 100 + i) for i in range(60)), 5.0)
    assert all(told[: int(LINGER * RATE)])
    assert not told[-1]


def test_something_slow_adds_up() -> None:
    gate = closed_gate()
    creeping = [grainy(with_hand(room(), 60 + 0.5 * i), 100 + i) for i in range(40)]
    fed(gate, [creeping[0]] * 40, 5.0)
    assert any(fed(gate, creeping, 9.0))


@pytest.mark.parametrize("drift", ["everywhere", "from_the_window"])
def test_the_sun_that_moves_on_does_not_open_it(drift: str) -> None:
    gate = closed_gate()
    share = 1.0 if drift == "everywhere" else np.linspace(1.0, 0.0, 320)
    pictures = [grainy(np.clip(room() + 0.1 * i * share, 0, 255).astype(np.uint8), i) for i in range(300)]
    assert not any(fed(gate, pictures, 5.0))


@pytest.mark.parametrize("lamp", [lambda luma: luma + 50.0, lambda luma: luma - 30.0])
def test_a_change_everywhere_at_once_is_a_lamp_and_nobody(lamp: Callable[[Luma], Luma]) -> None:
    gate = closed_gate()
    lit = np.clip(lamp(room()), 0, 255).astype(np.uint8)
    assert not any(fed(gate, (grainy(lit, 100 + i) for i in range(30)), 5.0))


def test_after_a_lamp_that_lights_one_corner_it_is_quiet_again() -> None:
    gate = closed_gate()
    lit = with_hand(room(), 200, y=20, side=100)
    told = fed(gate, (grainy(lit, 100 + i) for i in range(50)), 5.0)
    assert told[0]
    assert not any(told[-20:])


def test_it_opens_again_for_whoever_comes_back() -> None:
    gate = closed_gate()
    for start in (5.0, 15.0):
        assert any(fed(gate, (grainy(with_hand(room(), 60 + 6 * i), i) for i in range(5)), start))
        assert not fed(gate, (grainy(room(), 200 + i) for i in range(60)), start + 0.5)[-1]


def test_a_hand_opens_it_in_a_dark_and_grainy_room_too() -> None:
    gate = MotionGate()
    dark = (room() // 8).astype(np.uint8)
    fed(gate, (grainy(dark, seed, grain=8.0) for seed in range(50)))
    hands = (grainy(with_hand(dark, 60 + 8 * i, side=40, brighter=60), i, grain=8.0) for i in range(10))
    assert any(fed(gate, hands, 5.0))


@pytest.mark.parametrize("sizes", [[(640, 480), (480, 640)], [(1, 1), (2000, 3)], [(3, 2000), (640, 480)]])
def test_a_picture_of_another_size_is_taken_as_it_comes(sizes: list[tuple[int, int]]) -> None:
    gate = MotionGate()
    for number, (width, height) in enumerate(sizes * 2):
        assert gate.feed(np.full((height, width), 90, np.uint8), float(number)) in (True, False)


def test_a_clock_that_was_set_back_does_not_close_it_on_who_moves() -> None:
    gate = MotionGate()
    gate.feed(room(), 1000.0)
    assert gate.feed(with_hand(room(), 50), 3.0)
