"""Accounts of colleagues, as who may edit people keeps them. Every change goes into the chained log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit, conversations, messages
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import ROLES, Case, Conversation, LoginAttempt, Staff, StaffRole
from cases.rights import CITY, require_right
from cases.staff import second_factor
from cases.staff.account_list import Role, sorted_roles
from cases.staff.login import password_hasher
from cases.staff.passwords import change_password, generated
from cases.staff.sessions import end_all

LONGEST_NAME = 60


class LastAdmin(InvalidChange):
    message = "这是最后一位能管理账号的管理员，先给另一位同事管理员角色再改。"


class LoginTaken(Conflict):
    message = "这个用户名已经有人用了，请换一个。"


async def add(
    session: AsyncSession,
    *,
    login: str,
    name: str,
    password: str,
    roles: Sequence[Role],
    now: datetime,
    must_change: bool = False,
) -> int:
    """A new account. Returns its id."""
    hashed = password_hasher().hash(password)
    row = Staff(login=login, name=name, password_hash=hashed, created_at=now, must_change_password=must_change)
    session.add(row)
    await session.flush()
    session.add_all([StaffRole(staff_id=row.id, role=role, county=county) for role, county in roles])
    await session.flush()
    return row.id


async def exists(session: AsyncSession) -> bool:
    return (await session.execute(select(Staff.id).limit(1))).first() is not None


async def create(
    session: AsyncSession, *, actor: Actor, login: str, name: str, roles: Sequence[Role], now: datetime
) -> tuple[int, str]:
    """A new account with a first password, to be shown once and changed at the first login. Returns (id, password).

    Raises NotAllowed, InvalidChange, LoginTaken.
    """
    require_right(actor, "people.edit")
    login, name = login.strip().lower(), name.strip()
    if not 2 <= len(login) <= 40 or not all(c.isascii() and (c.isalnum() or c in "._-") for c in login):
        raise InvalidChange(f"login {login!r}", message="用户名用 2 到 40 个字母、数字、点、横线。")
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidChange("name", message=f"请填写姓名，最多 {LONGEST_NAME} 个字。")
    wanted = _checked(roles)
    password = generated()
    try:
        async with session.begin_nested():
            staff_id = await add(
                session,
                login=login,
                name=name,
                password=password,
                roles=sorted_roles(wanted),
                now=now,
                must_change=True,
            )
    except IntegrityError as error:
        raise LoginTaken(login) from error
    _log(session, actor, "account.created", staff_id, now, roles=_said(wanted))
    return staff_id, password


async def change_roles(
    session: AsyncSession,
    staff_id: int,
    *,
    actor: Actor,
    roles: Sequence[Role],
    seen: Sequence[Role],
    now: datetime,
) -> None:
    """Give the account these roles. `seen` are those the colleague had on the screen.

    Nobody gives themselves more: not even who may edit people gets behind the counselling wall this way. Raises NotAllowed,
    NotFound, InvalidChange, LastAdmin, and Conflict when somebody changed the roles since.
    """
    require_right(actor, "people.edit")
    await _admins_locked(session)
    await _locked(session, staff_id)
    wanted, had = _checked(roles), await _roles(session, staff_id)
    if had != set(seen):
        raise Conflict(f"roles of staff {staff_id}", message="这个账号的角色刚被别人改过，请核对后再改。")
    if staff_id == actor.id and wanted - had:
        raise InvalidChange("own roles", message="不能给自己加角色，请另一位管理员来加。")
    if wanted == had:
        return
    await session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id))
    session.add_all([StaffRole(staff_id=staff_id, role=r, county=c) for r, c in sorted_roles(wanted)])
    await session.flush()
    await _keep_an_admin(session)
    _log(session, actor, "account.roles", staff_id, now, added=_said(wanted - had), removed=_said(had - wanted))


async def deactivate(session: AsyncSession, staff_id: int, *, actor: Actor, now: datetime, note: str) -> list[str]:
    """Close an account: its sessions end at once, its chats go back to the queue with `note` (for colleagues only).

    Returns the ids of these chats, to be woken. Raises NotAllowed, NotFound, InvalidChange, LastAdmin.
    """
    require_right(actor, "people.edit")
    if staff_id == actor.id:
        raise InvalidChange("own account", message="不能停用自己的账号。")
    await _admins_locked(session)
    row = await _locked(session, staff_id)
    if not row.active:
        raise InvalidChange("closed already", message="这个账号已经停用了。")
    row.active = False
    await session.flush()
    await _keep_an_admin(session)
    await end_all(session, staff_id)
    chats = await _give_back(session, row, actor=actor, note=note, now=now)
    _log(session, actor, "account.closed", staff_id, now, chats=len(chats))
    return chats


async def activate(session: AsyncSession, staff_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a closed account again, as it was. Raises NotAllowed, NotFound, InvalidChange."""
    require_right(actor, "people.edit")
    row = await _locked(session, staff_id)
    if row.active:
        raise InvalidChange("open already", message="这个账号没有停用。")
    row.active = True
    _log(session, actor, "account.opened", staff_id, now)
    await session.flush()


