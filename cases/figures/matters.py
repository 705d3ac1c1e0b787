"""Counting what is no message: cases opened and closed, promises kept, questions without an answer, ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.errors import Unreadable
from cases.figures import metrics, position
from cases.figures.periods import local_day
from cases.figures.tally import Place, Tally
from cases.models import (
    CLOSED_STATUSES,
    Case,
    CaseEvent,
    ChannelIdentity,
    Clock,
    Conversation,
    Feedback,
    UnansweredQuestion,
)

CLOCK_KINDS = ("first_reply", "update", "solve")
WINDOW = timedelta(days=1)  # how much of the stopped clocks is taken at once
CLOSED_AS = {
    "done": metrics.CASES_DONE,
    "refused": metrics.CASES_REFUSED,
    "cancelled": metrics.CASES_CANCELLED,
}
LOOKS = ("viewed", "file_viewed", "revealed", "opened")  # events that close nothing, and are most of them


async def count_cases(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Cases opened, hand-overs by reason, and each person's first case of a program. Returns how many cases."""
    counted_to = await position.locked(session, "cases", now=now)
    earlier = aliased(Case)
    same = exists().where(
        earlier.person_id == Case.person_id,
        earlier.id < Case.id,
        earlier.kind == Case.kind,
        earlier.program_id.is_not_distinct_from(Case.program_id),
    )
    rows = await _page(
        session,
        select(Case.id, Case.created_at.label("at"), Case.kind, Case.program_id, same.label("again"), *_place(Case))
        .join(Conversation, Conversation.id == Case.conversation_id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(Case.id > counted_to)
        .order_by(Case.id)
        .limit(limit),
        now,
    )
    reasons = await _reasons(session, [row.id for row in rows if row.kind == "handoff"])

    def count(row: Any, tally: Tally) -> None:
        day, place = local_day(row.at), Place.of(row.county, row.channel, row.source)
        tally.add(day, metrics.CASES_OPENED, metrics.matter(row.kind, row.program_id), place)
        if row.kind == "handoff":
            tally.add(day, metrics.HANDOVERS, reasons.get(row.id, ""), place)
        project = row.program_id or (metrics.PSYCH if row.kind == metrics.PSYCH else None)
        if project and not row.again:
            tally.add(day, metrics.SIGNED_UP, project, place)

    return await _count(session, "cases", rows, count, now)


async def count_closings(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Cases that came to an end; one that was opened again and ended again counts twice. Returns how many events."""
    counted_to = await position.locked(session, "case_events", now=now)
    rows = await _page(
        session,
        select(CaseEvent.id, CaseEvent.at, CaseEvent.data, Case.kind, Case.program_id, *_place(Case))
        .join(Case, Case.id == CaseEvent.case_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(CaseEvent.id > counted_to, CaseEvent.kind.not_in(LOOKS))
        .order_by(CaseEvent.id)
        .limit(limit),
        now,
    )

    def count(row: Any, tally: Tally) -> None:
        data = row.data if isinstance(row.data, dict) else {}
        ended = CLOSED_AS.get(str(data.get("to")))
        if ended is not None and data.get("from") not in CLOSED_STATUSES:
            place = Place.of(row.county, row.channel, row.source)
            tally.add(local_day(row.at), ended, metrics.matter(row.kind, row.program_id), place)

    return await _count(session, "case_events", rows, count, now)


async def count_questions(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Questions no card answered, and cards that did not help. Returns how many."""
    counted_to = await position.locked(session, "unanswered", now=now)
    q = UnansweredQuestion
    rows = await _page(
        session,
        select(q.id, q.created_at.label("at"), q.reason, q.card_id, *_place(Conversation))
        .join(Conversation, Conversation.id == q.conversation_id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(q.id > counted_to)
        .order_by(q.id)
        .limit(limit),
        now,
    )

    def count(row: Any, tally: Tally) -> None:
        day, place = local_day(row.at), Place.of(row.county, row.channel, row.source)
        tally.add(day, metrics.UNANSWERED, row.reason, place)
        if row.reason == "not_helpful" and row.card_id:
            tally.add(day, metrics.NOT_HELPFUL, row.card_id, place)

    return await _count(session, "unanswered", rows, count, now)


async def count_ratings(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Marks from 1 to 5; words without a mark are not counted. Returns how many opinions."""
    counted_to = await position.locked(session, "feedback", now=now)
    rows = await _page(
        session,
        select(Feedback.id, Feedback.created_at.label("at"), Feedback.rating, *_place(Conversation))
        .join(Conversation, Conversation.id == Feedback.conversation_id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(Feedback.id > counted_to)
        .order_by(Feedback.id)
        .limit(limit),
        now,
    )

    def count(row: Any, tally: Tally) -> None:
        if row.rating is not None:
            place = Place.of(row.county, row.channel, row.source)
            tally.add(local_day(row.at), metrics.RATING, str(row.rating), place)

    return await _count(session, "feedback", rows, count, now)


async def count_clocks(session: AsyncSession, *, now: datetime) -> int:
    """Promises that came to their end, kept or not, and how long first replies took. Returns how many.

    A clock is old when it stops, so the position is not an id but the second up to which stopped clocks are counted.
    """
    since = datetime.fromtimestamp(await position.locked(session, "clocks", now=now), UTC)
    until = (now - position.SETTLED).replace(microsecond=0)
    firsts = []
    for kind in CLOCK_KINDS:  # one question a kind: each is answered by the index alone
        found = await session.execute(
            select(Clock.stopped_at)
            .where(Clock.kind == kind, Clock.stopped_at >= since, Clock.stopped_at < until)
            .order_by(Clock.stopped_at)
            .limit(1)
        )
        firsts += [at for at in found.scalars() if at is not None]
    if not firsts:
        return 0
    until = min(until, min(firsts).replace(microsecond=0) + WINDOW)
    rows = (
        await session.execute(
            select(
                Clock.kind.label("clock"),
                Clock.started_at,
                Clock.stopped_at,
                Clock.due_at,
                Clock.breached,
                Case.kind,
                Case.program_id,
                *_place(Case),
            )
            .join(Case, Case.id == Clock.case_id)
            .join(Conversation, Conversation.id == Case.conversation_id)
            .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
            .where(Clock.kind.in_(CLOCK_KINDS), Clock.stopped_at >= since, Clock.stopped_at < until)
        )
    ).all()
    tally = Tally()
    for row in rows:
        day, place = local_day(row.stopped_at), Place.of(row.county, row.channel, row.source)
        late = row.breached or (row.due_at is not None and row.stopped_at > row.due_at)
        key = f"{row.clock}:{metrics.matter(row.kind, row.program_id)}"
        tally.add(day, metrics.BREACHED if late else metrics.KEPT, key, place)
        if row.clock == "first_reply":
            minutes = int((row.stopped_at - row.started_at).total_seconds() // 60)
            tally.add(day, metrics.FIRST_REPLY, metrics.reply_step(minutes), place)
    await tally.write(session)
    await position.move(session, "clocks", int(until.timestamp()), now=now)
    return len(rows)


def _place(model: type[Case] | type[Conversation]) -> tuple[Any, ...]:
    return (model.county.label("county"), Conversation.channel, ChannelIdentity.source)


async def _page(session: AsyncSession, query: Select[Any], now: datetime) -> Sequence[Any]:
    """The rows up to the first that is too young to have settled."""
    rows: Sequence[Any] = (await session.execute(query)).all()
    young = next((n for n, row in enumerate(rows) if row.at > now - position.SETTLED), len(rows))
    return rows[:young]


async def _count(
    session: AsyncSession, name: str, rows: Sequence[Any], count: Callable[[Any, Tally], None], now: datetime
) -> int:
    if not rows:
        return 0
    tally = Tally()
    for row in rows:
        count(row, tally)
    await tally.write(session)
    await position.move(session, name, rows[-1].id, now=now)
    return len(rows)


async def _reasons(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, str]:
    """Why hand-overs were asked for. It stands among the encrypted answers; a lost key must not stop the count."""
    if not case_ids:
        return {}
    try:
        rows = (await session.execute(select(Case.id, Case.fields).where(Case.id.in_(case_ids)))).all()
    except Unreadable:
        return {}
    return {id_: str((fields.get("reason") or {}).get("value") or "")[:60] for id_, fields in rows}
