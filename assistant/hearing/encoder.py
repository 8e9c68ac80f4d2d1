"""Sound in, phone posteriors out: features and the speech model, streaming."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.hearing.audio import AudioFrame
from assistant.hearing.features import BANDS, FEATURES, HOP, RATE, WINDOW, FeatureStream
from assistant.hearing.phones import BLANK, OUTPUTS, PHONES
from assistant.inference import Artifact, find, session

STRIDE = 3  # feature rows an output
OUTPUT_SECONDS = STRIDE * HOP / RATE
EACH = 4  # outputs computed at once: 120 ms, so that a call's overhead is paid 8 times a second

Floats = npt.NDArray[np.float32]


class SpeechModel:
    """The artefact in memory; one may serve several encoders of one thread. Raises ModelError."""

    def __init__(self, folder: Path | None = None) -> None:
        self.artifact = find("speech", folder)
        _check(self.artifact)
        self.session = session(self.artifact)
        manifest = self.artifact.manifest
        try:
            self.delay = int(manifest["delay"])
            # The network saw more silence than homes are to be searched for: what it says of it weighs
            # less, as hybrid recognisers divide by the prior (Bourlard & Morgan 1994).
            self.blank_cost = np.float32(manifest.get("blank_cost", 0.0))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"model 'speech': its manifest has no usable delay or blank_cost ({error!r}): "
                "install the program and its models from one release"
            ) from error
        self.shapes = {i.name: i.shape for i in self.session.get_inputs()}


class Scorer(Protocol):
    """What turns sound into scores of phones, [outputs, 40] natural logarithms, 30 ms each."""

    def feed(self, samples: AudioFrame) -> Floats:
        """What these 16 kHz samples complete, if anything."""
        ...

    def finish(self) -> Floats:
        """What is still on its way; then another stream begins."""
        ...


class Encoder:
    """One stream of sound through the model; ``each``: outputs that are computed at once."""

    def __init__(self, model: SpeechModel | None = None, *, each: int = EACH) -> None:
        self._model = model or SpeechModel()
        self._each = each
        self._features = FeatureStream()
        self.reset()

    def reset(self) -> None:
        """Forget the sound heard so far."""
        self._features.reset()
        self._rows: Floats = np.zeros((0, FEATURES), np.float32)
        self._kept: Floats | None = None
        self._inputs: Any = np.zeros(self._model.shapes["inputs"], np.float32)
        self._seen = 0

    def feed(self, samples: AudioFrame) -> Floats:
        """The scores [outputs, 40] that these 16 kHz samples complete, 30 ms each.

        Natural log probabilities, that of silence less the model's ``blank_cost``.
        """
        self._rows = np.concatenate([self._rows, self._features.feed(samples)])
        return self._run(self._each)

    def finish(self) -> Floats:
        """What is still on its way: silence is put after the sound. Then `reset`."""
        quiet = np.zeros(round((self._model.delay + self._each + 3) * OUTPUT_SECONDS * RATE), np.int16)
        self._rows = np.concatenate([self._rows, self._features.feed(quiet)])
        logs = self._run(1)
        self.reset()
        return logs

    def _run(self, each: int) -> Floats:
        if self._kept is None:  # the first patch begins with the first row
            if len(self._rows) < 6:
                return np.zeros((0, OUTPUTS), np.float32)
            self._kept, self._rows = self._rows[None, :6], self._rows[6:]
        count = len(self._rows) // (STRIDE * each) * each
        if not count:
            return np.zeros((0, OUTPUTS), np.float32)
        rows, self._rows = self._rows[: count * STRIDE], self._rows[count * STRIDE :]
        given = {
            "rows": rows[None], "kept": self._kept, "inputs": self._inputs,
            "seen": np.array([self._seen], np.int64),
        }  # fmt: skip
        logs, self._kept, self._inputs = self._model.session.run(None, given)
        late = max(0, self._model.delay - self._seen)
        self._seen += count
        said = np.array(logs[0][late:], np.float32)
        said[:, BLANK] -= self._model.blank_cost
        return said


def _check(artifact: Artifact) -> None:
    made = artifact.manifest.get("features")
    here = {"rate": RATE, "window": WINDOW, "hop": HOP, "bands": BANDS}
    if made != here or artifact.manifest.get("labels") != ["", *PHONES]:
        raise ModelError(
            f"model 'speech': {artifact.file} (version {artifact.version}) was made for other features or "
            "phones than this program's: install the program and its models from one release"
        )
