"""The database side of a turn, in as few statements as it takes: this is the path every message goes.

The statements are built once, on their first use: with SQLAlchemy building one costs several times what SQLite needs to run
it. They work on tables, not on mapped classes, for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Table, and_, bindparam, case, exists, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases import citations, messages
from cases.conversations import LEASE_SECONDS, Snapshot
from cases.errors import LeaseLost, NotFound
from cases.messages import Inbound, Outgoing
from cases.models import Attachment, Conversation, Message

GIVEN = ("conversation_id", "channel", "external_id", "text", "payload", "due_at", "created_at")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A stored message. With a snapshot the conversation is ours, and `pending` is what waits in it, oldest first.
    Without one another run has the lease and will find the message, or the message was known already."""

    message_id: int
    new: bool
    snapshot: Snapshot | None = None
    pending: Sequence[Inbound] = ()


async def take_in(
    session: AsyncSession,
    *,
    conversation_id: str,
    channel: str,
    external_id: str,
    text: str,
    payload: str | None = None,
    attachment_ids: Sequence[str] = (),
    holder: str,
    now: datetime,
) -> TakenIn:
    """Store an inbound message once (as `messages.receive`) and, if nobody has the conversation, lease it for `holder`."""
    row = (
        await session.execute(
            _touch_and_lease(),
            {"id_": conversation_id, "holder": holder, "now": now, "until": now + timedelta(seconds=LEASE_SECONDS)},
        )
    ).one_or_none()
    if row is None:
        raise NotFound(f"conversation {conversation_id}")
    leased = row.lease_holder == holder
    values = {
        "conversation_id": conversation_id, "channel": channel, "external_id": external_id, "text": text,
        "payload": payload, "due_at": now, "created_at": now,
    }  # fmt: skip
    dialect = session.get_bind().dialect.name
    message_id = (await session.execute(_store(dialect), values)).scalar_one_or_none()
    if message_id is None:
        if leased:
            await session.execute(_let_go(), {"id_": conversation_id, "holder": holder})
        known = await session.execute(
            select(Message.id).where(Message.channel == channel, Message.external_id == external_id)
        )
        return TakenIn(known.scalar_one(), new=False)
    if attachment_ids:
        await session.execute(
            update(Attachment)
            .where(
                Attachment.id.in_(attachment_ids),
                Attachment.conversation_id == conversation_id,
                Attachment.message_id.is_(None),
            )
            .values(message_id=message_id)
        )
    if not leased:
        return TakenIn(message_id, new=True)
    snapshot = Snapshot(*row[:9])
    if row.waiting or attachment_ids:
        return TakenIn(message_id, True, snapshot, await messages.pending(session, conversation_id))
    return TakenIn(message_id, True, snapshot, [Inbound(message_id, text, payload)])


async def hold(session: AsyncSession, snapshot: Snapshot) -> str:
    """Lock the row for the rest of the transaction and return its present owner. Raises LeaseLost if the fence moved on."""
    found = (await session.execute(_hold(), {"id_": snapshot.id})).one_or_none()
    if found is None or found.fence != snapshot.fence:
        raise LeaseLost(f"conversation {snapshot.id}")
    return str(found.owner)


async def say(
    session: AsyncSession,
    *,
    conversation_id: str,
    channel: str,
    outgoing: Sequence[Outgoing],
    now: datetime,
    reply_to: int,
) -> list[int]:
    """As `messages.say`, for the replies of a turn."""
    if not outgoing:
        return []
    await session.flush()  # replies may name rows the turn has only added so far; a statement on tables flushes nothing
    rows = [
        {
            "conversation_id": conversation_id, "channel": channel, "author": o.author, "text": o.text,
            "content": o.content(), "reply_to": reply_to, "appointment_id": o.appointment_id, "walled": o.walled,
            "due_at": o.due_at or now, "created_at": now,
            "status": "sent" if channel == "web" and (o.due_at or now) <= now else "due",
            "sent_at": now if channel == "web" and (o.due_at or now) <= now else None,
        }
        for o in outgoing
    ]  # fmt: skip
    ids = list((await session.execute(_say(), rows)).scalars())
    await citations.record(session, list(zip(ids, outgoing, strict=True)), now=now)
    return ids


