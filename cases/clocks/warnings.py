"""Warnings at 50 and 80 per cent of a promise and when it is due: told once to whoever has the case, or to its desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import sees_case
from cases.actors import Actor
from cases.casework.listing import reach
from cases.clocks import clockwork
from cases.clocks.rows import tell
from cases.models import Case
from cases.models.clocks import Clock

AT_ONCE = 200  # warnings told in one round; the next round tells the rest


@dataclass(frozen=True, slots=True)
class ClockWarning:
    """`share`: 50, 80 or 100 (due). `staff_id`: who has the case; None: everybody of the desk, who see it by their roles.

    `kind` is the clock's, `case_kind` the case's; `desk` names the working calendar.
    """

    case_id: int
    number: str
    case_kind: str
    program_id: str | None
    county: str | None
    kind: str
    share: int
    due_at: datetime
    staff_id: int | None
    desk: str


async def due_warnings(session: AsyncSession, now: datetime) -> list[ClockWarning]:
    """What is to be told now and to whom. Each is marked as told and becomes an event of its case, so that it comes once.

    A clock that went over two marks since the last look is told of the higher one. A case somebody is working on this very
    moment is left for the next look.
    """
    reached = or_(
        and_(Clock.warned < clockwork.HALF, Clock.half_at <= now),
        and_(Clock.warned < clockwork.LATE, Clock.late_at <= now),
        and_(Clock.warned < clockwork.DUE, Clock.due_at <= now),
    )
    # First the cases, then their clocks: the order in which every verb locks them. A weaker lock than FOR UPDATE, so that
    # rows which only refer to the case are not held up.
    cases = {
        case.id: case
        for case in (
            await session.execute(
                select(Case)
                .where(Case.id.in_(select(Clock.case_id).where(_runs(), reached).order_by(Clock.due_at).limit(AT_ONCE)))
                .order_by(Case.id)
                .with_for_update(key_share=True, skip_locked=True)
                .execution_options(populate_existing=True)
            )
        ).scalars()
    }
    clocks = (
        await session.execute(
            select(Clock)
            .where(_runs(), Clock.case_id.in_(cases), reached)
            .order_by(Clock.due_at, Clock.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalars()
    told = []
    for clock in clocks:
        case = cases[clock.case_id]
        clock.warned = clockwork.told_by_now(clock, now)
        clock.breached = clock.breached or clockwork.is_late(clock, now)
        tell(
            session, case.id, "clock_warning", {"kind": clock.kind, "share": clock.warned}, actor=Actor.system(), now=now
        )  # fmt: skip
        told.append(_warning(case, clock, clock.warned))
    await session.flush()
    return told


async def warnings_for(session: AsyncSession, actor: Actor, now: datetime, *, limit: int = 100) -> list[ClockWarning]:
    """What this colleague should look at: their own cases, and those of their desks that nobody has, from half the promise
    on, the most pressing first. Read only."""
    rows = await session.execute(
        select(Case, Clock)
        .join(Clock, Clock.case_id == Case.id)
        .where(
            _runs(),
            Clock.half_at <= now,
            Case.closed_at.is_(None),
            or_(Case.assigned_to == actor.id, Case.assigned_to.is_(None)),
            reach(actor),
        )
        .order_by(Clock.due_at, Clock.id)
        .limit(limit)
    )
    return [_warning(case, clock, clockwork.told_by_now(clock, now)) for case, clock in rows if sees_case(actor, case)]


def _runs() -> ColumnElement[bool]:
    return and_(Clock.stopped_at.is_(None), Clock.paused_at.is_(None))


def _warning(case: Case, clock: Clock, share: int) -> ClockWarning:
    assert clock.due_at is not None  # it runs
    return ClockWarning(
        case_id=case.id,
        number=case.number,
        case_kind=case.kind,
        program_id=case.program_id,
        county=case.county,
        kind=clock.kind,
        share=share,
        due_at=clock.due_at,
        staff_id=case.assigned_to,
        desk=clock.desk,
    )
