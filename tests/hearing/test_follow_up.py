"""Without the wake phrase: for an answer, and for what follows a command that was carried out."""

from __future__ import annotations

from assistant.events import Heard, Miss, NotHeard, Woken
from assistant.hearing.recognizer import Recognition
from tests.hearing.scripted import QUIET, SPEECH, Scripted, Waking, frames, listening, run


def test_an_answer_needs_no_wake_phrase() -> None:
    listener = listening(Scripted("yes"), wake=Waking())
    listener.follow_up(0.0, 8.0)
    (event,) = run(listener, frames((QUIET, 1), (SPEECH, 0.5), (QUIET, 2)))
    assert isinstance(event, Heard)


def test_an_answer_needs_no_wake_phrase_after_our_own_voice_has_asked() -> None:
    recognizer = Scripted()
    listener = listening(recognizer, wake=Waking())
    listener.follow_up(0.0, 8.0)
    listener.reset()  # our own voice was not listened to
    (event,) = run(listener, frames((QUIET, 0.5), (SPEECH, 1), (QUIET, 2)), now=3.0)
    assert isinstance(event, Heard)


def test_after_a_command_what_follows_needs_no_wake_phrase() -> None:
    listener = listening(Scripted("a bit brighter"), wake=Waking())
    listener.follow_up(0.0, 8.0, asked=False)
    events = run(listener, frames((QUIET, 3), (SPEECH, 1), (QUIET, 2), (SPEECH, 1), (QUIET, 2)))
    assert [event.text for event in events if isinstance(event, Heard)] == ["a bit brighter"]
    assert len(events) == 1  # what came after it needs the phrase again, or another command


def test_that_nothing_follows_a_command_is_not_told() -> None:
    recognizer = Scripted()
    listener = listening(recognizer, wake=Waking())
    listener.follow_up(0.0, 4.0, asked=False)
    assert run(listener, frames((QUIET, 5), (SPEECH, 1), (QUIET, 2))) == []
    assert recognizer.fed == 0


def test_that_nobody_answers_a_question_is_told() -> None:
    listener = listening(Scripted(), wake=Waking())
    listener.follow_up(0.0, 4.0)
    (event,) = run(listener, frames((QUIET, 5)))
    assert isinstance(event, NotHeard)
    assert event.why is Miss.SILENCE


def test_talk_after_a_command_does_not_use_up_the_time_for_what_follows() -> None:
    recognizer = Scripted(confidence=0.2)
    listener = listening(recognizer, wake=Waking())
    listener.follow_up(0.0, 8.0, asked=False)
    (talk,) = run(listener, frames((SPEECH, 1), (QUIET, 1.5)))
    assert isinstance(talk, NotHeard)
    recognizer.result = Recognition("undo that", 0.9)
    (event,) = run(listener, frames((SPEECH, 1), (QUIET, 1.5)), now=2.5)
    assert isinstance(event, Heard)


def test_talk_after_a_command_does_not_prolong_the_time_for_what_follows() -> None:
    listener = listening(Scripted(confidence=0.2), wake=Waking())
    listener.follow_up(0.0, 4.0, asked=False)
    assert len(run(listener, frames((QUIET, 2), (SPEECH, 3), (QUIET, 2)))) == 1
    assert run(listener, frames((SPEECH, 1), (QUIET, 2)), now=7.0) == []


def test_who_does_not_know_that_it_still_listens_may_say_the_wake_phrase() -> None:
    recognizer = Scripted()
    listener = listening(recognizer, wake=Waking())
    listener.follow_up(0.0, 8.0, asked=False)
    phrase = (SPEECH, 0.5), (7, 0.032)
    events = run(listener, frames((QUIET, 1), *phrase, (QUIET, 0.3), (SPEECH, 1), (QUIET, 2)))
    assert [type(event) for event in events] == [Woken, Heard]
    assert recognizer.finals == 2  # the phrase was begun as a sentence, and is no part of the command


def test_a_command_carried_out_does_not_take_time_from_a_question() -> None:
    listener = listening(Scripted("yes"), wake=Waking())
    listener.follow_up(0.0, 8.0)
    listener.follow_up(1.0, 2.0, asked=False)
    (event,) = run(listener, frames((QUIET, 6), (SPEECH, 0.5), (QUIET, 2)))
    assert isinstance(event, Heard)
    listener.follow_up(20.0, 4.0)
    listener.follow_up(21.0, 4.0, asked=False)
    (event,) = run(listener, frames((QUIET, 6)), now=20.0)
    assert isinstance(event, NotHeard)  # the question was not answered


def test_without_a_wake_phrase_nothing_changes_after_a_command() -> None:
    listener = listening(Scripted())
    listener.follow_up(0.0, 2.0, asked=False)
    assert len(run(listener, frames((QUIET, 4), (SPEECH, 1), (QUIET, 2)))) == 1
