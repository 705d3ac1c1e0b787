"""Notes the desk itself leaves in a transcript: for colleagues only, never sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.models import Conversation, Message


async def leave_note(
    session: AsyncSession, row: Conversation, text: str, *, actor: Actor, now: datetime, walled: bool = False
) -> None:
    """An internal note in this chat, by a colleague or by the desk (`system`)."""
    by_staff = actor.kind == "staff"
    session.add(
        Message(
            conversation_id=row.id,
            channel=row.channel,
            direction="out",
            author="staff" if by_staff else "system",
            staff_id=actor.id if by_staff else None,
            text=text,
            status="note",
            due_at=now,
            created_at=now,
            walled=walled,
        )
    )
    await session.flush()
