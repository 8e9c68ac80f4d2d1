"""Counts of `assistant bench seeing`: gestures right and misread, hands found, people noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.bench.seeing_peers import MediaPipeSeen
from assistant.bench.seeing_rules import gesture_by_rules
from assistant.bench.seeing_sets import Picture, PictureSet, box_pixels
from assistant.events import Gesture, Observation
from assistant.seeing.boxes import overlap, scaled
from assistant.seeing.frames import Frame
from assistant.seeing.models import SeeingModels
from assistant.seeing.observer import observe_picture
from assistant.seeing.sightings import Sighting, sightings

FOUND = 0.5  # of intersection over union, from which a hand counts as found


@dataclass
class GestureCount:
    """By class of the set: pictures, how many read as what they mean, how many as any command."""

    pictures: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    commands: dict[str, int] = field(default_factory=dict)

    def add(self, label: str, wanted: str | None, read: Gesture | None) -> None:
        """One picture; ``wanted`` None: no command of ours; ``read`` None: no hand was seen."""
        command = read is not None and read is not Gesture.OTHER
        self.pictures[label] = self.pictures.get(label, 0) + 1
        right = read is not None and read.value == wanted if wanted else not command
        self.right[label] = self.right.get(label, 0) + right
        self.commands[label] = self.commands.get(label, 0) + command


@dataclass(frozen=True)
class Seen:
    """One picture and what we saw in it."""

    picture: Picture
    frame: Frame
    observation: Observation


def look_at(models: SeeingModels, pictures: PictureSet) -> list[Seen]:
    """The whole pipeline on every picture, each alone."""
    return [Seen(picture, frame, observe_picture(models, frame)) for picture, frame in pictures.frames()]


def ours(seen: Seen) -> Gesture | None:
    """What the picture's hands say: the surest command, else none in particular."""
    hands = seen.observation.hands
    commands = [hand for hand in hands if hand.gesture is not Gesture.OTHER]
    if commands:
        return max(commands, key=lambda hand: max(hand.scores)).gesture
    return Gesture.OTHER if hands else None


def by_rules(seen: MediaPipeSeen) -> Gesture | None:
    """The same of MediaPipe's hands and plain rules."""
    read = [gesture_by_rules(hand, seen.faces) for hand in seen.hands]
    return next((g for g in read if g is not Gesture.OTHER), Gesture.OTHER if read else None)


def gesture_counts(
    seen: list[Seen], meanings: Mapping[str, str], peer: Mapping[str, MediaPipeSeen]
) -> tuple[GestureCount, GestureCount]:
    """Ours and the peer's, over the pictures with a label."""
    mine, theirs = GestureCount(), GestureCount()
    for one in seen:
        label = one.picture.label
        if label is None:
            continue
        mine.add(label, meanings.get(label), ours(one))
        if one.picture.path in peer:
            theirs.add(label, meanings.get(label), by_rules(peer[one.picture.path]))
    return mine, theirs


@dataclass(frozen=True)
class FinderCount:
    """Labelled hands, those found at FOUND, those a hand was read in (keypoints), boxes elsewhere."""

    hands: int
    found: int
    read: int
    frames: int
    false: int


def finder_count(models: SeeingModels, seen: list[Seen]) -> FinderCount:
    """Of the boxes that both networks take for hands on labelled frames, and of the hands that were read."""
    hands = found = read = false = 0
    for one in seen:
        labelled = [box_pixels(box, one.frame) for box in one.picture.boxes or ()]
        boxes = [scaled(sighting.box, one.frame.scale) for sighting in sighted(models, one.frame)]
        hands += len(labelled)
        found += sum(any(overlap(label, box) >= FOUND for box in boxes) for label in labelled)
        read += sum(
            any(overlap(label, hand.box) >= 0.3 for hand in one.observation.hands) for label in labelled
        )
        false += sum(
            all(overlap(label, hand.box) < 0.1 for label in labelled) for hand in one.observation.hands
        )
    return FinderCount(hands, found, read, len(seen), false)


def sighted(models: SeeingModels, frame: Frame) -> list[Sighting]:
    """All hands of a frame, whether somebody seems to be there or not."""
    found = iter(models.hands.find(frame.luma))
    return list(sightings(found, frame.luma, models.landmarks, models.evidence))


@dataclass(frozen=True)
class PresenceCount:
    """Pictures with somebody and those of them noticed; without anybody and those false."""

    people: int
    noticed: int
    empty: int
    false: int

    def share(self) -> tuple[str, str]:
        """Recall and false alarms for a table."""
        recall = f"{self.noticed / self.people:.3f}" if self.people else "–"
        return recall, f"{self.false / self.empty:.3f}" if self.empty else "–"


def presence_count(pictures: PictureSet, scores: Mapping[str, float], threshold: float) -> PresenceCount:
    """Scores by path against what the set says."""
    with_ = [p for p in pictures.pictures if p.people and p.path in scores]
    without = [p for p in pictures.pictures if p.people is False and p.path in scores]
    return PresenceCount(
        len(with_), sum(scores[p.path] >= threshold for p in with_),
        len(without), sum(scores[p.path] >= threshold for p in without),
    )  # fmt: skip