async def end(
    session: AsyncSession,
    snapshot: Snapshot,
    message_id: int,
    *,
    trace: dict[str, Any],
    state: dict[str, Any],
    now: datetime,
    county: str | None = None,
    walled: bool = False,
) -> bool:
    """Mark the message done, keep the dialogue state, and give the lease back unless more is pending (then True).
    Raises LeaseLost if the fence moved on."""
    await session.execute(_finish(), {"id_": message_id, "trace": trace, "walled": walled})
    row = (
        await session.execute(
            _end(),
            {
                "id_": snapshot.id, "fence_": snapshot.fence, "state": state, "now": now,
                "county_": county or snapshot.county, "until": now + timedelta(seconds=LEASE_SECONDS),
            },
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise LeaseLost(f"conversation {snapshot.id}")
    return row.lease_holder is not None


def _conversations() -> Table:
    return Conversation.metadata.tables["conversations"]


def _messages() -> Table:
    return Conversation.metadata.tables["messages"]


@cache
def _touch_and_lease() -> Executable:
    # The row lock orders this conversation's message ids by commit, so a reader that asks "after N" misses none.
    c = _conversations().c
    m = _messages().c
    # Not `== c.id`: inside RETURNING, SQLite would read that as the id of the message.
    waiting = exists().where(and_(m.conversation_id == bindparam("id_"), m.status == "pending"))
    free = or_(c.lease_until.is_(None), c.lease_until <= bindparam("now", type_=c.lease_until.type))
    return (
        update(_conversations())
        .where(c.id == bindparam("id_"))
        .values(
            last_message_at=bindparam("now", type_=c.last_message_at.type),
            lease_holder=case((free, bindparam("holder", type_=c.lease_holder.type)), else_=c.lease_holder),
            lease_until=case((free, bindparam("until", type_=c.lease_until.type)), else_=c.lease_until),
            fence=case((free, c.fence + 1), else_=c.fence),
        )
        .returning(
            c.id,
            c.person_id,
            c.identity_id,
            c.channel,
            c.address,
            c.owner,
            c.county,
            c.state,
            c.fence,
            c.lease_holder,
            waiting.label("waiting"),
        )
    )


@cache
def _store(dialect: str) -> Executable:
    m = _messages()
    into = sqlite.insert(m) if dialect == "sqlite" else postgresql.insert(m)
    return (
        into.values(direction="in", author="worker", status="pending", walled=False, attempts=0)
        .values(
            {
                name: bindparam(name)
                for name in (
                    "conversation_id",
                    "channel",
                    "external_id",
                    "text",
                    "payload",
                    "due_at",
                    "created_at",
                )
            }
        )
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
        .returning(m.c.id)
    )


@cache
def _let_go() -> Executable:
    c = _conversations().c
    return (
        update(_conversations())
        .where(c.id == bindparam("id_"), c.lease_holder == bindparam("holder"))
        .values(lease_holder=None, lease_until=None)
    )


@cache
def _hold() -> Executable:
    c = _conversations().c
    return select(c.owner, c.fence).where(c.id == bindparam("id_")).with_for_update()


@cache
def _say() -> Executable:
    m = _messages()
    return insert(m).values(direction="out", attempts=0).returning(m.c.id, sort_by_parameter_order=True)


@cache
def _finish() -> Executable:
    m = _messages()
    return (
        update(m)
        .where(m.c.id == bindparam("id_"))
        .values(status="done", trace=bindparam("trace", type_=m.c.trace.type), walled=bindparam("walled"))
    )


@cache
def _end() -> Executable:
    c, m = _conversations().c, _messages().c
    more = exists().where(and_(m.conversation_id == c.id, m.status == "pending"))
    return (
        update(_conversations())
        .where(c.id == bindparam("id_"), c.fence == bindparam("fence_"))
        .values(
            state=bindparam("state", type_=c.state.type),
            county=bindparam("county_"),
            last_message_at=bindparam("now", type_=c.last_message_at.type),
            lease_holder=case((more, c.lease_holder), else_=None),
            lease_until=case((more, bindparam("until", type_=c.lease_until.type)), else_=None),
        )
        .returning(c.lease_holder)
    )
