"""The fusion model at work: from a scene to chances of what was meant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.inference import find, session
from assistant.understanding.grams import words_of
from assistant.understanding.meant import Tag, Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import KINDS, WORDS, Shown, show
from devices.model import Kind

_VERBS, _TAGS = tuple(Verb), tuple(Tag)
FUSION = "fusion"
FUSION_LANGUAGE = "en"  # the only one it was taught
# Rows of the model's inputs, and which of them are there, by the names of `Shown`.
ROWS = ("words", "word_features", "sights", "sight_areas", "names", "areas", "things")
THERE = {"words": "words_there", "sights": "sights_there", "things": "things_there"}
INPUTS = (*ROWS, "moment", *THERE.values())
OUTPUTS = ("addressed", "clear", "verb", "kind", "pointer", "tags", "looked")


@dataclass(frozen=True, slots=True)
class Told:
    """A word of the likeliest hypothesis, and what it tells; ``chance`` 0-1 that it does."""

    word: str
    tag: Tag
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Chances, 0-1: ``addressed``, that it was meant for us; ``clear``, that it can be told which things;
    ``verbs``, one a `Verb`, and ``kinds``, one of `shown.KINDS`, each sum to 1; ``things``, by id of area or
    device, that it is meant; ``confidence``, that all of it is right (calibrated, see the manifest).
    ``words``: of the likeliest hypothesis. ``looked``: [things, words], where each thing looked among the
    words of all hypotheses."""

    addressed: float
    clear: float
    verbs: NDArray[np.float32]
    kinds: NDArray[np.float32]
    things: dict[str, float]
    words: tuple[Told, ...]
    looked: NDArray[np.float32]
    confidence: float = 0.0

    @property
    def verb(self) -> Verb:
        """The likeliest."""
        return _VERBS[int(self.verbs.argmax())]

    @property
    def kind(self) -> Kind:
        """The likeliest kind of things."""
        return KINDS[int(self.kinds.argmax())]

    def spoken(self, tag: Tag) -> str:
        """The words that tell this, as said; empty if none does."""
        return " ".join(told.word for told in self.words if told.tag is tag)

    def assurance(self) -> tuple[float, float, float, float]:
        """Logarithms of the chances that each part is right, of which the confidence is made: meant for us or
        not, the verb, clear or not, all the things."""
        parts = (_sure(self.addressed), float(self.verbs.max()), _sure(self.clear))
        things = sum(math.log(_sure(chance)) for chance in self.things.values())
        first, second, third = (math.log(max(part, 1e-6)) for part in parts)
        return first, second, third, things


class FusionModel:
    """Judges scenes. ``thresholds``: as chosen for it, by the names of `policy.PolicySettings`. Raises
    ModelError if its artefact is not usable."""

    def __init__(self, folder: Path | None = None) -> None:
        artifact = find(FUSION, folder)
        if artifact.manifest.get("verbs") != [verb.value for verb in Verb]:
            raise ModelError(
                f"model '{FUSION}': its verbs are those of another release: reinstall the assistant"
            )
        self._weights = _numbers(artifact.manifest.get("confidence"))
        self.thresholds = _thresholds(artifact.manifest.get("thresholds"))
        self._session = session(artifact)

    def judge(self, scene: Scene) -> Judgement:
        """What was meant. Any part of the scene may be missing."""
        shown = show(scene)
        found = dict(zip(OUTPUTS, self._session.run(list(OUTPUTS), arrays(shown)), strict=True))
        things = _chance(found["pointer"][0])[: len(shown.ids)]
        said = words_of(scene.said.hypotheses[0].text)[:WORDS] if scene.said else []
        judged = Judgement(
            float(_chance(found["addressed"])[0]), float(_chance(found["clear"])[0]),
            _shares(found["verb"][0]), _shares(found["kind"][0]),
            dict(zip(shown.ids, things.tolist(), strict=True)),
            tuple(_told(word, row) for word, row in zip(said, found["tags"][0], strict=False)),
            found["looked"][0][: len(shown.ids), : len(shown.words)],
        )  # fmt: skip
        return replace(judged, confidence=confidence(judged, self._weights))


def confidence(judged: Judgement, weights: Sequence[float]) -> float:
    """That all of it is right: logistic in its assurance (Platt 1999); the last weight is the constant."""
    score = sum(w * part for w, part in zip(weights, (*judged.assurance(), 1.0), strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def arrays(shown: Shown) -> dict[str, NDArray[np.float32] | NDArray[np.int64]]:
    """One scene as a batch; what is absent is one row that is not there."""
    found: dict[str, NDArray[np.float32] | NDArray[np.int64]] = {"moment": shown.moment[None]}
    for name in ROWS:
        rows = getattr(shown, name)
        found[name] = rows[None] if len(rows) else np.zeros((1, 1, rows.shape[1]), rows.dtype)
    for name, there in THERE.items():
        count = len(getattr(shown, name))
        found[there] = np.full((1, max(1, count)), float(count > 0), np.float32)
    return found


def _numbers(given: object) -> tuple[float, ...]:
    if isinstance(given, list) and len(given) == 5 and all(isinstance(n, int | float) for n in given):
        return tuple(float(n) for n in given)
    raise ModelError(
        f"model '{FUSION}': its manifest has no five numbers 'confidence': reinstall the assistant"
    )


def _thresholds(given: object) -> dict[str, float]:
    if isinstance(given, dict) and all(isinstance(n, int | float) for n in given.values()):
        return {str(name): float(n) for name, n in given.items()}
    raise ModelError(f"model '{FUSION}': no thresholds in its manifest: reinstall the assistant")


def _told(word: str, logits: NDArray[np.float32]) -> Told:
    shares = _shares(logits)
    return Told(word, _TAGS[int(shares.argmax())], float(shares.max()))


def _sure(chance: float) -> float:
    """The chance of the likelier side."""
    return max(chance, 1.0 - chance)


def _shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shares = np.exp(logits - logits.max())
    return np.asarray(shares / shares.sum(), np.float32)


def _chance(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))), np.float32)
