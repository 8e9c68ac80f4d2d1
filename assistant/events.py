"""The frozen values that travel between rooms. Failure is a type, not None and not an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.messages import Message
from devices.model import Command

# --- hearing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing that may have been said; confidence 0-1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Woken:
    """The wake phrase was heard ``seconds`` into the stream, with this score."""

    phrase: str
    seconds: float
    score: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence of the grammar was heard and is trusted. Times are seconds."""

    text: str
    confidence: float
    alternatives: tuple[Hypothesis, ...] = ()
    area: str | None = None  # of the microphone
    audio_seconds: float = 0.0  # length of the utterance
    compute_seconds: float = 0.0  # CPU time spent recognising it
    endpoint_seconds: float = 0.0  # from the last voiced sample to the decision that it ended
    ended_at: float = 0.0  # monotonic clock of the end of speech; 0 when from a file
    level_db: float | None = None  # RMS of the speech over the room's noise, dB


class Miss(StrEnum):
    """Why nothing was understood."""

    SILENCE = "silence"  # nobody spoke
    OUT_OF_GRAMMAR = "out of grammar"
    LOW_CONFIDENCE = "low confidence"
    TOO_LONG = "too long"
    CUT_OFF = "cut off"  # the sound ended while somebody spoke


@dataclass(frozen=True, slots=True)
class NotHeard:
    """Sound came, but no trusted sentence: why, and the best guess with its score."""

    why: Miss
    best_guess: str = ""
    confidence: float = 0.0
    threshold: float = 0.0
    area: str | None = None
    audio_seconds: float = 0.0
    compute_seconds: float = 0.0
    endpoint_seconds: float = 0.0


# --- seeing ----------------------------------------------------------------------------------


class Gesture(StrEnum):
    """What a hand shows; the order is that of the gesture head's outputs."""

    PALM = "palm"
    FIST = "fist"
    LIKE = "like"
    DISLIKE = "dislike"
    OK = "ok"
    POINT = "point"
    MUTE = "mute"  # the index finger on the lips
    OTHER = "other"


class Direction(StrEnum):
    """Where a finger points, as seen in the picture."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Pointing:
    """``angle``: degrees counter-clockwise from the picture's right, -180 to 180; ``spread``: one
    standard deviation of it, degrees. ``direction`` is the sector of 90° that holds the angle."""

    direction: Direction
    angle: float
    spread: float


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand in a picture. Pixels are those of the source; ``box`` is left, top, right, bottom."""

    box: tuple[float, float, float, float]
    score: float  # that it is a hand, 0-1
    gesture: Gesture
    scores: tuple[float, ...]  # one a Gesture, sums to 1
    keypoints: tuple[tuple[float, float], ...]  # 21, in MediaPipe's order: wrist, thumb … little finger
    pointing: Pointing | None = None
    track: int = 0  # the same hand has the same number from frame to frame


@dataclass(frozen=True, slots=True)
class Observation:
    """What one frame shows. ``moving`` False: nothing changed, and nothing was looked at anew."""

    camera: str
    seconds: float  # as the frame's
    moving: bool
    presence: float  # that somebody is there, 0-1
    persons: int
    hands: tuple[Hand, ...] = ()
    area: str | None = None
    number: int = 0  # of the frame
    compute_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Gestured:
    """A hand held a gesture long enough to mean it. ``score``: mean over the frames that voted."""

    gesture: Gesture
    score: float
    held_seconds: float
    camera: str
    area: str | None = None
    pointing: Pointing | None = None


# --- understanding ---------------------------------------------------------------------------

SlotValue = str | int | float


@dataclass(frozen=True, slots=True)
class Slot:
    """A named value of a sentence; ``text`` is how it was said."""

    name: str
    value: SlotValue
    text: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a sentence asks for, names resolved but no device chosen yet."""

    name: str  # Home Assistant's: HassTurnOn, HassLightSet, …
    slots: tuple[Slot, ...] = ()
    text: str = ""
    response: str = ""  # key of home-assistant-intents' response: lights_area, one_yesno, how_many, …
    context_area: bool = False  # the area came from the microphone, not from words

    def get(self, name: str) -> SlotValue | None:
        """Value of a slot, or None."""
        return next((s.value for s in self.slots if s.name == name), None)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No intent. ``unknown`` is the words that name nothing in this home, when that is the reason."""

    text: str
    reason: str
    unknown: str | None = None


class TimerVerb(StrEnum):
    """What to do with a timer."""

    START = "start"
    CANCEL = "cancel"
    CANCEL_ALL = "cancel_all"
    ADD = "add"
    REMOVE = "remove"
    PAUSE = "pause"
    RESUME = "resume"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class TimerOrder:
    """A step that concerns a timer. ``seconds``: duration, or change for add/remove.

    ``start_seconds``, ``name`` and ``area`` select one of several timers;
    ``command`` is a sentence to carry out when a started timer ends.
    """

    verb: TimerVerb
    seconds: int = 0
    start_seconds: int | None = None
    name: str | None = None
    area: str | None = None
    command: str | None = None
    near: str | None = None  # area of the microphone: which of several is meant when nothing else tells


@dataclass(frozen=True, slots=True)
class Publish:
    """A step that publishes a message of the user's own (custom sentences)."""

    message: Message


Step = Command | TimerOrder | Publish


@dataclass(frozen=True, slots=True)
class Why:
    """What spoke for a decision: shares of the modalities, 0-1; ``by``: ``templates``, which go by the words
    alone, or ``fusion``; ``settled_by``: the modality without which it would have been another, empty if
    that is only the words, which nothing goes without."""

    speech: float
    vision: float
    home: float
    by: str
    settled_by: str = ""

    @property
    def deciding(self) -> str:
        """What settled it, else what spoke most for it: ``speech``, ``vision`` or ``home``."""
        return self.settled_by or max(
            ("speech", "vision", "home"), key=lambda name: float(getattr(self, name))
        )


@dataclass(frozen=True, slots=True)
class Act:
    """Do this. No steps and an ``answer``: a question about the home, answered."""

    intent: Intent
    steps: tuple[Step, ...] = ()
    targets: tuple[str, ...] = ()  # device ids
    answer: str | None = None  # what to say instead of the outcome
    reason: str = ""
    confidence: float = 1.0
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask back before anything is done. ``options`` are the acts an answer can choose;
    a yes/no question has one. Nothing is done when no answer comes."""

    intent: Intent
    question: str
    options: tuple[Act, ...] = ()
    labels: tuple[str, ...] = ()  # how each option is called in an answer; empty for yes/no
    reason: str = ""
    confidence: float = 1.0
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Ignore:
    """Not meant for us: do and say nothing."""

    reason: str
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Will not or cannot: ``say`` is for the person, ``reason`` for the log."""

    reason: str
    say: str
    intent: Intent | None = None
    confidence: float = 1.0
    why: Why | None = None


Decision = Act | Ask | Ignore | Refuse


# --- acting ----------------------------------------------------------------------------------


class Evidence(StrEnum):
    """On what grounds a step counts as confirmed."""

    STATE = "state"  # the device reported the wanted state
    DELIVERED = "delivered"  # the broker took it; such a command leaves no state to wait for


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The step happened. ``seconds`` from publish to evidence."""

    step: Step
    evidence: Evidence
    seconds: float


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Sent, also a second time, but the device never reported the wanted state."""

    step: Step
    waited_seconds: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Not done: could not be sent, expired, or the device is offline."""

    step: Step
    reason: str


Outcome = Confirmed | Unconfirmed | Failed
