"""The parts of hearing one by one, each fed with the very output of the part before it.

All costs are CPU seconds of this process, the cheapest of several runs: what disturbs a run adds to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import process_time

import numpy as np
import numpy.typing as npt

from assistant.bench.hearing_ears import frames
from assistant.bench.hearing_engines import Engine
from assistant.bench.made_home import made_home
from assistant.hearing.audio import FRAME_SAMPLES, SAMPLE_RATE, AudioFrame
from assistant.hearing.ctc_search import CtcSearch
from assistant.hearing.encoder import Encoder, SpeechModel
from assistant.hearing.features import FeatureStream
from assistant.hearing.grammar import Grammar, compile_grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phone_graph import PhoneGraph, build_phone_graph
from assistant.hearing.quiet import voice_activity
from assistant.understanding.sentences import speech_sentences

Floats = npt.NDArray[np.float32]
_NOTHING = np.empty(0, dtype=np.int16)


@dataclass(frozen=True)
class StageCosts:
    """CPU seconds a second of sound. ``activity``: of the voice activity model, before any engine."""

    activity: float
    features: float
    encoder: float
    decoder: float


@dataclass(frozen=True)
class SearchCost:
    """Our search at a size of the home. ``seconds``: CPU a second of sound; ``followed``: nodes a frame."""

    devices: int
    nodes: int
    seconds: float
    followed: float


def stage_costs(
    model: SpeechModel, graph: PhoneGraph, sounds: Sequence[AudioFrame], repeats: int
) -> StageCosts:
    """What each part costs on ``sounds``, each an utterance, [samples] at 16 kHz."""
    cut = [list(frames(sound)) for sound in sounds]
    activity, features, encoder = voice_activity(), FeatureStream(), Encoder(model)
    logs = _encoded(encoder, cut)
    heard = _cheapest(lambda: [activity.feed(piece) for pieces in cut for piece in pieces], repeats)
    rows = _cheapest(lambda: [features.feed(piece) for pieces in cut for piece in pieces], repeats)
    encoded = _cheapest(lambda: _encoded(encoder, cut), repeats)
    searched = _cheapest(partial(_follow_all, CtcSearch(graph), logs), repeats)
    seconds = _seconds(cut)
    # The encoder makes its own features: what is over is the model.
    return StageCosts(heard / seconds, rows / seconds, max(0.0, encoded - rows) / seconds, searched / seconds)


def whole_cost(engine: Engine, grammar: Grammar, sounds: Sequence[AudioFrame], repeats: int) -> float:
    """CPU seconds a second of sound of a whole recogniser, each sound an utterance with its result."""
    cut = [list(frames(sound)) for sound in sounds]
    recognizer = engine.recognizer(grammar, Lexicon())

    def hear() -> None:
        for pieces in cut:
            for piece in pieces:
                recognizer.feed(piece)
            recognizer.feed(_NOTHING, final=True)

    return _cheapest(hear, repeats) / _seconds(cut)


def search_costs(
    model: SpeechModel, sounds: Sequence[AudioFrame], sizes: Sequence[int], repeats: int
) -> list[SearchCost]:
    """Our search over the same sounds, each an utterance, in homes of these numbers of devices."""
    cut = [list(frames(sound)) for sound in sounds]
    utterances, seconds = _encoded(Encoder(model), cut), _seconds(cut)
    costs = []
    for size in sizes:
        graph = build_phone_graph(home_grammar(size), Lexicon())
        search = CtcSearch(graph)
        followed = sum(_followed(search, logs) for logs in utterances)
        spent = _cheapest(partial(_follow_all, search, utterances), repeats)
        outputs = sum(len(row) for logs in utterances for row in logs)
        costs.append(SearchCost(size, graph.nodes, spent / seconds, followed / max(1, outputs)))
    return costs


def home_grammar(size: int) -> Grammar:
    """All commands of a made home of ``size`` devices."""
    spoken = speech_sentences(made_home(size), "en")
    return compile_grammar(spoken.intents, spoken.lists)


def after_last_chunk(engine: Engine, grammar: Grammar, sounds: Sequence[AudioFrame]) -> list[float]:
    """CPU seconds from the last chunk of each sound to its result."""
    lexicon, spent = Lexicon(), []
    for sound in sounds:
        recognizer = engine.recognizer(grammar, lexicon)
        for piece in frames(sound):
            recognizer.feed(piece)
        began = process_time()
        recognizer.feed(_NOTHING, final=True)
        spent.append(process_time() - began)
    return spent


def _encoded(encoder: Encoder, cut: Sequence[Sequence[AudioFrame]]) -> list[list[Floats]]:
    return [[*(encoder.feed(piece) for piece in pieces), encoder.finish()] for pieces in cut]


def _seconds(cut: Sequence[Sequence[AudioFrame]]) -> float:
    return sum(map(len, cut)) * FRAME_SAMPLES / SAMPLE_RATE


def _follow_all(search: CtcSearch, utterances: Sequence[Sequence[Floats]]) -> None:
    for logs in utterances:
        _followed(search, logs)


def _followed(search: CtcSearch, logs: Sequence[Floats]) -> int:
    """Search one utterance as the engine does, a look at the best words with each piece; nodes followed."""
    search.reset()
    for piece in logs:
        if len(piece):
            search.feed(piece)
            search.paths(1, final=False)
    return search.followed


def _cheapest(work: Callable[[], object], repeats: int) -> float:
    spent = []
    for _ in range(repeats):
        began = process_time()
        work()
        spent.append(process_time() - began)
    return min(spent)
