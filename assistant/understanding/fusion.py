"""The fusion model at work: from a scene to chances of what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.inference import find, session
from assistant.understanding.meant import Verb
from assistant.understanding.scene import Scene
from assistant.understanding.shown import Shown, show

FUSION = "fusion"
# Rows of the model's inputs, and which of them are there, by the names of `Shown`.
ROWS = ("words", "word_features", "sights", "sight_areas", "names", "areas", "things")
THERE = {"words": "words_there", "sights": "sights_there", "things": "things_there"}
INPUTS = (*ROWS, "moment", *THERE.values())
OUTPUTS = ("addressed", "clear", "verb", "pointer", "looked")


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Chances, 0-1: ``addressed``, that it was meant for us; ``clear``, that it can be told which things;
    ``verbs``, one a `Verb`, sums to 1; ``things``, by id of area or device, that it is meant. ``looked``:
    [things, words], where each thing looked among the words."""

    addressed: float
    clear: float
    verbs: NDArray[np.float32]
    things: dict[str, float]
    looked: NDArray[np.float32]

    @property
    def verb(self) -> Verb:
        """The likeliest."""
        return tuple(Verb)[int(self.verbs.argmax())]


class FusionModel:
    """Judges scenes. Raises ModelError if its artefact is not usable."""

    def __init__(self, folder: Path | None = None) -> None:
        artifact = find(FUSION, folder)
        if artifact.manifest.get("verbs") != [verb.value for verb in Verb]:
            raise ModelError(
                f"model '{FUSION}': its verbs are those of another release: reinstall the assistant"
            )
        self._session = session(artifact)

    def judge(self, scene: Scene) -> Judgement:
        """What was meant. Any part of the scene may be missing."""
        shown = show(scene)
        found = dict(zip(OUTPUTS, self._session.run(list(OUTPUTS), arrays(shown)), strict=True))
        things = _chance(found["pointer"][0])[: len(shown.ids)]
        shares = np.exp(found["verb"][0] - found["verb"][0].max())
        return Judgement(
            float(_chance(found["addressed"])[0]), float(_chance(found["clear"])[0]), shares / shares.sum(),
            dict(zip(shown.ids, things.tolist(), strict=True)),
            found["looked"][0][: len(shown.ids), : len(shown.words)],
        )  # fmt: skip


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


def _chance(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))), np.float32)
