"""What waits at this moment: read from the tables of the work itself, through their partial indexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.figures.periods import local_day
from cases.figures.view import View
from cases.models import (
    OPEN_STATUSES,
    Case,
    ChannelIdentity,
    Clock,
    Conversation,
    FormRunCount,
    UnansweredQuestion,
)
from cases.worktime import LOCAL


@dataclass(frozen=True, slots=True)
class Queue:
    """Chats that wait for one desk: how many, since when the longest has, how many past the promised answer."""

    role: str
    county: str
    waiting: int
    oldest: datetime
    late: int


@dataclass(frozen=True, slots=True)
class Running:
    """Clocks of one kind that run: all, stopped for a reason, due before midnight, over."""

    running: int = 0
    paused: int = 0
    due_today: int = 0
    over: int = 0


async def queues(session: AsyncSession, view: View, *, now: datetime) -> list[Queue]:
    """Who is waited for. A chat sent to no desk waits for the counsellors or for the duty desk."""
    c = Conversation
    query = select(c.desk_role, c.desk_county, c.waiting_reason, c.waiting_since, c.reply_due_at).where(
        c.owner == "queue"
    )
    rows: dict[tuple[str, str], list[tuple[datetime, datetime | None]]] = {}
    for role, county, reason, since, due in await session.execute(_narrowed(query, view)):
        desk = role or ("counsellor" if reason == "psych" else "duty")
        rows.setdefault((desk, county or ""), []).append((since, due))
    return [
        Queue(
            role, county, len(waits), min(since for since, _ in waits), sum(d is not None and d < now for _, d in waits)
        )
        for (role, county), waits in sorted(rows.items())
    ]


async def running_clocks(session: AsyncSession, view: View, *, now: datetime) -> dict[str, Running]:
    """kind of clock → what runs."""
    tonight = datetime.combine(local_day(now) + timedelta(days=1), datetime.min.time(), LOCAL)
    query = (
        select(
            Clock.kind,
            func.count(),
            func.count(Clock.paused_at),
            func.count(case((Clock.due_at.between(now, tonight), 1))),
            func.count(case((Clock.due_at < now, 1))),
        )
        .where(Clock.stopped_at.is_(None))
        .group_by(Clock.kind)
    )
    if view.county is not None:
        query = query.join(Case, Case.id == Clock.case_id).where(Case.county == view.county, Case.closed_at.is_(None))
    return {kind: Running(*counts) for kind, *counts in await session.execute(query)}


async def open_cases(session: AsyncSession, view: View) -> dict[tuple[str, str], int]:
    """(status, county) → open cases."""
    query = (
        select(Case.status, Case.county, func.count())
        .where(Case.status.in_(OPEN_STATUSES))
        .group_by(Case.status, Case.county)
    )
    if view.county is not None:
        query = query.where(Case.county == view.county)
    return {(status, county or ""): count for status, county, count in await session.execute(query)}


async def over_by_county(session: AsyncSession, view: View, *, now: datetime) -> dict[str, int]:
    """county → clocks past their promise."""
    query = (
        select(Case.county, func.count())
        .join(Clock, Clock.case_id == Case.id)
        # A running clock has an open case: said so, the few open ones are found by their index.
        .where(Clock.stopped_at.is_(None), Clock.due_at < now, Case.closed_at.is_(None))
        .group_by(Case.county)
    )
    if view.county is not None:
        query = query.where(Case.county == view.county)
    return {county or "": count for county, count in await session.execute(query)}


async def open_runs(session: AsyncSession, view: View) -> Mapping[str, int]:
    """flow:program → forms begun in the period that are still being filled in."""
    r = FormRunCount
    query = (
        select(r.flow, r.program_id, func.count())
        .join(Conversation, Conversation.id == r.conversation_id)
        .where(r.outcome == "open", r.started_at >= view.period.starts_at, r.started_at < view.period.ends_at)
        .group_by(r.flow, r.program_id)
    )
    found: Counter[str] = Counter()
    for flow, program, count in await session.execute(_narrowed(query, view)):
        found[f"{flow}:{program or ''}"] += count
    return found


async def open_questions(session: AsyncSession, view: View) -> int:
    """Questions without an answer that nobody has dealt with yet."""
    query = (
        select(func.count())
        .select_from(UnansweredQuestion)
        .join(Conversation, Conversation.id == UnansweredQuestion.conversation_id)
        .where(UnansweredQuestion.closed_at.is_(None))
    )
    return int((await session.execute(_narrowed(query, view))).scalar_one())


def _narrowed(query: Any, view: View) -> Any:
    if view.county is not None:
        query = query.where(Conversation.county == view.county)
    if view.channel is not None:
        query = query.where(Conversation.channel == view.channel)
    if view.source is not None:
        query = query.join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        query = query.where(ChannelIdentity.source == view.source)
    return query
