"""Changing passwords, and which ones are too easy to guess."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.errors import InvalidChange, NotFound
from cases.models import Staff
from cases.staff.login import (
    FAILURES_ALLOWED,
    TooManyAttempts,
    WrongLogin,
    failures,
    fits,
    password_hasher,
    record_failure,
)
from cases.staff.sessions import end_all

SHORTEST = 10
LONGEST = 200
KNOWN_BAD = Path(__file__).with_name("bad_passwords.txt")
# Letters and digits nobody takes for one another when they read them out.
SPEAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class BadPassword(InvalidChange):
    message = "这个密码太容易被猜到，请换一个。"


@cache  # the file is part of the release
def known_bad() -> frozenset[str]:
    return frozenset(KNOWN_BAD.read_text("utf-8").split())


def problem_with(password: str, *, login: str, old: str = "") -> str | None:
    """What is wrong with a new password, in words for the colleague; None when it will do.

    Length and a list of known ones rather than rules about signs: NIST SP 800-63B, 3.1.1.
    """
    plain = re.sub(r"\s", "", password).lower()
    if len(password) < SHORTEST:
        return f"密码至少要 {SHORTEST} 个字符。"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 个字符。"
    if password == old:
        return "新密码和原来的一样，请换一个。"
    bare = re.sub(r"[\d\W_]+$", "", plain)  # woaini1314!!! is woaini
    if len(set(plain)) < 4 or plain in known_bad() or (bare and bare in known_bad()) or _runs(plain):
        return BadPassword.message
    if len(login) >= 3 and login.lower() in plain and len(plain) - len(login) < SHORTEST // 2:
        return "密码里不要只是用户名加几个字符，请换一个。"
    return None


def generated() -> str:
    """A first password that can be read out over the phone: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(SPEAKABLE) for _ in range(4)) for _ in range(4))


async def change_password(session: AsyncSession, staff_id: int, password: str, *, must_change: bool = False) -> None:
    """Set a password, without any question. Raises NotFound."""
    row = await session.get(Staff, staff_id)
    if row is None:
        raise NotFound(f"staff {staff_id}")
    row.password_hash, row.must_change_password = password_hasher().hash(password), must_change
    await session.flush()


async def change_own_password(
    session: AsyncSession, *, actor: Actor, token: str, old: str, new: str, now: datetime
) -> str | None:
    """Change one's own password and end one's other sessions. Returns None, or, when the old one is wrong, what to say.

    The wrong old password is counted like a failed login, so this transaction must commit. Raises BadPassword.
    """
    row = (await session.execute(select(Staff).where(Staff.id == actor.id).with_for_update())).scalar_one()
    if await failures(session, login=row.login, address=f"staff:{row.id}", now=now) >= FAILURES_ALLOWED:
        return TooManyAttempts.message
    if not fits(row.password_hash, old):
        await record_failure(session, login=row.login, address=f"staff:{row.id}", now=now)
        return WrongLogin.message.replace("用户名或密码", "原密码")
    if problem := problem_with(new, login=row.login, old=old):
        raise BadPassword(row.login, message=problem)
    await change_password(session, row.id, new)
    await end_all(session, row.id, but=token)
    audit.record(session, actor=actor, action="account.password_changed", subject=f"staff:{row.id}", now=now)
    return None


def _runs(plain: str) -> bool:
    """Mostly one run along the keyboard or the alphabet: 1234567890, qwertyuiop, abcdefghij."""
    rows = ("12345678901234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
    steps = "".join(rows[n] + "\n" + rows[n][::-1] + "\n" for n in range(len(rows)))
    pairs = [plain[n : n + 3] in steps for n in range(len(plain) - 2)]
    return sum(pairs) >= 0.8 * len(pairs)
