"""What a table is made from, and the shapes many tables share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.database import Session
from cases.figures.protecting import is_sensitive, protect
from cases.figures.view import View
from console.report.names import Names
from console.report.sheet import Cell

NO_COUNTY = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One look at the figures."""

    session: Session
    view: View
    names: Names
    now: datetime

    def step(self, step: date) -> str:
        """2026-11-05, or 2026-11 where the period is shown by months."""
        return f"{step:%Y-%m}" if self.view.period.by_months else step.isoformat()

    def short_step(self, step: date) -> str:
        """The same for the axis of a chart: 11-05, or 2026-11."""
        return f"{step:%Y-%m}" if self.view.period.by_months else f"{step:%m-%d}"

    def guarded(self, key: str, count: int) -> int | None:
        """The count, unless few people stand behind it and `key` is about danger or counselling."""
        return protect(count) if self.view.narrow and is_sensitive(key) else count

    def guarded_column(self, keys: Sequence[str], counts: Sequence[int]) -> list[int | None]:
        """As `guarded` for a column whose sum is known: what is hidden must not follow from the rest."""
        shown = [self.guarded(key, count) for key, count in zip(keys, counts, strict=True)]
        if shown.count(None) == 1 and len(shown) > 1:
            others = [n for n, count in enumerate(shown) if count is not None]
            shown[min(others, key=lambda n: counts[n])] = None
        return shown

    def counties(self, *found: Mapping[str, int]) -> list[str]:
        """The counties of a table, in the taxonomy's order: all of them, and "" where something has no county."""
        if self.view.county is not None:
            return [self.view.county]
        codes = list(self.names.taxonomy.counties)
        rest = sorted({code for counts in found for code in counts} - set(codes) - {NO_COUNTY})
        return [*codes, *rest, *([NO_COUNTY] if any(NO_COUNTY in counts for counts in found) else [])]


def ranked(
    ask: Ask, counts: Mapping[str, int], name: Callable[[str], str], most: int = 20
) -> tuple[tuple[Cell, ...], ...]:
    """(name, count), the most first."""
    order = sorted(counts, key=lambda key: (-counts[key], key))
    shown = ask.guarded_column(order, [counts[key] for key in order])
    return tuple((name(key), count) for key, count in zip(order, shown, strict=True))[:most]


def number(cell: Cell) -> int:
    """For charts: what must not be shown is drawn as nothing."""
    return cell if isinstance(cell, int) else 0
