"""Bookable times as rows: making them for the weeks ahead, and finding free ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.calendars.exceptions import exceptions_of, plain
from cases.calendars.free import FreeSlot
from cases.calendars.week import times, week_of
from cases.errors import NotFound
from cases.models import Appointment, Consultant, Slot, WaitingEntry
from cases.rights.table import CITY
from cases.worktime import WorkCalendar

LAWYER_KINDS = ("government", "public_interest", "social")
NEAR = 40  # times looked at on either side of a wish: enough for three different hours of many consultants
NOTICE = timedelta(hours=1)  # nobody could get ready for a time sooner than this


def free_slot(s: Slot, c: Consultant) -> FreeSlot:
    return FreeSlot(s.id, s.starts_at, s.ends_at, c.id, c.name, c.kind, c.county, tuple(c.ways), c.place)


async def make_slots(session: AsyncSession, *, calendar: WorkCalendar, first: date, days: int) -> int:
    """Write the times of all active consultants for `days` days from `first`; those there already stay. Returns how many are new.

    Leave, extra and changed days, public holidays and 调休 are heeded (`week.spans_of`), and the buffer between talks.
    """
    consultants = (await session.execute(select(Consultant).where(Consultant.active))).scalars().all()
    exceptions = await exceptions_of(session, [c.id for c in consultants])
    made = 0
    for c in consultants:
        wanted = times(week_of(c), first=first, days=days, calendar=calendar, exceptions=plain(exceptions[c.id]))
        made += await add_times(session, c.id, wanted)
    return made


async def add_times(session: AsyncSession, consultant_id: str, wanted: Sequence[tuple[datetime, datetime]]) -> int:
    """Times that are not there yet; returns how many."""
    if not wanted:
        return 0
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [{"consultant_id": consultant_id, "starts_at": a, "ends_at": b, "closed": False} for a, b in wanted]
    done = await session.execute(
        insert(Slot).values(rows).on_conflict_do_nothing(index_elements=["consultant_id", "starts_at"])
    )
    return max(int(done.rowcount), 0)  # type: ignore[attr-defined]


def taken_seats() -> ColumnElement[int]:
    """How many have booked a time."""
    return (
        select(func.count())
        .select_from(Appointment)
        .where(Appointment.slot_id == Slot.id, Appointment.status == "booked")
        .scalar_subquery()
    )


def held_seats(besides: int | None = None) -> ColumnElement[int]:
    """For how many on the waiting list a time is held; `besides`: not counting this entry."""
    query = (
        select(func.count())
        .select_from(WaitingEntry)
        .where(WaitingEntry.offered_slot == Slot.id, WaitingEntry.status == "offered")
    )
    if besides is not None:
        query = query.where(WaitingEntry.id != besides)
    return query.scalar_subquery()


def kinds_of(service: str, lawyer_kind: str | None = None) -> tuple[str, ...]:
    """The kinds of consultants that serve a wish."""
    if service == "psych_consultation":
        return ("counsellor",)
    return (lawyer_kind,) if lawyer_kind in LAWYER_KINDS else LAWYER_KINDS


@dataclass(frozen=True, slots=True)
class _Serving:
    """The consultants who serve a wish, by id, and their free times as a query of (id, starts_at, ends_at, consultant)."""

    consultants: Mapping[str, Consultant]
    times: Select[int, datetime, datetime, str]

    def slot(self, row: Row[int, datetime, datetime, str]) -> FreeSlot:
        c = self.consultants[row[3]]
        return FreeSlot(row[0], row[1], row[2], c.id, c.name, c.kind, c.county, tuple(c.ways), c.place)


async def _serving(
    session: AsyncSession,
    *,
    service: str,
    now: datetime,
    way: str | None,
    county: str | None,
    lawyer_kind: str | None,
    starts: datetime | None = None,
) -> _Serving:
    who = select(Consultant).where(Consultant.active, Consultant.kind.in_(kinds_of(service, lawyer_kind)))
    if county and county != CITY:
        who = who.where(Consultant.county.in_((county, CITY)))
    found = {c.id: c for c in (await session.execute(who)).scalars() if way is None or way in c.ways}
    times = (
        select(Slot.id, Slot.starts_at, Slot.ends_at, Slot.consultant_id)
        .join(Consultant, Consultant.id == Slot.consultant_id)
        .where(
            Slot.consultant_id.in_(found),
            Slot.closed.is_(False),
            Slot.starts_at >= max(starts or now, now + NOTICE),
            taken_seats() + held_seats() < Consultant.capacity,
        )
    )
    return _Serving(found, times)


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
    before those of the city at the same hour. Times within the next hour are not offered: nobody could get ready. Closed
    times, full ones, and those held for somebody on the waiting list are not free.
    """
    serving = await _serving(
        session, service=service, now=now, way=way, county=county, lawyer_kind=lawyer_kind, starts=starts
    )
    query = serving.times if ends is None else serving.times.where(Slot.starts_at < ends)
    rows = (await session.execute(query.order_by(Slot.starts_at, Slot.id).limit(limit))).all()
    found = [serving.slot(row) for row in rows]
    return sorted(found, key=lambda f: (f.starts_at, f.county != county, f.id))


async def nearest(
    session: AsyncSession,
    *,
    service: str,
    wanted: datetime,
    now: datetime,
    way: str | None = None,
    county: str | None = None,
    lawyer_kind: str | None = None,
    besides: frozenset[int] = frozenset(),
    limit: int = 3,
) -> tuple[FreeSlot, ...]:
    """The free times nearest to `wanted`, in their order, one for each hour: what is offered instead of a time that has gone."""
    found: list[FreeSlot] = []
    serving = await _serving(session, service=service, now=now, way=way, county=county, lawyer_kind=lawyer_kind)
    for part, order in (
        (serving.times.where(Slot.starts_at >= wanted), Slot.starts_at.asc()),
        (serving.times.where(Slot.starts_at < wanted), Slot.starts_at.desc()),
    ):
        rows = (await session.execute(part.order_by(order).limit(NEAR + len(besides)))).all()
        found += [serving.slot(row) for row in rows if row.id not in besides]
    found.sort(key=lambda f: (abs(f.starts_at - wanted), f.starts_at, f.county != county, f.id))
    chosen: dict[datetime, FreeSlot] = {}
    for slot in found:
        chosen.setdefault(slot.starts_at, slot)
    return tuple(sorted(list(chosen.values())[:limit], key=lambda f: f.starts_at))


async def get_slot(session: AsyncSession, slot_id: int) -> FreeSlot:
    """A slot with its consultant, free or not. Raises NotFound."""
    row = (
        await session.execute(
            select(Slot, Consultant).join(Consultant, Consultant.id == Slot.consultant_id).where(Slot.id == slot_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"slot {slot_id}")
    return free_slot(*row)
