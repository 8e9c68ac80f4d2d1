"""Wake phrases on the speech model's posteriors: any English phrase, several at once, no training.

The first look searches each phrase's phones everywhere at once against a free loop of phones (the
keyword and filler models of Rose & Paul 1990): how much worse the phrase fits than whatever fits best.
A free loop of CTC outputs is the best output of every frame, so nothing need be searched for it.
Where the model is at a loss anything fits nearly as well as the best, and the first look is fooled;
the second asks how probable the phrase is by itself, over all its alignments and pronunciations.
The score is the mean of the two on the log scale, and never above the first look's.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from assistant.errors import GrammarError
from assistant.events import Woken
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame
from assistant.hearing.encoder import OUTPUT_SECONDS, Encoder, SpeechModel
from assistant.hearing.lexicon import Lexicon
from assistant.hearing.phones import BLANK, INDEX

# With model 0.3: .5, 0 and .4 false accepts an hour of 5.7 h of other speech and sound for 'computer',
# 'snowboy' and 'view glass'; the card has the table for other rates. Look anew with each model: bench wake.
THRESHOLD = 0.13
MAX_WAYS = 16  # pronunciations of a phrase that are looked for
SHORTEST, LONGEST = 0.2, 2.5  # seconds a phrase may take
# Seconds from a phone's first frame to the next one's, a pause between words included. Of 89 phrases that
# model 0.1 found, all but one kept within .45 and nine in ten within .3; most of noise's best fits did not.
LONGEST_PHONE = 0.45
AGAIN_SECONDS = 1.0  # after a detection, before the next
LEAD_SECONDS = 0.3  # before a phrase's first frame, where the second look lets it begin as well
_NEVER = -1e30
_MOST_FRAMES = round(LONGEST / OUTPUT_SECONDS)
_LEAD_FRAMES = round(LEAD_SECONDS / OUTPUT_SECONDS)
_PHONE_FRAMES = round(LONGEST_PHONE / OUTPUT_SECONDS)

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Spelled = Sequence[Sequence[int]]
"""The pronunciations of a phrase, each as output numbers of the model."""


@dataclass(frozen=True, slots=True)
class WakePhrase:
    """Words to wake at, and the score 0-1 at which they count as said."""

    words: str
    threshold: float = THRESHOLD


@dataclass(frozen=True, slots=True)
class Sighting:
    """A phrase may end at frame ``ended``, having begun at ``began``; frames of 30 ms from the first fed.

    ``phrase`` is its number. ``first``, ``second``: the looks' scores 0-1; ``second`` is 1 if it is off.
    """

    phrase: int
    began: int
    ended: int
    first: float
    second: float

    @property
    def score(self) -> float:
        """0-1, what is held against the threshold; the second look can only lower it."""
        return min(self.first, math.sqrt(self.first * self.second))


def spell(phrase: str, lexicon: Lexicon) -> list[list[int]]:
    """The pronunciations of a phrase, at most `MAX_WAYS`. Raises GrammarError and ModelError."""
    words = phrase.lower().replace(",", " ").split()
    if not words:
        raise GrammarError("the wake phrase is empty: give a phrase of two to four words")
    said = lexicon.pronunciations(words)
    spelled = list(product(*(said[word] for word in words)))[:MAX_WAYS]
    return [[INDEX[phone] for way in ways for phone in way.split()] for ways in spelled]


class WakeSearch:
    """Posteriors in, sightings out: the stage behind the encoder, for all phrases together.

    ``floors``: one for each phrase, 0-1; what scores less at the first look is not told.
    """

    def __init__(
        self, spelled: Sequence[Spelled], floors: Sequence[float], *, second_look: bool = True
    ) -> None:
        self._spelled = spelled
        self._second_look = second_look
        ways = [way for each in spelled for way in each]
        self._owner = np.repeat(np.arange(len(spelled)), [len(each) for each in spelled])
        self._floor = np.log(np.maximum(1e-9, np.array(floors, np.float64)))[self._owner]
        self._phones, self._count = _packed(ways)
        self._last = (np.arange(len(ways)), self._count - 1)
        self._twice = np.zeros(self._phones.shape, np.bool_)
        self._twice[:, 1:] = self._phones[:, 1:] == self._phones[:, :-1]
        self._rows: deque[Floats] = deque(maxlen=_MOST_FRAMES + _LEAD_FRAMES)
        self._frame = -1
        self.reset()

    def reset(self) -> None:
        """Forget what has been heard; frames are counted on."""
        self._voiced = np.full(self._phones.shape, _NEVER)
        self._silent = self._voiced.copy()
        # Of each token: the frame its phrase began at, and its phone.
        self._marks_voiced = np.zeros((2, *self._phones.shape), np.int64)
        self._marks_silent = self._marks_voiced.copy()
        self._rows.clear()

    def feed(self, logs: Floats) -> list[Sighting]:
        """Take on an encoder's scores [frames, 40]; every frame's sightings, the best of each phrase."""
        return [sighting for row in logs for sighting in self._look(row)]

    def _look(self, row: Floats) -> list[Sighting]:
        self._frame += 1
        self._rows.append(row)
        self._step(row - row.max())
        scores = self._voiced[self._last] / self._count
        began = self._marks_voiced[0][self._last]
        seconds = (self._frame - began + 1) * OUTPUT_SECONDS
        seen = np.flatnonzero((scores >= self._floor) & (seconds >= SHORTEST) & (seconds <= LONGEST))
        best: dict[int, int] = {}
        for way in seen[np.argsort(scores[seen])]:
            best[int(self._owner[way])] = int(way)
        return [self._sighting(phrase, float(scores[way]), int(began[way])) for phrase, way in best.items()]

    def _sighting(self, phrase: int, log_score: float, began: int) -> Sighting:
        second = 1.0
        if self._second_look:
            window = np.stack(self._rows)[-(self._frame - began + 1 + _LEAD_FRAMES) :]
            second = probability(window, self._spelled[phrase])
        return Sighting(phrase, began, self._frame, math.exp(min(0.0, log_score)), second)

    def _step(self, row: Floats) -> None:
        """Pass the tokens on by a frame; ``row`` relative to its best, the free loop's."""
        by_blank = self._silent > self._voiced
        either = np.where(by_blank, self._silent, self._voiced)
        marks = np.where(by_blank, self._marks_silent, self._marks_voiced)
        # A new token may begin at any frame at no cost: the free loop was there until now.
        came = np.concatenate([np.zeros((len(either), 1)), either[:, :-1]], axis=1)
        came_began = np.concatenate([np.full((len(either), 1), self._frame), marks[0, :, :-1]], axis=1)
        twice = self._twice[:, 1:]
        came[:, 1:][twice] = self._silent[:, :-1][twice]
        came_began[:, 1:][twice] = self._marks_silent[0, :, :-1][twice]
        stays = self._voiced >= came
        self._silent, self._marks_silent = either + row[BLANK], marks
        self._voiced = np.where(stays, self._voiced, came) + row[self._phones]
        self._marks_voiced = np.where(stays, self._marks_voiced, np.stack([came_began, came_began]))
        self._marks_voiced[1][~stays] = self._frame
        # Noise fits a phrase best with its phones drawn out over silence, as nobody speaks.
        since = self._frame - _PHONE_FRAMES
        self._voiced[self._marks_voiced[1] < since] = _NEVER
        self._silent[self._marks_silent[1] < since] = _NEVER


