"""Sound in, phone posteriors out: features and the speech model, streaming."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.hearing.audio import AudioFrame
from assistant.hearing.features import BANDS, FEATURES, HOP, RATE, WINDOW, FeatureStream
from assistant.hearing.phones import OUTPUTS, PHONES
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
        self.delay = int(self.artifact.manifest["delay"])
        self.shapes = {i.name: i.shape for i in self.session.get_inputs()}


class Encoder:
    """One stream of sound through the model."""

    def __init__(self, model: SpeechModel | None = None) -> None:
        self._model = model or SpeechModel()
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
        """The log probabilities [outputs, 40] that these 16 kHz samples complete, 30 ms each."""
        self._rows = np.concatenate([self._rows, self._features.feed(samples)])
        return self._run(EACH)

    def finish(self) -> Floats:
        """What is still on its way: silence is put after the sound. Then `reset`."""
        quiet = np.zeros(round((self._model.delay + EACH + 3) * OUTPUT_SECONDS * RATE), np.int16)
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
        return np.asarray(logs[0][late:], np.float32)


def _check(artifact: Artifact) -> None:
    made = artifact.manifest.get("features")
    here = {"rate": RATE, "window": WINDOW, "hop": HOP, "bands": BANDS}
    if made != here or artifact.manifest.get("labels") != ["", *PHONES]:
        raise ModelError(
            f"model 'speech': {artifact.file} (version {artifact.version}) was made for other features or "
            "phones than this program's: install the program and its models from one release"
        )