async def reset_password(session: AsyncSession, staff_id: int, *, actor: Actor, now: datetime) -> str:
    """A new first password, to be shown once; sessions end. Raises NotAllowed, NotFound, InvalidChange for one's own."""
    require_right(actor, "people.edit")
    if staff_id == actor.id:
        raise InvalidChange("own password", message="自己的密码在“我的账号”里改。")
    row = await _locked(session, staff_id)
    password = generated()
    await change_password(session, staff_id, password, must_change=True)
    await end_all(session, staff_id)
    await _forget_failures(session, row.login)
    _log(session, actor, "account.password_reset", staff_id, now)
    return password


async def reset_second_factor(session: AsyncSession, staff_id: int, *, actor: Actor, now: datetime) -> None:
    """For a lost phone: no second factor until a new one is set up; sessions end. Raises NotAllowed, NotFound, InvalidChange."""
    require_right(actor, "people.edit")
    if staff_id == actor.id:
        raise InvalidChange("own second factor", message="自己的动态验证码在“我的账号”里改。")
    row = await _locked(session, staff_id)
    if row.totp_confirmed_at is None:
        raise InvalidChange("has none", message="这个账号没有启用动态验证码。")
    second_factor.clear(row)
    await end_all(session, staff_id)
    _log(session, actor, "second_factor.reset", staff_id, now)
    await session.flush()


async def unlock(session: AsyncSession, staff_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget the wrong passwords, so that the colleague need not wait. Raises NotAllowed, NotFound."""
    require_right(actor, "people.edit")
    row = await _locked(session, staff_id)
    await _forget_failures(session, row.login)
    _log(session, actor, "account.unlocked", staff_id, now)


def _checked(roles: Iterable[Role]) -> set[Role]:
    """One way to say “the whole city” (no county), except for a county desk, which always names its own."""
    wanted: set[Role] = set()
    for role, county in roles:
        if role not in ROLES:
            raise InvalidChange(f"role {role!r}", message="没有这个角色。")
        if role == "county_desk" and not county:
            raise InvalidChange("county desk without county", message="县区工会的角色要选县区。")
        if county and not (len(county) == 6 and county.isascii() and county.isdigit()):
            raise InvalidChange(f"county {county!r}", message="没有这个县区。")
        wanted.add((role, county if county and (county != CITY or role == "county_desk") else None))
    if not wanted:
        raise InvalidChange("no role", message="至少选一个角色；不再来的同事请停用账号。")
    return wanted


async def _roles(session: AsyncSession, staff_id: int) -> set[Role]:
    found = await session.execute(select(StaffRole.role, StaffRole.county).where(StaffRole.staff_id == staff_id))
    return {(row.role, row.county) for row in found}


async def _admins_locked(session: AsyncSession) -> None:
    """Of two admins who close each other's account in the same moment, the second waits and then sees what the first did."""
    admins = select(StaffRole.staff_id).where(StaffRole.role == "admin")
    await session.execute(select(Staff.id).where(Staff.id.in_(admins)).order_by(Staff.id).with_for_update())


async def _keep_an_admin(session: AsyncSession) -> None:
    left = await session.execute(
        select(Staff.id)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.active, StaffRole.role == "admin", or_(StaffRole.county.is_(None), StaffRole.county == CITY))
        .limit(1)
    )
    if left.first() is None:
        raise LastAdmin()


async def _locked(session: AsyncSession, staff_id: int) -> Staff:
    row = (
        await session.execute(
            select(Staff).where(Staff.id == staff_id).with_for_update().execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(f"staff {staff_id}", message="没有这个账号。")
    return row


async def _give_back(session: AsyncSession, row: Staff, *, actor: Actor, note: str, now: datetime) -> list[str]:
    held = select(Conversation.id).where(Conversation.owner == "staff", Conversation.owner_staff_id == row.id)
    ids = list((await session.execute(held.order_by(Conversation.id))).scalars())
    for chat_id in ids:
        chat = await conversations.locked(session, chat_id)
        chat.owner, chat.owner_staff_id = "queue", None
        chat.waiting_since = chat.waiting_since or now
        await messages.note(
            session,
            conversation_id=chat_id,
            channel=chat.channel,
            text=note,
            staff_id=actor.id or 0,
            now=now,
            walled=chat.waiting_reason == "psych",
        )
    found = await session.execute(select(Case).where(Case.assigned_to == row.id, Case.closed_at.is_(None)))
    for case in found.scalars():
        case.assigned_to = None
    await session.flush()
    return ids


async def _forget_failures(session: AsyncSession, login: str) -> None:
    await session.execute(delete(LoginAttempt).where(LoginAttempt.login == login))


def _said(roles: Iterable[Role]) -> list[str]:
    return [f"{role}@{county or CITY}" for role, county in sorted_roles(roles)]


def _log(session: AsyncSession, actor: Actor, action: str, staff_id: int, now: datetime, **data: object) -> None:
    audit.record(session, actor=actor, action=action, subject=f"staff:{staff_id}", data=data, now=now)
