import itertools

import numpy as np
import pytest

from assistant.hearing.graphones import GraphoneModel, pack
from models.speech.g2p import dictionary_parts, evaluate, fitted, learn, part, quantised
from models.speech.graphone_align import align
from models.speech.graphone_ngram import backoffs, prune, train

# A made-up language: a letter one phone, but "c" sounds by the letter after it, and "sh" is one phone.
_SOUND = {"a": "AA", "e": "EH", "i": "IY", "b": "B", "t": "T", "m": "M"}


def _say(word: str) -> str:
    phones = []
    for at, letter in enumerate(word):
        if letter == "c":
            phones.append("S" if word[at + 1 : at + 2] in ("e", "i") else "K")
        else:
            phones.append(_SOUND[letter])
    return " ".join(phones)


def _words() -> dict[str, tuple[str, ...]]:
    syllables = [a + b for a in "bctm" for b in "aei"]
    return {"".join(word): (_say("".join(word)),) for word in itertools.product(syllables, repeat=3)}


def test_letters_are_aligned_with_the_phones_they_say():
    pairs = [(word, tuple(ways[0].split())) for word, ways in _words().items()]
    for (word, phones), graphones in zip(pairs, align(pairs), strict=True):
        assert graphones == tuple((letter, (phone,)) for letter, phone in zip(word, phones, strict=True))


def test_a_word_its_letters_do_not_spell_is_not_aligned():
    pairs = [(word, tuple(ways[0].split())) for word, ways in _words().items()]
    assert align([*pairs, ("ab", ("T", "M", "T", "M", "T"))])[-1] is None


def test_held_out_words_of_a_regular_language_are_said_right():
    words = _words()
    held = dict(list(words.items())[::7])
    model, graphones = learn({word: ways for word, ways in words.items() if word not in held}, 4)
    assert evaluate(GraphoneModel(quantised(model, graphones)), held).wrong < 0.02


def test_the_probabilities_after_every_history_sum_to_one_before_and_after_pruning():
    chance = np.random.default_rng(1)
    texts = [[1, *(chance.integers(2, 9, 6) + (i % 2)), 0] for i in range(400)]
    whole = train(texts, 10, 1, 3)
    for model in (whole, prune(whole, 1e-4)):
        weights = backoffs(model)
        for k in (1, 2):
            level, below = model.levels[k], model.levels[k - 1]
            kept = np.bincount(level.parent, level.prob, len(below.word))
            lower = np.bincount(level.parent, below.prob[level.suffix], len(below.word))
            some = np.flatnonzero((kept > 0) & (lower < 0.999))
            assert kept[some] + weights[k - 1][some] * (1 - lower[some]) == pytest.approx(1)


def test_pruning_leaves_what_longer_ngrams_need():
    chance = np.random.default_rng(2)
    whole = train([[1, *chance.integers(2, 8, 8), 0] for _ in range(300)], 9, 1, 4)
    pruned = prune(whole, 1e-4)
    assert len(whole.levels[0].word) < pruned.size < whole.size
    for below, level in itertools.pairwise(pruned.levels):
        assert level.parent.min() >= 0
        assert (np.diff(level.parent * 9 + level.word) > 0).all()
        assert (below.word[level.suffix] == level.word).all()


def test_a_model_is_cut_to_the_bytes_it_may_have():
    model, graphones = learn(_words(), 6)
    whole, _ = fitted(model, graphones, 1 << 20)
    most = len(pack(whole)) * 3 // 4
    small, threshold = fitted(model, graphones, most)
    assert threshold > 0
    assert len(pack(small)) <= most
    assert sum(small.sizes) < sum(whole.sizes)


def test_the_model_that_ships_says_most_held_out_words_right():
    words = dictionary_parts()["test"]
    assert all(part(word) == "test" for word in words)
    score = evaluate(GraphoneModel.load(), dict(list(words.items())[::12]))
    assert score.wrong < 0.35
    assert score.phones_wrong < 0.10
    assert score.wrong_twice < score.wrong
