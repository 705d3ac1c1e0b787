"""Booking and moving a case's time outside its form: by the button of a message, or by a colleague on the telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile
from cases.actors import Actor
from cases.calendars import consultants
from cases.calendars.free import FreeSlot
from cases.calendars.notices import Wording, move_buttons, remind, said_booking, said_time, tell
from cases.calendars.slots import NOTICE, free_slots
from cases.errors import InvalidChange, NotAllowed, SlotTaken
from cases.models import CLOSED_STATUSES, Appointment, Case
from cases.rights import may

BOOKABLE = frozenset({"legal_consultation", "psych_consultation"})


async def rebook(
    session: AsyncSession, case: Case, slot_id: int, *, actor: Actor, now: datetime, way: str | None = None
) -> Appointment:
    """Give a case this time: moved when it has one, booked when it lost it. Asked for the time it has, nothing happens.

    Only a time that fits the case (its service, county, kind of lawyer, way) and is free; otherwise SlotTaken with three
    alternatives. Raises InvalidChange for a case that is closed or of another kind, NotFound for a time that never was.
    """
    if case.kind not in BOOKABLE:
        raise InvalidChange(f"{case.kind} has no time", message="这类事项不用约时间。")
    if case.status in CLOSED_STATUSES:
        raise InvalidChange(
            f"case {case.number} is {case.status}", message="这件事已经了结，不能再约时间。要约请办新的。"
        )
    held = await appointments.booking_of(session, case.id)
    way = way or (held[0].way if held else await _last_way(session, case))
    if held is not None and held[0].slot_id == slot_id and held[0].way == way:
        return held[0]
    slot = await appointments.get_slot(session, slot_id)
    own = held is not None and held[0].slot_id == slot_id  # only the way is another: the time is ours already
    if not own and not await _fits(session, case, slot, way, now):
        error = SlotTaken(f"slot {slot_id} is not free for case {case.number}")
        error.alternatives = await appointments.alternatives_for(session, case, wanted=slot.starts_at, way=way, now=now)
        raise error
    if held is not None:
        made = await appointments.move_booking(session, case=case, slot_id=slot_id, actor=actor, now=now, way=way)
    else:
        made = await appointments.book_slot(session, case=case, slot_id=slot_id, way=way, actor=actor, now=now)
    if case.status != "scheduled":
        await casefile.change_status(session, case, actor=Actor.system(), status="scheduled", now=now)
    await session.flush()
    return made


async def _fits(session: AsyncSession, case: Case, slot: FreeSlot, way: str, now: datetime) -> bool:
    kind = (case.fields.get("lawyer_kind") or {}).get("value")
    if slot.starts_at < now + NOTICE:
        return False
    found = await free_slots(
        session,
        service=case.kind,
        now=now,
        way=way,
        county=case.county,
        lawyer_kind=kind if isinstance(kind, str) else None,
        starts=slot.starts_at,
        ends=slot.starts_at + timedelta(seconds=1),
    )
    return slot.id in {f.id for f in found}


async def _last_way(session: AsyncSession, case: Case) -> str:
    """How the worker wanted to talk: as in their last appointment, or as their form says."""
    row = await session.execute(
        select(Appointment.way).where(Appointment.case_id == case.id).order_by(Appointment.id.desc()).limit(1)
    )
    said = (case.fields.get("way") or {}).get("value")
    return row.scalar_one_or_none() or (said if said in consultants.WAYS else "phone")


async def book_for(
    session: AsyncSession, number: str, slot_id: int, *, way: str, actor: Actor, now: datetime, words: Wording
) -> str:
    """A colleague books or moves a time for a worker on the telephone; the worker gets it in writing, with its reminders.

    Who edits the calendar for the county of the case may, and consultants for their own. Returns the conversation to wake.
    Raises NotFound (also for a foreign case), NotAllowed, SlotTaken with alternatives, InvalidChange.
    """
    case = await casefile.locked(session, number, actor=actor)
    slot = await appointments.get_slot(session, slot_id)
    consultant = await consultants.get(session, slot.consultant_id, actor=actor)
    if not (may(actor, "calendar.edit", case.county) or consultants.is_own(actor, consultant)):
        raise NotAllowed(f"staff {actor.id}: a time for case {number}")
    before = await appointments.booking_of(session, case.id)
    if before is not None and before[0].slot_id == slot_id and before[0].way == way:
        raise InvalidChange("the same time", message="这件事约的就是这个时间。")
    made = await rebook(session, case, slot_id, actor=actor, now=now, way=way)
    await remind(session, case, made, slot, words=words, now=now)
    was = said_time(before[1].starts_at, before[1].ends_at) if before else ""
    text = said_booking(words.moved if before else words.booked, case, slot, way, words=words, was=was)
    others = await appointments.alternatives_for(
        session, case, wanted=slot.starts_at, way=way, now=now, besides=frozenset({slot_id})
    )
    buttons = [*move_buttons(number, others), {"title": words.human, "payload": "human"}]
    return await tell(session, case, text + (words.change if others else ""), buttons=buttons, actor=actor, now=now)
