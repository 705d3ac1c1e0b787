"""What the county desk does about a warning: seen, acted on, closed, or no warning after all; and what it reads of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.access import CITY, sees_case
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import Case, EarlyWarning, Staff
from cases.rights import load_rights, may, require_right
from cases.warnings.rules import load_rules
from cases.warnings.watch import OPEN
from cases.worktime import LOCAL

# From → to. An open warning may be looked at again; what is over stays over, and rises anew when it must.
STEPS: dict[str, frozenset[str]] = {
    "new": frozenset({"seen", "acted", "closed", "dismissed"}),
    "seen": frozenset({"acted", "closed", "dismissed"}),
    "acted": frozenset({"acted", "closed", "dismissed"}),
}
SHORTEST_NOTE = 4
DAYS_SHOWN = 28


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done about a warning: seen | acted | closed | dismissed | joined | parted, and the words with it."""

    what: str
    at: datetime
    by: int | None
    text: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    number: str
    kind: str
    program_id: str | None
    status: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WarningView:
    """A warning as this colleague may see it. `cases`: those they may open, newest first; `hidden`: how many more there are.
    `days`: people a local day, oldest first, the last one that of the look (or of the end)."""

    warning: EarlyWarning
    urgent: bool
    cases: tuple[CaseLine, ...]
    hidden: int
    days: tuple[tuple[date, int], ...]
    steps: tuple[Step, ...]
    handler: str | None
    mine: bool  # may this colleague do something about it?


async def count_new(session: AsyncSession, *, actor: Actor) -> int:
    """Warnings nobody has seen yet, of this colleague's counties; 0 for who may not see any."""
    if not may(actor, "warnings.see", ""):
        return 0
    query = select(func.count()).select_from(EarlyWarning).where(EarlyWarning.status == "new", in_reach(actor))
    return int((await session.execute(query)).scalar_one())


async def list_warnings(
    session: AsyncSession,
    *,
    actor: Actor,
    now: datetime,
    over: bool = False,
    county: str | None = None,
    limit: int = 60,
) -> list[WarningView]:
    """Open ones: unseen first, of those the urgent ones first, then the newest. `over=True`: closed and dismissed ones, the
    newest first. Raises NotAllowed."""
    require_right(actor, "warnings.see", "")
    w = EarlyWarning
    query = select(w).where(w.status.not_in(OPEN) if over else w.status.in_(OPEN), in_reach(actor))
    if county:
        query = query.where(w.county == county)
    order = (w.closed_at.desc(), w.id.desc()) if over else (w.status != "new", w.raised_at.desc(), w.id.desc())
    found = list((await session.execute(query.order_by(*order).limit(limit))).scalars())
    if not over:
        rules = load_rules()
        found.sort(key=lambda row: (row.status != "new", not rules.is_urgent(row.topic, now)))
    return await _views(session, found, actor, now)


def in_reach(actor: Actor) -> ColumnElement[bool]:
    """The rule of rights.may, said in SQL."""
    if actor.kind in ("bot", "system"):
        return true()
    roles = load_rights().roles("warnings.see")
    scopes = {scope for role, scope in actor.roles if role in roles}
    if scopes & {None, CITY}:
        return true()
    return or_(false(), EarlyWarning.county.in_(sorted(scope for scope in scopes if scope)))


async def _views(
    session: AsyncSession, found: Sequence[EarlyWarning], actor: Actor, now: datetime
) -> list[WarningView]:
    ids = {ident for row in found for ident in row.case_ids}
    cases = {c.id: c for c in (await session.execute(select(Case).where(Case.id.in_(ids)))).scalars()} if ids else {}
    days = await _days(session, found, now)
    handlers = {row.handled_by for row in found if row.handled_by is not None}
    names: dict[int, str] = {}
    if handlers:
        rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(handlers)))
        names = {row.id: row.name for row in rows}
    views = []
    for row in found:
        own = [cases[ident] for ident in reversed(row.case_ids) if ident in cases]
        opened = [c for c in own if sees_case(actor, c)]
        views.append(
            WarningView(
                row,
                load_rules().is_urgent(row.topic, now),
                tuple(CaseLine(c.number, c.kind, c.program_id, c.status, c.created_at) for c in opened),
                len(row.case_ids) - len(opened),
                days[row.id],
                steps(row),
                names.get(row.handled_by or 0),
                may(actor, "warnings.handle", row.county),
            )
        )
    return views


