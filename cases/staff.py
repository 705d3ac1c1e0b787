"""Colleagues: making accounts, logging in (Argon2, slowed for guessers), sessions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.conversations import hash_token
from cases.errors import NotAllowed, NotFound
from cases.models import LoginAttempt, Staff, StaffRole, StaffSession

SESSION_LIFETIME = timedelta(hours=12)
FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
LONGEST_LOGIN = 255  # the width of the column; a guesser may send more


class WrongLogin(NotAllowed):
    message = "用户名或密码不对。"


class TooManyAttempts(NotAllowed):
    message = "尝试次数过多，请 15 分钟后再试。"


def password_hasher() -> PasswordHasher:
    """Argon2id at the OWASP minimum (19 MiB, 2 passes, 1 lane): strong enough, and a login stays well under a second."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


async def add(
    session: AsyncSession,
    *,
    login: str,
    name: str,
    password: str,
    roles: Sequence[tuple[str, str | None]],
    now: datetime,
) -> int:
    """A new account. Returns its id."""
    row = Staff(login=login, name=name, password_hash=password_hasher().hash(password), created_at=now)
    session.add(row)
    await session.flush()
    session.add_all([StaffRole(staff_id=row.id, role=role, county=county) for role, county in roles])
    await session.flush()
    return row.id


async def exists(session: AsyncSession) -> bool:
    return (await session.execute(select(Staff.id).limit(1))).first() is not None


async def failures(session: AsyncSession, *, login: str, address: str, now: datetime) -> int:
    """Failed logins for this name or from this address within the window."""
    found = await session.execute(
        select(func.count())
        .select_from(LoginAttempt)
        .where(
            or_(LoginAttempt.login == login[:LONGEST_LOGIN], LoginAttempt.address == address),
            LoginAttempt.at > now - FAILURE_WINDOW,
        )
    )
    return int(found.scalar_one())


async def check_password(session: AsyncSession, *, login: str, password: str, address: str, now: datetime) -> int:
    """The staff id. Raises TooManyAttempts or WrongLogin; on WrongLogin the caller records the failure in a transaction
    of its own (this one rolls back)."""
    if await failures(session, login=login, address=address, now=now) >= FAILURES_ALLOWED:
        raise TooManyAttempts(login)
    row = (await session.execute(select(Staff).where(Staff.login == login))).scalar_one_or_none()
    hasher = password_hasher()
    if row is None or not row.active:
        hasher.hash(password)  # the same time as for a real account, so that names cannot be probed
        raise WrongLogin(login)
    try:
        hasher.verify(row.password_hash, password)
    except (VerifyMismatchError, InvalidHashError) as error:
        raise WrongLogin(login) from error
    return row.id


async def record_failure(session: AsyncSession, *, login: str, address: str, now: datetime) -> None:
    await session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - FAILURE_WINDOW))
    session.add(LoginAttempt(login=login[:LONGEST_LOGIN], address=address, at=now))
    await session.flush()


async def open_session(session: AsyncSession, staff_id: int, *, now: datetime) -> str:
    """A login token; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    session.add(
        StaffSession(token_hash=hash_token(token), staff_id=staff_id, created_at=now, expires_at=now + SESSION_LIFETIME)
    )
    await session.flush()
    return token


async def close_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == hash_token(token)))


async def by_session(session: AsyncSession, token: str, *, now: datetime) -> Actor:
    """Who is logged in with this token. Raises NotFound when it is unknown, over, or the account was closed."""
    row = (
        await session.execute(
            select(Staff)
            .join(StaffSession, StaffSession.staff_id == Staff.id)
            .where(StaffSession.token_hash == hash_token(token), StaffSession.expires_at > now, Staff.active)
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("staff session", message="登录已过期，请重新登录。")
    return await actor(session, row.id)


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


async def change_password(session: AsyncSession, staff_id: int, password: str) -> None:
    row = await session.get(Staff, staff_id)
    if row is None:
        raise NotFound(f"staff {staff_id}")
    row.password_hash = password_hasher().hash(password)
    await session.flush()
