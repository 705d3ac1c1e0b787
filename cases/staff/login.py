"""The first step of logging in: name and password, and how guessers are slowed down."""

from __future__ import annotations

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.errors import NotAllowed
from cases.models import LoginAttempt, Staff

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


def fits(password_hash: str, password: str) -> bool:
    try:
        return password_hasher().verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


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
    if row is None or not row.active:
        password_hasher().hash(password)  # the same time as for a real account, so that names cannot be probed
        raise WrongLogin(login)
    if not fits(row.password_hash, password):
        raise WrongLogin(login)
    return row.id


async def record_failure(
    session: AsyncSession, *, login: str, address: str, now: datetime, step: str = "password"
) -> None:
    """Count a failed login, and put it into the log of the account it was aimed at. `step`: password | code.

    A name nobody has is counted, but not logged: people type passwords into the wrong box.
    """
    await session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - FAILURE_WINDOW))
    session.add(LoginAttempt(login=login[:LONGEST_LOGIN], address=address, at=now))
    await session.flush()
    aimed_at = (await session.execute(select(Staff.id).where(Staff.login == login))).scalar_one_or_none()
    if aimed_at is not None:
        who = Actor("staff", aimed_at)
        audit.record(
            session, actor=who, action="login.failed", subject=f"staff:{aimed_at}", data={"step": step}, now=now
        )
