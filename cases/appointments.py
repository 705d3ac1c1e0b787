"""Booking, moving and cancelling a consultant's time. The times themselves: `cases/calendars/`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, clocks, outbox
from cases.actors import Actor
from cases.calendars.consultants import save_consultants
from cases.calendars.free import FreeSlot
from cases.calendars.slots import LAWYER_KINDS, free_slots, get_slot, held_seats, make_slots, nearest
from cases.errors import InvalidChange, NotFound, SlotTaken
from cases.models import Appointment, Case, Consultant, Slot

__all__ = [
    "LAWYER_KINDS",
    "FreeSlot",
    "alternatives_for",
    "book_slot",
    "booking_of",
    "cancel_booking",
    "free_slots",
    "get_slot",
    "is_free",
    "make_slots",
    "move_booking",
    "save_consultants",
]


async def is_free(session: AsyncSession, slot_id: int) -> bool:
    """Is a seat left in this time, closed or held ones not counted as free? Raises nothing; an unknown time is not free."""
    row = (
        await session.execute(
            select(Consultant.capacity, held_seats())
            .select_from(Slot)
            .join(Consultant, Consultant.id == Slot.consultant_id)
            .where(Slot.id == slot_id, Slot.closed.is_(False))
        )
    ).one_or_none()
    return row is not None and len(await _seats(session, slot_id)) + row[1] < row[0]


async def book_slot(
    session: AsyncSession,
    *,
    case: Case,
    slot_id: int,
    way: str,
    actor: Actor,
    now: datetime,
    held_by: int | None = None,
) -> Appointment:
    """Book a time for a case; the transaction stays usable when it fails.

    `held_by`: the entry of the waiting list for which the time was held. Raises SlotTaken, with the three nearest free times
    as `alternatives`, when somebody was quicker or the time is closed; InvalidChange for a way the consultant does not offer
    or a case that has a time already; NotFound for a time that never was.
    """
    # Two looks: who is plainly too late need not queue. Whoever sees a seat queues for the row of the time, and whoever comes
    # next then sees the seats as they are. A weaker lock than FOR UPDATE does not hold up rows that only refer to the time.
    query = (
        select(Slot, Consultant)
        .join(Consultant, Consultant.id == Slot.consultant_id)
        .where(Slot.id == slot_id)
        .execution_options(populate_existing=True)
    )
    seats: set[int] = set()
    for look in (query, query.with_for_update(key_share=True, of=Slot)):
        found = (await session.execute(look)).one_or_none()
        if found is None:
            raise NotFound(f"slot {slot_id}")
        slot, consultant = found
        if slot.starts_at <= now or slot.closed:
            raise await _taken(session, case, slot, way, now, "past or closed")
        if way not in consultant.ways:
            raise InvalidChange(f"{way} is not offered by {consultant.id}")
        seats = await _seats(session, slot_id)
        held = (await session.execute(select(held_seats(besides=held_by)).where(Slot.id == slot_id))).scalar_one()
        if len(seats) + held >= consultant.capacity:
            raise await _taken(session, case, slot, way, now, "full")
    seat = min(set(range(consultant.capacity)) - seats)
    appointment = Appointment(case_id=case.id, slot_id=slot_id, seat=seat, way=way, status="booked", created_at=now)
    try:
        async with session.begin_nested():
            session.add(appointment)
            await session.flush()
    except IntegrityError as error:
        if (await session.execute(select(exists().where(_live(case.id))))).scalar_one():
            raise InvalidChange(
                f"case {case.number} has a time", message="这件事已经约好时间了，要换就先改时间。"
            ) from error
        raise await _taken(session, case, slot, way, now, "somebody was quicker") from error
    casefile.record(session, case, actor=actor, kind="booked", data={"slot": slot_id, "way": way}, now=now)
    await clocks.appointed(session, case, slot.starts_at, now)
    return appointment


async def _seats(session: AsyncSession, slot_id: int) -> set[int]:
    rows = await session.execute(
        select(Appointment.seat).where(Appointment.slot_id == slot_id, Appointment.status == "booked")
    )
    return set(rows.scalars())


def _live(case_id: int) -> ColumnElement[bool]:
    return (Appointment.case_id == case_id) & (Appointment.status == "booked")


async def _taken(session: AsyncSession, case: Case, slot: Slot, way: str, now: datetime, why: str) -> SlotTaken:
    error = SlotTaken(f"slot {slot.id}: {why}")
    error.alternatives = await alternatives_for(session, case, wanted=slot.starts_at, way=way, now=now)
    return error


async def alternatives_for(
    session: AsyncSession,
    case: Case,
    *,
    wanted: datetime,
    way: str | None,
    now: datetime,
    besides: frozenset[int] = frozenset(),
    limit: int = 3,
) -> tuple[FreeSlot, ...]:
    """The free times nearest to `wanted` that fit what this case asked for."""
    kind = (case.fields.get("lawyer_kind") or {}).get("value")
    return await nearest(
        session,
        service=case.kind,
        wanted=wanted,
        now=now,
        way=way,
        county=case.county,
        lawyer_kind=kind if isinstance(kind, str) else None,
        besides=besides,
        limit=limit,
    )


async def booking_of(session: AsyncSession, case_id: int) -> tuple[Appointment, FreeSlot] | None:
    """The live appointment of a case with its time."""
    row = (
        await session.execute(select(Appointment).where(Appointment.case_id == case_id, Appointment.status == "booked"))
    ).scalar_one_or_none()
    return None if row is None else (row, await get_slot(session, row.slot_id))


async def cancel_booking(session: AsyncSession, *, case: Case, actor: Actor, now: datetime) -> None:
    """Free the time of a case, its reminders with it. Without a live appointment nothing happens."""
    booking = await booking_of(session, case.id)
    if booking is None:
        return
    appointment = booking[0]
    await session.execute(
        update(Appointment)
        .where(Appointment.id == appointment.id)
        .values(status="cancelled")
        .execution_options(synchronize_session=False)
    )
    await session.refresh(appointment)
    await outbox.cancel_reminders(session, appointment.id, now=now)
    casefile.record(session, case, actor=actor, kind="booking_cancelled", data={"slot": appointment.slot_id}, now=now)


async def move_booking(
    session: AsyncSession, *, case: Case, slot_id: int, actor: Actor, now: datetime, way: str | None = None
) -> Appointment:
    """Another time (and with `way` another way) for the same case. Raises SlotTaken and keeps the old time when the new one
    has gone."""
    booking = await booking_of(session, case.id)
    if booking is None:
        raise InvalidChange(f"case {case.number} has no live appointment")
    way = way or booking[0].way
    try:
        async with session.begin_nested():  # undone as a whole if the new time has gone
            await cancel_booking(session, case=case, actor=actor, now=now)
            moved = await book_slot(session, case=case, slot_id=slot_id, way=way, actor=actor, now=now)
    except SlotTaken as error:  # asked again, since the own time is not free after all
        wanted = (await get_slot(session, slot_id)).starts_at
        error.alternatives = await alternatives_for(session, case, wanted=wanted, way=way, now=now)
        raise
    return moved
