"""Hands from frame to frame: found once, then followed by their own keypoints, each with its votes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from assistant.events import Gesture, Hand
from assistant.seeing.boxes import overlap, scaled
from assistant.seeing.frames import Luma
from assistant.seeing.gestures import features, pointing
from assistant.seeing.landmarks import Landmarks
from assistant.seeing.models import SeeingModels
from assistant.seeing.scaling import MARGIN
from assistant.seeing.sightings import reading, sightings

GESTURES = tuple(Gesture)


@dataclass(frozen=True, slots=True)
class HandSettings:
    """``needed`` votes of the last ``of`` frames make a gesture. ``margin``: side of the square read, for a
    hand whose keypoints span 1 (as in training). ``search_every``: frames between two looks for more hands
    while one is followed. ``most``: hands followed at once."""

    needed: int = 5
    of: int = 8
    margin: float = MARGIN
    search_every: int = 5
    most: int = 4


SINGLE = HandSettings(needed=1, of=1)  # for a picture that stands alone


@dataclass(slots=True)
class _Track:
    number: int
    landmarks: Landmarks
    votes: deque[tuple[float, ...]] = field(default_factory=deque)


class Hands:
    """``look`` reads one frame; ``reset`` forgets what was followed."""

    def __init__(self, models: SeeingModels, settings: HandSettings = HandSettings()) -> None:
        self._models = models
        self._settings = settings
        self._tracks: list[_Track] = []
        self._count = 0
        self._since_search = 0

    def reset(self) -> None:
        """Begin anew: the scene has changed, or frames are missing."""
        self._tracks = []
        self._since_search = 0

    @property
    def following(self) -> bool:
        """True while a hand is followed."""
        return bool(self._tracks)

    def look(self, luma: Luma, scale: float = 1.0) -> tuple[Hand, ...]:
        """Hands in a frame; ``scale``: px told for one of the frame's."""
        before, self._tracks = self._tracks, []
        for number, track in enumerate(before, start=1):
            if self._follow(luma, track, [*self._tracks, *before[number:]]):
                self._tracks.append(track)
        self._since_search += 1
        if not self._tracks or self._since_search >= self._settings.search_every:
            self._since_search = 0
            self._search(luma)
        return tuple(self._told(track, scale) for track in self._tracks)

    def _follow(self, luma: Luma, track: _Track, others: list[_Track]) -> bool:
        """``others``: those that still stand, for of two that meet on one hand one has to remain."""
        seen = reading(self._models.landmarks, luma, track.landmarks.box, self._settings.margin)
        if seen.hand < self._models.landmarks.threshold:
            return False
        if any(_same(seen, other.landmarks) for other in others):
            return False
        track.landmarks = seen
        self._vote(track)
        return True

    def _search(self, luma: Luma) -> None:
        models = self._models
        found = (
            f
            for f in models.hands.find(luma)
            if not any(overlap(f.box, t.landmarks.box) > 0.2 for t in self._tracks)
        )
        for sighting in sightings(found, luma, models.landmarks, models.evidence, self._settings.margin):
            if len(self._tracks) >= self._settings.most:
                return
            if any(_same(sighting.landmarks, track.landmarks) for track in self._tracks):
                continue  # the box was of the arm, and the hand is followed already
            self._count += 1
            track = _Track(self._count, sighting.landmarks)
            self._tracks.append(track)
            self._vote(track)

    def _vote(self, track: _Track) -> None:
        track.votes.append(tuple(float(s) for s in self._models.gestures.scores(features(track.landmarks))))
        while len(track.votes) > self._settings.of:
            track.votes.popleft()

    def _told(self, track: _Track, scale: float) -> Hand:
        scores = np.mean(track.votes, axis=0)
        gesture = self._elected(track)
        return Hand(
            box=scaled(track.landmarks.box, scale),
            score=track.landmarks.hand,
            gesture=gesture,
            scores=tuple(round(float(s), 4) for s in scores),
            keypoints=tuple(
                (round(float(x) * scale, 1), round(float(y) * scale, 1)) for x, y in track.landmarks.points
            ),
            pointing=pointing(track.landmarks) if gesture is Gesture.POINT else None,
            track=track.number,
        )

    def _elected(self, track: _Track) -> Gesture:
        """The gesture with enough sure votes; else none in particular."""
        sure = self._models.gestures.threshold
        votes = [int(np.argmax(scores)) for scores in track.votes if max(scores) >= sure]
        best = max(set(votes), key=votes.count, default=-1)
        return GESTURES[best] if best >= 0 and votes.count(best) >= self._settings.needed else Gesture.OTHER


def _same(one: Landmarks, other: Landmarks) -> bool:
    """Two tracks have come to follow one hand."""
    return overlap(one.box, other.box) > 0.6
