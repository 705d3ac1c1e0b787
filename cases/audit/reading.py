"""Looking the log through: by colleague, by action, by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.models import AuditEntry, Staff
from cases.rights import require_right


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it. `name`: the colleague who acted, or their id where the account is unknown."""

    id: int
    at: datetime
    actor_id: int | None
    name: str
    action: str
    subject: str
    data: dict[str, Any]


async def lines(
    session: AsyncSession,
    *,
    actor: Actor,
    person: int | None = None,
    group: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Line]:
    """The newest entries, newest first; `before_id` turns the page. `group`: a whole action ("case.viewed") or the part before
    the dot ("case"). `since` ≤ at < `until`. Raises NotAllowed."""
    require_right(actor, "audit.see")
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if person is not None:
        query = query.where(AuditEntry.actor_id == person)
    if group:
        whole = AuditEntry.action == group
        query = query.where(
            whole if "." in group else whole | AuditEntry.action.startswith(f"{group}.", autoescape=True)
        )
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    if until is not None:
        query = query.where(AuditEntry.at < until)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    rows = list((await session.execute(query)).scalars())
    found = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_({r.actor_id for r in rows})))
    names = {row.id: row.name for row in found}
    return [
        Line(r.id, r.at, r.actor_id, names.get(r.actor_id or 0, str(r.actor_id or "")), r.action, r.subject, r.data)
        for r in rows
    ]


async def actions_seen(session: AsyncSession, *, actor: Actor) -> list[str]:
    """The actions that stand in the log, sorted. Raises NotAllowed."""
    require_right(actor, "audit.see")
    return list((await session.execute(select(AuditEntry.action).distinct().order_by(AuditEntry.action))).scalars())
