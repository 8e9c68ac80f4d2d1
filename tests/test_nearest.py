"""Who of several acts on a sentence, judged by claims alone: no broker, no clock."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.itself_neighbours import Claim, Presence
from assistant.nearest import NEIGHBOURS_LIMIT, Claims, Left, best

WAIT = 0.08


def claim(
    name: str, score: float = 0.9, level: float | None = None, *, ago: float = 0.4, wait: float = WAIT
) -> Claim:
    return Claim(name, score, level, ago, wait)


def left(own: Claim, *others: Claim, after: float = 0.01) -> Left | None:
    """What ``own``, made at second 100, comes to if the others' arrive so long after it."""
    claims = Claims(own.name)
    for other in others:
        claims.feed(other, 100.0 + after)
    return claims.decide(own, 100.0)


def test_without_another_claim_the_sentence_is_ours() -> None:
    assert left(claim("kitchen")) is None


def test_who_is_surer_of_the_words_acts_and_the_other_says_why_not() -> None:
    assert left(claim("kitchen", 0.93), claim("bedroom", 0.81)) is None
    given = left(claim("kitchen", 0.81), claim("bedroom", 0.93))
    assert given == Left("bedroom", "it heard better (0.93 > 0.81)")


def test_who_is_clearly_louder_acts_however_sure_the_other_is() -> None:
    near, far = claim("kitchen", 0.7, 24.0), claim("bedroom", 0.99, 12.0)
    assert left(near, far) is None
    assert left(far, near) == Left("kitchen", "it heard better (24 dB > 12 dB over the noise)")


def test_a_little_louder_counts_for_nothing() -> None:
    louder, surer = claim("kitchen", 0.7, 15.0), claim("bedroom", 0.9, 12.0)
    assert left(surer, louder) is None
    assert left(louder, surer) == Left("bedroom", "it heard better (0.90 > 0.70)")


@pytest.mark.parametrize("unknown", [(None, 30.0), (30.0, None), (None, None)])
def test_where_one_cannot_tell_how_loud_it_was_the_surer_acts(unknown: tuple[float | None, ...]) -> None:
    ours, theirs = unknown
    assert left(claim("kitchen", 0.9, ours), claim("bedroom", 0.8, theirs)) is None
    assert left(claim("kitchen", 0.8, ours), claim("bedroom", 0.9, theirs)) is not None


def test_of_equals_the_first_by_name_acts() -> None:
    assert left(claim("a"), claim("b")) is None
    assert left(claim("b"), claim("a")) == Left("a", "it heard as well (0.90), and comes first by name")


def test_of_three_that_are_each_worse_than_another_one_acts() -> None:
    """In pairs the second beats the first by sureness, the third the second by loudness, and so round."""
    three = claim("a", 0.9, 10.0), claim("b", 0.95, 8.0), claim("c", 0.8, 12.5)
    acting = [own.name for own in three if left(own, *(other for other in three if other is not own)) is None]
    assert acting == ["a"]


_LEVELS = st.none() | st.floats(0, 40)
_CLAIMS = st.lists(st.tuples(st.floats(0, 1), _LEVELS), min_size=1, max_size=6)


@given(_CLAIMS)
def test_whatever_is_claimed_exactly_one_acts(told: list[tuple[float, float | None]]) -> None:
    claims = [claim(f"n{number}", score, level) for number, (score, level) in enumerate(told)]
    acting = [
        own.name for own in claims if left(own, *(other for other in claims if other is not own)) is None
    ]
    assert acting == [best(claims).name]


@given(_CLAIMS)
def test_the_order_in_which_claims_come_says_nothing(told: list[tuple[float, float | None]]) -> None:
    claims = [claim(f"n{number}", score, level) for number, (score, level) in enumerate(told)]
    assert len({best(order).name for order in list(permutations(claims))[:50]}) == 1


def test_a_sentence_that_ended_at_another_time_is_another_sentence() -> None:
    assert left(claim("kitchen", 0.8), claim("bedroom", 0.9, ago=1.3)) is not None
    assert left(claim("kitchen", 0.8), claim("bedroom", 0.9, ago=1.5)) is None


def test_when_it_ended_is_reckoned_from_when_the_claim_came_not_from_when_it_was_made() -> None:
    """One needs .2 s of silence to know the end, the other .8."""
    claims = Claims("kitchen")
    claims.feed(claim("bedroom", 0.95, ago=0.8), 100.01)
    assert claims.decide(claim("kitchen", 0.9, ago=0.2), 100.0) is not None  # .6 s between the ends
    assert claims.decide(claim("kitchen", 0.9, ago=0.2), 103.0) is None


def test_who_has_acted_already_is_not_contradicted_by_a_better_ear_that_comes_late() -> None:
    claims = Claims("bedroom")
    claims.feed(claim("kitchen", 0.7, ago=0.2), 100.0)
    assert claims.decide(claim("bedroom", 0.99, ago=0.8), 100.6) == Left("kitchen", "it was 0.60 s sooner")


def test_a_better_claim_comes_in_time_or_is_not_made() -> None:
    """Who would be too late to be heard steps back by itself: the first waits, and nobody contradicts it."""
    claims = Claims("bedroom")
    claims.feed(claim("kitchen", 0.7), 100.0)
    assert claims.decide(claim("bedroom", 0.99), 100.05) is None
    assert claims.decide(claim("bedroom", 0.99), 100.07) == Left("kitchen", "it was 0.07 s sooner")


def test_the_claims_of_an_earlier_sentence_do_not_hide_those_of_this_one() -> None:
    claims = Claims("kitchen")
    for second in (94.0, 96.0, 98.0):
        claims.feed(claim("bedroom", 0.99), second)
    assert claims.decide(claim("kitchen", 0.8), 100.0) is None
    claims.feed(claim("bedroom", 0.9), 100.02)
    assert claims.decide(claim("kitchen", 0.8), 100.0) is not None


def test_what_comes_under_our_own_name_is_no_neighbours() -> None:
    claims = Claims("kitchen")
    claims.feed(Presence("kitchen", True), 99.0)
    claims.feed(claim("kitchen", 1.0), 100.0)
    assert claims.alone
    assert claims.decide(claim("kitchen", 0.5), 100.0) is None


def test_it_is_alone_until_a_neighbour_comes_and_when_the_last_has_gone() -> None:
    claims = Claims("kitchen")
    assert claims.alone
    claims.feed(Presence("bedroom", True), 1.0)
    claims.feed(Presence("hall", True), 1.0)
    claims.feed(Presence("bedroom", False), 2.0)
    assert not claims.alone
    claims.feed(Presence("hall", False), 3.0)
    claims.feed(Presence("cellar", False), 3.0)  # never seen
    assert claims.alone


def test_when_the_link_is_lost_nobody_is_known_to_be_there() -> None:
    claims = Claims("kitchen")
    claims.feed(Presence("bedroom", True), 99.0)
    claims.feed(claim("bedroom", 1.0), 100.0)
    claims.forget()
    assert claims.alone
    assert claims.decide(claim("kitchen", 0.5), 100.0) is None


def test_a_thousand_names_fill_no_memory_and_hide_no_neighbour() -> None:
    claims = Claims("kitchen")
    for number in range(1_000):
        claims.feed(Presence(f"n{number}", True), 100.0)
        claims.feed(claim(f"n{number}", 0.1), 100.0)
    claims.feed(claim("bedroom", 0.95), 100.01)
    assert len(claims._kept) <= NEIGHBOURS_LIMIT
    assert len(claims._present) <= NEIGHBOURS_LIMIT
    assert claims.decide(claim("kitchen", 0.9), 100.0) is not None
