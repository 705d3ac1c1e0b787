"""After the time: they talked, or nobody came. Who did not come is written to kindly; how often is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile
from cases.access import sees_case
from cases.actors import Actor
from cases.calendars import consultants
from cases.calendars.notices import Wording, move_buttons, said_time, tell
from cases.calendars.rules import load_rules
from cases.calendars.settling import unscheduled
from cases.errors import InvalidChange, NotAllowed, NotFound
from cases.models import Appointment, Case, Consultant, Slot

OUTCOMES = ("done", "no_show")
MONTH = timedelta(days=30)


async def mark(
    session: AsyncSession,
    appointment_id: int,
    *,
    outcome: str,
    actor: Actor,
    now: datetime,
    words: Wording | None = None,
) -> str | None:
    """`done` or `no_show`, once the time has begun. With `words` who did not come is told kindly and offered other times.

    Who edits the calendar may, and consultants for their own talks. A wrong mark can be put right: the other outcome
    replaces it. Returns the conversation to wake when something was written. Raises InvalidChange, NotAllowed, NotFound.
    """
    if outcome not in OUTCOMES:
        raise InvalidChange(outcome)
    row = (
        await session.execute(
            select(Appointment, Consultant, Slot, Case)
            .join(Slot, Slot.id == Appointment.slot_id)
            .join(Consultant, Consultant.id == Slot.consultant_id)
            .join(Case, Case.id == Appointment.case_id)
            .where(Appointment.id == appointment_id)
            .with_for_update(of=Appointment)
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if row is None or not consultants.sees_calendar(actor, row[1]) or not sees_case(actor, row[3]):
        raise NotFound(f"appointment {appointment_id}")
    appointment, consultant, slot, case = row
    if not consultants.manages_leave(actor, consultant):
        raise NotAllowed(f"staff {actor.id}: appointment {appointment_id}")
    if slot.starts_at > now:
        raise InvalidChange("not yet", message="还没到时间，到点以后再标。")
    if appointment.status == "cancelled":
        raise InvalidChange("cancelled", message="这个预约已经取消，不用再标。")
    if appointment.status == outcome:
        return None
    was, appointment.status = appointment.status, outcome
    await session.flush()
    data = {"appointment": appointment.id, "from": was}
    casefile.record(session, case, actor=actor, kind=f"meeting_{outcome}", data=data, now=now)
    if outcome == "done":
        return None
    await unscheduled(session, case, now=now)
    if words is None:
        return None
    others = await appointments.alternatives_for(session, case, wanted=now + MONTH / 30, way=appointment.way, now=now)
    text = words.missed.format(number=case.number, was=said_time(slot.starts_at, slot.ends_at))
    buttons = [*move_buttons(case.number, others), {"title": words.human, "payload": "human"}]
    return await tell(session, case, text, buttons=buttons, actor=actor, now=now)


async def no_shows(session: AsyncSession, people: Sequence[int], *, now: datetime) -> Mapping[int, int]:
    """Person → how often they did not come in the months the rule counts. Who always came is left out."""
    if not people:
        return {}
    since = now - load_rules().months * MONTH
    rows = await session.execute(
        select(Case.person_id, func.count())
        .join(Appointment, Appointment.case_id == Case.id)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(Case.person_id.in_(set(people)), Appointment.status == "no_show", Slot.starts_at >= since)
        .group_by(Case.person_id)
    )
    return {row[0]: int(row[1]) for row in rows}


async def confirm_first(session: AsyncSession, person_id: int, *, now: datetime) -> bool:
    """Is this somebody whose next time a colleague confirms by telephone first?"""
    return (await no_shows(session, [person_id], now=now)).get(person_id, 0) >= load_rules().confirm_from


async def confirmed(session: AsyncSession, number: str, *, actor: Actor, now: datetime) -> None:
    """A colleague reached the worker by telephone: they will come. An event of the case. Raises NotFound, NotAllowed."""
    case = await casefile.locked(session, number, actor=actor)
    found = await appointments.booking_of(session, case.id)
    if found is None:
        raise InvalidChange(f"case {number} has no time", message="这件事现在没有约好的时间。")
    consultant = await session.get_one(Consultant, found[1].consultant_id)
    if not consultants.manages_leave(actor, consultant):
        raise NotAllowed(f"staff {actor.id}: confirming {number}")
    casefile.record(session, case, actor=actor, kind="meeting_confirmed", data={"appointment": found[0].id}, now=now)
    await session.flush()
