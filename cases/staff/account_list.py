"""The accounts as who looks after people sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.errors import NotFound
from cases.models import ROLES, AuditEntry, Conversation, LoginAttempt, Staff, StaffRole, StaffSession
from cases.rights import require_right
from cases.staff.login import FAILURE_WINDOW, FAILURES_ALLOWED

Role = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Account:
    """`roles`: sorted (role, county or None). `last_login`: None when never. `locked`: too many wrong passwords just now.
    `chats`: conversations in this colleague's hands."""

    id: int
    login: str
    name: str
    active: bool
    roles: tuple[Role, ...]
    created_at: datetime
    last_login: datetime | None
    second_factor: bool
    must_change_password: bool
    locked: bool
    chats: int


async def accounts(session: AsyncSession, *, actor: Actor, now: datetime) -> list[Account]:
    """All accounts, those at work first. Raises NotAllowed."""
    require_right(actor, "people.see")
    return await _read(session, None, now)


async def account(session: AsyncSession, staff_id: int, *, actor: Actor, now: datetime) -> Account:
    """One account. Raises NotAllowed, NotFound."""
    require_right(actor, "people.see")
    found = await _read(session, staff_id, now)
    if not found:
        raise NotFound(f"staff {staff_id}", message="没有这个账号。")
    return found[0]


def sorted_roles(roles: Iterable[Role]) -> list[Role]:
    """In the order of the list of roles, then by county."""
    return sorted(roles, key=lambda pair: (ROLES.index(pair[0]), pair[1] or ""))


async def _read(session: AsyncSession, staff_id: int | None, now: datetime) -> list[Account]:
    query = select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id)
    rows = (await session.execute(query if staff_id is None else query.where(Staff.id == staff_id))).scalars()
    roles: dict[int, list[Role]] = {}
    for role in (await session.execute(select(StaffRole))).scalars():
        roles.setdefault(role.staff_id, []).append((role.role, role.county))
    a, s, c, t = AuditEntry, StaffSession, Conversation, LoginAttempt
    logins = await session.execute(
        select(a.actor_id, func.max(a.at)).where(a.action == "login.done").group_by(a.actor_id)
    )
    last = {row[0]: row[1] for row in logins}
    opened = await session.execute(select(s.staff_id, func.max(s.created_at)).where(s.passed).group_by(s.staff_id))
    here = {row[0]: row[1] for row in opened}
    held = await session.execute(
        select(c.owner_staff_id, func.count()).where(c.owner == "staff").group_by(c.owner_staff_id)
    )
    chats = {row[0]: row[1] for row in held}
    wrong = await session.execute(
        select(t.login).where(t.at > now - FAILURE_WINDOW).group_by(t.login).having(func.count() >= FAILURES_ALLOWED)
    )
    locked = set(wrong.scalars())
    return [
        Account(
            id=row.id,
            login=row.login,
            name=row.name,
            active=row.active,
            roles=tuple(sorted_roles(roles.get(row.id, ()))),
            created_at=row.created_at,
            last_login=last.get(row.id) or here.get(row.id),
            second_factor=row.totp_confirmed_at is not None,
            must_change_password=row.must_change_password,
            locked=row.login in locked,
            chats=chats.get(row.id, 0),
        )
        for row in rows
    ]
