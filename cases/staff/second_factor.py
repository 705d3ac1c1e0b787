"""The second factor: six digits from the colleague's phone (TOTP, RFC 6238), and ten codes on paper for a lost phone."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.conversations import hash_token
from cases.crypto import ring_of
from cases.errors import InvalidChange, NotFound
from cases.models import Staff, StaffSession
from cases.staff.login import FAILURES_ALLOWED, failures, record_failure
from cases.staff.passwords import SPEAKABLE
from cases.staff.sessions import end_all, open_session

ISSUER = "娘家人工作台"
STEP_SECONDS = 30
STEPS_AROUND = 1  # phones' clocks go half a minute wrong
RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the phone needs: the key to type in, and the address a QR code carries."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """`token`: logged in. Without it `left` tries remain; 0: wait a quarter of an hour."""

    token: str | None
    left: int = 0


async def has_second_factor(session: AsyncSession, staff_id: int) -> bool:
    found = await session.execute(select(Staff.totp_confirmed_at).where(Staff.id == staff_id))
    return found.scalar_one_or_none() is not None


async def begin_second_factor(session: AsyncSession, *, actor: Actor) -> SetUp:
    """A key for the colleague's phone; asked again before it is confirmed, it is the same one. Raises InvalidChange."""
    row = await _locked(session, actor.id)
    if row.totp_confirmed_at is not None:
        raise InvalidChange("has a second factor", message="动态验证码已经启用了。")
    row.totp_secret = row.totp_secret or pyotp.random_base32()
    await session.flush()
    address = pyotp.TOTP(row.totp_secret).provisioning_uri(name=row.login, issuer_name=ISSUER)
    return SetUp(row.totp_secret, address)


async def confirm_second_factor(
    session: AsyncSession, *, actor: Actor, code: str, token: str, now: datetime
) -> list[str] | None:
    """The first code was right: it counts from now on, and other sessions end. Returns the recovery codes, to be shown once.

    None when the code is wrong: that is counted, so this transaction must commit. Raises InvalidChange.
    """
    row = await _locked(session, actor.id)
    if row.totp_confirmed_at is not None or row.totp_secret is None:
        raise InvalidChange("nothing to confirm", message="请刷新页面后再试。")
    if await _tries_left(session, row, f"staff:{row.id}", now) <= 0:
        raise InvalidChange("too many codes", message="试的次数太多了，请 15 分钟后再试。")
    if not _accepts(row, code, now):
        await record_failure(session, login=row.login, address=f"staff:{row.id}", now=now, step="code")
        return None
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    row.totp_confirmed_at = now
    row.recovery = [_kept(session, code)[0] for code in codes]
    await end_all(session, row.id, but=token)
    audit.record(session, actor=actor, action="second_factor.on", subject=f"staff:{row.id}", now=now)
    await session.flush()
    return codes


async def remove_second_factor(session: AsyncSession, *, actor: Actor, code: str, now: datetime) -> bool:
    """Switch one's own off, such as for a new phone; a code of the old one or of the paper is asked for.

    False when it is wrong: that is counted, so this transaction must commit. Raises InvalidChange.
    """
    row = await _locked(session, actor.id)
    if row.totp_confirmed_at is None:
        raise InvalidChange("has no second factor", message="动态验证码没有启用。")
    if await _tries_left(session, row, f"staff:{row.id}", now) <= 0:
        raise InvalidChange("too many codes", message="试的次数太多了，请 15 分钟后再试。")
    if _way_in(session, row, code, now) is None:
        await record_failure(session, login=row.login, address=f"staff:{row.id}", now=now, step="code")
        return False
    clear(row)
    audit.record(session, actor=actor, action="second_factor.off", subject=f"staff:{row.id}", now=now)
    await session.flush()
    return True


async def give_code(session: AsyncSession, token: str, code: str, *, address: str, now: datetime) -> CodeGiven:
    """The second step of logging in. `token` is that of the first step; a new one takes its place, so that nobody who saw
    the first is logged in. Raises NotFound when the first step is over.

    Tries are counted while the account is locked: a thousand at once get no further than a thousand one by one. This
    transaction must commit whatever the answer.
    """
    first = (
        await session.execute(
            select(StaffSession.staff_id).where(
                StaffSession.token_hash == hash_token(token), StaffSession.expires_at > now, ~StaffSession.passed
            )
        )
    ).scalar_one_or_none()
    row = await _locked(session, first)
    if not row.active or row.totp_confirmed_at is None:
        raise NotFound("login step", message="登录已过期，请重新登录。")
    left = await _tries_left(session, row, address, now)
    if left <= 0:
        return CodeGiven(None, 0)
    way = _way_in(session, row, code, now)
    if way is None:
        await record_failure(session, login=row.login, address=address, now=now, step="code")
        return CodeGiven(None, left - 1)
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == hash_token(token)))
    if way == "recovery":
        audit.record(
            session,
            actor=Actor("staff", row.id),
            action="second_factor.recovery_used",
            subject=f"staff:{row.id}",
            data={"left": len(row.recovery or [])},
            now=now,
        )
    return CodeGiven(await open_session(session, row.id, now=now, address=address))


def clear(row: Staff) -> None:
    """No second factor any more."""
    row.totp_secret = row.totp_confirmed_at = row.recovery = row.totp_step = None


def _way_in(session: AsyncSession, row: Staff, code: str, now: datetime) -> str | None:
    """totp | recovery, and the code is used up; None: it opens nothing."""
    if _accepts(row, code, now):
        return "totp"
    wanted = _kept(session, code)
    for kept in row.recovery or []:
        if kept in wanted:
            row.recovery = [other for other in row.recovery or [] if other != kept]
            return "recovery"
    return None


def _accepts(row: Staff, code: str, now: datetime) -> bool:
    """A right code of the step now, before or after, that no earlier login used (RFC 6238, 5.2)."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6) or row.totp_secret is None:
        return False
    totp, present = pyotp.TOTP(row.totp_secret), int(now.timestamp()) // STEP_SECONDS
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if step > (row.totp_step or 0) and hmac.compare_digest(totp.generate_otp(step), digits):
            row.totp_step = step
            return True
    return False


def _recovery_code() -> str:
    """Twelve letters and digits in three groups: 59 bits."""
    return "-".join("".join(secrets.choice(SPEAKABLE) for _ in range(4)) for _ in range(3))


def _kept(session: AsyncSession, code: str) -> list[str]:
    """What a recovery code is stored as, under each key of the ring: a keyed hash, of no use without the keys."""
    plain = "recovery:" + "".join(c for c in code.lower() if c in SPEAKABLE)
    return ring_of(session.get_bind().dialect).blind_indexes(plain)


async def _tries_left(session: AsyncSession, row: Staff, address: str, now: datetime) -> int:
    return FAILURES_ALLOWED - await failures(session, login=row.login, address=address, now=now)


async def _locked(session: AsyncSession, staff_id: int | None) -> Staff:
    row = (
        await session.execute(
            select(Staff).where(Staff.id == staff_id).with_for_update().execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("staff", message="登录已过期，请重新登录。")
    return row
