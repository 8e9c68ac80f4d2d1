from __future__ import annotations

import pytest

from assistant.acting.timers import LIMIT, LONGEST, TimerFinished, TimerProblem, Timers
from assistant.events import Confirmed, Failed, TimerOrder, TimerVerb

START, CANCEL, STATUS = TimerVerb.START, TimerVerb.CANCEL, TimerVerb.STATUS


def started(*orders: TimerOrder) -> Timers:
    timers = Timers()
    for order in orders:
        assert timers.apply(order, 0.0).problem is None
    return timers


def left(timers: Timers, now: float) -> int:
    (view,) = timers.apply(TimerOrder(STATUS), now).timers
    return view.left


def test_a_timer_ends_once_and_not_before_its_time() -> None:
    timers = started(TimerOrder(START, 300, name="pizza", area="kitchen", command="turn off the oven"))
    assert timers.feed(299.9) == ()
    assert timers.feed(300.0) == (TimerFinished(300, "pizza", "kitchen", "turn off the oven"),)
    assert timers.feed(301.0) == ()


def test_timers_end_in_the_order_of_their_times() -> None:
    timers = started(TimerOrder(START, 60, name="b"), TimerOrder(START, 30, name="a"))
    assert [f.name for f in timers.feed(1000.0)] == ["a", "b"]


def test_a_timer_knows_where_it_was_started() -> None:
    timers = started(TimerOrder(START, 10, near="kitchen"))
    assert timers.feed(10.0)[0].area == "kitchen"


def test_pausing_stops_the_clock_and_resuming_goes_on() -> None:
    timers = started(TimerOrder(START, 100))
    timers.apply(TimerOrder(TimerVerb.PAUSE), 40.0)
    assert timers.feed(1000.0) == ()
    assert left(timers, 1000.0) == 60
    timers.apply(TimerOrder(TimerVerb.RESUME), 1000.0)
    assert timers.feed(1059.0) == ()
    assert len(timers.feed(1060.0)) == 1


def test_adding_and_taking_away() -> None:
    timers = started(TimerOrder(START, 100))
    timers.apply(TimerOrder(TimerVerb.ADD, 50), 10.0)
    assert left(timers, 10.0) == 140
    timers.apply(TimerOrder(TimerVerb.REMOVE, 500), 10.0)
    assert len(timers.feed(10.0)) == 1


def test_a_paused_timer_can_be_changed_and_stays_paused() -> None:
    timers = started(TimerOrder(START, 100))
    timers.apply(TimerOrder(TimerVerb.PAUSE), 0.0)
    timers.apply(TimerOrder(TimerVerb.ADD, 50), 500.0)
    (view,) = timers.apply(TimerOrder(STATUS), 900.0).timers
    assert (view.left, view.paused) == (150, True)


@pytest.mark.parametrize(
    "order",
    [
        TimerOrder(CANCEL, name="PIZZA"),
        TimerOrder(CANCEL, start_seconds=300),
        TimerOrder(CANCEL, area="kitchen"),
        TimerOrder(CANCEL, near="kitchen"),
    ],
)
def test_one_of_several_is_selected_by_name_duration_area_or_nearness(order: TimerOrder) -> None:
    timers = started(
        TimerOrder(START, 300, name="pizza", area="kitchen"), TimerOrder(START, 600, area="bedroom")
    )
    result = timers.apply(order, 10.0)
    assert result.problem is None
    assert [t.name for t in result.timers] == ["pizza"]
    assert len(timers) == 1


def test_several_that_fit_are_left_alone() -> None:
    timers = started(TimerOrder(START, 300), TimerOrder(START, 600))
    result = timers.apply(TimerOrder(CANCEL), 10.0)
    assert result.problem is TimerProblem.SEVERAL
    assert isinstance(result.outcome, Failed)
    assert len(timers) == 2


def test_resume_means_the_one_that_is_paused() -> None:
    timers = started(TimerOrder(START, 300, name="a"), TimerOrder(START, 600, name="b"))
    timers.apply(TimerOrder(TimerVerb.PAUSE, name="b"), 10.0)
    (view,) = timers.apply(TimerOrder(TimerVerb.RESUME), 20.0).timers
    assert (view.name, view.paused, view.left) == ("b", False, 590)


def test_an_unknown_timer_is_none() -> None:
    timers = started(TimerOrder(START, 300, name="pizza"))
    assert timers.apply(TimerOrder(CANCEL, name="eggs"), 1.0).problem is TimerProblem.NONE
    assert Timers().apply(TimerOrder(STATUS), 1.0).problem is TimerProblem.NONE


def test_cancelling_all_of_an_area_leaves_the_others() -> None:
    timers = started(TimerOrder(START, 300, area="kitchen"), TimerOrder(START, 600, area="bedroom"))
    assert len(timers.apply(TimerOrder(TimerVerb.CANCEL_ALL, area="kitchen"), 1.0).timers) == 1
    assert len(timers.apply(TimerOrder(TimerVerb.CANCEL_ALL), 1.0).timers) == 1
    assert len(timers) == 0


def test_limits_are_told_and_nothing_is_started() -> None:
    timers = Timers()
    assert timers.apply(TimerOrder(START, 0), 0.0).problem is TimerProblem.NO_DURATION
    assert timers.apply(TimerOrder(START, LONGEST + 1), 0.0).problem is TimerProblem.TOO_LONG
    for _ in range(LIMIT):
        assert isinstance(timers.apply(TimerOrder(START, LONGEST), 0.0).outcome, Confirmed)
    assert timers.apply(TimerOrder(START, 10), 0.0).problem is TimerProblem.TOO_MANY
    assert timers.apply(TimerOrder(TimerVerb.ADD, 10, near="x"), 0.0).problem is TimerProblem.SEVERAL


def test_a_timer_cannot_grow_past_the_longest() -> None:
    timers = started(TimerOrder(START, LONGEST))
    assert timers.apply(TimerOrder(TimerVerb.ADD, 60), 1.0).problem is TimerProblem.TOO_LONG
    assert left(timers, 1.0) == LONGEST - 1
