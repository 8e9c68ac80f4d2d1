"""What a decision of the fusion model costs: CPU time beside hassil's, size on disk, memory."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from hassil import Intents, recognize_best
from home_assistant_intents import get_intents

from assistant.bench.fusion_models import Contender
from assistant.bench.fusion_report import COMPOSED, Cell, Number, Report
from assistant.bench.fusion_system import weighing_of
from assistant.bench.made_home import commands_for, made_home
from assistant.bench.table import quantile
from assistant.errors import ModelError
from assistant.events import Gesture, Hypothesis
from assistant.inference import find
from assistant.understanding.fusion import FUSION, FusionModel
from assistant.understanding.scene import Climate, Moment, Said, Scene
from assistant.understanding.slots import NameLists
from assistant.understanding.understanding import Understanding
from devices.model import Home
from models.fusion.sights import GestureTable, Shows, somebody

DEVICES = (5, 50, 500)
SENTENCES = 60  # of each size, after some that load what is loaded once
_WARM = 5
_OPEN = "would you be so kind as to get the {} going for us"  # no template knows it
_BARS = {50: 3.0, 500: 10.0}  # milliseconds


@dataclass(slots=True)
class Times:
    """CPU seconds of each sentence: ``judge``: the model alone; ``known``: the decision on a sentence that
    templates know; ``open_``: on one that they do not, explained; ``peer``: hassil on the known ones."""

    judge: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)
    open_: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)


def times_of(model: FusionModel, size: int, count: int = SENTENCES) -> Times:
    """In a made home of ``size`` devices, before a camera that sees a hand."""
    home, times = made_home(size), Times()
    understanding = Understanding(home, weighing=weighing_of(model))
    source = get_intents("en")
    assert source is not None  # noqa: S101 - English is part of the package
    templates, lists = Intents.from_dict(source), NameLists(home).all()
    rng, names = np.random.default_rng(size), [device.name for device in home.devices.values()]
    commands = commands_for(home, count + _WARM)
    for number, text in enumerate(commands):
        told = Times() if number < _WARM else times
        moment, opened = _moment(home, text, rng), _OPEN.format(names[number % len(names)])
        area = next(iter(home.areas))
        scene = Scene(home, 0.0, moment.hour, moment.said, moment.looks, area, moment.climates)
        told.judge.append(_seconds(partial(model.judge, scene)))
        for what, spent in ((text, told.known), (opened, told.open_)):
            heard = _moment(home, what, rng)
            spent.append(_seconds(partial(understanding.decide, what, area=area, now=0.0, moment=heard)))
            understanding.forget()
        peer = partial(recognize_best, text, templates, slot_lists=lists, best_slot_name="name")
        told.peer.append(_seconds(peer))
    return times


def _moment(home: Home, text: str, rng: np.random.Generator) -> Moment:
    area = next(iter(home.areas))
    looks = somebody("camera", area, GestureTable(), rng, Shows(Gesture.POINT, 90.0))
    said = Said((Hypothesis(text, 0.9), Hypothesis(f"{text} now", 0.5)), 0.9, 20.0)
    return Moment(said, looks, {name: Climate(1.0, 100.0, 21.0) for name in home.areas})


def _seconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def cost(contender: Contender, sizes: Sequence[int] = DEVICES, count: int = SENTENCES) -> Report:
    """Milliseconds a decision of one model, and how that is to hassil's."""
    rows: list[list[Cell]] = []
    for size in sizes:
        times = times_of(contender.model, size, count)
        peer = quantile(times.peer, 0.5)
        bar = f" (bar {_BARS[size]:g})" if size in _BARS else ""
        for what, spent in ((f"judged by the model{bar}", times.judge),
                            ("decided, a sentence that templates know", times.known),
                            ("decided, a sentence that none knows, explained", times.open_),
                            ("hassil alone, the known sentence", times.peer)):  # fmt: skip
            median, late = quantile(spent, 0.5), quantile(spent, 0.95)
            rows.append([f"{size} devices: {what}", Number(1000 * median), Number(1000 * late),
                         Number(median / peer if peer else float("nan"))])  # fmt: skip
    title = f"{contender.name}: CPU milliseconds, {count} sentences each ({COMPOSED})"
    return Report(title, ("", "median", "95 %", "median to hassil's"), rows)


def sizes(contenders: Sequence[Contender]) -> Report:
    """The file, and what loading it and one judgement add to a process that hears. Raises ModelError."""
    rows: list[list[Cell]] = []
    for one in contenders:
        if one.folder is not None:
            file = find(FUSION, one.folder).file
            rows.append([one.name, Number(file.stat().st_size / 1000, 0), Number(added_memory(one) / 1e6, 1)])
    title = "Size and memory (bar 1000 kB; judged on a composed scene, not recorded)"
    return Report(title, ("model", "file, kB", "added memory, MB"), rows)


_CHILD = """
import sys
from pathlib import Path
def resident():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmRSS")).split()[1]) * 1024
from assistant.events import Hypothesis
from assistant.hearing.encoder import SpeechModel
from assistant.understanding.fusion import FusionModel
from assistant.understanding.scene import Said, Scene
from assistant.bench.made_home import made_home
kept, home = SpeechModel(), made_home(50)
before = resident()
model = FusionModel(Path(sys.argv[1]))
for _ in range(5):
    model.judge(Scene(home, 0.0, 12.0, Said((Hypothesis("turn on the amber lamp 0", 0.9),), 0.9)))
print("added", resident() - before)
"""


def added_memory(contender: Contender) -> int:
    """Resident bytes, told by a process of its own. Linux only. Raises ModelError."""
    words = [sys.executable, "-c", _CHILD, str(contender.folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    added = re.search(r"^added (-?\d+)$", done.stdout, re.MULTILINE)
    if added is None:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ModelError(f"model '{FUSION}': its memory could not be measured: {said[-1]}")
    return int(added[1])
