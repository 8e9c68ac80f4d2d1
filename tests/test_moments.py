"""What came with a sentence: the wake phrase of just now, and what cameras saw in the last seconds."""

from __future__ import annotations

from assistant.events import Heard, Hypothesis, Observation, Woken
from assistant.moments import WOKEN_SECONDS, Moments
from assistant.understanding.scene import SEEN_SECONDS
from devices.model import Home


def _heard(text: str = "lights on") -> Heard:
    return Heard(text, 0.8, (Hypothesis(text, 0.8), Hypothesis("lights off", 0.5)), level_db=17.0)


def _seen(at: float) -> Observation:
    return Observation("eye", at, True, 0.9, 1)


def test_a_wake_phrase_counts_for_the_sentence_after_it() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    assert moments.heard(_heard(), 103.0).said.wake == 0.7
    assert moments.heard(_heard(), 106.0).said.wake is None


def test_a_wake_phrase_of_long_ago_counts_for_none() -> None:
    moments = Moments(Home())
    moments.wake(Woken("hey lares", 0.0, 0.7), 100.0)
    assert moments.heard(_heard(), 100.0 + WOKEN_SECONDS + 0.1).said.wake is None


def test_all_that_may_have_been_said_is_told_once_the_best_first() -> None:
    said = Moments(Home()).heard(_heard(), 1.0).said
    assert [one.text for one in said.hypotheses] == ["lights on", "lights off"]
    assert said.noise == 17.0


def test_what_was_seen_ages_and_is_forgotten() -> None:
    moments = Moments(Home())
    for tenth in range(60):
        moments.see(_seen(10.0 + tenth / 10))
    looks = moments.heard(_heard(), 16.0).looks
    assert 4 <= len(looks) <= 7
    assert all(look.age <= SEEN_SECONDS for look in looks)
    moments.forget()
    assert moments.heard(_heard(), 16.0).looks == ()


def test_what_was_written_was_not_heard() -> None:
    moment = Moments(Home()).written("lights on", 5.0)
    assert not moment.by_ear
    assert moment.said.hypotheses == (Hypothesis("lights on", 1.0),)
