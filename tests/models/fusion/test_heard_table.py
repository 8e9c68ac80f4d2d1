"""What is said in which voice, and what is written of what was heard."""

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from assistant.events import Hypothesis
from assistant.hearing.audio import AudioFrame
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.recognizer import Recognition
from assistant.hearing.recordings import read_wav
from assistant.understanding.sentences import Sentences, speech_sentences
from devices.defaults import default_capabilities
from devices.model import Area, Device, Home, Kind
from models.fusion.heard_table import LONGEST, VOICES, Ear, heard, said, split_of, tell
from models.fusion.names import SPLITS
from models.speech.engines import ENGINES, choose, installed

DEMO = Path(__file__).parents[3] / "assistant" / "demo"
HOME = Home.of(
    areas=[Area("kitchen", "kitchen")],
    devices=[Device(f"light.{n}", f"{n} lamp", Kind.LIGHT, area="kitchen",
                    capabilities=default_capabilities(Kind.LIGHT)) for n in ("copper", "paper")],
)  # fmt: skip


class Says:
    """A recogniser that makes the same of everything."""

    def __init__(self, text: str, confidence: float, *others: tuple[str, float]) -> None:
        self._last = Recognition(text, confidence, tuple(Hypothesis(*other) for other in others))

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        return self._last if final else None

    def may_begin(self) -> None:
        pass


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    sentences = speech_sentences(HOME)
    return compile_grammar(sentences.intents, sentences.lists)


def ear(grammar: Grammar, says: Says) -> Ear:
    return Ear(HOME, Sentences(HOME), grammar, says)


def test_no_voice_speaks_in_two_splits_and_each_split_has_many() -> None:
    chance = random.Random(1)  # noqa: S311 - not for secrets
    voices = {choose(chance, ENGINES)[1].name for _ in range(2000)}
    counts = Counter(split_of(voice) for voice in voices)

    assert set(VOICES) <= voices
    assert set(VOICES.values()) == set(counts) == set(SPLITS)
    assert min(counts.values()) > 15


def test_commands_have_a_name_of_the_home_in_them(grammar: Grammar) -> None:
    commands = list(ear(grammar, Says("", 0.0)).commands(random.Random(2), 12))  # noqa: S311 - not for secrets

    assert len({text for _, text in commands}) == 12
    for spoken, text in commands:
        assert any(name in text for name in ("copper lamp", "paper lamp", "kitchen"))
        assert len(spoken.split()) <= LONGEST
        assert grammar.written(spoken.split()) == text


def test_all_that_is_heard_is_kept_however_unsure(grammar: Grammar) -> None:
    sound = read_wav(DEMO / "1_light_on.flac")
    says = Says(
        "turn off the copper lamp", 0.2, ("turn on copper lamp", 0.15), ("turn on the copper lamp", 0.1)
    )

    line = ear(grammar, says).line("turn on the copper lamp", sound)

    assert [text for text, _ in line["hypotheses"]] == [
        "turn off the copper lamp", "turn on copper lamp", "turn on the copper lamp",
    ]  # fmt: skip
    assert [confidence for _, confidence in line["hypotheses"]] == [0.2, 0.15, 0.1]
    assert (line["right"], line["meant"]) == (2, 1)
    assert line["level"] is not None


def test_silence_is_nothing_heard(grammar: Grammar) -> None:
    line = ear(grammar, Says("turn on", 0.9)).line("turn on the copper lamp", np.zeros(16_000, np.int16))

    assert (line["hypotheses"], line["right"], line["meant"]) == ([], None, None)


def test_one_home_is_spoken_and_heard(capsys: pytest.CaptureFixture[str]) -> None:
    lines = list(heard({"dev": 1}, 3, installed(("espeak",))))

    assert len(lines) == 3
    assert {line["split"] for line in lines} == {split_of(line["voice"].split("-p")[0]) for line in lines}
    assert all(5 <= line["snr"] <= 25 for line in lines)
    assert any(line["meant"] is not None for line in lines)
    tell(lines)
    assert "3" in next(each for each in capsys.readouterr().out.splitlines() if "dev, the same words" in each)


def test_without_voices_the_error_says_what_to_install() -> None:
    with pytest.raises(ValueError, match="apt install"):
        said("hello", "train", random.Random(1), ())  # noqa: S311 - not for secrets
