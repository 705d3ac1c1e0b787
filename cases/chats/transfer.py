"""Handing a chat on: to another desk (a role, and a county where it has one) or to one colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, conversations, messages, staff
from cases.access import covers, sees_conversation
from cases.actors import Actor
from cases.chats.notes import leave_note
from cases.errors import InvalidChange, NotAllowed, NotFound
from cases.inbox import is_counselling
from cases.messages import Outgoing
from cases.models import ROLES, Case, Conversation, Staff, StaffRole
from cases.rights import may, require_right

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Desk:
    """Everybody of a role; with a county, of that county only."""

    role: str
    county: str | None = None


class OutOfSight(NotAllowed):
    message = "那边的同事看不到这个对话，转过去就没人能接了。请换一个岗位。"


async def transfer(
    session: AsyncSession,
    conversation_id: str,
    *,
    actor: Actor,
    to: Desk | int,
    reason: str,
    note: str,
    notice: str,
    now: datetime,
) -> None:
    """Hand a chat on. To a desk: it waits there. To a colleague (staff id): it is theirs at once.

    `note` (for colleagues, stands above the reason) and `notice` (for the worker) are the caller's words. The hand-over
    case stays open and the promised time goes on. A chat handed to counsellors is a counselling talk from here on.
    Raises InvalidChange without a reason, NotAllowed where the receiver may not see the chat, AlreadyOwned, NotFound.
    """
    row = await conversations.locked(session, conversation_id)
    if not sees_conversation(actor, row):
        raise NotFound(f"conversation {conversation_id}")
    require_right(actor, "chats.transfer", row.county)
    if row.owner == "bot":
        raise InvalidChange("owner is bot", message="这个对话现在由助手接待，请先接手再转。")
    if row.owner == "staff" and row.owner_staff_id != actor.id and not conversations.takes_back(actor, row):
        raise await conversations.owned_already(session, row)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidChange("reason", message="请写一句为什么转，接的同事才知道从哪儿接起。")
    case = await casefile.open_handoff(session, conversation_id)
    was_walled = is_counselling(row)
    if isinstance(to, int):
        await _to_colleague(session, row, to, now)
        data: dict[str, object] = {"staff": to}
    else:
        _to_desk(row, to, case, now)
        data = {"role": to.role, "county": to.county}
    if case is not None:
        case.assigned_to = row.owner_staff_id
        casefile.record(session, case, actor=actor, kind="chat_transferred", data=data, now=now)
    walled = was_walled or is_counselling(row)
    await leave_note(session, row, f"{note}\n{reason.strip()}", actor=actor, now=now, walled=walled)
    said = Outgoing(notice, author="system")
    await messages.say(
        session, conversation_id=row.id, channel=row.channel, outgoing=[said], now=now, staff_id=actor.id
    )


def _to_desk(row: Conversation, to: Desk, case: Case | None, now: datetime) -> None:
    if to.role not in ROLES or (to.role == "county_desk" and not to.county):
        raise InvalidChange(f"desk {to.role[:20]}", message="没有这个岗位。")
    if to.county and row.county is None:  # the sender found out where it belongs
        row.county = to.county
        if case is not None:
            case.county = to.county
    if to.role == "counsellor" and row.waiting_reason != "crisis":
        row.waiting_reason, row.waiting_since = "psych", now
    member = Actor("staff", 0, roles=frozenset({(to.role, to.county)}))
    if not sees_conversation(member, row):
        raise OutOfSight(f"{to.role} {to.county} for {row.county}")
    row.owner, row.owner_staff_id, row.owner_active_at = "queue", None, None
    row.desk_role, row.desk_county = to.role, to.county


async def _to_colleague(session: AsyncSession, row: Conversation, staff_id: int, now: datetime) -> None:
    found = await session.get(Staff, staff_id)
    if found is None or not found.active:
        raise InvalidChange(f"staff {staff_id}", message="这位同事的账号已停用，请换一位。")
    if row.owner_staff_id == staff_id:
        raise InvalidChange("to the owner", message="对话已经在这位同事手里了。")
    receiver = await staff.actor(session, staff_id)
    if not may(receiver, "chats.take", row.county) or not sees_conversation(receiver, row):
        raise OutOfSight(f"staff {staff_id} for {row.county}")
    row.owner, row.owner_staff_id, row.owner_active_at = "staff", staff_id, now
    row.desk_role = row.desk_county = None


@dataclass(frozen=True, slots=True)
class Receiver:
    id: int
    name: str


async def receivers(session: AsyncSession, conversation_id: str, *, actor: Actor) -> tuple[list[Desk], list[Receiver]]:
    """The desks that have somebody and the colleagues who may see this chat, without the asker. Raises NotFound."""
    row = await conversations.get(session, conversation_id)
    if not sees_conversation(actor, row):
        raise NotFound(f"conversation {conversation_id}")
    roles: dict[int, set[tuple[str, str | None]]] = {}
    names: dict[int, str] = {}
    found = await session.execute(
        select(Staff.id, Staff.name, StaffRole.role, StaffRole.county)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.active)
    )
    for staff_id, name, role, county in found:
        names[staff_id] = name
        roles.setdefault(staff_id, set()).add((role, county))
    people, desks = [], set()
    for staff_id, held in roles.items():
        member = Actor("staff", staff_id, roles=frozenset(held))
        if staff_id != actor.id and sees_conversation(member, row) and may(member, "chats.take", row.county):
            people.append(Receiver(staff_id, names[staff_id]))
        for role, county in held:
            if may(Actor("staff", 0, roles=frozenset({(role, county)})), "chats.take", county) and _fits(
                row, role, county
            ):
                desks.add(Desk(role, county if role == "county_desk" else None))
    order = {role: n for n, role in enumerate(ROLES)}
    return (
        sorted(desks, key=lambda d: (order[d.role], d.county or "")),
        sorted(people, key=lambda p: p.name),
    )


def _fits(row: Conversation, role: str, county: str | None) -> bool:
    """May a chat go to this desk? One without a county takes that of the county desk it is sent to."""
    if is_counselling(row):
        return role == "counsellor" and covers(
            Actor("staff", 0, roles=frozenset({(role, county)})), frozenset({role}), row.county
        )
    if row.county is None and role == "county_desk":
        return True
    return covers(Actor("staff", 0, roles=frozenset({(role, county)})), frozenset({role}), row.county)
