"""Wake phrases on posteriors written by hand: what must be found is then known for sure."""

import itertools

import numpy as np
import pytest

from assistant.errors import GrammarError
from assistant.hearing.encoder import STRIDE
from assistant.hearing.features import HOP
from assistant.hearing.lares_wake import LaresWake, WakePhrase, WakeSearch, probability, spell
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import BLANK, INDEX, OUTPUTS

LEXICON = Lexicon({"lares": "L AA R EH Z | L EH R IY Z"})
HEY_LARES = spell("hey lares", LEXICON)
OUTPUT_SAMPLES = STRIDE * HOP


def spoken(phones: str, *, held: int = 1, blanks: int = 2) -> list[int]:
    """Outputs of phones said one by one: frames each is held, frames of blank after it."""
    return [output for p in phones.split() for output in [INDEX[p]] * held + [BLANK] * blanks]


def posteriors(outputs: list[int], sure: float = 7.0) -> np.ndarray:
    """Log probabilities [frames, 40] whose likeliest outputs are these."""
    scores = np.zeros((len(outputs), OUTPUTS))
    scores[np.arange(len(outputs)), outputs] = sure
    return (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)


SILENCE = [BLANK] * 20
SAID = spoken("HH EY L AA R EH Z")
OTHER = spoken("T ER N DH AH L AY T AA N")


def best(outputs: list[int], *, spelled=HEY_LARES, sure: float = 7.0, second_look: bool = True) -> float:
    search = WakeSearch([spelled], [0.02], second_look=second_look)
    return max((sighting.score for sighting in search.feed(posteriors(outputs, sure))), default=0.0)


def test_a_phrase_that_is_said_is_seen_from_its_first_phone_to_its_last() -> None:
    seen = WakeSearch([HEY_LARES], [0.5]).feed(posteriors(SILENCE + SAID + SILENCE))
    assert [(sighting.began, sighting.ended) for sighting in seen] == [(20, 38)]
    assert seen[0].score > 0.8


def test_each_pronunciation_of_a_word_is_seen() -> None:
    assert best(spoken("HH EY L EH R IY Z")) > 0.8
    assert best(spoken("HH EY L OW R AW Z")) < 0.2


@pytest.mark.parametrize("outputs", [SILENCE, OTHER, SAID[:-6], SAID[::-1]], ids=str)
def test_a_phrase_that_is_not_said_is_not_seen(outputs: list[int]) -> None:
    assert best(outputs) < 0.5


def test_a_phrase_in_the_midst_of_speech_is_seen() -> None:
    assert best(OTHER + SAID + OTHER) > 0.8


@pytest.mark.parametrize(("held", "blanks"), [(1, 0), (1, 6), (4, 0), (4, 6)])
def test_phones_may_be_short_or_stretched(held: int, blanks: int) -> None:
    assert best(spoken("HH EY L AA R EH Z", held=held, blanks=blanks)) > 0.75


def test_phones_drawn_out_as_nobody_speaks_are_not_seen() -> None:
    assert best(spoken("HH EY", blanks=12)) == 0.0
    assert best(spoken("HH EY", blanks=1) + [BLANK] * 18 + spoken("L AA R EH Z")) < 0.5


def test_a_phone_said_twice_needs_a_blank_between() -> None:
    spelled = spell("bus stop", LEXICON)
    b, ah, s, t, aa, p = (INDEX[x] for x in ("B", "AH", "S", "T", "AA", "P"))
    without, between = [b, ah, s, s, t, aa, p, BLANK], [b, ah, s, BLANK, s, t, aa, p, BLANK]
    assert best(without, spelled=spelled, second_look=False) < 0.4
    assert probability(posteriors(without), spelled) < 0.4
    assert best(between, spelled=spelled) > 0.8


def test_where_the_model_is_at_a_loss_only_the_first_look_is_fooled() -> None:
    lost = spoken("HH EY L AA R EH Z")
    assert best(lost, sure=0.5, second_look=False) > 0.5
    assert best(lost, sure=0.5) < 0.35