async def _days(
    session: AsyncSession, found: Sequence[EarlyWarning], now: datetime
) -> dict[int, tuple[tuple[date, int], ...]]:
    ends = {row.id: (row.closed_at or now).astimezone(LOCAL).date() for row in found}
    if not found:
        return {}
    first = min(ends.values()) - timedelta(days=DAYS_SHOWN)
    since = datetime.combine(first, datetime.min.time(), LOCAL)
    rows = await session.execute(
        select(Case.employer_key, Case.topic, Case.county, Case.person_id, Case.created_at).where(
            Case.employer_key.in_({row.employer_key for row in found}), Case.created_at >= since
        )
    )
    who: dict[tuple[str, str, str, date], set[int]] = {}
    for key, topic, county, person_id, at in rows:
        place = (str(key), str(topic), county or CITY, at.astimezone(LOCAL).date())
        who.setdefault(place, set()).add(person_id)
    shown = {}
    for row in found:
        span = [ends[row.id] - timedelta(days=n) for n in reversed(range(DAYS_SHOWN))]
        shown[row.id] = tuple((d, len(who.get((row.employer_key, row.topic, row.county, d), ()))) for d in span)
    return shown


def steps(warning: EarlyWarning) -> tuple[Step, ...]:
    """What was done about it, oldest first."""
    kept = orjson.loads(warning.note) if warning.note else []
    return tuple(Step(s["what"], datetime.fromisoformat(s["at"]), s["by"], s["text"]) for s in kept)


def noted(warning: EarlyWarning, what: str, actor: Actor, now: datetime, text: str) -> str:
    """The warning's note (encrypted in the row) with one more step."""
    kept: list[dict[str, Any]] = orjson.loads(warning.note) if warning.note else []
    return orjson.dumps([*kept, {"what": what, "at": now.isoformat(), "by": actor.id, "text": text}]).decode()


def logged(session: AsyncSession, warning: EarlyWarning, what: str, actor: Actor, now: datetime) -> None:
    """The act in the log of what staff did."""
    subject, data = f"warning:{warning.id}", {"people": warning.people, "county": warning.county}
    audit.record(session, actor=actor, action=f"warning.{what}", subject=subject, data=data, now=now)


async def locked(session: AsyncSession, warning_id: int, *, actor: Actor) -> EarlyWarning:
    """Read afresh and locked. Raises NotFound also for one of another county, NotAllowed for who may only look."""
    row = (
        await session.execute(
            select(EarlyWarning)
            .where(EarlyWarning.id == warning_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if row is None or not may(actor, "warnings.see", row.county):
        raise NotFound(f"warning {warning_id}")
    require_right(actor, "warnings.handle", row.county)
    return row


async def handle(
    session: AsyncSession, warning_id: int, *, actor: Actor, status: str, was: str, note: str, now: datetime
) -> EarlyWarning:
    """Move a warning on: seen, acted (what was done), closed (what came of it), dismissed (why it is none).

    `was` is the status the colleague had before them. Acting and closing without having seen it counts as seeing it, too.
    Raises NotFound, NotAllowed, Conflict (a colleague was quicker), InvalidChange (a step or words are missing).
    """
    row = await locked(session, warning_id, actor=actor)
    if row.status != was:
        raise Conflict(f"warning {warning_id}: {was} -> {row.status}", message="同事刚处理过这条苗头，请看最新情况。")
    if status not in STEPS.get(row.status, frozenset()):
        raise InvalidChange(f"warning {warning_id}: {row.status} -> {status}")
    words = note.strip()
    if status != "seen" and len(words) < SHORTEST_NOTE:
        raise InvalidChange("no words", message="请写清楚做了什么、结果怎样或为什么，至少四个字。")
    if len(words) > 2000:
        raise InvalidChange("too many words", message="太长了，请控制在 2000 字以内。")
    row.status, row.handled_by = status, actor.id
    row.seen_at = row.seen_at or now
    if status == "acted":
        row.acted_at = row.acted_at or now
    if status in ("closed", "dismissed"):
        row.closed_at = now
    row.note = noted(row, status, actor, now, words)
    logged(session, row, status, actor, now)
    await session.flush()
    return row
