"""The list of cases: filters, two orders, and pages that neither skip nor repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from cases import people
from cases.access import CITY, KIND_ROLES
from cases.actors import Actor
from cases.crypto import KeyRing
from cases.errors import InvalidChange
from cases.models import CLOSED_STATUSES, OPEN_STATUSES, Case
from cases.worktime import LOCAL

STATUS_GROUPS: dict[str, tuple[str, ...]] = {"open": OPEN_STATUSES, "closed": CLOSED_STATUSES}
ORDERS = ("newest", "due")
TIMES = ("today", "overdue", "week")
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means all. `status` may be a group. `assigned`: a staff id, or 0 for nobody.

    `time`: `overdue`, due `today` (until midnight in Baoji) or within the `week`; all three look at open cases only.
    """

    status: str = ""
    kind: str = ""
    program: str = ""
    county: str = ""
    tier: str = ""
    assigned: int | None = None
    employer: str = ""
    time: str = ""
    group: int | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page starts: after the case `id`; in the order of time left also after its `due_at`."""

    id: int
    due_at: datetime | None = None

    def text(self) -> str:
        """As an address holds it: `123`, or `123-1764554400000000` with microseconds since 1970."""
        return str(self.id) if self.due_at is None else f"{self.id}-{round(self.due_at.timestamp() * 1_000_000)}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """None for what no page of ours wrote."""
        first, _, second = text.partition("-")
        if not _number(first) or (second and not _number(second)):
            return None
        due = datetime.fromtimestamp(0, LOCAL) + timedelta(microseconds=int(second)) if second else None
        return cls(int(first), due)


async def list_cases(
    session: AsyncSession,
    *,
    actor: Actor,
    wanted: Wanted = EVERYTHING,
    now: datetime | None = None,
    order: str = "newest",
    after: Place | None = None,
    limit: int = 100,
) -> list[Case]:
    """Cases this colleague may see. `order`: `newest` first, or by time left (`due`: open ones with a due time, the most
    pressing first, then open ones without, newest first). `now` is needed for `wanted.time`."""
    query = _filtered(select(Case).where(reach(actor)), wanted, now)
    if order != "due":
        if after is not None:
            query = query.where(Case.id < after.id)
        return await _rows(session, query.order_by(Case.id.desc()).limit(limit))
    query = query.where(Case.closed_at.is_(None))
    found: list[Case] = []
    if after is None or after.due_at is not None:
        timed = query.where(Case.due_at.is_not(None))
        if after is not None:
            timed = timed.where(tuple_(Case.due_at, Case.id) > (after.due_at, after.id))
        found = await _rows(session, timed.order_by(Case.due_at, Case.id).limit(limit))
        after = None
    if len(found) < limit:
        untimed = query.where(Case.due_at.is_(None))
        if after is not None:
            untimed = untimed.where(Case.id < after.id)
        found += await _rows(session, untimed.order_by(Case.id.desc()).limit(limit - len(found)))
    return found


def place_after(case: Case, order: str) -> Place:
    """Where the page after this case starts."""
    return Place(case.id, case.due_at if order == "due" else None)


async def by_phone(session: AsyncSession, phone: str, *, actor: Actor, keyring: KeyRing, limit: int = 30) -> list[Case]:
    """Cases of everybody who gave this phone, newest first, as far as this colleague may see them.

    `phone`: 11 digits, or a landline with its area code; spaces and dashes are passed over. Raises InvalidChange for
    anything else: names are encrypted and cannot be searched.
    """
    digits = "".join(c for c in phone if c.isdigit() and c.isascii())
    if not 10 <= len(digits) <= 12:
        raise InvalidChange(
            "no phone", message="请输入 11 位手机号，或带区号的座机号。姓名是加密保存的，不能用来查找。"
        )
    # Landlines are kept as they were read: with the dash after the area code, or without.
    spellings = {digits, *(f"{digits[:n]}-{digits[n:]}" for n in (3, 4))}
    met = [p.id for spelling in sorted(spellings) for p in await people.find_by_phone(session, spelling, keyring)]
    if not met:
        return []
    query = select(Case).where(reach(actor), Case.person_id.in_(met)).order_by(Case.id.desc()).limit(limit)
    return await _rows(session, query)


def reach(actor: Actor) -> ColumnElement[bool]:
    """The rule of access.sees_case, said in SQL so that a page is always full."""
    allowed = []
    for role, scope in actor.roles:
        of_role = Case.kind.in_([kind for kind, roles in KIND_ROLES.items() if role in roles])
        allowed.append(of_role if scope in (None, CITY) else and_(of_role, Case.county == scope))
    return or_(false(), *allowed)


def _filtered(query: Select[Case], wanted: Wanted, now: datetime | None) -> Select[Case]:
    if wanted.status:
        query = query.where(Case.status.in_(STATUS_GROUPS.get(wanted.status, (wanted.status,))))
    for column, value in (
        (Case.kind, wanted.kind),
        (Case.program_id, wanted.program),
        (Case.county, wanted.county),
        (Case.tier, wanted.tier),
    ):
        if value:
            query = query.where(column == value)
    if wanted.assigned is not None:
        query = query.where(Case.assigned_to == wanted.assigned if wanted.assigned else Case.assigned_to.is_(None))
    if wanted.group is not None:
        query = query.where(Case.group_id == wanted.group)
    words = wanted.employer.strip()[:MOST_WORDS]
    if words:
        query = query.where(
            or_(Case.employer.contains(words, autoescape=True), Case.employer_key.contains(words, autoescape=True))
        )
    if wanted.time and now is not None:
        query = query.where(Case.closed_at.is_(None), *_due_within(wanted.time, now))
    return query


def _due_within(time: str, now: datetime) -> Sequence[ColumnElement[bool]]:
    midnight = datetime.combine(now.astimezone(LOCAL).date() + timedelta(days=1), datetime.min.time(), LOCAL)
    spans = {
        "overdue": (Case.due_at < now,),
        "today": (Case.due_at >= now, Case.due_at < midnight),
        "week": (Case.due_at >= now, Case.due_at < midnight + timedelta(days=6)),
    }
    return spans.get(time, (false(),))


async def _rows(session: AsyncSession, query: Select[Case]) -> list[Case]:
    return list((await session.execute(query)).scalars())


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 17
