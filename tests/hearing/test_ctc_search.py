"""The search is tested on posteriors written by hand: what it must find is then known for sure."""

import itertools
import random

import numpy as np
import pytest

from assistant.bench.made_home import made_home
from assistant.errors import GrammarError
from assistant.hearing.ctc_search import SHARED, CtcSearch
from assistant.hearing.grammar import Grammar, compile_grammar, phrases_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phone_graph import build_phone_graph
from assistant.hearing.phones import INDEX, OUTPUTS
from assistant.understanding.sentences import speech_sentences

LEXICON = Lexicon()


def posteriors(outputs: list[int], sure: float = 6.0, noise: float = 0.0, seed: int = 1) -> np.ndarray:
    """Log probabilities [frames, 40] whose likeliest outputs are these."""
    scores = np.random.default_rng(seed).normal(0, noise or 1e-9, (len(outputs), OUTPUTS))
    scores[np.arange(len(outputs)), outputs] += sure
    return (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)


def spoken(text: str, *, blanks: int = 1) -> list[int]:
    """The outputs of a clearly spoken text: each phone once, blanks between."""
    outputs = [0] * 4
    for word in text.split():
        for phone in LEXICON.pronunciations([word])[word][0].split():
            outputs += [INDEX[phone]] + [0] * blanks
    return outputs + [0] * 4


def search(grammar: Grammar) -> CtcSearch:
    return CtcSearch(build_phone_graph(grammar, LEXICON))


def heard(searcher: CtcSearch, logs: np.ndarray, most: int = 1) -> list[str]:
    searcher.reset()
    searcher.feed(logs)
    return [" ".join(path.words) for path in searcher.paths(most)]


LAMPS = phrases_grammar(["lamp on", "lamp off", "all lamps off", "red red lamp", "desk lamp on"])


@pytest.mark.parametrize("text", ["lamp on", "lamp off", "all lamps off", "red red lamp", "desk lamp on"])
def test_each_phrase_of_a_grammar_is_found(text: str) -> None:
    assert heard(search(LAMPS), posteriors(spoken(text))) == [text]


def test_the_best_path_is_the_best_of_all_paths_tried_one_by_one() -> None:
    """Against exact CTC: every alignment of every phrase over a few noisy frames."""
    grammar = phrases_grammar(["key", "tea", "eat", "eel", "key eel", "eel lee"])
    for seed in range(12):
        logs = posteriors([0, INDEX["IY"], INDEX["L"], INDEX["L"], INDEX["IY"], 0], 2.0, 1.5, seed)
        scores, shared, lee = {}, -1e9, (INDEX["IY"], INDEX["L"], INDEX["IY"])
        for outputs in itertools.product(sorted({0, *(INDEX[p] for p in ("K", "IY", "T", "L"))}), repeat=6):
            said = tuple(o for i, o in enumerate(outputs) if o and (i == 0 or outputs[i - 1] != o))
            score = float(logs[np.arange(6), list(outputs)].sum())
            scores[said] = max(score, scores.get(said, -1e9))
            if said == lee and outputs.count(INDEX["L"]) > 1:  # a frame for each of the words that share it
                shared = max(score + SHARED, shared)
        sentences = ("key", "tea", "eat", "eel", "key eel", "eel lee")
        exact = {}
        for text in sentences:
            phones = tuple(INDEX[p] for w in text.split() for p in LEXICON.pronunciations([w])[w][0].split())
            exact[text] = scores.get(phones, -1e9)
        exact["eel lee"] = max(exact["eel lee"], shared)
        searcher = search(grammar)
        assert heard(searcher, logs) == [max(exact, key=lambda text: exact[text])]
        assert searcher.paths()[0].score == pytest.approx(max(exact.values()), abs=1e-3)


def test_words_that_meet_in_a_phone_may_share_it() -> None:
    grammar = phrases_grammar(["hall light", "all lights"])
    phones = [INDEX[x] for x in ("HH", "AO", "L", "L", "AY", "T")]
    assert heard(search(grammar), posteriors([0, *phones, 0])) == ["hall light"]


def test_a_phone_said_twice_needs_a_blank_between() -> None:
    grammar = phrases_grammar(["bus stop", "bus top"])
    b, ah, s, t, aa, p = (INDEX[x] for x in ("B", "AH", "S", "T", "AA", "P"))
    assert heard(search(grammar), posteriors([0, b, ah, s, s, t, aa, p, 0])) == ["bus top"]
    assert heard(search(grammar), posteriors([0, b, ah, s, 0, s, t, aa, p, 0])) == ["bus stop"]


def test_alternatives_come_best_first_and_differ() -> None:
    found = heard(search(LAMPS), posteriors(spoken("lamp on"), 3.0, 1.0), most=5)
    assert found[0] == "lamp on"
    assert len(set(found)) == len(found) > 1


def test_each_word_says_when_it_ended_and_with_what_score() -> None:
    searcher = search(LAMPS)
    logs = posteriors(spoken("desk lamp on"))
    searcher.feed(logs)
    path = searcher.paths()[0]
    assert path.words == ("desk", "lamp", "on")
    assert path.ends[0] < path.ends[1] < path.ends[2] == len(logs)
    assert path.scores[0] > path.scores[1] > path.scores[2] == pytest.approx(path.score, abs=1e-3)


def test_words_that_are_no_whole_phrase_yet_are_told_as_such() -> None:
    searcher = search(phrases_grammar(["desk lamp on"]))
    searcher.feed(posteriors(spoken("desk lamp"), 30.0))
    assert searcher.paths() == []
    assert [(path.words, path.final) for path in searcher.paths(final=False)] == [(("desk", "lamp"), False)]


def test_nothing_is_found_in_silence() -> None:
    searcher = search(LAMPS)
    searcher.feed(posteriors([0] * 50, 30.0))
    assert searcher.paths() == []
    assert searcher.paths(final=False) == []


def test_an_utterance_begins_anew_after_a_reset() -> None:
    searcher = search(LAMPS)
    searcher.feed(posteriors(spoken("desk lamp on")))
    assert heard(searcher, posteriors(spoken("lamp off"))) == ["lamp off"]
    assert searcher.frames == len(spoken("lamp off"))


def test_commands_of_a_home_are_found_and_more_devices_keep_no_more_ways_open() -> None:
    followed = {}
    for size in (10, 300):
        sentences = speech_sentences(made_home(size), "en")
        grammar = compile_grammar(sentences.intents, sentences.lists)
        searcher = search(grammar)
        chance, right, followed[size] = random.Random(7), 0, 0  # noqa: S311
        for number in range(25):
            said = grammar.sample(chance)[0]
            logs = posteriors(spoken(said), 5.0, 1.0, number)
            right += said in heard(searcher, logs, most=2)
            followed[size] += searcher.followed
        assert right >= 23
    assert followed[300] <= 2 * followed[10]


def test_a_grammar_without_bounds_is_refused() -> None:
    with pytest.raises(GrammarError, match="more than 10 phones"):
        build_phone_graph(LAMPS, LEXICON, max_nodes=10)
