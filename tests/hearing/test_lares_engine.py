"""The engine on the model that ships."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soxr

from assistant.bench.hearing_ears import frames
from assistant.bench.hearing_items import coffee_items, home_items
from assistant.commands.hear import recording_ear
from assistant.errors import GrammarError, ModelError
from assistant.events import Heard
from assistant.hearing.activity import SileroActivity
from assistant.hearing.audio import FRAME_SECONDS
from assistant.hearing.confidence import Calibration, Evidence
from assistant.hearing.encoder import SpeechModel
from assistant.hearing.grammar import phrases_grammar
from assistant.hearing.lares_engine import LaresRecognizer
from assistant.hearing.lares_wake import LaresWake
from assistant.hearing.listener import Listener
from assistant.hearing.recordings import read_wav
from assistant.inference import ARTIFACTS

RECORDING = Path(__file__).parents[2] / "assistant" / "demo" / "1_light_on.flac"
PHRASES = phrases_grammar(["turn on the kitchen light", "open the garage door", "what time is it"])


@pytest.fixture(scope="module")
def ear() -> LaresRecognizer:
    return LaresRecognizer(PHRASES)


def _heard(ear: LaresRecognizer, sound: np.ndarray, size: int = 512) -> tuple[str, float]:
    for at in range(0, len(sound), size):
        ear.feed(sound[at : at + size])
    result = ear.feed(np.empty(0, np.int16), final=True)
    assert result is not None
    return result.text, result.confidence


def test_a_command_is_heard_the_same_in_pieces_of_any_size(ear: LaresRecognizer) -> None:
    sound = read_wav(RECORDING)
    text, sure = _heard(ear, sound)
    assert text == "turn on the kitchen light"
    assert sure > 0.65
    assert _heard(ear, sound, 3_333) == (text, pytest.approx(sure, abs=0.05))


@pytest.mark.parametrize("decibels", [-40, -20, -6])
def test_the_level_does_not_matter(ear: LaresRecognizer, decibels: int) -> None:
    sound = read_wav(RECORDING)
    quiet = np.round(sound * 10 ** (decibels / 20)).astype(np.int16)
    assert _heard(ear, quiet)[0] == "turn on the kitchen light"


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(32_000, np.int16),
        np.full(32_000, 9_000, np.int16),
        np.random.default_rng(1).normal(0, 2_000, 32_000).astype(np.int16),
        np.random.default_rng(2).choice(np.array([-32_768, 32_767], np.int16), 32_000),
    ],
    ids=["silence", "a DC offset", "noise", "clipping"],
)
def test_what_is_no_speech_is_not_trusted(ear: LaresRecognizer, sound: np.ndarray) -> None:
    assert _heard(ear, sound)[1] < 0.65


def test_a_command_of_another_grammar_is_not_trusted() -> None:
    ear = LaresRecognizer(phrases_grammar(["open the garage door", "what time is it"]))
    assert _heard(ear, read_wav(RECORDING))[1] < 0.65


def test_a_command_is_found_among_talk_far_quieter_before_and_after_it(ear: LaresRecognizer) -> None:
    sound, talk = (read_wav(RECORDING.with_name(f"{name}.flac")) for name in (RECORDING.stem, "5_risky"))
    mixed = np.pad(sound.astype(np.float64), 24_000)
    behind = np.resize(talk.astype(np.float64), len(mixed))
    behind *= np.sqrt(np.square(sound.astype(np.float64)).mean() / np.square(behind).mean())
    mixed = np.round(mixed + behind * 10 ** (-20 / 20)).astype(np.int16)
    listener, heard = Listener(ear, SileroActivity()), []
    for number, frame in enumerate(frames(mixed)):
        heard.append(listener.feed(frame, number * FRAME_SECONDS))
    assert [one.text for one in heard if isinstance(one, Heard)] == ["turn on the kitchen light"]


def test_a_command_with_a_loud_word_in_its_middle_keeps_the_words_before(ear: LaresRecognizer) -> None:
    sound = read_wav(RECORDING)
    ear.feed(sound[:12_000])
    ear.may_begin()
    ear.feed(sound[12_000:])
    result = ear.feed(np.empty(0, np.int16), final=True)
    assert result is not None
    assert result.text == "turn on the kitchen light"


def test_a_beginning_before_any_sound_changes_nothing(ear: LaresRecognizer) -> None:
    ear.may_begin()
    assert _heard(ear, read_wav(RECORDING))[0] == "turn on the kitchen light"


def test_what_is_no_number_is_no_confidence() -> None:
    assert Calibration(3.0, 2.0, 0.3, 0.3).confidence(Evidence(float("nan"), -1.0, 5.0)) == 0.0


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [("delay", None, "delay"), ("blank_cost", "much", "blank_cost"),
     ("confidence", {"bias": 1}, "confidence"),
     ("confidence", {"bias": float("nan"), "mean": 1, "worst": 1, "margin": 1}, "not finite")],
)  # fmt: skip
def test_a_manifest_that_cannot_be_used_is_refused_by_what_is_wrong_in_it(
    tmp_path: Path, key: str, value: object, told: str
) -> None:
    shutil.copytree(ARTIFACTS / "speech", tmp_path / "speech")
    listing = tmp_path / "speech" / "manifest.json"
    manifest = json.loads(listing.read_text())
    manifest[key] = value
    listing.write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=told):
        LaresRecognizer(PHRASES, model=SpeechModel(tmp_path / "speech"))


def test_another_language_is_refused_with_the_way_out() -> None:
    with pytest.raises(GrammarError, match="English only"):
        LaresRecognizer(phrases_grammar(["licht an"], "de"))


def test_a_phrase_is_spotted_where_it_is_said_and_another_is_not() -> None:
    sound = np.concatenate([np.zeros(16_000, np.int16), read_wav(RECORDING), np.zeros(16_000, np.int16)])
    found = {}
    for phrase in ("turn on the kitchen light", "hey computer"):
        spotter = LaresWake(phrase, 0.2)
        found[phrase] = [spotter.feed(sound[at : at + 512]) for at in range(0, len(sound), 512)]
    assert sum(woken is not None for woken in found["turn on the kitchen light"]) == 1
    assert not any(found["hey computer"])


def test_an_empty_phrase_is_refused() -> None:
    with pytest.raises(GrammarError, match="wake phrase is empty"):
        LaresWake(" , ")


REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="no recordings of people here")


@real
@pytest.mark.real
def test_real_orders_are_heard_with_every_slot_and_strange_ones_refused() -> None:
    """Every fourth of 153 orders through voice activity as in life; 30 home commands are strange here."""
    ear = recording_ear(None, REAL / "coffee" / "sentences.yaml", None, "lares")
    orders = coffee_items(REAL / "coffee")[::4]
    results = [(item, ear.hear(item.path)) for item in orders]
    assert sum(item.right(result) for item, result in results) >= 0.8 * len(orders)
    assert sum(result.accepted and not item.right(result) for item, result in results) <= 0.08 * len(orders)
    strange = sorted((REAL / "home_commands").glob("*.flac"))[::2]
    assert sum(ear.hear(path).accepted for path in strange) <= 1


@real
@pytest.mark.real
def test_real_home_commands_are_heard_and_what_is_no_command_is_refused() -> None:
    home = Path(__file__).parents[1] / "homes" / "commands.yaml"
    ear = recording_ear(home, None, "office", "lares")
    items = home_items(REAL / "home_commands", ear.sentences, ear.area)
    results = [(item, ear.hear(item.path)) for item in items]
    assert sum(item.right(result) for item, result in results) >= 25
    strange = [result for item, result in results if item.path.stem.startswith("oov")]
    assert len(strange) == 4
    assert not any(result.accepted for result in strange)


@pytest.mark.parametrize("cut", [3_000, 9_000, 20_000])
def test_a_command_that_is_cut_clipped_or_band_limited_is_heard_right_or_refused(
    ear: LaresRecognizer, cut: int
) -> None:
    sound = read_wav(RECORDING)
    telephone = soxr.resample(soxr.resample(sound.astype(np.float32), 16_000, 8_000), 8_000, 16_000)
    clipped = np.clip(sound.astype(np.int32) * 12, -32_768, 32_767)
    for damaged in (sound[cut:], sound[:-cut], telephone, clipped):
        text, sure = _heard(ear, damaged.astype(np.int16))
        assert text == "turn on the kitchen light" or sure < 0.65
