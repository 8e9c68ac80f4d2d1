"""How far the confidence of fusion models can be trusted, on composed scenes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from assistant.bench.fusion_models import Bench
from assistant.bench.fusion_report import COMPOSED, Cell, Number, Report, Share, share
from assistant.bench.fusion_scenes import hits_of
from assistant.bench.fusion_scores import BINS, Curve, calibration_error, risk_coverage
from assistant.errors import ConfigError
from models.fusion.choose import right

PICTURE = "risk-coverage.png"
_RISKS = (0.005, 0.01, 0.02, 0.05)


def calibration(bench: Bench) -> Report:
    """Expected calibration error, and how many scenes can be decided at a risk. "All of it": as the
    confidence was fitted, with rooms, and whether it is clear."""
    columns = [_column(bench, number) for number in range(len(bench.contenders))]
    names = ("calibration error, %", "calibration error of all of it, %", "judged rightly, %",
             "mean confidence, %", *(f"decided at {100 * risk:g} % risk, %" for risk in _RISKS))  # fmt: skip
    rows = [list(row) for row in zip(names, *columns, strict=True)]
    title = (f"Confidence in {len(bench.scenes)} test scenes, {BINS} bins "
             f"(bar: calibration error 3; {COMPOSED})")  # fmt: skip
    return Report(title, ("", *(one.name for one in bench.contenders)), rows)


def _column(bench: Bench, number: int) -> list[Cell]:
    judged = bench.judged(bench.contenders[number])
    sure = np.array([said.confidence for said in judged])
    hits = hits_of(bench.scenes, judged)
    all_of_it = [right(one, said) for one, said in zip(bench.scenes, judged, strict=True)]
    curve, count = risk_coverage(sure, hits), len(sure)
    return [
        Number(100 * calibration_error(sure, hits)), Number(100 * calibration_error(sure, all_of_it)),
        share(hits), Share(float(sure.mean()) if count else 0.0, count),
        *(Share(curve.coverage_at(risk), count) for risk in _RISKS),
    ]  # fmt: skip


def curve_of(bench: Bench, number: int) -> Curve:
    """Risk against coverage of one of the models."""
    judged = bench.judged(bench.contenders[number])
    return risk_coverage([said.confidence for said in judged], hits_of(bench.scenes, judged))


def draw_curves(bench: Bench, folder: Path) -> Path:
    """A picture of risk against coverage, a line a model. Raises ConfigError without matplotlib, or for a
    folder that cannot be written."""
    try:
        module: Any = import_module("matplotlib.figure")  # an extra: not there for the type checker either
    except ImportError as error:
        raise ConfigError("--out needs matplotlib: pip install 'lares[bench]'") from error
    figure = module.Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    for number, contender in enumerate(bench.contenders):
        curve = curve_of(bench, number)
        axes.plot(100 * curve.coverage, 100 * curve.risk, label=contender.name)
    axes.set_xlabel("coverage: % of scenes decided, the surest first")
    axes.set_ylabel("risk: % of these judged wrongly")
    axes.set_title(f"{len(bench.scenes)} test scenes ({COMPOSED})")
    axes.grid(alpha=0.3)
    axes.legend()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        figure.savefig(folder / PICTURE, dpi=150)
    except OSError as error:
        raise ConfigError(f"--out {folder}: cannot be written ({error.strerror}); name a folder") from error
    return folder / PICTURE
