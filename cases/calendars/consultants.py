"""Consultants: who may see and change them, keeping them, and the rules about their own calendars."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.calendars.week import check_lengths, clean_week
from cases.errors import InvalidChange, NotAllowed, NotFound
from cases.models import Consultant, Staff, StaffRole
from cases.rights import may
from cases.rights.table import CITY

KINDS = ("government", "public_interest", "social", "counsellor")
WAYS = ("phone", "in_person", "video")
COUNSELLOR = "counsellor"
_COUNTY = re.compile(r"6103\d\d")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is written about a consultant, as a form gives it. `weekly`: mon … sun → spans “09:00-11:30”."""

    name: str
    kind: str
    county: str
    ways: tuple[str, ...]
    place: str
    weekly: Mapping[str, Sequence[str]]
    minutes: int
    buffer: int = 0
    capacity: int = 1
    staff_id: int | None = None
    active: bool = True

    @classmethod
    def of(cls, c: Consultant) -> Settings:
        return cls(
            c.name, c.kind, c.county, tuple(c.ways), c.place, {k: list(v) for k, v in c.weekly.items()}, c.minutes,
            c.buffer_minutes or 0, c.capacity or 1, c.staff_id, c.active,
        )  # fmt: skip

    def cleaned(self) -> Settings:
        """The same in one form. Raises InvalidChange with words for the colleague."""
        name, place = self.name.strip(), self.place.strip()
        if not 1 <= len(name) <= 40:
            raise InvalidChange("name", message="请填姓名（40 个字以内）。")
        if len(place) > 200:
            raise InvalidChange("place", message="地点请写在 200 个字以内。")
        if self.kind not in KINDS or not _COUNTY.fullmatch(self.county):
            raise InvalidChange("kind or county", message="请选类别和县区。")
        ways = tuple(way for way in WAYS if way in self.ways)
        if not ways:
            raise InvalidChange("ways", message="请至少选一种方式：电话、当面或视频。")
        if "in_person" in ways and not place:
            raise InvalidChange("place", message="选了当面，请写地点，职工才知道去哪儿。")
        check_lengths(minutes=self.minutes, buffer=self.buffer, capacity=self.capacity)
        weekly = clean_week(self.weekly, minutes=self.minutes)
        return Settings(
            name, self.kind, self.county, ways, place, weekly, self.minutes, self.buffer, self.capacity, self.staff_id,
            self.active,
        )  # fmt: skip


def sees_calendar(actor: Actor, consultant: Consultant) -> bool:
    """Whose times may this colleague look at? Their own always; otherwise `calendar.see` for the county.

    City consultants serve every county, so their times are shown to every county's desk. Lawyers look at lawyers' calendars
    and counsellors at counsellors'; duty, county desks and administrators at both, without learning who a counselling time
    is for (that is `access.sees_case`).
    """
    if actor.kind in ("bot", "system") or is_own(actor, consultant):
        return True
    county = "" if consultant.county == CITY else consultant.county
    return may(actor, "calendar.see", county) and may(actor, trade_right(consultant.kind == COUNSELLOR), county)


def trade_right(counselling: bool) -> str:
    """The right to look at the calendars of a trade."""
    return "calendar.see.counselling" if counselling else "calendar.see.law"


def edits_calendar(actor: Actor, consultant: Consultant) -> bool:
    """May this colleague change the consultant and everything of their calendar?"""
    return may(actor, "calendar.edit", consultant.county)


def is_own(actor: Actor, consultant: Consultant) -> bool:
    return actor.kind == "staff" and actor.id is not None and consultant.staff_id == actor.id


def manages_leave(actor: Actor, consultant: Consultant) -> bool:
    """Consultants write their own leave and extra days; whoever edits the calendar writes anybody's."""
    return is_own(actor, consultant) or edits_calendar(actor, consultant)


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
                    buffer_minutes=int(c.get("buffer_minutes", 0)),
                    capacity=int(c.get("capacity", 1)),
                )
            )
    await session.flush()


async def visible(session: AsyncSession, *, actor: Actor, idle: bool = False) -> list[Consultant]:
    """The consultants whose calendars this colleague may see, by kind and name; `idle`: also who no longer works."""
    query = select(Consultant).order_by(Consultant.kind, Consultant.name, Consultant.id)
    if not idle:
        query = query.where(Consultant.active)
    return [c for c in (await session.execute(query)).scalars() if sees_calendar(actor, c)]


async def get(session: AsyncSession, consultant_id: str, *, actor: Actor) -> Consultant:
    """Raises NotFound, also for a calendar that is not the actor's to see."""
    row = await session.get(Consultant, consultant_id[:64])
    if row is None or not sees_calendar(actor, row):
        raise NotFound(f"consultant {consultant_id[:64]}")
    return row


async def create(session: AsyncSession, settings: Settings, *, actor: Actor) -> Consultant:
    """A new consultant, without times yet (`changes.apply` makes them). Raises InvalidChange, NotAllowed."""
    s = settings.cleaned()
    if not may(actor, "calendar.edit", s.county):
        raise NotAllowed(f"staff {actor.id}: consultant in {s.county}")
    await check_account(session, s)
    row = Consultant(id=f"c_{secrets.token_hex(6)}", **columns(s))
    session.add(row)
    await session.flush()
    return row


async def check_account(session: AsyncSession, s: Settings) -> None:
    """The linked account must exist and have the role of the trade: through it somebody reads who is booked."""
    if s.staff_id is None:
        return
    role = "counsellor" if s.kind == COUNSELLOR else "lawyer"
    found = await session.execute(
        select(Staff.id)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.id == s.staff_id, Staff.active, StaffRole.role == role)
    )
    if found.first() is None:
        raise InvalidChange("staff_id", message="关联的账号不存在，或者没有相应的律师、咨询师角色。")


def columns(s: Settings) -> dict[str, Any]:
    """Settings as columns of a `Consultant`."""
    return {
        "name": s.name, "kind": s.kind, "county": s.county, "ways": list(s.ways), "place": s.place,
        "weekly": dict(s.weekly), "minutes": s.minutes, "buffer_minutes": s.buffer, "capacity": s.capacity,
        "staff_id": s.staff_id, "active": s.active,
    }  # fmt: skip


async def accounts(session: AsyncSession) -> list[tuple[int, str, str]]:
    """(staff id, name, role) of those who may be linked to a consultant."""
    rows = await session.execute(
        select(Staff.id, Staff.name, StaffRole.role)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.active, StaffRole.role.in_(("lawyer", "counsellor")))
        .order_by(Staff.name, Staff.id)
    )
    return [(row.id, row.name, row.role) for row in rows]
