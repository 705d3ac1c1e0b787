"""Leave, extra and changed days: checking what a colleague wrote, and reading what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.calendars.week import Exceptional, clean_spans
from cases.errors import InvalidChange
from cases.models import CalendarException

KINDS = ("leave", "extra", "instead")
LONGEST_EXCEPTION = 366  # days


async def exceptions_of(session: AsyncSession, consultant_ids: Sequence[str]) -> Mapping[str, list[CalendarException]]:
    """The exceptions of these consultants, by consultant."""
    rows = await session.execute(
        select(CalendarException)
        .where(CalendarException.consultant_id.in_(consultant_ids))
        .order_by(CalendarException.first_day, CalendarException.id)
    )
    found: dict[str, list[CalendarException]] = {key: [] for key in consultant_ids}
    for row in rows.scalars():
        found[row.consultant_id].append(row)
    return found


def plain(rows: Iterable[CalendarException]) -> list[Exceptional]:
    return [Exceptional(row.kind, row.first_day, row.last_day, tuple(row.spans or ())) for row in rows]


def checked(e: Exceptional, *, minutes: int, today: date) -> Exceptional:
    """The exception fit to be kept. `minutes` of one talk. Raises InvalidChange with words for the colleague."""
    if e.kind not in KINDS:
        raise InvalidChange(e.kind, message="请选休假、加开或改时间。")
    if e.last_day < e.first_day:
        raise InvalidChange("order", message="最后一天不能早于第一天。")
    if e.last_day < today:
        raise InvalidChange("past", message="这几天已经过去了。")
    if (e.last_day - e.first_day).days >= LONGEST_EXCEPTION:
        raise InvalidChange("long", message="一次最多写一年。")
    if e.kind == "leave":
        return replace(e, spans=())
    spans = clean_spans(e.spans, minutes=minutes)
    if not spans:
        raise InvalidChange("spans", message="请写这几天几点到几点，比如 09:00-11:30。")
    return replace(e, spans=tuple(spans))
