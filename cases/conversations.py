"""Conversations: opening them, leasing them for a turn, and handing them between the bot, the queue and a colleague."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import people
from cases.access import require, sees_conversation
from cases.actors import Actor
from cases.errors import AlreadyOwned, LeaseLost, NotFound
from cases.models import Conversation, Staff
from cases.rights import may

TOKEN_LIFETIME = timedelta(days=90)
LEASE_SECONDS = 20


class TokenExpired(NotFound):
    message = "登录凭证已过期，请刷新页面重新开始。"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a turn needs to know of a conversation, read when its lease was taken."""

    id: str
    person_id: int
    identity_id: int
    channel: str
    address: str
    owner: str
    county: str | None
    state: dict[str, Any]
    fence: int


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def open_web_conversation(
    session: AsyncSession,
    *,
    now: datetime,
    source: str | None = None,
    person_id: int | None = None,
    state: dict[str, Any] | None = None,
) -> tuple[str, str]:
    """A new web chat: (conversation id, bearer token). The token is shown once; only its hash is kept."""
    conversation_id, token = uuid.uuid4().hex, secrets.token_urlsafe(32)
    identity = await people.meet(
        session, channel="web", address=conversation_id, now=now, source=source, person_id=person_id
    )
    session.add(
        Conversation(
            id=conversation_id,
            identity_id=identity.id,
            person_id=identity.person_id,
            channel="web",
            address=conversation_id,
            token_hash=hash_token(token),
            token_expires_at=now + TOKEN_LIFETIME,
            state=state or {},
            created_at=now,
        )
    )
    await session.flush()
    return conversation_id, token


async def messenger_conversation(
    session: AsyncSession, *, channel: str, address: str, now: datetime, source: str | None = None
) -> str:
    """The one conversation of a messenger chat, made on its first message. Returns its id."""
    identity = await people.meet(session, channel=channel, address=address, now=now, source=source)
    found = await session.execute(select(Conversation.id).where(Conversation.identity_id == identity.id))
    conversation_id = found.scalar_one_or_none()
    if conversation_id is None:
        conversation_id = uuid.uuid4().hex
        session.add(
            Conversation(
                id=conversation_id,
                identity_id=identity.id,
                person_id=identity.person_id,
                channel=channel,
                address=address,
                state={},
                created_at=now,
            )
        )
        await session.flush()
    return conversation_id


@cache  # every request passes here, and building a statement costs more than running it
def _door() -> Executable:
    c = Conversation.metadata.tables["conversations"].c
    return select(c.token_hash, c.token_expires_at).where(c.id == bindparam("id_"))


async def authenticate(session: AsyncSession, conversation_id: str, token: str, *, now: datetime) -> None:
    """Raises NotFound unless the token opens this conversation (a wrong and a foreign id look the same from outside),
    TokenExpired when its time is over."""
    found = (await session.execute(_door(), {"id_": conversation_id})).one_or_none()
    if found is None or not found[0] or not secrets.compare_digest(found[0], hash_token(token)):
        raise NotFound("no such conversation for this token")
    if found[1] is not None and found[1] <= now:
        raise TokenExpired("the token has expired")


async def get(session: AsyncSession, conversation_id: str) -> Conversation:
    row = await session.get(Conversation, conversation_id)
    if row is None:
        raise NotFound(f"conversation {conversation_id}")
    return row


async def owner_of(session: AsyncSession, conversation_id: str) -> str:
    """bot, queue or staff. Raises NotFound."""
    found = await session.execute(select(Conversation.owner).where(Conversation.id == conversation_id))
    owner = found.scalar_one_or_none()
    if owner is None:
        raise NotFound(f"conversation {conversation_id}")
    return owner


