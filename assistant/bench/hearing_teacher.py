"""The teacher in its pupil's place, for the table: it hears an utterance whole, when it is over.

`models.speech.teacher export` makes its folder: an encoder of others, used as it is, and the head trained
on top. Neither ships, and nothing but the bench and the training ever loads them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from assistant.errors import ModelError
from assistant.hearing.audio import AudioFrame
from assistant.hearing.encoder import OUTPUT_SECONDS, STRIDE
from assistant.hearing.features import HOP, RATE, WINDOW
from assistant.hearing.phones import BLANK, OUTPUTS

ENCODER, HEAD = "encoder", "head.onnx"  # the encoder with its own suffix: .ort or .onnx
WIDTH = 288  # of the encoder's rows
FRAMES = 720  # outputs that the exported head takes: 21.6 s, more than an utterance may last
_FIRST, _EACH = 447 / RATE, 384 / RATE  # seconds: centre of its first row, and between rows
_PAD = RATE // 5  # samples of silence before and after what the encoder hears
_PATCH = 9  # feature rows that an output of the pupil's sees directly
_CENTRE = WINDOW / 2 / RATE + 0.04  # seconds: centre of the pupil's first output
_BLANK_COST = 1.0  # as the pupil's manifest has its own

Floats = npt.NDArray[np.float32]


def is_teacher(folder: Path) -> bool:
    """Whether a folder given as a model is a teacher's."""
    return (folder / HEAD).exists()


class TeacherEncoder:
    """As `Encoder`, but nothing comes before `finish`. Raises ModelError for a folder that lacks a part."""

    def __init__(self, folder: Path) -> None:
        try:
            self._encoder, self._head = one_thread(*folder.glob(f"{ENCODER}.*")), one_thread(folder / HEAD)
        except Exception as error:
            raise ModelError(
                f"{folder}: no teacher ({error}): run python -m models.speech.teacher"
            ) from error
        self._heard: list[AudioFrame] = []

    def feed(self, samples: AudioFrame) -> Floats:
        """Keep 16 kHz samples; nothing is known of them yet."""
        self._heard.append(samples)
        return np.zeros((0, OUTPUTS), np.float32)

    def finish(self) -> Floats:
        """Natural log probabilities [outputs, 40] of all that was fed, 30 ms each."""
        sound = np.concatenate(self._heard)
        self._heard = []
        rows = at_outputs(encoded(self._encoder, sound), outputs_of(len(sound)))[:FRAMES]
        padded = np.pad(rows, ((0, FRAMES - len(rows)), (0, 0)))[None]
        padding = np.arange(FRAMES)[None] >= len(rows)
        said = self._head.run(None, {"rows": padded, "padding": padding})[0][0]
        logs = np.array(said[: len(rows)], np.float32)
        logs[:, BLANK] -= _BLANK_COST
        return logs


def one_thread(model: Path) -> onnxruntime.InferenceSession:
    """A session on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options)


def encoded(session: onnxruntime.InferenceSession, sound: AudioFrame) -> Floats:
    """The encoder's rows [rows, 288], one each 24 ms, of samples at 16 kHz, brought to one level."""
    loud = sound.astype(np.float32) * np.float32(0.6 / max(1.0, float(np.abs(sound).max(initial=0))))
    padded = np.pad(loud, _PAD)[None]
    given = {"input_values": padded, "attention_mask": np.ones(padded.shape, np.int64)}
    return np.asarray(session.run(None, given)[0][0], np.float32)


def outputs_of(samples: int) -> int:
    """How many outputs the pupil gives for so many samples."""
    rows = max(0, (samples - WINDOW) // HOP + 1)
    return max(0, (rows - _PATCH) // STRIDE + 1)


def at_outputs(rows: Floats, count: int) -> Floats:
    """The encoder's rows at the times of the pupil's outputs, [count, 288], by linear interpolation."""
    seconds = np.arange(count) * OUTPUT_SECONDS + _CENTRE + _PAD / RATE
    at = np.clip((seconds - _FIRST) / _EACH, 0, len(rows) - 1.001)
    low = at.astype(np.int64)
    part = (at - low)[:, None].astype(np.float32)
    return np.asarray(rows[low] * (1 - part) + rows[np.minimum(low + 1, len(rows) - 1)] * part, np.float32)
