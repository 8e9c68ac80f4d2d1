"""Speaks the demonstration's commands with free synthetic voices (flite, espeak-ng).

Synthetic speech is not people: these recordings show that the path works, and measure nothing.
Usage: python scripts/make_demo_recordings.py [FOLDER]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

RATE = 16_000


@dataclass(frozen=True, slots=True)
class Line:
    """One recording. ``voice`` is ``flite:NAME`` or ``espeak-ng:NAME``."""

    file: str
    voice: str
    text: str


# Each shows one thing a person should see; the order is the order of the demonstration.
SCRIPT = (
    Line("1_light_on", "flite:slt", "turn on the kitchen light"),
    Line("2_brightness", "flite:rms", "set the bedroom light brightness to forty percent"),
    Line("3_which_one", "flite:awb", "turn on the reading lamp"),
    Line("4_answer", "flite:slt", "the bedroom"),
    Line("5_risky", "flite:rms", "unlock the front door"),
    Line("6_answer_no", "flite:slt", "no"),
    Line("7_refused", "flite:slt", "turn on the lights in the garage"),
    Line("8_no_answer", "flite:slt", "turn on the hall light"),
)


def speak(line: Line) -> np.ndarray:
    """16 kHz mono samples in -1..1 at a quarter of full scale, with silence at both ends."""
    program, voice = line.voice.split(":")
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder, "line.wav")
        if program == "flite":
            command = ["flite", "-voice", voice, "-t", line.text, "-o", str(wav)]
        else:
            command = ["espeak-ng", "-v", voice, "-s", "150", "-w", str(wav), line.text]
        subprocess.run(command, check=True)  # noqa: S603 - fixed words, no shell
        samples, rate = soundfile.read(wav, dtype="float32")
    samples = soxr.resample(samples, rate, RATE)
    samples *= 0.25 / np.abs(samples).max()
    quiet = np.zeros(int(0.3 * RATE), dtype=np.float32)
    # A room is never digitally silent; the noise is fixed, so that the files are reproducible.
    noise = np.random.default_rng(7).normal(0, 3e-4, len(samples) + 2 * len(quiet))
    return np.concatenate([quiet, samples, quiet]) + noise.astype(np.float32)


def main() -> None:
    """Write every recording as FLAC."""
    default = Path(__file__).parent.parent / "assistant" / "demo"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for line in SCRIPT:
        path = folder / f"{line.file}.flac"
        soundfile.write(path, speak(line), RATE, subtype="PCM_16")
        print(f"{path.name}: {line.voice} says “{line.text}”")


if __name__ == "__main__":
    main()
