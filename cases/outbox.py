"""The outbox: what waits to go out is claimed, sent, marked. Who claims it owns it for half a minute; then it is free again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.models import Conversation, Message

CLAIM_SECONDS = 30
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbound message this process is now to send. `again` means an earlier try may have reached the person."""

    id: int
    conversation_id: str
    address: str
    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    again: bool = False


async def claim_due(session: AsyncSession, *, channel: str, now: datetime, limit: int = 30) -> list[Claimed]:
    """Take outbound messages whose time has come: of each chat the first only, so that its order holds.

    A message put off holds back what is said after it; a reminder for later holds back nothing.
    """
    ripe = and_(
        Message.channel == channel,
        Message.due_at <= now,
        or_(Message.status == "due", and_(Message.status == "sending", Message.claimed_until <= now)),
    )
    other = aliased(Message)
    earlier = and_(
        other.id < Message.id,
        or_(
            other.status == "sending",
            and_(other.status == "due", or_(other.due_at <= now, other.attempts > 0)),
        ),
    )
    held_back = exists().where(
        other.conversation_id == Message.conversation_id,
        or_(earlier, and_(other.status == "sending", other.claimed_until > now)),
    )
    rows = (
        await session.execute(
            select(Message, Conversation.address)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(ripe, not_(held_back))
            .order_by(Message.due_at, Message.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Message)
        )
    ).all()
    claimed = []
    for row, address in rows:
        again = row.status == "sending"
        row.status, row.attempts = "sending", row.attempts + 1
        row.claimed_until = now + timedelta(seconds=CLAIM_SECONDS)
        buttons = (row.content or {}).get("buttons", [])
        claimed.append(Claimed(row.id, row.conversation_id, address, row.text or "", buttons, again))
    await session.flush()
    return claimed


async def mark_sent(session: AsyncSession, message_id: int, *, delivered_as: str | None, now: datetime) -> None:
    await session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(status="sent", sent_at=now, delivered_as=delivered_as, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


async def put_off(session: AsyncSession, message_id: int, *, until: datetime) -> None:
    """Try again later (a limit was hit or the network failed); after MAX_ATTEMPTS tries it counts as failed.

    What waits behind it in the same chat waits with it, so that nothing overtakes.
    """
    row = await session.get(Message, message_id)
    if row is not None and row.status == "sending":
        row.status = "failed" if row.attempts >= MAX_ATTEMPTS else "due"
        row.due_at, row.claimed_until = until, None
        if row.status == "due":
            await session.execute(
                update(Message)
                .where(
                    Message.conversation_id == row.conversation_id,
                    Message.status == "due",
                    Message.id > row.id,
                    Message.due_at < until,
                )
                .values(due_at=until)
                .execution_options(synchronize_session=False)
            )


async def give_up(session: AsyncSession, message_id: int) -> None:
    """It can never be delivered (the person blocked us, the chat is gone)."""
    await session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(status="failed", claimed_until=None)
        .execution_options(synchronize_session=False)
    )


async def next_due(session: AsyncSession, *, channel: str) -> datetime | None:
    """When the next outbound message of a channel wants to go out."""
    found = await session.execute(
        select(Message.due_at)
        .where(Message.channel == channel, Message.status == "due")
        .order_by(Message.due_at)
        .limit(1)
    )
    return found.scalar_one_or_none()


async def cancel_reminders(session: AsyncSession, appointment_id: int, *, now: datetime) -> None:
    """Reminders fall away with their appointment; those already sent stay in the transcript."""
    await session.execute(
        update(Message)
        .where(Message.appointment_id == appointment_id, Message.status == "due", Message.due_at > now)
        .values(status="cancelled")
        .execution_options(synchronize_session=False)
    )
