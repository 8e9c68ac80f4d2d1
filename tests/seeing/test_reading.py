"""The pace, the place where the newest wins, and how late a camera is."""

from __future__ import annotations

import asyncio
import threading

import pytest

from assistant.errors import CameraError
from assistant.seeing.newest import Newest
from assistant.seeing.reading import LATE_FOR_SECONDS, LATE_SECONDS, Lateness, Pace, working_size


def _taken(camera: float, wanted: float, jitter: float = 0.0, seconds: float = 60.0) -> float:
    """Pictures taken a second of a camera of that rate."""
    now = 0.0
    pace = Pace(wanted, lambda: now)
    taken = 0
    for number in range(int(seconds * camera)):
        now = number / camera + jitter * (-1) ** number
        taken += pace.wanted()
    return taken / seconds


@pytest.mark.parametrize("camera", [10.0, 12.0, 15.0, 24.0, 25.0, 30.0, 60.0])
def test_of_faster_cameras_ten_a_second_are_taken(camera: float) -> None:
    assert 9.0 <= _taken(camera, 10.0) <= 10.1


@pytest.mark.parametrize("camera", [0.5, 1.0, 5.0, 7.5])
def test_of_slower_cameras_all_are_taken(camera: float) -> None:
    assert _taken(camera, 10.0) == camera


def test_a_camera_of_the_very_rate_loses_none_by_its_jitter() -> None:
    assert _taken(10.0, 10.0, jitter=0.02) == 10.0


def test_after_a_gap_pictures_are_not_made_up_for() -> None:
    now = 0.0
    pace = Pace(10.0, lambda: now)
    assert pace.wanted()
    now = 30.0
    assert pace.wanted()
    now = 30.01
    assert not pace.wanted()


@pytest.mark.parametrize(
    ("size", "working"),
    [
        ((1280, 720), (640, 360)),
        ((720, 1280), (360, 640)),
        ((640, 480), (640, 480)),
        ((320, 240), (320, 240)),
        ((7680, 4320), (640, 360)),
        ((5000, 2), (640, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_working_size_keeps_the_shape_and_enlarges_nothing(
    size: tuple[int, int], working: tuple[int, int]
) -> None:
    assert working_size(*size) == working


def test_the_newest_wins_and_what_it_overwrote_is_counted() -> None:
    async def scene() -> None:
        newest: Newest[int] = Newest()
        await asyncio.to_thread(lambda: [newest.put(number) for number in range(1, 6)])
        assert await newest.get() == 5
        assert newest.dropped == 4
        threading.Timer(0.02, newest.put, [6]).start()
        assert await newest.get() == 6
        assert newest.dropped == 4

    asyncio.run(scene())


def test_the_last_item_comes_before_the_end() -> None:
    async def scene() -> None:
        newest: Newest[int] = Newest()
        newest.put(1)
        newest.end(CameraError("lost"))
        assert await newest.get() == 1
        for _ in range(2):
            with pytest.raises(CameraError, match="lost"):
                await newest.get()
        await newest.closed()

    asyncio.run(scene())


def test_a_thread_that_comes_back_after_the_loop_is_closed_does_no_harm() -> None:
    async def scene() -> Newest[int]:
        return Newest()

    newest = asyncio.run(scene())
    newest.put(1)
    newest.end(None)


def test_thousands_of_frames_from_a_thread_lose_no_wake_up() -> None:
    async def scene() -> None:
        newest: Newest[int] = Newest()

        def fill() -> None:
            for number in range(1, 20_001):
                newest.put(number)
            newest.end(None)

        thread = threading.Thread(target=fill)
        thread.start()
        got, last = 0, 0
        while (number := await newest.get()) is not None:
            assert number > last
            got, last = got + 1, number
        thread.join()
        assert last == 20_000
        assert got + newest.dropped == 20_000

    asyncio.run(scene())


def test_a_camera_decoded_in_time_is_never_late() -> None:
    lateness = Lateness()
    # Its clock runs slow by 100 s in a million, and its pictures come in bursts.
    late = [lateness.seconds(k / 10, k / 10 * 1.0001 + 0.3 * (k % 5)) for k in range(100_000)]
    assert not any(late)
    assert Lateness().seconds(None, 5.0) == 0.0


def test_a_gap_in_the_network_is_not_taken_for_a_slow_board() -> None:
    lateness = Lateness()
    assert not any(lateness.seconds(k / 10, k / 10) for k in range(100))
    # Four seconds of pictures come at once, and from then on in time.
    assert not any(lateness.seconds(10 + k / 10, max(14.0, 10 + k / 10)) for k in range(200))


def test_a_board_that_decodes_too_slowly_is_noticed() -> None:
    lateness = Lateness()
    for k in range(1000):
        now = k / 10
        late = lateness.seconds(now * 0.8, now)
        if late:
            break
    assert late >= LATE_SECONDS
    assert LATE_SECONDS / 0.2 + LATE_FOR_SECONDS - 1 < now < LATE_SECONDS / 0.2 + LATE_FOR_SECONDS + 2
