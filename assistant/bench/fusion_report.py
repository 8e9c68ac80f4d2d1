"""Tables of `assistant bench fusion`, for people or as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.bench.fusion_scores import Interval, Values
from assistant.bench.table import print_table

COMPOSED = "composed scenes, not recorded"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of ``of`` things, 0-1; told in per cent."""

    value: float
    of: int

    def __str__(self) -> str:
        return f"{100 * self.value:.1f}" if self.of else "–"


@dataclass(frozen=True, slots=True)
class Number:
    """Any figure, told with so many digits behind the point; NaN where there is none."""

    value: float
    digits: int = 2

    def __str__(self) -> str:
        return "–" if math.isnan(self.value) else f"{self.value:.{self.digits}f}"


Cell = str | int | Share | Interval | Number | None


@dataclass(frozen=True, slots=True)
class Report:
    """A table; its title says what the figures are and of what."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def share(hits: Values) -> Share:
    """Of these the true ones."""
    count = len(hits)
    return Share(float(sum(bool(hit) for hit in hits)) / count if count else float("nan"), count)


def tell(report: Report, *, as_json: bool) -> None:
    """Print it: a table, or one JSON object on one line."""
    if not as_json:
        rows = [["–" if cell is None else str(cell) for cell in row] for row in report.rows]
        print_table(report.title, report.head, rows)
        return
    told = {"table": report.title, "head": list(report.head),
            "rows": [[_plain(cell) for cell in row] for row in report.rows]}  # fmt: skip
    print(json.dumps(told, ensure_ascii=False), flush=True)


def _plain(cell: Cell) -> object:
    if isinstance(cell, Number):
        return None if math.isnan(cell.value) else cell.value
    if isinstance(cell, Share | Interval):
        return {name: None if isinstance(value, float) and math.isnan(value) else value
                for name, value in asdict(cell).items() if name != "signed"}  # fmt: skip
    return cell
