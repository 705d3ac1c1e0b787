"""Reading the counts: sums over a period, split as asked. Every question is one grouped look at `day_counts`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.figures import metrics
from cases.figures.periods import FIRST_DAY, Period
from cases.figures.tally import MONTH
from cases.figures.view import View
from cases.models import CountedTo, DayCount, EarlyWarning


async def totals(session: AsyncSession, view: View, *wanted: str) -> dict[str, int]:
    """metric → how often in the period; 0 where nothing happened."""
    rows = await _sums(session, view, wanted, (DayCount.metric,))
    return dict.fromkeys(wanted, 0) | {row[0]: row[1] for row in rows}


async def by_key(session: AsyncSession, view: View, *wanted: str) -> dict[str, dict[str, int]]:
    """metric → key → how often."""
    return _nested(wanted, await _sums(session, view, wanted, (DayCount.metric, DayCount.key)))


async def by_county(session: AsyncSession, view: View, *wanted: str) -> dict[str, dict[str, int]]:
    """metric → county ("" where not known) → how often."""
    return _nested(wanted, await _sums(session, view, wanted, (DayCount.metric, DayCount.county)))


async def by_channel(session: AsyncSession, view: View, *wanted: str) -> dict[str, dict[str, int]]:
    """metric → channel → how often."""
    return _nested(wanted, await _sums(session, view, wanted, (DayCount.metric, DayCount.channel)))


async def by_source(session: AsyncSession, view: View, *wanted: str) -> dict[str, dict[str, int]]:
    """metric → source ("" for people who came by themselves) → how often."""
    return _nested(wanted, await _sums(session, view, wanted, (DayCount.metric, DayCount.source)))


async def by_key_and_county(session: AsyncSession, view: View, metric: str) -> dict[tuple[str, str], int]:
    """(key, county) → how often."""
    rows = await _sums(session, view, (metric,), (DayCount.key, DayCount.county))
    return {(key, county): count for key, county, count in rows}


async def by_key_and_source(session: AsyncSession, view: View, metric: str) -> dict[tuple[str, str], int]:
    """(key, source) → how often."""
    rows = await _sums(session, view, (metric,), (DayCount.key, DayCount.source))
    return {(key, source): count for key, source, count in rows}


async def by_step(session: AsyncSession, view: View, *wanted: str) -> dict[str, dict[date, int]]:
    """metric → day, or first day of the month in a long period (`Period.steps`) → how often; 0 is left out."""
    found: dict[str, dict[date, int]] = {name: {} for name in wanted}
    long = view.period.by_months
    for metric, day, count in await _sums(session, view, wanted, (DayCount.metric, DayCount.day), months=long):
        step = day.replace(day=1) if long else day
        found[metric][step] = found[metric].get(step, 0) + count
    return found


async def up_to(session: AsyncSession, view: View, *wanted: str) -> dict[str, dict[str, int]]:
    """As by_key, but from the beginning to the last day of the period."""
    return await by_key(session, view.during(Period(FIRST_DAY, view.period.last)), *wanted)


async def median_first_reply(session: AsyncSession, view: View) -> timedelta | None:
    """The (lower) median time from asking for a person to the first answer, or None when there was none."""
    steps = sorted((await by_key(session, view, metrics.FIRST_REPLY))[metrics.FIRST_REPLY].items())
    half = (sum(count for _, count in steps) + 1) // 2
    for minutes, count in steps:
        half -= count
        if half <= 0:
            return timedelta(minutes=int(minutes))
    return None


async def sources(session: AsyncSession, view: View, *, limit: int = 60) -> list[str]:
    """The tags that brought people in the period, the busiest first."""
    everywhere = View(view.period, view.county)
    found = (await by_source(session, everywhere, metrics.CHAT_DAYS))[metrics.CHAT_DAYS]
    return [source for source, _ in sorted(found.items(), key=lambda item: -item[1]) if source][:limit]


async def warnings(session: AsyncSession, view: View) -> Mapping[str, int]:
    """Early warnings raised in the period: status → how many."""
    query = (
        select(EarlyWarning.status, func.count())
        .where(EarlyWarning.raised_at >= view.period.starts_at, EarlyWarning.raised_at < view.period.ends_at)
        .group_by(EarlyWarning.status)
    )
    if view.county:
        query = query.where(EarlyWarning.county == view.county)
    return {row[0]: row[1] for row in await session.execute(query)}


async def counted_at(session: AsyncSession) -> Any:
    """When the count last moved (aware UTC), or None before the first."""
    return (await session.execute(select(func.max(CountedTo.at, type_=CountedTo.at.type)))).scalar_one_or_none()


async def _sums(
    session: AsyncSession, view: View, wanted: Sequence[str], split: tuple[Any, ...], *, months: bool = True
) -> list[tuple[Any, ...]]:
    """Rows of (split…, how often). Whole months are read from the rows of months, the rest from the rows of days."""
    conditions: list[ColumnElement[bool]] = [_within(view.period, wanted, months=months)]
    # With "" behind it a column takes no part in choosing an index: PostgreSQL would go through the unique one, which begins
    # with the day, and read every metric of the period (500 ms instead of 40).
    conditions += [
        column.concat("") == wish
        for column, wish in (
            (DayCount.county, view.county),
            (DayCount.channel, view.channel),
            (DayCount.source, view.source),
        )
        if wish is not None
    ]
    query = select(*split, func.sum(DayCount.count)).where(*conditions).group_by(*split)
    found: Counter[tuple[Any, ...]] = Counter()
    by_metric = split[:1] == (DayCount.metric,)
    for *key, count in await session.execute(query):
        if by_metric:
            key[0] = key[0].removesuffix(MONTH)
        found[tuple(key)] += int(count)
    return [(*key, count) for key, count in found.items() if count]


def _within(period: Period, wanted: Sequence[str], *, months: bool) -> ColumnElement[bool]:
    whole = period.whole_months() if months else None
    if whole is None:
        return and_(DayCount.metric.in_(wanted), DayCount.day.between(period.first, period.last))
    one_day = timedelta(days=1)
    parts = [
        and_(DayCount.metric.in_([name + MONTH for name in wanted]), DayCount.day.between(whole.first, whole.last))
    ]
    for first, last in ((period.first, whole.first - one_day), (whole.last + one_day, period.last)):
        if first <= last:
            parts.append(and_(DayCount.metric.in_(wanted), DayCount.day.between(first, last)))
    return or_(*parts)


def _nested(wanted: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {name: {} for name in wanted}
    for metric, key, count in rows:
        found[metric][key] = count
    return found
