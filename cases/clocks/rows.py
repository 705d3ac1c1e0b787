"""Clocks as rows: reading the running ones, starting one, keeping `due_at` of case and chat in step with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.clocks import clockwork
from cases.clocks.limits import Limit, calendar_for, load_limits
from cases.models import Case, CaseEvent, Conversation, Program
from cases.models.clocks import Clock


async def running(session: AsyncSession, case: Case) -> dict[str, Clock]:
    """Kind → the clock of this case that has not stopped (it may stand still), locked for the transaction.

    The case is locked before its clocks, here as everywhere: two that lock in another order wait for each other for ever.
    """
    await session.execute(select(Case.id).where(Case.id == case.id).with_for_update(key_share=True))
    rows = await session.execute(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.stopped_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {clock.kind: clock for clock in rows.scalars()}


async def limit_of(session: AsyncSession, case: Case, what: str) -> Limit | None:
    """What this case is allowed. An ordinary enrolment is promised what its program says (`promise_days`); a pressing one
    the shorter of the two."""
    limits = load_limits()
    limit = limits.of(case.kind, case.tier, what, program_id=case.program_id)
    if what != "solve" or case.program_id is None:
        return limit
    document: dict[str, Any] | None = (
        await session.execute(select(Program.document).where(Program.id == case.program_id))
    ).scalar_one_or_none()
    days = (document or {}).get("promise_days")
    if not isinstance(days, int) or days <= 0:
        return limit
    promised = Limit(days=days)
    if case.tier == "ordinary" or limit is None:
        return promised
    return min(limit, promised, key=lambda one: (one.days > 0, one.days, one.minutes))


async def start(
    session: AsyncSession,
    case: Case,
    what: str,
    *,
    now: datetime,
    since: datetime | None = None,
    due: datetime | None = None,
    limit: Limit | None = None,
) -> Clock | None:
    """A clock of this case from `since` (now unless named), due by its limit or by the promise given; None without either."""
    limit = limit or await limit_of(session, case, what)
    if limit is None and due is None:
        return None
    since = since or now
    desk, calendar = calendar_for(load_limits().desk(case.kind, case.county), limit)
    if due is None:
        assert limit is not None
        due = limit.due(calendar, since)
    clock = clockwork.new(case.id, what, desk, since=since, due=due, started=now)
    session.add(clock)
    await session.flush()
    return clock


async def in_step(session: AsyncSession, case: Case, clocks: dict[str, Clock]) -> None:
    """The case is due when it is to be solved; one that has no such clock, when the next word is due. While that clock stands
    still nothing is due. A waiting chat shows what its hand-over was promised."""
    live = [clocks[what] for what in ("solve", "first_reply", "update") if what in clocks]
    if live:
        case.due_at = live[0].due_at
    if case.kind == "handoff" and (first := clocks.get("first_reply")) is not None:
        await session.execute(
            update(Conversation)
            .where(Conversation.id == case.conversation_id, Conversation.owner != "bot")
            .values(reply_due_at=first.due_at)
            .execution_options(synchronize_session="auto")
        )
    await session.flush()


def tell(
    session: AsyncSession,
    case_id: int,
    kind: str,
    data: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    note: str | None = None,
) -> None:
    """An event of the case, as `casefile.record` writes it; that module builds on this one."""
    session.add(
        CaseEvent(case_id=case_id, at=now, actor_kind=actor.kind, actor_id=actor.id, kind=kind, data=data, note=note)
    )
