"""A table for the eye, and the same as Markdown."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from datetime import datetime


def plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns wide enough for Chinese; the first to the left, figures to the right."""
    widths = [max(_width(row[n]) for row in (head, *rows)) for n in range(len(head))]
    return "\n".join(
        "  ".join(_padded(cell, width, left=n == 0) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in (head, *rows)
    )


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ruler, *rows))


def machine() -> str:
    """What the figures were taken on, for the line under a table."""
    load = os.getloadavg()[0]
    return f"{datetime.now():%Y-%m-%d %H:%M}, {os.cpu_count()} cores, load average {load:.1f}"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    gap = " " * (width - _width(text))
    return text + gap if left else gap + text
