"""Sessions: a login lasts twelve hours at most, and an hour when nobody uses it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.conversations import hash_token
from cases.errors import NotFound
from cases.models import Staff, StaffRole, StaffSession

SESSION_LIFETIME = timedelta(hours=12)
IDLE_LIFETIME = timedelta(minutes=60)
HALF_WAY_LIFETIME = timedelta(minutes=10)  # between the password and the code
SEEN_STEP = timedelta(minutes=1)  # how exactly use is remembered


@dataclass(frozen=True, slots=True)
class Opened:
    """A login that holds. `second_factor`: the colleague has one."""

    actor: Actor
    seen_at: datetime
    must_change_password: bool
    second_factor: bool


@dataclass(frozen=True, slots=True)
class MySession:
    """`key` names it to end_session; `mine`: the one that asks."""

    key: str
    created_at: datetime
    seen_at: datetime
    address: str | None
    mine: bool


async def open_session(
    session: AsyncSession, staff_id: int, *, now: datetime, passed: bool = True, address: str | None = None
) -> str:
    """A login token; only its hash is kept. `passed` False: the second factor is still to come, nothing opens till then."""
    token = secrets.token_urlsafe(32)
    await session.execute(delete(StaffSession).where(or_(StaffSession.expires_at <= now, ~_used_since(now))))
    session.add(
        StaffSession(
            token_hash=hash_token(token),
            staff_id=staff_id,
            created_at=now,
            seen_at=now,
            passed=passed,
            address=address,
            expires_at=now + (SESSION_LIFETIME if passed else HALF_WAY_LIFETIME),
        )
    )
    await session.flush()
    if passed:
        who = Actor("staff", staff_id)
        audit.record(session, actor=who, action="login.done", subject=f"staff:{staff_id}", now=now)
    return token


async def close_session(session: AsyncSession, token: str, *, now: datetime | None = None) -> None:
    """Log out; with `now` it goes into the log."""
    ended = await session.execute(
        delete(StaffSession).where(StaffSession.token_hash == hash_token(token)).returning(StaffSession.staff_id)
    )
    staff_id = ended.scalar_one_or_none()
    if staff_id is not None and now is not None:
        audit.record(session, actor=Actor("staff", staff_id), action="login.out", subject=f"staff:{staff_id}", now=now)


def _used_since(now: datetime) -> Any:
    return func.coalesce(StaffSession.seen_at, StaffSession.created_at) > now - IDLE_LIFETIME


async def opened(session: AsyncSession, token: str, *, now: datetime) -> Opened:
    """Who is logged in with this token. Raises NotFound when it is unknown, over, unused for too long, still without its
    second factor, or the account was closed."""
    found = (
        await session.execute(
            select(Staff, StaffSession)
            .join(StaffSession, StaffSession.staff_id == Staff.id)
            .where(
                StaffSession.token_hash == hash_token(token),
                StaffSession.expires_at > now,
                StaffSession.passed,
                _used_since(now),
                Staff.active,
            )
            .execution_options(populate_existing=True)
        )
    ).one_or_none()
    if found is None:
        raise NotFound("staff session", message="登录已过期，请重新登录。")
    row, login = found
    return Opened(
        await actor(session, row.id),
        login.seen_at or login.created_at,
        row.must_change_password,
        row.totp_confirmed_at is not None,
    )


async def by_session(session: AsyncSession, token: str, *, now: datetime) -> Actor:
    """Like `opened`, the colleague alone."""
    return (await opened(session, token, now=now)).actor


async def keep_alive(session: AsyncSession, token: str, *, now: datetime) -> None:
    """Somebody is at work with this login. Written at most once a minute; what has ended stays ended."""
    await session.execute(
        update(StaffSession)
        .where(
            StaffSession.token_hash == hash_token(token),
            _used_since(now),
            func.coalesce(StaffSession.seen_at, StaffSession.created_at) <= now - SEEN_STEP,
        )
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


async def my_sessions(session: AsyncSession, *, actor: Actor, token: str, now: datetime) -> list[MySession]:
    """Where this colleague is logged in, newest first."""
    rows = (
        await session.execute(
            select(StaffSession)
            .where(
                StaffSession.staff_id == actor.id,
                StaffSession.expires_at > now,
                StaffSession.passed,
                _used_since(now),
            )
            .order_by(StaffSession.created_at.desc())
        )
    ).scalars()
    here = hash_token(token)
    return [
        MySession(r.token_hash[:16], r.created_at, r.seen_at or r.created_at, r.address, r.token_hash == here)
        for r in rows
    ]


async def end_session(session: AsyncSession, key: str, *, actor: Actor, now: datetime) -> None:
    """End one of one's own sessions, by its `key`. Raises NotFound for anybody else's."""
    ended = await session.execute(
        delete(StaffSession)
        .where(
            StaffSession.staff_id == actor.id,
            func.substr(StaffSession.token_hash, 1, 16) == key,
        )
        .returning(StaffSession.staff_id)
    )
    if ended.scalar_one_or_none() is None:
        raise NotFound(f"session {key}", message="这个登录已经结束了。")
    audit.record(session, actor=actor, action="login.ended", subject=f"staff:{actor.id}", now=now)


async def end_all(session: AsyncSession, staff_id: int, *, but: str | None = None) -> None:
    """End this colleague's sessions at once, `but` the one with this token."""
    query = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    if but is not None:
        query = query.where(StaffSession.token_hash != hash_token(but))
    await session.execute(query)


async def actor(session: AsyncSession, staff_id: int) -> Actor:
    """The colleague with their roles, as verbs want them."""
    row = await session.get(Staff, staff_id)
    if row is None:
        raise NotFound(f"staff {staff_id}")
    roles = (
        await session.execute(select(StaffRole.role, StaffRole.county).where(StaffRole.staff_id == staff_id))
    ).all()
    return Actor("staff", staff_id, row.name, frozenset((r.role, r.county) for r in roles))


async def names(session: AsyncSession) -> dict[int, str]:
    return {row.id: row.name for row in (await session.execute(select(Staff.id, Staff.name))).all()}
