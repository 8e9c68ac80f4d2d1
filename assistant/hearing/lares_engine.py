"""The project's own engine: phone posteriors of the speech model, searched for a grammar's sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.errors import GrammarError, ModelError
from assistant.events import Hypothesis
from assistant.hearing.audio import AudioFrame
from assistant.hearing.confidence import Calibration, Weigher, weigh
from assistant.hearing.ctc_search import SHARED, CtcSearch, Path
from assistant.hearing.encoder import Encoder, Scorer, SpeechModel
from assistant.hearing.grammar import Grammar
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phone_graph import build_phone_graph
from assistant.hearing.phones import BLANK, INDEX, OUTPUTS
from assistant.hearing.recognizer import Recognition
from assistant.hearing.rescoring import Floats, forward_scores

RATE = 16_000
MAX_SECONDS = 20.0  # of one utterance; what comes after is not looked at
EACH = 2  # outputs at once: the end of a sentence is seen 60 ms sooner than with 4, for .006 of a core
# Heard before each utterance. What speaks from the first moment on was background in training; with the
# pre-roll of .3 s alone 11, with half a second of silence before it 14 of 15 home commands were right.
LEAD = np.zeros(round(0.6 * RATE), np.int16)
ALTERNATIVES = 8  # sentences that are compared by their scores over all alignments
ANY_PHONE = 2.5  # nats that a phone costs which is part of no sentence; one of 39 at random would cost 3.7
MAX_SPELLINGS = 4  # of a sentence that are tried then

# For a model whose manifest has none of its own (see models.speech.calibrate): of model 0.1, on coffee and
# home_commands, each heard with its own grammar and with the other's.
CALIBRATION = Calibration(bias=3.34, mean=2.18, worst=0.32, margin=0.29)


def calibration_of(model: SpeechModel) -> Calibration:
    """The curve from evidence to confidence that belongs to a model. Raises ModelError."""
    said = model.artifact.manifest.get("confidence")
    if said is None:
        return CALIBRATION
    try:
        given = [float(said[name]) for name in ("bias", "mean", "worst", "margin")]
        given.append(float(said.get("length", 0.0)))
        if not np.isfinite(given).all():
            raise ValueError(f"not finite: {given}")
        return Calibration(*given)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"model 'speech': confidence in its manifest cannot be used ({error!r}): "
            "run python -m models.speech.calibrate, or install the model anew"
        ) from error


class LaresRecognizer:
    """Hears the phrases of one grammar, in English. Raises GrammarError and ModelError."""

    def __init__(
        self,
        grammar: Grammar,
        lexicon: Lexicon | None = None,
        *,
        model: SpeechModel | None = None,
        calibration: Weigher | None = None,
        encoder: Scorer | None = None,
    ) -> None:
        if not grammar.language.lower().startswith("en"):
            raise GrammarError(
                f"the speech model hears English only, not '{grammar.language}': "
                "set language: en, or give commands as text"
            )
        self._grammar = grammar
        lexicon = lexicon or Lexicon()
        graph = build_phone_graph(grammar, lexicon)
        said = lexicon.pronunciations(grammar.vocabulary)
        self._ways = {
            word: tuple(tuple(INDEX[p] for p in way.split()) for way in ways) for word, ways in said.items()
        }
        if encoder is None:
            model = model or SpeechModel()
            encoder = Encoder(model, each=EACH)
        self._encoder = encoder
        self._calibration = calibration or (calibration_of(model) if model else CALIBRATION)
        self._graph = graph
        self._search = CtcSearch(graph)
        goes_on = {state for state, _, _, rare in grammar.transitions() if not rare}
        self._closed = grammar.final - goes_on
        self._begun = False
        self._begin()

    def feed(self, samples: AudioFrame, final: bool = False) -> Recognition | None:
        """Take on 16 kHz samples; the latest guess, and with ``final`` the result. See `Recognizer`."""
        if not self._begun:
            self._encoder.feed(LEAD)
            self._begun = True
        taken = samples[: self._room]
        self._room -= len(taken)
        self._take(self._encoder.feed(taken))
        if final:
            self._take(self._encoder.finish())
            result = self._result()
            self._begin()
            return result
        return self._guess

    def may_begin(self) -> None:
        """Search anew from the outputs to come; which beginning is right is decided when all is heard.

        Outputs lag .3 s behind the sound, by what the model looks ahead: a soft first consonant is among
        those to come.
        """
        if self._begun:
            self._opening = sum(len(part) for part in self._logs)
            self._search.reset()

    def _begin(self) -> None:
        self._room = round(MAX_SECONDS * RATE)
        self._begun = False
        self._opening = 0
        self._logs: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
        self._search.reset()
        self._guess: Recognition | None = None

    def _take(self, logs: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> None:
        if not len(logs):
            return
        self._logs.append(logs)
        self._search.feed(logs)
        self._guess = self._look()

    def _look(self) -> Recognition | None:
        """The best words so far; whole only if the best token of all has just ended a phrase."""
        paths = self._search.paths(1, final=False)
        if not paths:
            return None
        best = paths[0]
        text = self._grammar.written(best.words) if best.final else None
        whole = text is not None and best.score > self._search.best - 1.0
        closed = whole and best.state in self._closed
        return Recognition(text or " ".join(best.words), 0.0, complete=whole, closed=closed)

    def _result(self) -> Recognition:
        logs = np.concatenate(self._logs) if self._logs else np.zeros((0, OUTPUTS), np.float32)
        paths, logs = self._likeliest(logs)
        written = [(path, self._grammar.written(path.words)) for path in paths]
        known = [(path, text) for path, text in written if text is not None]
        if not known:
            return Recognition("", 0.0)
        # The next best that means something else in writing is what the best must be told from.
        others = [path for path, text in known if text != known[0][1]]
        sure = self._confidence([known[0][0], *others], logs)
        alternatives = tuple(
            Hypothesis(text, self._confidence([path, known[0][0]], logs))
            for path, text in known[1:]
            if text != known[0][1]
        )
        return Recognition(known[0][1], sure, alternatives, complete=True)

    def _likeliest(self, logs: Floats) -> tuple[list[Path], Floats]:
        """The best sentences of the beginning that explains all outputs best, and the outputs from there."""
        late = self._rescored(self._search.paths(ALTERNATIVES), logs[self._opening :])
        if not self._opening:
            return late, logs
        whole = CtcSearch(self._graph)
        whole.feed(logs)
        early = self._rescored(whole.paths(ALTERNATIVES), logs)
        before = talk_score(logs[: self._opening])
        if early and (not late or early[0].score >= late[0].score + before):
            return early, logs
        return late, logs[self._opening :]

    def _confidence(self, paths: list[Path], logs: Floats) -> float:
        phones = [min(len(way) for way in self._ways[word]) for word in paths[0].words]
        return self._calibration.confidence(weigh(paths, phones, logs))

    def _rescored(self, paths: list[Path], logs: Floats) -> list[Path]:
        """The same sentences by their scores over all alignments, the best first."""
        spelled = [
            (path, way, cost)
            for path in paths
            for way, cost in spellings([self._ways[w] for w in path.words]).items()
        ]
        scores = forward_scores(logs, [way for _, way, _ in spelled])
        best: dict[tuple[str, ...], Path] = {}
        for (path, _, cost), score in zip(spelled, scores, strict=True):
            whole = float(score) + cost + path.bonus
            if path.words not in best or whole > best[path.words].score:
                best[path.words] = replace(path, score=whole)
        return sorted(best.values(), key=lambda path: -path.score)


def talk_score(logs: Floats) -> float:
    """The score of [frames, 40] as phones of any kind: the likeliest outputs, at a price for each phone."""
    likeliest = logs.argmax(axis=1)
    begins = np.flatnonzero((likeliest != BLANK) & (np.diff(likeliest, prepend=BLANK) != 0))
    return float(logs.max(axis=1, initial=-40.0).sum()) - ANY_PHONE * len(begins)


def spellings(ways: Sequence[Sequence[tuple[int, ...]]]) -> dict[tuple[int, ...], float]:
    """A sentence's phones: each word said the likeliest way, and in turn one word in each other way.

    Where words meet in the same phone, each with that phone said twice and shared. The value is what
    sharing costs, in nats.
    """
    likeliest = [way[0] for way in ways]
    found = [likeliest]
    for place, variants in enumerate(ways):
        for other in variants[1:]:
            found.append([*likeliest[:place], other, *likeliest[place + 1 :]])
    spelled: dict[tuple[int, ...], float] = {}
    for words in found[:MAX_SPELLINGS]:
        whole = [phone for word in words for phone in word]
        shared = [*words[0]]
        for word in words[1:]:
            shared += word[1:] if shared[-1] == word[0] else word
        spelled[tuple(whole)] = 0.0
        spelled.setdefault(tuple(shared), SHARED * (len(whole) - len(shared)))
    return spelled
