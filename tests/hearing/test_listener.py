"""From frames to sentences: endpointing, waking, and what is done with what the engine says."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest

from assistant.events import Heard, Miss, NotHeard, Woken
from assistant.hearing.activity import SileroActivity
from assistant.hearing.audio import FRAME_SAMPLES, FRAME_SECONDS
from assistant.hearing.either import EitherRecognizer
from assistant.hearing.endpoint import EndpointSettings
from assistant.hearing.listener import Listener, ListenerSettings
from assistant.hearing.recordings import wav_frames
from tests.hearing.scripted import QUIET, SPEECH, Scripted, Waking, frames, listening, run

REAL = Path(__file__).parents[3] / "shared" / "data" / "real" / "home_commands"


def test_an_utterance_ends_after_its_pause_and_is_heard() -> None:
    recognizer = Scripted()
    (event,) = run(listening(recognizer), frames((QUIET, 1), (SPEECH, 1), (QUIET, 2)))
    assert isinstance(event, Heard)
    assert (event.text, event.confidence) == ("lights on", 0.9)
    assert event.endpoint_seconds == pytest.approx(0.8, abs=0.04)
    assert event.ended_at == pytest.approx(2.0, abs=0.07)


def test_sound_from_before_speech_was_noticed_goes_to_the_recogniser() -> None:
    recognizer = Scripted()
    run(listening(recognizer), frames((QUIET, 1), (SPEECH, 1), (QUIET, 2)))
    assert recognizer.fed / 16_000 == pytest.approx(0.3 + 1.0 + 0.8, abs=0.1)


def test_talk_far_quieter_than_the_speaker_does_not_prolong_an_utterance() -> None:
    (event,) = run(listening(Scripted()), frames((10_000, 1), (1_000, 0.7), (10_000, 1), (1_000, 3)))[:1]
    assert isinstance(event, Heard)
    assert event.ended_at == pytest.approx(2.7, abs=0.15)


def test_a_speaker_who_falls_a_little_quieter_is_heard_out() -> None:
    (event,) = run(listening(Scripted()), frames((10_000, 1), (2_500, 2), (0, 2)))
    assert isinstance(event, Heard)
    assert event.ended_at == pytest.approx(3.0, abs=0.1)


def test_loud_moments_before_an_utterance_say_nothing_of_its_speaker() -> None:
    sound = frames(*((20_000, 0.04), (QUIET, 1)) * 8, (300, 1), (QUIET, 2))
    (event,) = run(listening(Scripted()), sound)
    assert isinstance(event, Heard)
    assert event.ended_at == pytest.approx(8 * 1.02 + 1.0, abs=0.15)


def test_the_recogniser_learns_where_a_louder_speaker_sets_in() -> None:
    recognizer = Scripted()
    run(listening(recognizer), frames((1_000, 1), (10_000, 1), (0, 2)))
    assert recognizer.beginnings == [pytest.approx(1.0, abs=0.07)]


def test_a_sentence_that_grows_louder_from_its_start_has_one_beginning() -> None:
    recognizer = Scripted()
    run(listening(recognizer), frames((1_000, 0.2), (4_000, 0.2), (6_000, 1), (8_000, 1), (0, 2)))
    assert recognizer.beginnings == []


def test_the_rest_of_what_was_too_long_is_no_sentence_of_its_own() -> None:
    recognizer = Scripted()
    listener = listening(recognizer)
    events = run(listener, frames((SPEECH, 9), (QUIET, 2)))
    assert [event.why for event in events if isinstance(event, NotHeard)] == [Miss.TOO_LONG]
    assert len(events) == 1
    (after,) = run(listener, frames((SPEECH, 1), (QUIET, 2)), now=20.0)
    assert isinstance(after, Heard)


def test_who_sets_in_louder_late_may_speak_as_long_as_anybody() -> None:
    (event,) = run(listening(Scripted()), frames((1_000, 6), (10_000, 3), (0, 2)))
    assert isinstance(event, Heard)


def test_a_sentence_cut_off_while_somebody_speaks_is_not_trusted() -> None:
    listener = listening(Scripted())
    assert run(listener, frames((SPEECH, 1))) == []
    event = listener.flush(2.0)
    assert isinstance(event, NotHeard)
    assert event.why is Miss.CUT_OFF


def test_half_a_command_does_not_outlive_a_gap_in_the_sound() -> None:
    listener = listening(Scripted())
    assert run(listener, frames((SPEECH, 1))) == []
    assert run(listener, frames((QUIET, 3)), now=600.0) == []


def test_a_whole_sentence_needs_less_of_a_pause() -> None:
    (event,) = run(listening(Scripted(complete=True)), frames((SPEECH, 1), (QUIET, 2)))
    assert isinstance(event, Heard)
    assert event.endpoint_seconds == pytest.approx(0.4, abs=0.04)


def test_a_sentence_that_nothing_can_follow_needs_the_least() -> None:
    scripted = Scripted(complete=True, closed=True)
    (event,) = run(listening(scripted), frames((SPEECH, 1), (QUIET, 2)))
    assert isinstance(event, Heard)
    assert event.endpoint_seconds == pytest.approx(0.2, abs=0.04)


def test_a_guess_is_closed_only_where_neither_grammar_goes_on() -> None:
    no = Scripted("no", complete=True, closed=True)
    longer = Scripted("no", complete=True)
    for other, closed in ((longer, False), (Scripted("no", complete=True, closed=True), True)):
        guess = EitherRecognizer(no, other, sure=0.7).feed(np.zeros(10, np.int16))
        assert guess is not None
        assert guess.closed is closed


def test_a_short_pause_does_not_end_a_sentence() -> None:
    events = run(listening(Scripted()), frames((SPEECH, 1), (QUIET, 0.6), (SPEECH, 1), (QUIET, 2)))
    assert len(events) == 1


def test_a_click_is_no_utterance() -> None:
    assert run(listening(Scripted()), frames((QUIET, 1), (SPEECH, 0.032), (QUIET, 2))) == []


def test_a_television_is_cut_off_at_the_cap() -> None:
    events = run(listening(Scripted(confidence=0.1)), frames((SPEECH, 15)))
    assert [e.why for e in events if isinstance(e, NotHeard)] == [Miss.TOO_LONG]


@pytest.mark.parametrize(
    ("text", "confidence", "why"), [("x", 0.3, Miss.LOW_CONFIDENCE), ("", 0.0, Miss.OUT_OF_GRAMMAR)]
)
def test_what_is_not_trusted_is_told_with_its_score_and_the_threshold(
    text: str, confidence: float, why: Miss
) -> None:
    listener = listening(Scripted(text, confidence), settings=ListenerSettings(threshold=0.5, area="hall"))
    (event,) = run(listener, frames((SPEECH, 1), (QUIET, 2)))
    assert isinstance(event, NotHeard)
    assert (event.why, event.best_guess, event.confidence, event.threshold) == (why, text, confidence, 0.5)
    assert event.area == "hall"


def test_without_the_wake_phrase_nothing_is_listened_to() -> None:
    recognizer = Scripted()
    assert run(listening(recognizer, wake=Waking()), frames((SPEECH, 3), (QUIET, 2))) == []
    assert recognizer.fed == 0


def test_after_the_wake_phrase_one_sentence_is_heard_and_then_it_sleeps_again() -> None:
    events = run(
        listening(Scripted(), wake=Waking()),
        frames((7, 0.032), (QUIET, 0.5), (SPEECH, 1), (QUIET, 2), (SPEECH, 1), (QUIET, 2)),
    )
    assert [type(event) for event in events] == [Woken, Heard]


def test_words_right_after_the_wake_phrase_are_not_lost() -> None:
    recognizer = Scripted()
    run(listening(recognizer, wake=Waking()), frames((7, 0.032), (SPEECH, 1), (QUIET, 2)))
    assert recognizer.fed / 16_000 == pytest.approx(1.0 + 0.8, abs=0.1)


def test_woken_but_nobody_speaks_is_silence_and_it_sleeps_again() -> None:
    listener = listening(Scripted(), wake=Waking())
    events = run(listener, frames((7, 0.032), (QUIET, 6), (SPEECH, 1), (QUIET, 2)))
    assert [type(event) for event in events] == [Woken, NotHeard]
    assert isinstance(events[1], NotHeard)
    assert events[1].why is Miss.SILENCE


def test_half_a_command_does_not_outlive_a_lost_microphone() -> None:
    listener = listening(Scripted())
    assert run(listener, frames((SPEECH, 1))) == []
    assert run(listener, frames((QUIET, 3)), now=600.0) == []


def test_how_loud_a_sentence_was_over_the_noise_is_told() -> None:
    heard = []
    for loud in (1_000, 2_000):
        (event,) = run(listening(Scripted()), frames((QUIET, 1), (loud, 1), (QUIET, 2)))
        assert isinstance(event, Heard)
        assert event.level_db is not None
        heard.append(event.level_db)
    assert heard[1] - heard[0] == pytest.approx(6.0, abs=0.1)


def test_how_loud_it_was_is_also_known_right_after_the_wake_phrase() -> None:
    sound = frames((QUIET, 3), (7, 0.032), (1_000, 1), (QUIET, 2))
    event = run(listening(Scripted(), wake=Waking()), sound)[-1]
    assert isinstance(event, Heard)
    assert event.level_db == pytest.approx(70.0, abs=3.0)  # 60 dB of 16 bits, over silence of -10 dB


def test_another_recogniser_takes_over_between_utterances_only() -> None:
    first, second = Scripted("first"), Scripted("second")
    listener = listening(first)
    run(listener, frames((SPEECH, 0.5)))
    listener.use(second)
    events = run(listener, frames((SPEECH, 0.5), (QUIET, 2), (SPEECH, 1), (QUIET, 2)), now=0.5)
    assert [event.text for event in events if isinstance(event, Heard)] == ["first", "second"]


def test_a_reset_forgets_what_was_being_said() -> None:
    recognizer = Scripted()
    listener = listening(recognizer)
    run(listener, frames((SPEECH, 1)))
    listener.reset()
    assert run(listener, frames((QUIET, 3)), now=1.0) == []
    assert recognizer.finals == 1


def test_the_end_of_a_recording_ends_the_utterance() -> None:
    listener = listening(Scripted())
    assert run(listener, frames((SPEECH, 1), (QUIET, 0.1))) == []
    assert isinstance(listener.flush(1.0), Heard)
    assert listener.flush(1.1) is None


def test_costs_are_told_by_the_clock_that_is_given() -> None:
    ticks = iter(range(10_000))
    (event,) = run(
        listening(Scripted(), cpu_clock=lambda: next(ticks) / 1000), frames((SPEECH, 1), (QUIET, 2))
    )
    assert isinstance(event, Heard)
    length = round(event.audio_seconds / FRAME_SECONDS)
    assert event.compute_seconds == pytest.approx(length / 1000, abs=0.002)


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        (Scripted("yes", 0.9), Scripted("lights on", 0.95), "yes"),
        (Scripted("yes", 0.2), Scripted("lights on", 0.95), "lights on"),
        (Scripted("", 0.0), Scripted("lights on", 0.3), "lights on"),
    ],
)
def test_an_answer_goes_before_a_command_if_it_is_sure(
    first: Scripted, second: Scripted, result: str
) -> None:
    either = EitherRecognizer(first, second, sure=0.5)
    either.feed(np.zeros(512, dtype=np.int16))
    final = either.feed(np.zeros(0, dtype=np.int16), final=True)
    assert final is not None
    assert final.text == result
    assert (first.finals, second.finals) == (1, 1)


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="recordings of people are not part of this repository")
def test_each_real_recording_is_one_utterance_that_ends_soon(capsys: pytest.CaptureFixture[str]) -> None:
    delays = []
    commands = [path for path in sorted(REAL.glob("*.flac")) if not path.name.startswith("oov")]
    for recording in commands:
        listener = Listener(Scripted(), SileroActivity(), endpoint=EndpointSettings())
        events = run(listener, [*wav_frames(recording), *frames((QUIET, 1.5))])
        assert len(events) == 1, (recording.name, events)
        assert isinstance(events[0], Heard)
        delays.append(events[0].endpoint_seconds)
    with capsys.disabled():
        print(
            f"\n{len(delays)} recordings of home commands: endpoint {statistics.median(delays):.2f} s median"
        )


def test_silence_and_noise_are_no_speech() -> None:
    noise = np.random.default_rng(5).normal(0, 800, (300, FRAME_SAMPLES)).astype(np.int16)
    listener = Listener(Scripted(), SileroActivity())
    assert run(listener, [*noise, *frames((QUIET, 3))]) == []
