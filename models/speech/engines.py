"""Free speech synthesizers, each called as a program for one utterance in one voice.

`installed` says which are here; `choose` draws a voice with random rate and pitch; `speak` gives its
sound. Real people were recorded for the voices of RHVoice (alan, bdl, clb, slt), flite (awb, rms,
slt), pico (en-US, en-GB) and festival's HTS voice; the rest are diphone and formant synthesis.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.hearing.features import RATE

Floats = npt.NDArray[np.float32]

TEXT, OUT = "TEXT", "OUT"  # places in a command line for the file of words and the sound to make
MARGIN = (0.05, 0.25)  # seconds of silence kept at the ends
_ACCENTS = (
    "en-us", "en-us", "en-us-nyc", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan",
    "en-gb-x-gbcwmd", "en-029",
)  # fmt: skip
_TIMBRES = (
    "", *(f"m{n}" for n in range(1, 9)), *(f"f{n}" for n in range(1, 6)), "Alex", "Andrea", "Andy", "Annie",
    "Denis", "Gene", "Hugo", "Jacky", "Lee", "Mario", "Michael", "Mike", "Nguyen", "Reed", "Storm", "adam",
    "anika", "announcer", "antonio", "aunty", "belinda", "benjamin", "boris", "caleb", "david", "ed",
    "edward", "grandma", "grandpa", "gustave", "iven", "kaukovalta", "klatt2", "klatt4", "linda", "max",
    "michel", "miguel", "norbert", "pablo", "paul", "quincy", "rob", "robert", "sandro", "shelby", "steph",
    "travis", "victor", "zac",
)  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """One utterance to be: who speaks, the command line, and whether a person was recorded for it."""

    name: str
    command: tuple[str, ...]
    real: bool = True
    inline: str = ""  # the words' place within an argument, for programs that read no file


@dataclass(frozen=True)
class Engine:
    """A synthesizer: its program, its share of the speech, its licence, and how a voice is drawn."""

    name: str
    program: str
    share: float
    licence: str
    draw: Callable[[random.Random], Voice]
    needs: str = ""  # a file or folder beside the program


def _rhvoice(chance: random.Random) -> Voice:
    voice = chance.choice(("alan", "bdl", "clb", "slt"))
    rate, pitch = chance.randint(75, 150), chance.randint(70, 145)
    return Voice(
        f"rhvoice-{voice}",
        ("RHVoice-test", "-p", voice, "-r", f"{rate}", "-t", f"{pitch}", "-i", TEXT, "-o", OUT),
    )


def _flite_command(voice: str, base: float, chance: random.Random) -> tuple[str, ...]:
    settings = (
        f"duration_stretch={chance.uniform(0.72, 1.4):.2f}",
        f"int_f0_target_mean={base * chance.uniform(0.75, 1.45):.0f}",
        f"int_f0_target_stddev={chance.uniform(8, 34):.0f}",
    )
    options = tuple(part for setting in settings for part in ("--setf", setting))
    return ("flite", "-voice", voice, *options, "-f", TEXT, "-o", OUT)


def _flite(chance: random.Random) -> Voice:
    voice, base = chance.choice((("slt", 170.0), ("awb", 120.0), ("rms", 100.0)))
    return Voice(f"flite-{voice}", _flite_command(voice, base, chance))


def _flite_diphone(chance: random.Random) -> Voice:
    return Voice("flite-kal16", _flite_command("kal16", 110.0, chance), real=False)


def _festival(voice: str, chance: random.Random, *, real: bool) -> Voice:
    stretch = f"(Parameter.set 'Duration_Stretch {chance.uniform(0.78, 1.35):.2f})"
    return Voice(
        f"festival-{voice}",
        ("text2wave", "-eval", f"(voice_{voice})", "-eval", stretch, "-o", OUT, TEXT),
        real,
    )


def _festival_hts(chance: random.Random) -> Voice:
    return _festival("cmu_us_slt_arctic_hts", chance, real=True)


def _festival_diphone(chance: random.Random) -> Voice:
    return _festival(chance.choice(("kal_diphone", "ked_diphone")), chance, real=False)


def _pico(chance: random.Random) -> Voice:
    voice = chance.choice(("en-US", "en-GB"))
    pitch, rate = chance.randint(70, 140), chance.randint(75, 130)
    said = f"<pitch level='{pitch}'><speed level='{rate}'>{TEXT}</speed></pitch>"
    return Voice(f"pico-{voice}", ("pico2wave", "-l", voice, "-w", OUT, said), inline=said)


def _espeak(chance: random.Random) -> Voice:
    accent, timbre = chance.choice(_ACCENTS), chance.choice(_TIMBRES)
    named = f"{accent}+{timbre}" if timbre else accent
    rate, pitch = chance.randint(120, 215), chance.randint(15, 85)
    command = ("espeak-ng", "-v", named, "-s", f"{rate}", "-p", f"{pitch}", "-w", OUT, "-f", TEXT)
    return Voice(f"espeak-{named}", command, real=False)


_FESTIVAL = Path("/usr/share/festival/voices")
# A share is for variety per second of computing: festival takes 0.5 s a clip and its HTS voice is
# the speaker "slt" once more, whom flite and RHVoice have too.
ENGINES = (
    Engine("rhvoice", "RHVoice-test", 35, "LGPL-2.1 voices", _rhvoice, "/usr/share/RHVoice/voices/slt"),
    Engine("flite", "flite", 28, "BSD", _flite),
    Engine("pico", "pico2wave", 12, "Apache-2.0", _pico),
    Engine("espeak", "espeak-ng", 20, "GPL-3.0 program, its sound is free", _espeak),
    Engine("festival-hts", "text2wave", 5, "BSD", _festival_hts, f"{_FESTIVAL}/us/cmu_us_slt_arctic_hts"),
    Engine("festival-diphone", "text2wave", 4, "BSD", _festival_diphone, f"{_FESTIVAL}/english/ked_diphone"),
    Engine("flite-diphone", "flite", 6, "BSD", _flite_diphone),
)


def installed(only: tuple[str, ...] = ()) -> tuple[Engine, ...]:
    """The engines that are here, of those named if any are. Raises ValueError for an unknown name."""
    names = {engine.name for engine in ENGINES}
    if unknown := set(only) - names:
        raise ValueError(f"no engine is called {sorted(unknown)}: there are {', '.join(sorted(names))}")
    return tuple(
        engine
        for engine in ENGINES
        if (not only or engine.name in only)
        and shutil.which(engine.program)
        and (not engine.needs or Path(engine.needs).exists())
    )


def choose(chance: random.Random, engines: tuple[Engine, ...]) -> tuple[Engine, Voice]:
    """An engine by its share, and a voice of it. Raises IndexError without engines."""
    engine = chance.choices(engines, [engine.share for engine in engines])[0]
    return engine, engine.draw(chance)


def prompt(text: str, chance: random.Random) -> str:
    """The text with chance punctuation: another melody, now and then a pause, the same words."""
    words = text.split()
    if len(words) > 2 and chance.random() < 0.2:
        at = chance.randrange(1, len(words))
        words[at - 1] += ","
    return " ".join(words) + chance.choice((".", ".", "", "?", "!"))


def speak(voice: Voice, text: str, folder: Path, margins: tuple[float, float] = MARGIN) -> Floats | None:
    """16 kHz samples in -1..1 with ``margins`` seconds of silence kept; None where the engine failed."""
    words, out = folder / "words.txt", folder / "said.wav"
    words.write_text(text + "\n", encoding="utf-8")
    places: Mapping[str, str] = {
        TEXT: str(words),
        OUT: str(out),
        voice.inline: voice.inline.replace(TEXT, text),
    }
    try:
        out.unlink(missing_ok=True)
        command = [places.get(part, part) for part in voice.command]
        subprocess.run(command, capture_output=True, timeout=60, check=True)  # noqa: S603 - our own command lines
        sound, rate = soundfile.read(out, dtype="float32", always_2d=True)
    except (OSError, subprocess.SubprocessError, soundfile.SoundFileError):
        return None
    mono = np.asarray(soxr.resample(sound[:, 0], rate, RATE), np.float32)
    return trimmed(mono, margins)


def trimmed(mono: Floats, margins: tuple[float, float]) -> Floats | None:
    """Cut to ``margins`` seconds before and after what is louder than a hundredth of the peak."""
    loud = np.flatnonzero(np.abs(mono) > 0.01 * np.abs(mono).max(initial=1e-9))
    if not len(loud):
        return None
    before, after = (int(margin * RATE) for margin in margins)
    return mono[max(0, loud[0] - before) : loud[-1] + after]
