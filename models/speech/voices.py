"""Synthetic speech in many voices: flite, RHVoice, festival and espeak-ng, each called as a program.

`python -m models.speech.voices --texts FILE --hours H --seed N --out DIR` speaks lines of FILE in
random voices and appends to DIR/synthetic.jsonl; run again, it goes on where it was cut.
About twelve of the voices were built from recordings of real people (statistical synthesis); the
others are formant and diphone synthesis. None of it is a person: figures on it are no figures.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.hearing.features import RATE

Floats = npt.NDArray[np.float32]
_FLITE = ("awb", "rms", "slt", "kal16")
_RHVOICE = ("alan", "bdl", "clb", "slt")
_FESTIVAL = ("cmu_us_slt_arctic_hts", "kal_diphone")
_ESPEAK = ("en-us", "en-us-nyc", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029")
_TIMBRES = (*(f"m{n}" for n in range(1, 9)), *(f"f{n}" for n in range(1, 6)), "")
# Share of each engine: the voices made from real speakers first.
_SHARES = {"RHVoice-test": 35, "flite": 40, "espeak-ng": 17, "text2wave": 8}


@dataclass(frozen=True)
class Voice:
    """An engine's command line for one utterance; TEXT comes by standard input, the WAV goes to OUT."""

    name: str
    command: tuple[str, ...]


def installed() -> dict[str, int]:
    """The engines that are here, with their shares."""
    return {engine: share for engine, share in _SHARES.items() if shutil.which(engine)}


def choose(chance: random.Random, engines: dict[str, int], out: str) -> Voice:
    """A voice with random rate and pitch. Raises IndexError without engines."""
    engine = chance.choices(list(engines), list(engines.values()))[0]
    if engine == "flite":
        # kal16 is a diphone voice; the other three are statistical, of real speakers.
        voice = chance.choices(_FLITE, (3, 3, 3, 1))[0]
        stretch, pitch = chance.uniform(0.75, 1.35), chance.uniform(0.75, 1.45)
        base = {"slt": 170, "awb": 120, "rms": 100, "kal16": 110}[voice]
        sets = (f"duration_stretch={stretch:.2f}", f"int_f0_target_mean={base * pitch:.0f}",
                f"int_f0_target_stddev={chance.uniform(8, 32):.0f}")  # fmt: skip
        options = tuple(part for setting in sets for part in ("--setf", setting))
        return Voice(f"flite-{voice}-{pitch:.1f}", ("flite", "-voice", voice, *options, "-f", "TEXT", "-o", out))
    if engine == "RHVoice-test":
        voice = chance.choice(_RHVOICE)
        rate, pitch = chance.randint(75, 145), chance.randint(70, 140)
        return Voice(f"rhvoice-{voice}-{pitch // 10}", (engine, "-p", voice, "-r", str(rate), "-t", str(pitch), "-o", out))
    if engine == "text2wave":
        voice = chance.choice(_FESTIVAL)
        stretch = f"(Parameter.set 'Duration_Stretch {chance.uniform(0.8, 1.3):.2f})"
        return Voice(f"festival-{voice}", (engine, "-eval", f"(voice_{voice})", "-eval", stretch, "-o", out, "TEXT"))
    voice, timbre = chance.choice(_ESPEAK), chance.choice(_TIMBRES)
    named = f"{voice}+{timbre}" if timbre else voice
    rate, pitch = chance.randint(125, 210), chance.randint(20, 80)
    return Voice(f"espeak-{named}-{pitch // 10}", (engine, "-v", named, "-s", str(rate), "-p", str(pitch), "-w", out, "-f", "TEXT"))


def speak(voice: Voice, text: str, out: Path) -> Floats | None:
    """16 kHz samples in -1..1, silence at the ends cut to 0.1 s; None where the engine failed."""
    words = out.with_suffix(".txt")
    words.write_text(text + "\n", encoding="utf-8")
    command = [str(words) if part == "TEXT" else part for part in voice.command]
    try:
        subprocess.run(command, input=text.encode(), capture_output=True, timeout=60, check=True)  # noqa: S603
        sound, rate = soundfile.read(out, dtype="float32", always_2d=True)
    except (OSError, subprocess.SubprocessError, soundfile.SoundFileError):
        return None
    mono = np.asarray(soxr.resample(sound[:, 0], rate, RATE), np.float32)
    loud = np.flatnonzero(np.abs(mono) > 0.01 * np.abs(mono).max(initial=1e-9))
    if not len(loud):
        return None
    margin = RATE // 10
    return np.clip(mono[max(0, loud[0] - margin) : loud[-1] + margin], -1.0, 1.0)


def make(texts: list[str], hours: float, seed: int, out: Path) -> float:
    """Speak until ``hours`` are in the manifest; returns the hours. Clip n depends on seed and n alone."""
    folder = out / "synthetic"
    folder.mkdir(parents=True, exist_ok=True)
    manifest = out / "synthetic.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.exists() else []
    number = 1 + max((int(Path(json.loads(line)["path"]).stem) for line in lines), default=-1)
    seconds = sum(json.loads(line)["seconds"] for line in lines)
    engines = installed()
    with manifest.open("a", encoding="utf-8") as log, tempfile.TemporaryDirectory() as scratch:
        wav = Path(scratch) / "said.wav"
        while seconds < hours * 3600:
            chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 - not for secrets
            text = chance.choice(texts)
            voice = choose(chance, engines, str(wav))
            sound = speak(voice, text, wav)
            if sound is not None and 0.3 < len(sound) / RATE < 15:
                target = folder / f"{number:06d}.flac"
                soundfile.write(target, sound * (0.7 / max(0.05, np.abs(sound).max())), RATE, subtype="PCM_16")
                line = {"path": str(target), "text": text, "speaker": voice.name, "corpus": "synthetic",
                        "seconds": round(len(sound) / RATE, 3), "split": "train", "role": "speech",
                        "licence": "made by the voices' programs"}  # fmt: skip
                log.write(json.dumps(line) + "\n")
                log.flush()
                seconds += len(sound) / RATE
            number += 1
    return seconds / 3600


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Make synthetic speech for training.")
    parser.add_argument("--texts", type=Path, required=True, help="one spoken sentence a line")
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    texts = [line for line in given.texts.read_text(encoding="utf-8").splitlines() if line.strip()]
    print(f"{make(texts, given.hours, given.seed, given.out):.2f} h")


if __name__ == "__main__":
    main()