async def lease(session: AsyncSession, conversation_id: str, *, holder: str, now: datetime) -> Snapshot | None:
    """Take the conversation for a turn. None while somebody else holds it. Every taking raises the fence by one."""
    c = Conversation
    taken = (
        await session.execute(
            update(c)
            .where(
                c.id == conversation_id,
                or_(c.lease_until.is_(None), c.lease_until <= now, c.lease_holder == holder),
            )
            .values(lease_holder=holder, lease_until=now + timedelta(seconds=LEASE_SECONDS), fence=c.fence + 1)
            .returning(c.id, c.person_id, c.identity_id, c.channel, c.address, c.owner, c.county, c.state, c.fence)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    return None if taken is None else Snapshot(*taken)


async def hold(session: AsyncSession, snapshot: Snapshot) -> str:
    """Lock the row for the rest of the transaction and return its present owner. Raises LeaseLost if the fence moved on."""
    found = (
        await session.execute(
            select(Conversation.owner, Conversation.fence).where(Conversation.id == snapshot.id).with_for_update()
        )
    ).one_or_none()
    if found is None or found[1] != snapshot.fence:
        raise LeaseLost(f"conversation {snapshot.id}")
    return str(found[0])


async def keep_state(
    session: AsyncSession,
    snapshot: Snapshot,
    *,
    state: dict[str, Any],
    now: datetime,
    county: str | None = None,
) -> None:
    """Write the dialogue state at the end of a turn and push the lease on. Raises LeaseLost if the fence moved on."""
    values: dict[str, Any] = {
        "state": state,
        "last_message_at": now,
        "lease_until": now + timedelta(seconds=LEASE_SECONDS),
    }
    if county:
        values["county"] = county
    done = await session.execute(
        update(Conversation)
        .where(Conversation.id == snapshot.id, Conversation.fence == snapshot.fence)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost(f"conversation {snapshot.id}")


async def release(session: AsyncSession, conversation_id: str, *, holder: str, fence: int) -> None:
    """Give the lease back; nothing happens if it is no longer ours."""
    await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.lease_holder == holder,
            Conversation.fence == fence,
        )
        .values(lease_until=None, lease_holder=None)
        .execution_options(synchronize_session=False)
    )


async def ask_for_person(
    session: AsyncSession, conversation_id: str, *, reason: str, reply_due_at: datetime | None, now: datetime
) -> bool:
    """Put the conversation into the queue. False if it waits already or a colleague has it.

    `reason`: asked | not_understood | crisis | complaint | missed_field | psych | rule.
    """
    row = await locked(session, conversation_id)
    if row.owner != "bot":
        if reason == "crisis":  # danger outranks whatever it was waiting for
            row.waiting_reason, row.reply_due_at = reason, reply_due_at
        return False
    row.owner, row.waiting_since, row.waiting_reason, row.reply_due_at = "queue", now, reason, reply_due_at
    row.desk_role = row.desk_county = None  # where an earlier talk was sent to says nothing about this one
    await session.flush()
    return True


async def take_over(session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime) -> None:
    """A colleague takes the chat; the bot falls silent. Raises AlreadyOwned, with the name, when another colleague has it."""
    row = await locked(session, conversation_id)
    require(sees_conversation(actor, row))
    if row.owner == "staff" and row.owner_staff_id != actor.id:
        raise await owned_already(session, row)
    row.owner, row.owner_staff_id, row.owner_active_at = "staff", actor.id, now
    row.waiting_since = row.waiting_since or now
    row.waiting_reason = row.waiting_reason or "staff"
    await session.flush()


def takes_back(actor: Actor, row: Conversation) -> bool:
    """May this colleague give away a chat that another one has, because that one is not there?"""
    return actor.kind == "staff" and may(actor, "chats.take_back", row.county)


async def hand_back(session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime) -> None:
    """The bot speaks again. The owner, or a duty officer for an absent owner, may do it."""
    row = await locked(session, conversation_id)
    require(sees_conversation(actor, row))
    if row.owner == "staff" and row.owner_staff_id != actor.id and not takes_back(actor, row):
        raise await owned_already(session, row)
    row.owner, row.owner_staff_id, row.owner_active_at = "bot", None, None
    row.waiting_since = row.waiting_reason = row.reply_due_at = None
    row.desk_role = row.desk_county = None
    await session.flush()


async def leave_queue(session: AsyncSession, conversation_id: str) -> bool:
    """The worker no longer waits for a person. False if a colleague has the chat, nobody waited, or somebody is in
    danger: that is for staff to close, not for one tap (design D6)."""
    row = await locked(session, conversation_id)
    if row.owner != "queue" or row.waiting_reason == "crisis":
        return False
    row.owner = "bot"
    row.waiting_since = row.waiting_reason = row.reply_due_at = None
    row.desk_role = row.desk_county = None
    await session.flush()
    return True


async def owned_already(session: AsyncSession, row: Conversation) -> AlreadyOwned:
    """The error that says who has the chat."""
    owner = await session.get(Staff, row.owner_staff_id)
    name = owner.name if owner else ""
    return AlreadyOwned(f"staff {row.owner_staff_id}", message=f"{name} 已经接手了这个对话。" if name else None)


async def locked(session: AsyncSession, conversation_id: str) -> Conversation:
    """The row, read afresh and locked for the rest of the transaction. Raises NotFound."""
    row = (
        await session.execute(
            select(Conversation)
            .where(Conversation.id == conversation_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(f"conversation {conversation_id}")
    return row
