"""Changing a calendar: what a leave or another week does to times, and nobody who has booked one finds out by accident.

`preview` shows who is affected; `apply` does it, moves or cancels each of them, and writes to each what happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete, func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, audit
from cases.access import sees_case
from cases.actors import Actor
from cases.calendars import consultants
from cases.calendars.consultants import Settings
from cases.calendars.exceptions import checked, exceptions_of, plain
from cases.calendars.free import FreeSlot
from cases.calendars.notices import Wording
from cases.calendars.settling import settle
from cases.calendars.slots import add_times
from cases.calendars.week import Exceptional, Week, times
from cases.errors import Conflict, NotAllowed, NotFound
from cases.models import Appointment, CalendarException, Case, Consultant, Conversation, Slot, WaitingEntry
from cases.rights import may
from cases.worktime import LOCAL, WorkCalendar

HORIZON_DAYS = 28  # how far ahead times can be booked (as in first_content)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a colleague wants: other settings (with what they had on the screen), one more exception, or one taken back."""

    settings: Settings | None = None
    seen: Settings | None = None
    add: Exceptional | None = None
    note: str = ""
    drop: int | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """One booking that no longer fits. `number` and `name` are None for who may not see the case."""

    appointment_id: int
    number: str | None
    name: str | None
    starts_at: datetime
    ends_at: datetime
    way: str
    alternatives: tuple[FreeSlot, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    consultant: Consultant
    settings: Settings
    wanted: Mapping[datetime, datetime]
    dropped: tuple[int, ...]
    hit: tuple[tuple[Appointment, Slot, Case], ...]


async def preview(
    session: AsyncSession,
    consultant_id: str,
    proposal: Proposal,
    *,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar,
) -> list[Affected]:
    """Who has booked a time that would no longer be, soonest first. Raises InvalidChange, NotAllowed, NotFound, Conflict."""
    plan = await _plan(session, consultant_id, proposal, actor=actor, now=now, calendar=calendar)
    gone = frozenset(plan.dropped)
    out = []
    for a, s, case in plan.hit:
        found = await appointments.alternatives_for(
            session, case, wanted=s.starts_at, way=a.way, now=now, besides=gone | {s.id}
        )
        seen = sees_case(actor, case)
        name = (case.fields.get("name") or case.fields.get("alias") or {}).get("value") if seen else None
        out.append(
            Affected(a.id, case.number if seen else None, name, s.starts_at, s.ends_at, a.way, found)
        )  # fmt: skip
    return out


async def apply(
    session: AsyncSession,
    consultant_id: str,
    proposal: Proposal,
    *,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar,
    words: Wording,
    seen: frozenset[int] = frozenset(),
    choices: Mapping[int, int] | None = None,
) -> list[str]:
    """Do it. `seen`: the appointments the colleague was shown as affected; `choices`: appointment → the time it moves to, the
    others lose theirs and are offered the three nearest. Returns the conversations to wake.

    Raises Conflict when the affected are others than those seen (somebody booked or cancelled meanwhile), SlotTaken when a
    chosen time has gone, and what `preview` raises. Then nothing is changed.
    """
    first = await _plan(session, consultant_id, proposal, actor=actor, now=now, calendar=calendar)
    # Chats before times, as a worker's own turn takes them: two who wait for each other would both lose.
    chats = sorted({case.conversation_id for _, _, case in first.hit})
    await session.execute(
        select(Conversation.id).where(Conversation.id.in_(chats)).order_by(Conversation.id).with_for_update()
    )
    await session.execute(
        select(Slot.id)
        .where(Slot.consultant_id == consultant_id, Slot.starts_at > now)
        .order_by(Slot.id)
        .with_for_update(key_share=True)
    )
    plan = await _plan(session, consultant_id, proposal, actor=actor, now=now, calendar=calendar)
    if {a.id for a, _, _ in plan.hit} != seen:
        raise Conflict(
            "others are affected than were shown", message="刚刚又有人约了或取消了这段时间，请再看一遍名单。"
        )
    await _write(session, plan, proposal, actor=actor, now=now)
    woken = []
    for a, s, case in plan.hit:
        target = (choices or {}).get(a.id)
        woken.append(await settle(session, case, a, s, target, actor=actor, now=now, words=words))
    return woken


async def _plan(
    session: AsyncSession,
    consultant_id: str,
    proposal: Proposal,
    *,
    actor: Actor,
    now: datetime,
    calendar: WorkCalendar,
) -> _Plan:
    row = await consultants.get(session, consultant_id, actor=actor)
    await session.refresh(row)
    today = now.astimezone(LOCAL).date()
    settings = Settings.of(row)
    kept = (await exceptions_of(session, [row.id]))[row.id]
    exceptions = plain(kept)
    if proposal.settings is not None:
        if proposal.seen is not None and proposal.seen != settings:
            raise Conflict(f"consultant {row.id}", message="刚刚有同事改过这位的设置。您填的还在，请对照后再保存。")
        settings = proposal.settings.cleaned()
        for county in (row.county, settings.county):
            _require(may(actor, "calendar.edit", county), actor, row)
        await consultants.check_account(session, settings)
    elif not consultants.manages_leave(actor, row):
        raise NotAllowed(f"staff {actor.id}: calendar of {row.id}")
    if proposal.add is not None:
        exceptions.append(checked(proposal.add, minutes=settings.minutes, today=today))
    if proposal.drop is not None:
        if proposal.drop not in {e.id for e in kept}:
            raise NotFound(f"exception {proposal.drop}", message="这一条已经不在了，请刷新后再看。")
        exceptions = plain(e for e in kept if e.id != proposal.drop)
    latest = (
        await session.execute(select(func.max(Slot.starts_at)).where(Slot.consultant_id == row.id))
    ).scalar_one_or_none()
    last = max(today + timedelta(days=HORIZON_DAYS - 1), _day(latest) if latest else today)
    week = Week(settings.weekly, settings.minutes, settings.buffer)
    cut = times(week, first=today, days=(last - today).days + 1, calendar=calendar, exceptions=exceptions)
    wanted = {a: b for a, b in cut if a > now} if settings.active else {}
    return await _compare(session, row, settings, wanted, now)


async def _compare(
    session: AsyncSession, row: Consultant, settings: Settings, wanted: Mapping[datetime, datetime], now: datetime
) -> _Plan:
    there = (
        await session.execute(select(Slot.id, Slot.starts_at).where(Slot.consultant_id == row.id, Slot.starts_at > now))
    ).all()
    dropped = tuple(s.id for s in there if s.starts_at not in wanted)
    booked = (
        await session.execute(
            select(Appointment, Slot, Case)
            .join(Slot, Slot.id == Appointment.slot_id)
            .join(Case, Case.id == Appointment.case_id)
            .where(Slot.consultant_id == row.id, Slot.starts_at > now, Appointment.status == "booked")
            .order_by(Slot.starts_at, Appointment.seat)
        )
    ).all()
    hit = tuple(
        (a, s, case)
        for a, s, case in booked
        if s.starts_at not in wanted or a.way not in settings.ways or a.seat >= settings.capacity
    )
    return _Plan(row, settings, wanted, dropped, hit)


async def _write(session: AsyncSession, plan: _Plan, proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    row = plan.consultant
    if proposal.settings is not None:
        for name, value in consultants.columns(plan.settings).items():
            setattr(row, name, value)
    if proposal.add is not None:
        e = checked(proposal.add, minutes=plan.settings.minutes, today=_day(now))
        session.add(
            CalendarException(
                consultant_id=row.id,
                kind=e.kind,
                first_day=e.first_day,
                last_day=e.last_day,
                spans=list(e.spans),
                note=proposal.note.strip()[:200] or None,
                by=actor.id,
                at=now,
            )
        )
    if proposal.drop is not None:
        await session.execute(delete(CalendarException).where(CalendarException.id == proposal.drop))
    await session.flush()
    what = "settings" if proposal.settings is not None else proposal.add.kind if proposal.add is not None else "dropped"
    data = {"what": what, "affected": [a.id for a, _, _ in plan.hit]}
    audit.record(session, actor=actor, action="calendar.changed", subject=f"consultant:{row.id}", data=data, now=now)
    await _arrange(session, plan, now)


async def _arrange(session: AsyncSession, plan: _Plan, now: datetime) -> None:
    """Make the rows what the week wants: new times, times opened again, closed ones.

    A closed time keeps its row: a form, a button or a booking may still name it.
    """
    mine = and_(Slot.consultant_id == plan.consultant.id, Slot.starts_at > now)
    gone = Slot.id.in_(plan.dropped)
    quietly = {"synchronize_session": False}
    await session.execute(  # who was offered such a time waits on, in the same place
        update(WaitingEntry)
        .where(WaitingEntry.status == "offered", WaitingEntry.offered_slot.in_(plan.dropped))
        .values(status="waiting", offered_slot=None, offer_ends_at=None, updated_at=now)
        .execution_options(**quietly)
    )
    await session.execute(update(Slot).where(gone).values(closed=True).execution_options(**quietly))
    for slot in (await session.execute(select(Slot).where(mine, not_(gone)))).scalars():
        ends_at = plan.wanted[slot.starts_at]
        if slot.closed or slot.ends_at != ends_at:
            slot.closed, slot.ends_at = False, ends_at
    await session.flush()
    await add_times(session, plan.consultant.id, sorted(plan.wanted.items()))


def _require(allowed: bool, actor: Actor, row: Consultant) -> None:
    if not allowed:
        raise NotAllowed(f"staff {actor.id}: calendar of {row.id}")


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


async def written(session: AsyncSession, consultant_id: str, *, actor: Actor, now: datetime) -> list[CalendarException]:
    """The exceptions of a calendar that still lie ahead or are going on, soonest first. Raises NotFound."""
    row = await consultants.get(session, consultant_id, actor=actor)
    found = (await exceptions_of(session, [row.id]))[row.id]
    return [e for e in found if e.last_day >= _day(now)]
