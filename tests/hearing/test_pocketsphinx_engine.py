import json
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from hassil.intents import Intents
from hassil.recognize import recognize

from assistant.errors import GrammarError
from assistant.events import Heard
from assistant.hearing.activity import SileroActivity
from assistant.hearing.audio import FRAME_SECONDS
from assistant.hearing.engine import build_recognizer, build_wake
from assistant.hearing.grammar import compile_grammar, phrases_grammar
from assistant.hearing.listener import Listener
from assistant.hearing.phone_loop import Calibration, Evidence, Segment, evidence
from assistant.hearing.pocketsphinx_engine import PocketsphinxRecognizer
from assistant.hearing.recordings import read_wav, wav_frames

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="no recordings of people here")
EMPTY = np.empty(0, dtype=np.int16)


def _decode(recognizer, path):
    for frame in wav_frames(path):
        recognizer.feed(frame)
    return recognizer.feed(EMPTY, final=True)


def test_silence_and_nothing_are_no_sentence():
    recognizer = PocketsphinxRecognizer(phrases_grammar(["yes", "no"]))
    assert recognizer.feed(EMPTY, final=True).text == ""
    assert recognizer.feed(np.zeros(512, dtype=np.int16), final=True).text == ""


def test_a_language_the_model_does_not_speak_is_refused():
    with pytest.raises(GrammarError, match="English only"):
        PocketsphinxRecognizer(phrases_grammar(["ja", "nein"], "de"))


def test_an_unknown_engine_is_refused_by_name():
    with pytest.raises(GrammarError, match="no hearing engine 'whisper'"):
        build_recognizer("whisper", phrases_grammar(["yes"]))


def test_an_empty_wake_phrase_is_refused():
    with pytest.raises(GrammarError, match="wake phrase is empty"):
        build_wake("pocketsphinx", "  ")


def test_words_that_fit_worse_than_any_phones_are_less_sure():
    words = [Segment("<sil>", 0, 9, 0.0), Segment("on", 10, 59, -0.1)]
    near, far = ([Segment("+aa+", 0, 59, score)] for score in (-0.1, -0.0))
    curve = Calibration(bias=0.0, mean=10.0, worst=0.0)
    found = [evidence(words, phones) for phones in (near, far)]
    assert found[0] is not None
    assert found[1] is not None
    assert curve.confidence(found[0]) > curve.confidence(found[1])
    assert evidence([], near) is None
    assert 0.0 <= curve.confidence(Evidence(-1e9, -1e9)) < curve.confidence(Evidence(1e9, 1e9)) <= 1.0


def _coffee(count):
    labels = json.loads((REAL / "coffee" / "labels.json").read_text())
    names = sorted(labels)[:: len(labels) // count][:count]
    return [(REAL / "coffee" / n, {k: v.strip() for k, v in labels[n]["slots"].items()}) for n in names]


def _listen(recognizer, path):
    listener, now, heard = Listener(recognizer, SileroActivity()), 0.0, []
    for now, frame in enumerate(wav_frames(path)):
        heard.append(listener.feed(frame, now * FRAME_SECONDS))
    return [event for event in [*heard, listener.flush(now * FRAME_SECONDS)] if event is not None]


@real
@pytest.mark.real
def test_nine_in_ten_real_orders_are_heard_with_every_slot():
    intents = Intents.from_dict(yaml.safe_load((REAL / "coffee" / "sentences.yaml").read_text()))
    grammar, right = compile_grammar(intents), 0
    for path, wanted in _coffee(16):
        events = _listen(build_recognizer("pocketsphinx", grammar), path)
        texts = [event.text for event in events if isinstance(event, Heard)]
        result = recognize(texts[0], intents) if texts else None
        right += result is not None and wanted == {
            n: str(e.value).strip() for n, e in result.entities.items()
        }
    assert right >= 15


@real
@pytest.mark.real
def test_a_guess_is_there_while_the_order_is_still_being_spoken():
    recognizer = PocketsphinxRecognizer(phrases_grammar(["what time is it", "what's the date"]))
    guesses = [
        recognizer.feed(frame) for frame in wav_frames(REAL / "home_commands" / "what time is it.flac")
    ]
    assert any(guess is not None and guess.complete for guess in guesses)
    final = recognizer.feed(EMPTY, final=True)
    assert final.text == "what time is it"


@real
@pytest.mark.real
def test_speech_outside_the_grammar_is_refused_in_seven_of_eight():
    grammar = phrases_grammar(
        ["turn on the kitchen light", "set a timer for 5 minutes", "lock the front door"]
    )
    events = [e for path, _ in _coffee(8) for e in _listen(PocketsphinxRecognizer(grammar), path)]
    assert len(events) >= 8
    assert sum(isinstance(event, Heard) for event in events) <= 1


@real
@pytest.mark.real
def test_a_typed_phrase_wakes_where_it_is_said_and_not_where_it_is_not():
    spotter = build_wake("pocketsphinx", "front door")
    said = [spotter.feed(f) for f in wav_frames(REAL / "home_commands" / "lock the Front Door.flac")]
    assert [w.phrase for w in said if w] == ["front door"]
    other = build_wake("pocketsphinx", "front door")
    assert not any(other.feed(f) for f in wav_frames(REAL / "home_commands" / "what time is it.flac"))
    assert len(read_wav(REAL / "home_commands" / "what time is it.flac")) > 16_000


def test_without_the_extra_the_engine_is_refused_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(GrammarError, match=r"pip install 'lares\[pocketsphinx\]'"):
        build_recognizer("pocketsphinx", phrases_grammar(["stop"]))
