"""The clocks follow the case: what happens to it starts, stops and holds them. Called by the verbs of the case file.

A case has at most three: the first answer, the next news (`update`, anew after every answer), and the end (`solve`). A chat
that was handed over has no `solve`: the talk ends when it ends, and what came of it is a case of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.clocks import clockwork
from cases.clocks.limits import MEETING, calendar_for, load_limits
from cases.clocks.rows import in_step, limit_of, running, start
from cases.models import CLOSED_STATUSES, Case
from cases.models.clocks import Clock

PAPERS = "papers"  # the pause that goes with the status needs_papers


async def start_clocks(session: AsyncSession, case: Case, now: datetime) -> None:
    """The clocks of a case that was just opened; `case.due_at`, if set, is what the worker was told.

    That promise is the end of the case where its kind has one, and the first answer where it has none. No clock of the
    case runs beyond it. A case opened with an appointment has had its first answer: the appointment.
    """
    promised, limit = case.due_at, await limit_of(session, case, "solve")
    clocks: dict[str, Clock | None] = {}
    if limit is not None:
        clocks["solve"] = await start(session, case, "solve", now=now, due=promised, limit=limit)
    if case.status != "scheduled":
        due = promised if limit is None else await _capped(session, case, now)
        clocks["first_reply"] = await start(session, case, "first_reply", now=now, due=due)
    started = {what: clock for what, clock in clocks.items() if clock is not None}
    if case.status == "needs_papers":
        _hold(started, PAPERS, now)
    await in_step(session, case, started)


async def _capped(session: AsyncSession, case: Case, now: datetime) -> datetime | None:
    """The first answer's time, not after what the worker was told; None leaves it to the limit."""
    limit = await limit_of(session, case, "first_reply")
    if limit is None or case.due_at is None:
        return None
    _, calendar = calendar_for(load_limits().desk(case.kind, case.county), limit)
    return min(limit.due(calendar, now), case.due_at)


async def case_opened(session: AsyncSession, case: Case, now: datetime) -> None:
    """Hook of `casefile.open_case`."""
    if case.status not in CLOSED_STATUSES:
        await start_clocks(session, case, now)


async def case_moved(session: AsyncSession, case: Case, before: str, now: datetime) -> None:
    """Hook of the status change: closing stops all, reopening starts anew, waiting for papers holds them."""
    clocks = await running(session, case)
    if case.status in CLOSED_STATUSES:
        for clock in clocks.values():
            clockwork.stop(clock, now)
        await session.flush()
        return
    if before in CLOSED_STATUSES:
        await _reopen(session, case, now)
        return
    if case.status == "needs_papers":
        _hold(clocks, PAPERS, now)
    elif before == "needs_papers":
        _release(clocks, PAPERS, now)
    solve, limit = clocks.get("solve"), await limit_of(session, case, "solve")
    if before == "scheduled" != case.status and solve is not None and limit is not None and solve.since > now:
        # The appointment fell away before it came: from here on it is a case like any other.
        clockwork.set_going(solve, since=now, due=limit.due(clockwork.calendar_of(solve), now))
    await in_step(session, case, clocks)


async def _reopen(session: AsyncSession, case: Case, now: datetime) -> None:
    """As long again as the first time."""
    allowed = (
        await session.execute(
            select(Clock.allowed_seconds)
            .where(Clock.case_id == case.id, Clock.kind == "solve", Clock.stopped_at.is_not(None))
            .order_by(Clock.id.desc())
            .limit(1)
        )
    ).scalar_one_or_none()
    due = None
    if allowed:
        _, calendar = calendar_for(load_limits().desk(case.kind, case.county))
        due = calendar.add(now, timedelta(seconds=allowed))
    if await limit_of(session, case, "solve") is not None:
        await start(session, case, "solve", now=now, due=due)
    await start(session, case, "update", now=now)
    await in_step(session, case, await running(session, case))


async def appointed(session: AsyncSession, case: Case, starts_at: datetime, now: datetime) -> None:
    """A time was booked or moved: nothing is due before it, and after it the result within `after_meeting`."""
    limit = load_limits().of(case.kind, case.tier, MEETING, program_id=case.program_id)
    if limit is None or case.closed_at is not None:
        return
    clocks = await running(session, case)
    for what in ("first_reply", "update"):
        if (clock := clocks.pop(what, None)) is not None:
            clockwork.stop(clock, now)
    if (solve := clocks.get("solve")) is not None:
        since = max(starts_at, now)
        clockwork.set_going(solve, since=since, due=limit.due(clockwork.calendar_of(solve), since))
        solve.warned = 0
    await in_step(session, case, clocks)


async def note_reply(session: AsyncSession, case: Case, now: datetime) -> None:
    """The worker got an answer in this case: the first one is given, the next news is due anew."""
    if case.closed_at is not None:
        return
    clocks = await running(session, case)
    for what in ("first_reply", "update"):
        if (clock := clocks.pop(what, None)) is not None:
            clockwork.stop(clock, now)
    await session.flush()  # the old one has to be seen to end before the new one begins
    if case.status != "scheduled" and (news := await start(session, case, "update", now=now)) is not None:
        if any(clock.pause_reason == PAPERS for clock in clocks.values()):
            clockwork.hold(news, PAPERS, now)
        clocks["update"] = news
    await in_step(session, case, clocks)


async def replied(session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime) -> None:
    """Hook of a colleague's answer in a chat: it counts for the hand-over and for this colleague's own cases there."""
    rows = await session.execute(
        select(Case)
        .where(
            Case.conversation_id == conversation_id,
            Case.closed_at.is_(None),
            or_(Case.kind == "handoff", Case.assigned_to == actor.id),
        )
        .order_by(Case.id)
    )
    for case in rows.scalars().all():
        await note_reply(session, case, now)


async def asked(session: AsyncSession, case: Case, now: datetime) -> None:
    """A paper was asked for (again): it is the worker's turn. `answered` ends it."""
    if case.closed_at is None:
        clocks = await running(session, case)
        _hold(clocks, PAPERS, now)
        await in_step(session, case, clocks)


async def answered(session: AsyncSession, case: Case, now: datetime) -> None:
    """The worker has sent what was asked for: it is our turn again, though nobody has looked at it yet."""
    clocks = await running(session, case)
    _release(clocks, PAPERS, now)
    await in_step(session, case, clocks)


def _hold(clocks: dict[str, Clock], reason: str, now: datetime) -> None:
    for what in load_limits().pauses[reason].stops:
        if what in clocks:
            clockwork.hold(clocks[what], reason, now)


def _release(clocks: dict[str, Clock], reason: str, now: datetime) -> None:
    for clock in clocks.values():
        if clock.pause_reason == reason:
            clockwork.go_on(clock, now)
