"""One table of figures, and the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.exports.cells import safe
from console.texts import figures as texts

Cell = str | int | None
"""A word, a number, or None for a number that must not be shown."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`words`: how many columns from the left hold words; the others hold numbers. `chart`: options for ECharts, or None."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: int = 1
    chart: Mapping[str, Any] | None = None

    @property
    def title(self) -> str:
        return texts.SHEETS[self.id]

    @property
    def how(self) -> str:
        return texts.HOWS[self.id]


def shown(cell: Cell) -> str:
    """1,234, 少于5, or the word itself."""
    if cell is None:
        return texts.FEW
    return f"{cell:,}" if isinstance(cell, int) else cell


def percent(part: int | None, whole: int | None) -> str:
    """97.5%; — where there is nothing to divide by; 少于5 where the part must not be shown."""
    if part is None or whole is None:
        return texts.FEW
    return f"{part / whole * 100:.1f}%" if whole else texts.NONE


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark, so that Excel reads the Chinese; words that look like formulas are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(column) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([texts.FEW if cell is None else cell if isinstance(cell, int) else safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")