def test_the_second_look_is_the_sum_over_every_alignment_tried_one_by_one() -> None:
    """Against exact CTC: how often K IY stands in what the outputs collapse to, weighed by likelihood."""
    k, iy, t = (INDEX[x] for x in ("K", "IY", "T"))
    outputs = [BLANK, k, iy, t]
    logs = np.log(np.random.default_rng(3).dirichlet(np.ones(OUTPUTS), 5) + 1e-30).astype(np.float32)
    some = [BLANK, k, iy, t]
    logs[:, [o for o in range(OUTPUTS) if o not in some]] = -1e9
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    expected = 0.0
    for path in itertools.product(outputs, repeat=5):
        said = [o for i, o in enumerate(path) if o != BLANK and (i == 0 or path[i - 1] != o)]
        times = sum(pair == (k, iy) for pair in itertools.pairwise(said))
        expected += times * float(np.exp(logs[np.arange(5), list(path)].sum()))
    assert 0.05 < expected < 1.0
    assert probability(logs, [[k, iy]]) ** 2 == pytest.approx(expected, rel=1e-4)


def test_the_second_look_is_a_probability_where_silence_was_made_to_weigh_less() -> None:
    logs = posteriors(SILENCE[:3] + SAID, sure=5.0)
    logs[:, BLANK] -= 2.0
    whole = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    assert 0.1 < probability(whole, HEY_LARES) < 0.9
    assert probability(logs, HEY_LARES) == pytest.approx(probability(whole, HEY_LARES))


class ScriptedModel:
    """In the speech model's place: gives rows written by hand, and counts how often it was asked."""

    delay = 0
    blank_cost = 0.0
    shapes = {"inputs": [1]}  # noqa: RUF012 - as the model has it

    def __init__(self, outputs: list[int]) -> None:
        self._rows = posteriors(outputs + SILENCE)
        self._given = 0
        self.asked = 0
        self.session = self

    def run(self, _: None, given: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        self.asked += 1
        count = given["rows"].shape[1] // STRIDE
        rows = self._rows[self._given : self._given + count]
        self._given += count
        return rows[None], given["kept"], given["inputs"]


def woken(wake: LaresWake, frames: int) -> list[tuple[str, float]]:
    """What wakes in silence of so many outputs, and when, in outputs of the model."""
    found = [wake.feed(np.zeros(OUTPUT_SAMPLES, np.int16)) for _ in range(frames)]
    return [(each.phrase, each.seconds / 0.03) for each in found if each]


def test_a_phrase_said_twice_wakes_twice_and_only_a_second_apart() -> None:
    outputs = SILENCE + SAID + [BLANK] * 30 + SAID + SAID + SILENCE
    wake = LaresWake("hey lares", 0.5, LEXICON, model=ScriptedModel(outputs))
    found = woken(wake, len(outputs))
    assert [phrase for phrase, _ in found] == ["hey lares", "hey lares"]
    assert found[0][1] == pytest.approx(20 + 19, abs=6)  # four outputs come at once
    assert found[1][1] - found[0][1] == pytest.approx(51, abs=6)


def test_two_phrases_share_one_encoder_and_each_has_its_own_threshold() -> None:
    outputs = SILENCE + spoken("K AH M P Y UW T ER") + SILENCE * 2 + SAID + SILENCE
    asked = []
    for also, expected in (
        ([], ["hey lares"]),
        ([WakePhrase("computer", 0.5)], ["computer", "hey lares"]),
        ([WakePhrase("computer", 0.999)], ["hey lares"]),
    ):
        model = ScriptedModel(outputs)
        wake = LaresWake("hey lares", 0.5, LEXICON, also=also, model=model)
        assert [phrase for phrase, _ in woken(wake, len(outputs))] == expected
        asked.append(model.asked)
    assert len(set(asked)) == 1


def test_an_empty_phrase_is_refused_among_others_too() -> None:
    with pytest.raises(GrammarError, match="wake phrase is empty"):
        LaresWake("hey lares", also=[WakePhrase(" ")], model=ScriptedModel([]))
