"""Consultants' times: making them from weekly patterns, offering free ones, booking, moving, cancelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, exists, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, outbox
from cases.actors import Actor
from cases.errors import InvalidChange, NotFound, SlotTaken
from cases.models import Appointment, Case, Consultant, Slot
from cases.worktime import LOCAL, WorkCalendar

LAWYER_KINDS = ("government", "public_interest", "social")
CITY = "610300"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class FreeSlot:
    id: int
    starts_at: datetime
    ends_at: datetime
    consultant_id: str
    consultant_name: str
    kind: str
    county: str
    ways: tuple[str, ...]
    place: str


async def save_consultants(session: AsyncSession, consultants: Sequence[Mapping[str, Any]]) -> None:
    """Add example consultants that are not there yet; what staff changed stays."""
    known = set((await session.execute(select(Consultant.id))).scalars())
    for c in consultants:
        if c["id"] not in known:
            session.add(
                Consultant(
                    id=c["id"],
                    name=c["name"],
                    kind=c["kind"],
                    county=str(c["county"]),
                    ways=list(c["ways"]),
                    place=c["place"],
                    weekly=dict(c["weekly"]),
                    minutes=int(c["minutes"]),
                )
            )
    await session.flush()


async def make_slots(session: AsyncSession, *, calendar: WorkCalendar, first: date, days: int) -> int:
    """Write the times of all active consultants for `days` days from `first`; those there already stay. Returns how many are new.

    A public holiday has none; a 调休 workday follows the pattern of a Monday, since weekends have no pattern.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = 0
    for consultant in (await session.execute(select(Consultant).where(Consultant.active))).scalars():
        rows = []
        for day in (first + timedelta(days=n) for n in range(days)):
            if calendar.is_holiday(day):
                continue
            name = "mon" if calendar.is_makeup_workday(day) else DAYS[day.weekday()]
            for span in consultant.weekly.get(name, ()):
                rows += [
                    {"consultant_id": consultant.id, "starts_at": start, "ends_at": end}
                    for start, end in _cut(day, span, consultant.minutes)
                ]
        if rows:
            done = await session.execute(
                insert(Slot).values(rows).on_conflict_do_nothing(index_elements=["consultant_id", "starts_at"])
            )
            made += max(int(done.rowcount), 0)  # type: ignore[attr-defined]
    return made


def _cut(day: date, span: str, minutes: int) -> list[tuple[datetime, datetime]]:
    first, last = (time.fromisoformat(part.strip()) for part in span.split("-"))
    at = datetime.combine(day, first, LOCAL)
    end = datetime.combine(day, last, LOCAL)
    out = []
    while at + timedelta(minutes=minutes) <= end:
        out.append((at.astimezone(UTC), (at + timedelta(minutes=minutes)).astimezone(UTC)))
        at += timedelta(minutes=minutes)
    return out


async def free_slots(
    session: AsyncSession,
    *,
    service: str,
    now: datetime,
    way: str | None = None,
    county: str | None = None,
    lawyer_kind: str | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
    limit: int = 400,
) -> list[FreeSlot]:
    """Free times of a service (`legal_consultation` or `psych_consultation`), soonest first.

    A worker is served by consultants of their county and of the whole city; in-person times of the own county come
    before those of the city at the same hour. Times within the next hour are not offered: nobody could get ready.
    """
    kinds = ("counsellor",) if service == "psych_consultation" else LAWYER_KINDS
    if lawyer_kind in LAWYER_KINDS:
        kinds = (lawyer_kind,)
    booked = exists().where(and_(Appointment.slot_id == Slot.id, Appointment.status == "booked"))
    query = (
        select(Slot, Consultant)
        .join(Consultant, Consultant.id == Slot.consultant_id)
        .where(
            Consultant.active,
            Consultant.kind.in_(kinds),
            not_(booked),
            Slot.starts_at >= max(starts or now, now + timedelta(hours=1)),
        )
        .order_by(Slot.starts_at, Slot.id)
        .limit(limit)
    )
    if ends is not None:
        query = query.where(Slot.starts_at < ends)
    if county and county != CITY:
        query = query.where(Consultant.county.in_((county, CITY)))
    found = [
        FreeSlot(s.id, s.starts_at, s.ends_at, c.id, c.name, c.kind, c.county, tuple(c.ways), c.place)
        for s, c in (await session.execute(query)).all()
        if way is None or way in c.ways
    ]
    return sorted(found, key=lambda f: (f.starts_at, f.county != county, f.id))


async def get_slot(session: AsyncSession, slot_id: int) -> FreeSlot:
    """A slot with its consultant, free or not. Raises NotFound."""
    row = (
        await session.execute(
            select(Slot, Consultant).join(Consultant, Consultant.id == Slot.consultant_id).where(Slot.id == slot_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"slot {slot_id}")
    s, c = row
    return FreeSlot(s.id, s.starts_at, s.ends_at, c.id, c.name, c.kind, c.county, tuple(c.ways), c.place)


async def is_free(session: AsyncSession, slot_id: int) -> bool:
    found = await session.execute(
        select(Appointment.id).where(Appointment.slot_id == slot_id, Appointment.status == "booked")
    )
    return found.first() is None


async def book_slot(
    session: AsyncSession, *, case: Case, slot_id: int, way: str, actor: Actor, now: datetime
) -> Appointment:
    """Book a time for a case. Raises SlotTaken when somebody was quicker; the transaction stays usable."""
    slot = await get_slot(session, slot_id)
    if slot.starts_at <= now:
        raise SlotTaken(f"slot {slot_id} is past")
    if way not in slot.ways:
        raise InvalidChange(f"{way} is not offered by {slot.consultant_id}")
    appointment = Appointment(case_id=case.id, slot_id=slot_id, way=way, status="booked", created_at=now)
    try:
        async with session.begin_nested():
            session.add(appointment)
            await session.flush()
    except IntegrityError as error:
        raise SlotTaken(f"slot {slot_id}") from error
    casefile.record(session, case, actor=actor, kind="booked", data={"slot": slot_id, "way": way}, now=now)
    return appointment


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


async def move_booking(session: AsyncSession, *, case: Case, slot_id: int, actor: Actor, now: datetime) -> Appointment:
    """Another time for the same case. Raises SlotTaken and keeps the old time when the new one has gone."""
    booking = await booking_of(session, case.id)
    if booking is None:
        raise InvalidChange(f"case {case.number} has no live appointment")
    way = booking[0].way
    async with session.begin_nested():  # undone as a whole if the new time has gone
        await cancel_booking(session, case=case, actor=actor, now=now)
        return await book_slot(session, case=case, slot_id=slot_id, way=way, actor=actor, now=now)