def probability(window: Floats, spelled: Spelled) -> float:
    """How probable the phones in a row are anywhere in an encoder's scores [frames, 40], for each phone.

    The sum over all alignments (CTC's forward pass) and pronunciations, with anything before and
    after, to the power of one over the phones of the likeliest pronunciation: 0-1.
    """
    phones, count = _packed(spelled)
    last = (np.arange(len(spelled)), count - 1)
    twice = np.zeros(phones.shape, np.bool_)
    twice[:, 1:] = phones[:, 1:] == phones[:, :-1]
    voiced, silent = np.zeros(phones.shape), np.zeros(phones.shape)
    found = np.zeros(len(spelled))
    before = np.zeros(phones.shape[0])
    rows = np.exp(window.astype(np.float64))
    for row in rows / rows.sum(axis=1, keepdims=True):  # one again where silence was made to weigh less
        here = row[phones]
        # A frame that goes on with the same phone neither begins nor ends: each alignment counts once.
        found += voiced[last] * (1.0 - here[last])
        came = np.zeros(phones.shape)
        came[:, 0] = 1.0 - before
        came[:, 1:] = silent[:, :-1] + np.where(twice[:, 1:], 0.0, voiced[:, :-1])
        voiced, silent = (voiced + came) * here, (voiced + silent) * row[BLANK]
        before = here[:, 0]
    found += voiced[last]
    likeliest = int(found.argmax())
    return float(min(1.0, found.sum()) ** (1.0 / count[likeliest]))


def _packed(ways: Spelled) -> tuple[Ints, Ints]:
    """Pronunciations as one table [ways, most phones], filled up behind; and their lengths."""
    count = np.array([len(way) for way in ways], np.int64)
    phones = np.zeros((len(ways), int(count.max())), np.int64)
    for number, way in enumerate(ways):
        phones[number, : len(way)] = way
    return phones, count


class LaresWake:
    """Spots phrases in endless sound, all of them with one encoder. Raises GrammarError and ModelError.

    ``threshold`` 0-1 is that of ``phrase``; the phrases of ``also`` have their own.
    """

    def __init__(
        self,
        phrase: str,
        threshold: float = THRESHOLD,
        lexicon: Lexicon | None = None,
        *,
        also: Sequence[WakePhrase] = (),
        model: SpeechModel | None = None,
        second_look: bool = True,
    ) -> None:
        lexicon = lexicon or Lexicon()
        given = (WakePhrase(phrase, threshold), *also)
        spelled = [spell(each.words, lexicon) for each in given]
        self.phrases = tuple(" ".join(each.words.lower().replace(",", " ").split()) for each in given)
        self.phrase = self.phrases[0]
        self._thresholds = [each.threshold for each in given]
        self._search = WakeSearch(spelled, self._thresholds, second_look=second_look)
        self._encoder = Encoder(model)
        self._samples = 0
        self._rest_until = 0

    def feed(self, samples: AudioFrame) -> Woken | None:
        """Take on 16 kHz samples. ``seconds`` of what comes back count from the first sample ever fed."""
        self._samples += len(samples)
        seen = self._search.feed(self._encoder.feed(samples))
        passed = [
            sighting
            for sighting in seen
            if sighting.score >= self._thresholds[sighting.phrase] and sighting.ended >= self._rest_until
        ]
        if not passed:
            return None
        best = max(passed, key=lambda sighting: sighting.score)
        self._search.reset()
        self._rest_until = best.ended + round(AGAIN_SECONDS / OUTPUT_SECONDS)
        return Woken(self.phrases[best.phrase], self._samples / SAMPLE_RATE, best.score)
