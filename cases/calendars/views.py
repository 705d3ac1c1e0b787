"""What the calendar pages show: times of some days with who has booked them, as far as this colleague may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import WALLED_KINDS, sees_case
from cases.actors import Actor
from cases.calendars import consultants
from cases.calendars.attendance import no_shows
from cases.calendars.exceptions import exceptions_of
from cases.calendars.rules import load_rules
from cases.models import Appointment, CalendarException, Case, CaseEvent, Consultant, Person, Slot, WaitingEntry
from cases.rights import may
from cases.worktime import LOCAL

LONGEST = 62  # days


@dataclass(frozen=True, slots=True)
class Seat:
    """One booking. `number` and `name` are None for who may not see the case (counselling). `missed`: how often this person
    did not come; `confirm`: a colleague should telephone first and has not yet."""

    appointment_id: int
    number: str | None
    name: str | None
    way: str
    status: str
    missed: int
    confirm: bool


@dataclass(frozen=True, slots=True)
class Time:
    slot_id: int
    consultant_id: str
    starts_at: datetime
    ends_at: datetime
    closed: bool
    capacity: int
    held: int
    seats: tuple[Seat, ...]

    @property
    def free(self) -> int:
        taken = sum(seat.status == "booked" for seat in self.seats)
        return 0 if self.closed else max(0, self.capacity - taken - self.held)

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(LOCAL).date()


@dataclass(frozen=True, slots=True)
class Agenda:
    """`consultants`: those shown, by kind and name; `times` by moment; `waiting`: service → how many queue for a time;
    `exceptions`: consultant → leave, extra and changed days that touch the days shown."""

    consultants: tuple[Consultant, ...]
    times: tuple[Time, ...]
    waiting: dict[str, int]
    exceptions: dict[str, tuple[CalendarException, ...]]

    def away(self, consultant_id: str, day: date) -> bool:
        """Is this consultant on leave that day?"""
        here = self.exceptions.get(consultant_id, ())
        return any(e.kind == "leave" and e.first_day <= day <= e.last_day for e in here)


async def agenda(
    session: AsyncSession,
    *,
    actor: Actor,
    now: datetime,
    first: date,
    days: int,
    consultant_id: str | None = None,
    kind: str | None = None,
    county: str | None = None,
    booked_only: bool = False,
) -> Agenda:
    """The times of `days` days from `first` (Asia/Shanghai) of the consultants this colleague may see."""
    shown = [
        c
        for c in await consultants.visible(session, actor=actor, idle=consultant_id is not None)
        if consultant_id in (None, c.id) and kind in (None, c.kind) and county in (None, c.county)
    ]
    start = datetime.combine(first, datetime.min.time(), LOCAL)
    end = start + timedelta(days=min(days, LONGEST))
    ids = [c.id for c in shown]
    slots = (
        (
            await session.execute(
                select(Slot)
                .where(Slot.consultant_id.in_(ids), Slot.starts_at >= start, Slot.starts_at < end)
                .order_by(Slot.starts_at, Slot.consultant_id)
            )
        )
        .scalars()
        .all()
    )
    seats = await _seats(session, ids, start, end, actor=actor, now=now)
    held = await _held(session)
    capacity = {c.id: c.capacity or 1 for c in shown}
    times = [
        Time(
            s.id, s.consultant_id, s.starts_at, s.ends_at, s.closed, capacity[s.consultant_id], held.get(s.id, 0), found
        )
        for s in slots
        if (found := tuple(seats.get(s.id, ()))) or not (booked_only or s.closed)
    ]
    last = first + timedelta(days=min(days, LONGEST) - 1)
    written = {
        key: tuple(e for e in rows if e.first_day <= last and e.last_day >= first)
        for key, rows in (await exceptions_of(session, ids)).items()
    }
    return Agenda(tuple(shown), tuple(times), await _waiting(session, actor), written)


async def _seats(
    session: AsyncSession, ids: list[str], start: datetime, end: datetime, *, actor: Actor, now: datetime
) -> dict[int, list[Seat]]:
    rows = (
        await session.execute(
            select(Appointment, Case, Person.name)
            .join(Slot, Slot.id == Appointment.slot_id)
            .join(Case, Case.id == Appointment.case_id)
            .join(Person, Person.id == Case.person_id)
            .where(
                Slot.consultant_id.in_(ids),
                Slot.starts_at >= start,
                Slot.starts_at < end,
                Appointment.status != "cancelled",
            )
            .order_by(Appointment.seat, Appointment.id)
        )
    ).all()
    missed = await no_shows(session, [case.person_id for _, case, _ in rows], now=now)
    confirmed = await _confirmed(session, [case.id for _, case, _ in rows])
    found: dict[int, list[Seat]] = {}
    for a, case, name in rows:
        seen = sees_case(actor, case)
        told = (case.fields.get("name") or case.fields.get("alias") or {}).get("value")
        often = missed.get(case.person_id, 0) if seen else 0
        found.setdefault(a.slot_id, []).append(
            Seat(
                a.id,
                case.number if seen else None,
                (told or name) if seen else None,
                a.way,
                a.status,
                often,
                a.status == "booked" and often >= load_rules().confirm_from and a.id not in confirmed,
            )
        )
    return found


async def _confirmed(session: AsyncSession, case_ids: list[int]) -> set[int]:
    if not case_ids:
        return set()
    rows = await session.execute(
        select(CaseEvent.data).where(CaseEvent.case_id.in_(case_ids), CaseEvent.kind == "meeting_confirmed")
    )
    return {int(data["appointment"]) for data in rows.scalars()}


async def _held(session: AsyncSession) -> dict[int, int]:
    rows = await session.execute(select(WaitingEntry.offered_slot).where(WaitingEntry.status == "offered"))
    found: dict[int, int] = {}
    for slot_id in rows.scalars():
        if slot_id is not None:
            found[slot_id] = found.get(slot_id, 0) + 1
    return found


async def _waiting(session: AsyncSession, actor: Actor) -> dict[str, int]:
    """How many queue, for services whose calendars this colleague looks at."""
    rows = await session.execute(select(WaitingEntry.service).where(WaitingEntry.status.in_(("waiting", "offered"))))
    found: dict[str, int] = {}
    for service in rows.scalars():
        if may(actor, consultants.trade_right(service in WALLED_KINDS), ""):
            found[service] = found.get(service, 0) + 1
    return found
