"""Reminders of the web chat. A browser reads a chat by rising message ids, so a reminder gets its id when its time comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import Conversation, Message

KEPT = ("conversation_id", "channel", "direction", "author", "staff_id", "text", "content", "appointment_id", "walled")


async def bring_due(session: AsyncSession, *, now: datetime, limit: int = 50) -> list[str]:
    """Move reminders whose time has come to the end of their chats. Returns the conversations to wake."""
    ripe = list(
        (
            await session.execute(
                select(Message)
                .where(Message.channel == "web", Message.status == "due", Message.due_at <= now)
                .order_by(Message.due_at, Message.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        ).scalars()
    )
    if not ripe:
        return []
    chats = sorted({row.conversation_id for row in ripe})
    # The row lock orders message ids of a chat by commit (as in `messages.receive`).
    await session.execute(
        select(Conversation.id).where(Conversation.id.in_(chats)).order_by(Conversation.id).with_for_update()
    )
    for row in ripe:
        kept = {name: getattr(row, name) for name in KEPT}
        await session.execute(insert(Message).values(**kept, status="sent", due_at=now, created_at=now, sent_at=now))
    await session.execute(
        delete(Message).where(Message.id.in_([row.id for row in ripe])).execution_options(synchronize_session=False)
    )
    return chats
