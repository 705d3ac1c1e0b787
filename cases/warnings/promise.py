"""早发现、早报告、早介入, counted: how long from the first case to the warning, from there to being seen and acted on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.models import EarlyWarning
from cases.rights import require_right
from cases.warnings.handling import in_reach
from cases.worktime import LOCAL


@dataclass(frozen=True, slots=True)
class Promise:
    """Warnings raised in a period. Times are medians, None where nothing is counted yet. `solved` is the share of those that
    were warnings (not dismissed) and are closed, 0 to 1."""

    raised: int
    dismissed: int
    seen: int
    acted: int
    closed: int
    found_after: timedelta | None
    seen_after: timedelta | None
    acted_after: timedelta | None
    solved: float | None


async def kept_promise(
    session: AsyncSession, first: date, last: date, county: str | None = None, *, actor: Actor
) -> Promise:
    """Of the warnings raised from `first` to `last` (local days, both included), of a county or of all the actor may see.

    Dismissed ones were no warnings: they are counted apart and in none of the times. Raises NotAllowed.
    """
    require_right(actor, "warnings.see", county or "")
    w = EarlyWarning
    query = select(w.status, w.first_case_at, w.raised_at, w.seen_at, w.acted_at).where(
        w.raised_at >= _midnight(first), w.raised_at < _midnight(last + timedelta(days=1)), in_reach(actor)
    )
    if county:
        query = query.where(w.county == county)
    rows = list(await session.execute(query))
    real = [row for row in rows if row.status != "dismissed"]
    closed = sum(row.status == "closed" for row in real)
    seen = [row.seen_at - row.raised_at for row in real if row.seen_at]
    acted = [row.acted_at - row.raised_at for row in real if row.acted_at]
    return Promise(
        raised=len(real),
        dismissed=len(rows) - len(real),
        seen=len(seen),
        acted=len(acted),
        closed=closed,
        found_after=_median([row.raised_at - row.first_case_at for row in real]),
        seen_after=_median(seen),
        acted_after=_median(acted),
        solved=closed / len(real) if real else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), LOCAL)


def _median(spans: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None
