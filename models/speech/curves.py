"""Learning curves of a run as a picture: `python -m models.speech.curves --run DIR... --out FILE.png`.

Reads ``log.jsonl`` of each run: losses a step, and phone errors of the averaged weights where they
were looked at, over hours of sound heard. A run that was started again goes on in the same line.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Curve:
    """Points (hours of sound heard, value) of one quantity of a run."""

    run: str
    name: str
    hours: tuple[float, ...]
    values: tuple[float, ...]


_NOT_DRAWN = frozenset({"step", "sound_s", "rate", "elapsed_s"})


def curves(run: Path) -> list[Curve]:
    """Of everything in the run's log. Raises FileNotFoundError, and ValueError for a log without lines."""
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    if not lines:
        raise ValueError(f"{run / 'log.jsonl'}: nothing in it yet; train first")
    heard, hours, before = 0.0, [], 0
    for line in lines:
        # Steps of a cut run that are done again count once: their sound was heard anew, their weights lost.
        heard += max(0, line["step"] - before) * line["sound_s"] / 3600
        before = max(before, line["step"])
        hours.append(heard)
    found = []
    for name in sorted({key for line in lines for key in line} - _NOT_DRAWN):
        points = [(at, line[name]) for at, line in zip(hours, lines, strict=True) if name in line]
        found.append(
            Curve(run.name, name, tuple(at for at, _ in points), tuple(value for _, value in points))
        )
    return found


def draw(runs: list[Path], out: Path) -> None:
    """One panel a quantity, one line a run. Needs matplotlib, which is in the extra ``train``."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    found = [curve for run in runs for curve in curves(run)]
    names = sorted({curve.name for curve in found})
    figure, panels = pyplot.subplots(1, len(names), figsize=(4.2 * len(names), 3.2), squeeze=False)
    for name, panel in zip(names, panels[0], strict=True):
        for curve in found:
            if curve.name == name:
                panel.plot(curve.hours, curve.values, label=curve.run, linewidth=1.2)
        panel.set_title(name)
        panel.set_xlabel("hours of sound heard")
        panel.grid(alpha=0.3)
        if len(runs) > 1:
            panel.legend()
    figure.tight_layout()
    figure.savefig(out, dpi=110)
    pyplot.close(figure)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Draw the learning curves of runs.")
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    draw(given.run, given.out)


if __name__ == "__main__":
    main()
