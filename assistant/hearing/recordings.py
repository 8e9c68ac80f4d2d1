"""Recordings in any form libsndfile reads, as the frames a microphone would have given.

Read in blocks, so that a recording of hours needs no more memory than one of seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from assistant.errors import AudioError
from assistant.hearing.audio import SAMPLE_RATE, AudioFrame, Framer, to_int16

_BLOCK_SECONDS = 1.0
# Outside this a file's header is broken: no telephone is slower, no studio is faster.
_RATES = range(4_000, 384_001)
_CHANNELS_LIMIT = 16


def wav_frames(path: Path) -> Iterator[AudioFrame]:
    """The recording as frames of 16 kHz mono; the last is filled up with silence.

    A truncated file gives what is there. Raises AudioError saying what is wrong with the file.
    """
    framer = Framer()
    for block in _blocks(path):
        yield from framer.feed(block)
    yield from framer.feed(np.empty(0, dtype=np.int16), last=True)


def read_wav(path: Path) -> AudioFrame:
    """The whole recording, [samples] int16, 16 kHz mono. Raises AudioError."""
    return np.concatenate(list(_blocks(path)))


def _blocks(path: Path) -> Iterator[AudioFrame]:
    if not path.is_file():
        what = "is a folder, not a recording" if path.is_dir() else "does not exist"
        raise AudioError(f"{path}: {what}; name a wav, flac or ogg file")
    heard = 0
    try:
        with soundfile.SoundFile(path) as sound:
            _check_header(path, sound)
            resampler = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE, 1, dtype="float32")
            size = int(sound.samplerate * _BLOCK_SECONDS)
            for block in sound.blocks(size, dtype="float32", always_2d=True):
                heard += len(block)
                mono = np.nan_to_num(block.mean(axis=1, dtype=np.float32))
                yield to_int16(resampler.resample_chunk(mono))
            yield to_int16(resampler.resample_chunk(np.empty(0, dtype=np.float32), last=True))
    except soundfile.LibsndfileError as error:
        reason = str(error.error_string).strip().rstrip(".")
        raise AudioError(f"{path}: not readable as a recording ({reason}); give wav, flac or ogg") from error
    except OSError as error:
        raise AudioError(f"{path}: {error.strerror or error}; check the file's permissions") from error
    if not heard:
        raise AudioError(f"{path}: the recording is empty; record it again")


def _check_header(path: Path, sound: soundfile.SoundFile) -> None:
    if sound.samplerate not in _RATES or sound.channels > _CHANNELS_LIMIT:
        raise AudioError(
            f"{path}: {sound.samplerate} Hz with {sound.channels} channels is no sound recording; "
            "convert it to 16 kHz mono"
        )
