"""The conditions a recording is heard in: noise of some kind behind it, and its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assistant.commands.recordings import recordings
from assistant.errors import AudioError
from assistant.hearing.audio import AudioFrame
from assistant.hearing.recordings import read_wav

_LEVEL = 0.02  # share of the loudest sample: what counts as speech when noise is measured against it


@dataclass(frozen=True)
class Condition:
    """``snr``: dB of the noise, None for none. ``gain``: dB on top. ``kind``: of noise; "" for any."""

    snr: float | None
    gain: float = 0.0
    kind: str = ""

    @property
    def name(self) -> str:
        """For the table's first column."""
        noise = "as recorded" if self.snr is None else f"{self.snr:g} dB {self.kind}".rstrip()
        return noise if self.gain == 0 else f"{noise}, {self.gain:+g} dB level"

    @property
    def noise(self) -> Condition:
        """The same at the level as recorded."""
        return Condition(self.snr, kind=self.kind)


@dataclass(frozen=True)
class Noise:
    """Recordings to put behind the speech, under the name that a table gives them."""

    kind: str
    files: tuple[Path, ...]


def noise_kinds(paths: Iterable[Path], *, by_kind: bool) -> list[Noise]:
    """The noises of files and folders: one of them all, or one for each name of a parent folder.

    Raises AudioError for a folder without recordings.
    """
    files = list(checked(paths))
    if not files:
        return []
    if not by_kind:
        return [Noise("", tuple(files))]
    names = sorted({path.parent.name for path in files})
    return [Noise(name, tuple(path for path in files if path.parent.name == name)) for name in names]


def checked(paths: Iterable[Path]) -> Iterable[Path]:
    """Every recording of files and folders. Raises AudioError for one that is not there."""
    for path in recordings(paths):
        if isinstance(path, AudioError):
            raise path
        if not path.is_file():
            raise AudioError(f"{path}: does not exist; name a recording or a folder of them")
        yield path


def noise_conditions(snrs: Sequence[float], noises: Sequence[Noise]) -> list[Condition]:
    """As recorded, and where there is noise each kind of it at each ``snr``."""
    mixed = [Condition(snr, kind=noise.kind) for snr in snrs for noise in noises]
    return [Condition(None), *mixed]


def seed_of(path: Path) -> int:
    """The same number for a file's name everywhere. A sum of letters gave half of the files the same."""
    return crc32(path.name.encode())


def recording_in(path: Path, condition: Condition, noises: Sequence[Noise]) -> npt.NDArray[np.int16]:
    """The recording in this condition, [samples] at 16 kHz; its name picks the noise. Raises AudioError.

    Every SNR and every level has the same stretch of the same noise.
    """
    files = next((noise.files for noise in noises if noise.kind == condition.kind), ())
    seed = seed_of(path)
    behind = [_noise(files[seed % len(files)])] if condition.snr is not None and files else []
    return in_condition(read_wav(path), condition, behind, seed=seed)


def in_condition(
    sound: AudioFrame, condition: Condition, noises: Sequence[AudioFrame], *, seed: int
) -> npt.NDArray[np.int16]:
    """The sound with one of the noises behind it (chosen by ``seed``), and its level changed.

    The SNR is of the noise's power to that of all samples above 2 % of the loudest.
    """
    mixed = sound.astype(np.float64)
    if condition.snr is not None and len(noises):
        chance = np.random.default_rng(seed)
        noise = noises[int(chance.integers(len(noises)))].astype(np.float64)
        noise = np.resize(np.roll(noise, -int(chance.integers(len(noise)))), len(sound))
        power = np.square(mixed[np.abs(mixed) >= _LEVEL * np.abs(mixed).max()]).mean()
        mixed += noise * np.sqrt(power / (np.square(noise).mean() + 1e-9) * 10 ** (-condition.snr / 10))
    mixed *= 10 ** (condition.gain / 20)
    # Noise may carry the sum over the rail; a sound card of more headroom would have been turned down.
    mixed *= min(1.0, 32_767 / max(1.0, float(np.abs(mixed).max())))
    return np.round(mixed).astype(np.int16)


@lru_cache(maxsize=32)
def _noise(path: Path) -> AudioFrame:
    return read_wav(path)
