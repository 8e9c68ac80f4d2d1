from __future__ import annotations

import pytest

from devices.link_failures import Failure
from devices.link_settings import BrokerSettings
from devices.reconnect import SETTLED, Reconnect

HOME = BrokerSettings("broker", retry_min=1.0, retry_max=8.0, retry_refused=30.0)


def spoken(reconnect: Reconnect) -> str:
    """The version of the next attempt."""
    return reconnect.protocol


def always(chance: float) -> Reconnect:
    return Reconnect(HOME, lambda: chance)


def test_waits_double_up_to_a_limit_and_jitter_shortens_them_by_half_at_most() -> None:
    longest, shortest = always(1.0), always(0.0)
    assert [longest.failed(Failure.UNREACHABLE) for _ in range(6)] == [1, 2, 4, 8, 8, 8]
    assert [shortest.failed(Failure.UNREACHABLE) for _ in range(6)] == [0.5, 1, 2, 4, 4, 4]


def test_a_link_that_stood_makes_the_next_wait_short_again_and_a_short_lived_one_does_not() -> None:
    reconnect = always(1.0)
    for _ in range(3):
        reconnect.failed(Failure.UNREACHABLE)
    assert reconnect.lost(Failure.UNREACHABLE, SETTLED / 2) == 8
    assert reconnect.lost(Failure.UNREACHABLE, SETTLED) == 1


def test_a_refusal_waits_long_from_the_first_time_on() -> None:
    assert always(0.5).failed(Failure.REFUSED) == pytest.approx(30.0)


def test_a_broker_that_hangs_up_on_5_is_tried_with_311_at_once_and_with_5_again_later() -> None:
    reconnect = always(1.0)
    assert spoken(reconnect) == "5"
    assert reconnect.failed(Failure.HUNG_UP) == 0
    assert spoken(reconnect) == "3.1.1"
    assert reconnect.failed(Failure.HUNG_UP) == 1
    assert spoken(reconnect) == "5"


def test_a_broker_that_has_spoken_5_is_not_doubted_when_it_dies_while_answering() -> None:
    reconnect = always(1.0)
    reconnect.connected()
    reconnect.failed(Failure.HUNG_UP)
    assert spoken(reconnect) == "5"
    reconnect.failed(Failure.VERSION)
    assert spoken(reconnect) == "3.1.1"


def test_an_unreachable_broker_says_nothing_about_versions() -> None:
    reconnect = always(1.0)
    reconnect.failed(Failure.UNREACHABLE)
    assert spoken(reconnect) == "5"


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_chosen_version_is_kept(protocol: str) -> None:
    chosen = BrokerSettings("broker", protocol="5" if protocol == "5" else "3.1.1")
    reconnect = Reconnect(chosen, lambda: 1.0)
    for failure in Failure:
        assert reconnect.failed(failure) > 0
        assert spoken(reconnect) == protocol


def test_several_short_lives_in_a_row_hint_at_a_shared_client_id() -> None:
    reconnect = always(1.0)
    for _ in range(2):
        reconnect.lost(Failure.UNREACHABLE, 0.1)
    assert not reconnect.hint
    reconnect.lost(Failure.UNREACHABLE, 0.1)
    assert "client_id" in reconnect.hint
    reconnect.lost(Failure.UNREACHABLE, SETTLED)
    assert not reconnect.hint
